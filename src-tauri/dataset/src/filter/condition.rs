//! Evaluates a single condition of a filter for an image.

use imaging::Format;

use super::measure::Limit;
use super::pattern::Pattern;
use super::subject::{FoldedSubject, tags};
use crate::caption::is_blank;

/// A condition about an image.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Condition {
    /// The pattern is in the caption or in the file's name.
    Text(Pattern),
    Caption(Pattern),
    Name(Pattern),
    Tag(Pattern),
    Limit(Limit),
    Is(State),
    /// The trigger word is in the caption.
    Trigger,
    /// The image has a problem of any kind, or is broken.
    Problem,
    /// The image has a problem of this kind.
    ProblemOf(String),
    Format(Format),
}

/// A state that an image can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Uncaptioned,
    Captioned,
    Excluded,
    Included,
    Broken,
    Edited,
}

impl Condition {
    pub(super) fn holds(&self, folded: &FoldedSubject<'_>) -> bool {
        let subject = folded.subject;
        match self {
            Condition::Text(pattern) => {
                pattern.matches(folded.caption()) || pattern.matches(folded.name())
            }
            Condition::Caption(pattern) => pattern.matches(folded.caption()),
            Condition::Name(pattern) => pattern.matches(folded.name()),
            Condition::Tag(pattern) => tags(folded.caption()).any(|tag| pattern.matches(tag)),
            Condition::Limit(limit) => limit.holds(folded),
            Condition::Is(state) => state.holds(folded),
            Condition::Trigger => subject.has_trigger,
            Condition::Problem => !subject.problems.is_empty() || subject.facts.is_none(),
            Condition::ProblemOf(kind) => subject.problems.contains(&kind.as_str()),
            Condition::Format(format) => subject.facts.is_some_and(|facts| facts.format == *format),
        }
    }
}

impl State {
    fn holds(self, folded: &FoldedSubject<'_>) -> bool {
        let subject = folded.subject;
        match self {
            State::Uncaptioned => is_blank(subject.caption),
            State::Captioned => !is_blank(subject.caption),
            State::Excluded => subject.excluded,
            State::Included => !subject.excluded,
            State::Broken => subject.facts.is_none(),
            State::Edited => subject.edited,
        }
    }
}
