//! Validates values against a form before they are sent: the service ignores unknown inputs silently, and refuses
//! others only after the upload. No message contains a value, since some are secret.

use serde_json::{Map, Value};
use url::Url;

use super::{Field, Form, Kind};
use crate::error::InvalidField;

impl Form {
    /// Returns all problems with the values, in the form's order. Empty if they can be sent.
    ///
    /// Patterns (`pattern`) are not checked: the service does that.
    pub fn check(&self, input: &Map<String, Value>) -> Vec<InvalidField> {
        let known = self.fields.iter().filter_map(|field| {
            let message = field.complaint(input.get(&field.name))?;
            Some(InvalidField {
                field: field.name.clone(),
                message,
            })
        });
        let unknown = input
            .keys()
            .filter(|name| self.field(name).is_none())
            .map(|name| InvalidField {
                field: name.clone(),
                message: "is not an input of this model, and would be dropped without a word"
                    .to_owned(),
            });
        known.chain(unknown).collect()
    }
}

impl Field {
    fn complaint(&self, value: Option<&Value>) -> Option<String> {
        let Some(value) = value else {
            return self.required.then(|| "is required".to_owned());
        };
        if value.is_null() {
            return Some("must be left out rather than empty".to_owned());
        }
        match &self.kind {
            Kind::Text | Kind::Secret => match value.as_str() {
                Some(text) => self.length_complaint(text),
                None => Some("must be a text".to_owned()),
            },
            Kind::Integer { min, max } => match whole(value) {
                Some(number) => outside(number, *min, *max),
                None => Some("must be a whole number".to_owned()),
            },
            Kind::Number { min, max } => match value.as_f64() {
                Some(number) => outside(number, *min, *max),
                None => Some("must be a number".to_owned()),
            },
            Kind::Boolean => (!value.is_boolean()).then(|| "must be yes or no".to_owned()),
            Kind::Choice(labels) => (!self.values.contains(value))
                .then(|| format!("must be one of {}", labels.join(", "))),
            Kind::File => (!value.as_str().is_some_and(is_address))
                .then(|| "must be the address of a file, starting with https://".to_owned()),
            Kind::Json => None,
        }
    }

    fn length_complaint(&self, text: &str) -> Option<String> {
        let length = text.chars().count() as u64;
        match self.length {
            _ if self.required && text.is_empty() && self.default.is_none() => {
                Some("must not be empty".to_owned())
            }
            (Some(least), _) if length < least => {
                Some(format!("must have at least {least} characters"))
            }
            (_, Some(most)) if length > most => {
                Some(format!("must have at most {most} characters"))
            }
            _ => None,
        }
    }
}

/// Returns the value as a whole number, including one that is written as `3.0`.
fn whole(value: &Value) -> Option<i64> {
    let float = || {
        value
            .as_f64()
            .filter(|number| number.fract() == 0.0 && number.abs() < 9e15)
    };
    value
        .as_i64()
        .or_else(|| float().map(|number| number as i64))
}

fn outside<T: PartialOrd + std::fmt::Display>(
    number: T,
    min: Option<T>,
    max: Option<T>,
) -> Option<String> {
    match (min, max) {
        (Some(min), _) if number < min => Some(format!("must be at least {min}")),
        (_, Some(max)) if number > max => Some(format!("must be at most {max}")),
        _ => None,
    }
}

fn is_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "https" | "http" | "data"))
}
