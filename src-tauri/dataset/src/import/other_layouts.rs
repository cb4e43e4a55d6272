//! Recognises folders that are laid out for other trainers, and reads their captions. If such a folder is opened in
//! place, some of its content isn't shown: captions in a list, such as Hugging Face's `metadata.jsonl`, or images in
//! Kohya's sub-folders, such as `10_TOK person`.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use files::regular_file;
use imaging::Format;
use localization::{Message, message};

use crate::caption::list::{self, CaptionList, Images};
use crate::{listing, names};

/// Returns whether a folder has captions in a list such as `metadata.jsonl` and none beside its images, or has images
/// only in Kohya's sub-folders. Such a folder is better imported than opened. Nothing is written.
pub fn is_foreign(folder: &Path) -> bool {
    let Ok(listing) = listing::list(folder) else {
        return false;
    };
    if listing.images.is_empty() {
        return !images_below(folder).is_empty();
    }
    if !listing.captions.is_empty() {
        return false;
    }
    let images = Images::new(listing.images.iter().map(|image| image.path.as_path()));
    let mut lists = lists_in(folder).lists.into_iter();
    lists.any(|(_, captions)| !images.assign(captions).captions.is_empty())
}

/// Returns the images in Kohya's sub-folders of a folder. Sub-folders that can't be read are skipped.
pub(crate) fn images_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| is_kohya_folder(&names::file_name(path)) && path.is_dir())
        .filter_map(|path| listing::list(&path).ok())
        .flat_map(|listing| listing.images)
        .map(|listed| listed.path)
        .collect()
}

/// Returns whether a name has the form of Kohya's sub-folders: the number of times that each image is shown in an
/// epoch, an underscore, and a description of the images.
fn is_kohya_folder(name: &str) -> bool {
    name.split_once('_').is_some_and(|(repeats, words)| {
        !repeats.is_empty() && repeats.bytes().all(|b| b.is_ascii_digit()) && !words.is_empty()
    })
}

/// The lists of captions in a folder.
#[derive(Default)]
pub(crate) struct Lists {
    /// The name of each list, and its captions by the images' paths.
    pub(crate) lists: Vec<(String, HashMap<PathBuf, String>)>,
    /// The lists, or parts of them, that were not read, each with the reason.
    pub(crate) skipped: Vec<(String, Message)>,
}

/// Reads the lists of captions in a folder, in their order of precedence: JSON before tables, then by name.
pub(crate) fn lists_in(folder: &Path) -> Lists {
    let mut paths = files_in(folder, list::is_list);
    paths.sort_by_cached_key(|path| list::precedence(path));
    let mut lists = Lists::default();
    for path in &paths {
        lists.add(path);
    }
    lists
}

/// Returns the files in a folder whose names are those of images.
pub(crate) fn images_in(folder: &Path) -> Vec<PathBuf> {
    files_in(folder, |path| Format::of_name(path).is_some())
}

fn files_in(folder: &Path, is_wanted: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    paths.filter(|path| is_wanted(path)).collect()
}

/// Reads one list of captions.
pub(crate) fn list_at(path: &Path) -> Lists {
    let mut lists = Lists::default();
    lists.add(path);
    lists
}

impl Lists {
    fn add(&mut self, path: &Path) {
        let name = names::file_name(path);
        match read(path) {
            Ok(found) => {
                if let Some(reason) = found.unread() {
                    self.skipped.push((name.clone(), reason));
                }
                let folder = path.parent().unwrap_or(Path::new(""));
                let mut captions = HashMap::new();
                for (image, caption) in found.captions {
                    captions.entry(resolve(folder, &image)).or_insert(caption);
                }
                self.lists.push((name, captions));
            }
            Err(reason) => self.skipped.push((name, reason)),
        }
    }
}

fn read(list: &Path) -> Result<CaptionList, Message> {
    let bytes = regular_file::read(list, list::MAX_BYTES).map_err(|error| {
        if error.kind() == io::ErrorKind::FileTooLarge {
            list::too_large()
        } else {
            message!("import-file-unreadable", error = error.to_string())
        }
    })?;
    list::read(list, &bytes)
}

/// Returns the path of the file that is named in a list in `folder`. Programs on Windows write a backslash between
/// folders, which is a part of a name on other systems.
fn resolve(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    if name.contains('\\') && !path.exists() {
        return folder.join(name.replace('\\', "/"));
    }
    path
}
