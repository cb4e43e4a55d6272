//! The command-line arguments.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// The files to try, and how to try them.
#[derive(Debug)]
pub struct Arguments {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// The number of damaged copies of each file.
    pub mutations: u32,
    /// The seed of the first damaged copy; each further copy uses the next number.
    pub seed: u64,
    /// The maximum elapsed time of each stage of one file's process.
    pub time: Duration,
    /// The maximum memory for one picture, in bytes.
    pub memory: u64,
    /// True if the files are tried in this process.
    pub each: bool,
    /// True if pictures are decoded in this process.
    pub in_process: bool,
}

impl Arguments {
    /// Reads the arguments. Every argument that isn't an option is a path.
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
