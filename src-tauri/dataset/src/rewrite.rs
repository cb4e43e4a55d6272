//! Edits that are made to many captions at once: each is checked before the first caption is
//! touched, can be shown before it is made, and changes nothing but what it says.

mod replace;

use std::ops::Range;

use crate::words::fold;
use crate::{tags, trigger};
use replace::Replace;

/// An edit of a caption, as a person asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rewrite {
    /// Puts a text in front, exactly as it is typed, also when it is there already. A caption that
    /// is blank becomes the text without the spaces and commas at its end.
    Before {
        /// The text with the separator that is wanted: "TOK, ".
        text: String,
    },
    /// Puts a text after the end, but before line breaks at the end; otherwise like `Before`.
    After {
        /// The text with the separator that is wanted: ", smiling".
        text: String,
    },
    /// Puts one text in the place of another, wherever it stands.
    Replace {
        /// What to look for, at least one character.
        find: String,
        /// What to put there. With `regex`, `$1` or `${name}` is what a group found, and `$$` a
        /// dollar sign.
        with: String,
        /// Whether `find` is a regular expression. `^` and `$` are the ends of the caption, and
        /// `(?m)` makes them those of a line.
        regex: bool,
        /// Whether capital and small letters differ.
        match_case: bool,
        /// Whether it is left alone where it is part of a longer word.
        whole_word: bool,
    },
    /// Adds a tag after the last one, unless it is there already, whatever its case.
    AddTag {
        /// The tag.
        tag: String,
    },
    /// Makes a tag another one, whatever its case, or takes it out: where `to` is empty, or there already.
    ChangeTag {
        /// The tag as it is.
        tag: String,
        /// The tag that comes in its place.
        to: String,
    },
    /// Takes out tags that stand there already, whatever their case.
    UniqueTags,
    /// Puts the trigger word in front, unless it is in the caption already.
    InsertTrigger {
        /// The trigger word.
        word: String,
    },
    /// Takes out the trigger word, with the comma or the space that belonged to it.
    RemoveTrigger {
        /// The trigger word.
        word: String,
    },
    /// Takes the whole caption away.
    Clear,
    /// Makes the caption this text.
    Set {
        /// The new caption.
        text: String,
    },
}

/// Why an edit can't be made to any caption.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RewriteError {
    /// `find` is empty, and nothing stands everywhere.
    #[error("There is nothing to look for. Type the text that should be replaced.")]
    NothingToFind,
    /// `find` is no regular expression.
    #[error(
        "The pattern in “Find” is wrong at character {position}: {reason}. Correct it, or turn off regular expressions to look for it as it stands."
    )]
    Pattern {
        /// The character that the reason is about, from 1.
        position: usize,
        /// What is wrong, in the words of the regular expressions' own parser.
        reason: String,
    },
    /// `find` is a regular expression that would take too much memory.
    #[error("The pattern in “Find” is too large. Use shorter repetitions in it, such as {{1,10}}.")]
    PatternTooLarge,
    /// `with` names a group that `find` doesn't have.
    #[error(
        "“Replace with” uses ${{{group}}}, but the pattern in “Find” has no such group. Write ${{1}} for the first one in brackets, and $$ for a dollar sign."
    )]
    NoSuchGroup {
        /// The group's number or name.
        group: String,
    },
    /// No tag is named.
    #[error("Type the tag first.")]
    NoTag,
    /// What is to be one tag would be several.
    #[error("A tag has no comma in it. Change one tag at a time.")]
    SeveralTags,
    /// There is no trigger word to put in or to take out.
    #[error("There is no trigger word yet. Type one first.")]
    NoTriggerWord,
}

/// An edit that can be made.
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

/// What an edit would do to a caption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview<'a> {
    /// In how many places the caption changes, at least one.
    pub changes: usize,
    /// The caption from its start to its end. What is kept and what is added make the new caption,
    /// and what is kept and what is removed the old one.
    pub segments: Vec<Segment<'a>>,
}

/// A stretch of a caption under an edit; none is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment<'a> {
    /// Stays as it is.
    Kept(&'a str),
    /// Goes.
    Removed(&'a str),
    /// Comes.
    Added(String),
}

/// A text that comes in the place of a range of bytes.
struct Splice {
    range: Range<usize>,
    with: String,
}

impl Rewrite {
    /// Checks the edit, once for all captions.
    ///
    /// # Errors
    ///
    /// [`RewriteError`], which says what to type instead.
    pub fn compile(&self) -> Result<Compiled, RewriteError> {
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
            Self::AddTag { tag } => Edit::AddTag(one_tag(tag)?),
            Self::ChangeTag { tag, to } => Edit::ChangeTag {
                tag: one_tag(tag)?,
                to: if to.trim().is_empty() {
                    String::new()
                } else {
                    one_tag(to)?
                },
            },
            Self::UniqueTags => Edit::UniqueTags,
            Self::InsertTrigger { word } => Edit::InsertTrigger(trigger_word(word)?),
            Self::RemoveTrigger { word } => Edit::RemoveTrigger(trigger_word(word)?),
            Self::Clear => Edit::Set(String::new()),
            Self::Set { text } => Edit::Set(text.clone()),
        }))
    }
}

fn one_tag(tag: &str) -> Result<String, RewriteError> {
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
    /// The caption after the edit, or `None` when that is what it is already.
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

    /// What [`Compiled::apply`] would change, or `None` for nothing.
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

    /// The places that change, from left to right and without overlap.
    fn splices(&self, caption: &str) -> Vec<Splice> {
        let mut splices = match &self.0 {
            Edit::Before(text) => put(caption, 0, text, text.trim_end_matches(separates)),
            Edit::After(text) => {
                let end = caption.trim_end_matches(['\n', '\r']).len();
                put(caption, end, text, text.trim_start_matches(separates))
            }
            Edit::Replace(replace) => replace.splices(caption),
            Edit::AddTag(tag) => tags::addition(caption, tag)
                .map(|(range, with)| Splice { range, with })
                .into_iter()
                .collect(),
            Edit::ChangeTag { tag, to } => changed_tag(caption, tag, to),
            Edit::UniqueTags => removed(tags::duplicates(caption)),
            Edit::InsertTrigger(word) if trigger::contains(caption, word) => Vec::new(),
            Edit::InsertTrigger(word) => put(caption, 0, &format!("{word}, "), word),
            Edit::RemoveTrigger(word) => removed(trigger::removals(caption, word)),
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
    /// The text of the stretch, whatever becomes of it.
    pub fn text(&self) -> &str {
        match self {
            Self::Kept(text) | Self::Removed(text) => text,
            Self::Added(text) => text,
        }
    }
}

/// Puts `text` at a place of a caption, or `alone` in the place of a blank one.
fn put(caption: &str, at: usize, text: &str, alone: &str) -> Vec<Splice> {
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

/// The first such tag becomes the other, unless that is there already; those that are too many go.
fn changed_tag(caption: &str, tag: &str, to: &str) -> Vec<Splice> {
    let all = tags::split(caption);
    let is_it = |other: &str| fold(other) == fold(tag);
    let is_there = |other: &str| fold(other) == fold(to) && !is_it(other);
    let replaced = (!to.is_empty() && !all.iter().any(|other| is_there(other.text)))
        .then(|| all.iter().position(|other| is_it(other.text)))
        .flatten();
    let gone = tags::removals(caption, |position, other| {
        is_it(other) && Some(position) != replaced
    });
    let mut splices = removed(gone);
    splices.extend(replaced.map(|position| Splice {
        range: all[position].range.clone(),
        with: to.to_owned(),
    }));
    splices.sort_by_key(|splice| splice.range.start);
    splices
}

fn separates(c: char) -> bool {
    c.is_whitespace() || tags::is_separator(c)
}

fn removed(ranges: Vec<Range<usize>>) -> Vec<Splice> {
    ranges
        .into_iter()
        .map(|range| Splice {
            range,
            with: String::new(),
        })
        .collect()
}
