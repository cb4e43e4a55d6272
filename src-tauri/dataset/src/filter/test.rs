//! One thing that a filter can ask about an image.

use super::measure::Limit;
use super::pattern::Pattern;
use super::subject::{Look, tags};
use crate::Format;
use crate::caption::is_blank;

/// One thing that a filter can ask about an image.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    /// In the caption or the name.
    Text(Pattern),
    Caption(Pattern),
    Name(Pattern),
    Tag(Pattern),
    Limit(Limit),
    Is(Trait),
    /// The trigger word in the caption.
    Trigger,
    /// A problem of any kind.
    Problem,
    /// A problem of this kind.
    ProblemOf(String),
    Format(Format),
}

/// What an image can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trait {
    Uncaptioned,
    Captioned,
    Excluded,
    Included,
    Broken,
    Edited,
}

impl Test {
    pub(super) fn holds(&self, look: &Look<'_>) -> bool {
        let subject = look.subject;
        match self {
            Test::Text(pattern) => pattern.matches(look.caption()) || pattern.matches(look.name()),
            Test::Caption(pattern) => pattern.matches(look.caption()),
            Test::Name(pattern) => pattern.matches(look.name()),
            Test::Tag(pattern) => tags(look.caption()).any(|tag| pattern.matches(tag)),
            Test::Limit(limit) => limit.holds(look),
            Test::Is(what) => what.holds(look),
            Test::Trigger => subject.has_trigger,
            Test::Problem => !subject.problems.is_empty() || subject.facts.is_none(),
            Test::ProblemOf(kind) => subject.problems.contains(&kind.as_str()),
            Test::Format(format) => subject.facts.is_some_and(|facts| facts.format == *format),
        }
    }
}

impl Trait {
    fn holds(self, look: &Look<'_>) -> bool {
        let subject = look.subject;
        match self {
            Trait::Uncaptioned => is_blank(subject.caption),
            Trait::Captioned => !is_blank(subject.caption),
            Trait::Excluded => subject.excluded,
            Trait::Included => !subject.excluded,
            Trait::Broken => subject.facts.is_none(),
            Trait::Edited => subject.edited,
        }
    }
}
