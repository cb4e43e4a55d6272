//! One image as the trainer gets it: upright, cropped, sRGB, opaque, about one megapixel, no
//! metadata.
//!
//! Nothing of the file but its pixels goes on: location, camera serial numbers and names stay on
//! this machine. There is no colour profile either, because trainers ignore profiles; the colours
//! are converted instead.

use std::path::Path;

use crate::edit::{Background, Edit};
use crate::encode::{self, Chroma};
use crate::fit::Fit;
use crate::render::{self, Rendered};
use crate::{Format, Problem, source};

/// How the images of a dataset are prepared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preparation {
    /// Larger images are scaled down to at most this many pixels; smaller ones stay as they are.
    pub target_area: u64,
    /// JPEG quality, 1 to 100.
    pub quality: u8,
    /// PNG files stay PNG, without loss; everything else becomes JPEG.
    pub keep_png: bool,
    /// What transparent parts show, where an image's own edit doesn't say.
    pub background: Background,
}

impl Default for Preparation {
    /// One megapixel, where the trainer works best, at a quality that shows no loss.
    fn default() -> Preparation {
        Preparation {
            target_area: 1024 * 1024,
            quality: 95,
            keep_png: false,
            background: Background::default(),
        }
    }
}

/// What a prepared image is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

impl Encoding {
    /// The ending of such a file's name: `jpg` or `png`.
    pub fn ending(self) -> &'static str {
        match self {
            Encoding::Jpeg => "jpg",
            Encoding::Png => "png",
        }
    }
}

/// An image as it will be uploaded.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// What the file is.
    pub encoding: Encoding,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// The original's upright width and height in pixels.
    pub original: (u32, u32),
    /// The width and height of what is kept of it, before scaling, in pixels.
    pub frame: (u32, u32),
    /// It was scaled down.
    pub scaled: bool,
    /// The original's colours were not sRGB.
    pub converted_colours: bool,
    /// The original had transparent parts, which show the background now.
    pub flattened_alpha: bool,
}

/// Prepares one image as it is edited. The file is only read. What comes out is what
/// [`pack`](crate::pack) puts into the zip, byte for byte.
pub fn prepare(path: &Path, edit: &Edit, how: &Preparation) -> Result<Prepared, Problem> {
    let bytes = source::read(path)?;
    let format = source::recognise(&bytes)?;
    let Rendered {
        pixels,
        original,
        frame,
        converted_colours,
        flattened_alpha,
    } = render::render(
        &bytes,
        format,
        edit.geometry,
        Fit::Area(how.target_area.max(1)),
        edit.background.unwrap_or(how.background),
    )?;
    let (bytes, encoding) = if how.keep_png && format == Format::Png {
        (encode::png(&pixels)?, Encoding::Png)
    } else {
        let jpeg = encode::jpeg(&pixels, how.quality, Chroma::Full)?;
        (jpeg, Encoding::Jpeg)
    };
    Ok(Prepared {
        bytes,
        encoding,
        width: pixels.width(),
        height: pixels.height(),
        original,
        frame,
        scaled: pixels.dimensions() != frame,
        converted_colours,
        flattened_alpha,
    })
}
