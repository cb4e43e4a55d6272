//! Decodes TIFF: reads the samples with the `tiff` crate, and interprets them according to the file's tags.
//!
//! The crate returns some kinds of samples unconverted and rejects others, and it misreads the order of bits and one
//! predictor. This module therefore uses the crate only to read plain samples ([`plain`]). The conversion to colours is
//! here and in [`samples`].

mod plain;
mod samples;

use std::io::{BufRead, Cursor, Read, Seek};

use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};
use localization::{Message, message};
use tiff::TiffError;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::{CompressionMethod, PhotometricInterpretation, SampleFormat, Tag};

use self::samples::Samples;
use super::{MAX_MEMORY, buffer, malformed, too_much_memory};
use crate::colour::{self, Colour, MAX_PROFILE_BYTES};
use crate::decode::{Cost, Decoded, Header};
use crate::{Format, Problem};

pub(super) fn header(file: &mut (impl BufRead + Seek)) -> Result<Header, Problem> {
    let mut decoder = Decoder::new(file).map_err(problem)?;
    let kind = Kind::of(&mut decoder)?;
    // Up to four samples per pixel are read in their own size, and then copied as samples of two bytes.
    let read = 4 * u64::from(kind.bits.max(32)) / 8;
    Ok(Header {
        stored: kind.size,
        orientation: kind.orientation,
        cost: Cost {
            fixed: 0,
            per_pixel: read + 8,
        },
    })
}

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Problem> {
    let mut decoder = Decoder::new(Cursor::new(bytes)).map_err(problem)?;
    let kind = Kind::of(&mut decoder)?;
    let profile = profile(&mut decoder);
    let plain = plain::with_plain_samples(bytes, &mut decoder, &kind).map_err(problem)?;
    let mut decoder = Decoder::new(Cursor::new(&*plain))
        .map_err(problem)?
        .with_limits(limits());
    let samples = samples(&mut decoder, &kind)?;
    let (pixels, colour) = match &kind.meaning {
        Meaning::Grey { white_is_zero } => (
            samples.grey(kind.size, kind.alpha, *white_is_zero)?,
            Colour::of_icc(profile),
        ),
        Meaning::Rgb => (samples.rgb(kind.size, kind.alpha)?, Colour::of_icc(profile)),
        Meaning::Palette(colours) => {
            let pixels = samples.eight_bits().into_iter();
            let pixels = pixels.flat_map(|index| colours[usize::from(index)]);
            (rgb(kind.size, pixels.collect())?, Colour::of_icc(profile))
        }
        Meaning::YCbCr(weights) => {
            let pixels = samples::rgb_from_ycbcr(samples.eight_bits(), *weights);
            (rgb(kind.size, pixels)?, Colour::of_icc(profile))
        }
        Meaning::Cmyk => {
            let pixels = colour::from_cmyk(&samples.eight_bits(), profile.as_deref());
            (rgb(kind.size, pixels)?, Colour::Srgb)
        }
    };
    Ok(Decoded { pixels, colour })
}

/// The properties that the tags declare, as far as they are supported.
struct Kind {
    size: (u32, u32),
    orientation: Orientation,
    meaning: Meaning,
    /// Samples per pixel, including those that are not colours.
    per_pixel: usize,
    /// Bits per sample.
    bits: u16,
    /// The meaning of the first sample after the colours.
    alpha: Alpha,
    /// True if the lowest bit of each byte comes first. Always false for JPEG, which defines its own order.
    lowest_bit_first: bool,
}

/// The meaning of the samples.
enum Meaning {
    Grey {
        white_is_zero: bool,
    },
    Rgb,
    Palette(Vec<[u8; 3]>),
    Cmyk,
    /// The weights of red, green and blue in luma.
    YCbCr([f32; 3]),
}

impl Meaning {
    /// Returns the number of samples that make up a colour.
    fn samples(&self) -> usize {
        match self {
            Meaning::Grey { .. } | Meaning::Palette(_) => 1,
            Meaning::Rgb | Meaning::YCbCr(_) => 3,
            Meaning::Cmyk => 4,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alpha {
    None,
    /// The colours are not multiplied by alpha.
    Straight,
    /// The colours were multiplied by alpha.
    Premultiplied,
}

impl Kind {
    fn of(decoder: &mut Decoder<impl Read + Seek>) -> Result<Kind, Problem> {
        let number = |decoder: &mut Decoder<_>, tag: Tag, default: u16| {
            // Some programs write these numbers as integers of another size, or write several values, of which the
            // first is used.
            decoder
                .find_tag_unsigned_vec::<u64>(tag)
                .ok()
                .flatten()
                .and_then(|values| u16::try_from(*values.first()?).ok())
                .unwrap_or(default)
        };
        let size = decoder.dimensions().map_err(problem)?;
        let compression = number(decoder, Tag::Compression, 1);
        if let Some(sentence) = unsupported_compression_message(compression) {
            return Err(Problem::unsupported(sentence));
        }
        let bits = number(decoder, Tag::BitsPerSample, 1);
        let format = number(decoder, Tag::SampleFormat, 1);
        let interpretation = number(decoder, Tag::PhotometricInterpretation, u16::MAX);
        let per_pixel = usize::from(number(decoder, Tag::SamplesPerPixel, 1));
        let is_predicted = number(decoder, Tag::Predictor, 1) != 1;

        let meaning = match PhotometricInterpretation::from_u16(interpretation) {
            Some(PhotometricInterpretation::WhiteIsZero) => Meaning::Grey {
                white_is_zero: true,
            },
            // A mask is a picture of one bit per pixel.
            Some(
                PhotometricInterpretation::BlackIsZero
                | PhotometricInterpretation::TransparencyMask,
            ) => Meaning::Grey {
                white_is_zero: false,
            },
            Some(PhotometricInterpretation::RGB) => Meaning::Rgb,
            Some(PhotometricInterpretation::RGBPalette) => {
                Meaning::Palette(palette(decoder, bits)?)
            }
            Some(PhotometricInterpretation::CMYK) => Meaning::Cmyk,
            Some(PhotometricInterpretation::YCbCr) => {
                let subsampling = decoder
                    .find_tag_unsigned_vec::<u16>(Tag::ChromaSubsampling)
                    .ok()
                    .flatten()
                    .unwrap_or_else(|| vec![2, 2]);
                let is_jpeg =
                    CompressionMethod::from_u16(compression) == Some(CompressionMethod::ModernJPEG);
                if bits != 8 || (subsampling != [1, 1] && !is_jpeg) {
                    return Err(Problem::unsupported(message!(
                        "images-unsupported-tiff-ycbcr"
                    )));
                }
                Meaning::YCbCr(luma_weights(decoder))
            }
            Some(
                PhotometricInterpretation::CIELab
                | PhotometricInterpretation::IccLab
                | PhotometricInterpretation::ItuLab,
            ) => {
                return Err(Problem::unsupported(message!(
                    "images-unsupported-tiff-lab"
                )));
            }
            _ => {
                return Err(Problem::unsupported(message!(
                    "images-unsupported-tiff-colours"
                )));
            }
        };
        let colours = meaning.samples();
        if per_pixel < colours {
            return Err(Problem::broken(message!("images-broken-samples")));
        }
        let is_supported = match SampleFormat::from_u16(format) {
            Some(SampleFormat::Uint | SampleFormat::Void) => {
                matches!(bits, 8 | 16 | 32) || (matches!(bits, 1 | 2 | 4) && !is_predicted)
            }
            Some(SampleFormat::IEEEFP) => {
                matches!(bits, 16 | 32 | 64)
                    && matches!(meaning, Meaning::Grey { .. } | Meaning::Rgb)
            }
            _ => false,
        };
        if !is_supported || (matches!(meaning, Meaning::Palette(_)) && bits > 8) {
            return Err(Problem::unsupported(message!(
                "images-unsupported-tiff-bits",
                count = bits
            )));
        }
        let extra = decoder
            .find_tag_unsigned_vec::<u16>(Tag::ExtraSamples)
            .ok()
            .flatten();
        let alpha = match extra.as_deref() {
            _ if per_pixel == colours => Alpha::None,
            _ if !matches!(meaning, Meaning::Grey { .. } | Meaning::Rgb) => Alpha::None,
            Some([1, ..]) => Alpha::Premultiplied,
            Some([2, ..]) => Alpha::Straight,
            Some(_) => Alpha::None,
            // Most programs treat a fourth sample without a description as an alpha channel.
            None if matches!(meaning, Meaning::Rgb) => Alpha::Straight,
            None => Alpha::None,
        };
        let orientation = u8::try_from(number(decoder, Tag::Orientation, 1))
            .ok()
            .and_then(Orientation::from_exif)
            .unwrap_or(Orientation::NoTransforms);
        Ok(Kind {
            size,
            orientation,
            meaning,
            per_pixel,
            bits,
            alpha,
            lowest_bit_first: number(decoder, Tag::FillOrder, 1) == 2
                && CompressionMethod::from_u16(compression) != Some(CompressionMethod::ModernJPEG),
        })
    }

    /// Returns how many samples of each pixel are used.
    fn samples_kept(&self) -> usize {
        self.meaning.samples() + usize::from(self.alpha != Alpha::None)
    }
}

/// Returns the message about a compression that isn't supported, or `None` if it is supported.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the rest of an open list is named by its code"
)]
fn unsupported_compression_message(code: u16) -> Option<Message> {
    let named = |name: &str| message!("images-unsupported-tiff-compression", compression = name);
    Some(match CompressionMethod::from_u16_exhaustive(code) {
        CompressionMethod::None
        | CompressionMethod::Fax4
        | CompressionMethod::LZW
        | CompressionMethod::ModernJPEG
        | CompressionMethod::Deflate
        | CompressionMethod::OldDeflate
        | CompressionMethod::PackBits => return None,
        CompressionMethod::Huffman => named("CCITT"),
        CompressionMethod::Fax3 => message!("images-unsupported-tiff-fax"),
        CompressionMethod::JPEG => message!("images-unsupported-tiff-old-jpeg"),
        CompressionMethod::ZSTD => named("Zstandard"),
        CompressionMethod::WebP => named("WebP"),
        _ => match code {
            34_661 => named("JBIG"),
            34_712 => named("JPEG 2000"),
            34_887 => named("LERC"),
            34_925 => named("LZMA"),
            other => message!(
                "images-unsupported-tiff-unknown",
                number = other.to_string()
            ),
        },
    })
}

fn palette(decoder: &mut Decoder<impl Read + Seek>, bits: u16) -> Result<Vec<[u8; 3]>, Problem> {
    let map = decoder.get_tag_u16_vec(Tag::ColorMap).map_err(problem)?;
    let count = 1_usize << bits.min(16);
    if map.len() < count * 3 {
        return Err(Problem::broken(message!("images-broken-palette")));
    }
    // Some programs write 8 bits although the format requires 16.
    let shift = if map.iter().all(|value| *value < 256) {
        0
    } else {
        8
    };
    Ok((0..count)
        .map(|at| [0, 1, 2].map(|channel| (map[at + channel * count] >> shift) as u8))
        .collect())
}

/// Returns the weights of red, green and blue in luma: the file's or, if it has no valid ones, those of ITU-R BT.601.
fn luma_weights(decoder: &mut Decoder<impl Read + Seek>) -> [f32; 3] {
    decoder
        .get_tag_f32_vec(Tag::Unknown(529))
        .ok()
        .and_then(|weights| <[f32; 3]>::try_from(weights).ok())
        .filter(|weights| weights.iter().all(|weight| *weight > 0.0 && *weight < 1.0))
        .unwrap_or([0.299, 0.587, 0.114])
}

/// Returns the ICC profile, unless it is too large to be one.
fn profile(decoder: &mut Decoder<impl Read + Seek>) -> Option<Vec<u8>> {
    let entry = decoder.image_ifd().find_entry(Tag::IccProfile)?;
    if entry.count() > MAX_PROFILE_BYTES as u64 {
        return None;
    }
    decoder.get_tag_u8_vec(Tag::IccProfile).ok()
}

/// Reads the samples, and returns those that are used, pixel by pixel.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only this one is not about the content"
)]
fn samples(decoder: &mut Decoder<impl Read + Seek>, kind: &Kind) -> Result<Samples, Problem> {
    let mut result = DecodingResult::U8(Vec::new());
    let layout = decoder
        .read_image_to_buffer(&mut result)
        .map_err(|error| match error {
            TiffError::LimitsExceeded => too_much_memory(Format::Tiff),
            other => problem(other),
        })?;
    if result.as_buffer(0).as_bytes().len() < layout.complete_len {
        return Err(too_much_memory(Format::Tiff));
    }
    Samples::of(result, kind, layout.planes)
        .ok_or_else(|| Problem::unsupported(message!("images-unsupported-tiff-samples")))
}

fn rgb(size: (u32, u32), pixels: Vec<u8>) -> Result<DynamicImage, Problem> {
    let picture: RgbImage = buffer(size, pixels)?;
    Ok(DynamicImage::ImageRgb8(picture))
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = MAX_MEMORY as usize;
    limits.intermediate_buffer_size = MAX_MEMORY as usize;
    limits.ifd_value_size = MAX_PROFILE_BYTES;
    limits
}

fn problem(error: TiffError) -> Problem {
    match error {
        TiffError::IoError(error) => Problem::from_read_error(&error),
        TiffError::UnsupportedError(error) => {
            tracing::debug!(%error, "an unsupported TIFF");
            Problem::unsupported(message!(
                "images-unsupported-kind",
                format = Format::Tiff.label()
            ))
        }
        // `LimitsExceeded` here means that the value of a tag is too large. Too many samples are reported by `samples`.
        other @ (TiffError::LimitsExceeded
        | TiffError::FormatError(_)
        | TiffError::IntSizeError
        | TiffError::UsageError(_)) => malformed(other),
    }
}
