//! Converts a file's pixels from their colour space to sRGB.
//!
//! Trainers ignore colour profiles, so the reds and greens of a Display P3 photo look dull if its pixels are passed on
//! unconverted. This module decides which colour space applies. moxcms does the conversion, except for HDR pictures and
//! for CMYK pictures without a profile.

mod calibration;
mod grey;
mod hdr;

use image::{DynamicImage, ImageBuffer, Pixel};
use moxcms::{
    CicpColorPrimaries, CicpProfile, CmsError, ColorProfile, DataColorSpace, Layout,
    MatrixCoefficients, TransferCharacteristics, TransformOptions,
};

pub(crate) use calibration::Calibration;

/// The maximum size of an ICC profile, in bytes. Larger profiles are ignored. The profile of a printing press takes
/// about 2 MB; anything much larger is not a real profile and only wastes memory.
pub(crate) const MAX_PROFILE_BYTES: usize = 8 << 20;

/// The colour space of decoded pixels, as declared by their file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Colour {
    /// sRGB. Also used if the file declares no usable colour space.
    Srgb,
    /// Adobe RGB (1998).
    AdobeRgb,
    /// The bytes of an ICC profile.
    Icc(Vec<u8>),
    /// A gamma, primaries, or both, as in PNG.
    Calibrated(Calibration),
    /// Coding-independent code points (ITU-T H.273), as used in HEIC, AVIF and PNG.
    Cicp {
        /// A code of table 2 of H.273.
        primaries: u8,
        /// A code of table 3 of H.273.
        transfer: u8,
    },
}

impl Colour {
    /// Returns the space of an optional ICC profile, or sRGB if there is no usable profile.
    pub(crate) fn of_icc(profile: Option<Vec<u8>>) -> Colour {
        match profile {
            Some(profile) if (1..=MAX_PROFILE_BYTES).contains(&profile.len()) => {
                Colour::Icc(profile)
            }
            _ => Colour::Srgb,
        }
    }
}

/// Returns the picture in sRGB, as `ImageRgb8` or `ImageRgba8`, and whether its colours were converted.
///
/// Pixels with more than 8 bits per channel are converted at 16 bits before they are reduced to 8, so that linear and
/// wide colour spaces don't show banding.
pub(crate) fn to_srgb(pixels: DynamicImage, colour: &Colour) -> (DynamicImage, bool) {
    if let Some((transfer, primaries)) = hdr_transfer(colour) {
        return (hdr::to_srgb(pixels, transfer, primaries), true);
    }
    let Some(profile) = profile(colour).filter(differs_from_srgb) else {
        return (to_8_bits(pixels), false);
    };
    let is_deep = pixels.color().bytes_per_pixel() > pixels.color().channel_count();
    let (converted, is_converted) = match (is_deep, pixels.color().has_alpha()) {
        (false, false) => convert_8(pixels.into_rgb8(), &profile, Layout::Rgb),
        (false, true) => convert_8(pixels.into_rgba8(), &profile, Layout::Rgba),
        (true, false) => convert_16(pixels.into_rgb16(), &profile, Layout::Rgb),
        (true, true) => convert_16(pixels.into_rgba16(), &profile, Layout::Rgba),
    };
    (to_8_bits(converted), is_converted)
}

/// Converts CMYK pixels to sRGB. A CMYK pixel has four bytes, in which 255 is the most ink; an sRGB pixel has three.
///
/// Without a usable CMYK profile, each sRGB channel is the product of the light that its ink and the black ink let
/// through, as in browsers.
pub(crate) fn from_cmyk(inks: &[u8], profile: Option<&[u8]>) -> Vec<u8> {
    let mut rgb = vec![0; inks.len() / 4 * 3];
    let by_profile = profile
        .and_then(|icc| ColorProfile::new_from_slice(icc).ok())
        .filter(|profile| profile.color_space == DataColorSpace::Cmyk)
        .and_then(|profile| {
            profile
                .create_transform_8bit(
                    Layout::Rgba, // four channels of any meaning
                    &ColorProfile::new_srgb(),
                    Layout::Rgb,
                    TransformOptions::default(),
                )
                .ok()
        })
        .is_some_and(|transform| transform.transform(inks, &mut rgb).is_ok());
    if !by_profile {
        for (inks, rgb) in inks.as_chunks::<4>().0.iter().zip(rgb.chunks_exact_mut(3)) {
            let [c, m, y, k] = inks.map(|ink| 255 - u32::from(ink));
            rgb.copy_from_slice(&[c, m, y].map(|light| (light * k / 255) as u8));
        }
    }
    rgb
}

fn to_8_bits(pixels: DynamicImage) -> DynamicImage {
    if pixels.color().has_alpha() {
        DynamicImage::ImageRgba8(pixels.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(pixels.into_rgb8())
    }
}

/// Returns the RGB profile to convert from, or `None` if the pixels count as sRGB.
///
/// A damaged profile is ignored, as in every viewer, since the pixels are still usable. So is a profile that is neither
/// for RGB nor for grey.
fn profile(colour: &Colour) -> Option<ColorProfile> {
    match colour {
        Colour::Srgb => None,
        Colour::AdobeRgb => Some(ColorProfile::new_adobe_rgb()),
        Colour::Icc(icc) => ColorProfile::new_from_slice(icc).ok().and_then(rgb_profile),
        Colour::Calibrated(calibration) => Some(calibration.profile()),
        Colour::Cicp {
            primaries,
            transfer,
        } => Some(profile_of_code_points(*primaries, *transfer)),
    }
}

fn hdr_transfer(colour: &Colour) -> Option<(hdr::Transfer, u8)> {
    match colour {
        Colour::Cicp {
            primaries,
            transfer: 16,
        } => Some((hdr::Transfer::Pq, *primaries)),
        Colour::Cicp {
            primaries,
            transfer: 18,
        } => Some((hdr::Transfer::Hlg, *primaries)),
        Colour::Srgb
        | Colour::AdobeRgb
        | Colour::Icc(_)
        | Colour::Calibrated(_)
        | Colour::Cicp { .. } => None,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "no other space is read")]
fn rgb_profile(profile: ColorProfile) -> Option<ColorProfile> {
    match profile.color_space {
        DataColorSpace::Rgb => Some(profile),
        DataColorSpace::Gray => grey::as_rgb(&profile),
        _ => None,
    }
}

fn profile_of_code_points(primaries: u8, transfer: u8) -> ColorProfile {
    // Unspecified primaries or transfer mean sRGB. So do the video transfers (BT.709, 601, 2020), since sRGB screens
    // have always shown them unconverted.
    let transfer = match transfer {
        1 | 2 | 6 | 14 | 15 => TransferCharacteristics::Srgb,
        other => TransferCharacteristics::try_from(other).unwrap_or(TransferCharacteristics::Srgb),
    };
    let primaries = match primaries {
        2 => CicpColorPrimaries::Bt709,
        other => CicpColorPrimaries::try_from(other).unwrap_or(CicpColorPrimaries::Bt709),
    };
    ColorProfile::new_from_cicp(CicpProfile {
        color_primaries: primaries,
        transfer_characteristics: transfer,
        matrix_coefficients: MatrixCoefficients::Identity,
        full_range: true,
    })
}

/// Returns whether a profile shows any colour differently from sRGB. Returns `false` for a profile that can't be used.
///
/// sRGB profiles exist in many variants with different bytes, so sample colours are compared instead. A difference of
/// up to 2 out of 255 counts as a rounding error: converting the picture would only round its pixels once more.
fn differs_from_srgb(profile: &ColorProfile) -> bool {
    const STEPS: [u8; 5] = [0, 40, 110, 190, 255];
    let probe: Vec<u8> = STEPS
        .iter()
        .flat_map(|&r| STEPS.iter().flat_map(move |&g| STEPS.map(|b| [r, g, b])))
        .flatten()
        .collect();
    let mut converted = vec![0; probe.len()];
    let transformed = profile
        .create_transform_8bit(
            Layout::Rgb,
            &ColorProfile::new_srgb(),
            Layout::Rgb,
            TransformOptions::default(),
        )
        .and_then(|transform| transform.transform(&probe, &mut converted));
    transformed.is_ok()
        && probe
            .iter()
            .zip(&converted)
            .any(|(a, b)| a.abs_diff(*b) > 2)
}

/// Returns the pixels in sRGB and `true`, or the unchanged pixels and `false` if the profile can't be used.
fn convert_8<P>(
    pixels: ImageBuffer<P, Vec<u8>>,
    from: &ColorProfile,
    layout: Layout,
) -> (DynamicImage, bool)
where
    P: Pixel<Subpixel = u8>,
    DynamicImage: From<ImageBuffer<P, Vec<u8>>>,
{
    let mut converted = ImageBuffer::new(pixels.width(), pixels.height());
    let srgb = ColorProfile::new_srgb();
    let result = from
        .create_transform_8bit(layout, &srgb, layout, TransformOptions::default())
        .and_then(|transform| transform.transform(&pixels, &mut converted));
    converted_or_original(result, converted, pixels)
}

/// Does the same as [`convert_8`] for 16-bit pixels.
fn convert_16<P>(
    pixels: ImageBuffer<P, Vec<u16>>,
    from: &ColorProfile,
    layout: Layout,
) -> (DynamicImage, bool)
where
    P: Pixel<Subpixel = u16>,
    DynamicImage: From<ImageBuffer<P, Vec<u16>>>,
{
    let mut converted = ImageBuffer::new(pixels.width(), pixels.height());
    let srgb = ColorProfile::new_srgb();
    let result = from
        .create_transform_16bit(layout, &srgb, layout, TransformOptions::default())
        .and_then(|transform| transform.transform(&pixels, &mut converted));
    converted_or_original(result, converted, pixels)
}

fn converted_or_original<B: Into<DynamicImage>>(
    result: Result<(), CmsError>,
    converted: B,
    pixels: B,
) -> (DynamicImage, bool) {
    match result {
        Ok(()) => (converted.into(), true),
        Err(error) => {
            tracing::debug!(%error, "a colour profile is ignored");
            (pixels.into(), false)
        }
    }
}
