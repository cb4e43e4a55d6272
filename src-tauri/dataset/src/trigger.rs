//! The trigger word in captions: the word that the trained model will know the subject by.
//!
//! Case counts, because the trainer's own test for it is case-sensitive. Beside a script that is written without
//! spaces the word stands by itself: see `words::boundary`.

mod near_misses;
mod removal;

use std::iter;
use std::ops::Range;

pub use near_misses::near_misses;
pub(crate) use removal::removals;
pub use removal::remove;

use crate::words::boundary::is_boundary;

/// Whether `word` stands in `caption` by itself: "TOK" is in "a photo of TOK, smiling" and in "一张TOK的照片", but
/// not in "TOKYO" or "tok". White space around `word` doesn't count, and an empty word is in no caption.
pub fn contains(caption: &str, word: &str) -> bool {
    occurrences(caption, word.trim(), exact_prefix)
        .next()
        .is_some()
}

/// Where `word` stands in `caption` by itself, as [`contains`] has it: byte ranges from left to
/// right that don't overlap.
pub fn find(caption: &str, word: &str) -> Vec<Range<usize>> {
    occurrences(caption, word.trim(), exact_prefix).collect()
}

/// Puts `word` in front of `caption`, unless it is in there already; the rest stays as it is.
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

/// The free-standing places that begin with `word`; `prefix` says how many bytes of a text do.
fn occurrences<'a>(
    caption: &'a str,
    word: &'a str,
    prefix: fn(&str, &str) -> Option<usize>,
) -> impl Iterator<Item = Range<usize>> + 'a {
    let mut from = 0;
    iter::from_fn(move || {
        // Every place is tried, overlapping ones too, as only one of them may stand free.
        let found = caption[from..].char_indices().find_map(|(offset, _)| {
            let start = from + offset;
            let length = prefix(&caption[start..], word).filter(|&length| length > 0)?;
            stands_free(caption, start..start + length).then_some(start..start + length)
        })?;
        from = found.end;
        Some(found)
    })
}

fn exact_prefix(text: &str, word: &str) -> Option<usize> {
    text.starts_with(word).then_some(word.len())
}

/// Whether neither end of a place is in the middle of a word.
fn stands_free(caption: &str, place: Range<usize>) -> bool {
    is_boundary(caption, place.start) && is_boundary(caption, place.end)
}
