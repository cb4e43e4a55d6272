//! One file's own process: started, waited for, and ended when it takes too long.

use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;

use crate::arguments::Arguments;

/// How a file's process went.
pub struct Run {
    /// What each stage said, as far as it came: the stage, how it went, and the text.
    pub stages: Vec<(String, String, String)>,
    /// What became of the process, if it did not end by itself and well.
    pub end: Option<String>,
}

/// Tries a file in a process of its own.
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
