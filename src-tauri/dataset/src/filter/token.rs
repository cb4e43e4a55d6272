//! Splits a filter's text into tokens. Every text can be split.

/// A token of a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Open,
    Close,
    Not,
    And,
    Or,
    Word(Word<'a>),
}

/// A word, optionally in quotes and with a key before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// The letters before the colon, if there is one.
    pub(super) key: Option<&'a str>,
    /// The value as it was typed, with its backslashes but without the quotes around it.
    pub(super) value: &'a str,
    /// True if the value is in closed quotes, and so is complete even if it is empty.
    pub(super) quoted: bool,
}

/// Returns the tokens of a filter's text.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some((token, after)) = next(rest) {
        tokens.extend(token);
        rest = after.trim_start();
    }
    tokens
}

/// Returns the first token of a text that doesn't begin with white space, and the text after the token. An opening
/// quote at the end of the text is not a token yet. Returns `None` for an empty text.
fn next(text: &str) -> Option<(Option<Token<'_>>, &str)> {
    let mut characters = text.chars();
    let first = characters.next()?;
    let after = characters.as_str();
    Some(match first {
        '(' => (Some(Token::Open), after),
        ')' => (Some(Token::Close), after),
        '-' if !is_separate_word(after) => (Some(Token::Not), after),
        _ => word(text),
    })
}

/// Returns whether a dash before this text is a dash between words, and not the beginning of a `-word`.
fn is_separate_word(after: &str) -> bool {
    after.starts_with(char::is_whitespace) && !after.trim_start().is_empty()
}

/// Returns the word or the operator at the beginning of a text, and the text after it.
fn word(text: &str) -> (Option<Token<'_>>, &str) {
    let (key, start) = match key(text) {
        Some((key, start)) => (Some(key), start),
        None => (None, text),
    };
    if let Some(inside) = start.strip_prefix('"') {
        let (value, quoted, after) = unquote(inside);
        let is_word = quoted || key.is_some() || !value.is_empty();
        let word = Word { key, value, quoted };
        return (is_word.then_some(Token::Word(word)), after);
    }
    let (value, after) = start.split_at(length(start));
    let word = Word {
        key,
        value,
        quoted: false,
    };
    let token = match (key, value) {
        (None, "NOT") => Token::Not,
        (None, "AND") => Token::And,
        (None, "OR") => Token::Or,
        _ => Token::Word(word),
    };
    (Some(token), after)
}

/// Returns the letters before a colon, and the text after it. An address such as `http://` has no key.
fn key(text: &str) -> Option<(&str, &str)> {
    let letters = text.find(|character: char| !character.is_ascii_alphabetic())?;
    let (key, after) = text.split_at(letters);
    let value = after.strip_prefix(':')?;
    (letters > 0 && !value.starts_with("//")).then_some((key, value))
}

/// Returns the number of bytes of the unquoted word at the beginning of a text.
///
/// Tags such as `saber_(fate)` are common, so a parenthesis that opens within a word is part of it, and so is the one
/// that closes it.
fn length(text: &str) -> usize {
    let mut open = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '(' if matches!(&text[..at], "NOT" | "AND" | "OR") => return at,
            '(' => open += 1,
            ')' if open == 0 => return at,
            ')' => open -= 1,
            space if space.is_whitespace() => return at,
            _ => {}
        }
    }
    text.len()
}

/// Splits the text after an opening quote. Returns the text inside the quotes, whether the quotes are closed, and the
/// text after them.
fn unquote(inside: &str) -> (&str, bool, &str) {
    let mut escaped = false;
    for (at, character) in inside.char_indices() {
        match character {
            '"' if !escaped => return (&inside[..at], true, &inside[at + 1..]),
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    (inside, false, "")
}
