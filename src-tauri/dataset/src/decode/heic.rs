//! HEIC, by heic-decoder.

use std::io::{BufRead, Seek};

use image::DynamicImage;
use image::metadata::Orientation;

use super::{Decoded, Header};
use crate::Problem;
use crate::colour::Colour;

pub(super) fn header(file: &mut (impl BufRead + Seek)) -> Result<Header, Problem> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)
        .map_err(|e| Problem::reading(&e))?;
    let info = heic_decoder::probe(&bytes).map_err(Problem::broken)?;
    Ok(Header {
        stored: (info.width as u32, info.height as u32),
        orientation: Orientation::NoTransforms,
    })
}

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Problem> {
    let image = heic_decoder::decode(bytes).map_err(Problem::broken)?;
    let stored = (image.width as u32, image.height as u32);
    let rgb = image.to_rgb8().map_err(Problem::broken)?;
    let pixels = image::RgbImage::from_raw(stored.0, stored.1, rgb.data)
        .map(DynamicImage::ImageRgb8)
        .ok_or_else(|| Problem::broken("size"))?;
    Ok(Decoded {
        pixels,
        stored,
        orientation: Orientation::NoTransforms,
        colour: Colour::of_icc(image.metadata.icc_profile),
    })
}
