//! Tests of the crate's public interface, with real files.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use files::{PendingFile, is_pending, regular_file, remove_left_overs_in};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_is_replaced_only_when_it_is_complete() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, "old").unwrap();
    let mut file = PendingFile::create_in(folder.path()).unwrap();
    file.append(b"new").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    assert!(is_pending(&names(folder.path())[0]));
    file.replace(&path).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    assert_eq!(names(folder.path()), ["a.txt"]);
}

#[test]
fn an_unfinished_file_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = PendingFile::create_in(folder.path()).unwrap();
    file.append(b"half").unwrap();
    drop(file);
    assert!(names(folder.path()).is_empty());
}

#[test]
fn placing_a_file_never_replaces_another() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, "old").unwrap();
    let file = PendingFile::create_in(folder.path()).unwrap();
    let (error, file) = file.place(&path).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
    file.place(&folder.path().join("b.txt")).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    assert_eq!(names(folder.path()), ["a.txt", "b.txt"]);
}

#[test]
fn left_overs_are_removed_and_files_being_written_stay() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".tintype-dead.part"), "cut").unwrap();
    fs::write(folder.path().join(".tintype-old"), "cut").unwrap();
    fs::write(folder.path().join("kept.txt"), "text").unwrap();
    let mut open_file = PendingFile::create_in(folder.path()).unwrap();
    open_file.append(b"text").unwrap();
    remove_left_overs_in(folder.path());
    open_file
        .replace(&folder.path().join("open_file.txt"))
        .unwrap();
    assert_eq!(names(folder.path()), ["kept.txt", "open_file.txt"]);
}

#[cfg(unix)]
#[test]
fn permissions_survive_a_replacement() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    files::write(&path, b"old").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    files::write(&path, b"new").unwrap();
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert_eq!(fs::read_to_string(&path).unwrap(), "new");
}

#[test]
fn only_regular_files_of_the_allowed_size_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, "four").unwrap();
    assert_eq!(regular_file::read(&path, 4).unwrap(), b"four");
    let error = regular_file::read(&path, 3).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::FileTooLarge);
    let error = regular_file::open(folder.path()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_without_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let status = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(status.unwrap().success());
    let error = regular_file::read(&pipe, 10).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}
