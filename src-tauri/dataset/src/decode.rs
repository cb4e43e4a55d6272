//! From a file's bytes to pixels, as they are stored: not upright yet, in the file's own colours.
//!
//! A module per family of formats. What they share is here: the limits, which are checked on the
//! header before anything is allocated, and the guard against decoders that panic.

mod heif;
mod jpeg;
mod raster;

use std::io::{BufRead, Seek};
use std::panic::AssertUnwindSafe;

use image::DynamicImage;
use image::metadata::Orientation;

use crate::colour::Colour;
use crate::fit::Fit;
use crate::memory::{self, Share};
use crate::problem::MAX_PIXELS;
use crate::{Format, Problem};

/// What a header says about the pixels that follow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    /// Width and height as stored, in pixels.
    pub stored: (u32, u32),
    /// What has to be done to the stored pixels to see them upright.
    pub orientation: Orientation,
}

/// Decoded pixels.
pub(crate) struct Decoded {
    /// As stored, or smaller where the format can be decoded at a smaller size directly.
    pub pixels: DynamicImage,
    /// Width and height as stored, in pixels.
    pub stored: (u32, u32),
    /// What has to be done to see the pixels upright.
    pub orientation: Orientation,
    /// What the pixels' numbers mean.
    pub colour: Colour,
}

/// A size with its sides swapped where the orientation lays the picture on its side.
pub(crate) fn upright((width, height): (u32, u32), orientation: Orientation) -> (u32, u32) {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => (height, width),
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => (width, height),
    }
}

/// Reads the header, and refuses a picture that is too large.
pub(crate) fn header(file: &mut (impl BufRead + Seek), format: Format) -> Result<Header, Problem> {
    let header = guarded(|| match format {
        Format::Jpeg => jpeg::header(file),
        Format::Heic | Format::Avif => heif::header(file),
        Format::Png | Format::WebP | Format::Gif | Format::Bmp | Format::Tiff => {
            raster::header(file, format)
        }
    })?;
    within_limits(header.stored)?;
    Ok(header)
}

/// Decodes a picture that will be scaled to `fit`: the pixels may come out smaller than stored,
/// but with enough left for scaling them well. Waits while other pictures fill the memory; the
/// share is to be dropped with the pixels.
pub(crate) fn decode(bytes: &[u8], format: Format, fit: Fit) -> Result<(Decoded, Share), Problem> {
    let header = header(&mut std::io::Cursor::new(bytes), format)?;
    let share = memory::share(format, header.stored);
    let decoded = guarded(|| match format {
        Format::Jpeg => jpeg::decode(bytes, fit),
        Format::Heic | Format::Avif => heif::decode(bytes),
        Format::Png | Format::WebP | Format::Gif | Format::Bmp | Format::Tiff => {
            raster::decode(bytes, format)
        }
    })?;
    Ok((decoded, share))
}

fn within_limits((width, height): (u32, u32)) -> Result<(), Problem> {
    match u64::from(width) * u64::from(height) {
        0 => Err(Problem::broken("it has no pixels")),
        pixels if pixels > MAX_PIXELS => Err(Problem::TooLarge { width, height }),
        _ => Ok(()),
    }
}

/// Turns a panic into a problem with the one picture that caused it.
///
/// The HEIC and AV1 decoders are young and the files come from anywhere. What they work on is
/// theirs alone and dropped with the panic, so nothing half-changed is seen afterwards.
fn guarded<T>(work: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    std::panic::catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Problem::broken("the decoder gave up on it")))
}
