//! Folders laid out for other trainers, of which opening in place would show less than there is: those with their
//! captions in a list, such as Hugging Face's `metadata.jsonl`, and Kohya's sub-folders such as `10_TOK person`.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::caption_list::{self, CaptionList};
use crate::listing::Listed;
use crate::{listing, names, regular};

/// Returns whether a folder has captions in a list such as `metadata.jsonl` and none beside its images, or images only in Kohya's
/// sub-folders. Such a folder is better imported than opened. Nothing is written.
pub fn is_foreign(folder: &Path) -> bool {
    let Ok(listing) = listing::list(folder) else {
        return false;
    };
    if listing.images.is_empty() {
        return !images_below(folder).is_empty();
    }
    let described = captions_in(folder).captions;
    let is_described = |image: &Listed| described.contains_key(&image.path);
    listing.captions.is_empty() && listing.images.iter().any(is_described)
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

/// The captions from the lists in a folder.
#[derive(Default)]
pub(crate) struct Described {
    /// The captions by the images' paths.
    pub(crate) captions: HashMap<PathBuf, String>,
    /// Lists, or parts of them, that were not read, and why.
    pub(crate) left: Vec<(String, String)>,
}

/// Reads the lists of captions in a folder. An image that is in several gets its caption from the first by name; a list
/// of JSON counts before a table.
pub(crate) fn captions_in(folder: &Path) -> Described {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut lists: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| caption_list::is_list(path))
        .collect();
    lists.sort_by_cached_key(|path| caption_list::precedence(path));
    let mut described = Described::default();
    for list in &lists {
        described.add(list);
    }
    described
}

/// Reads one list of captions.
pub(crate) fn captions_of(list: &Path) -> Described {
    let mut described = Described::default();
    described.add(list);
    described
}

impl Described {
    fn add(&mut self, list: &Path) {
        match read(list) {
            Ok(found) => {
                if let Some(why) = found.unread() {
                    self.left.push((names::shown(list), why));
                }
                let folder = list.parent().unwrap_or(Path::new(""));
                for (name, caption) in found.captions {
                    self.captions
                        .entry(described(folder, &name))
                        .or_insert(caption);
                }
            }
            Err(why) => self.left.push((names::shown(list), why)),
        }
    }
}

fn read(list: &Path) -> Result<CaptionList, String> {
    let bytes = regular::read(list, caption_list::MAX_BYTES).map_err(|error| {
        if error.kind() == io::ErrorKind::FileTooLarge {
            caption_list::TOO_LARGE.to_owned()
        } else {
            format!("It can't be read ({error}).")
        }
    })?;
    caption_list::read(list, &bytes)
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
