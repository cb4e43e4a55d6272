//! Decodes PNG. The `png` crate reads the pixels, and [`chunks`] their orientation and colour space.

mod chunks;

use std::io::{BufRead, Cursor, Seek};

use image::DynamicImage;
use png::{BitDepth, ColorType, DecodingError, Transformations};

use super::{MAX_MEMORY, buffer, cost, malformed, too_much_memory};
use crate::decode::exif::Entries;
use crate::decode::{Decoded, Header};
use crate::{Format, Problem};

pub(super) fn header(file: &mut (impl BufRead + Seek)) -> Result<Header, Problem> {
    let chunks = chunks::read(file)?;
    Ok(Header {
        stored: chunks.size,
        orientation: Entries::of(chunks.exif.as_deref()).orientation,
        cost: cost(chunks.pixel_bytes(), true),
    })
}

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Problem> {
    let chunks = chunks::read(&mut Cursor::new(bytes))?;
    let limits = png::Limits {
        bytes: MAX_MEMORY as usize,
    };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_ignore_text_chunk(true);
    // A profile can inflate to any size; `chunks` reads it within limits.
    decoder.set_ignore_iccp_chunk(true);
    // Expands palettes to colours, samples of fewer than eight bits to eight, and the transparency chunk to alpha.
    decoder.set_transformations(Transformations::EXPAND);
    let mut reader = decoder.read_info().map_err(problem)?;
    let length = reader
        .output_buffer_size()
        .filter(|length| *length as u64 <= MAX_MEMORY)
        .ok_or_else(|| too_much_memory(Format::Png))?;
    let (kind, depth) = reader.output_color_type();
    let size = chunks.size;
    let pixels = if depth == BitDepth::Sixteen {
        let mut samples = vec![0_u16; length / 2];
        reader
            .next_frame(bytemuck::cast_slice_mut(&mut samples))
            .map_err(problem)?;
        for sample in &mut samples {
            *sample = u16::from_be(*sample);
        }
        match kind {
            ColorType::Grayscale => DynamicImage::ImageLuma16(buffer(size, samples)?),
            ColorType::GrayscaleAlpha => DynamicImage::ImageLumaA16(buffer(size, samples)?),
            ColorType::Rgb => DynamicImage::ImageRgb16(buffer(size, samples)?),
            ColorType::Rgba => DynamicImage::ImageRgba16(buffer(size, samples)?),
            ColorType::Indexed => return Err(malformed("a palette of 16 bits")),
        }
    } else {
        let mut samples = vec![0; length];
        reader.next_frame(&mut samples).map_err(problem)?;
        match kind {
            ColorType::Grayscale => DynamicImage::ImageLuma8(buffer(size, samples)?),
            ColorType::GrayscaleAlpha => DynamicImage::ImageLumaA8(buffer(size, samples)?),
            ColorType::Rgb => DynamicImage::ImageRgb8(buffer(size, samples)?),
            ColorType::Rgba => DynamicImage::ImageRgba8(buffer(size, samples)?),
            ColorType::Indexed => return Err(malformed("a palette that was not expanded")),
        }
    };
    Ok(Decoded {
        pixels,
        colour: chunks.colour(),
    })
}

fn problem(error: DecodingError) -> Problem {
    match error {
        DecodingError::IoError(error) => Problem::from_read_error(&error),
        DecodingError::LimitsExceeded => too_much_memory(Format::Png),
        other @ (DecodingError::Format(_) | DecodingError::Parameter(_)) => malformed(other),
    }
}
