//! The form that a model's version describes of itself: which inputs, of what kind, with which limits.
//!
//! Reading it from a version's `openapi_schema` is in `read`, holding values against it in `check`. Nothing
//! here knows how a form looks, or any trainer by name.

mod check;
mod read;

use serde_json::Value;

/// The inputs of a training or a prediction, in the order their author gave them.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// The inputs.
    pub fields: Vec<Field>,
}

/// One input.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name on the wire: `training_steps`.
    pub name: String,
    /// Its name for people: `Training Steps`.
    pub title: String,
    /// What its author says of it; may be empty.
    pub description: String,
    /// What it takes.
    pub kind: Kind,
    /// What the service takes where it is left out.
    pub default: Option<Value>,
    /// Whether it can't be left out.
    pub required: bool,
    /// The shortest and longest text, in characters.
    pub length: (Option<u64>, Option<u64>),
    /// For a [`Kind::Choice`], the choices as they are sent, in the same order: some are numbers.
    pub values: Vec<Value>,
}

/// What an input takes. Bounds are inclusive.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A whole number.
    Integer {
        /// The smallest.
        min: Option<i64>,
        /// The largest.
        max: Option<i64>,
    },
    /// A number.
    Number {
        /// The smallest.
        min: Option<f64>,
        /// The largest.
        max: Option<f64>,
    },
    /// Yes or no.
    Boolean,
    /// One of these; see [`Field::values`] for how they are sent.
    Choice(Vec<String>),
    /// The address of a file: https, http, or `data:`.
    File,
    /// A text that must not be logged or kept.
    Secret,
    /// Anything else: a list or an object, as JSON.
    Json,
}

/// Why there is no form to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// The version has no training inputs.
    #[error(
        "This model can't be trained: it does not say what a training of it takes. Choose a trainer."
    )]
    NotTrainable,
    /// The version has no inputs.
    #[error(
        "This model does not say what it takes, so there is no form to fill in. Run it on its page at Replicate."
    )]
    NoInput,
}

impl Form {
    /// The input of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Field {
    /// The value to send for one of the choices.
    pub fn choice(&self, label: &str) -> Option<&Value> {
        let Kind::Choice(labels) = &self.kind else {
            return None;
        };
        labels
            .iter()
            .position(|one| one == label)
            .and_then(|at| self.values.get(at))
    }
}
