//! Puts picture files through everything that Tintype does with them, and says how it went.
//!
//! ```text
//! cargo run --release -p dataset --bin sweep -- [OPTIONS] FILE-OR-FOLDER…
//!
//!   --mutations N   tries N damaged copies of each file as well
//!   --seed S        damages them in another way; 1 if it isn't said
//!   --seconds S     ends a file's process after so long; 300 if it isn't said
//!   --memory MB     lets a picture take so much memory; 4096 if it isn't said
//!   --each          tries the files in this process, and says how each stage went
//!   --in-process    with --each: decodes in this process, for comparison
//! ```
//!
//! Each file is tried in a process of its own, so that one that ends its process or takes for ever is only a line
//! in the table.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod arguments;
mod mutations;
mod runs;
mod stages;
mod table;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use arguments::Arguments;
use dataset::{PictureLimits, isolate_decoding};
use table::Table;

fn main() -> ExitCode {
    let parsed = Arguments::parse(std::env::args_os().skip(1));
    let limits = PictureLimits {
        memory: parsed.memory,
        time: parsed.time,
        ..PictureLimits::default()
    };
    // A process that was started as a worker has other arguments, and goes no further than here.
    if !parsed.in_process {
        isolate_decoding(limits);
    }
    if parsed.paths.is_empty() {
        eprintln!("sweep: say which files or folders to try");
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

/// Tries each file, and damaged copies of it, in processes of their own.
fn sweep(files: &[PathBuf], arguments: &Arguments) -> std::io::Result<Table> {
    let mut table = Table::default();
    let folder = tempfile::tempdir()?;
    for file in files {
        table.add(file.display().to_string(), runs::run(file, arguments)?);
        if arguments.mutations == 0 {
            continue;
        }
        let whole = std::fs::read(file)?;
        let name = file.file_name().unwrap_or(file.as_os_str());
        let copy = folder.path().join(name);
        for number in 0..arguments.mutations {
            std::fs::write(
                &copy,
                mutations::damaged(&whole, arguments.seed + u64::from(number)),
            )?;
            let seed = arguments.seed + u64::from(number);
            let what = format!("{} with seed {seed}", file.display());
            table.add(what, runs::run(&copy, arguments)?);
        }
    }
    Ok(table)
}

/// The files that were named, and those in the folders that were named, in order.
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
