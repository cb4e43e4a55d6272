//! Decodes WebP with the `image-webp` crate.

use std::io::{BufRead, Cursor, Seek, SeekFrom};

use image::DynamicImage;
use image_webp::{DecodingError, WebPDecoder};

use super::{MAX_MEMORY, buffer, cost, malformed, too_much_memory};
use crate::colour::Colour;
use crate::decode::exif::Entries;
use crate::decode::{Decoded, Header};
use crate::{Format, Problem};

/// The byte offset of the flags with which an extended file declares its chunks. They follow the RIFF header, of 12
/// bytes, and the header of the `VP8X` chunk, of 8 bytes.
const FLAGS: usize = 20;
const HAS_XMP: u8 = 1 << 2;
const HAS_EXIF: u8 = 1 << 3;

pub(super) fn header(file: &mut (impl BufRead + Seek)) -> Result<Header, Problem> {
    match WebPDecoder::new(&mut *file) {
        Ok(decoder) => Ok(header_of(decoder)),
        Err(DecodingError::ChunkMissing) => {
            let mut bytes = Vec::new();
            file.seek(SeekFrom::Start(0))
                .and_then(|_| file.read_to_end(&mut bytes))
                .map_err(|error| Problem::from_read_error(&error))?;
            Ok(header_of(decoder_ignoring_metadata_flags(bytes)?))
        }
        Err(error) => Err(problem(error)),
    }
}

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Problem> {
    match WebPDecoder::new(Cursor::new(bytes)) {
        Ok(decoder) => pixels(decoder),
        Err(DecodingError::ChunkMissing) => {
            pixels(decoder_ignoring_metadata_flags(bytes.to_vec())?)
        }
        Err(error) => Err(problem(error)),
    }
}

/// Returns a decoder for a file that declares EXIF or XMP but lacks the chunk, because a program stripped its metadata.
/// If one of the two chunks exists, the decoder still finds it.
fn decoder_ignoring_metadata_flags(
    mut bytes: Vec<u8>,
) -> Result<WebPDecoder<Cursor<Vec<u8>>>, Problem> {
    if let Some(flags) = bytes.get_mut(FLAGS) {
        *flags &= !(HAS_XMP | HAS_EXIF);
    }
    WebPDecoder::new(Cursor::new(bytes)).map_err(problem)
}

fn header_of(mut decoder: WebPDecoder<impl BufRead + Seek>) -> Header {
    // Damaged metadata is no reason to refuse good pixels.
    let exif = decoder.exif_metadata().ok().flatten();
    Header {
        stored: decoder.dimensions(),
        orientation: Entries::of(exif.as_deref()).orientation,
        cost: cost(if decoder.has_alpha() { 4 } else { 3 }, decoder.has_alpha()),
    }
}

fn pixels(mut decoder: WebPDecoder<impl BufRead + Seek>) -> Result<Decoded, Problem> {
    decoder.set_memory_limit(MAX_MEMORY as usize);
    let size = decoder.dimensions();
    let profile = decoder.icc_profile().ok().flatten();
    let length = decoder
        .output_buffer_size()
        .ok_or_else(|| too_much_memory(Format::WebP))?;
    let mut samples = vec![0; length];
    decoder.read_image(&mut samples).map_err(problem)?;
    Ok(Decoded {
        pixels: if decoder.has_alpha() {
            DynamicImage::ImageRgba8(buffer(size, samples)?)
        } else {
            DynamicImage::ImageRgb8(buffer(size, samples)?)
        },
        colour: Colour::of_icc(profile),
    })
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "all others are about the content"
)]
fn problem(error: DecodingError) -> Problem {
    match error {
        DecodingError::IoError(error) => Problem::from_read_error(&error),
        DecodingError::MemoryLimitExceeded | DecodingError::ImageTooLarge => {
            too_much_memory(Format::WebP)
        }
        other => malformed(other),
    }
}
