//! The folders that the app uses. The app's own files are never inside a dataset.

use std::path::{Path, PathBuf};

/// The folders that the system provides for the app. The caller that starts the studio sets them.
#[derive(Debug, Clone)]
pub struct AppDirs {
    /// Data that must not be lost: the store, the edits, trained weights, generated pictures, and the zips of runs in
    /// progress.
    pub data: PathBuf,
    /// Data that can be recreated, such as thumbnails.
    pub cache: PathBuf,
    /// The person's pictures folder, in which new datasets are created.
    pub pictures: PathBuf,
    /// The person's home folder, which is written as `~` in displayed paths.
    pub home: Option<PathBuf>,
}

impl AppDirs {
    /// Returns the folder of one run, which holds its zip while the run is in progress.
    pub(crate) fn run(&self, id: &str) -> PathBuf {
        self.data.join("runs").join(id)
    }

    /// Returns the folder of the weights that one run trained. It is kept when the run is removed from the list.
    pub(crate) fn weights(&self, run: &str) -> PathBuf {
        self.data.join("weights").join(run)
    }

    /// Returns the folder of the library of generated pictures.
    pub(crate) fn library(&self) -> PathBuf {
        self.data.join("pictures")
    }

    /// Returns the folder of small copies of generated pictures, which can be recreated.
    pub(crate) fn small_pictures(&self) -> PathBuf {
        self.cache.join("pictures")
    }

    /// Returns a path for display, with the home folder written as `~`.
    pub(crate) fn display_path(&self, path: &Path) -> String {
        match self
            .home
            .as_deref()
            .and_then(|home| path.strip_prefix(home).ok())
        {
            Some(rest) if rest.as_os_str().is_empty() => "~".to_owned(),
            Some(rest) => Path::new("~").join(rest).display().to_string(),
            None => path.display().to_string(),
        }
    }

    /// Returns a folder in `Tintype` in the pictures folder that does not exist yet: `wanted`, `wanted 2`, …
    pub(crate) fn new_dataset(&self, wanted: &str) -> PathBuf {
        unused_path(&self.pictures.join("Tintype"), wanted)
    }
}

/// Returns a folder in `parent` that does not exist yet: `wanted` as a [`portable_name`], or that name with a number
/// from 2.
pub(crate) fn unused_path(parent: &Path, wanted: &str) -> PathBuf {
    let name = portable_name(wanted);
    let mut folder = parent.join(&name);
    let mut number = 2;
    while folder.exists() {
        folder = parent.join(format!("{name} {number}"));
        number += 1;
    }
    folder
}

/// Invisible characters that set the direction of text. In right-to-left languages, formatted texts have them around
/// names.
const DIRECTION_MARKS: [char; 11] = [
    '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}',
    '\u{2067}', '\u{2068}', '\u{2069}',
];

/// Returns `wanted` as a folder name: shortened to 200 bytes, without direction marks, and with spaces in place of the
/// characters that some systems forbid. Returns `Photos` if nothing remains.
pub(crate) fn portable_name(wanted: &str) -> String {
    let mut name: String = wanted
        .chars()
        .filter(|c| !DIRECTION_MARKS.contains(c))
        .map(|c| {
            if c.is_control() || r#"/\:*?"<>|"#.contains(c) {
                ' '
            } else {
                c
            }
        })
        .collect();
    // The usual limit for a name is 255 bytes, and a number may be appended to it.
    while name.len() > 200 {
        name.pop();
    }
    match name.trim().trim_matches('.').trim() {
        "" => "Photos".to_owned(),
        name => name.to_owned(),
    }
}
