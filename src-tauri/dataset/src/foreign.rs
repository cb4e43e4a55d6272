//! Folders laid out for other trainers, of which opening in place would show less than there is: Hugging
//! Face's imagefolder with its `metadata.jsonl`, and Kohya's sub-folders such as `10_TOK person`.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::imagefolder::{self, Metadata};
use crate::{listing, names, regular};

/// Whether a folder has captions in a `metadata.jsonl` and none beside its images, or images only in Kohya's
/// sub-folders. Such a folder is better imported than opened. Nothing is written.
pub fn is_foreign(folder: &Path) -> bool {
    let Ok(listing) = listing::list(folder) else {
        return false;
    };
    if listing.images.is_empty() {
        return !images_below(folder).is_empty();
    }
    listing.captions.is_empty() && folder.join(imagefolder::FILE_NAME).is_file()
}

/// The images in Kohya's sub-folders of a folder. Those that can't be read have none.
pub(crate) fn images_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| is_kohyas(&names::shown(path)) && path.is_dir())
        .filter_map(|path| listing::list(&path).ok())
        .flat_map(|listing| listing.images)
        .map(|listed| listed.path)
        .collect()
}

/// How often each image is shown, and what it shows, with a line between.
fn is_kohyas(name: &str) -> bool {
    name.split_once('_').is_some_and(|(repeats, words)| {
        !repeats.is_empty() && repeats.bytes().all(|b| b.is_ascii_digit()) && !words.is_empty()
    })
}

/// The captions of a folder's `metadata.jsonl` by the images' paths, or why they can't be read. A folder
/// without one has none.
pub(crate) fn captions_in(folder: &Path) -> Result<HashMap<PathBuf, String>, String> {
    let path = folder.join(imagefolder::FILE_NAME);
    let bytes = match regular::read(&path, imagefolder::MAX_BYTES) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(HashMap::new()),
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            return Err(imagefolder::TOO_LARGE.to_owned());
        }
        Err(error) => return Err(format!("It can't be read ({error}).")),
    };
    let Metadata { captions, .. } = imagefolder::read(&bytes);
    Ok(captions
        .into_iter()
        .map(|(name, caption)| (described(folder, &name), caption))
        .collect())
}

/// The file that a list in a folder means. Programs on Windows write a backslash between folders, which is
/// a part of a name elsewhere.
fn described(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    if name.contains('\\') && !path.exists() {
        return folder.join(name.replace('\\', "/"));
    }
    path
}
