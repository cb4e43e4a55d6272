//! Captions that are written as tags with commas between them, of any script.
//!
//! What stands between the tags (commas, spaces, line breaks) is kept wherever it can be.

use std::collections::HashSet;
use std::ops::Range;

use crate::words::fold;

/// What may stand between tags: the commas of Latin, Chinese, Japanese and Arabic script.
const SEPARATORS: [char; 5] = [',', '，', '、', '､', '،'];

/// Whether a character separates tags.
pub(crate) fn is_separator(c: char) -> bool {
    SEPARATORS.contains(&c)
}

/// One tag of a caption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// Its text without the white space around it, never empty.
    pub text: &'a str,
    /// Where `text` stands in the caption, in bytes.
    pub range: Range<usize>,
}

/// The tags of a caption from left to right. Nothing between two commas is no tag.
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

/// How many tags a caption has.
pub fn count(caption: &str) -> usize {
    caption
        .split(is_separator)
        .filter(|piece| !piece.trim().is_empty())
        .count()
}

/// Whether a dataset is written in tags rather than in sentences: a guess, by the majority of the
/// captions that tell.
pub fn looks_like_tags(captions: &[impl AsRef<str>]) -> bool {
    let votes: Vec<bool> = captions
        .iter()
        .filter_map(|caption| is_written_in_tags(caption.as_ref()))
        .collect();
    let tags = votes.iter().filter(|&&tags| tags).count();
    tags * 2 > votes.len()
}

/// Tags are several, short, without a full stop, and rarely have an article or a verb. One or two
/// words without a comma can be either.
fn is_written_in_tags(caption: &str) -> Option<bool> {
    let tags = split(caption);
    let words = caption.split_whitespace().map(length).sum::<usize>();
    if tags.len() < 2 {
        return (words > 2).then_some(false);
    }
    let full_stop =
        caption.trim_end().ends_with('.') || caption.contains(". ") || caption.contains('。');
    let spoken = tags.iter().filter(|tag| is_spoken(tag.text)).count();
    Some(!full_stop && words <= 3 * tags.len() && 2 * spoken < tags.len())
}

/// About how many words a text without spaces has. Chinese and Japanese do without them, and two characters of three
/// begin a word.
fn length(unspaced: &str) -> usize {
    let (east_asian, others): (Vec<char>, Vec<char>) = unspaced
        .chars()
        .filter(|c| c.is_alphanumeric())
        .partition(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'));
    (2 * east_asian.len()).div_ceil(3) + usize::from(!others.is_empty() || east_asian.is_empty())
}

fn is_spoken(tag: &str) -> bool {
    tag.split_whitespace()
        .any(|word| ["a", "an", "the", "is", "are"].contains(&fold(word).as_str()))
}

/// The byte ranges to take out so that each tag stands there once. The first stays, and case
/// doesn't count.
pub(crate) fn duplicates(caption: &str) -> Vec<Range<usize>> {
    let mut seen = HashSet::new();
    removals(caption, |_, tag| !seen.insert(fold(tag)))
}

/// The byte ranges to take out, each with a comma, so that these tags are gone; `goes` is asked
/// from left to right, with a tag's position and text.
pub(crate) fn removals(
    caption: &str,
    mut goes: impl FnMut(usize, &str) -> bool,
) -> Vec<Range<usize>> {
    let tags = split(caption);
    let mut ranges = Vec::new();
    // Where those began that go and have nothing before them that stays.
    let mut head = None;
    let mut any_stays = false;
    for (position, tag) in tags.iter().enumerate() {
        if !goes(position, tag.text) {
            ranges.extend(head.take().map(|start| start..tag.range.start));
            any_stays = true;
        } else if any_stays {
            ranges.push(comma_before(caption, tag)..tag.range.end);
        } else {
            head.get_or_insert(tag.range.start);
        }
    }
    ranges.extend(head.map(|start| start..caption.trim_end().len()));
    ranges
}

/// Takes repeated tags out, whatever their case; the first of each and all else stay.
pub fn remove_duplicates(caption: &str) -> String {
    without(caption, duplicates(caption))
}

fn without(caption: &str, places: Vec<Range<usize>>) -> String {
    let mut rest = caption.to_owned();
    for place in places.into_iter().rev() {
        rest.replace_range(place, "");
    }
    rest
}

/// Moves the tag at position `from` to position `to`, as in a list; what stands between the tags
/// stays in its place. Without such a tag or position nothing changes.
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

/// Adds a tag after the last one, unless it is there already in any case. White space around `tag`
/// doesn't count, and an empty one changes nothing.
pub fn add(caption: &str, tag: &str) -> String {
    let mut longer = caption.to_owned();
    if let Some((place, text)) = addition(caption, tag) {
        longer.replace_range(place, &text);
    }
    longer
}

/// What [`add`] puts where.
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
    // A comma that was typed already, in wait for this tag, is not needed twice.
    let rest = after
        .trim_start()
        .strip_prefix(is_separator)
        .map_or(after, str::trim_start);
    let separator = separator_after(caption, last);
    Some((end..caption.len() - rest.len(), format!("{separator}{tag}")))
}

/// What a tag that follows the last one is separated by: what stands there already, or between the tags before.
fn separator_after(caption: &str, last: &Tag<'_>) -> &'static str {
    let typed = caption[last.range.end..].chars().find(|c| is_separator(*c));
    let before = caption[..last.range.start]
        .chars()
        .rev()
        .find(|c| is_separator(*c));
    match typed.or(before) {
        // Those of Chinese and Japanese are as wide as a character, so no space follows.
        Some('，') => "，",
        Some('、') => "、",
        Some('､') => "､",
        Some('،') => "، ",
        Some(_) | None => ", ",
    }
}

/// Takes the tag at a position out, with one comma that stood beside it. Without such a tag nothing
/// changes.
pub fn remove(caption: &str, position: usize) -> String {
    without(caption, removals(caption, |other, _| other == position))
}

/// Where the comma in front of a tag is, or the tag's own start when there is none.
fn comma_before(caption: &str, tag: &Tag<'_>) -> usize {
    caption[..tag.range.start]
        .rfind(is_separator)
        .unwrap_or(tag.range.start)
}
