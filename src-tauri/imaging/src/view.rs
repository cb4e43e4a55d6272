//! Decodes whole pictures that are already in memory, for showing them: upright, sRGB and opaque.

use image::RgbImage;

use crate::edit::Background;
use crate::encode::{self, Chroma};
use crate::fit::Fit;
use crate::render::Rendered;
use crate::{Format, Geometry, Problem, isolation, picture_file};

const QUALITY: u8 = 85;

/// A small copy of a picture.
#[derive(Clone, Debug)]
pub struct SmallCopy {
    /// The copy as a JPEG file.
    pub jpeg: Vec<u8>,
    /// The format of the picture itself.
    pub format: Format,
    /// The upright width of the picture itself, in pixels.
    pub width: u32,
    /// The upright height of the picture itself, in pixels.
    pub height: u32,
}

/// Makes a copy whose longer side is at most `longest` pixels. Decodes the whole picture, so that success means that it
/// is not damaged.
pub fn small_copy(bytes: &[u8], longest: u32) -> Result<SmallCopy, Problem> {
    let format = picture_file::recognise(bytes)?;
    let rendered = render(bytes, format, Fit::Longest(longest.max(1)))?;
    Ok(SmallCopy {
        jpeg: encode::jpeg(&rendered.pixels, QUALITY, Chroma::Quarter)?,
        format,
        width: rendered.original.0,
        height: rendered.original.1,
    })
}

/// Returns a picture's upright sRGB pixels. Transparent parts are white.
pub fn pixels(bytes: &[u8]) -> Result<RgbImage, Problem> {
    let format = picture_file::recognise(bytes)?;
    Ok(render(bytes, format, Fit::Longest(u32::MAX))?.pixels)
}

fn render(bytes: &[u8], format: Format, fit: Fit) -> Result<Rendered, Problem> {
    isolation::render(
        bytes,
        format,
        Geometry::default(),
        fit,
        Background::default(),
    )
}
