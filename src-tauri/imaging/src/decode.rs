//! Decodes a file's bytes to pixels as they are stored: not yet upright, and in the file's own colours.
//!
//! Each family of formats has its own module. This module holds the shared parts: the limits, which are checked on the
//! header before the pixels are allocated, and the guard against decoders that panic.

mod exif;
mod heif;
mod jpeg;
mod raster;

use std::io::{BufRead, Seek};
use std::panic::AssertUnwindSafe;

use image::DynamicImage;
use image::metadata::Orientation;
use localization::message;

use crate::colour::Colour;
use crate::fit::Scaling;
use crate::geometry;
use crate::problem::MAX_PIXELS;
use crate::{Format, Problem};

/// The properties of the pixels that a file's header declares.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    /// Width and height before the orientation is applied, in pixels.
    pub stored: (u32, u32),
    /// The transformation that makes the stored pixels upright.
    pub orientation: Orientation,
    /// The estimated memory that decoding takes.
    pub cost: Cost,
}

/// The memory that decoding a picture takes, estimated from its header.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// Bytes that are needed at any decoded size.
    pub fixed: u64,
    /// Bytes for each decoded pixel.
    pub per_pixel: u64,
}

impl Header {
    /// Returns the width and height of the upright picture, in pixels.
    pub(crate) fn upright_size(self) -> (u32, u32) {
        geometry::Orientation::of(self.orientation).size(self.stored)
    }
}

/// Decoded pixels.
pub(crate) struct Decoded {
    /// The pixels before the orientation is applied. If the format supports decoding at a smaller size, they may be
    /// fewer than those of the file.
    pub pixels: DynamicImage,
    /// The colour space of the pixels.
    pub colour: Colour,
}

/// Reads the header. Refuses a picture that is too large or has no pixels.
pub(crate) fn header(file: &mut (impl BufRead + Seek), format: Format) -> Result<Header, Problem> {
    let header = catch_panic(|| match format {
        Format::Jpeg => jpeg::header(file),
        Format::Heic | Format::Avif => heif::header(file),
        Format::Png | Format::WebP | Format::Gif | Format::Bmp | Format::Tiff => {
            raster::header(file, format)
        }
    })?;
    check_limits(header.stored)?;
    Ok(header)
}

/// Estimates how many bytes of memory [`decode`] takes.
pub(crate) fn memory(format: Format, header: Header, scaling: Scaling) -> u64 {
    let (width, height) = match format {
        Format::Jpeg => jpeg::decoded_size(header.stored, scaling),
        Format::Png
        | Format::WebP
        | Format::Gif
        | Format::Bmp
        | Format::Tiff
        | Format::Heic
        | Format::Avif => header.stored,
    };
    header.cost.fixed + u64::from(width) * u64::from(height) * header.cost.per_pixel
}

/// Decodes a whole picture, of which a part will then be scaled according to `scaling`. The result may have fewer
/// pixels than the file, but enough to scale the part well.
pub(crate) fn decode(bytes: &[u8], format: Format, scaling: Scaling) -> Result<Decoded, Problem> {
    catch_panic(|| match format {
        Format::Jpeg => jpeg::decode(bytes, scaling),
        Format::Heic | Format::Avif => heif::decode(bytes),
        Format::Png | Format::WebP | Format::Gif | Format::Bmp | Format::Tiff => {
            raster::decode(bytes, format)
        }
    })
}

fn check_limits((width, height): (u32, u32)) -> Result<(), Problem> {
    match u64::from(width) * u64::from(height) {
        0 => Err(Problem::broken(message!("images-broken-no-pixels"))),
        pixels if pixels > MAX_PIXELS => Err(Problem::TooLarge { width, height }),
        _ => Ok(()),
    }
}

/// Converts a panic into a [`Problem`] of the picture that caused it.
///
/// The HEIC and AV1 decoders are new, and the files are untrusted. The decoders work only on data that is dropped with
/// the panic, so no partly changed state is visible afterwards.
fn catch_panic<T>(work: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    std::panic::catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Problem::broken(message!("images-broken-gave-up"))))
}
