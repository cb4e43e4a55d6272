//! Captions that are written as tags, separated by the commas of any script.
//!
//! The text between tags (commas, spaces, line breaks) is kept wherever possible.

use std::collections::HashSet;
use std::ops::Range;

use crate::text::words::fold;

/// The separators of tags: the commas of Latin, Chinese, Japanese and Arabic script.
const SEPARATORS: [char; 5] = [',', '，', '、', '､', '،'];

/// Returns whether a character separates tags.
pub(crate) fn is_separator(c: char) -> bool {
    SEPARATORS.contains(&c)
}

/// One tag of a caption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// The text without the white space around it, never empty.
    pub text: &'a str,
    /// The byte range of `text` in the caption.
    pub range: Range<usize>,
}

/// Returns the tags of a caption from left to right. Blank text between two commas is not a tag.
pub fn split(caption: &str) -> Vec<Tag<'_>> {
    let mut start = 0;
    let mut tags = Vec::new();
    for piece in caption.split_inclusive(is_separator) {
        let end = start + piece.len();
        let piece = piece.trim_end_matches(is_separator);
        let text = piece.trim();
        if !text.is_empty() {
            let from = start + piece.len() - piece.trim_start().len();
            let range = from..from + text.len();
            tags.push(Tag { text, range });
        }
        start = end;
    }
    tags
}

/// Returns the number of tags in a caption.
pub fn count(caption: &str) -> usize {
    caption
        .split(is_separator)
        .filter(|piece| !piece.trim().is_empty())
        .count()
}

/// Guesses whether a dataset is written in tags rather than in sentences, by the majority of the captions that are
/// clearly in tags or clearly in sentences.
pub fn looks_like_tags(captions: &[impl AsRef<str>]) -> bool {
    let votes: Vec<bool> = captions
        .iter()
        .filter_map(|caption| is_written_in_tags(caption.as_ref()))
        .collect();
    let tags = votes.iter().filter(|&&tags| tags).count();
    tags * 2 > votes.len()
}

/// Returns whether a caption is written in tags, or `None` if it is unclear. A caption in tags has at least two tags,
/// at most three words per tag on average, no full stop, and few tags with an article, "is" or "are". For one or two
/// words without a comma, it is unclear.
fn is_written_in_tags(caption: &str) -> Option<bool> {
    let tags = split(caption);
    let words = caption.split_whitespace().map(count_words).sum::<usize>();
    if tags.len() < 2 {
        return (words > 2).then_some(false);
    }
    let has_full_stop =
        caption.trim_end().ends_with('.') || caption.contains(". ") || caption.contains('。');
    let phrases = tags.iter().filter(|tag| is_phrase(tag.text)).count();
    Some(!has_full_stop && words <= 3 * tags.len() && 2 * phrases < tags.len())
}

/// Estimates the number of words in a text without spaces. Chinese and Japanese are written without spaces, and about
/// two in three characters begin a word.
fn count_words(unspaced: &str) -> usize {
    let (east_asian, others): (Vec<char>, Vec<char>) = unspaced
        .chars()
        .filter(|c| c.is_alphanumeric())
        .partition(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'));
    (2 * east_asian.len()).div_ceil(3) + usize::from(!others.is_empty() || east_asian.is_empty())
}

fn is_phrase(tag: &str) -> bool {
    tag.split_whitespace()
        .any(|word| ["a", "an", "the", "is", "are"].contains(&fold(word).as_str()))
}

/// Returns the byte ranges to remove so that each tag occurs only once, ignoring case. The first occurrence stays.
pub(crate) fn duplicates(caption: &str) -> Vec<Range<usize>> {
    let mut seen = HashSet::new();
    removals(caption, |_, tag| !seen.insert(fold(tag)))
}

/// Returns the byte ranges to remove, each with a comma, so that the tags for which `is_removed` returns true are gone.
/// `is_removed` is called from left to right with the index and text of each tag.
pub(crate) fn removals(
    caption: &str,
    mut is_removed: impl FnMut(usize, &str) -> bool,
) -> Vec<Range<usize>> {
    let tags = split(caption);
    let mut ranges = Vec::new();
    // The start of the removed tags that have no remaining tag before them.
    let mut head = None;
    let mut any_kept = false;
    for (position, tag) in tags.iter().enumerate() {
        if !is_removed(position, tag.text) {
            ranges.extend(head.take().map(|start| start..tag.range.start));
            any_kept = true;
        } else if any_kept {
            ranges.push(comma_before(caption, tag)..tag.range.end);
        } else {
            head.get_or_insert(tag.range.start);
        }
    }
    ranges.extend(head.map(|start| start..caption.trim_end().len()));
    ranges
}

/// Removes repeated tags, ignoring case. The first occurrence of each tag and all other text stay.
pub fn remove_duplicates(caption: &str) -> String {
    remove_ranges(caption, duplicates(caption))
}

fn remove_ranges(caption: &str, places: Vec<Range<usize>>) -> String {
    let mut rest = caption.to_owned();
    for place in places.into_iter().rev() {
        rest.replace_range(place, "");
    }
    rest
}

/// Moves the tag at index `from` to index `to`, as in a list. The text between the tags stays in place. Nothing changes
/// if an index is out of range.
pub fn move_tag(caption: &str, from: usize, to: usize) -> String {
    let tags = split(caption);
    if from >= tags.len() || to >= tags.len() {
        return caption.to_owned();
    }
    let mut texts: Vec<&str> = tags.iter().map(|tag| tag.text).collect();
    let moved = texts.remove(from);
    texts.insert(to, moved);
    let mut result = caption.to_owned();
    for (tag, text) in tags.into_iter().zip(texts).rev() {
        result.replace_range(tag.range, text);
    }
    result
}

/// Adds a tag after the last one, unless the caption has it already, ignoring case. White space around `tag` is
/// ignored, and an empty tag changes nothing.
pub fn add(caption: &str, tag: &str) -> String {
    let mut result = caption.to_owned();
    if let Some((place, text)) = addition(caption, tag) {
        result.replace_range(place, &text);
    }
    result
}

/// Returns the text that [`add`] inserts and the byte range that it replaces, or `None` if nothing changes.
pub(crate) fn addition(caption: &str, tag: &str) -> Option<(Range<usize>, String)> {
    let tag = tag.trim();
    let tags = split(caption);
    if tag.is_empty() || tags.iter().any(|other| fold(other.text) == fold(tag)) {
        return None;
    }
    let Some(last) = tags.last() else {
        return Some((0..caption.len(), tag.to_owned()));
    };
    let end = last.range.end;
    let after = &caption[end..];
    // A comma after the last tag is reused and not repeated.
    let rest = after
        .trim_start()
        .strip_prefix(is_separator)
        .map_or(after, str::trim_start);
    let separator = separator_after(caption, last);
    Some((end..caption.len() - rest.len(), format!("{separator}{tag}")))
}

/// Returns the separator to put before an added tag: the separator after the last tag, or else the one before the last
/// tag, or else a Latin comma.
fn separator_after(caption: &str, last: &Tag<'_>) -> &'static str {
    let typed = caption[last.range.end..].chars().find(|c| is_separator(*c));
    let before = caption[..last.range.start]
        .chars()
        .rev()
        .find(|c| is_separator(*c));
    match typed.or(before) {
        // Chinese and Japanese commas are as wide as a character, so no space follows.
        Some('，') => "，",
        Some('、') => "、",
        Some('､') => "､",
        Some('،') => "، ",
        Some(_) | None => ", ",
    }
}

/// Removes the tag at an index, with one comma beside it. Nothing changes if there is no such tag.
pub fn remove(caption: &str, position: usize) -> String {
    remove_ranges(caption, removals(caption, |other, _| other == position))
}

/// Returns the byte offset of the comma before a tag, or the tag's own start if there is none.
fn comma_before(caption: &str, tag: &Tag<'_>) -> usize {
    caption[..tag.range.start]
        .rfind(is_separator)
        .unwrap_or(tag.range.start)
}
