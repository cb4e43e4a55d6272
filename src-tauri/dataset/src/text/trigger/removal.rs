//! Removes the trigger word from a caption so that the rest still reads well.

use std::ops::Range;

use super::find;
use crate::text::tags;
use crate::text::words::boundary::is_boundary;

/// Removes `word` from `caption` wherever it is a whole word, along with the comma or the space that belongs to it:
/// "TOK, a dog" becomes "a dog". The rest stays as it is.
pub fn remove(caption: &str, word: &str) -> String {
    let mut rest = caption.to_owned();
    for place in removals(caption, word).into_iter().rev() {
        rest.replace_range(place, "");
    }
    rest
}

/// Returns the byte ranges that [`remove`] removes, from left to right and without overlap.
pub(crate) fn removals(caption: &str, word: &str) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for place in find(caption, word) {
        let place = place.start..place.end + possessive_length(&caption[place.end..]);
        match groups.last_mut() {
            // In "TOK, TOK", neither occurrence alone would remove the comma.
            Some(last) if caption[last.end..place.start].chars().all(is_gap) => {
                last.end = place.end;
            }
            _ => groups.push(place),
        }
    }
    groups
        .into_iter()
        .map(|group| with_separator(caption, group))
        .collect()
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || tags::is_separator(c)
}

/// Returns the length in bytes of a "'s" at the start of `after`, or 0. The "'s" is removed too, since it has no
/// meaning without its noun.
fn possessive_length(after: &str) -> usize {
    ["'s", "’s"]
        .into_iter()
        .filter(|mark| after.starts_with(mark) && is_boundary(after, mark.len()))
        .map(str::len)
        .next()
        .unwrap_or(0)
}

/// Widens the byte range of a word by the separators that are not needed without the word.
fn with_separator(caption: &str, place: Range<usize>) -> Range<usize> {
    let before = &caption[..place.start];
    let after = &caption[place.end..];
    let left = before.trim_end_matches(is_blank);
    let right = after.trim_start_matches(is_blank);
    let start_of = |rest: &str| caption.len() - rest.len();

    let starts_line = left.is_empty() || left.ends_with(LINE_ENDS);
    let starts_phrase = starts_line || left.ends_with(OPENING);
    let ends_line = right.is_empty() || right.starts_with(LINE_ENDS);

    if starts_line && ends_line {
        return without_line(caption, place.start, left, right);
    }
    match right.strip_prefix(tags::is_separator) {
        // "TOK,\na dog" and "TOK, a dog"
        Some(rest) if left.is_empty() => place.start..start_of(rest.trim_start()),
        // "a dog, TOK, smiling"
        Some(rest) if starts_phrase || left.ends_with(tags::is_separator) => {
            place.start..start_of(rest.trim_start_matches(is_blank))
        }
        // "a dog, TOK"
        None if ends_line && left.ends_with(tags::is_separator) => {
            let left = left.strip_suffix(tags::is_separator).unwrap_or(left);
            left.len()..place.end
        }
        // "TOK smiling"
        None if starts_phrase => place.start..start_of(right),
        // "a photo of TOK" and "a photo of TOK, smiling"
        _ if ends_line || right.starts_with(CLOSING) => left.len()..place.end,
        // "a photo of TOK smiling"
        _ if left.len() < before.len() => place.start..start_of(right),
        _ => place,
    }
}

/// Returns the byte range of a line that contains only the word, including its line break or, for the last line, the
/// line break before it. `start` is the start of the word, and `left` and `right` are the texts around it.
fn without_line(caption: &str, start: usize, left: &str, right: &str) -> Range<usize> {
    let next = right
        .strip_prefix("\r\n")
        .or_else(|| right.strip_prefix(LINE_ENDS));
    match next {
        Some(next) => start..caption.len() - next.len(),
        None => {
            let previous = left
                .strip_suffix("\r\n")
                .or_else(|| left.strip_suffix(LINE_ENDS))
                .unwrap_or(left);
            previous.len()..caption.len()
        }
    }
}

const LINE_ENDS: [char; 2] = ['\n', '\r'];
const OPENING: [char; 6] = ['(', '[', '{', '"', '“', '«'];
const CLOSING: [char; 15] = [
    '，', '、', '。', ',', '.', ';', ':', '!', '?', ')', ']', '}', '"', '”', '»',
];

fn is_blank(c: char) -> bool {
    c.is_whitespace() && !LINE_ENDS.contains(&c)
}
