//! Decodes and encodes the text of caption files.

mod guess;
mod utf16;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use localization::{Message, message, text};

pub(crate) use guess::{Reading, SharedGuess, guess_together, read};

/// The encoding of a caption file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TextEncoding {
    encoding: &'static Encoding,
    /// True if the file starts with a byte order mark.
    has_bom: bool,
}

/// The name of an encoding, and its languages or script.
type Offered = (&'static str, fn() -> Message);

/// The encodings that a person can choose, the most used first.
const OFFERED: [Offered; 27] = [
    ("windows-1252", || {
        message!("captions-encoding-western-european")
    }),
    ("GBK", || message!("captions-encoding-chinese-simplified")),
    ("Big5", || message!("captions-encoding-chinese-traditional")),
    ("Shift_JIS", || message!("captions-encoding-japanese")),
    ("EUC-KR", || message!("captions-encoding-korean")),
    ("windows-1251", || message!("captions-encoding-cyrillic")),
    ("windows-1250", || {
        message!("captions-encoding-central-european")
    }),
    ("windows-1254", || message!("captions-encoding-turkish")),
    ("windows-1253", || message!("captions-encoding-greek")),
    ("windows-1255", || message!("captions-encoding-hebrew")),
    ("windows-1256", || message!("captions-encoding-arabic")),
    ("windows-1257", || message!("captions-encoding-baltic")),
    ("windows-1258", || message!("captions-encoding-vietnamese")),
    ("windows-874", || message!("captions-encoding-thai")),
    ("EUC-JP", || message!("captions-encoding-japanese")),
    ("KOI8-U", || message!("captions-encoding-cyrillic")),
    ("IBM866", || message!("captions-encoding-cyrillic-dos")),
    ("ISO-8859-5", || message!("captions-encoding-cyrillic")),
    ("ISO-8859-2", || {
        message!("captions-encoding-central-european")
    }),
    ("ISO-8859-4", || message!("captions-encoding-baltic")),
    ("ISO-8859-13", || message!("captions-encoding-baltic")),
    ("ISO-8859-7", || message!("captions-encoding-greek")),
    ("ISO-8859-8", || message!("captions-encoding-hebrew")),
    ("ISO-8859-6", || message!("captions-encoding-arabic")),
    ("macintosh", || {
        message!("captions-encoding-western-european-mac")
    }),
    ("UTF-16LE", || message!("captions-encoding-unicode")),
    ("UTF-16BE", || message!("captions-encoding-unicode")),
];

impl Default for TextEncoding {
    /// UTF-8 without a byte order mark, the encoding of new captions.
    fn default() -> TextEncoding {
        TextEncoding::without_bom(UTF_8)
    }
}

impl TextEncoding {
    fn without_bom(encoding: &'static Encoding) -> TextEncoding {
        TextEncoding {
            encoding,
            has_bom: false,
        }
    }

    /// Returns the encoding with this name, if it is one that a person can choose.
    pub fn named(name: &str) -> Option<TextEncoding> {
        let offered = OFFERED.iter().any(|(offered, _)| *offered == name);
        let encoding = Encoding::for_label(name.as_bytes()).filter(|_| offered)?;
        Some(TextEncoding::without_bom(encoding))
    }

    /// Returns the encodings that a person can choose, the most used first.
    pub(crate) fn offered() -> impl Iterator<Item = TextEncoding> {
        OFFERED
            .iter()
            .filter_map(|(name, _)| TextEncoding::named(name))
    }

    /// Returns whether this is UTF-8 or UTF-16, which can encode every character.
    pub(crate) fn is_unicode(self) -> bool {
        [UTF_8, UTF_16LE, UTF_16BE].contains(&self.encoding)
    }

    /// Returns the encoding's name in the WHATWG's Encoding Standard, such as "GBK".
    pub fn name(self) -> &'static str {
        self.encoding.name()
    }

    /// Returns the encoding's languages or script and its name, such as "Chinese, simplified (GBK)". Returns only the
    /// name if a person can't choose the encoding.
    pub fn shown(self) -> String {
        let name = self.name();
        match OFFERED.iter().find(|(offered, _)| *offered == name) {
            Some((_, language)) => text!("captions-encoding", language = language(), name = name),
            None => name.to_owned(),
        }
    }

    /// Decodes the text of a file, or returns `None` if the bytes can't be text in this encoding.
    pub(crate) fn decode(self, bytes: &[u8]) -> Option<String> {
        let bytes = if self.has_bom {
            bytes.strip_prefix(self.bom())?
        } else {
            bytes
        };
        let text = self
            .encoding
            .decode_without_bom_handling_and_without_replacement(bytes)?;
        (!text.contains(is_no_text)).then(|| text.into_owned())
    }

    /// Encodes a text, or returns `None` if a character can't be written in this encoding.
    pub(crate) fn encode(self, text: &str) -> Option<Vec<u8>> {
        let mut bytes = if self.has_bom {
            self.bom().to_vec()
        } else {
            Vec::new()
        };
        if self.encoding == UTF_16LE {
            bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        } else if self.encoding == UTF_16BE {
            bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        } else {
            let (encoded, _, unmappable) = self.encoding.encode(text);
            if unmappable {
                return None;
            }
            bytes.extend_from_slice(&encoded);
        }
        Some(bytes)
    }

    fn bom(self) -> &'static [u8] {
        if self.encoding == UTF_16LE {
            b"\xff\xfe"
        } else if self.encoding == UTF_16BE {
            b"\xfe\xff"
        } else {
            b"\xef\xbb\xbf"
        }
    }
}

/// Returns whether a character is a control character that text files don't contain. Bytes that decode to such a
/// character are in another encoding.
fn is_no_text(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')
}
