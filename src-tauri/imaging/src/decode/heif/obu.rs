//! Reads AV1's units (OBUs) and its sequence header, which declares the size of the pictures that follow (AV1
//! specification, sections 5.3 and 5.5).

use heic_decoder::ColorInfo;

use super::bytes::damaged;
use super::coded_header::{Chroma, Coded};
use crate::Problem;

const SEQUENCE_HEADER: u8 = 1;

/// The content of a sequence header.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sequence {
    pub coded: Coded,
    pub labels: ColorInfo,
    /// The position of the chroma samples between the pixels, across and down: 0 at a pixel, 0.5 in the middle between
    /// two.
    pub location: (f32, f32),
}

/// One unit of a stream.
struct Unit<'a> {
    kind: u8,
    /// The spatial layer that the unit belongs to, if it declares one.
    layer: Option<u8>,
    whole: &'a [u8],
    content: &'a [u8],
}

/// Removes the next unit from a stream and returns it, or returns `None` if no complete unit header is left. The last
/// unit's content may be cut off.
fn next_unit<'a>(stream: &mut &'a [u8]) -> Option<Unit<'a>> {
    let (header, mut rest) = stream.split_first()?;
    let mut layer = None;
    if header & 4 != 0 {
        let (extension, after) = rest.split_first()?;
        layer = Some(extension >> 3 & 3);
        rest = after;
    }
    let mut size = rest.len() as u64;
    if header & 2 != 0 {
        size = 0;
        for index in 0..8 {
            let (byte, after) = rest.split_first()?;
            rest = after;
            size |= u64::from(byte & 0x7F) << (7 * index);
            if byte & 0x80 == 0 {
                break;
            }
        }
    }
    let size = rest.len().min(usize::try_from(size).ok()?);
    let (content, after) = rest.split_at(size);
    let whole = &stream[..stream.len() - after.len()];
    *stream = after;
    Some(Unit {
        kind: header >> 3 & 15,
        layer,
        whole,
        content,
    })
}

/// Returns the first sequence header, if there is one. `stream` may be only the beginning of a stream.
pub(super) fn sequence(mut stream: &[u8]) -> Result<Option<Sequence>, Problem> {
    while let Some(unit) = next_unit(&mut stream) {
        if unit.kind == SEQUENCE_HEADER {
            let bits = Bits {
                bytes: unit.content,
                position: 0,
            };
            return read_sequence(bits).map(Some);
        }
    }
    Ok(None)
}

/// Returns the stream without the spatial layers above `highest`.
pub(super) fn up_to_layer(mut stream: &[u8], highest: u16) -> Vec<u8> {
    let mut kept = Vec::new();
    while let Some(unit) = next_unit(&mut stream) {
        if unit.layer.is_none_or(|layer| u16::from(layer) <= highest) {
            kept.extend_from_slice(unit.whole);
        }
    }
    kept
}

struct Bits<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> Result<u32, Problem> {
        let mut value = 0;
        for _ in 0..count {
            let byte = self.bytes.get(self.position / 8).ok_or_else(damaged)?;
            value = value << 1 | u32::from(byte >> (7 - self.position % 8) & 1);
            self.position += 1;
        }
        Ok(value)
    }

    fn flag(&mut self) -> Result<bool, Problem> {
        Ok(self.take(1)? == 1)
    }

    /// Skips a number of variable length (section 4.10.3).
    fn skip_uvlc(&mut self) -> Result<(), Problem> {
        let mut zeros = 0;
        while !self.flag()? {
            zeros += 1;
        }
        if zeros < 32 {
            self.take(zeros)?;
        }
        Ok(())
    }
}

fn read_sequence(mut bits: Bits<'_>) -> Result<Sequence, Problem> {
    let profile = bits.take(3)?;
    bits.take(1)?; // still picture
    let is_reduced = bits.flag()?;
    if is_reduced {
        bits.take(5)?; // level
    } else {
        skip_operating_points(&mut bits)?;
    }
    let (width_bits, height_bits) = (bits.take(4)? + 1, bits.take(4)? + 1);
    let (width, height) = (bits.take(width_bits)? + 1, bits.take(height_bits)? + 1);
    if !is_reduced && bits.flag()? {
        bits.take(4 + 3)?; // lengths of frame numbers
    }
    bits.take(3)?; // superblock size, two intra tools
    if !is_reduced {
        bits.take(4)?; // inter tools
        let has_order_hint = bits.flag()?;
        if has_order_hint {
            bits.take(2)?;
        }
        let has_screen_content = bits.flag()? || bits.flag()?;
        if has_screen_content && !bits.flag()? {
            bits.take(1)?; // integer motion vectors
        }
        if has_order_hint {
            bits.take(3)?;
        }
    }
    bits.take(3)?; // superres, cdef, restoration
    read_colours(&mut bits, profile, (width, height))
}

/// Skips the timing and the operating points.
fn skip_operating_points(bits: &mut Bits<'_>) -> Result<(), Problem> {
    let mut delay_bits = None;
    if bits.flag()? {
        bits.take(32)?;
        bits.take(32)?;
        if bits.flag()? {
            bits.skip_uvlc()?;
        }
        if bits.flag()? {
            delay_bits = Some(bits.take(5)? + 1);
            bits.take(32)?;
            bits.take(10)?;
        }
    }
    let has_display_delay = bits.flag()?;
    for _ in 0..=bits.take(5)? {
        bits.take(12)?; // layers of the operating point
        if bits.take(5)? > 7 {
            bits.take(1)?; // tier
        }
        if let Some(delay_bits) = delay_bits
            && bits.flag()?
        {
            bits.take(delay_bits)?;
            bits.take(delay_bits)?;
            bits.take(1)?;
        }
        if has_display_delay && bits.flag()? {
            bits.take(4)?;
        }
    }
    Ok(())
}

fn read_colours(bits: &mut Bits<'_>, profile: u32, size: (u32, u32)) -> Result<Sequence, Problem> {
    let is_high_depth = bits.flag()?;
    let bit_depth = match (is_high_depth, profile) {
        (false, _) => 8,
        (true, 2) if bits.flag()? => 12,
        (true, _) => 10,
    };
    let is_monochrome = profile != 1 && bits.flag()?;
    let mut labels = ColorInfo {
        color_primaries: 2,
        transfer_characteristics: 2,
        matrix_coefficients: 2,
        full_range: false,
    };
    if bits.flag()? {
        labels.color_primaries = bits.take(8)? as u16;
        labels.transfer_characteristics = bits.take(8)? as u16;
        labels.matrix_coefficients = bits.take(8)? as u16;
    }
    let codes = (
        labels.color_primaries,
        labels.transfer_characteristics,
        labels.matrix_coefficients,
    );
    let mut chroma = Chroma::Monochrome;
    let mut location = (0.5, 0.5);
    if !is_monochrome && codes == (1, 13, 0) {
        labels.full_range = true;
        chroma = Chroma::Full;
    } else {
        labels.full_range = bits.flag()?;
        if !is_monochrome {
            chroma = match profile {
                0 => Chroma::Quarter,
                1 => Chroma::Full,
                _ if bit_depth < 12 => Chroma::Half,
                _ if !bits.flag()? => Chroma::Full,
                _ if bits.flag()? => Chroma::Quarter,
                _ => Chroma::Half,
            };
        }
        if chroma == Chroma::Quarter {
            location = match bits.take(2)? {
                1 => (0.0, 0.5),
                2 => (0.0, 0.0),
                // The position in JPEG, if the stream doesn't declare one.
                _ => (0.5, 0.5),
            };
        }
    }
    Ok(Sequence {
        coded: Coded {
            width: size.0,
            height: size.1,
            bit_depth,
            chroma,
        },
        labels,
        location,
    })
}
