//! Detects UTF-16 without a byte order mark, and its byte order.

use std::cmp::Ordering;

use encoding_rs::{Encoding, SHIFT_JIS, UTF_16BE, UTF_16LE};

use super::TextEncoding;

/// The minimum number of characters of a text that is detected as UTF-16 without control bytes. The bytes of a shorter
/// text could also be a word in another encoding.
const MIN_IDEOGRAPHS: usize = 6;

/// Detects UTF-16 by control bytes, which don't occur in texts in other encodings, and returns the byte order. A zero
/// byte is the high byte of every basic Latin letter, space and line break. If a text has none of these and is in
/// a script such as Greek or Thai, every high byte is another control byte. Returns `None` for bytes that can't be
/// UTF-16, or that may also be a text in another encoding.
pub(super) fn with_control_bytes(bytes: &[u8]) -> Option<&'static Encoding> {
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    if bytes.contains(&0) {
        return Some(order_with_zeros(bytes));
    }
    let are_high_bytes = |offset: usize| {
        let mut places = bytes.iter().skip(offset).step_by(2);
        bytes.len() > 2 && places.all(|byte| matches!(byte, 0x01..=0x08 | 0x0e..=0x1a))
    };
    if are_high_bytes(1) {
        Some(UTF_16LE)
    } else if are_high_bytes(0) {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn order_with_zeros(bytes: &[u8]) -> &'static Encoding {
    let (little, big) = (
        count_unlikely(bytes, u16::from_le_bytes),
        count_unlikely(bytes, u16::from_be_bytes),
    );
    let zeros = |offset: usize| {
        let places = bytes.iter().skip(offset).step_by(2);
        places.filter(|&&byte| byte == 0).count()
    };
    let is_little = match little.cmp(&big) {
        Ordering::Less => true,
        Ordering::Greater => false,
        Ordering::Equal => zeros(1) >= zeros(0),
    };
    if is_little { UTF_16LE } else { UTF_16BE }
}

/// Detects UTF-16 in a Chinese or Japanese text without any space, digit or Latin letter, and returns the byte order.
/// Texts in older encodings don't look like such a text, with two exceptions that are ruled out: Japanese in Shift_JIS,
/// and texts that have mostly letters in the places of the low bytes.
pub(super) fn of_ideographs(bytes: &[u8]) -> Option<&'static Encoding> {
    if !bytes.len().is_multiple_of(2) || bytes.len() / 2 < MIN_IDEOGRAPHS {
        return None;
    }
    let are_ideographs = |unit| characters(bytes, unit).all(|c| c.is_some_and(is_ideographic));
    // The low bytes of ideographs are evenly distributed. A Latin text has mostly letters in their places, some with
    // accents.
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b' ' || byte >= 0xc0;
    let has_other_bytes = |offset: usize| {
        let low = bytes.iter().skip(offset).step_by(2);
        low.filter(|&&byte| !is_letter(byte)).count() * 8 >= bytes.len()
    };
    if are_ideographs(u16::from_le_bytes) && has_other_bytes(0) {
        Some(UTF_16LE)
    } else if are_ideographs(u16::from_be_bytes)
        && has_other_bytes(1)
        && TextEncoding::without_bom(SHIFT_JIS).decode(bytes).is_none()
    {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Detects UTF-16 in a Japanese text whose bytes may all be ASCII, since the bytes of a kana can be a "0" and a letter.
/// Returns the byte order. At least a quarter of the characters must be kana. An ASCII text is very unlikely to meet
/// this condition: at least a quarter of its high bytes would have to be a "0", and its other high bytes letters.
pub(super) fn of_kana(bytes: &[u8]) -> Option<&'static Encoding> {
    if !bytes.len().is_multiple_of(2) || bytes.len() / 2 < MIN_IDEOGRAPHS {
        return None;
    }
    let is_kana = |c: &char| matches!(c, '\u{3040}'..='\u{30ff}');
    let are_kana = |unit| {
        let text: Option<Vec<char>> = characters(bytes, unit)
            .map(|c| c.filter(|&c| is_ideographic(c)))
            .collect();
        text.is_some_and(|text| text.iter().filter(|c| is_kana(c)).count() * 4 >= text.len())
    };
    if are_kana(u16::from_le_bytes) {
        Some(UTF_16LE)
    } else if are_kana(u16::from_be_bytes) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Returns the characters of UTF-16 bytes in the byte order of `unit`, with `None` for an unpaired surrogate.
fn characters(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> impl Iterator<Item = Option<char>> + '_ {
    let units = bytes.as_chunks::<2>().0.iter().map(move |&pair| unit(pair));
    char::decode_utf16(units).map(Result::ok)
}

fn count_unlikely(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> usize {
    let characters = characters(bytes, unit);
    characters.filter(|c| !c.is_some_and(is_likely)).count()
}

/// Returns whether a character is common in text. Text in the wrong byte order consists mostly of uncommon characters.
fn is_likely(c: char) -> bool {
    // Latin letters in the wrong byte order all end in a zero byte. Of the characters that do, only “一” (one) and the
    // ideographic space are frequent.
    let ends_in_zero = u32::from(c).trailing_zeros() >= 8 && !matches!(c, '一' | '\u{3000}');
    let is_common = is_ideographic(c)
        || matches!(c,
            '\u{20}'..='\u{17f}' | '\t' | '\n' | '\r' // Latin
            | '\u{300}'..='\u{6ff}' // marks, Greek, Cyrillic, Hebrew, Arabic
            | '\u{900}'..='\u{eff}' // India, Thai, Lao
            | '\u{1e00}'..='\u{1eff}' // Vietnamese
            | '\u{2000}'..='\u{203f}' | '\u{20ac}' | '\u{2122}' | '\u{fe0f}'
            | '\u{ac00}'..='\u{d7a3}' // Korean
            | '\u{1f300}'..='\u{1faff}');
    is_common && !ends_in_zero
}

fn is_ideographic(c: char) -> bool {
    matches!(
        c,
        '\u{3000}'..='\u{30ff}' // punctuation and kana
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ff00}'..='\u{ffef}' // wide punctuation
        | '‘' | '’' | '“' | '”' | '…' | '—'
    )
}
