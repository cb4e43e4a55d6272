//! Converts the samples of a TIFF to pixels.

use std::ops::Not;

use image::{DynamicImage, Luma, LumaA, Rgb, Rgba};
use tiff::decoder::DecodingResult;

use super::super::buffer;
use super::{Alpha, Kind, Meaning};
use crate::Problem;

/// The colour samples of all pixels, and alpha if there is any, with 8 or 16 bits each.
pub(super) enum Samples {
    Eight(Vec<u8>),
    Sixteen(Vec<u16>),
}

impl Samples {
    /// Converts decoded samples. `planes` is the number of planes, or 1 if the samples are stored pixel by pixel.
    /// Returns `None` for integers that are signed or have 64 bits, and for real numbers that do not range from 0 for
    /// black to 1 for white.
    pub(super) fn of(decoded: DecodingResult, kind: &Kind, planes: usize) -> Option<Samples> {
        Some(match decoded {
            DecodingResult::U8(samples) if kind.bits < 8 => {
                Samples::Eight(keep_used(unpack(&samples, kind, planes), kind, planes))
            }
            DecodingResult::U8(samples) => Samples::Eight(keep_used(samples, kind, planes)),
            DecodingResult::U16(samples) => Samples::Sixteen(keep_used(samples, kind, planes)),
            DecodingResult::U32(samples) => {
                let samples = samples.into_iter().map(|sample| (sample >> 16) as u16);
                Samples::Sixteen(keep_used(samples.collect(), kind, planes))
            }
            DecodingResult::F16(samples) => {
                let samples = samples.into_iter().map(|light| light.to_f64());
                Samples::Sixteen(keep_used(samples_of_light(samples)?, kind, planes))
            }
            DecodingResult::F32(samples) => Samples::Sixteen(keep_used(
                samples_of_light(samples.into_iter().map(f64::from))?,
                kind,
                planes,
            )),
            DecodingResult::F64(samples) => Samples::Sixteen(keep_used(
                samples_of_light(samples.into_iter())?,
                kind,
                planes,
            )),
            DecodingResult::U64(_)
            | DecodingResult::I8(_)
            | DecodingResult::I16(_)
            | DecodingResult::I32(_)
            | DecodingResult::I64(_) => return None,
        })
    }

    /// Returns a grey picture.
    pub(super) fn grey(
        self,
        size: (u32, u32),
        alpha: Alpha,
        white_is_zero: bool,
    ) -> Result<DynamicImage, Problem> {
        Ok(match (self, alpha) {
            (Samples::Eight(samples), Alpha::None) => DynamicImage::ImageLuma8(buffer::<Luma<u8>>(
                size,
                black_is_zero(samples, 1, white_is_zero),
            )?),
            (Samples::Eight(samples), _) => {
                let samples = unpremultiply(black_is_zero(samples, 2, white_is_zero), 2, alpha);
                DynamicImage::ImageLumaA8(buffer::<LumaA<u8>>(size, samples)?)
            }
            (Samples::Sixteen(samples), Alpha::None) => {
                DynamicImage::ImageLuma16(buffer::<Luma<u16>>(
                    size,
                    black_is_zero(samples, 1, white_is_zero),
                )?)
            }
            (Samples::Sixteen(samples), _) => {
                let samples = unpremultiply(black_is_zero(samples, 2, white_is_zero), 2, alpha);
                DynamicImage::ImageLumaA16(buffer::<LumaA<u16>>(size, samples)?)
            }
        })
    }

    /// Returns a picture in RGB.
    pub(super) fn rgb(self, size: (u32, u32), alpha: Alpha) -> Result<DynamicImage, Problem> {
        Ok(match (self, alpha) {
            (Samples::Eight(samples), Alpha::None) => {
                DynamicImage::ImageRgb8(buffer::<Rgb<u8>>(size, samples)?)
            }
            (Samples::Eight(samples), _) => {
                let samples = unpremultiply(samples, 4, alpha);
                DynamicImage::ImageRgba8(buffer::<Rgba<u8>>(size, samples)?)
            }
            (Samples::Sixteen(samples), Alpha::None) => {
                DynamicImage::ImageRgb16(buffer::<Rgb<u16>>(size, samples)?)
            }
            (Samples::Sixteen(samples), _) => {
                let samples = unpremultiply(samples, 4, alpha);
                DynamicImage::ImageRgba16(buffer::<Rgba<u16>>(size, samples)?)
            }
        })
    }

    /// Returns the samples at 8 bits, whatever their depth is.
    pub(super) fn eight_bits(self) -> Vec<u8> {
        match self {
            Samples::Eight(samples) => samples,
            Samples::Sixteen(samples) => samples
                .into_iter()
                .map(|sample| (sample >> 8) as u8)
                .collect(),
        }
    }
}

/// Converts luma and the two colour differences, whose zero is at 128, to RGB. The weights are those of red, green and
/// blue in luma.
pub(super) fn rgb_from_ycbcr(mut pixels: Vec<u8>, [red, green, blue]: [f32; 3]) -> Vec<u8> {
    for pixel in pixels.as_chunks_mut::<3>().0 {
        let [y, cb, cr] = pixel.map(f32::from);
        let r = y + (cr - 128.0) * (2.0 - 2.0 * red);
        let b = y + (cb - 128.0) * (2.0 - 2.0 * blue);
        let g = (y - red * r - blue * b) / green;
        *pixel = [r, g, b].map(|value| (value + 0.5) as u8);
    }
    pixels
}

/// Reorders samples pixel by pixel if they are stored plane by plane, and drops those that are neither colour nor
/// alpha.
fn keep_used<T: Copy>(samples: Vec<T>, kind: &Kind, planes: usize) -> Vec<T> {
    let keep = kind.samples_kept();
    if planes > 1 {
        let plane = samples.len() / planes;
        return (0..plane)
            .flat_map(|pixel| (0..keep).map(move |channel| channel * plane + pixel))
            .map(|at| samples[at])
            .collect();
    }
    if keep == kind.per_pixel {
        return samples;
    }
    samples
        .chunks_exact(kind.per_pixel)
        .flat_map(|pixel| &pixel[..keep])
        .copied()
        .collect()
}

/// Unpacks samples of fewer than 8 bits, where each row begins at a byte. Palette indices stay unchanged; all other
/// samples are scaled to the range of 8 bits.
fn unpack(packed: &[u8], kind: &Kind, planes: usize) -> Vec<u8> {
    let bits = usize::from(kind.bits);
    let highest = (1_u16 << bits) - 1;
    let factor = match kind.meaning {
        Meaning::Palette(_) => 1,
        Meaning::Grey { .. } | Meaning::Rgb | Meaning::Cmyk | Meaning::YCbCr(_) => {
            (255 / highest) as u8
        }
    };
    let width = kind.size.0 as usize;
    let per_row = if planes > 1 {
        width
    } else {
        width * kind.per_pixel
    };
    packed
        .chunks_exact((per_row * bits).div_ceil(8))
        .flat_map(|row| {
            (0..per_row).map(move |at| {
                let shift = 8 - bits - at * bits % 8;
                (row[at * bits / 8] >> shift & highest as u8) * factor
            })
        })
        .collect()
}

/// Inverts the first of each `per_pixel` samples if white is zero.
fn black_is_zero<T: Copy + Not<Output = T>>(
    mut samples: Vec<T>,
    per_pixel: usize,
    white_is_zero: bool,
) -> Vec<T> {
    if white_is_zero {
        for pixel in samples.chunks_exact_mut(per_pixel) {
            pixel[0] = !pixel[0];
        }
    }
    samples
}

/// Divides colours by their alpha, the last sample of each pixel, if they are premultiplied.
fn unpremultiply<T>(mut samples: Vec<T>, per_pixel: usize, alpha: Alpha) -> Vec<T>
where
    T: Copy + Into<u64> + TryFrom<u64> + image::Primitive,
{
    if alpha != Alpha::Premultiplied {
        return samples;
    }
    let max = T::DEFAULT_MAX_VALUE;
    for pixel in samples.chunks_exact_mut(per_pixel) {
        let Some((alpha, colours)) = pixel.split_last_mut() else {
            continue;
        };
        let alpha: u64 = (*alpha).into();
        if alpha == 0 {
            continue;
        }
        for colour in colours {
            let divided = (Into::<u64>::into(*colour) * max.into() + alpha / 2) / alpha;
            // A colour above its alpha is an error in the file, and becomes the maximum.
            *colour = T::try_from(divided).unwrap_or(max);
        }
    }
    samples
}

/// Converts real numbers between 0 for black and 1 for white to samples of 16 bits. Highlights of a photo may be
/// brighter than white. If most numbers are brighter than white, they mean something else (0 to 255, or a measurement),
/// and the result is `None`.
fn samples_of_light(samples: impl ExactSizeIterator<Item = f64>) -> Option<Vec<u16>> {
    let total = samples.len();
    let mut brighter = 0_usize;
    let converted = samples
        .map(|light| {
            brighter += usize::from(light > 1.0);
            (light.clamp(0.0, 1.0) * f64::from(u16::MAX) + 0.5) as u16
        })
        .collect();
    (brighter <= total / 2).then_some(converted)
}
