//! A JPEG's header without what stops the decoder and matters to no pixel: stray bytes between
//! markers, ICC pieces that don't fit together, versions that it doesn't know.
//!
//! TurboJPEG refuses a file for such a thing before it decodes, and every viewer shows it.

use crate::Problem;

const START: [u8; 2] = [0xFF, 0xD8];

/// The file with a header of only what decoding needs.
pub(super) fn with_clean_header(jpeg: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut clean = Vec::with_capacity(jpeg.len());
    clean.extend(START);
    let mut sequential = false;
    let mut rest = jpeg.get(START.len()..).unwrap_or_default();
    loop {
        let (code, segment, after) = next_segment(rest).ok_or_else(cut_off)?;
        rest = after;
        let mut keep = |content: &[u8]| {
            clean.extend([0xFF, code]);
            // A segment's content is shorter than its length can say, since it had one.
            clean.extend((content.len() as u16 + 2).to_be_bytes());
            clean.extend(content);
        };
        match code {
            // JFIF tells that the colours are YCbCr; its version tells nothing.
            0xE0 if segment.starts_with(b"JFIF\0") => keep(b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            // Adobe's marker tells the colours by its last byte, of which three are known.
            0xEE if segment.starts_with(b"Adobe") && segment.len() >= 12 => {
                if segment[11] <= 2 {
                    keep(&segment[..12]);
                }
            }
            // Applications' markers and comments.
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

/// The next marker that has a segment, the segment's content, and what follows.
fn next_segment(mut rest: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    loop {
        let at = rest.iter().position(|byte| *byte == 0xFF)?;
        rest = &rest[at + 1..];
        match rest {
            // A byte that fills up, no marker, or one without a segment.
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

fn cut_off() -> Problem {
    Problem::broken("its header is cut off")
}
