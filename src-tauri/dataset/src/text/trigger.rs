//! Finds and inserts the trigger word in captions: the word by which the trained model knows the subject.
//!
//! Case matters, because the trainer's own check is case-sensitive. Beside a script that is written without spaces the
//! word counts as a whole word: see `words::boundary`.

mod near_misses;
mod removal;

use std::iter;
use std::ops::Range;

pub use near_misses::near_misses;
pub(crate) use removal::removals;
pub use removal::remove;

use crate::text::words::boundary::is_boundary;

/// Returns whether `caption` contains `word` as a whole word: "TOK" is in "a photo of TOK, smiling" and in "一张TOK的照片",
/// but not in "TOKYO" or "tok". White space around `word` is ignored, and an empty word is in no caption.
pub fn contains(caption: &str, word: &str) -> bool {
    occurrences(caption, word.trim(), exact_prefix)
        .next()
        .is_some()
}

/// Returns the places where `caption` contains `word` as a whole word, as in [`contains`]: byte ranges from left to
/// right that don't overlap.
pub fn find(caption: &str, word: &str) -> Vec<Range<usize>> {
    occurrences(caption, word.trim(), exact_prefix).collect()
}

/// Puts `word` and a comma in front of `caption`, unless the caption contains the word already. A blank caption becomes
/// the word alone.
pub fn insert(caption: &str, word: &str) -> String {
    let word = word.trim();
    if word.is_empty() || contains(caption, word) {
        caption.to_owned()
    } else if caption.trim().is_empty() {
        word.to_owned()
    } else {
        format!("{word}, {caption}")
    }
}

/// Returns the byte ranges that match `word` and are whole words, from left to right. `prefix` returns the length in
/// bytes of a match with `word` at the start of a text.
fn occurrences<'a>(
    caption: &'a str,
    word: &'a str,
    prefix: fn(&str, &str) -> Option<usize>,
) -> impl Iterator<Item = Range<usize>> + 'a {
    let mut from = 0;
    iter::from_fn(move || {
        // Every position is tried, since a match that is not a whole word may overlap one that is.
        let found = caption[from..].char_indices().find_map(|(offset, _)| {
            let start = from + offset;
            let length = prefix(&caption[start..], word).filter(|&length| length > 0)?;
            is_whole_word(caption, start..start + length).then_some(start..start + length)
        })?;
        from = found.end;
        Some(found)
    })
}

fn exact_prefix(text: &str, word: &str) -> Option<usize> {
    text.starts_with(word).then_some(word.len())
}

/// Returns whether neither end of a byte range is inside a word.
fn is_whole_word(caption: &str, place: Range<usize>) -> bool {
    is_boundary(caption, place.start) && is_boundary(caption, place.end)
}
