//! Starts, uses and ends one worker process, on the app's side.

use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use localization::Message;

use super::ARGUMENT;
use super::protocol::{self, Request, Response};
use crate::Problem;
use crate::priority::Priority;

/// The number of bytes that are kept of the end of a worker's error output.
const MAX_STDERR_BYTES: usize = 4096;

/// The environment variables that a program may need in order to start. A worker gets no others, since they may contain
/// secrets.
const ENVIRONMENT: [&str; 3] = ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot"];

/// A running worker.
pub(super) struct Worker {
    process: Child,
    requests: ChildStdin,
    responses: BufReader<ChildStdout>,
    stderr: Option<JoinHandle<String>>,
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
    /// It exceeded its limit of processor time or of elapsed time.
    OutOfTime,
    /// Anything else: the decoder crashed, or something else ended the process.
    Other,
}

impl Worker {
    /// Starts this program again as a worker.
    pub(super) fn start(priority: Priority) -> Result<Worker, Problem> {
        Worker::spawn(priority).map_err(|error| start_failure(&error))
    }

    fn spawn(priority: Priority) -> io::Result<Worker> {
        let mut process = command(&program_path()?, priority).spawn()?;
        let (Some(requests), Some(responses), Some(output)) = (
            process.stdin.take(),
            process.stdout.take(),
            process.stderr.take(),
        ) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let stderr = thread::Builder::new()
            .name("worker-stderr".into())
            .spawn(move || read_stderr_tail(output))?;
        Ok(Worker {
            process,
            requests,
            responses: BufReader::new(responses),
            stderr: Some(stderr),
        })
    }

    /// Renders a picture whose rendered pixels take `pixels` bytes. The worker is killed after `time`. A worker that
    /// has died must not be used again.
    pub(super) fn render(
        &mut self,
        request: &Request,
        file: &[u8],
        pixels: u64,
        time: Duration,
    ) -> Result<(Response, Vec<u8>), Failure> {
        let Worker {
            process,
            requests,
            responses,
            ..
        } = self;
        let (finished, timer) = mpsc::channel::<()>();
        let (result, timed_out) = thread::scope(|scope| {
            // A read or a write that would never finish can only be stopped by killing the worker.
            let watchdog = thread::Builder::new().spawn_scoped(scope, move || {
                let timed_out = timer.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
                if timed_out && let Err(error) = process.kill() {
                    tracing::error!(%error, "a worker can't be killed");
                }
                timed_out
            });
            let watchdog = watchdog.map_err(|error| Failure::Problem(start_failure(&error)))?;
            let result = exchange(requests, responses, request, file, pixels);
            drop(finished);
            Ok((result, watchdog.join().unwrap_or(false)))
        })?;
        result.map_err(|error| Failure::Death(self.end_and_diagnose(&error, timed_out)))
    }

    /// Ends the worker, which returned no complete response, and determines why it failed.
    fn end_and_diagnose(&mut self, error: &io::Error, timed_out: bool) -> Death {
        let status = self.end();
        let stderr = self.stderr.take().map(JoinHandle::join);
        let stderr = stderr.and_then(Result::ok).unwrap_or_default();
        tracing::warn!(%error, ?status, stderr, "a worker ended while it rendered a picture");
        // Part of the message that Rust's standard library prints when an allocation fails.
        if stderr.contains("memory allocation of") {
            return Death::OutOfMemory;
        }
        if timed_out || status.is_some_and(ended_by_processor_limit) {
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

fn start_failure(error: &io::Error) -> Problem {
    tracing::error!(%error, "a worker can't be started");
    Problem::NoDecoder {
        reason: Message::verbatim(error.to_string()),
    }
}

fn exchange(
    requests: &mut ChildStdin,
    responses: &mut BufReader<ChildStdout>,
    request: &Request,
    file: &[u8],
    pixels: u64,
) -> io::Result<(Response, Vec<u8>)> {
    protocol::write(requests, request, file)?;
    let response = protocol::read(responses)?;
    let pixels = match &response {
        Response::Picture { .. } => protocol::read_bytes(responses, pixels)?,
        Response::Problem(_) => Vec::new(),
    };
    Ok((response, pixels))
}

/// Returns the path of this program's own file.
fn program_path() -> io::Result<PathBuf> {
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
fn read_stderr_tail(mut output: ChildStderr) -> String {
    let mut stderr = Vec::new();
    let mut buffer = [0; 1024];
    while let Ok(length @ 1..) = output.read(&mut buffer) {
        stderr.extend_from_slice(&buffer[..length]);
        stderr.drain(..stderr.len().saturating_sub(MAX_STDERR_BYTES));
    }
    String::from_utf8_lossy(&stderr).into_owned()
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
