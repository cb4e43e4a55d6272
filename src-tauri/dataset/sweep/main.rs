//! Runs picture files through everything that Tintype does with them, and prints the outcomes.
//!
//! ```text
//! cargo run --release -p dataset --bin sweep -- [OPTIONS] FILE-OR-FOLDER…
//!
//!   --mutations N   also tries N damaged copies of each file
//!   --seed S        sets the seed of the damage; default: 1
//!   --seconds S     ends a file's process if a stage takes longer; default: 300
//!   --memory MIB    sets the maximum memory for a picture, in MiB; default: 4096
//!   --each          tries the files in this process, and prints the outcome of each stage
//!   --in-process    with --each: decodes in this process, for comparison
//! ```
//!
//! Each file is tried in its own process, so that a crash or an endless loop is only one line in the table.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod arguments;
mod mutations;
mod runs;
mod stages;
mod table;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use arguments::Arguments;
use imaging::{PictureLimits, isolate_decoding};
use table::Table;

fn main() -> ExitCode {
    let parsed = Arguments::parse(std::env::args_os().skip(1));
    let limits = PictureLimits {
        memory: parsed.memory,
        time: parsed.time,
        ..PictureLimits::default()
    };
    // A worker process has other arguments, and never returns from this call.
    if !parsed.in_process {
        isolate_decoding(limits);
    }
    if parsed.paths.is_empty() {
        eprintln!("sweep: name the files or folders to try");
        return ExitCode::FAILURE;
    }
    let files = files(&parsed.paths);
    if parsed.each {
        stages::try_all(&files);
        return ExitCode::SUCCESS;
    }
    match sweep(&files, &parsed) {
        Ok(table) => {
            print!("{table}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("sweep: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Tries each file, and damaged copies of it, each in its own process.
fn sweep(files: &[PathBuf], arguments: &Arguments) -> std::io::Result<Table> {
    let mut table = Table::default();
    let folder = tempfile::tempdir()?;
    for file in files {
        table.add(file.display().to_string(), runs::run(file, arguments)?);
        if arguments.mutations == 0 {
            continue;
        }
        let content = std::fs::read(file)?;
        let name = file.file_name().unwrap_or(file.as_os_str());
        let copy = folder.path().join(name);
        for number in 0..arguments.mutations {
            std::fs::write(
                &copy,
                mutations::damaged(&content, arguments.seed + u64::from(number)),
            )?;
            let seed = arguments.seed + u64::from(number);
            let label = format!("{} with seed {seed}", file.display());
            table.add(label, runs::run(&copy, arguments)?);
        }
    }
    Ok(table)
}

/// Returns the named files and the files in the named folders, in order.
fn files(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in paths {
        collect(path, &mut found);
    }
    found
}

fn collect(path: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(path) else {
        found.push(path.to_owned());
        return;
    };
    let mut inside: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    inside.sort();
    for path in inside {
        collect(&path, found);
    }
}
