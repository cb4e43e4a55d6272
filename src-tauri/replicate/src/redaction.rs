//! Removes secrets from the service's texts, which may repeat them.

use std::fmt;

use serde_json::Value;
use zeroize::Zeroizing;

/// The replacement for a secret.
const HIDDEN: &str = "[hidden]";

/// The minimum length in bytes of a secret that is removed everywhere. A shorter secret may be part of an ordinary
/// word, so it is removed only as a whole word.
const LONG: usize = 8;

/// The minimum length in bytes of a secret's beginning that is removed from the end of an incomplete text.
const LEAST_BEGINNING: usize = 6;

/// The secrets to remove.
#[derive(Clone, Default)]
pub struct Redaction(Vec<Zeroizing<String>>);

impl Redaction {
    /// Adds a secret. Ignores texts of fewer than two characters.
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
    pub fn hide_all(&mut self, others: &Redaction) {
        self.add(others.0.iter().cloned());
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
    pub fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.0 {
            if secret.len() >= LONG {
                text = text.replace(secret.as_str(), HIDDEN);
            } else if text.contains(secret.as_str()) {
                text = without_word(&text, secret);
            }
        }
        text
    }

    /// Returns an incomplete text, such as the log so far, without the secrets. A secret's beginning at the end of the
    /// text is removed as well.
    pub fn growing_text(&self, text: &str) -> String {
        let mut text = self.text(text);
        let cut = self.0.iter().filter_map(|secret| {
            let lengths = (LEAST_BEGINNING..secret.len()).rev();
            lengths
                .filter(|length| secret.is_char_boundary(*length))
                .find(|length| text.ends_with(&secret[..*length]))
        });
        if let Some(beginning) = cut.max() {
            text.truncate(text.len() - beginning);
        }
        text
    }

    /// Removes the secrets from all texts of a value.
    pub fn value(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Array(values) => values.iter_mut().for_each(|value| self.value(value)),
            Value::Object(fields) => fields.values_mut().for_each(|value| self.value(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// Returns a text in which a word is hidden, except within longer words.
fn without_word(text: &str, word: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(word) {
        let (before, after) = (&rest[..at], &rest[at + word.len()..]);
        let is_part = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        let begins = left.chars().chain(before.chars()).next_back();
        left.push_str(before);
        left.push_str(if is_part(begins) || is_part(after.chars().next()) {
            word
        } else {
            HIDDEN
        });
        rest = after;
    }
    left.push_str(rest);
    left
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

    fn of(secrets: &[&str]) -> Redaction {
        let mut redaction = Redaction::default();
        secrets.iter().for_each(|secret| redaction.hide(secret));
        redaction
    }

    #[test]
    fn a_secret_is_taken_out_in_each_form_that_it_may_have() {
        let redaction = of(&["hf_a+b/\"c\"defgh"]);
        for text in [
            "logged in with hf_a+b/\"c\"defgh.",
            "https://user:hf_a%2Bb%2F%22c%22defgh@example.com",
            r#"{"hf_token": "hf_a+b/\"c\"defgh"}"#,
        ] {
            let left = redaction.text(text);
            assert!(left.contains(HIDDEN) && !left.contains("defgh"), "{left}");
        }
    }

    #[test]
    fn a_short_one_is_taken_out_where_it_stands_alone() {
        assert_eq!(
            of(&["abc"]).text("abc abcd xabc (abc) abc"),
            "[hidden] abcd xabc ([hidden]) [hidden]"
        );
        assert_eq!(of(&["", " ", "x"]).text("x y"), "x y");
    }

    #[test]
    fn a_log_that_is_cut_off_within_one_holds_nothing_of_it() {
        let redaction = of(&["hf_mysecretmysecret"]);
        assert_eq!(redaction.growing_text("token: hf_mysecretmy"), "token: ");
        assert_eq!(
            redaction.growing_text("token: hf_mysecretmysecret\n"),
            "token: [hidden]\n"
        );
        assert_eq!(redaction.growing_text("loss: 0.1"), "loss: 0.1");
    }

    #[test]
    fn a_value_is_gone_through_to_its_depth() {
        let mut value = serde_json::json!({ "a": ["hf_mysecretmysecret", { "b": "x hf_mysecretmysecret" }], "c": 1 });
        of(&["hf_mysecretmysecret"]).value(&mut value);
        assert_eq!(
            value,
            serde_json::json!({ "a": ["[hidden]", { "b": "x [hidden]" }], "c": 1 })
        );
    }
}
