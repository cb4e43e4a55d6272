//! Removes the parts of a JPEG's header that the decoder refuses and that don't affect the pixels: stray bytes between
//! markers, ICC pieces that don't fit together, and versions that the decoder doesn't know. Also corrects the range of
//! coefficients that some phones set to zero.
//!
//! TurboJPEG refuses a file with such a defect before it decodes, although every viewer shows it.

use localization::message;

use crate::Problem;

const START: [u8; 2] = [0xFF, 0xD8];

/// Returns the file with only those parts of the header that decoding needs. If the JPEG is sequential, its first scan
/// declares all coefficients.
pub(super) fn with_clean_header(jpeg: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut clean = Vec::with_capacity(jpeg.len());
    clean.extend(START);
    let mut sequential = false;
    let mut rest = jpeg.get(START.len()..).unwrap_or_default();
    loop {
        let (code, segment, after) = next_segment(rest).ok_or_else(truncated_header)?;
        rest = after;
        let mut keep = |content: &[u8]| {
            clean.extend([0xFF, code]);
            // The length fits in two bytes, since the content is no longer than that of a segment or than the short
            // JFIF content.
            clean.extend((content.len() as u16 + 2).to_be_bytes());
            clean.extend(content);
        };
        match code {
            // JFIF means that the colours are YCbCr. Its version doesn't matter.
            0xE0 if segment.starts_with(b"JFIF\0") => keep(b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            // The last byte of Adobe's segment defines the colours. It can be 0, 1 or 2; a segment with another value
            // is removed.
            0xEE if segment.starts_with(b"Adobe") && segment.len() >= 12 => {
                if segment[11] <= 2 {
                    keep(&segment[..12]);
                }
            }
            // Application markers and comments.
            0xE0..=0xEF | 0xFE => {}
            0xDA => {
                let mut scan = segment.to_vec();
                if let ([.., first, last, approximation], true) = (scan.as_mut_slice(), sequential)
                {
                    (*first, *last, *approximation) = (0, 63, 0);
                }
                keep(&scan);
                clean.extend(rest);
                return Ok(clean);
            }
            _ => {
                sequential |= matches!(code, 0xC0 | 0xC1);
                keep(segment);
            }
        }
    }
}

/// Returns the code of the next marker that has a segment, the segment's content, and the bytes after the segment.
/// Returns `None` if there is none before the end marker or the end of the file, or the segment is cut off.
fn next_segment(mut rest: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    loop {
        let at = rest.iter().position(|byte| *byte == 0xFF)?;
        rest = &rest[at + 1..];
        match rest {
            // A fill byte, a zero that makes no marker, or a marker without a segment.
            [0 | 0x01 | 0xFF | 0xD0..=0xD8, ..] => {}
            [0xD9, ..] | [] => return None,
            [code, high, low, content @ ..] => {
                let length = usize::from(u16::from_be_bytes([*high, *low])).checked_sub(2)?;
                let (segment, after) = content.split_at_checked(length)?;
                return Some((*code, segment, after));
            }
            _ => return None,
        }
    }
}

fn truncated_header() -> Problem {
    Problem::broken(message!("images-broken-header"))
}
