//! Reads lists of captions: files that name images and give a caption for each, such as Hugging Face's
//! `metadata.jsonl`, or a `captions.csv` from a spreadsheet.

mod json_lines;
mod table;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use localization::{Message, message};

use crate::{decode_caption, names};

/// The largest list that is read, in bytes: a few kilobytes for each image of the largest possible zip.
pub(crate) const MAX_BYTES: u64 = 64 << 20;

/// Returns the message for a list that is larger than [`MAX_BYTES`].
pub(crate) fn too_large() -> Message {
    message!("captions-list-too-large")
}

/// The file names of lists, without the extension.
const STEMS: [&str; 3] = ["metadata", "captions", "caption"];

/// The accepted names of the column or JSON key for the image, the most common first.
const IMAGE_KEYS: [&str; 7] = [
    "file_name",
    "filename",
    "image",
    "image_file",
    "image_path",
    "file",
    "path",
];

/// The accepted names of the column or JSON key for the caption, the most common first.
const CAPTION_KEYS: [&str; 3] = ["text", "caption", "prompt"];

/// The content of a list.
#[derive(Debug, Default)]
pub(crate) struct CaptionList {
    /// The captions, by the images' names as the list gives them: paths relative to the list's folder.
    pub(crate) captions: HashMap<String, String>,
    /// The numbers, from 1, of the invalid lines, such as those that name no image.
    unread: Vec<u64>,
}

/// The images that captions can be assigned to, by their paths.
#[derive(Debug, Default)]
pub(crate) struct Images<'a> {
    exact: HashSet<&'a Path>,
    /// The images by their folded paths; `None` if several images have the same folded path.
    similar: HashMap<String, Option<&'a Path>>,
}

/// The captions of a list, assigned to images.
#[derive(Debug, Default)]
pub(crate) struct Assigned {
    /// The captions by the images' paths.
    pub(crate) captions: HashMap<PathBuf, String>,
    /// The captions that match no image or are ambiguous, by the images' paths according to the list.
    pub(crate) unmatched: HashMap<PathBuf, String>,
}

impl<'a> Images<'a> {
    pub(crate) fn new(images: impl IntoIterator<Item = &'a Path>) -> Images<'a> {
        let exact: HashSet<&Path> = images.into_iter().collect();
        let mut similar: HashMap<String, Option<&Path>> = HashMap::new();
        for &image in &exact {
            let owner = similar.entry(folded(image));
            owner
                .and_modify(|owner| *owner = None)
                .or_insert(Some(image));
        }
        Images { exact, similar }
    }

    /// Assigns the captions of a list. A caption is assigned to the image with exactly its path. If there is no such
    /// image, it is assigned to the image whose path differs only in case or in the Unicode normalisation form. It
    /// stays unmatched if there are several such images, if that image has a caption with exactly its path, or if
    /// different captions would be assigned to that image in this way.
    pub(crate) fn assign(&self, captions: HashMap<PathBuf, String>) -> Assigned {
        let is_exact = |(path, _): &(PathBuf, String)| self.exact.contains(path.as_path());
        let (exact, others): (Vec<_>, Vec<_>) = captions.into_iter().partition(is_exact);
        let mut assigned = Assigned {
            captions: exact.into_iter().collect(),
            unmatched: HashMap::new(),
        };
        let mut similar: HashMap<&Path, Vec<(PathBuf, String)>> = HashMap::new();
        for (path, caption) in others {
            match self.similar.get(&folded(&path)).copied().flatten() {
                Some(image) if !assigned.captions.contains_key(image) => {
                    similar.entry(image).or_default().push((path, caption));
                }
                _ => drop(assigned.unmatched.insert(path, caption)),
            }
        }
        for (image, mut captions) in similar {
            captions.dedup_by(|(_, one), (_, other)| one == other);
            match captions.as_slice() {
                [(_, caption)] => drop(assigned.captions.insert(image.to_owned(), caption.clone())),
                _ => assigned.unmatched.extend(captions),
            }
        }
        assigned
    }
}

impl Assigned {
    /// Returns a message about the captions without an image, or `None` if there are none. The list is in `folder`.
    pub(crate) fn without_image(&self, folder: &Path) -> Option<Message> {
        let first = self.unmatched.keys().min()?;
        let first = first.strip_prefix(folder).unwrap_or(first).display();
        Some(message!(
            "captions-list-without-image",
            count = self.unmatched.len(),
            name = first.to_string()
        ))
    }
}

/// Returns a path in a form that is the same for any case, Unicode normalisation form and separators.
fn folded(path: &Path) -> String {
    let path: PathBuf = path.components().collect();
    names::folded(&path.to_string_lossy())
}

/// Returns whether a file's name is that of a list of captions.
pub(crate) fn is_list(path: &Path) -> bool {
    let is_one_of = |part: Option<&std::ffi::OsStr>, names: &[&str]| {
        part.is_some_and(|part| names.iter().any(|name| part.eq_ignore_ascii_case(name)))
    };
    is_one_of(path.file_stem(), &STEMS) && is_one_of(path.extension(), &["jsonl", "csv", "tsv"])
}

/// Returns the sort key of a list among those of one folder: JSON before tables, then by name. The first list that
/// names an image takes precedence.
pub(crate) fn precedence(path: &Path) -> (bool, PathBuf) {
    (!is_json(path), path.to_owned())
}

fn is_json(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("jsonl"))
}

/// Reads the list at `path` from its bytes, or returns the reason why it is not a list. An invalid line is skipped and
/// recorded; an image that is listed twice gets its first caption.
pub(crate) fn read(path: &Path, bytes: &[u8]) -> Result<CaptionList, Message> {
    let text = decode_caption(bytes);
    if is_json(path) {
        Ok(json_lines::read(&text))
    } else {
        table::read(&text)
    }
}

impl CaptionList {
    fn add(&mut self, image: &str, caption: String) {
        self.captions.entry(image.to_owned()).or_insert(caption);
    }

    /// Returns a message about the lines that were not read, or `None` if there are none.
    pub(crate) fn unread(&self) -> Option<Message> {
        let first = self.unread.first()?;
        Some(message!(
            "captions-list-unread",
            count = self.unread.len(),
            line = *first
        ))
    }
}
