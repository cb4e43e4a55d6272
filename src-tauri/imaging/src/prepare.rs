//! Prepares one image for the trainer: upright, cropped, sRGB, opaque, about one megapixel, without metadata.
//!
//! Only the file's pixels are passed on: location, camera serial numbers and names stay on this computer. There is no
//! colour profile either, because trainers ignore profiles; the colours are converted instead.

use std::path::Path;

use crate::edit::{Background, Edit};
use crate::encode::{self, Chroma};
use crate::fit::Fit;
use crate::isolation;
use crate::render::Rendered;
use crate::{Format, Problem, picture_file};

/// The settings for preparing a dataset's images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preparation {
    /// The maximum area in pixels. Larger images are scaled down to it; smaller images keep their size.
    pub target_area: u64,
    /// JPEG quality, 1 to 100.
    pub quality: u8,
    /// True if PNG files stay PNG, without loss. All other images become JPEG.
    pub keep_png: bool,
    /// The background of transparent parts, unless an image's own edit sets one.
    pub background: Background,
}

impl Default for Preparation {
    /// Returns one megapixel, at which the trainer works best, and a quality without visible loss.
    fn default() -> Preparation {
        Preparation {
            target_area: 1024 * 1024,
            quality: 95,
            keep_png: false,
            background: Background::default(),
        }
    }
}

/// The file format of a prepared image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

impl Encoding {
    /// Returns the extension of files in this format: `jpg` or `png`.
    pub fn extension(self) -> &'static str {
        match self {
            Encoding::Jpeg => "jpg",
            Encoding::Png => "png",
        }
    }
}

/// An image as it will be uploaded.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// The file's format.
    pub encoding: Encoding,
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
    /// The original's upright width and height in pixels.
    pub original: (u32, u32),
    /// The width and height of the part that is kept, before scaling, in pixels.
    pub cropped: (u32, u32),
    /// True if the image was scaled down.
    pub scaled: bool,
    /// True if the original's colours were not sRGB.
    pub converted_colours: bool,
    /// True if the original had transparent parts, which now show the background.
    pub flattened_alpha: bool,
}

/// Prepares one image with its edit. The file itself is not changed. The `dataset` crate packs exactly these bytes into
/// the zip.
pub fn prepare(path: &Path, edit: &Edit, preparation: &Preparation) -> Result<Prepared, Problem> {
    let bytes = picture_file::read(path)?;
    let format = picture_file::recognise(&bytes)?;
    let Rendered {
        pixels,
        original,
        cropped,
        converted_colours,
        flattened_alpha,
    } = isolation::render(
        &bytes,
        format,
        edit.geometry,
        Fit::Area(preparation.target_area.max(1)),
        edit.background.unwrap_or(preparation.background),
    )?;
    let (bytes, encoding) = if preparation.keep_png && format == Format::Png {
        (encode::png(&pixels)?, Encoding::Png)
    } else {
        let jpeg = encode::jpeg(&pixels, preparation.quality, Chroma::Full)?;
        (jpeg, Encoding::Jpeg)
    };
    Ok(Prepared {
        bytes,
        encoding,
        width: pixels.width(),
        height: pixels.height(),
        original,
        cropped,
        scaled: pixels.dimensions() != cropped,
        converted_colours,
        flattened_alpha,
    })
}
