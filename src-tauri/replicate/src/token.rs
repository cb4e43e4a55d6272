//! The API token: read from what a person pasted, and never shown again.
//!
//! It has no way to be serialised, and both its `Debug` and its `Display` print a placeholder. Whoever
//! needs the text itself (the keychain, the header) says so with [`Token::expose`].

use std::fmt;

use zeroize::Zeroizing;

/// A secret that acts as the account. Wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Zeroizing<String>);

/// Why a text can't be a token. The text itself is never part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Nothing but spaces.
    #[error(
        "There is no token here. Copy one from replicate.com/account/api-tokens; it starts with r8_."
    )]
    Empty,
    /// Spaces, line breaks or control characters inside it.
    #[error(
        "This is more than a token: there are spaces or line breaks in it. Copy the token alone; it starts with r8_."
    )]
    NotOneWord,
    /// Letters that no token has, so that it can't be sent.
    #[error(
        "This can't be a token: it has letters that tokens never have. Copy it again; it starts with r8_."
    )]
    NotAscii,
}

impl Token {
    /// Reads a token, without the spaces around it. Its prefix is not checked: the service decides.
    ///
    /// # Errors
    /// When nothing is left, or when what is left could not be sent as a token.
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

    /// The secret itself, for keeping it in a keychain or sending it. Never for showing it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A text of the service's with the token taken out, should it be repeated there.
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
