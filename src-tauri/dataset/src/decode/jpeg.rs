//! JPEG, by libjpeg-turbo, which can leave out most of the work when a small picture is wanted.

mod markers;

use std::io::{BufRead, Cursor, Seek};

use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, RgbImage};
use turbojpeg::{Colorspace, Decompressor, Image, PixelFormat, ScalingFactor};

use super::{Decoded, Header};
use crate::Problem;
use crate::colour::{self, Colour};
use crate::fit::Scaling;

/// The decoder's shortcuts, smallest picture first. Only these have fast code.
const SHORTCUTS: [ScalingFactor; 3] = [
    ScalingFactor::ONE_EIGHTH,
    ScalingFactor::ONE_QUARTER,
    ScalingFactor::ONE_HALF,
];

/// How much larger than wanted a shortcut's picture must be, in percent, so that the filter which
/// scales the rest decides how the result looks.
const REST_PERCENT: u32 = 125;

/// A progressive JPEG can hold any number of scans, each as much work as a picture. Encoders
/// write about ten.
const MAX_SCANS: u32 = 500;

pub(super) fn header(file: &mut (impl BufRead + Seek)) -> Result<Header, Problem> {
    let markers = markers::read(file)?;
    Ok(Header {
        stored: (markers.width, markers.height),
        orientation: orientation(markers.exif.as_deref()),
    })
}

/// The size, in pixels, at which a picture will be decoded.
pub(super) fn decoded_size((width, height): (u32, u32), scaling: Scaling) -> (u32, u32) {
    let factor = shortcut(scaling);
    let scaled = |side: u32| factor.scale(side as usize) as u32;
    (scaled(width), scaled(height))
}

pub(super) fn decode(bytes: &[u8], scaling: Scaling) -> Result<Decoded, Problem> {
    let markers = markers::read(&mut Cursor::new(bytes))?;
    let mut decompressor = Decompressor::new().map_err(Problem::broken)?;
    decompressor
        .set_scan_limit(MAX_SCANS)
        .map_err(Problem::broken)?;
    let header = decompressor.read_header(bytes).map_err(Problem::broken)?;
    let factor = shortcut(scaling);
    decompressor
        .set_scaling_factor(factor)
        .map_err(Problem::broken)?;
    let (format, channels) = match header.colorspace {
        Colorspace::Gray => (PixelFormat::GRAY, 1),
        Colorspace::RGB | Colorspace::YCbCr => (PixelFormat::RGB, 3),
        Colorspace::CMYK | Colorspace::YCCK => (PixelFormat::CMYK, 4),
    };
    let (width, height) = (factor.scale(header.width), factor.scale(header.height));
    let mut pixels = vec![0; width * height * channels];
    decompressor
        .decompress(
            bytes,
            Image {
                pixels: pixels.as_mut_slice(),
                width,
                pitch: width * channels,
                height,
                format,
            },
        )
        .or_else(harmless)?;
    let profile = markers.profile;
    let (pixels, colour) = if format == PixelFormat::CMYK {
        if !markers.inverted_inks {
            pixels.iter_mut().for_each(|ink| *ink = 255 - *ink);
        }
        let rgb = colour::from_inverted_cmyk(&pixels, profile.as_deref());
        let rgb = buffer(width, height, rgb, RgbImage::from_raw)?;
        (DynamicImage::ImageRgb8(rgb), Colour::Srgb)
    } else if format == PixelFormat::GRAY {
        let grey = buffer(width, height, pixels, GrayImage::from_raw)?;
        (DynamicImage::ImageLuma8(grey), Colour::of_icc(profile))
    } else {
        let rgb = buffer(width, height, pixels, RgbImage::from_raw)?;
        (DynamicImage::ImageRgb8(rgb), Colour::of_icc(profile))
    };
    Ok(Decoded { pixels, colour })
}

fn orientation(exif: Option<&[u8]>) -> Orientation {
    exif.and_then(Orientation::from_exif_chunk)
        .unwrap_or(Orientation::NoTransforms)
}

fn shortcut(Scaling { part, size }: Scaling) -> ScalingFactor {
    let enough = |side: u32, wanted: u32, factor: ScalingFactor| {
        factor.scale(side as usize) as u64 * 100 >= u64::from(wanted) * u64::from(REST_PERCENT)
    };
    SHORTCUTS
        .into_iter()
        .find(|factor| enough(part.0, size.0, *factor) && enough(part.1, size.1, *factor))
        .unwrap_or(ScalingFactor::ONE)
}

fn buffer<B>(
    width: usize,
    height: usize,
    pixels: Vec<u8>,
    from_raw: impl FnOnce(u32, u32, Vec<u8>) -> Option<B>,
) -> Result<B, Problem> {
    from_raw(width as u32, height as u32, pixels)
        .ok_or_else(|| Problem::broken("its size and its pixels disagree"))
}

/// Lets a complaint pass that leaves the picture whole, which other programs don't even mention.
///
/// libjpeg-turbo reports both "some bytes too many" and "the second half is missing" as errors
/// after having filled in all that it could; only its words tell them apart.
fn harmless(error: turbojpeg::Error) -> Result<(), Problem> {
    let words = error.to_string();
    let harmless = [
        "extraneous bytes",
        "unknown JFIF revision",
        "Unknown Adobe color transform",
    ];
    if harmless.iter().any(|known| words.contains(known)) {
        return Ok(());
    }
    Err(Problem::Broken {
        reason: words.trim_start_matches("TurboJPEG error: ").to_owned(),
    })
}
