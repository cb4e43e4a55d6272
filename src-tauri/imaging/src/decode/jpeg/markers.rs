//! Reads a JPEG's header, up to the first scan: the size, the EXIF block, the profile and the properties of the coding.
//! No pixels are read.
//!
//! Sources: ITU-T T.81, annex B, for the markers; the ICC specification, annex B.4, for the profile, which is stored in
//! numbered pieces.

use std::io::{BufRead, Read, Seek};

use localization::message;

use super::coefficients;
use crate::Problem;
use crate::colour::MAX_PROFILE_BYTES;

/// The properties that a JPEG declares before its pixels.
pub(super) struct Markers {
    pub width: u32,
    pub height: u32,
    /// The EXIF block, starting with its TIFF header.
    pub exif: Option<Vec<u8>>,
    /// The ICC profile, joined from its pieces.
    pub profile: Option<Vec<u8>>,
    /// The number of channels of a pixel.
    pub channels: u8,
    /// The size of the coefficients that the decoder keeps, in bytes. 0 if it keeps none.
    pub coefficients: u64,
    /// True if CMYK samples are amounts of light instead of ink. Adobe's programs write them so, and mark the file with
    /// a segment of their own.
    pub inverted_inks: bool,
    /// True if the first scan of a sequential JPEG declares only the first coefficient of each block, although it has
    /// all of them. Some phones write zeros for the range of coefficients.
    pub zeroed_spectrum: bool,
}

const EXIF: &[u8] = b"Exif\0\0";
const ICC: &[u8] = b"ICC_PROFILE\0";

pub(super) fn read(file: &mut (impl BufRead + Seek)) -> Result<Markers, Problem> {
    let failed = |error: std::io::Error| Problem::from_read_error(&error);
    let mut exif = None;
    let mut pieces: Vec<(u8, Vec<u8>)> = Vec::new();
    let mut inverted_inks = false;
    let mut frame = None;
    let mut sequential = false;
    let mut profile_bytes = 0;
    file.seek_relative(2).map_err(failed)?;
    let first_scan = loop {
        match marker(file).map_err(failed)? {
            // Start of scan: the pixels. Profiles may follow the frame header, so all segments up to here are read.
            0xDA => break segment(file).unwrap_or_default(),
            0xD9 => return Err(Problem::broken(message!("images-broken-no-picture"))),
            // Restart markers and the other markers that have no length.
            0x01 | 0xD0..=0xD8 => {}
            // A frame header of any coding. C4, C8 and CC have other meanings.
            code @ (0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF) => {
                sequential = matches!(code, 0xC0 | 0xC1);
                let segment = segment(file).map_err(failed)?;
                frame = Some((size(&segment)?, code, segment));
            }
            0xE1 if exif.is_none() => {
                let segment = segment(file).map_err(failed)?;
                exif = segment.strip_prefix(EXIF).map(<[u8]>::to_vec);
            }
            0xE2 => {
                let segment = segment(file).map_err(failed)?;
                if let Some([number, _of, piece @ ..]) = segment.strip_prefix(ICC)
                    && profile_bytes <= MAX_PROFILE_BYTES
                {
                    profile_bytes += piece.len();
                    pieces.push((*number, piece.to_vec()));
                }
            }
            0xEE => inverted_inks |= segment(file).map_err(failed)?.starts_with(b"Adobe"),
            _ => {
                let length = length(file).map_err(failed)?;
                file.seek_relative(i64::from(length)).map_err(failed)?;
            }
        }
    };
    let ((width, height), code, frame) =
        frame.ok_or_else(|| Problem::broken(message!("images-broken-no-frame")))?;
    pieces.sort_by_key(|(number, _)| *number);
    let profile: Vec<u8> = pieces.into_iter().flat_map(|(_, piece)| piece).collect();
    Ok(Markers {
        width,
        height,
        exif,
        profile: (!profile.is_empty()).then_some(profile),
        channels: frame.get(5).copied().unwrap_or(3),
        coefficients: coefficients::memory(code, &frame, &first_scan),
        inverted_inks,
        zeroed_spectrum: sequential && first_scan.ends_with(&[0, 0, 0]),
    })
}

/// Returns the next marker's code. Skips fill bytes and, as decoders do, stray bytes.
fn marker(file: &mut impl BufRead) -> std::io::Result<u8> {
    let mut byte = [0];
    loop {
        file.skip_until(0xFF)?;
        while {
            file.read_exact(&mut byte)?;
            byte == [0xFF]
        } {}
        if byte != [0] {
            return Ok(byte[0]);
        }
    }
}

/// Reads the length of a segment, and returns the length of its content in bytes.
fn length(file: &mut impl Read) -> std::io::Result<u16> {
    let mut length = [0; 2];
    file.read_exact(&mut length)?;
    Ok(u16::from_be_bytes(length).saturating_sub(2))
}

fn segment(file: &mut impl Read) -> std::io::Result<Vec<u8>> {
    let mut content = vec![0; usize::from(length(file)?)];
    file.read_exact(&mut content)?;
    Ok(content)
}

fn size(frame: &[u8]) -> Result<(u32, u32), Problem> {
    match frame {
        [8, h1, h0, w1, w0, ..] => Ok((
            u32::from(u16::from_be_bytes([*w1, *w0])),
            u32::from(u16::from_be_bytes([*h1, *h0])),
        )),
        [bits, ..] => Err(Problem::unsupported(message!(
            "images-unsupported-jpeg-bits",
            count = *bits
        ))),
        [] => Err(Problem::broken(message!("images-broken-frame"))),
    }
}
