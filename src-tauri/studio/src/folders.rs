//! Where the app keeps its own files. Nothing here is ever inside a dataset.

use std::path::{Path, PathBuf};

/// The folders given by the system, chosen by whoever starts the studio.
#[derive(Debug, Clone)]
pub struct Folders {
    /// What must not be lost: the ledger, the edits, the zips of runs on their way.
    pub data: PathBuf,
    /// What can be made again: thumbnails.
    pub cache: PathBuf,
    /// Where new datasets are made: the person's pictures folder.
    pub pictures: PathBuf,
    /// The person's home folder, written as `~` when a path is shown.
    pub home: Option<PathBuf>,
}

impl Folders {
    /// The folder of one run: its zip while it is on its way.
    pub(crate) fn run(&self, id: &str) -> PathBuf {
        self.data.join("runs").join(id)
    }

    /// The folder of the weights that one run trained. They stay when the run is taken out of the list.
    pub(crate) fn weights(&self, run: &str) -> PathBuf {
        self.data.join("weights").join(run)
    }

    /// The library of generated pictures.
    pub(crate) fn library(&self) -> PathBuf {
        self.data.join("pictures")
    }

    /// Small copies of generated pictures, which can be made again.
    pub(crate) fn small_pictures(&self) -> PathBuf {
        self.cache.join("pictures")
    }

    /// A path as a person reads it.
    pub(crate) fn shown(&self, path: &Path) -> String {
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

    /// A folder below the pictures folder that does not exist yet: `wanted`, `wanted 2`, …
    pub(crate) fn new_dataset(&self, wanted: &str) -> PathBuf {
        unused(&self.pictures.join("Tintype"), wanted)
    }
}

/// A folder in `parent` that does not exist yet: `wanted`, `wanted 2`, …
pub(crate) fn unused(parent: &Path, wanted: &str) -> PathBuf {
    let name = plain_name(wanted);
    let mut folder = parent.join(&name);
    let mut number = 2;
    while folder.exists() {
        folder = parent.join(format!("{name} {number}"));
        number += 1;
    }
    folder
}

/// A folder name that every system takes, as close to `wanted` as it can be.
pub(crate) fn plain_name(wanted: &str) -> String {
    let mut name: String = wanted
        .chars()
        .map(|c| {
            if c.is_control() || r#"/\:*?"<>|"#.contains(c) {
                ' '
            } else {
                c
            }
        })
        .collect();
    // 255 bytes is the usual limit of a name; a number may come behind it.
    while name.len() > 200 {
        name.pop();
    }
    match name.trim().trim_matches('.').trim() {
        "" => "Photos".to_owned(),
        name => name.to_owned(),
    }
}
