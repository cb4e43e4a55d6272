//! What the program was started with.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// What is to be tried, and how.
#[derive(Debug)]
pub struct Arguments {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// Damaged copies of each file.
    pub mutations: u32,
    /// Where the damage begins to be drawn from.
    pub seed: u64,
    /// What one file's process may take on the clock.
    pub time: Duration,
    /// What one picture may take, in bytes.
    pub memory: u64,
    /// The files are tried in this process.
    pub each: bool,
    /// Pictures are decoded in this process.
    pub in_process: bool,
}

impl Arguments {
    /// Reads the arguments. What is no option is a path.
    pub fn parse(mut arguments: impl Iterator<Item = OsString>) -> Arguments {
        let mut parsed = Arguments {
            paths: Vec::new(),
            mutations: 0,
            seed: 1,
            time: Duration::from_secs(300),
            memory: 4096 << 20,
            each: false,
            in_process: false,
        };
        while let Some(argument) = arguments.next() {
            let mut number = |otherwise: u64| {
                let text = arguments.next().and_then(|text| text.into_string().ok());
                text.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
            };
            match argument.to_str() {
                Some("--mutations") => parsed.mutations = number(0).try_into().unwrap_or(u32::MAX),
                Some("--seed") => parsed.seed = number(1),
                Some("--seconds") => parsed.time = Duration::from_secs(number(300)),
                Some("--memory") => parsed.memory = number(4096) << 20,
                Some("--each") => parsed.each = true,
                Some("--in-process") => parsed.in_process = true,
                Some(_) | None => parsed.paths.push(argument.into()),
            }
        }
        parsed
    }
}
