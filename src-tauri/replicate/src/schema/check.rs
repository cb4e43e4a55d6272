//! Validates values against a form before they are sent: the service silently ignores unknown inputs, and refuses
//! invalid values only after the upload. No message contains a value, since some are secret.

use localization::{Message, message};
use serde_json::{Map, Value};
use url::Url;

use super::{Field, Form, InvalidInput, Kind};

impl Form {
    /// Returns all problems with the values, in the form's order. The result is empty if the values can be sent.
    ///
    /// Patterns (`pattern`) are not checked: the service does that.
    pub fn check(&self, input: &Map<String, Value>) -> Vec<InvalidInput> {
        let known = self.fields.iter().filter_map(|field| {
            let message = field.problem(input.get(&field.name))?;
            Some(InvalidInput {
                field: field.name.clone(),
                message,
            })
        });
        let unknown = input
            .keys()
            .filter(|name| self.field(name).is_none())
            .map(|name| InvalidInput {
                field: name.clone(),
                message: message!("service-not-an-input"),
            });
        known.chain(unknown).collect()
    }
}

impl Field {
    fn problem(&self, value: Option<&Value>) -> Option<Message> {
        let Some(value) = value else {
            return self.required.then(|| message!("service-required"));
        };
        if value.is_null() {
            return Some(message!("service-must-be-left-out"));
        }
        match &self.kind {
            Kind::Text | Kind::Secret => match value.as_str() {
                Some(text) => self.length_problem(text),
                None => Some(message!("service-must-be-text")),
            },
            Kind::Integer { min, max } => match as_integer(value) {
                Some(number) => range_problem(number, *min, *max),
                None => Some(message!("service-must-be-whole-number")),
            },
            Kind::Number { min, max } => match value.as_f64() {
                Some(number) => range_problem(number, *min, *max),
                None => Some(message!("service-must-be-number")),
            },
            Kind::Boolean => (!value.is_boolean()).then(|| message!("service-must-be-yes-or-no")),
            Kind::Choice(labels) => (!self.values.contains(value))
                .then(|| message!("service-must-be-one-of", choices = labels.join(", "))),
            Kind::File => (!value.as_str().is_some_and(is_address))
                .then(|| message!("service-must-be-address")),
            Kind::Json => None,
        }
    }

    fn length_problem(&self, text: &str) -> Option<Message> {
        let length = text.chars().count() as u64;
        match self.length {
            _ if self.required && text.is_empty() && self.default.is_none() => {
                Some(message!("service-must-not-be-empty"))
            }
            (Some(least), _) if length < least => {
                Some(message!("service-too-few-characters", least = least))
            }
            (_, Some(most)) if length > most => {
                Some(message!("service-too-many-characters", most = most))
            }
            _ => None,
        }
    }
}

/// Returns the value as a whole number, including one that is written as `3.0`.
fn as_integer(value: &Value) -> Option<i64> {
    let float = || {
        value
            .as_f64()
            .filter(|number| number.fract() == 0.0 && number.abs() < 9e15)
    };
    value
        .as_i64()
        .or_else(|| float().map(|number| number as i64))
}

fn range_problem<T: PartialOrd + std::fmt::Display>(
    number: T,
    min: Option<T>,
    max: Option<T>,
) -> Option<Message> {
    match (min, max) {
        (Some(min), _) if number < min => {
            Some(message!("service-too-small", least = min.to_string()))
        }
        (_, Some(max)) if number > max => {
            Some(message!("service-too-great", most = max.to_string()))
        }
        _ => None,
    }
}

fn is_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "https" | "http" | "data"))
}
