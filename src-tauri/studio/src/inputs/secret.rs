//! Recognises secret inputs of trainers, and hides them where inputs and trainings are shown.

use localization::text;
use replicate::schema::{Field, Kind};
use replicate::{Redaction, Training};
use serde_json::{Map, Value};

use crate::view::ReviewedInput;

/// The value that takes the place of a secret in a training's inputs.
const HIDDEN: &str = "(hidden)";

/// The words after which `token` means a text token, not a secret: `trigger_token`, `eos_token`.
const TEXT_TOKEN_PREFIXES: &[&str] = &[
    "trigger",
    "class",
    "instance",
    "concept",
    "placeholder",
    "initializer",
    "special",
    "unique",
    "style",
    "subject",
    "new",
    "start",
    "stop",
    "begin",
    "end",
    "bos",
    "eos",
    "pad",
    "sep",
    "mask",
    "unk",
    "prompt",
    "text",
    "image",
    "caption",
    "per",
    "max",
    "min",
    "num",
];

/// Returns the text that is shown in place of a secret.
pub(crate) fn hidden_text() -> String {
    text!("inputs-hidden")
}

/// Returns whether an input is a secret: by its schema, or by the name of a text or file input, since not every author
/// marks secrets.
pub(crate) fn is_secret_field(field: &Field) -> bool {
    match &field.kind {
        Kind::Secret => true,
        Kind::Text | Kind::File => is_secret_name(&field.name),
        Kind::Integer { .. }
        | Kind::Number { .. }
        | Kind::Boolean
        | Kind::Choice(_)
        | Kind::Json => false,
    }
}

/// Returns whether an input is a secret by its name: `hf_token` and `wandb_api_key` are, `token_string` and
/// `max_tokens` are not.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let words = words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let has = |secret: &[&str]| words.iter().any(|word| secret.contains(word));
    if has(&[
        "password",
        "passwd",
        "passphrase",
        "secret",
        "secrets",
        "credential",
        "credentials",
        "apikey",
    ]) {
        return true;
    }
    let is_key = |pair: &[&str]| matches!(pair, [kind, "key" | "keys"] if ["api", "access", "auth", "private"].contains(kind));
    if words.windows(2).any(is_key) {
        return true;
    }
    match words.as_slice() {
        [.., prefix, "token"] => !TEXT_TOKEN_PREFIXES.contains(prefix),
        ["token"] => true,
        _ => false,
    }
}

/// Returns the words of a name in lower case: `hfToken` and `HF_TOKEN` have the same words.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lowercase = false;
    for letter in name.chars() {
        let is_boundary = was_lowercase && letter.is_uppercase();
        if (is_boundary || !letter.is_alphanumeric())
            && words.last().is_some_and(|word| !word.is_empty())
        {
            words.push(String::new());
        }
        was_lowercase = letter.is_lowercase() || letter.is_ascii_digit();
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Removes the secret inputs.
pub(crate) fn without_secrets(mut input: Map<String, Value>) -> Map<String, Value> {
    input.retain(|name, _| !is_secret_name(name));
    input
}

/// Removes the secrets from a training: the service repeats them in the training's inputs, and they may be in its log.
/// The inputs with these `names` are always secret, and `known` holds secrets that the training may contain.
pub(crate) fn redact(mut training: Training, names: &[String], mut known: Redaction) -> Training {
    for (name, value) in &mut training.input {
        if !is_secret_name(name) && !names.contains(name) {
            continue;
        }
        if let Value::String(secret) = value {
            known.hide(secret);
        }
        *value = Value::String(HIDDEN.to_owned());
    }
    training.redacted(&known)
}

/// Returns the inputs as the page shows them, with secrets hidden.
pub(crate) fn review_inputs(input: &Map<String, Value>) -> Vec<ReviewedInput> {
    let display = |name: &str, value: &Value| match value {
        _ if is_secret_name(name) || value == HIDDEN => hidden_text(),
        // A signed address works for everyone who has it, so its signature is not shown.
        Value::String(text) => match text.split_once('?') {
            Some((address, query)) if query.contains("X-Amz-Signature=") => address.to_owned(),
            Some(_) | None => text.clone(),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    };
    input
        .iter()
        .map(|(name, value)| ReviewedInput {
            name: name.clone(),
            value: display(name, value),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_names_are_recognised() {
        for secret in [
            "hf_token",
            "HF_TOKEN",
            "hfToken",
            "token",
            "api_token",
            "huggingface_token",
            "hugging_face_hub_token",
            "replicate_api_token",
            "civitai_token",
            "wandb_api_key",
            "wandbApiKey",
            "api-key",
            "apikey",
            "aws_secret_access_key",
            "access_key",
            "client_secret",
            "password",
            "db_password",
        ] {
            assert!(is_secret_name(secret), "{secret}");
        }
        for plain in [
            "token_string",
            "token_word",
            "tokens",
            "max_tokens",
            "max_token",
            "token_count",
            "trigger_token",
            "instance_token",
            "eos_token",
            "tokenizer",
            "trigger_word",
            "keyframes",
            "key",
            "caption_dropout_rate",
            "secretary",
            "",
        ] {
            assert!(!is_secret_name(plain), "{plain}");
        }
    }
}
