//! Reads caption files in many encodings, and writes exactly the text that was typed.
//!
//! A text is never tidied: newlines, spaces and control characters are kept. `names::pairing` assigns captions to
//! images.

mod encoding;
pub(crate) mod line_ends;
pub(crate) mod list;

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use files::{Fingerprint, PendingFile, regular_file};
use localization::{Message, message};

use crate::byte_size::size;
use crate::store::edits::EditsError;

pub use encoding::TextEncoding;
pub(crate) use encoding::{Reading, SharedGuess, guess_together};

/// The maximum size of a caption, in bytes: 32 kB. The longest prompts that a trainer reads are a few kilobytes; a
/// larger text file beside an image is a log or a list that happens to share its name. All captions are held in memory,
/// so thousands of such files must not be loaded.
pub const CAPTION_LIMIT: u64 = 32_000;

/// The reason why a caption file isn't read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum CaptionProblem {
    /// A folder or a device has the caption file's name.
    NotAFile {
        /// The caption file's name.
        name: String,
    },
    /// The file is larger than [`CAPTION_LIMIT`].
    TooLarge {
        /// The caption file's name.
        name: String,
        /// The file's length in bytes.
        bytes: u64,
    },
    /// The system refused to read the file.
    Unreadable {
        /// The caption file's name.
        name: String,
        /// The system's error message.
        reason: String,
    },
}

/// The reason why a caption wasn't saved. The file was not changed.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum CaptionError {
    /// Another program removed the image after it was shown.
    NoSuchImage,
    /// The file in the caption's place isn't a caption, so it is not overwritten.
    Blocked(CaptionProblem),
    /// The text is longer than [`CAPTION_LIMIT`].
    TooLong {
        /// The text's length in bytes, as UTF-8.
        bytes: u64,
    },
    /// Another program wrote the file while the person was typing. Both texts are kept, and the person has to choose
    /// one.
    ChangedOutside,
    /// The change can't be recorded, so it was not made.
    Unrecorded(#[from] EditsError),
    /// The system refused to write or to remove the file.
    Write {
        /// The caption file's name.
        name: String,
        /// The cause.
        source: io::Error,
    },
}

impl CaptionProblem {
    /// Returns the message for the person.
    pub fn message(&self) -> Message {
        match self {
            CaptionProblem::NotAFile { name } => message!("captions-not-a-file", name = name),
            CaptionProblem::TooLarge { name, bytes } => message!(
                "captions-file-too-large",
                name = name,
                size = size(*bytes),
                limit = size(CAPTION_LIMIT)
            ),
            CaptionProblem::Unreadable { name, reason } => {
                message!("captions-file-unreadable", name = name, reason = reason)
            }
        }
    }
}

impl CaptionError {
    /// Returns the message for the person.
    pub fn message(&self) -> Message {
        match self {
            CaptionError::NoSuchImage => message!("captions-no-such-image"),
            CaptionError::Blocked(problem) => {
                message!("captions-not-saved", problem = problem.message())
            }
            CaptionError::TooLong { bytes } => message!(
                "captions-too-long",
                size = size(*bytes),
                limit = size(CAPTION_LIMIT)
            ),
            CaptionError::ChangedOutside => message!("captions-changed-outside"),
            CaptionError::Unrecorded(error) => {
                message!("captions-not-saved", problem = error.message())
            }
            CaptionError::Write { name, source } => message!(
                "captions-not-written",
                name = name,
                reason = source.to_string(),
                advice = advice_for(source)
            ),
        }
    }
}

/// Returns advice for the person, after an error while writing to a folder.
pub(crate) fn advice_for(error: &io::Error) -> Message {
    use io::ErrorKind as Kind;
    if matches!(error.kind(), Kind::StorageFull | Kind::QuotaExceeded) {
        message!("captions-disk-full-advice")
    } else if matches!(
        error.kind(),
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem
    ) {
        message!("captions-forbidden-advice")
    } else if error.kind() == Kind::NotFound {
        message!("captions-folder-missing-advice")
    } else {
        message!("captions-disk-advice")
    }
}

/// Returns whether a text has only white space, and so counts as no caption. The trainer itself would treat such a text
/// as a caption.
pub(crate) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// A caption file's text, and its bytes if they differ from that text in UTF-8.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DecodedCaption {
    pub(crate) text: String,
    pub(crate) raw: Option<Vec<u8>>,
    pub(crate) encoding: TextEncoding,
    /// True if the encoding is not certain.
    pub(crate) is_guess: bool,
}

impl DecodedCaption {
    /// Decodes the bytes of a caption file. `shared_guess` is the encoding detected for the folder's captions together.
    pub(crate) fn new(bytes: Vec<u8>, shared_guess: SharedGuess) -> DecodedCaption {
        let Reading {
            text,
            encoding,
            is_guess,
        } = encoding::read(&bytes, shared_guess);
        let raw = (text.as_bytes() != bytes).then_some(bytes);
        DecodedCaption {
            text,
            raw,
            encoding,
            is_guess,
        }
    }
}

/// Returns a caption file's bytes in UTF-8. If they could be taken for another encoding, as with control characters, a
/// byte order mark precedes them.
pub(crate) fn in_utf8(text: &str) -> Vec<u8> {
    let plain = text.as_bytes().to_vec();
    if DecodedCaption::new(plain.clone(), SharedGuess::default()).text == text {
        plain
    } else {
        [b"\xef\xbb\xbf", text.as_bytes()].concat()
    }
}

impl From<String> for DecodedCaption {
    fn from(text: String) -> DecodedCaption {
        DecodedCaption {
            text,
            ..DecodedCaption::default()
        }
    }
}

/// Returns whether `text` adds non-ASCII characters to those of `before`, or changes their order.
pub(crate) fn adds_non_ascii(before: &str, text: &str) -> bool {
    let mut old = before.chars();
    let mut non_ascii = text.chars().filter(|c| !c.is_ascii());
    non_ascii.any(|new| !old.any(|c| c == new))
}

/// Reads a caption file. `shared_guess` is the encoding detected for the folder's captions together.
pub(crate) fn read(
    path: &Path,
    shared_guess: SharedGuess,
) -> Result<DecodedCaption, CaptionProblem> {
    let name = || file_name(path);
    let unreadable = |error: io::Error| CaptionProblem::Unreadable {
        name: name(),
        reason: error.to_string(),
    };
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(CaptionProblem::NotAFile { name: name() });
    }
    let file = regular_file::open(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    read_bounded(file, length, shared_guess)
        .map_err(unreadable)?
        .map_err(|bytes| CaptionProblem::TooLarge {
            name: name(),
            bytes,
        })
}

/// Reads and decodes a caption whose declared size is `expected` bytes. If it is larger than [`CAPTION_LIMIT`], returns
/// its size, or a lower bound of its size, as the inner error.
pub(crate) fn read_bounded(
    source: impl Read,
    expected: u64,
    shared_guess: SharedGuess,
) -> io::Result<Result<DecodedCaption, u64>> {
    if expected > CAPTION_LIMIT {
        return Ok(Err(expected));
    }
    let mut bytes = Vec::new();
    source.take(CAPTION_LIMIT + 1).read_to_end(&mut bytes)?;
    let length = bytes.len() as u64;
    Ok(if length > CAPTION_LIMIT {
        Err(length)
    } else {
        Ok(DecodedCaption::new(bytes, shared_guess))
    })
}

/// Writes a caption file and returns its new fingerprint. After a crash at any moment, the file holds either the old
/// text or the new one.
///
/// If the caption is a symbolic link, the link stays and its target is written.
pub(crate) fn write(path: &Path, content: &[u8]) -> io::Result<Fingerprint> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    // A path without a parent doesn't name a file; writing into "" then fails, as it should.
    let folder = target.parent().unwrap_or(Path::new(""));
    let mut temporary = PendingFile::create_in(folder)?;
    temporary.append(content)?;
    temporary.replace(&target)
}

/// Removes a caption file. It is not an error if the file is already gone.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Decodes a single caption file: as UTF-8 or UTF-16 in either byte order, with or without a byte order mark, or in the
/// most likely older encoding. The encoding is detected more reliably if the captions of a folder are read together.
///
/// The byte order mark is dropped. The rest of the text is kept as it is, including newlines.
pub fn decode_caption(bytes: &[u8]) -> String {
    encoding::read(bytes, SharedGuess::default()).text
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}
