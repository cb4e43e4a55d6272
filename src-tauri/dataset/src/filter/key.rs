//! Defines the keys before a colon, and the values that each accepts.

use std::path::Path;

use imaging::Format;
use localization::Message;

use super::condition::{Condition, State};
use super::error::{FilterError, one_of};
use super::measure::{Limit, LimitError, Measure};
use super::pattern::Pattern;
use super::token::Word;

/// A key before a colon.
#[derive(Clone, Copy)]
enum Key {
    Caption,
    Name,
    Tag,
    Measure(Measure),
    Is,
    Has,
    Format,
}

/// The keys as they are typed. `path` is there for users of TagGUI, and means `name`, since a dataset's images are all
/// in one folder.
const KEYS: [(&str, Key); 15] = [
    ("caption", Key::Caption),
    ("name", Key::Name),
    ("path", Key::Name),
    ("tag", Key::Tag),
    ("tags", Key::Measure(Measure::Tags)),
    ("tokens", Key::Measure(Measure::Tokens)),
    ("words", Key::Measure(Measure::Words)),
    ("chars", Key::Measure(Measure::Characters)),
    ("w", Key::Measure(Measure::Width)),
    ("h", Key::Measure(Measure::Height)),
    ("ratio", Key::Measure(Measure::Ratio)),
    ("size", Key::Measure(Measure::Bytes)),
    ("is", Key::Is),
    ("has", Key::Has),
    ("format", Key::Format),
];

/// The values that `is:` accepts.
const STATES: [(&str, State); 6] = [
    ("uncaptioned", State::Uncaptioned),
    ("captioned", State::Captioned),
    ("excluded", State::Excluded),
    ("included", State::Included),
    ("broken", State::Broken),
    ("edited", State::Edited),
];

impl Key {
    /// Returns an example of a value.
    fn example(self) -> &'static str {
        match self {
            Key::Caption | Key::Tag => "dog",
            Key::Name => "photo",
            Key::Measure(measure) => measure.example(),
            Key::Is => "uncaptioned",
            Key::Has => "trigger",
            Key::Format => "jpeg",
        }
    }
}

/// Returns the condition that a word expresses.
///
/// # Errors
///
/// [`FilterError::Incomplete`] if the value after the key is missing or incomplete; another [`FilterError`] if the key
/// or the value is not accepted.
pub(super) fn condition(word: Word<'_>, problems: &[&str]) -> Result<Condition, FilterError> {
    let value = word.value;
    let Some(typed) = word.key else {
        return Ok(Condition::Text(Pattern::within(value)));
    };
    let key = find(&KEYS, typed).ok_or_else(|| unknown_key(typed))?;
    if value.is_empty() && !word.quoted {
        return Err(incomplete(typed, value, key));
    }
    match key {
        Key::Caption => Ok(Condition::Caption(Pattern::within(value))),
        Key::Name => Ok(Condition::Name(Pattern::within(value))),
        Key::Tag => Ok(Condition::Tag(Pattern::whole(value))),
        Key::Measure(measure) => match Limit::parse(measure, value) {
            Ok(limit) => Ok(Condition::Limit(limit)),
            Err(LimitError::Incomplete) => Err(incomplete(typed, value, key)),
            Err(LimitError::NotANumber) => Err(not_a_number(typed, value, key)),
        },
        Key::Is => find(&STATES, value).map(Condition::Is).ok_or_else(|| {
            let states = STATES.map(|(name, _)| name);
            unknown_value(typed, value, one_of(states))
        }),
        Key::Has => has(value, problems).ok_or_else(|| {
            let all = [&["trigger", "problem"], problems].concat();
            unknown_value(typed, value, one_of(all))
        }),
        Key::Format => {
            format(value)
                .map(Condition::Format)
                .ok_or_else(|| FilterError::UnknownFormat {
                    key: typed.to_owned(),
                    value: value.to_owned(),
                })
        }
    }
}

fn incomplete(typed: &str, value: &str, key: Key) -> FilterError {
    FilterError::Incomplete {
        key: typed.to_owned(),
        value: value.to_owned(),
        example: key.example(),
    }
}

fn not_a_number(typed: &str, value: &str, key: Key) -> FilterError {
    FilterError::NotANumber {
        key: typed.to_owned(),
        value: value.to_owned(),
        example: key.example(),
    }
}

fn unknown_value(typed: &str, value: &str, known: Message) -> FilterError {
    FilterError::UnknownValue {
        key: typed.to_owned(),
        value: value.to_owned(),
        known,
    }
}

fn unknown_key(typed: &str) -> FilterError {
    let names = KEYS.map(|(name, _)| format!("{name}:"));
    FilterError::UnknownKey {
        key: typed.to_owned(),
        known: one_of(names.iter().map(String::as_str)),
    }
}

fn find<T: Copy>(table: &[(&str, T)], typed: &str) -> Option<T> {
    table
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(typed))
        .map(|(_, meaning)| *meaning)
}

fn has(typed: &str, problems: &[&str]) -> Option<Condition> {
    let is = |name: &&str| name.eq_ignore_ascii_case(typed);
    if is(&"trigger") {
        Some(Condition::Trigger)
    } else if is(&"problem") {
        Some(Condition::Problem)
    } else {
        let kind = problems.iter().copied().find(is)?;
        Some(Condition::ProblemOf(kind.to_owned()))
    }
}

/// Returns the format with this file extension, if there is one.
fn format(typed: &str) -> Option<Format> {
    Format::of_name(Path::new(&format!("image.{typed}")))
}
