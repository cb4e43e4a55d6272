//! The picture formats that can be read. A file's format is recognised by its first bytes.
//!
//! The extension only decides which files of a folder are images; a PNG named `.jpg` is a PNG.

use std::path::Path;

use serde::{Deserialize, Serialize};

/// A picture format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
    /// GIF. Of an animation, only the first frame is read.
    Gif,
    /// Windows bitmap.
    Bmp,
    /// TIFF. Of several pages, only the first is read.
    Tiff,
    /// HEIF that contains HEVC, as phones write it.
    Heic,
    /// AVIF.
    Avif,
}

impl Format {
    /// The number of bytes at the start of a file that [`Format::of_content`] needs.
    pub const SIGNATURE_BYTES: usize = 64;

    /// Returns the format that a file's name indicates, or `None` for other names. The content may differ.
    pub fn of_name(path: &Path) -> Option<Format> {
        Format::of_extension(&path.extension()?.to_str()?.to_ascii_lowercase())
    }

    /// All extensions of files that are read, in lower case, each with its format. `.mpo` is a JPEG that is followed by
    /// a second view.
    pub const EXTENSIONS: &[(&str, Format)] = &[
        ("jpg", Format::Jpeg),
        ("jpeg", Format::Jpeg),
        ("jpe", Format::Jpeg),
        ("jfif", Format::Jpeg),
        ("jif", Format::Jpeg),
        ("jfi", Format::Jpeg),
        ("mpo", Format::Jpeg),
        ("png", Format::Png),
        ("apng", Format::Png),
        ("webp", Format::WebP),
        ("gif", Format::Gif),
        ("bmp", Format::Bmp),
        ("dib", Format::Bmp),
        ("tif", Format::Tiff),
        ("tiff", Format::Tiff),
        ("heic", Format::Heic),
        ("heif", Format::Heic),
        ("hif", Format::Heic),
        ("avif", Format::Avif),
    ];

    /// Returns the format of an extension in lower case, without its dot, or `None` for other extensions.
    pub fn of_extension(extension: &str) -> Option<Format> {
        Format::EXTENSIONS
            .iter()
            .find(|(known, _)| *known == extension)
            .map(|(_, format)| *format)
    }

    /// Returns the usual extension of files in this format, without its dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Jpeg => "jpg",
            Format::Png => "png",
            Format::WebP => "webp",
            Format::Gif => "gif",
            Format::Bmp => "bmp",
            Format::Tiff => "tif",
            Format::Heic => "heic",
            Format::Avif => "avif",
        }
    }

    /// Returns the media type of files in this format.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Jpeg => "image/jpeg",
            Format::Png => "image/png",
            Format::WebP => "image/webp",
            Format::Gif => "image/gif",
            Format::Bmp => "image/bmp",
            Format::Tiff => "image/tiff",
            Format::Heic => "image/heic",
            Format::Avif => "image/avif",
        }
    }

    /// Returns the format that a file's first bytes indicate, or `None` for other content.
    pub fn of_content(start: &[u8]) -> Option<Format> {
        match start {
            [0xFF, 0xD8, 0xFF, ..] => Some(Format::Jpeg),
            [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some(Format::Png),
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ] => Some(Format::WebP),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Format::Gif),
            [b'B', b'M', ..] => Some(Format::Bmp),
            // 43 is BigTIFF.
            [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Some(Format::Tiff),
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => of_brands(start),
            _ => None,
        }
    }

    /// Returns the format's usual name.
    pub fn label(self) -> &'static str {
        match self {
            Format::Jpeg => "JPEG",
            Format::Png => "PNG",
            Format::WebP => "WebP",
            Format::Gif => "GIF",
            Format::Bmp => "BMP",
            Format::Tiff => "TIFF",
            Format::Heic => "HEIC",
            Format::Avif => "AVIF",
        }
    }
}

/// Returns the format that the brands in an ISO media file's `ftyp` box indicate (ISO/IEC 14496-12, section 4.3), the
/// major brand first. `mif1`, `mif2` and `msf1` don't specify the codec (ISO/IEC 23008-12, section 10); each picture in
/// the file names its own. If no other brand specifies the codec, the file is treated as HEIC, since the same decoder
/// reads both HEIC and AVIF.
fn of_brands(start: &[u8]) -> Option<Format> {
    let size = u32::from_be_bytes(start.get(..4)?.try_into().ok()?) as usize;
    let brands = start.get(8..size.min(start.len()))?;
    let brands = brands
        .chunks_exact(4)
        .enumerate()
        .filter(|(position, _)| *position != 1) // the minor version is not a brand
        .map(|(_, brand)| brand);
    let by_codec = brands.clone().find_map(|brand| match brand {
        b"avif" | b"avis" => Some(Format::Avif),
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" => Some(Format::Heic),
        _ => None,
    });
    let is_picture = |brand: &[u8]| matches!(brand, b"mif1" | b"mif2" | b"msf1");
    by_codec.or_else(|| brands.clone().any(is_picture).then_some(Format::Heic))
}
