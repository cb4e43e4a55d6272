//! One input of a program: its type and limits, its schema, and the validation of a value.

use serde_json::{Value, json};

/// One input of a program.
pub(crate) struct Field {
    pub(super) name: &'static str,
    kind: Kind,
    about: &'static str,
    pub(super) required: bool,
    pub(super) default: Option<Value>,
}

enum Kind {
    Text,
    Uri,
    Secret,
    Boolean,
    Integer { min: Option<f64>, max: Option<f64> },
    Number { min: Option<f64>, max: Option<f64> },
    Choice(&'static [&'static str]),
    IntegerChoice(&'static [i64]),
}

impl Field {
    fn new(name: &'static str, kind: Kind, about: &'static str) -> Field {
        Field {
            name,
            kind,
            about,
            required: false,
            default: None,
        }
    }

    pub(crate) fn text(name: &'static str, about: &'static str) -> Field {
        Field::new(name, Kind::Text, about)
    }

    pub(crate) fn uri(name: &'static str, about: &'static str) -> Field {
        Field::new(name, Kind::Uri, about)
    }

    pub(crate) fn secret(name: &'static str, about: &'static str) -> Field {
        Field::new(name, Kind::Secret, about)
    }

    pub(crate) fn boolean(name: &'static str, about: &'static str) -> Field {
        Field::new(name, Kind::Boolean, about)
    }

    pub(crate) fn integer(name: &'static str, about: &'static str) -> Field {
        Field::new(
            name,
            Kind::Integer {
                min: None,
                max: None,
            },
            about,
        )
    }

    pub(crate) fn number(name: &'static str, about: &'static str) -> Field {
        Field::new(
            name,
            Kind::Number {
                min: None,
                max: None,
            },
            about,
        )
    }

    pub(crate) fn choice(
        name: &'static str,
        choices: &'static [&'static str],
        about: &'static str,
    ) -> Field {
        Field::new(name, Kind::Choice(choices), about)
    }

    pub(crate) fn integer_choice(
        name: &'static str,
        choices: &'static [i64],
        about: &'static str,
    ) -> Field {
        Field::new(name, Kind::IntegerChoice(choices), about)
    }

    pub(crate) fn required(mut self) -> Field {
        self.required = true;
        self
    }

    pub(crate) fn with_default(mut self, default: impl Into<Value>) -> Field {
        self.default = Some(default.into());
        self
    }

    pub(crate) fn at_least(mut self, limit: f64) -> Field {
        if let Kind::Integer { min, .. } | Kind::Number { min, .. } = &mut self.kind {
            *min = Some(limit);
        }
        self
    }

    pub(crate) fn at_most(mut self, limit: f64) -> Field {
        if let Kind::Integer { max, .. } | Kind::Number { max, .. } = &mut self.kind {
            *max = Some(limit);
        }
        self
    }

    /// Returns the title, such as `Input Images` for `input_images`.
    fn title(&self) -> String {
        let words: Vec<String> = self
            .name
            .split('_')
            .map(|word| {
                let mut letters = word.chars();
                letters.next().map_or_else(String::new, |first| {
                    first.to_uppercase().chain(letters).collect()
                })
            })
            .collect();
        words.join(" ")
    }

    pub(super) fn property(&self, order: usize) -> Value {
        let mut property = match &self.kind {
            Kind::Text => json!({ "type": "string" }),
            Kind::Uri => json!({ "type": "string", "format": "uri" }),
            Kind::Secret => json!({ "type": "string", "format": "password", "x-cog-secret": true }),
            Kind::Boolean => json!({ "type": "boolean" }),
            Kind::Integer { min, max } => number_schema("integer", *min, *max),
            Kind::Number { min, max } => number_schema("number", *min, *max),
            Kind::Choice(_) | Kind::IntegerChoice(_) => {
                json!({ "allOf": [{ "$ref": format!("#/components/schemas/{}", self.name) }] })
            }
        };
        // The title of a choice is in the enumeration that it refers to.
        if self.enumeration().is_none() {
            property["title"] = json!(self.title());
        }
        property["description"] = json!(self.about);
        property["x-order"] = json!(order);
        if let Some(default) = &self.default {
            property["default"] = default.clone();
        }
        property
    }

    pub(super) fn enumeration(&self) -> Option<Value> {
        let (type_name, values) = match &self.kind {
            Kind::Choice(choices) => ("string", json!(choices)),
            Kind::IntegerChoice(choices) => ("integer", json!(choices)),
            Kind::Text
            | Kind::Uri
            | Kind::Secret
            | Kind::Boolean
            | Kind::Integer { .. }
            | Kind::Number { .. } => return None,
        };
        Some(
            json!({ "type": type_name, "enum": values, "title": self.name, "description": "An enumeration." }),
        )
    }

    /// Returns the name of the rule that `value` violates, and a description in the wording of the service's validator.
    /// Returns `None` if the value is valid.
    pub(super) fn violation(&self, value: &Value) -> Option<(&'static str, String)> {
        let mistyped = |expected: &str| {
            Some((
                "invalid_type",
                format!(
                    "Invalid type. Expected: {expected}, given: {}",
                    type_of(value)
                ),
            ))
        };
        match &self.kind {
            Kind::Text | Kind::Secret if !value.is_string() => mistyped("string"),
            Kind::Text | Kind::Secret => None,
            Kind::Uri => match value.as_str() {
                None => mistyped("string"),
                Some(text) if url::Url::parse(text).is_err() => {
                    Some(("format", "Does not match format 'uri'".to_owned()))
                }
                Some(_) => None,
            },
            Kind::Boolean if !value.is_boolean() => mistyped("boolean"),
            Kind::Boolean => None,
            Kind::Integer { min, max } => match value.as_f64() {
                Some(number) if number.fract() == 0.0 => check_range(number, *min, *max),
                _ => mistyped("integer"),
            },
            Kind::Number { min, max } => match value.as_f64() {
                Some(number) => check_range(number, *min, *max),
                None => mistyped("number"),
            },
            Kind::Choice(choices) => {
                let allowed: Vec<Value> = choices.iter().map(|choice| json!(choice)).collect();
                self.check_choice(value, &allowed)
            }
            Kind::IntegerChoice(choices) => {
                let allowed: Vec<Value> = choices.iter().map(|choice| json!(choice)).collect();
                self.check_choice(value, &allowed)
            }
        }
    }

    fn check_choice(&self, value: &Value, allowed: &[Value]) -> Option<(&'static str, String)> {
        if allowed.contains(value) {
            return None;
        }
        let listed: Vec<String> = allowed.iter().map(Value::to_string).collect();
        Some((
            "enum",
            format!(
                "{} must be one of the following: {}",
                self.name,
                listed.join(", ")
            ),
        ))
    }
}

fn number_schema(type_name: &str, min: Option<f64>, max: Option<f64>) -> Value {
    let mut property = json!({ "type": type_name });
    if let Some(min) = min {
        property["minimum"] = json!(min);
    }
    if let Some(max) = max {
        property["maximum"] = json!(max);
    }
    property
}

fn check_range(number: f64, min: Option<f64>, max: Option<f64>) -> Option<(&'static str, String)> {
    if let Some(min) = min.filter(|min| number < *min) {
        return Some((
            "number_gte",
            format!("Must be greater than or equal to {min}"),
        ));
    }
    if let Some(max) = max.filter(|max| number > *max) {
        return Some(("number_lte", format!("Must be less than or equal to {max}")));
    }
    None
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
