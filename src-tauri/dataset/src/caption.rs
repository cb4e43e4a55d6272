//! Caption files: read as UTF-8, UTF-16 or windows-1252, written as UTF-8 with exactly the text that was typed.
//!
//! Nothing here tidies a text: newlines, spaces and control characters are kept. Which caption
//! belongs to which image is the folder's affair.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::byte_size::size_in_words;
use crate::edits::EditsError;
use crate::regular;
use crate::stamp::Stamp;
use crate::temporary::Temporary;

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
    #[error(
        "Another program changed this caption while you were typing. Both are kept: choose one."
    )]
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
}

impl From<Vec<u8>> for Found {
    fn from(bytes: Vec<u8>) -> Found {
        let text = decode_caption(&bytes);
        let raw = (text.as_bytes() != bytes).then_some(bytes);
        Found { text, raw }
    }
}

/// Reads a caption file.
pub(crate) fn read(path: &Path) -> Result<Found, CaptionProblem> {
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
    read_bounded(file, length)
        .map_err(unreadable)?
        .map_err(|bytes| CaptionProblem::TooLarge {
            name: name(),
            bytes,
        })
}

/// Reads and decodes a caption that claims to have `expected` bytes, or says how many bytes it has
/// (at least) when these are more than [`CAPTION_LIMIT`].
pub(crate) fn read_bounded(source: impl Read, expected: u64) -> io::Result<Result<Found, u64>> {
    if expected > CAPTION_LIMIT {
        return Ok(Err(expected));
    }
    let mut bytes = Vec::new();
    source.take(CAPTION_LIMIT + 1).read_to_end(&mut bytes)?;
    let length = bytes.len() as u64;
    Ok(if length > CAPTION_LIMIT {
        Err(length)
    } else {
        Ok(Found::from(bytes))
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

/// Decodes a caption file: UTF-8 or UTF-16 of either byte order, with or without a byte order
/// mark; anything else is taken for Windows-1252, which every byte sequence is valid in.
///
/// The mark is dropped and the text otherwise kept as it is, newlines included.
pub fn decode_caption(bytes: &[u8]) -> String {
    let (encoding, text) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, &bytes[mark..]),
        None => (unmarked_encoding(bytes), bytes),
    };
    encoding.decode_without_bom_handling(text).0.into_owned()
}

/// Guesses the encoding of a text without a byte order mark.
fn unmarked_encoding(bytes: &[u8]) -> &'static Encoding {
    // No caption holds a NUL, but in UTF-16 every Latin letter, space and newline has a zero as
    // its high byte: its position tells the byte order.
    let zeros = |offset| {
        bytes
            .iter()
            .skip(offset)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    if even + odd > 0 && bytes.len().is_multiple_of(2) {
        if odd >= even { UTF_16LE } else { UTF_16BE }
    } else if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else {
        WINDOWS_1252
    }
}

fn shown_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}
