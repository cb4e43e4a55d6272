//! The reasons why an image can't be used, as sentences for the person.
//!
//! A problem with one image never stops the others. The sentences don't mention the file's name, because they are
//! always shown together with the file.

use localization::{Message, message};
use serde::{Deserialize, Serialize};

/// The largest picture that is decoded, in pixels: the size of a phone's 200-megapixel sensor.
///
/// No camera with a larger sensor is sold; a file that claims more is damaged or hostile.
pub const MAX_PIXELS: u64 = 16_384 * 12_288;

/// The reason why an image can't be used.
///
/// Workers send problems to the app. Since workers don't know the app's language, the texts of a problem are messages,
/// which only the app formats.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{}", self.message())]
pub enum Problem {
    /// The file has no bytes.
    Empty,
    /// The first bytes are not those of a known picture format.
    NotAnImage,
    /// The picture has a format, or a variant of one, that isn't supported.
    Unsupported {
        /// The sentence that names what can't be read: "JPEG XL can't be read."
        sentence: Message,
    },
    /// The header claims more than [`MAX_PIXELS`].
    TooLarge {
        /// The width in pixels.
        width: u32,
        /// The height in pixels.
        height: u32,
    },
    /// Decoding takes more memory than one picture may take.
    TooMuchMemory {
        /// The width in pixels.
        width: u32,
        /// The height in pixels.
        height: u32,
    },
    /// The content is cut off or contradicts its format.
    Broken {
        /// The defect that the decoder found.
        reason: Message,
    },
    /// The file can't be read or isn't a regular file, or its thumbnail was cancelled.
    Unreadable {
        /// The system's own message, the kind of file, or the reason for cancelling.
        reason: Message,
    },
    /// No process could be started to decode the picture.
    NoDecoder {
        /// The system's own message.
        reason: Message,
    },
}

impl Problem {
    /// Returns the message that the app shows.
    pub fn message(&self) -> Message {
        match self {
            Problem::Empty => message!("images-empty"),
            Problem::NotAnImage => message!("images-no-image"),
            Problem::Unsupported { sentence } => {
                message!("images-unsupported", sentence = sentence)
            }
            Problem::TooLarge { width, height } => {
                message!("images-too-large", width = *width, height = *height)
            }
            Problem::TooMuchMemory { width, height } => {
                message!("images-too-much-memory", width = *width, height = *height)
            }
            Problem::Broken { reason } => message!("images-broken", reason = reason),
            Problem::Unreadable { reason } => message!("images-unreadable", reason = reason),
            Problem::NoDecoder { reason } => message!("images-no-decoder", reason = reason),
        }
    }

    /// Returns the problem for a failed read. Only the system's own errors have an error number; all other errors come
    /// from a decoder, and mean that the content is cut off or makes no sense.
    pub(crate) fn from_read_error(error: &std::io::Error) -> Problem {
        if error.kind() == std::io::ErrorKind::UnexpectedEof {
            return Problem::broken(message!("images-broken-early"));
        }
        if error.raw_os_error().is_none() {
            tracing::debug!(%error, "a damaged picture");
            return Problem::broken(message!("images-broken-senseless"));
        }
        Problem::Unreadable {
            reason: Message::verbatim(error.to_string()),
        }
    }

    /// Returns the problem for a defect in a file's content.
    pub(crate) fn broken(reason: Message) -> Problem {
        Problem::Broken { reason }
    }

    /// Returns the problem for pixels that a library refuses, with the library's own message.
    pub(crate) fn refused(error: impl std::fmt::Display) -> Problem {
        Problem::broken(Message::verbatim(error.to_string()))
    }

    /// Returns the problem for a format or a variant that isn't supported.
    pub(crate) fn unsupported(sentence: Message) -> Problem {
        Problem::Unsupported { sentence }
    }
}
