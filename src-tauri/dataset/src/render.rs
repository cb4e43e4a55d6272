//! From a file's bytes to pixels that anything can show: scaled, sRGB, opaque and upright.
//!
//! Both the thumbnails and what the trainer gets come from here, so that they look the same.

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::{DynamicImage, Rgb, RgbImage};

use crate::colour;
use crate::decode;
use crate::fit::Fit;
use crate::{Format, Problem};

/// A picture as it is meant to be seen.
pub(crate) struct Rendered {
    /// Upright sRGB pixels, 8 bits each.
    pub pixels: RgbImage,
    /// The upright size before scaling, in pixels.
    pub original: (u32, u32),
    /// The file's colours were not sRGB.
    pub converted_colours: bool,
    /// Something in the picture was transparent.
    pub flattened_alpha: bool,
}

/// Decodes and renders a picture. Transparent parts show `background`, an sRGB colour.
pub(crate) fn render(
    bytes: &[u8],
    format: Format,
    fit: Fit,
    background: [u8; 3],
) -> Result<Rendered, Problem> {
    let (decoded, share) = decode::decode(bytes, format, fit)?;
    let (width, height) = decoded.stored;
    let original = decode::upright(decoded.stored, decoded.orientation);
    // Colours are converted after scaling, when there are few pixels left to convert.
    let scaled = scale(decoded.pixels, fit.size(width, height))?;
    drop(share);
    let (converted, converted_colours) = colour::to_srgb(scaled, &decoded.colour)?;
    let (opaque, flattened_alpha) = flatten(converted, background);
    let mut upright = DynamicImage::ImageRgb8(opaque);
    upright.apply_orientation(decoded.orientation);
    Ok(Rendered {
        pixels: upright.into_rgb8(),
        original,
        converted_colours,
        flattened_alpha,
    })
}

fn scale(pixels: DynamicImage, (width, height): (u32, u32)) -> Result<DynamicImage, Problem> {
    if (pixels.width(), pixels.height()) == (width, height) {
        return Ok(pixels);
    }
    let mut scaled = DynamicImage::new(width, height, pixels.color());
    let lanczos = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new()
        .resize(&pixels, &mut scaled, &lanczos)
        .map_err(Problem::broken)?;
    Ok(scaled)
}

/// Lays the picture on a background, as a browser would: in sRGB, without linear light.
fn flatten(pixels: DynamicImage, background: [u8; 3]) -> (RgbImage, bool) {
    let DynamicImage::ImageRgba8(pixels) = pixels else {
        return (pixels.into_rgb8(), false);
    };
    let mut transparent = false;
    let mut opaque = RgbImage::new(pixels.width(), pixels.height());
    for (from, to) in pixels.pixels().zip(opaque.pixels_mut()) {
        let [r, g, b, alpha] = from.0;
        transparent |= alpha != 255;
        let mix = |above: u8, below: u8| {
            let (above, below, alpha) = (u32::from(above), u32::from(below), u32::from(alpha));
            ((above * alpha + below * (255 - alpha) + 127) / 255) as u8
        };
        *to = Rgb([
            mix(r, background[0]),
            mix(g, background[1]),
            mix(b, background[2]),
        ]);
    }
    (opaque, transparent)
}
