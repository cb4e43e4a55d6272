//! Tests with a file system that refuses to change the permissions of files, as network shares do. It is simulated by
//! a small library that is loaded before the system's own libraries.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dataset::{Dataset, Edits};

use crate::folders::{Place, files, named};

/// The C source of a library that refuses every change of permissions, as network shares do.
const REFUSING: &str = r"
#include <errno.h>
#include <sys/stat.h>
static int refuse(void) { errno = EOPNOTSUPP; return -1; }
int chmod(const char *path, mode_t mode) { (void)path; (void)mode; return refuse(); }
int fchmod(int file, mode_t mode) { (void)file; (void)mode; return refuse(); }
int fchmodat(int folder, const char *path, mode_t mode, int flags) {
  (void)folder; (void)path; (void)mode; (void)flags; return refuse();
}
";

const PLACE: &str = "DATASET_TEST_PLACE_WITHOUT_PERMISSIONS";

fn build_library(folder: &Path) -> PathBuf {
    let (source, library) = (folder.join("refuse.c"), folder.join("refuse.so"));
    fs::write(&source, REFUSING).unwrap();
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .args([&library, &source])
        .status()
        .unwrap();
    assert!(built.success());
    library
}

#[test]
fn captions_are_saved_where_permissions_can_not_be_changed() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    fs::write(place.photos().join("a.txt"), "old").unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args([
            "--ignored",
            "--exact",
            "refused_permissions::saves_captions",
        ])
        .env("LD_PRELOAD", build_library(&place.path("")))
        .env(PLACE, place.path(""))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let read = |name| fs::read_to_string(place.photos().join(name)).unwrap();
    assert_eq!(
        (read("a.txt"), read("b.txt")),
        ("new".into(), "first".into())
    );
    assert_eq!(files(&place.photos()), ["a.png", "a.txt", "b.png", "b.txt"]);
}

#[test]
#[ignore = "started by the test before it"]
fn saves_captions() {
    let place = PathBuf::from(std::env::var_os(PLACE).unwrap());
    let photos = place.join("photos");
    let file = photos.join("a.txt");
    let permissions = fs::metadata(&file).unwrap().permissions();
    assert!(fs::set_permissions(&file, permissions).is_err());
    let edits = Edits::open(&place.join("data")).unwrap();
    let dataset = Dataset::open(&photos, &edits).unwrap();
    for (name, text) in [("a.png", "new"), ("b.png", "first")] {
        dataset.set_caption(named(&dataset, name).id, text).unwrap();
    }
}
