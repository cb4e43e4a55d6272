//! Why a filter isn't understood, said for the person who types it.

/// Why a filter isn't understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// A word before a colon that is no key.
    #[error(
        "“{key}:” is nothing to filter by. Known are {known}. To look for the text itself, put it in quotes."
    )]
    UnknownKey {
        /// The word before the colon.
        key: String,
        /// All keys, listed.
        known: String,
    },
    /// A key that takes one of some words, with another.
    #[error("“{key}:{value}” is not understood. After “{key}:” comes {known}.")]
    UnknownValue {
        /// The key.
        key: String,
        /// The word after it.
        value: String,
        /// What may come after it, listed.
        known: String,
    },
    /// A key that takes a number, with something else.
    #[error(
        "“{key}:{value}” is not understood. After “{key}:” comes a number, such as {key}:{example}."
    )]
    NotANumber {
        /// The key.
        key: String,
        /// What came after it.
        value: String,
        /// What could have come after it.
        example: &'static str,
    },
    /// A key with nothing after it, in the middle of a filter.
    #[error(
        "“{key}:{value}” is not complete. Put the rest right after it, without a space, such as {key}:{example}."
    )]
    Incomplete {
        /// The key.
        key: String,
        /// What came after it: nothing, or a sign such as `>`.
        value: String,
        /// What could have come after it.
        example: &'static str,
    },
    /// AND or OR with nothing before it.
    #[error("There is nothing before “{operator}”. Put something there, or remove “{operator}”.")]
    NothingBefore {
        /// AND or OR.
        operator: &'static str,
    },
    /// A closing parenthesis too many.
    #[error("There is a “)” without a “(” before it. Remove it, or put the text in quotes.")]
    NotOpened,
    /// Parentheses within parentheses within parentheses.
    #[error("There are more than {limit} parentheses within each other. Use fewer.")]
    TooDeep {
        /// The most that may be.
        limit: usize,
    },
}

/// Words as a list for a sentence: "a, b or c".
pub(super) fn listed<'a>(words: impl IntoIterator<Item = &'a str>, last: &str) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., end] => format!("{} {last} {end}", rest.join(", ")),
    }
}
