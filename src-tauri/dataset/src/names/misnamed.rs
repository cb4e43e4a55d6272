//! Recognises pictures whose names have no image extension: `image`, `photo.jpg_large`, `photo.jpeg!d`. Browsers and
//! web sites use such names.

use std::io::Read;
use std::path::Path;

use files::regular_file;
use imaging::Format;

use crate::names;

/// Returns whether a file may be an image despite its name, so that its content must be checked: the name has no
/// extension, or an image's extension with something appended, as in `photo.jpg_large` or `photo.jpeg!d`. Backups such
/// as `photo.jpg~` and `photo.jpg_original` are excluded.
pub(crate) fn may_be_image(path: &Path) -> bool {
    let Some(extension) = path.extension() else {
        return true;
    };
    let extension = extension.to_string_lossy().to_ascii_lowercase();
    if extension.ends_with('~') || extension.ends_with("_original") {
        return false;
    }
    let letters = extension
        .find(|character: char| !character.is_ascii_alphanumeric())
        .map(|end| &extension[..end]);
    letters.is_some_and(|letters| Format::of_extension(letters).is_some())
}

/// Returns the format of a picture without an image extension, by its content, or `None` for any other file.
pub(crate) fn format_of(path: &Path) -> Option<Format> {
    if Format::of_name(path).is_some() || names::is_caption(path) {
        return None;
    }
    let mut start = Vec::with_capacity(Format::SIGNATURE_BYTES);
    regular_file::open(path)
        .ok()?
        .take(Format::SIGNATURE_BYTES as u64)
        .read_to_end(&mut start)
        .ok()?;
    Format::of_content(&start)
}

/// Returns the name of a misnamed picture with the usual extension of its format: `photo.jpg`.
pub(crate) fn proper_name(path: &Path, format: Format) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    format!("{stem}.{}", format.extension())
}
