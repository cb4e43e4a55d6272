//! Finds where words begin and end, also beside text in a script that is written without spaces.
//!
//! In "一张TOK的照片" only the change of script shows that "TOK" is a word. Words within such a script can be found only
//! with a dictionary, so every character there counts as a word: a search finds a text wherever it occurs.

use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

/// Returns whether a word may begin or end at byte `at` of `text`: at the ends of the text, beside a character that is
/// not part of a word, and beside each character of a script without spaces. A character is never separated from its
/// combining marks.
pub(crate) fn is_boundary(text: &str, at: usize) -> bool {
    let before = text[..at].chars().rev().find(|&c| !is_combining_mark(c));
    let after = text[at..].chars().next();
    !matches!((before, after), (Some(left), Some(right)) if are_joined(left, right))
}

/// Returns the words of a text with their byte offsets. Each character of a script without spaces is a word.
pub(crate) fn pieces(text: &str) -> Vec<(usize, &str)> {
    let mut pieces = Vec::new();
    let mut start = None;
    let mut before = None;
    for (at, c) in text.char_indices() {
        let continues = before.is_some_and(|left| are_joined(left, c));
        if !continues {
            pieces.extend(start.take().map(|start| (start, &text[start..at])));
            start = is_part_of_word(c).then_some(at);
        }
        if !is_combining_mark(c) {
            before = Some(c);
        }
    }
    pieces.extend(start.map(|start| (start, &text[start..])));
    pieces
}

/// Returns the byte offsets inside a text where two words meet with nothing between them: before and after "TOK" in
/// "一张TOK的照片", and between any two characters of a script without spaces.
pub(crate) fn hidden_boundaries(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut before = None;
    text.char_indices().filter_map(move |(at, c)| {
        if is_combining_mark(c) {
            return None;
        }
        let left = before.replace(c)?;
        let both = is_part_of_word(left) && is_part_of_word(c);
        (both && !are_joined(left, c)).then_some(at)
    })
}

/// Divides a word, given with its byte offset, where a script with spaces meets one without.
pub(crate) fn split_by_script((start, word): (usize, &str)) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let mut from = 0;
    let mut without_spaces = None;
    for (at, c) in word.char_indices() {
        if is_combining_mark(c) {
            continue;
        }
        let now = is_without_spaces(c);
        if without_spaces
            .replace(now)
            .is_some_and(|before| before != now)
        {
            parts.push((start + from, &word[from..at]));
            from = at;
        }
    }
    parts.push((start + from, &word[from..]));
    parts
}

/// Returns whether two neighbouring characters belong to one word. `left` is not a combining mark.
fn are_joined(left: char, right: char) -> bool {
    is_part_of_word(left)
        && (is_combining_mark(right)
            || (is_part_of_word(right) && !is_without_spaces(left) && !is_without_spaces(right)))
}

fn is_part_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Returns whether a character belongs to a script that has no spaces between words or, in Korean, between a word and
/// its particles.
///
/// Source: the classes ID, H2, H3, SA, AK and AS of Unicode Standard Annex #14, Line Breaking.
pub(crate) fn is_without_spaces(c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    let scripts = c.script_extension();
    !scripts.is_common()
        && !scripts.is_inherited()
        && WITHOUT_SPACES
            .iter()
            .any(|&script| scripts.contains_script(script))
}

const WITHOUT_SPACES: [Script; 18] = [
    Script::Han,
    Script::Hiragana,
    Script::Katakana,
    Script::Bopomofo,
    Script::Hangul,
    Script::Thai,
    Script::Lao,
    Script::Khmer,
    Script::Myanmar,
    Script::Tibetan,
    Script::Javanese,
    Script::Balinese,
    Script::Yi,
    Script::Tai_Le,
    Script::New_Tai_Lue,
    Script::Tai_Tham,
    Script::Tai_Viet,
    Script::Ahom,
];
