//! Lists of captions: one file that names images and gives each its caption, such as Hugging Face's `metadata.jsonl`,
//! or a `captions.csv` from a spreadsheet.

mod json_lines;
mod table;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::{decode_caption, names};

/// The largest list, in bytes: a few kilobytes for each of the most images that a zip may have.
pub(crate) const MAX_BYTES: u64 = 64 << 20;

/// Why a larger one isn't read.
pub(crate) const TOO_LARGE: &str = "It is too large for a list of captions; the most is 64 MiB.";

/// The names of lists, without the extension.
const STEMS: [&str; 3] = ["metadata", "captions", "caption"];

/// The names of a list's column of images, the most usual first.
const IMAGE_KEYS: [&str; 7] = [
    "file_name",
    "filename",
    "image",
    "image_file",
    "image_path",
    "file",
    "path",
];

/// The names of a list's column of captions, the most usual first.
const CAPTION_KEYS: [&str; 3] = ["text", "caption", "prompt"];

/// The content of a list.
#[derive(Debug, Default)]
pub(crate) struct CaptionList {
    /// Captions by the images' names as they are written: paths from where the list lies.
    pub(crate) captions: HashMap<String, String>,
    /// The numbers, from 1, of the lines that don't name an image and its caption.
    unread: Vec<u64>,
}

/// The images that lists may give captions to, by their paths.
#[derive(Debug, Default)]
pub(crate) struct Images<'a> {
    exact: HashSet<&'a Path>,
    /// By their folded paths; `None` where several have the same.
    similar: HashMap<String, Option<&'a Path>>,
}

/// Which captions of a list belong to which images.
#[derive(Debug, Default)]
pub(crate) struct Assigned {
    /// The captions by the images' paths.
    pub(crate) captions: HashMap<PathBuf, String>,
    /// The captions that belong to none of the images, by the paths in the list.
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

    /// Assigns the captions of a list. Where no image has a path exactly, the one whose path differs only in case or in the
    /// normalisation form of Unicode counts, unless there are several, or several captions for it.
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
    /// Says for how many captions there is no image, if there are any. The list is in `folder`.
    pub(crate) fn without_image(&self, folder: &Path) -> Option<String> {
        let first = self.unmatched.keys().min()?;
        let first = first.strip_prefix(folder).unwrap_or(first).display();
        Some(match self.unmatched.len() {
            1 => format!("It has a caption for “{first}”, but there is no such image."),
            count => {
                format!(
                    "It has captions for {count} images that were not found, such as “{first}”."
                )
            }
        })
    }
}

/// A path without regard to case, the normalisation form of Unicode and the signs between its parts.
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

/// The place of a list among those of one folder. The first that names an image counts: JSON before a table, and then
/// by name.
pub(crate) fn precedence(path: &Path) -> (bool, PathBuf) {
    (!is_json(path), path.to_owned())
}

fn is_json(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("jsonl"))
}

/// Reads the list at `path` from its bytes, or says why it is none. A line that is wrong doesn't stop the others; an
/// image that is there twice gets its first caption.
pub(crate) fn read(path: &Path, bytes: &[u8]) -> Result<CaptionList, String> {
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

    /// Says which lines were not read, if there are any.
    pub(crate) fn unread(&self) -> Option<String> {
        let first = self.unread.first()?;
        let lines = match self.unread.len() {
            1 => format!("Line {first} doesn't name"),
            count => format!("{count} lines, the first of them line {first}, don't name"),
        };
        Some(format!("{lines} an image and its caption."))
    }
}
