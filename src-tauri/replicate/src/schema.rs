//! The inputs that a model's version describes: their names, types and limits.
//!
//! `read` parses a version's `openapi_schema`, and `check` validates values. Nothing here depends on a form's
//! appearance or on particular trainers.

mod check;
mod read;

use localization::{Message, message};
use serde_json::Value;

/// The inputs of a training or a prediction, in the order that the model's author chose.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// The inputs.
    pub fields: Vec<Field>,
}

/// One input.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The name in the API: `training_steps`.
    pub name: String,
    /// The display name: `Training Steps`.
    pub title: String,
    /// The author's description. May be empty.
    pub description: String,
    /// The type of value.
    pub kind: Kind,
    /// The value that the service uses if the input is left out.
    pub default: Option<Value>,
    /// True if the input must be sent.
    pub required: bool,
    /// The minimum and maximum length of a text, in characters.
    pub length: (Option<u64>, Option<u64>),
    /// For a [`Kind::Choice`], the values to send, in the order of the choices: texts or numbers. Empty for other
    /// kinds.
    pub values: Vec<Value>,
}

/// The type of an input's value. Bounds are inclusive.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A whole number.
    Integer {
        /// The minimum.
        min: Option<i64>,
        /// The maximum.
        max: Option<i64>,
    },
    /// A number.
    Number {
        /// The minimum.
        min: Option<f64>,
        /// The maximum.
        max: Option<f64>,
    },
    /// A Boolean.
    Boolean,
    /// One of these choices. [`Field::values`] holds the values to send.
    Choice(Vec<String>),
    /// The address of a file: https, http, or `data:`.
    File,
    /// A text that must not be logged or kept.
    Secret,
    /// Anything else, such as a list or an object, as JSON.
    Json,
}

/// A problem with the value of an input. It never holds the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidInput {
    /// The input's name, such as `training_steps`.
    pub field: String,
    /// The problem, as a phrase such as `must be at most 6000`.
    pub message: Message,
}

/// The reason a version has no form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum SchemaError {
    /// The version has no training inputs.
    NotTrainable,
    /// The version has no inputs.
    NoInput,
}

impl SchemaError {
    /// Returns the message for the person.
    pub fn message(&self) -> Message {
        match self {
            SchemaError::NotTrainable => message!("service-not-trainable"),
            SchemaError::NoInput => message!("service-no-input"),
        }
    }
}

impl Form {
    /// Returns the input with this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Field {
    /// Returns the value to send for the choice with this label, or `None` if the input has no such choice.
    pub fn choice(&self, label: &str) -> Option<&Value> {
        let Kind::Choice(labels) = &self.kind else {
            return None;
        };
        labels
            .iter()
            .position(|choice| choice == label)
            .and_then(|at| self.values.get(at))
    }
}
