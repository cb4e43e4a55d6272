//! The reasons why an image can't be used, as sentences for the person who owns the file.
//!
//! A problem with one image never stops the others. The sentences leave out the file's name, because every place that
//! shows them also shows the file.

use serde::{Deserialize, Serialize};

/// The largest picture that is decoded, in pixels: that of a phone's sensor of 200 megapixels.
///
/// No camera with a larger one is sold; a file that claims more is damaged or hostile.
pub const MAX_PIXELS: u64 = 16_384 * 12_288;

/// The reason why an image can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Problem {
    /// The file has no bytes.
    #[error("The file is empty. Copy it again from where it came from.")]
    Empty,
    /// The first bytes are not those of a picture format.
    #[error(
        "This is not an image, whatever its name says. Remove it, or export the picture again."
    )]
    NotAnImage,
    /// The picture has a format, or a variant of one, that isn't supported.
    #[error("{format} can't be read. Save the picture as JPEG or PNG and add that.")]
    Unsupported {
        /// The format's or variant's name, such as "JPEG XL".
        format: String,
    },
    /// The header claims more than [`MAX_PIXELS`].
    #[error(
        "The picture is {width} × {height} pixels; the most that can be read is 200 megapixels. Scale it down first."
    )]
    TooLarge {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// Decoding takes more memory than one picture may take.
    #[error(
        "The picture is {width} × {height} pixels and takes more memory to read than Tintype may use. Scale it down first, or save it as JPEG."
    )]
    TooMuchMemory {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// The content is cut off or contradicts its format.
    #[error("The picture is damaged ({reason}). Copy it again from where it came from.")]
    Broken {
        /// The defect that the decoder found.
        reason: String,
    },
    /// The system refused to read the file.
    #[error(
        "The file can't be read ({reason}). Check that it is still there and that you may open it."
    )]
    Unreadable {
        /// The system's own message.
        reason: String,
    },
    /// No process could be started to decode the picture.
    #[error(
        "The picture can't be read now, because a part of Tintype didn't start ({reason}). Close other programs and try again."
    )]
    NoDecoder {
        /// The system's own message.
        reason: String,
    },
}

impl Problem {
    /// Returns the problem for a failed read. Only the system's own errors have a number; all others come from a
    /// decoder, and mean that the content is cut off or makes no sense.
    pub(crate) fn reading(error: &std::io::Error) -> Problem {
        if error.kind() == std::io::ErrorKind::UnexpectedEof {
            return Problem::broken("it ends too early");
        }
        if error.raw_os_error().is_none() {
            tracing::debug!(%error, "a damaged picture");
            return Problem::broken("its content makes no sense");
        }
        Problem::Unreadable {
            reason: error.to_string(),
        }
    }

    /// Returns the problem for a defect in a file's content.
    pub(crate) fn broken(reason: impl std::fmt::Display) -> Problem {
        Problem::Broken {
            reason: reason.to_string(),
        }
    }
}
