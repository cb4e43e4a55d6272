//! Lets the `tiff` crate read samples as they are stored, whatever their meaning.
//!
//! The crate doesn't support samples of palettes and Lab, drops samples that aren't colours before it undoes the
//! predictor (which then goes wrong), and ignores the order of bits. Reading a copy of the file that declares its
//! samples as grey, with the bits reversed if necessary, avoids these problems.

use std::borrow::Cow;
use std::io::{Read, Seek};
use std::ops::Range;

use tiff::decoder::Decoder;
use tiff::tags::Tag;
use tiff::{TiffError, TiffFormatError, TiffResult};

use super::{Kind, Meaning};

const PHOTOMETRIC: u16 = 262;
const SHORT: u16 = 3;
const BLACK_IS_ZERO: u16 = 1;

/// Returns the file if the crate reads all its samples unchanged, and otherwise a changed copy for which it does.
pub(super) fn with_plain_samples<'a>(
    bytes: &'a [u8],
    decoder: &mut Decoder<impl Read + Seek>,
    kind: &Kind,
) -> TiffResult<Cow<'a, [u8]>> {
    let is_plain = matches!(
        (&kind.meaning, kind.per_pixel),
        (
            Meaning::Grey {
                white_is_zero: false
            },
            1
        ) | (Meaning::Rgb, 3)
            | (Meaning::Cmyk, 4)
    );
    if is_plain && !kind.lowest_bit_first {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut copy = bytes.to_vec();
    if kind.lowest_bit_first {
        for range in chunks(decoder)? {
            // A strip that extends beyond the end of the file is reported when it is read.
            let end = range.end.min(copy.len());
            if let Some(chunk) = copy.get_mut(range.start..end) {
                chunk
                    .iter_mut()
                    .for_each(|byte| *byte = byte.reverse_bits());
            }
        }
    }
    declare_grey(&mut copy).ok_or(TiffError::FormatError(TiffFormatError::InvalidTag))?;
    Ok(Cow::Owned(copy))
}

/// Returns the byte ranges of the strips or tiles in the file.
fn chunks(decoder: &mut Decoder<impl Read + Seek>) -> TiffResult<Vec<Range<usize>>> {
    let mut numbers = |strips, tiles| {
        Ok::<_, TiffError>(match decoder.find_tag_unsigned_vec::<u64>(strips)? {
            Some(numbers) => numbers,
            None => decoder
                .find_tag_unsigned_vec::<u64>(tiles)?
                .unwrap_or_default(),
        })
    };
    let offsets = numbers(Tag::StripOffsets, Tag::TileOffsets)?;
    let lengths = numbers(Tag::StripByteCounts, Tag::TileByteCounts)?;
    offsets
        .into_iter()
        .zip(lengths)
        .map(|(offset, length)| {
            let end = offset.saturating_add(length);
            Ok(usize::try_from(offset)?..usize::try_from(end)?)
        })
        .collect()
}

/// Changes the photometric interpretation in the first directory to grey. Returns `None` if the directory has no such
/// entry or extends beyond the file.
fn declare_grey(file: &mut [u8]) -> Option<()> {
    let is_little_endian = file.starts_with(b"II");
    let number = |file: &[u8], at: usize, length: usize| -> Option<u64> {
        let bytes = file.get(at..at.checked_add(length)?)?;
        let step = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
        Some(if is_little_endian {
            bytes.iter().rev().fold(0, step)
        } else {
            bytes.iter().fold(0, step)
        })
    };
    let short = |value: u16| {
        if is_little_endian {
            value.to_le_bytes()
        } else {
            value.to_be_bytes()
        }
    };
    // BigTIFF has longer offsets, counts and entries.
    let is_big_tiff = number(file, 2, 2)? == 43;
    let (pointer, offset_length, count_length, entry_length) = if is_big_tiff {
        (8, 8, 8, 20)
    } else {
        (4, 4, 2, 12)
    };
    let directory = usize::try_from(number(file, pointer, offset_length)?).ok()?;
    let count = number(file, directory, count_length)?;
    let mut entry = directory.checked_add(count_length)?;
    for _ in 0..count {
        if number(file, entry, 2)? == u64::from(PHOTOMETRIC) {
            let value = entry + 4 + offset_length;
            file.get_mut(entry + 2..entry + 4)?
                .copy_from_slice(&short(SHORT));
            file.get_mut(value..value + 2)?
                .copy_from_slice(&short(BLACK_IS_ZERO));
            return Some(());
        }
        entry = entry.checked_add(entry_length)?;
    }
    None
}
