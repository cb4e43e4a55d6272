//! Formats numbers of bytes for display.

use imaging::MAX_FILE_BYTES;

/// Returns a number of bytes in decimal units, as file managers and Replicate show it: `12.4 MB`, `1 GB`.
pub fn size_in_words(bytes: u64) -> String {
    let tenths = |value: f64, unit: &str| {
        let number = format!("{value:.1}");
        format!("{} {unit}", number.strip_suffix(".0").unwrap_or(&number))
    };
    // Precision is lost only above 2^53 bytes.
    let bytes = bytes as f64;
    match bytes {
        b if b < 1e3 => format!("{b:.0} bytes"),
        b if b < 1e6 => format!("{:.0} kB", b / 1e3),
        b if b < 1e9 => tenths(b / 1e6, "MB"),
        b => tenths(b / 1e9, "GB"),
    }
}

/// Returns why a file of more than [`MAX_FILE_BYTES`] is refused.
pub(crate) fn too_large(bytes: u64) -> String {
    format!(
        "It is too large for a picture ({}; the most is {}). Save the picture as JPEG or PNG and add that.",
        size_in_words(bytes),
        size_in_words(MAX_FILE_BYTES)
    )
}
