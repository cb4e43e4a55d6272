//! HEIC and AVIF: one container (HEIF, ISO/IEC 23008-12), two codecs.
//!
//! The container's own turn, mirror and crop are applied to the pixels here. EXIF orientation is
//! not looked at: in HEIF it only repeats what the container says, and applying both would turn
//! the picture twice.

mod av1;
mod bytes;
mod container;
mod hevc;
mod items;

use std::io::{BufRead, Seek};

use heic_decoder::{ColorInfo, DecodedImage, RgbOptions};
use image::metadata::Orientation;
use image::{DynamicImage, ImageBuffer};

use super::{Decoded, Header};
use crate::Problem;
use crate::colour::Colour;
use container::Container;

/// What MIAF (ISO/IEC 23000-22, 7.3.6.4) lets unlabelled pixels be: sRGB with JPEG's matrix.
const UNLABELLED: ColorInfo = ColorInfo {
    color_primaries: 1,
    transfer_characteristics: 13,
    matrix_coefficients: 6,
    full_range: true,
};

/// How ITU-T H.273 says that it doesn't say.
const UNSPECIFIED: u16 = 2;

pub(super) fn header(file: &mut (impl BufRead + Seek)) -> Result<Header, Problem> {
    let container = container::read(file)?;
    Ok(Header {
        stored: container.size()?,
        orientation: Orientation::NoTransforms,
    })
}

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Problem> {
    let container = container::read(&mut std::io::Cursor::new(bytes))?;
    let (pixels, labels) = match &container.codec()? {
        b"hvc1" => hevc::decode(bytes)?,
        b"av01" => av1::decode(&container, bytes)?,
        other => {
            return Err(Problem::Unsupported {
                format: format!(
                    "A HEIF picture coded as {:?}",
                    String::from_utf8_lossy(other)
                ),
            });
        }
    };
    Ok(Decoded {
        pixels,
        colour: colour(&container, labels),
    })
}

/// An ICC profile counts more than code points, and the container's more than the codec's.
fn colour(container: &Container, labels: Option<ColorInfo>) -> Colour {
    if let Some(icc) = container.icc() {
        return Colour::of_icc(Some(icc.to_vec()));
    }
    let labels = container
        .codes(container.primary())
        .or(labels)
        .unwrap_or(UNLABELLED);
    Colour::Cicp {
        primaries: labels.color_primaries as u8,
        transfer: labels.transfer_characteristics as u8,
    }
}

/// RGB from the codec's planes, at 8 bits or, for deeper ones, at 16.
fn rgb(planes: &DecodedImage) -> Result<DynamicImage, Problem> {
    let mut labels = planes.color_info.unwrap_or(UNLABELLED);
    if labels.matrix_coefficients == UNSPECIFIED {
        labels.matrix_coefficients = UNLABELLED.matrix_coefficients;
    }
    let options = RgbOptions {
        color: Some(labels),
        ..RgbOptions::default()
    };
    let (width, height) = (planes.width as u32, planes.height as u32);
    let pixels = match (planes.bit_depth_luma > 8, planes.alpha.is_some()) {
        (false, false) => {
            let rgb = planes
                .to_rgb8_with_options(&options)
                .map_err(hevc::problem)?;
            ImageBuffer::from_raw(width, height, rgb.data).map(DynamicImage::ImageRgb8)
        }
        (true, false) => {
            let rgb = planes
                .to_rgb16_with_options(&options)
                .map_err(hevc::problem)?;
            ImageBuffer::from_raw(width, height, rgb.data).map(DynamicImage::ImageRgb16)
        }
        (false, true) => {
            let rgba = planes
                .to_rgba8_with_options(&options)
                .map_err(hevc::problem)?;
            ImageBuffer::from_raw(width, height, rgba.data).map(DynamicImage::ImageRgba8)
        }
        (true, true) => {
            let rgba = planes
                .to_rgba16_with_options(&options)
                .map_err(hevc::problem)?;
            ImageBuffer::from_raw(width, height, rgba.data).map(DynamicImage::ImageRgba16)
        }
    };
    pixels.ok_or_else(|| Problem::broken("its size and its pixels disagree"))
}
