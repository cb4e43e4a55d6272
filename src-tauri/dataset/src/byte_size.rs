//! Formats numbers of bytes for display.

use imaging::MAX_FILE_BYTES;
use localization::{Message, message};

/// Formats a number of bytes in decimal units, as file managers and Replicate do: `12.4 MB`, `1 GB`.
pub fn size_in_words(bytes: u64) -> String {
    size(bytes).to_string()
}

/// Formats a number of bytes like [`size_in_words`], as a message.
pub(crate) fn size(bytes: u64) -> Message {
    let tenths = |value: f64| {
        let number = format!("{value:.1}");
        number.strip_suffix(".0").unwrap_or(&number).to_owned()
    };
    // Precision is lost only above 2^53 bytes.
    let exact = bytes as f64;
    match exact {
        b if b < 1e3 => message!("files-size-bytes", number = bytes),
        b if b < 1e6 => message!("files-size-kilobytes", number = format!("{:.0}", b / 1e3)),
        b if b < 1e9 => message!("files-size-megabytes", number = tenths(b / 1e6)),
        b => message!("files-size-gigabytes", number = tenths(b / 1e9)),
    }
}

/// Returns the message for a picture file of `bytes` bytes, which is refused as larger than [`MAX_FILE_BYTES`].
pub(crate) fn too_large(bytes: u64) -> Message {
    message!(
        "files-picture-too-large",
        size = size(bytes),
        limit = size(MAX_FILE_BYTES)
    )
}
