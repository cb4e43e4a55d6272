//! Decodes the names in a zip. The format allows UTF-8, marked by a flag, and code page 437. But many programs write
//! UTF-8 without the flag, and Windows uses the code page of its language.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GBK, IBM866, SHIFT_JIS, WINDOWS_1251};
use zip::read::OwnedZipFileEntry;
use zip::result::ZipError;

/// The flag of an entry whose name is in UTF-8. It is also set if an Info-ZIP extra field has such a name.
const UTF_8_FLAG: u16 = 1 << 11;

/// Returns the entries' names. All names without the flag are read in one encoding, because one program wrote them.
pub(super) fn decode(entries: &[OwnedZipFileEntry]) -> Result<Vec<String>, ZipError> {
    let is_flagged = |entry: &OwnedZipFileEntry| entry.flags().as_u16() & UTF_8_FLAG != 0;
    let unflagged: Vec<&[u8]> = entries
        .iter()
        .filter(|entry| !is_flagged(entry))
        .map(OwnedZipFileEntry::name_raw)
        .collect();
    let encoding = encoding_of(&unflagged);
    entries
        .iter()
        .map(|entry| match encoding {
            Some(encoding) if !is_flagged(entry) => Ok(decoded(encoding, entry.name_raw())),
            // The crate `zip` reads UTF-8, with or without the flag, and code page 437 otherwise.
            Some(_) | None => entry.name().map(|name| name.into_owned()),
        })
        .collect()
}

/// Returns the encoding of the names, or `None` if all are in UTF-8 or they are to be read as code page 437.
fn encoding_of(names: &[&[u8]]) -> Option<&'static Encoding> {
    if names.iter().all(|name| std::str::from_utf8(name).is_ok()) {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    for name in names {
        detector.feed(name, false);
        detector.feed(b"\n", false);
    }
    detector.feed(b"", true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    // The detector doesn't know code page 437 and mistakes it for another encoding. So its guess is accepted only if
    // all non-ASCII characters are in the script of that encoding.
    let is_script: fn(char) -> bool = if [GBK, BIG5, SHIFT_JIS, EUC_JP, EUC_KR].contains(&encoding)
    {
        is_east_asian
    } else if [IBM866, WINDOWS_1251].contains(&encoding) {
        is_cyrillic
    } else {
        return None;
    };
    let decoded: String = names.iter().map(|name| decoded(encoding, name)).collect();
    let foreign = || decoded.chars().filter(|c| !c.is_ascii());
    (foreign().all(is_script) && foreign().any(char::is_alphabetic)).then_some(encoding)
}

fn decoded(encoding: &'static Encoding, name: &[u8]) -> String {
    encoding.decode_without_bom_handling(name).0.into_owned()
}

/// Returns whether a character is an ideograph, kana or hangul, or a symbol or wide form that is used with these.
fn is_east_asian(c: char) -> bool {
    matches!(
        c,
        '\u{1100}'..='\u{11ff}'
            | '\u{2010}'..='\u{27bf}'
            | '\u{3000}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7af}'
            | '\u{f900}'..='\u{faff}'
            | '\u{ff00}'..='\u{ffef}'
    )
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}' | '№' | '«' | '»' | '—')
}
