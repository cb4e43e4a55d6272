//! Encodes JPEG and PNG without any metadata: no EXIF, and no profile, since the pixels are sRGB and a picture without
//! a profile is understood as sRGB.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use turbojpeg::{Compressor, Image, PixelFormat, Subsamp};

use crate::Problem;

/// The chroma subsampling.
#[derive(Clone, Copy)]
pub(crate) enum Chroma {
    /// One sample per channel for each pixel (4:4:4).
    Full,
    /// One sample per channel for four pixels (4:2:0). The file has half the bytes, with no visible difference in small
    /// pictures.
    Quarter,
}

/// Encodes sRGB pixels as JPEG; `quality` is 1 to 100.
pub(crate) fn jpeg(pixels: &RgbImage, quality: u8, chroma: Chroma) -> Result<Vec<u8>, Problem> {
    let (width, height) = (pixels.width() as usize, pixels.height() as usize);
    let mut compressor = Compressor::new().map_err(Problem::refused)?;
    compressor
        .set_quality(i32::from(quality.clamp(1, 100)))
        .and_then(|()| {
            compressor.set_subsamp(match chroma {
                Chroma::Full => Subsamp::None,
                Chroma::Quarter => Subsamp::Sub2x2,
            })
        })
        .and_then(|()| {
            compressor.compress_to_vec(Image {
                pixels: pixels.as_raw().as_slice(),
                width,
                pitch: width * 3,
                height,
                format: PixelFormat::RGB,
            })
        })
        .map_err(Problem::refused)
}

/// Encodes sRGB pixels as PNG.
pub(crate) fn png(pixels: &RgbImage) -> Result<Vec<u8>, Problem> {
    let mut png = Vec::new();
    PngEncoder::new_with_quality(&mut png, CompressionType::Default, FilterType::Adaptive)
        .write_image(
            pixels,
            pixels.width(),
            pixels.height(),
            ExtendedColorType::Rgb8,
        )
        .map_err(Problem::refused)?;
    Ok(png)
}
