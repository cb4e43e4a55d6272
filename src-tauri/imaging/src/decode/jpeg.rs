//! Decodes JPEG with libjpeg-turbo, which can skip most of the work when a small picture is wanted.

mod coefficients;
mod markers;
mod repair;
mod scans;

use std::borrow::Cow;
use std::io::{BufRead, Cursor, Seek};

use image::{DynamicImage, GrayImage, RgbImage};
use localization::message;
use turbojpeg::{Colorspace, Decompressor, Image, PixelFormat, ScalingFactor};

use super::exif::Entries;
use super::{Cost, Decoded, Header};
use crate::colour::{self, Colour};
use crate::fit::Scaling;
use crate::{Format, Problem};

/// The scales at which the decoder produces a smaller picture directly, smallest first. The library has fast code only
/// for these scales.
const FAST_SCALES: [ScalingFactor; 3] = [
    ScalingFactor::ONE_EIGHTH,
    ScalingFactor::ONE_QUARTER,
    ScalingFactor::ONE_HALF,
];

/// The minimum width and height of a picture that is decoded at one of [`FAST_SCALES`], in percent of the requested
/// width and height. The margin ensures that the filter that does the remaining scaling determines the look of the
/// result.
const MIN_SIZE_PERCENT: u32 = 125;

pub(super) fn header(file: &mut (impl BufRead + Seek)) -> Result<Header, Problem> {
    let markers = markers::read(file)?;
    Ok(Header {
        stored: (markers.width, markers.height),
        orientation: Entries::of(markers.exif.as_deref()).orientation,
        cost: Cost {
            fixed: markers.coefficients,
            // The decoded pixels, and the pixels scaled in one direction. CMYK takes more, since it is converted to RGB
            // first.
            per_pixel: if markers.channels > 3 { 15 } else { 6 },
        },
    })
}

/// Returns the size, in pixels, at which a picture will be decoded.
pub(super) fn decoded_size((width, height): (u32, u32), scaling: Scaling) -> (u32, u32) {
    let factor = fast_scale(scaling);
    let scaled = |side: u32| factor.scale(side as usize) as u32;
    (scaled(width), scaled(height))
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "all other pixel formats hold RGB"
)]
pub(super) fn decode(bytes: &[u8], scaling: Scaling) -> Result<Decoded, Problem> {
    let markers = markers::read(&mut Cursor::new(bytes))?;
    let scans = scans::find(bytes)?;
    let mut decompressor = Decompressor::new().map_err(problem)?;
    let (bytes, header) = match decompressor.read_header(bytes) {
        Ok(header) if !markers.zeroed_spectrum => (Cow::Borrowed(bytes), header),
        _ => {
            let repaired = repair::with_clean_header(bytes)?;
            let header = decompressor.read_header(&repaired).map_err(problem)?;
            (Cow::Owned(repaired), header)
        }
    };
    let factor = fast_scale(scaling);
    decompressor.set_scaling_factor(factor).map_err(problem)?;
    let (format, channels) = match header.colorspace {
        Colorspace::Gray => (PixelFormat::GRAY, 1),
        Colorspace::RGB | Colorspace::YCbCr => (PixelFormat::RGB, 3),
        Colorspace::CMYK | Colorspace::YCCK => (PixelFormat::CMYK, 4),
    };
    let (width, height) = (factor.scale(header.width), factor.scale(header.height));
    let mut pixels = vec![0; width * height * channels];
    let decompressed = decompressor.decompress(
        &bytes,
        Image {
            pixels: pixels.as_mut_slice(),
            width,
            pitch: width * channels,
            height,
            format,
        },
    );
    match decompressed {
        Ok(()) => {}
        // Only the first error is reported, so a harmless one may hide a serious one.
        Err(error) if is_harmless(&error) => scans.check_complete()?,
        Err(error) => return Err(problem(error)),
    }
    let profile = markers.profile;
    let (pixels, colour) = match format {
        PixelFormat::CMYK => {
            if markers.inverted_inks {
                pixels.iter_mut().for_each(|ink| *ink = 255 - *ink);
            }
            let rgb = colour::from_cmyk(&pixels, profile.as_deref());
            let rgb = buffer(width, height, rgb, RgbImage::from_raw)?;
            (DynamicImage::ImageRgb8(rgb), Colour::Srgb)
        }
        PixelFormat::GRAY => {
            let grey = buffer(width, height, pixels, GrayImage::from_raw)?;
            (DynamicImage::ImageLuma8(grey), Colour::of_icc(profile))
        }
        _ => {
            let rgb = buffer(width, height, pixels, RgbImage::from_raw)?;
            let mut colour = Colour::of_icc(profile);
            if matches!(colour, Colour::Srgb) && Entries::of(markers.exif.as_deref()).adobe_rgb {
                colour = Colour::AdobeRgb;
            }
            (DynamicImage::ImageRgb8(rgb), colour)
        }
    };
    Ok(Decoded { pixels, colour })
}

fn fast_scale(Scaling { part, size }: Scaling) -> ScalingFactor {
    let is_large_enough = |side: u32, wanted: u32, factor: ScalingFactor| {
        factor.scale(side as usize) as u64 * 100 >= u64::from(wanted) * u64::from(MIN_SIZE_PERCENT)
    };
    FAST_SCALES
        .into_iter()
        .find(|factor| {
            is_large_enough(part.0, size.0, *factor) && is_large_enough(part.1, size.1, *factor)
        })
        .unwrap_or(ScalingFactor::ONE)
}

fn buffer<B>(
    width: usize,
    height: usize,
    pixels: Vec<u8>,
    from_raw: impl FnOnce(u32, u32, Vec<u8>) -> Option<B>,
) -> Result<B, Problem> {
    from_raw(width as u32, height as u32, pixels)
        .ok_or_else(|| Problem::broken(message!("images-broken-size")))
}

/// Returns whether a picture may be complete despite an error. Other programs ignore such an error.
///
/// libjpeg-turbo reports both surplus bytes and a missing second half as errors, after it has decoded as much as it
/// could. Only the text of the error distinguishes the two.
fn is_harmless(error: &turbojpeg::Error) -> bool {
    let text = error.to_string();
    ["extraneous bytes", "Invalid SOS parameters"]
        .iter()
        .any(|known| text.contains(known))
}

fn problem(error: turbojpeg::Error) -> Problem {
    tracing::debug!(%error, "a JPEG that can't be decoded");
    let text = error.to_string();
    if text.contains("remature end") {
        Problem::broken(message!("images-broken-early"))
    } else if text.contains("nsupported") || text.contains("not supported") {
        Problem::unsupported(message!(
            "images-unsupported-kind",
            format = Format::Jpeg.label()
        ))
    } else {
        Problem::broken(message!("images-broken-senseless"))
    }
}
