//! How values are read that the service does not always send as its document says.
//!
//! Only shapes are forgiven here; what a value means is decided where it is used.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A text; null and absence are `None`, anything else is kept as its JSON text.
pub(crate) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Null => None,
        Value::String(text) => Some(text),
        other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Some(other.to_string())
        }
    })
}

/// What went wrong: a text, or an object that holds one by a usual name; null and absence are `None`.
pub(crate) fn reason<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let value = Value::deserialize(from)?;
    let said = ["detail", "message", "error", "title"]
        .iter()
        .find_map(|name| value.get(name)?.as_str());
    match said {
        Some(said) => Ok(Some(said.to_owned())),
        None => text(value).map_err(serde::de::Error::custom),
    }
}

/// A text where null and absence mean the empty one.
pub(crate) fn text_or_empty<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    text(from).map(Option::unwrap_or_default)
}

/// A moment, with any number of fraction digits; `None` for what can't be read as one.
pub(crate) fn moment<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(Value::deserialize(from)?
        .as_str()
        .and_then(|text| text.parse().ok()))
}

/// A number of seconds; `None` for what is no number.
pub(crate) fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
    Ok(Value::deserialize(from)?.as_f64())
}

/// Whatever fits the type; its default for null and for what does not fit.
pub(crate) fn or_default<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: serde::de::DeserializeOwned + Default,
{
    Ok(serde_json::from_value(Value::deserialize(from)?).unwrap_or_default())
}
