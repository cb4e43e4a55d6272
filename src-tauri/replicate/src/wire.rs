//! Deserialises values that the service does not always send as documented, without failing on an unexpected type.
//!
//! The functions are for fields with `#[serde(default)]`, which handles absent fields.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Reads a text. Null is `None`; any other value becomes its JSON text.
pub(crate) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Null => None,
        Value::String(text) => Some(text),
        other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Some(other.to_string())
        }
    })
}

/// Reads an error message: a text, or an object that has the text under a common key. Null is `None`; any other value
/// becomes its JSON text.
pub(crate) fn error_message<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<String>, D::Error> {
    let value = Value::deserialize(from)?;
    let message = ["detail", "message", "error", "title"]
        .iter()
        .find_map(|name| value.get(name)?.as_str());
    match message {
        Some(message) => Ok(Some(message.to_owned())),
        None => text(value).map_err(serde::de::Error::custom),
    }
}

/// Reads a text. Null is the empty text; any other value becomes its JSON text.
pub(crate) fn text_or_empty<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    text(from).map(Option::unwrap_or_default)
}

/// Reads an RFC 3339 time, with up to nine fractional digits. Returns `None` for anything else.
pub(crate) fn timestamp<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(Value::deserialize(from)?
        .as_str()
        .and_then(|text| text.parse().ok()))
}

/// Reads a number of seconds. Returns `None` for anything else.
pub(crate) fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
    Ok(Value::deserialize(from)?.as_f64())
}

/// Reads a value of the type. Returns its default for null and for a value of another type.
pub(crate) fn or_default<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: serde::de::DeserializeOwned + Default,
{
    Ok(serde_json::from_value(Value::deserialize(from)?).unwrap_or_default())
}
