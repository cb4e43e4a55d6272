//! Converts a model's inputs to form fields, and typed text to the values that are sent. The inputs themselves are read
//! from the version's schema.

pub(crate) mod secret;

use localization::{Message, message, text};
use replicate::schema::{Field, Kind};
use serde_json::{Value, json};

use crate::inputs::secret::is_secret_field;
use crate::view::{InputField, InputKind};

/// Returns the form field for an input, with the text typed so far.
pub(crate) fn input_field(field: &Field, typed: &str) -> InputField {
    let (kind, choices) = match &field.kind {
        _ if is_secret_field(field) => (InputKind::Secret, Vec::new()),
        Kind::Integer { .. } | Kind::Number { .. } => (InputKind::Number, Vec::new()),
        Kind::Boolean => (InputKind::YesNo, Vec::new()),
        Kind::Choice(labels) => (InputKind::Choice, labels.clone()),
        Kind::Json => (InputKind::Json, Vec::new()),
        Kind::Secret => (InputKind::Secret, Vec::new()),
        Kind::Text | Kind::File => (InputKind::Text, Vec::new()),
    };
    InputField {
        name: field.name.clone(),
        title: field.title.clone(),
        description: field.description.clone(),
        kind,
        choices,
        value: typed.to_owned(),
        default_text: field.default.as_ref().map(value_text).unwrap_or_default(),
        limits: limits(&field.kind),
        required: field.required && field.default.is_none(),
        kept: None,
    }
}

fn value_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => text!("inputs-yes"),
        Value::Bool(false) => text!("inputs-no"),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn limits(kind: &Kind) -> Option<String> {
    fn range_text<T: std::fmt::Display>(min: Option<T>, max: Option<T>) -> Option<String> {
        // Passed as text, because a number argument of a message can't have a fraction.
        match (
            min.map(|min| min.to_string()),
            max.map(|max| max.to_string()),
        ) {
            (Some(min), Some(max)) => Some(text!("inputs-between", min = min, max = max)),
            (Some(min), None) => Some(text!("inputs-at-least", min = min)),
            (None, Some(max)) => Some(text!("inputs-at-most", max = max)),
            (None, None) => None,
        }
    }
    match kind {
        Kind::Integer { min, max } => range_text(*min, *max),
        Kind::Number { min, max } => range_text(*min, *max),
        Kind::Text | Kind::Boolean | Kind::Choice(_) | Kind::File | Kind::Secret | Kind::Json => {
            None
        }
    }
}

/// Converts typed text to the value that is sent. Returns `None` for empty text, which leaves the input to the model.
/// The error is a sentence.
pub(crate) fn parse_value(field: &Field, typed: &str) -> Result<Option<Value>, Message> {
    let text = typed.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let value = match &field.kind {
        Kind::Text | Kind::Secret => json!(typed),
        Kind::File => json!(text),
        Kind::Integer { .. } => {
            let number = text.parse::<i64>();
            json!(number.map_err(|_| message!("inputs-no-whole-number"))?)
        }
        Kind::Number { .. } => {
            // Many languages use a decimal comma.
            let number = text.replace(',', ".").parse::<f64>();
            json!(number.map_err(|_| message!("inputs-no-number"))?)
        }
        Kind::Boolean => json!(text == "true"),
        Kind::Choice(labels) => field
            .choice(text)
            .cloned()
            .ok_or_else(|| message!("inputs-no-choice", choices = labels.join(", ")))?,
        Kind::Json => serde_json::from_str(text).map_err(|_| message!("inputs-no-json"))?,
    };
    Ok(Some(value))
}
