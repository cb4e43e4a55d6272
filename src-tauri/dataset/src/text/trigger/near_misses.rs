//! Finds words that were probably meant to be the trigger word: in another case, misspelt, or joined to other
//! characters. An ordinary word that only looks similar must not be reported, so the shorter the word, the fewer
//! differences are allowed.

use std::ops::Range;

use super::{find, occurrences};
use crate::text::words::boundary::{is_without_spaces, pieces};
use crate::text::words::{fold, is_stop_word};

/// Returns the byte ranges of words in `caption` that were probably meant to be `word` but are not, from left to
/// right. For "TOK" these are "tok", "TOKs" and "TOK_2", but not "took", "token" or "to".
pub fn near_misses(caption: &str, word: &str) -> Vec<Range<usize>> {
    let word = word.trim();
    let exact = find(caption, word);
    let mut misses: Vec<_> = occurrences(caption, word, folded_prefix)
        .chain(misspelt(caption, word))
        .filter(|place| {
            let next = exact.partition_point(|other| other.end <= place.start);
            !exact.get(next).is_some_and(|other| overlap(place, other))
        })
        .filter(|place| !is_stop_word(&fold(&caption[place.clone()])))
        .collect();
    misses.sort_by_key(|place| (place.start, place.end));
    // Two windows can match parts of one phrase; only the first is kept.
    misses.dedup_by(|later, earlier| overlap(later, earlier));
    misses
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Returns the number of bytes at the start of `text` that equal `word`, ignoring case.
fn folded_prefix(text: &str, word: &str) -> Option<usize> {
    let mut wanted = word.chars().flat_map(char::to_lowercase).peekable();
    for (at, c) in text.char_indices() {
        if wanted.peek().is_none() {
            return Some(at);
        }
        if !c.to_lowercase().all(|lower| wanted.next() == Some(lower)) {
            return None;
        }
    }
    wanted.peek().is_none().then_some(text.len())
}

/// Returns the byte ranges that are the trigger word with something attached or with a typing mistake. Each has as many
/// words as the trigger word.
fn misspelt(caption: &str, word: &str) -> Vec<Range<usize>> {
    let length = pieces(word).len();
    if length == 0 {
        return Vec::new();
    }
    pieces(caption)
        .windows(length)
        .filter_map(|window| {
            let ((start, _), (last, word)) = (window.first()?, window.last()?);
            Some(*start..last + word.len())
        })
        .filter(|place| {
            let candidate = &caption[place.clone()];
            is_joined(candidate, word) || is_typo_of(candidate, word)
        })
        .collect()
}

/// Returns whether a candidate is the word with something attached: "TOK_", "my_TOK", "TOK2" or "TOKs". The plural of
/// a lower-case trigger word doesn't count, since it is an ordinary word.
fn is_joined(candidate: &str, word: &str) -> bool {
    let follows = |rest: &str| {
        rest.starts_with('_')
            || (!rest.is_empty() && rest.chars().all(char::is_numeric))
            || (rest == "s" && has_capital(word))
    };
    candidate.strip_prefix(word).is_some_and(follows)
        || candidate
            .strip_suffix(word)
            .is_some_and(|rest| rest.ends_with('_'))
}

/// Returns whether a candidate is the word with a typing mistake: one letter added, missing or wrong, or two neighbours
/// exchanged. For words of up to five letters, fewer mistakes count.
fn is_typo_of(candidate: &str, word: &str) -> bool {
    let (letters, others) = (word.chars().count(), candidate.chars().count());
    if letters.abs_diff(others) > 1 || candidate.strip_suffix('s') == Some(word) {
        return false;
    }
    // In these scripts, changing one character makes another word.
    if word.chars().any(is_without_spaces) {
        return false;
    }
    match letters {
        0..=2 => false,
        // With one letter changed, a word of three letters is nearly always another word: "took", "to", "top".
        3 => same_capitals(candidate, word) && is_short_typo_of(&fold(candidate), word),
        4..=5 => same_capitals(candidate, word) && is_one_edit(candidate, word),
        _ => is_one_edit(candidate, word),
    }
}

fn is_one_edit(candidate: &str, word: &str) -> bool {
    strsim::osa_distance(&fold(candidate), &fold(word)) == 1
}

/// Returns whether a consonant was typed twice ("TOKK"), or a letter other than the first was left out of a word with
/// capitals ("TK"). `candidate` is in lower case.
fn is_short_typo_of(candidate: &str, word: &str) -> bool {
    let folded = fold(word);
    folded.char_indices().any(|(at, letter)| {
        let (before, after) = (&folded[..at], &folded[at + letter.len_utf8()..]);
        let doubled =
            !"aeiou".contains(letter) && candidate == format!("{before}{letter}{letter}{after}");
        let left_out = at > 0 && has_capital(word) && candidate == format!("{before}{after}");
        doubled || left_out
    })
}

fn has_capital(word: &str) -> bool {
    word.chars().any(char::is_uppercase)
}

/// Returns whether both are in upper case, both in lower case, or both in a mixture.
fn same_capitals(a: &str, b: &str) -> bool {
    let kinds = |text: &str| (has_capital(text), text.chars().any(char::is_lowercase));
    kinds(a) == kinds(b)
}
