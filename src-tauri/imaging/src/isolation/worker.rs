//! Starts, uses and ends one worker process, on the app's side.

use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use localization::Message;

use super::ARGUMENT;
use super::protocol::{self, Answer, Request};
use crate::Problem;
use crate::priority::Priority;

/// The number of bytes of a worker's error output that are kept.
const MAX_WORDS: usize = 4096;

/// The environment variables that a program may need in order to start. A worker gets no others, since they may contain
/// secrets.
const ENVIRONMENT: [&str; 3] = ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot"];

/// A running worker.
pub(super) struct Worker {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    words: Option<JoinHandle<String>>,
}

/// The reason why a worker returned no picture.
#[derive(Debug)]
pub(super) enum Failure {
    /// The picture itself is at fault, or a second attempt would not help.
    Problem(Problem),
    /// The worker ended during its work.
    Death(Death),
}

/// The way in which a worker ended.
#[derive(Debug)]
pub(super) enum Death {
    /// It exceeded its memory limit.
    OutOfMemory,
    /// It exceeded its time limit.
    OutOfTime,
    /// Anything else: the decoder crashed, or something else ended the process.
    Other,
}

impl Worker {
    /// Starts this program again as a worker.
    pub(super) fn start(priority: Priority) -> Result<Worker, Problem> {
        Worker::spawn(priority).map_err(|error| not_started(&error))
    }

    fn spawn(priority: Priority) -> io::Result<Worker> {
        let mut process = command(&program()?, priority).spawn()?;
        let (Some(requests), Some(answers), Some(errors)) = (
            process.stdin.take(),
            process.stdout.take(),
            process.stderr.take(),
        ) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let words = thread::Builder::new()
            .name("worker-words".into())
            .spawn(move || last_words(errors))?;
        Ok(Worker {
            process,
            requests,
            answers: BufReader::new(answers),
            words: Some(words),
        })
    }

    /// Renders a picture of `pixels` bytes within `time`. A worker that has died must not be used again.
    pub(super) fn ask(
        &mut self,
        request: &Request,
        file: &[u8],
        pixels: u64,
        time: Duration,
    ) -> Result<(Answer, Vec<u8>), Failure> {
        let Worker {
            process,
            requests,
            answers,
            ..
        } = self;
        let (answered, waiting) = mpsc::channel::<()>();
        let (exchanged, late) = thread::scope(|scope| {
            // A read or a write that would never finish can only be stopped by killing the worker.
            let clock = thread::Builder::new().spawn_scoped(scope, move || {
                let late = waiting.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
                if late && let Err(error) = process.kill() {
                    tracing::error!(%error, "a worker can't be killed");
                }
                late
            });
            let clock = clock.map_err(|error| Failure::Problem(not_started(&error)))?;
            let exchanged = exchange(requests, answers, request, file, pixels);
            drop(answered);
            Ok((exchanged, clock.join().unwrap_or(false)))
        })?;
        exchanged.map_err(|error| Failure::Death(self.death(&error, late)))
    }

    /// Ends the worker, which returned no complete response, and determines why it failed.
    fn death(&mut self, error: &io::Error, late: bool) -> Death {
        let status = self.end();
        let words = self.words.take().map(JoinHandle::join);
        let words = words.and_then(Result::ok).unwrap_or_default();
        tracing::warn!(%error, ?status, words, "a worker ended with its picture");
        // Part of the message that Rust's standard library prints when an allocation fails.
        if words.contains("memory allocation of") {
            return Death::OutOfMemory;
        }
        if late || status.is_some_and(ended_by_processor_limit) {
            return Death::OutOfTime;
        }
        Death::Other
    }

    /// Ends the process, so that no worker is left over.
    fn end(&mut self) -> Option<ExitStatus> {
        // A process that has already ended keeps its exit status.
        if let Err(error) = self.process.kill() {
            tracing::debug!(%error, "a worker can't be killed");
        }
        self.process.wait().ok()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.end();
    }
}

fn not_started(error: &io::Error) -> Problem {
    tracing::error!(%error, "a worker can't be started");
    Problem::NoDecoder {
        reason: Message::verbatim(error.to_string()),
    }
}

fn exchange(
    requests: &mut ChildStdin,
    answers: &mut BufReader<ChildStdout>,
    request: &Request,
    file: &[u8],
    pixels: u64,
) -> io::Result<(Answer, Vec<u8>)> {
    protocol::write(requests, request, file)?;
    let answer = protocol::read(answers)?;
    let pixels = match &answer {
        Answer::Picture { .. } => protocol::read_bytes(answers, pixels)?,
        Answer::Problem(_) => Vec::new(),
    };
    Ok((answer, pixels))
}

/// Returns the path of this program's own file.
fn program() -> io::Result<PathBuf> {
    // This path names the running file even after an update has replaced it.
    if cfg!(target_os = "linux") {
        return Ok(Path::new("/proc/self/exe").to_owned());
    }
    std::env::current_exe()
}

fn command(program: &Path, priority: Priority) -> Command {
    let mut command = Command::new(program);
    command
        .args([ARGUMENT, priority.name()])
        .env_clear()
        .envs(
            ENVIRONMENT
                .into_iter()
                .filter_map(|name| Some((name, std::env::var_os(name)?))),
        )
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    #[cfg(unix)]
    if let Some(name) = std::env::args_os().next() {
        std::os::unix::process::CommandExt::arg0(&mut command, name);
    }
    command
}

/// Reads a worker's error output until it ends, and returns the last part of it.
fn last_words(mut errors: ChildStderr) -> String {
    let mut words = Vec::new();
    let mut some = [0; 1024];
    while let Ok(length @ 1..) = errors.read(&mut some) {
        words.extend_from_slice(&some[..length]);
        words.drain(..words.len().saturating_sub(MAX_WORDS));
    }
    String::from_utf8_lossy(&words).into_owned()
}

/// Returns whether the system ended a process because it exceeded its processor time.
fn ended_by_processor_limit(status: ExitStatus) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        status.signal() == Some(rustix::process::Signal::XCPU.as_raw())
    }
    #[cfg(not(unix))]
    {
        let _ = status;
        false
    }
}
