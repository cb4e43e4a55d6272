//! Caption files: read in many encodings, and written with exactly the text that was typed.
//!
//! Nothing here tidies a text: newlines, spaces and control characters are kept. Which caption
//! belongs to which image is the folder's affair.

mod encoding;

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use crate::byte_size::size_in_words;
use crate::edits::EditsError;
use crate::regular;
use crate::stamp::Stamp;
use crate::temporary::Temporary;

pub use encoding::TextEncoding;
pub(crate) use encoding::{Reading, Together, together};

/// The largest caption, in bytes: 32 kB. The longest prompts that a trainer reads are a few
/// kilobytes; a larger text file beside an image is a log or a list that shares its name. All captions are
/// held in memory, so thousands of such files must not count.
pub const CAPTION_LIMIT: u64 = 32_000;

/// Why the `.txt` beside an image isn't read as its caption.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaptionProblem {
    /// A folder or a device has the caption's name.
    #[error("“{name}” is not a file, so the image can't have a caption. Rename or remove it.")]
    NotAFile {
        /// The caption file's name.
        name: String,
    },
    /// Above [`CAPTION_LIMIT`].
    #[error(
        "“{name}” is too large for a caption ({}; the most is {}). Shorten or rename it.",
        size_in_words(*.bytes),
        size_in_words(CAPTION_LIMIT)
    )]
    TooLarge {
        /// The caption file's name.
        name: String,
        /// Its length in bytes.
        bytes: u64,
    },
    /// The system didn't let us read it.
    #[error("“{name}” can't be read ({reason}). Check that you may open it.")]
    Unreadable {
        /// The caption file's name.
        name: String,
        /// The system's own words.
        reason: String,
    },
}

/// Why a caption wasn't saved. The text on the disk is then still the one from before.
#[derive(Debug, thiserror::Error)]
pub enum CaptionError {
    /// The image was removed by another program since it was shown.
    #[error("The image is no longer in the folder, so its caption was not saved.")]
    NoSuchImage,
    /// What lies in the caption's place isn't a caption; it is not overwritten.
    #[error("The caption was not saved. {0}")]
    InTheWay(CaptionProblem),
    /// Above [`CAPTION_LIMIT`].
    #[error(
        "The caption was not saved: it has {}, and the most is {}. Shorten it.",
        size_in_words(*.bytes),
        size_in_words(CAPTION_LIMIT)
    )]
    TooLong {
        /// The text's length in bytes, as UTF-8.
        bytes: u64,
    },
    /// Another program wrote the file while the person was typing. Both texts are kept, and one is to be
    /// chosen.
    #[error("This caption changed while you were typing. Both texts are kept: choose one.")]
    ChangedOutside,
    /// It can't be written down, so it was not done.
    #[error("The caption was not saved. {0}")]
    Unrecorded(#[from] EditsError),
    /// The system refused to write or to remove the file.
    #[error("The caption was not saved: “{name}” can't be written ({source}). {}", remedy(.source))]
    Write {
        /// The caption file's name.
        name: String,
        /// The cause.
        source: io::Error,
    },
}

/// What to do about a folder that can't be written into.
pub(crate) fn remedy(error: &io::Error) -> &'static str {
    use io::ErrorKind as Kind;
    if matches!(error.kind(), Kind::StorageFull | Kind::QuotaExceeded) {
        "Make room on the disk and try again."
    } else if matches!(
        error.kind(),
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem
    ) {
        "Give yourself the right to write in this folder, or copy it to a place that is yours."
    } else if error.kind() == Kind::NotFound {
        "Check that the folder is still there."
    } else {
        "Check the disk and try again."
    }
}

/// Whether a text counts as no caption: a `.txt` with only white space would be a caption to the
/// trainer, and a useless one.
pub(crate) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// A caption file's text, and its bytes where they are not simply that text in UTF-8.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) text: String,
    pub(crate) raw: Option<Vec<u8>>,
    pub(crate) encoding: TextEncoding,
    /// Whether the encoding is not certain.
    pub(crate) is_guess: bool,
}

impl Found {
    /// Reads the bytes of a caption file; `together` is the encoding of the captions beside it.
    pub(crate) fn new(bytes: Vec<u8>, together: Together) -> Found {
        let Reading {
            text,
            encoding,
            is_guess,
        } = encoding::read(&bytes, together);
        let raw = (text.as_bytes() != bytes).then_some(bytes);
        Found {
            text,
            raw,
            encoding,
            is_guess,
        }
    }
}

impl From<String> for Found {
    fn from(text: String) -> Found {
        Found {
            text,
            ..Found::default()
        }
    }
}

/// Returns whether `text` adds characters beyond ASCII to `before`, or changes their order.
pub(crate) fn adds_beyond_ascii(before: &str, text: &str) -> bool {
    let mut old = before.chars();
    let mut beyond = text.chars().filter(|c| !c.is_ascii());
    beyond.any(|new| !old.any(|c| c == new))
}

/// Reads a caption file; `together` is the encoding of the captions beside it.
pub(crate) fn read(path: &Path, together: Together) -> Result<Found, CaptionProblem> {
    let name = || shown_name(path);
    let unreadable = |error: io::Error| CaptionProblem::Unreadable {
        name: name(),
        reason: error.to_string(),
    };
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(CaptionProblem::NotAFile { name: name() });
    }
    let file = regular::open(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    read_bounded(file, length, together)
        .map_err(unreadable)?
        .map_err(|bytes| CaptionProblem::TooLarge {
            name: name(),
            bytes,
        })
}

/// Reads and decodes a caption that claims to have `expected` bytes, or says how many bytes it has
/// (at least) when these are more than [`CAPTION_LIMIT`].
pub(crate) fn read_bounded(
    source: impl Read,
    expected: u64,
    together: Together,
) -> io::Result<Result<Found, u64>> {
    if expected > CAPTION_LIMIT {
        return Ok(Err(expected));
    }
    let mut bytes = Vec::new();
    source.take(CAPTION_LIMIT + 1).read_to_end(&mut bytes)?;
    let length = bytes.len() as u64;
    Ok(if length > CAPTION_LIMIT {
        Err(length)
    } else {
        Ok(Found::new(bytes, together))
    })
}

/// Writes a caption file: after a crash at any moment there is the old text or the new one.
///
/// A caption that is a symbolic link stays one, and the file that it names is written.
pub(crate) fn write(path: &Path, content: &[u8]) -> io::Result<Stamp> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    // A path without a parent is no file's; writing into "" then fails as it should.
    let folder = target.parent().unwrap_or(Path::new(""));
    let mut temporary = Temporary::in_folder(folder)?;
    temporary.append(content)?;
    temporary.replace(&target)
}

/// Removes a caption file; one that is gone already is as good.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The text of a caption file by itself: in UTF-8, in UTF-16 of either byte order, with or without a byte order
/// mark, or in the older encoding that is most likely. Captions of one folder are read together, which tells more.
///
/// The mark is dropped and the text otherwise kept as it is, newlines included.
pub fn decode_caption(bytes: &[u8]) -> String {
    encoding::read(bytes, Together::default()).text
}

fn shown_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}
