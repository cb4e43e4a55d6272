//! Cuts a filter's text into tokens. Every text can be cut.

/// A piece of a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Open,
    Close,
    Not,
    And,
    Or,
    Word(Word<'a>),
}

/// A word, perhaps in quotes, perhaps with a key before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// The letters before the colon.
    pub(super) key: Option<&'a str>,
    /// As it was typed, backslashes and all, but without the quotes around it.
    pub(super) value: &'a str,
    /// Whether nothing can be missing from the value, even when it is empty.
    pub(super) quoted: bool,
}

/// The tokens of a filter.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some((token, after)) = next(rest) {
        tokens.extend(token);
        rest = after.trim_start();
    }
    tokens
}

/// The first token of a text that doesn't begin with white space, and what comes after it. A quote
/// that has only just been opened is no token yet.
fn next(text: &str) -> Option<(Option<Token<'_>>, &str)> {
    let mut characters = text.chars();
    let first = characters.next()?;
    let after = characters.as_str();
    Some(match first {
        '(' => (Some(Token::Open), after),
        ')' => (Some(Token::Close), after),
        '-' if !stands_alone(after) => (Some(Token::Not), after),
        _ => word(text),
    })
}

/// Whether a dash with this after it is a dash between words, and not the beginning of a `-word`.
fn stands_alone(after: &str) -> bool {
    after.starts_with(char::is_whitespace) && !after.trim_start().is_empty()
}

/// The word or the operator at the beginning of a text.
fn word(text: &str) -> (Option<Token<'_>>, &str) {
    let (key, start) = match key(text) {
        Some((key, start)) => (Some(key), start),
        None => (None, text),
    };
    if let Some(inside) = start.strip_prefix('"') {
        let (value, quoted, after) = unquote(inside);
        let begun = quoted || key.is_some() || !value.is_empty();
        let word = Word { key, value, quoted };
        return (begun.then_some(Token::Word(word)), after);
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

/// The letters before a colon, and what follows it. An address such as `http://` has no key.
fn key(text: &str) -> Option<(&str, &str)> {
    let letters = text.find(|character: char| !character.is_ascii_alphabetic())?;
    let (key, after) = text.split_at(letters);
    let value = after.strip_prefix(':')?;
    (letters > 0 && !value.starts_with("//")).then_some((key, value))
}

/// How many bytes of a text belong to the unquoted word it begins with.
///
/// Tags such as `saber_(fate)` are common, so a parenthesis that opens within a word is part of it,
/// and so is the one that closes it.
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

/// What is inside quotes, whether they are closed, and what comes after them.
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
