//! Explains to the person who types a filter why it isn't understood.

use localization::{Message, message};

/// The reason why a filter isn't understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum FilterError {
    /// A word before a colon is not a key.
    UnknownKey {
        /// The word before the colon.
        key: String,
        /// A list of all keys.
        known: Message,
    },
    /// A key that takes one of several words is followed by another word.
    UnknownValue {
        /// The key.
        key: String,
        /// The word after it.
        value: String,
        /// A list of the words that are accepted.
        known: Message,
    },
    /// A key that takes a format is followed by something else.
    UnknownFormat {
        /// The key.
        key: String,
        /// The word after it.
        value: String,
    },
    /// A key that takes a number is followed by something else.
    NotANumber {
        /// The key.
        key: String,
        /// The text after the key.
        value: String,
        /// An example of a valid value.
        example: &'static str,
    },
    /// A key in the middle of a filter has no value.
    Incomplete {
        /// The key.
        key: String,
        /// The text after the key: nothing, or a sign such as `>`.
        value: String,
        /// An example of a valid value.
        example: &'static str,
    },
    /// There is no condition before AND or OR.
    NothingBefore {
        /// AND or OR.
        operator: &'static str,
    },
    /// There is a closing parenthesis without an opening one.
    NotOpened,
    /// Parentheses are nested too deeply.
    TooDeep {
        /// The maximum nesting depth.
        limit: usize,
    },
}

impl FilterError {
    /// Returns the message for the person.
    pub fn message(&self) -> Message {
        match self {
            FilterError::UnknownKey { key, known } => {
                message!("search-unknown-key", key = key, known = known)
            }
            FilterError::UnknownValue { key, value, known } => {
                message!(
                    "search-unknown-value",
                    key = key,
                    value = value,
                    known = known
                )
            }
            FilterError::UnknownFormat { key, value } => {
                message!("search-unknown-format", key = key, value = value)
            }
            FilterError::NotANumber {
                key,
                value,
                example,
            } => message!(
                "search-not-a-number",
                key = key,
                value = value,
                example = *example
            ),
            FilterError::Incomplete {
                key,
                value,
                example,
            } => message!(
                "search-incomplete",
                key = key,
                value = value,
                example = *example
            ),
            FilterError::NothingBefore { operator } => {
                message!("search-nothing-before", operator = *operator)
            }
            FilterError::NotOpened => message!("search-not-opened"),
            FilterError::TooDeep { limit } => message!("search-too-deep", limit = *limit),
        }
    }
}

/// Joins words into a list for a sentence: "a, b or c".
pub(super) fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> Message {
    let words: Vec<&str> = words.into_iter().collect();
    match words.as_slice() {
        [] => Message::verbatim(""),
        [one] => Message::verbatim(*one),
        [others @ .., last] => {
            message!("search-one-of", others = others.join(", "), last = *last)
        }
    }
}
