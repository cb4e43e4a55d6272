//! Renders a file's bytes to pixels that can be shown anywhere: rotated, cropped, scaled, sRGB and opaque.
//!
//! Both the thumbnails and the trainer's images are rendered here, so that they look the same.

use std::io::Cursor;

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::{DynamicImage, Rgb, RgbImage};

use crate::colour;
use crate::decode;
use crate::edit::Background;
use crate::fit::{Fit, Scaling};
use crate::geometry::{Crop, Geometry, Orientation, Rect};
use crate::{Format, Problem};

/// A rendered picture.
pub(crate) struct Rendered {
    /// Upright, rotated and cropped sRGB pixels, with 8 bits per channel.
    pub pixels: RgbImage,
    /// The file's upright size, in pixels.
    pub original: (u32, u32),
    /// The size after the geometry is applied, before scaling, in pixels.
    pub cropped: (u32, u32),
    /// True if the file's colours were not sRGB.
    pub converted_colours: bool,
    /// True if any part of the picture was transparent.
    pub flattened_alpha: bool,
}

/// A picture to render, and how to render it. Transparent parts show the `background`.
pub(crate) struct Job<'a> {
    pub file: &'a [u8],
    pub format: Format,
    pub geometry: Geometry,
    pub fit: Fit,
    pub background: Background,
}

/// The sizes and the memory of a rendering, calculated from the picture's header.
pub(crate) struct Plan {
    /// The file's upright size, in pixels.
    pub original: (u32, u32),
    /// The size after the geometry is applied, before scaling, in pixels.
    pub cropped: (u32, u32),
    /// The size of the rendered picture, in pixels.
    pub size: (u32, u32),
    /// The estimated memory, in bytes.
    pub memory: u64,
    stored: (u32, u32),
    orientation: Orientation,
    /// The part that is kept, in pixels of the stored picture.
    part: Rect,
    scaling: Scaling,
}

/// The bytes for each pixel after scaling, for four copies: scaled, in sRGB, opaque and rotated.
const SCALED_BYTES: u64 = 16;

impl Plan {
    pub(crate) fn of(job: &Job) -> Result<Plan, Problem> {
        let header = decode::header(&mut Cursor::new(job.file), job.format)?;
        let orientation = Orientation::of(header.orientation).then(job.geometry.orientation());
        // Rotating comes last, when few pixels are left, so the crop is converted to the stored picture's orientation.
        let crop = job
            .geometry
            .crop()
            .unwrap_or(Crop::WHOLE)
            .before_orientation(orientation);
        let part = crop.pixels(header.stored);
        let scaling = Scaling {
            part: (part.width, part.height),
            size: job.fit.size(part.width, part.height),
        };
        let (file, scaled) = (job.file.len() as u64, area(scaling.size));
        Ok(Plan {
            original: header.upright_size(),
            cropped: orientation.size(scaling.part),
            size: orientation.size(scaling.size),
            memory: file + decode::memory(job.format, header, scaling) + scaled * SCALED_BYTES,
            stored: header.stored,
            orientation,
            part,
            scaling,
        })
    }
}

fn area((width, height): (u32, u32)) -> u64 {
    u64::from(width) * u64::from(height)
}

/// Decodes and renders a picture in this process, as planned.
pub(crate) fn render(job: &Job, plan: &Plan) -> Result<Rendered, Problem> {
    let decoded = decode::decode(job.file, job.format, plan.scaling)?;
    let scaled = scale(decoded.pixels, plan.stored, plan.part, plan.scaling.size)?;
    // Colours are converted after scaling, when few pixels are left.
    let (converted, converted_colours) = colour::to_srgb(scaled, &decoded.colour);
    let (opaque, flattened_alpha) = flatten(converted, job.background);
    let mut upright = DynamicImage::ImageRgb8(opaque);
    upright.apply_orientation(plan.orientation.exif());
    Ok(Rendered {
        pixels: upright.into_rgb8(),
        original: plan.original,
        cropped: plan.cropped,
        converted_colours,
        flattened_alpha,
    })
}

/// Scales a part of the `stored` picture to a size. `pixels` may have been decoded at a lower resolution.
fn scale(
    pixels: DynamicImage,
    stored: (u32, u32),
    part: Rect,
    (width, height): (u32, u32),
) -> Result<DynamicImage, Problem> {
    let is_whole = (part.width, part.height) == stored;
    let is_unscaled =
        (part.width, part.height) == (width, height) && (pixels.width(), pixels.height()) == stored;
    if is_unscaled && is_whole {
        return Ok(pixels);
    }
    if is_unscaled {
        return Ok(pixels.crop_imm(part.x, part.y, width, height));
    }
    let mut options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    if !is_whole {
        let (left, crop_width) = decoded_span(part.x, part.width, stored.0, pixels.width());
        let (top, crop_height) = decoded_span(part.y, part.height, stored.1, pixels.height());
        options = options.crop(left, top, crop_width, crop_height);
    }
    let mut scaled = DynamicImage::new(width, height, pixels.color());
    Resizer::new()
        .resize(&pixels, &mut scaled, &options)
        .map_err(Problem::refused)?;
    Ok(scaled)
}

/// Converts a span of a stored side to the start and length of the same span of the decoded side.
fn decoded_span(start: u32, length: u32, stored: u32, decoded: u32) -> (f64, f64) {
    let scale = f64::from(decoded) / f64::from(stored);
    let start = f64::from(start) * scale;
    // A rounding error must not lead beyond the edge.
    let room = f64::from(decoded) - start;
    (start, (f64::from(length) * scale).min(room))
}

/// Blends the picture with a background as a browser does: in sRGB, not in linear light. Returns the opaque picture,
/// and whether any part was transparent.
fn flatten(pixels: DynamicImage, Background(background): Background) -> (RgbImage, bool) {
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
