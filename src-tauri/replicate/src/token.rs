//! The API token: parsed from pasted text, and never shown again.
//!
//! It can't be serialised, and its `Debug` and `Display` implementations print a placeholder. Code that needs the text
//! itself (the keychain, the header) calls [`Token::expose`].

use std::fmt;

use localization::{Message, message};
use zeroize::Zeroizing;

/// A secret that authenticates the account. It is wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Zeroizing<String>);

/// The reason a text can't be a token. It never contains the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum TokenError {
    /// The text is empty or only whitespace.
    Empty,
    /// The token contains whitespace or control characters.
    NotOneWord,
    /// The token contains characters that are not ASCII, which can't be sent.
    NotAscii,
}

impl TokenError {
    /// Returns the message for the person.
    pub fn message(&self) -> Message {
        match self {
            TokenError::Empty => message!("service-token-empty"),
            TokenError::NotOneWord => message!("service-token-not-one-word"),
            TokenError::NotAscii => message!("service-token-not-ascii"),
        }
    }
}

impl Token {
    /// Parses a token, ignoring the whitespace around it. Its prefix is not checked: the service decides.
    ///
    /// # Errors
    /// If the text is empty or can't be sent as a token.
    pub fn parse(text: &str) -> Result<Token, TokenError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(TokenError::Empty);
        }
        if text
            .chars()
            .any(|letter| letter.is_whitespace() || letter.is_control())
        {
            return Err(TokenError::NotOneWord);
        }
        if !text.is_ascii() {
            return Err(TokenError::NotAscii);
        }
        Ok(Token(Zeroizing::new(text.to_owned())))
    }

    /// Returns the secret itself, to send it or to store it in a keychain. It must never be shown.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Removes the token from a text that the service sent.
    pub(crate) fn redact(&self, text: &str) -> String {
        text.replace(self.expose(), "[token]")
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[token]")
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[token]")
    }
}
