//! Decodes PNG, WebP, TIFF, GIF and BMP. Only the first frame of an animation is decoded.
//!
//! GIF and BMP are decoded by the `image` crate. The other three formats can declare orientations and colour spaces
//! that `image` doesn't return, so each has its own module.

mod png;
mod tiff;
mod webp;

use std::io::{BufRead, Cursor, Seek};

use image::error::ImageError;
use image::metadata::Orientation;
use image::{DynamicImage, ImageBuffer, ImageDecoder, ImageFormat, ImageReader, Limits, Pixel};
use localization::message;

use super::{Cost, Decoded, Header};
use crate::colour::Colour;
use crate::problem::MAX_PIXELS;
use crate::{Format, Problem};

/// The maximum memory for decoding one picture, in bytes: four bytes for each pixel of the largest allowed picture, and
/// a quarter more for the decoder itself.
const MAX_MEMORY: u64 = MAX_PIXELS * 5;

/// The maximum memory for reading a header, in bytes.
const MAX_HEADER_MEMORY: u64 = 32 << 20;

pub(super) fn header(file: &mut (impl BufRead + Seek), format: Format) -> Result<Header, Problem> {
    match format {
        Format::Png => png::header(file),
        Format::WebP => webp::header(file),
        Format::Tiff => tiff::header(file),
        Format::Gif | Format::Bmp | Format::Jpeg | Format::Heic | Format::Avif => {
            let decoder = decoder(file, format, MAX_HEADER_MEMORY)?;
            Ok(Header {
                stored: decoder.dimensions(),
                orientation: Orientation::NoTransforms,
                cost: cost(
                    u64::from(decoder.color_type().bytes_per_pixel()),
                    decoder.color_type().has_alpha(),
                ),
            })
        }
    }
}

/// Returns the memory that decoding takes, for decoded pixels of `pixel` bytes each.
fn cost(pixel: u64, has_alpha: bool) -> Cost {
    // The decoder's pixels, and a second copy: TIFF's strips, WebP's own pixels, or the pixels scaled in one direction.
    // Before scaling, colours are multiplied by alpha in a third copy.
    let copies = if has_alpha { 3 } else { 2 };
    Cost {
        fixed: 0,
        per_pixel: pixel * copies,
    }
}

pub(super) fn decode(bytes: &[u8], format: Format) -> Result<Decoded, Problem> {
    match format {
        Format::Png => png::decode(bytes),
        Format::WebP => webp::decode(bytes),
        Format::Tiff => tiff::decode(bytes),
        Format::Gif | Format::Bmp | Format::Jpeg | Format::Heic | Format::Avif => {
            let decoder = decoder(Cursor::new(bytes), format, MAX_MEMORY)?;
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
    memory: u64,
) -> Result<impl ImageDecoder + 'a, Problem> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(memory);
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
        ImageError::IoError(error) => Problem::from_read_error(&error),
        ImageError::Limits(_) => too_much_memory(format),
        ImageError::Unsupported(error) => {
            tracing::debug!(%error, "an unsupported picture");
            Problem::unsupported(message!("images-unsupported-kind", format = format.label()))
        }
        other @ (ImageError::Decoding(_) | ImageError::Encoding(_) | ImageError::Parameter(_)) => {
            malformed(other)
        }
    }
}

/// Returns the problem for content that the format does not allow. The decoder's message goes to the log only, since it
/// is of no use to someone who does not know the format.
fn malformed(error: impl std::fmt::Display) -> Problem {
    tracing::debug!(%error, "a damaged picture");
    Problem::broken(message!("images-broken-senseless"))
}

fn too_much_memory(format: Format) -> Problem {
    Problem::unsupported(message!(
        "images-unsupported-memory",
        format = format.label()
    ))
}

/// Builds a buffer from a size and samples.
fn buffer<P: Pixel>(
    (width, height): (u32, u32),
    samples: Vec<P::Subpixel>,
) -> Result<ImageBuffer<P, Vec<P::Subpixel>>, Problem> {
    ImageBuffer::from_raw(width, height, samples)
        .ok_or_else(|| Problem::broken(message!("images-broken-size")))
}
