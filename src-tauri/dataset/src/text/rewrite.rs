//! Edits many captions at once. Each edit is checked before the first caption is changed, can be previewed, and
//! changes nothing but the parts of a caption that it describes.

mod replace;

use std::ops::Range;

use localization::{Message, message};
use serde::Deserialize;

use crate::text::words::fold;
use crate::text::{tags, trigger};
use replace::Replace;

/// An edit of captions, as the person requests it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(export))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Rewrite {
    /// Puts a text in front of the caption, exactly as it is typed, even if it is there already. A blank caption
    /// becomes the text without the white space and commas at its end.
    Before {
        /// The text with its separator: "TOK, ".
        text: String,
    },
    /// Puts a text at the end of the caption, before any line breaks there, even if it is there already. A blank
    /// caption becomes the text without the white space and commas at its start.
    After {
        /// The text with its separator: ", smiling".
        text: String,
    },
    /// Replaces each occurrence of a text with another text.
    Replace {
        /// The text to look for, at least one character.
        find: String,
        /// The replacement. With `regex`, `$1` or `${name}` stands for the text that a group matched, and `$$` for a
        /// dollar sign.
        with: String,
        /// True if `find` is a regular expression. `^` and `$` match at the ends of the caption; with `(?m)`, at the
        /// ends of a line.
        regex: bool,
        /// True if the search is case-sensitive.
        match_case: bool,
        /// True if occurrences in longer words are skipped.
        whole_word: bool,
    },
    /// Adds a tag after the last one, unless the caption has it already, ignoring case.
    AddTag {
        /// The tag.
        tag: String,
    },
    /// Replaces the first occurrence of a tag with another tag, ignoring case, and removes its other occurrences. All
    /// occurrences are removed if `to` is empty or already in the caption.
    ChangeTag {
        /// The tag to replace.
        tag: String,
        /// The tag that replaces it.
        to: String,
    },
    /// Removes repeated tags, ignoring case. The first occurrence of each tag stays.
    UniqueTags,
    /// Puts the trigger word in front, unless the caption contains it already.
    InsertTrigger,
    /// Removes the trigger word, with the comma or the space that belongs to it.
    RemoveTrigger,
    /// Clears the caption.
    Clear,
    /// Replaces the caption with a text.
    Set {
        /// The new caption.
        text: String,
    },
}

/// The reason why an edit can't be made to any caption.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum RewriteError {
    /// `find` is empty, and an empty text would match everywhere.
    NothingToFind,
    /// `find` is not a valid regular expression.
    Pattern {
        /// The position of the character that the reason is about, from 1.
        position: usize,
        /// The reason, in the words of the regular expression parser.
        reason: String,
    },
    /// `find` is a regular expression that would take too much memory.
    PatternTooLarge,
    /// `with` names a group that `find` doesn't have.
    NoSuchGroup {
        /// The group's number or name.
        group: String,
    },
    /// The tag is empty.
    NoTag,
    /// The text is meant to be one tag but contains a comma.
    SeveralTags,
    /// The trigger word is empty.
    NoTriggerWord,
}

impl RewriteError {
    /// Returns the error message for the person.
    pub fn message(&self) -> Message {
        match self {
            RewriteError::NothingToFind => message!("captions-nothing-to-find"),
            RewriteError::Pattern { position, reason } => message!(
                "captions-pattern-wrong",
                position = *position,
                reason = reason
            ),
            RewriteError::PatternTooLarge => message!("captions-pattern-too-large"),
            RewriteError::NoSuchGroup { group } => {
                message!("captions-no-such-group", group = group)
            }
            RewriteError::NoTag => message!("captions-no-tag"),
            RewriteError::SeveralTags => message!("captions-several-tags"),
            RewriteError::NoTriggerWord => message!("captions-no-trigger-word"),
        }
    }
}

/// A checked edit.
#[derive(Clone, Debug)]
pub struct Compiled(Edit);

#[derive(Clone, Debug)]
enum Edit {
    Before(String),
    After(String),
    Replace(Replace),
    AddTag(String),
    ChangeTag { tag: String, to: String },
    UniqueTags,
    InsertTrigger(String),
    RemoveTrigger(String),
    Set(String),
}

/// The effect of an edit on a caption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview<'a> {
    /// The number of places where the caption changes, at least one.
    pub changes: usize,
    /// The caption from its start to its end. The kept and the added segments make up the new caption, and the kept
    /// and the removed ones the old caption.
    pub segments: Vec<Segment<'a>>,
}

/// A part of a caption, and the effect of an edit on it. It is never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment<'a> {
    /// Text that stays as it is.
    Kept(&'a str),
    /// Text that is removed.
    Removed(&'a str),
    /// Text that is added.
    Added(String),
}

/// A text that replaces a range of bytes.
struct Splice {
    range: Range<usize>,
    with: String,
}

impl Rewrite {
    /// Checks the edit, once for all captions. `word` is the dataset's trigger word.
    ///
    /// # Errors
    ///
    /// See [`RewriteError`], whose text tells the person what to type instead.
    pub fn compile(&self, word: &str) -> Result<Compiled, RewriteError> {
        Ok(Compiled(match self {
            Self::Before { text } => Edit::Before(text.clone()),
            Self::After { text } => Edit::After(text.clone()),
            Self::Replace {
                find,
                with,
                regex,
                match_case,
                whole_word,
            } => Edit::Replace(if *regex {
                Replace::pattern(find, with, *match_case, *whole_word)?
            } else {
                Replace::literal(find, with, *match_case, *whole_word)?
            }),
            Self::AddTag { tag } => Edit::AddTag(single_tag(tag)?),
            Self::ChangeTag { tag, to } => Edit::ChangeTag {
                tag: single_tag(tag)?,
                to: if to.trim().is_empty() {
                    String::new()
                } else {
                    single_tag(to)?
                },
            },
            Self::UniqueTags => Edit::UniqueTags,
            Self::InsertTrigger => Edit::InsertTrigger(trigger_word(word)?),
            Self::RemoveTrigger => Edit::RemoveTrigger(trigger_word(word)?),
            Self::Clear => Edit::Set(String::new()),
            Self::Set { text } => Edit::Set(text.clone()),
        }))
    }
}

fn single_tag(tag: &str) -> Result<String, RewriteError> {
    match tag.trim() {
        "" => Err(RewriteError::NoTag),
        tag if tag.contains(tags::is_separator) => Err(RewriteError::SeveralTags),
        tag => Ok(tag.to_owned()),
    }
}

fn trigger_word(word: &str) -> Result<String, RewriteError> {
    match word.trim() {
        "" => Err(RewriteError::NoTriggerWord),
        word => Ok(word.to_owned()),
    }
}

impl Compiled {
    /// Returns the caption after the edit, or `None` if it stays the same.
    pub fn apply(&self, caption: &str) -> Option<String> {
        let mut result = String::with_capacity(caption.len());
        let mut kept = 0;
        for Splice { range, with } in self.splices(caption) {
            result.push_str(&caption[kept..range.start]);
            result.push_str(&with);
            kept = range.end;
        }
        result.push_str(&caption[kept..]);
        (result != caption).then_some(result)
    }

    /// Returns the changes that [`Compiled::apply`] would make, or `None` if there are none.
    pub fn preview<'a>(&self, caption: &'a str) -> Option<Preview<'a>> {
        self.apply(caption)?;
        let splices = self.splices(caption);
        let changes = splices.len();
        let mut segments = Vec::with_capacity(3 * changes + 1);
        let mut kept = 0;
        for Splice { range, with } in splices {
            segments.push(Segment::Kept(&caption[kept..range.start]));
            segments.push(Segment::Removed(&caption[range.clone()]));
            segments.push(Segment::Added(with));
            kept = range.end;
        }
        segments.push(Segment::Kept(&caption[kept..]));
        segments.retain(|segment| !segment.text().is_empty());
        Some(Preview { changes, segments })
    }

    /// Returns the changes, from left to right and without overlap.
    fn splices(&self, caption: &str) -> Vec<Splice> {
        let mut splices = match &self.0 {
            Edit::Before(text) => insertion(caption, 0, text, text.trim_end_matches(is_gap)),
            Edit::After(text) => {
                let end = caption.trim_end_matches(['\n', '\r']).len();
                insertion(caption, end, text, text.trim_start_matches(is_gap))
            }
            Edit::Replace(replace) => replace.splices(caption),
            Edit::AddTag(tag) => tags::addition(caption, tag)
                .map(|(range, with)| Splice { range, with })
                .into_iter()
                .collect(),
            Edit::ChangeTag { tag, to } => tag_change(caption, tag, to),
            Edit::UniqueTags => removal_splices(tags::duplicates(caption)),
            Edit::InsertTrigger(word) if trigger::contains(caption, word) => Vec::new(),
            Edit::InsertTrigger(word) => insertion(caption, 0, &format!("{word}, "), word),
            Edit::RemoveTrigger(word) => removal_splices(trigger::removals(caption, word)),
            Edit::Set(text) => vec![Splice {
                range: 0..caption.len(),
                with: text.clone(),
            }],
        };
        splices.retain(|splice| caption[splice.range.clone()] != splice.with);
        splices
    }
}

impl Segment<'_> {
    /// Returns the text of the segment.
    pub fn text(&self) -> &str {
        match self {
            Self::Kept(text) | Self::Removed(text) => text,
            Self::Added(text) => text,
        }
    }
}

/// Inserts `text` at the byte offset `at` of a caption, or replaces a blank caption with `alone`. If `alone` is blank
/// too, returns no splice.
fn insertion(caption: &str, at: usize, text: &str, alone: &str) -> Vec<Splice> {
    let (range, with) = if !caption.trim().is_empty() {
        (at..at, text)
    } else if !alone.trim().is_empty() {
        (0..caption.len(), alone)
    } else {
        return Vec::new();
    };
    vec![Splice {
        range,
        with: with.to_owned(),
    }]
}

/// Replaces the first occurrence of `tag` with `to`, unless `to` is empty or already in the caption, and removes all
/// other occurrences of `tag`.
fn tag_change(caption: &str, tag: &str, to: &str) -> Vec<Splice> {
    let all = tags::split(caption);
    let is_tag = |other: &str| fold(other) == fold(tag);
    let is_target = |other: &str| fold(other) == fold(to) && !is_tag(other);
    let replaced = (!to.is_empty() && !all.iter().any(|other| is_target(other.text)))
        .then(|| all.iter().position(|other| is_tag(other.text)))
        .flatten();
    let removals = tags::removals(caption, |position, other| {
        is_tag(other) && Some(position) != replaced
    });
    let mut splices = removal_splices(removals);
    splices.extend(replaced.map(|position| Splice {
        range: all[position].range.clone(),
        with: to.to_owned(),
    }));
    splices.sort_by_key(|splice| splice.range.start);
    splices
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || tags::is_separator(c)
}

fn removal_splices(ranges: Vec<Range<usize>>) -> Vec<Splice> {
    ranges
        .into_iter()
        .map(|range| Splice {
            range,
            with: String::new(),
        })
        .collect()
}
