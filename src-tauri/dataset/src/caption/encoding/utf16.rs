//! UTF-16 without a byte order mark, and the order of its bytes.

use encoding_rs::{Encoding, SHIFT_JIS, UTF_16BE, UTF_16LE};
use unicode_script::{Script, UnicodeScript};

use super::TextEncoding;

/// Fewer ideographs could be a few letters in another encoding by chance.
const LEAST_IDEOGRAPHS: usize = 4;

/// The byte order of a text with a zero byte: no other text has one, and in UTF-16 every Latin letter, space and line
/// break does. `None` for bytes that can't be UTF-16 or have no zero.
pub(super) fn with_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    if !bytes.contains(&0) || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let (little, big) = (
        count_unlikely(bytes, u16::from_le_bytes),
        count_unlikely(bytes, u16::from_be_bytes),
    );
    let zeros_in_high_place = |offset: usize| {
        let places = bytes.iter().skip(offset).step_by(2);
        places.filter(|&&byte| byte == 0).count()
    };
    let is_little = match little.cmp(&big) {
        std::cmp::Ordering::Less => true,
        std::cmp::Ordering::Greater => false,
        std::cmp::Ordering::Equal => zeros_in_high_place(1) >= zeros_in_high_place(0),
    };
    Some(if is_little { UTF_16LE } else { UTF_16BE })
}

/// The byte order of a text in Chinese or Japanese without any space, digit or Latin letter. Texts in older encodings
/// are not of that form, except for Japanese in Shift_JIS.
pub(super) fn of_ideographs(bytes: &[u8]) -> Option<&'static Encoding> {
    if !bytes.len().is_multiple_of(2) || bytes.len() / 2 < LEAST_IDEOGRAPHS {
        return None;
    }
    if characters(bytes, u16::from_le_bytes).all(is_ideographic) {
        Some(UTF_16LE)
    } else if characters(bytes, u16::from_be_bytes).all(is_ideographic)
        && TextEncoding::unmarked(SHIFT_JIS).decode(bytes).is_none()
    {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The characters in an order of bytes; `None` for half a character.
fn characters(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> impl Iterator<Item = Option<char>> + '_ {
    let units = bytes.as_chunks::<2>().0.iter().map(move |&pair| unit(pair));
    char::decode_utf16(units).map(Result::ok)
}

fn count_unlikely(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> usize {
    characters(bytes, unit).filter(|&c| is_unlikely(c)).count()
}

/// Whether a character is rare enough to say that the bytes are in the other order.
fn is_unlikely(c: Option<char>) -> bool {
    let Some(c) = c else { return true };
    // Of the characters that end in a zero byte, only "one" and the wide space are in use. Latin text in the wrong
    // order has nothing else.
    let ends_in_zero = u32::from(c).trailing_zeros() >= 8 && !matches!(c, '一' | '\u{3000}');
    ends_in_zero
        || super::is_no_text(c)
        || c.script() == Script::Unknown
        || matches!(c, '\u{3400}'..='\u{4dbf}')
}

fn is_ideographic(c: Option<char>) -> bool {
    c.is_some_and(|c| {
        matches!(
            c,
            '\u{3000}'..='\u{30ff}' // punctuation and kana
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ff00}'..='\u{ffef}' // wide punctuation
            | '‘' | '’' | '“' | '”' | '…' | '—'
        )
    })
}
