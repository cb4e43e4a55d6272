//! Lists the image files and caption files in a folder. Files are recognised by name; only files that may be misnamed
//! images are opened.
//!
//! Sub-folders, hidden files, files that operating systems create and all other files are skipped. A folder that is
//! named like a caption file is listed as one, so that the person is told about it.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use files::Fingerprint;
use imaging::Format;
use rayon::prelude::*;

use crate::names::misnamed;
use crate::names::pairing::{Owners, Paired};
use crate::names::{self, Stem};

/// A file, and its fingerprint when it was listed.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) path: PathBuf,
    pub(crate) fingerprint: Fingerprint,
}

/// The files of a dataset's folder.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    pub(crate) images: Vec<Listed>,
    /// The caption files of each image, by stem.
    pub(crate) captions: HashMap<Stem, Paired<Listed>>,
    /// The assignment of caption files to images.
    pub(crate) owners: Owners,
    /// Temporary files of Tintype, which are being written or were left behind by a killed process.
    pub(crate) temporaries: Vec<PathBuf>,
}

/// Lists a folder, without its sub-folders.
pub(crate) fn list(folder: &Path) -> io::Result<Listing> {
    let mut listing = Listing::default();
    let mut images = Vec::new();
    let mut captions = Vec::new();
    let mut misnamed_paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = names::file_name(&path);
        if files::is_pending(&name) {
            listing.temporaries.push(path);
        } else if names::is_hidden(&name) {
            continue;
        } else if Format::of_name(&path).is_some() {
            images.push(path);
        } else if names::is_caption(&path) {
            captions.push(path);
        } else if misnamed::may_be_image(&path) {
            misnamed_paths.push(path);
        }
    }
    images.par_extend(
        misnamed_paths
            .into_par_iter()
            .filter(|path| misnamed::format_of(path).is_some()),
    );
    // On a network drive, reading the metadata takes most of the time. Files that have been deleted in the meantime,
    // and broken links, are left out.
    let stat = |path: PathBuf| {
        let metadata = fs::metadata(&path).ok()?;
        let fingerprint = Fingerprint::from(&metadata);
        Some((Listed { path, fingerprint }, metadata.is_file()))
    };
    listing.images = images
        .into_par_iter()
        .filter_map(stat)
        .filter_map(|(listed, is_file)| is_file.then_some(listed))
        .collect();
    let owners = Owners::of(listing.images.iter().map(|image| image.path.as_path()));
    listing.captions = owners
        .pair(captions)
        .into_par_iter()
        .map(|(stem, captions)| {
            let stat = |path| stat(path).map(|(listed, _)| listed);
            let used = captions.used.and_then(stat);
            let unused = captions.unused.into_iter().filter_map(stat).collect();
            let paired = Paired {
                used,
                unused,
                has_substitute: captions.has_substitute,
            };
            (stem, paired)
        })
        .collect();
    listing.owners = owners;
    Ok(listing)
}
