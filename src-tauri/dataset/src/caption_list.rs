//! Lists of captions: one file that names images and gives each its caption, such as Hugging Face's `metadata.jsonl`,
//! or a `captions.csv` from a spreadsheet.

mod json_lines;
mod table;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::decode_caption;

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
