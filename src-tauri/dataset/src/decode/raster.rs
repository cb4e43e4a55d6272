//! PNG, WebP, TIFF, GIF and BMP. Of an animation, the first frame.
//!
//! GIF and BMP hold nothing but pixels and are decoded by the `image` crate. The other three carry
//! orientations and colours that `image` does not tell, so each has a module of its own.

mod png;
mod tiff;
mod webp;

use std::io::{BufRead, Cursor, Seek};

use image::error::ImageError;
use image::metadata::Orientation;
use image::{DynamicImage, ImageBuffer, ImageDecoder, ImageFormat, ImageReader, Limits, Pixel};

use super::{Decoded, Header};
use crate::colour::Colour;
use crate::problem::MAX_PIXELS;
use crate::{Format, Problem};

/// The most memory one picture may take while it is decoded: the largest picture allowed, at four
/// bytes a pixel, and a quarter more for the decoder itself.
const MAX_MEMORY: u64 = MAX_PIXELS * 5;

pub(super) fn header(
    file: &mut (impl BufRead + Seek),
    format: Format,
) -> Result<Header, Problem> {
    match format {
        Format::Png => png::header(file),
        Format::WebP => webp::header(file),
        Format::Tiff => tiff::header(file),
        Format::Gif | Format::Bmp | Format::Jpeg | Format::Heic | Format::Avif => {
            let decoder = decoder(file, format)?;
            Ok(Header {
                stored: decoder.dimensions(),
                orientation: Orientation::NoTransforms,
            })
        }
    }
}

pub(super) fn decode(bytes: &[u8], format: Format) -> Result<Decoded, Problem> {
    match format {
        Format::Png => png::decode(bytes),
        Format::WebP => webp::decode(bytes),
        Format::Tiff => tiff::decode(bytes),
        Format::Gif | Format::Bmp | Format::Jpeg | Format::Heic | Format::Avif => {
            let decoder = decoder(Cursor::new(bytes), format)?;
            Ok(Decoded {
                pixels: DynamicImage::from_decoder(decoder)
                    .map_err(|error| problem(error, format))?,
                colour: Colour::Srgb,
            })
        }
    }
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
        .map_err(|error| problem(error, format))
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

fn problem(error: ImageError, format: Format) -> Problem {
    match error {
        ImageError::IoError(error) => Problem::reading(&error),
        ImageError::Limits(_) => too_much_memory(format),
        ImageError::Unsupported(error) => {
            tracing::debug!(%error, "an unsupported picture");
            Problem::Unsupported {
                format: format!("A {} of this kind", format.label()),
            }
        }
        other @ (ImageError::Decoding(_) | ImageError::Encoding(_) | ImageError::Parameter(_)) => {
            contradicts(other)
        }
    }
}

/// The decoder found something that the format does not allow. Its words are for the log: they
/// say nothing to someone who does not know the format.
fn contradicts(error: impl std::fmt::Display) -> Problem {
    tracing::debug!(%error, "a damaged picture");
    Problem::broken("its content makes no sense")
}

fn too_much_memory(format: Format) -> Problem {
    Problem::Unsupported {
        format: format!(
            "A {} that takes more than 1 GB of memory",
            format.label()
        ),
    }
}

/// Puts a size and samples together.
fn buffer<P: Pixel>(
    (width, height): (u32, u32),
    samples: Vec<P::Subpixel>,
) -> Result<ImageBuffer<P, Vec<P::Subpixel>>, Problem> {
    ImageBuffer::from_raw(width, height, samples)
        .ok_or_else(|| Problem::broken("its size and its pixels disagree"))
}
