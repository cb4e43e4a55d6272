//! Explains to the person who types a filter why it isn't understood.

/// The reason why a filter isn't understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// A word before a colon is not a key.
    #[error(
        "“{key}:” is nothing to filter by. Known are {known}. To look for the text itself, put it in quotes."
    )]
    UnknownKey {
        /// The word before the colon.
        key: String,
        /// A list of all keys.
        known: String,
    },
    /// A key that takes one of several words is followed by another word.
    #[error("“{key}:{value}” is not understood. After “{key}:” comes {known}.")]
    UnknownValue {
        /// The key.
        key: String,
        /// The word after it.
        value: String,
        /// A list of the words that are accepted.
        known: String,
    },
    /// A key that takes a number is followed by something else.
    #[error(
        "“{key}:{value}” is not understood. After “{key}:” comes a number, such as {key}:{example}."
    )]
    NotANumber {
        /// The key.
        key: String,
        /// The text after the key.
        value: String,
        /// An example of a valid value.
        example: &'static str,
    },
    /// A key in the middle of a filter has no value.
    #[error(
        "“{key}:{value}” is not complete. Put the rest right after it, without a space, such as {key}:{example}."
    )]
    Incomplete {
        /// The key.
        key: String,
        /// The text after the key: nothing, or a sign such as `>`.
        value: String,
        /// An example of a valid value.
        example: &'static str,
    },
    /// Nothing comes before AND or OR.
    #[error("There is nothing before “{operator}”. Put something there, or remove “{operator}”.")]
    NothingBefore {
        /// AND or OR.
        operator: &'static str,
    },
    /// There is a closing parenthesis without an opening one.
    #[error("There is a “)” without a “(” before it. Remove it, or put the text in quotes.")]
    NotOpened,
    /// Parentheses are nested too deeply.
    #[error("There are more than {limit} parentheses within each other. Use fewer.")]
    TooDeep {
        /// The deepest nesting that is accepted.
        limit: usize,
    },
}

/// Joins words into a list for a sentence: "a, b or c".
pub(super) fn listed<'a>(words: impl IntoIterator<Item = &'a str>, last: &str) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., end] => format!("{} {last} {end}", rest.join(", ")),
    }
}
