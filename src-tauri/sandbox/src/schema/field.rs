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
    Integer {
        least: Option<f64>,
        most: Option<f64>,
    },
    Number {
        least: Option<f64>,
        most: Option<f64>,
    },
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
                least: None,
                most: None,
            },
            about,
        )
    }

    pub(crate) fn number(name: &'static str, about: &'static str) -> Field {
        Field::new(
            name,
            Kind::Number {
                least: None,
                most: None,
            },
            about,
        )
    }

    pub(crate) fn choice(
        name: &'static str,
        of: &'static [&'static str],
        about: &'static str,
    ) -> Field {
        Field::new(name, Kind::Choice(of), about)
    }

    pub(crate) fn integer_choice(
        name: &'static str,
        of: &'static [i64],
        about: &'static str,
    ) -> Field {
        Field::new(name, Kind::IntegerChoice(of), about)
    }

    pub(crate) fn required(mut self) -> Field {
        self.required = true;
        self
    }

    pub(crate) fn or(mut self, default: impl Into<Value>) -> Field {
        self.default = Some(default.into());
        self
    }

    pub(crate) fn at_least(mut self, limit: f64) -> Field {
        if let Kind::Integer { least, .. } | Kind::Number { least, .. } = &mut self.kind {
            *least = Some(limit);
        }
        self
    }

    pub(crate) fn at_most(mut self, limit: f64) -> Field {
        if let Kind::Integer { most, .. } | Kind::Number { most, .. } = &mut self.kind {
            *most = Some(limit);
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
            Kind::Integer { least, most } => limited("integer", *least, *most),
            Kind::Number { least, most } => limited("number", *least, *most),
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
        let (of, values) = match &self.kind {
            Kind::Choice(of) => ("string", json!(of)),
            Kind::IntegerChoice(of) => ("integer", json!(of)),
            Kind::Text
            | Kind::Uri
            | Kind::Secret
            | Kind::Boolean
            | Kind::Integer { .. }
            | Kind::Number { .. } => return None,
        };
        Some(
            json!({ "type": of, "enum": values, "title": self.name, "description": "An enumeration." }),
        )
    }

    /// Returns the rule that `value` violates, and a description in the wording of the service's validator.
    pub(super) fn objection(&self, value: &Value) -> Option<(&'static str, String)> {
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
            Kind::Integer { least, most } => match value.as_f64() {
                Some(number) if number.fract() == 0.0 => outside(number, *least, *most),
                _ => mistyped("integer"),
            },
            Kind::Number { least, most } => match value.as_f64() {
                Some(number) => outside(number, *least, *most),
                None => mistyped("number"),
            },
            Kind::Choice(of) => {
                let allowed: Vec<Value> = of.iter().map(|choice| json!(choice)).collect();
                self.not_among(value, &allowed)
            }
            Kind::IntegerChoice(of) => {
                let allowed: Vec<Value> = of.iter().map(|choice| json!(choice)).collect();
                self.not_among(value, &allowed)
            }
        }
    }

    fn not_among(&self, value: &Value, allowed: &[Value]) -> Option<(&'static str, String)> {
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

fn limited(of: &str, least: Option<f64>, most: Option<f64>) -> Value {
    let mut property = json!({ "type": of });
    if let Some(least) = least {
        property["minimum"] = json!(least);
    }
    if let Some(most) = most {
        property["maximum"] = json!(most);
    }
    property
}

fn outside(number: f64, least: Option<f64>, most: Option<f64>) -> Option<(&'static str, String)> {
    if let Some(least) = least.filter(|least| number < *least) {
        return Some((
            "number_gte",
            format!("Must be greater than or equal to {least}"),
        ));
    }
    if let Some(most) = most.filter(|most| number > *most) {
        return Some((
            "number_lte",
            format!("Must be less than or equal to {most}"),
        ));
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
