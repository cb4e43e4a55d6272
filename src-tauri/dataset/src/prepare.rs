//! One image as the trainer gets it: upright, sRGB, opaque, about one megapixel, no metadata.
//!
//! Nothing of the file but its pixels goes on: location, camera serial numbers and names stay on
//! this machine. There is no colour profile either, because trainers ignore profiles; the colours
//! are converted instead.

use std::path::Path;

use crate::encode::{self, Chroma};
use crate::fit::Fit;
use crate::render::{self, Rendered};
use crate::{Problem, source};

/// What transparent parts become.
const WHITE: [u8; 3] = [255, 255, 255];

/// How images are prepared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preparation {
    /// Larger images are scaled down to at most this many pixels; smaller ones stay as they are.
    pub target_area: u64,
    /// JPEG quality, 1 to 100.
    pub quality: u8,
}

impl Default for Preparation {
    /// One megapixel, where the trainer works best, at a quality that shows no loss.
    fn default() -> Preparation {
        Preparation {
            target_area: 1024 * 1024,
            quality: 95,
        }
    }
}

/// An image as it will be uploaded.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The whole JPEG file.
    pub jpeg: Vec<u8>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// The original's upright width and height in pixels.
    pub original: (u32, u32),
    /// It was scaled down.
    pub scaled: bool,
    /// The original's colours were not sRGB.
    pub converted_colours: bool,
    /// The original had transparent parts, which are white now.
    pub flattened_alpha: bool,
}

/// Prepares one image. The file is only read.
pub fn prepare(path: &Path, how: &Preparation) -> Result<Prepared, Problem> {
    let bytes = source::read(path)?;
    let format = source::recognise(&bytes)?;
    let Rendered {
        pixels,
        original,
        converted_colours,
        flattened_alpha,
    } = render::render(&bytes, format, Fit::Area(how.target_area.max(1)), WHITE)?;
    Ok(Prepared {
        jpeg: encode::jpeg(&pixels, how.quality, Chroma::Full)?,
        width: pixels.width(),
        height: pixels.height(),
        original,
        scaled: (pixels.width(), pixels.height()) != original,
        converted_colours,
        flattened_alpha,
    })
}
