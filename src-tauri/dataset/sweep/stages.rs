//! Runs files through everything that the app does with a picture. Each stage prints a line with four fields, separated
//! by tabs: its name, `ok` or the kind of problem, its duration, and its result.

use std::fmt::Display;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::time::Instant;

use dataset::{Pair, pack};
use imaging::{Edit, Preparation, Problem, Size, Thumbnails, facts, prepare};
use localization::Message;

/// The names of the stages, in order.
pub const STAGES: [&str; 5] = ["open", "thumbnail", "prepare", "measure", "zip"];

/// Runs each file through all stages but the last, and then packs all files into one zip.
pub fn try_all(files: &[PathBuf]) {
    let folder = match tempfile::tempdir() {
        Ok(folder) => folder,
        Err(error) => return eprintln!("sweep: {error}"),
    };
    let thumbnails = Thumbnails::new(&folder.path().join("thumbnails"), 1 << 30);
    for file in files {
        report("open", || {
            let facts = facts(file)?;
            let (width, height, format) = (facts.width, facts.height, facts.format.label());
            Ok(format!("{width} × {height} {format}"))
        });
        report("thumbnail", || thumbnail(&thumbnails, file));
        report("prepare", || {
            let prepared = prepare(file, &Edit::default(), &Preparation::default())?;
            let digest = blake3::hash(&prepared.bytes).to_hex();
            let (width, height) = (prepared.width, prepared.height);
            Ok(format!("{width} × {height} {digest}"))
        });
        report("measure", || {
            let measures = thumbnails.measure(file)?;
            Ok(format!("brightness {:.3}", measures.brightness()))
        });
    }
    zip(files, &folder.path().join("all.zip"));
}

fn thumbnail(thumbnails: &Thumbnails, file: &Path) -> Result<String, Problem> {
    let (send, receive) = channel();
    thumbnails.request(file.to_owned(), Edit::default(), Size::Grid, move |made| {
        drop(send.send(made))
    });
    let made = receive.recv().map_err(|error| Problem::NoDecoder {
        reason: Message::verbatim(error.to_string()),
    })?;
    Ok(format!("{} bytes", made?.len()))
}

fn zip(files: &[PathBuf], to: &Path) {
    let pairs: Vec<Pair> = files
        .iter()
        .map(|file| Pair {
            image: file.clone(),
            caption: None,
            edit: Edit::default(),
        })
        .collect();
    let start = Instant::now();
    let keep_going = |_| ControlFlow::Continue(());
    match pack(&pairs, &Preparation::default(), to, None, &keep_going) {
        Ok(packed) => print_line("zip", "ok", start, format!("{} images", packed.images)),
        Err(error) => print_line("zip", "refused", start, error),
    }
}

fn report(stage: &str, work: impl FnOnce() -> Result<String, Problem>) {
    let start = Instant::now();
    match work() {
        Ok(made) => print_line(stage, "ok", start, made),
        Err(problem) => print_line(stage, kind(&problem), start, problem),
    }
}

fn print_line(stage: &str, outcome: &str, start: Instant, text: impl Display) {
    println!(
        "{stage}\t{outcome}\t{} ms\t{text}",
        start.elapsed().as_millis()
    );
}

fn kind(problem: &Problem) -> &'static str {
    match problem {
        Problem::Empty => "empty",
        Problem::NotAnImage => "no image",
        Problem::Unsupported { .. } => "unsupported",
        Problem::TooLarge { .. } => "too large",
        Problem::TooMuchMemory { .. } => "memory",
        Problem::Broken { .. } => "damaged",
        Problem::Unreadable { .. } => "unreadable",
        Problem::NoDecoder { .. } => "no decoder",
    }
}
