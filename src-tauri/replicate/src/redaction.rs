//! Removes secrets from the service's texts, which may repeat them.

use std::fmt;

use serde_json::Value;
use zeroize::Zeroizing;

/// The replacement for a secret.
const HIDDEN: &str = "[hidden]";

/// The minimum length in bytes of a secret that is removed everywhere. A shorter secret may be part of an ordinary
/// word, so it is removed only as a whole word.
const MIN_LENGTH_ANYWHERE: usize = 8;

/// The minimum length in bytes of a secret's beginning that is removed from the end of an incomplete text.
const MIN_PREFIX_LENGTH: usize = 6;

/// The secrets to remove, each in its plain, URL-encoded and JSON-escaped forms.
#[derive(Clone, Default)]
pub struct Redaction(Vec<Zeroizing<String>>);

impl Redaction {
    /// Adds a secret without the whitespace around it. Ignores secrets of fewer than two characters.
    pub fn hide(&mut self, secret: &str) {
        let secret = secret.trim();
        if secret.chars().count() < 2 {
            return;
        }
        let escaped = serde_json::to_string(secret).unwrap_or_default();
        let forms = [
            secret.to_owned(),
            // URL-encoded, and escaped as in JSON.
            url::form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
            escaped.trim_matches('"').to_owned(),
        ];
        self.add(forms.map(Zeroizing::new));
    }

    /// Adds the secrets of another redaction.
    pub fn hide_all(&mut self, other: &Redaction) {
        self.add(other.0.iter().cloned());
    }

    fn add(&mut self, secrets: impl IntoIterator<Item = Zeroizing<String>>) {
        for secret in secrets {
            if !self.0.contains(&secret) {
                self.0.push(secret);
            }
        }
        // A secret may begin with another one, so longer ones are removed first.
        self.0.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    }

    /// Returns whether there are no secrets.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns a text without the secrets.
    pub fn redact_text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.0 {
            if secret.len() >= MIN_LENGTH_ANYWHERE {
                text = text.replace(secret.as_str(), HIDDEN);
            } else if text.contains(secret.as_str()) {
                text = redact_word(&text, secret);
            }
        }
        text
    }

    /// Returns an incomplete text, such as the log so far, without the secrets. A secret's beginning at the end of the
    /// text is removed as well.
    pub fn redact_partial_text(&self, text: &str) -> String {
        let mut text = self.redact_text(text);
        let beginnings = self.0.iter().filter_map(|secret| {
            let lengths = (MIN_PREFIX_LENGTH..secret.len()).rev();
            lengths
                .filter(|length| secret.is_char_boundary(*length))
                .find(|length| text.ends_with(&secret[..*length]))
        });
        if let Some(beginning) = beginnings.max() {
            text.truncate(text.len() - beginning);
        }
        text
    }

    /// Removes the secrets from all texts of a value.
    pub fn redact_value(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.redact_text(text),
            Value::Array(values) => values.iter_mut().for_each(|value| self.redact_value(value)),
            Value::Object(fields) => fields
                .values_mut()
                .for_each(|value| self.redact_value(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// Returns a text in which a word is hidden, except within longer words.
fn redact_word(text: &str, word: &str) -> String {
    let mut redacted = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(word) {
        let (before, after) = (&rest[..at], &rest[at + word.len()..]);
        let is_part = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        let previous = redacted.chars().chain(before.chars()).next_back();
        redacted.push_str(before);
        redacted.push_str(if is_part(previous) || is_part(after.chars().next()) {
            word
        } else {
            HIDDEN
        });
        rest = after;
    }
    redacted.push_str(rest);
    redacted
}

/// Prints no secrets.
impl fmt::Debug for Redaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redaction")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redaction_of(secrets: &[&str]) -> Redaction {
        let mut redaction = Redaction::default();
        secrets.iter().for_each(|secret| redaction.hide(secret));
        redaction
    }

    #[test]
    fn a_secret_is_removed_in_every_encoding() {
        let redaction = redaction_of(&["hf_a+b/\"c\"defgh"]);
        for text in [
            "logged in with hf_a+b/\"c\"defgh.",
            "https://user:hf_a%2Bb%2F%22c%22defgh@example.com",
            r#"{"hf_token": "hf_a+b/\"c\"defgh"}"#,
        ] {
            let redacted = redaction.redact_text(text);
            assert!(
                redacted.contains(HIDDEN) && !redacted.contains("defgh"),
                "{redacted}"
            );
        }
    }

    #[test]
    fn a_short_secret_is_removed_only_as_a_whole_word() {
        assert_eq!(
            redaction_of(&["abc"]).redact_text("abc abcd xabc (abc) abc"),
            "[hidden] abcd xabc ([hidden]) [hidden]"
        );
        assert_eq!(redaction_of(&["", " ", "x"]).redact_text("x y"), "x y");
    }

    #[test]
    fn the_beginning_of_a_secret_is_removed_from_the_end_of_a_log() {
        let redaction = redaction_of(&["hf_mysecretmysecret"]);
        assert_eq!(
            redaction.redact_partial_text("token: hf_mysecretmy"),
            "token: "
        );
        assert_eq!(
            redaction.redact_partial_text("token: hf_mysecretmysecret\n"),
            "token: [hidden]\n"
        );
        assert_eq!(redaction.redact_partial_text("loss: 0.1"), "loss: 0.1");
    }

    #[test]
    fn secrets_are_removed_from_nested_values() {
        let mut value = serde_json::json!({ "a": ["hf_mysecretmysecret", { "b": "x hf_mysecretmysecret" }], "c": 1 });
        redaction_of(&["hf_mysecretmysecret"]).redact_value(&mut value);
        assert_eq!(
            value,
            serde_json::json!({ "a": ["[hidden]", { "b": "x [hidden]" }], "c": 1 })
        );
    }
}
