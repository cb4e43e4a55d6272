//! Runs one file's process: starts it, waits for it, and ends it if it takes too long.

use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;

use crate::arguments::Arguments;

/// The outcome of a file's process.
pub struct Run {
    /// The output of each stage that was reached: the stage's name, its outcome and its text.
    pub stages: Vec<(String, String, String)>,
    /// The way in which the process ended, or `None` if it exited successfully.
    pub end: Option<String>,
}

/// Tries a file in its own process.
pub fn run(file: &Path, arguments: &Arguments) -> io::Result<Run> {
    let mut process = Command::new(std::env::current_exe()?)
        .args(["--each", "--memory"])
        .arg((arguments.memory >> 20).to_string())
        .arg(file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let Some(output) = process.stdout.take() else {
        return Err(io::ErrorKind::BrokenPipe.into());
    };
    let (send, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                return;
            }
        }
    });
    let mut stages = Vec::new();
    let end = loop {
        match lines.recv_timeout(arguments.time) {
            Ok(line) => {
                let mut parts = line.splitn(4, '\t').map(str::to_owned);
                if let (Some(stage), Some(outcome), _, Some(text)) =
                    (parts.next(), parts.next(), parts.next(), parts.next())
                {
                    stages.push((stage, outcome, text));
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                let status = process.wait()?;
                break (!status.success()).then(|| format!("died: {status}"));
            }
            Err(RecvTimeoutError::Timeout) => {
                process.kill()?;
                process.wait()?;
                break Some("took too long".to_owned());
            }
        }
    };
    Ok(Run { stages, end })
}
