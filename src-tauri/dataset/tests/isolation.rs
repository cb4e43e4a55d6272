//! Tests that a hostile picture can end a worker process but never the app. The tests run the program `sweep` instead
//! of the app, and find its workers in `/proc`.
#![cfg(target_os = "linux")]

use crate::pictures;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use image::{DynamicImage, ImageBuffer, Rgba};
use pictures::*;

fn sweep(options: &[&str], files: &[&Path]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sweep"));
    command.arg("--each").args(options).args(files);
    command
}

/// Returns a stage's outcome and text for each file, without its time.
fn outcomes(output: &Output, stage: &str) -> Vec<(String, String)> {
    assert!(output.status.success(), "the app ended: {output:?}");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines = text
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>());
    lines
        .filter(|parts| parts[0] == stage)
        .map(|parts| (parts[1].to_owned(), parts[3].to_owned()))
        .collect()
}

/// Returns the processes that `parent` started and that have not ended.
fn children(parent: u32) -> BTreeSet<u32> {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|process: &u32| {
            let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
            // The process name before the state may contain any characters, so the search starts from the end.
            let Some((_, rest)) = stat.rsplit_once(") ") else {
                return false;
            };
            let mut fields = rest.split(' ');
            fields.next() != Some("Z") && fields.next() == Some(&parent.to_string())
        })
        .collect()
}

fn signal(name: &str, process: u32) {
    // The process may have ended in the meantime.
    let _ = Command::new("kill")
        .args([name, &process.to_string()])
        .stderr(Stdio::null())
        .status();
}

/// Waits until `app` has started a worker, and returns its process id. At first, the new process is a copy of the app,
/// which must not be stopped, since the app waits for it to become the worker.
fn first_worker(app: &Child) -> u32 {
    let is_worker = |process: &u32| {
        fs::read_to_string(format!("/proc/{process}/cmdline"))
            .is_ok_and(|arguments| arguments.contains("--decode-pictures"))
    };
    loop {
        if let Some(worker) = children(app.id()).into_iter().find(is_worker) {
            return worker;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// Saves a PNG that takes a moment to decode.
fn slow_picture(folder: &Path) -> PathBuf {
    save(folder, "slow.png", &noise(3000, 3000, 3))
}

/// Makes a HEIF file of 12 megapixels that declares a size of 64 × 64.
fn heif_with_false_size(folder: &Path, name: &str) -> PathBuf {
    let from = save(folder, "from.png", &corners(4000, 3000));
    let path = heif(folder, name, &from, &[]);
    let mut bytes = fs::read(&path).unwrap();
    let (width, height) = (4000u32.to_be_bytes(), 3000u32.to_be_bytes());
    let size = [width, height].concat();
    let places: Vec<usize> = bytes
        .windows(8)
        .enumerate()
        .filter_map(|(at, window)| (window == size).then_some(at))
        .collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 8].copy_from_slice(&[0, 0, 0, 64, 0, 0, 0, 64]);
    }
    fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn workers_give_the_same_results_for_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let picture = noise(80, 60, 7);
    let mut files: Vec<PathBuf> = ["png", "jpg", "webp", "gif", "bmp", "tiff"]
        .iter()
        .map(|extension| save(folder.path(), &format!("one.{extension}"), &picture))
        .collect();
    for name in ["one.heic", "one.avif"] {
        files.push(heif(folder.path(), name, &files[0], &[]));
    }
    let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    let isolated = sweep(&[], &files).output().unwrap();
    let here = sweep(&["--in-process"], &files).output().unwrap();
    for stage in ["thumbnail", "prepare", "measure", "zip"] {
        let made = outcomes(&isolated, stage);
        assert!(made.iter().all(|(outcome, _)| outcome == "ok"), "{made:?}");
        assert_eq!(made, outcomes(&here, stage));
    }
}

#[test]
fn a_picture_survives_the_kill_of_one_worker() {
    let folder = tempfile::tempdir().unwrap();
    let slow = slow_picture(folder.path());
    let app = sweep(&[], &[&slow]).stdout(Stdio::piped()).spawn().unwrap();
    signal("-KILL", first_worker(&app));
    let output = app.wait_with_output().unwrap();
    for stage in ["thumbnail", "prepare", "measure"] {
        assert_eq!(outcomes(&output, stage)[0].0, "ok");
    }
}

#[test]
fn a_picture_whose_workers_are_all_killed_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let slow = slow_picture(folder.path());
    let good = save(folder.path(), "good.png", &corners(64, 64));
    // If a worker finishes before the test kills it, the test tries again.
    let output = loop {
        let mut app = sweep(&[], &[&slow, &good])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut ended = BTreeSet::new();
        while ended.len() < 2 && app.try_wait().unwrap().is_none() {
            for worker in children(app.id()) {
                signal("-KILL", worker);
                ended.insert(worker);
            }
        }
        let output = app.wait_with_output().unwrap();
        if outcomes(&output, "thumbnail")[0].0 != "ok" {
            break output;
        }
    };
    let made = outcomes(&output, "thumbnail");
    assert_eq!(made[0].0, "damaged");
    assert!(
        made[0].1.starts_with("The image is damaged"),
        "{:?}",
        made[0]
    );
    assert_eq!(made[1].0, "ok", "the next picture is affected");
}

#[test]
fn a_picture_that_takes_too_long_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let slow = slow_picture(folder.path());
    // If a worker finishes before the test stops it, the test tries again.
    loop {
        let app = sweep(&["--seconds", "3"], &[&slow])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let worker = first_worker(&app);
        signal("-STOP", worker);
        let output = app.wait_with_output().unwrap();
        assert!(!Path::new(&format!("/proc/{worker}")).exists());
        let (outcome, text) = &outcomes(&output, "thumbnail")[0];
        if outcome != "ok" {
            assert_eq!(outcome, "damaged");
            assert!(text.contains("takes too long"), "{text}");
            return;
        }
    }
}

#[test]
fn a_picture_with_a_false_size_is_refused_before_it_is_decoded() {
    let folder = tempfile::tempdir().unwrap();
    let good = save(folder.path(), "good.png", &corners(64, 64));
    for name in ["liar.heic", "liar.avif"] {
        let path = heif_with_false_size(folder.path(), name);
        // This limit is far above the memory for ten times the declared pixels.
        let output = sweep(&["--memory", "32"], &[&path, &good])
            .output()
            .unwrap();
        for stage in ["thumbnail", "prepare", "measure"] {
            let made = outcomes(&output, stage);
            assert_eq!(made[0].0, "damaged", "{name}: {:?}", made[0]);
            assert_eq!(made[1].0, "ok", "the next picture is affected");
        }
    }
}

#[test]
fn a_picture_that_needs_too_much_memory_is_refused_by_its_header() {
    let folder = tempfile::tempdir().unwrap();
    let deep: ImageBuffer<Rgba<u16>, Vec<u16>> = ImageBuffer::new(3000, 2000);
    let path = folder.path().join("deep.png");
    DynamicImage::ImageRgba16(deep).save(&path).unwrap();
    let output = sweep(&["--memory", "40"], &[&path]).output().unwrap();
    let (outcome, text) = &outcomes(&output, "prepare")[0];
    assert_eq!(outcome, "memory");
    assert!(text.contains("3000 × 2000 pixels"), "{text}");
}

#[test]
fn no_worker_outlives_the_app() {
    let folder = tempfile::tempdir().unwrap();
    let slow = slow_picture(folder.path());
    let mut app = sweep(&[], &[&slow]).stdout(Stdio::null()).spawn().unwrap();
    let worker = first_worker(&app);
    app.kill().unwrap();
    app.wait().unwrap();
    // Init or a reaper adopts a process whose parent has ended, so the process may remain in `/proc` as a zombie.
    let is_alive = || {
        fs::read_to_string(format!("/proc/{worker}/stat"))
            .is_ok_and(|stat| !stat.contains(") Z ") && !stat.contains(") X "))
    };
    while is_alive() {
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_worker_has_no_secrets_in_its_environment() {
    let folder = tempfile::tempdir().unwrap();
    let slow = slow_picture(folder.path());
    let app = sweep(&[], &[&slow])
        .env("REPLICATE_API_TOKEN", "r8_secret")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let worker = first_worker(&app);
    // If the system doesn't allow this test to read `environ`, other programs can't read it either.
    while let Ok(command) = fs::read_to_string(format!("/proc/{worker}/cmdline")) {
        // Before it has this argument, the new process is still a copy of the app.
        if command.contains("--decode-pictures") {
            let environment = fs::read(format!("/proc/{worker}/environ")).unwrap_or_default();
            let environment = String::from_utf8_lossy(&environment);
            assert!(!environment.contains("r8_secret"), "{environment}");
            break;
        }
    }
    assert!(app.wait_with_output().unwrap().status.success());
}
