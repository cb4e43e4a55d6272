//! One worker process, as the app sees it.

use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::ARGUMENT;
use super::protocol::{self, Answer, Request};
use crate::Problem;
use crate::priority::Priority;

/// So much of what a worker says on its error output is kept, in bytes.
const MAX_WORDS: usize = 4096;

/// The variables that a program may need for being started at all. Everything else stays with the app: there are
/// secrets in it.
const ENVIRONMENT: [&str; 3] = ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot"];

/// A worker that is there.
pub(super) struct Worker {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    words: Option<JoinHandle<String>>,
}

/// Why a worker has no picture to show.
#[derive(Debug)]
pub(super) enum Failure {
    /// That is the picture's own fault, or nothing can be done about it.
    Problem(Problem),
    /// The worker ended while it was at it.
    Death(Death),
}

/// How a worker ended.
#[derive(Debug)]
pub(super) enum Death {
    /// It took more memory than it may.
    OutOfMemory,
    /// It took more time than it may.
    OutOfTime,
    /// Anything else: the decoder ended the process, or someone else did.
    Other,
}

impl Worker {
    /// Starts this program again, as a worker.
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

    /// Has a picture rendered that will have so many bytes of pixels, within so much time. Nothing more may be
    /// asked of a worker that died.
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
            // Only killing the worker ends a read or a write that would go on for ever.
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

    /// Ends the worker, which gave no whole answer, and finds out why.
    fn death(&mut self, error: &io::Error, late: bool) -> Death {
        let status = self.end();
        let words = self.words.take().map(JoinHandle::join);
        let words = words.and_then(Result::ok).unwrap_or_default();
        tracing::warn!(%error, ?status, words, "a worker ended with its picture");
        // What Rust's standard library says when an allocation fails.
        if words.contains("memory allocation of") {
            return Death::OutOfMemory;
        }
        if late || status.is_some_and(ended_by_processor_limit) {
            return Death::OutOfTime;
        }
        Death::Other
    }

    /// Ends the process, so that none is left over.
    fn end(&mut self) -> Option<ExitStatus> {
        // One that ended by itself keeps its own status.
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
        reason: error.to_string(),
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

/// This program's own file.
fn program() -> io::Result<PathBuf> {
    // It names the file that is running even after an update has replaced it.
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

/// Reads what a worker says on its error output until it ends, and keeps the end of it.
fn last_words(mut errors: ChildStderr) -> String {
    let mut words = Vec::new();
    let mut some = [0; 1024];
    while let Ok(length @ 1..) = errors.read(&mut some) {
        words.extend_from_slice(&some[..length]);
        words.drain(..words.len().saturating_sub(MAX_WORDS));
    }
    String::from_utf8_lossy(&words).into_owned()
}

/// Whether the system ended a process because it used the processors for too long.
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
