//! PNG, WebP, GIF, BMP and TIFF, by the `image` crate. Of an animation, the first frame.

use std::io::{BufRead, Cursor, Seek};

use image::error::ImageError;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::{Decoded, Header};
use crate::colour::Colour;
use crate::problem::MAX_PIXELS;
use crate::{Format, Problem};

/// The most memory one picture may take while it is decoded: the largest picture allowed, at four
/// bytes a pixel, and a quarter more for the decoder itself.
const MAX_MEMORY: u64 = MAX_PIXELS * 5;

pub(super) fn header(file: impl BufRead + Seek, format: Format) -> Result<Header, Problem> {
    let mut decoder = decoder(file, format)?;
    Ok(Header {
        stored: decoder.dimensions(),
        // Damaged metadata is no reason to refuse good pixels.
        orientation: decoder.orientation().unwrap_or(Orientation::NoTransforms),
    })
}

pub(super) fn decode(bytes: &[u8], format: Format) -> Result<Decoded, Problem> {
    let mut decoder = decoder(Cursor::new(bytes), format)?;
    let stored = decoder.dimensions();
    let colour = Colour::of_icc(decoder.icc_profile().unwrap_or_default());
    Ok(Decoded {
        pixels: DynamicImage::from_decoder(decoder).map_err(|error| problem(error, stored))?,
        colour,
    })
}

fn decoder<'a>(
    file: impl BufRead + Seek + 'a,
    format: Format,
) -> Result<impl ImageDecoder + 'a, Problem> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(file, image_format(format));
    reader.limits(limits);
    reader
        .into_decoder()
        .map_err(|error| problem(error, (0, 0)))
}

fn image_format(format: Format) -> ImageFormat {
    match format {
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Png => ImageFormat::Png,
        Format::WebP => ImageFormat::WebP,
        Format::Gif => ImageFormat::Gif,
        Format::Bmp => ImageFormat::Bmp,
        Format::Tiff => ImageFormat::Tiff,
        Format::Heic | Format::Avif => ImageFormat::Avif,
    }
}

fn problem(error: ImageError, (width, height): (u32, u32)) -> Problem {
    match error {
        ImageError::IoError(error) => Problem::reading(&error),
        ImageError::Limits(_) => Problem::TooLarge { width, height },
        ImageError::Unsupported(error) => Problem::Unsupported {
            format: error.to_string(),
        },
        other @ (ImageError::Decoding(_) | ImageError::Encoding(_) | ImageError::Parameter(_)) => {
            Problem::broken(other)
        }
    }
}
