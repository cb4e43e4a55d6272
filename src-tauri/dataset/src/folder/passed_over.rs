//! Finds pictures that are in a folder but not among its images, although the person may expect them there: pictures
//! in sub-folders, with the extension of another kind of file, in formats that can't be read, or not yet downloaded
//! from iCloud.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use imaging::Format;

use crate::dataset::Dataset;
use crate::names;
use crate::names::misnamed;

/// The maximum number of levels of sub-folders that are searched.
const MAX_DEPTH: usize = 6;

/// The maximum number of files and folders that are checked. A folder with more is hardly a dataset.
const MAX_ENTRIES: usize = 20_000;

/// Picture formats that can't be read, by extension.
const UNREADABLE_EXTENSIONS: &[&str] = &[
    "3fr", "arw", "cr2", "cr3", "crw", "dcr", "dng", "erf", "iiq", "j2k", "jp2", "jpx", "jxl",
    "kdc", "mrw", "nef", "nrw", "orf", "pef", "psd", "raf", "raw", "rw2", "sr2", "srf", "srw",
    "svg", "x3f",
];

/// Pictures in a folder that are not among its images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PassedOver {
    /// Pictures in sub-folders. They can be added with [`Dataset::import`].
    pub below: Vec<PathBuf>,
    /// The number of sub-folders that contain the pictures in `below`.
    pub folders: usize,
    /// Pictures in the folder itself that are recognised only by their content. They can be added with
    /// [`Dataset::import`].
    pub misnamed: Vec<PathBuf>,
    /// The number of pictures in formats that can't be read.
    pub unreadable: usize,
    /// The names of those formats: `CR3`, `JXL`.
    pub formats: BTreeSet<String>,
    /// The number of pictures that are in iCloud and not on this computer.
    pub in_icloud: usize,
}

impl Dataset {
    /// Looks for pictures in the folder and its sub-folders that are not among its images. Writes nothing.
    pub fn passed_over(&self) -> PassedOver {
        let mut found = PassedOver::default();
        let mut remaining = MAX_ENTRIES;
        collect(self.folder(), 0, &mut remaining, &mut found);
        let folders: HashSet<Option<&Path>> =
            found.below.iter().map(|path| path.parent()).collect();
        found.folders = folders.len();
        found
    }
}

/// Returns the pictures in the sub-folders of a folder.
pub(crate) fn pictures_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = PassedOver::default();
    collect(folder, 0, &mut MAX_ENTRIES.clone(), &mut found);
    found.below
}

fn collect(folder: &Path, depth: usize, remaining: &mut usize, found: &mut PassedOver) {
    // A folder that can't be listed is skipped.
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if *remaining == 0 {
            return;
        }
        *remaining -= 1;
        let (path, name) = (entry.path(), names::file_name(&entry.path()));
        // Links are not followed, since they may form a cycle.
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        if kind.is_dir() {
            if depth < MAX_DEPTH && !names::is_hidden(&name) {
                collect(&path, depth + 1, remaining, found);
            }
        } else if is_in_icloud(&name) {
            found.in_icloud += 1;
        } else if !kind.is_file() || names::is_hidden(&name) {
            continue;
        } else if let Some(format) = unreadable_format(&path) {
            found.unreadable += 1;
            found.formats.insert(format);
        } else if depth > 0 && is_listed(&path) {
            found.below.push(path);
        } else if depth == 0 && !is_listed(&path) && misnamed::format_of(&path).is_some() {
            found.misnamed.push(path);
        }
    }
}

/// Returns whether this file would be an image of the dataset if its own folder were opened.
fn is_listed(path: &Path) -> bool {
    Format::of_name(path).is_some()
        || misnamed::may_be_image(path) && misnamed::format_of(path).is_some()
}

/// Returns whether a file is the placeholder of a picture that macOS moved to iCloud: `.IMG_1.HEIC.icloud`.
fn is_in_icloud(name: &str) -> bool {
    name.strip_prefix('.')
        .and_then(|name| name.strip_suffix(".icloud"))
        .is_some_and(|name| {
            Format::of_name(Path::new(name)).is_some()
                || unreadable_format(Path::new(name)).is_some()
        })
}

/// Returns the format of a picture that can't be read, by its extension.
fn unreadable_format(path: &Path) -> Option<String> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    UNREADABLE_EXTENSIONS
        .contains(&ending.as_str())
        .then(|| ending.to_ascii_uppercase())
}
