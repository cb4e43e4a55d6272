//! Reads the entries of an EXIF block that concern the pixels: their orientation, and whether they are Adobe RGB.
//!
//! Cameras and programs write these blocks with many small mistakes, so every readable entry is used, even if other
//! entries are damaged.

use exif::{Context, Exif, In, Reader, Tag, Value};
use image::metadata::Orientation;

/// The prefix of the block in JPEG. Some programs also write it into PNG and WebP, where it does not belong.
const PREFIX: &[u8] = b"Exif\0\0";

/// The used entries of an EXIF block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entries {
    pub orientation: Orientation,
    pub adobe_rgb: bool,
}

impl Entries {
    /// Reads a block. Without a readable block, the pixels count as upright and not as Adobe RGB.
    pub(super) fn of(block: Option<&[u8]>) -> Entries {
        let block = block.and_then(read);
        Entries {
            orientation: block
                .as_ref()
                .and_then(orientation)
                .unwrap_or(Orientation::NoTransforms),
            adobe_rgb: block.as_ref().is_some_and(is_adobe_rgb),
        }
    }
}

fn read(mut block: &[u8]) -> Option<Exif> {
    while let Some(rest) = block.strip_prefix(PREFIX) {
        block = rest;
    }
    Reader::new()
        .continue_on_error(true)
        .read_raw(block.to_vec())
        .or_else(|error| error.distill_partial_result(|_| ()))
        .ok()
}

/// Returns the orientation. Its entry may be an integer of any size, and may have several values, of which the first is
/// used.
fn orientation(block: &Exif) -> Option<Orientation> {
    let value = unsigned(block, Tag::Orientation)?;
    Orientation::from_exif(u8::try_from(value).ok()?)
}

/// Returns whether the pixels are Adobe RGB.
///
/// EXIF 2.3 defines two colour spaces, sRGB (1) and uncalibrated (0xFFFF). In DCF 2.0, an uncalibrated space with the
/// interoperability index "R03" is Adobe RGB. Some programs write the colour space 2 instead.
fn is_adobe_rgb(block: &Exif) -> bool {
    match unsigned(block, Tag::ColorSpace) {
        Some(2) => true,
        Some(0xFFFF) => block
            .get_field(Tag(Context::Interop, 1), In::PRIMARY)
            .is_some_and(|field| match &field.value {
                Value::Ascii(texts) => texts.iter().any(|text| text.starts_with(b"R03")),
                Value::Byte(bytes) | Value::Undefined(bytes, _) => bytes.starts_with(b"R03"),
                Value::Short(_)
                | Value::Long(_)
                | Value::Rational(_)
                | Value::SByte(_)
                | Value::SShort(_)
                | Value::SLong(_)
                | Value::SRational(_)
                | Value::Float(_)
                | Value::Double(_)
                | Value::Unknown(..) => false,
            }),
        _ => false,
    }
}

fn unsigned(block: &Exif, tag: Tag) -> Option<u32> {
    block.get_field(tag, In::PRIMARY)?.value.get_uint(0)
}
