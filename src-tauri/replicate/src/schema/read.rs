//! Reads a form from a version's `openapi_schema`, as current and older versions of Cog write it.

use serde_json::{Map, Value};

use super::{Field, Form, Kind, SchemaError};

/// The maximum number of references and wrappers that are followed to find an input's type, since they may be
/// circular.
const MAX_DEPTH: usize = 8;

impl Form {
    /// Reads the inputs of a training with this version.
    ///
    /// # Errors
    /// [`SchemaError::NotTrainable`] if the version has no training inputs.
    pub fn training(openapi_schema: &Value) -> Result<Form, SchemaError> {
        read(openapi_schema, "TrainingInput").ok_or(SchemaError::NotTrainable)
    }

    /// Reads the inputs of a prediction with this version.
    ///
    /// # Errors
    /// [`SchemaError::NoInput`] if the version has no prediction inputs.
    pub fn prediction(openapi_schema: &Value) -> Result<Form, SchemaError> {
        read(openapi_schema, "Input").ok_or(SchemaError::NoInput)
    }
}

fn read(document: &Value, name: &str) -> Option<Form> {
    let schemas = document.get("components")?.get("schemas")?;
    let object = schemas.get(name)?.as_object()?;
    let required: Vec<&str> = list(object.get("required"))
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let empty = Map::new();
    let properties = object
        .get("properties")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let mut inputs: Vec<(&String, Input)> = properties
        .iter()
        .map(|(name, property)| (name, Input::resolve(property, schemas)))
        .collect();
    // The order of the JSON keys has no meaning. Inputs without an order number come last.
    inputs.sort_by_key(|(_, input)| input.order());
    let fields = inputs
        .into_iter()
        .map(|(name, input)| input.to_field(name, required.contains(&name.as_str())))
        .collect();
    Some(Form { fields })
}

/// A property followed by the schemas that it refers to or wraps, outermost first. If several have the same key, the
/// outermost value takes precedence.
struct Input<'a>(Vec<&'a Map<String, Value>>);

impl<'a> Input<'a> {
    fn resolve(property: &'a Value, schemas: &'a Value) -> Input<'a> {
        let mut layers = Vec::new();
        let mut next = property.as_object();
        while let Some(layer) = next.filter(|_| layers.len() < MAX_DEPTH) {
            layers.push(layer);
            next = inner_schema(layer, schemas);
        }
        Input(layers)
    }

    fn get(&self, key: &str) -> Option<&'a Value> {
        self.0.iter().find_map(|layer| layer.get(key))
    }

    fn text(&self, key: &str) -> Option<&'a str> {
        self.get(key).and_then(Value::as_str)
    }

    fn order(&self) -> i64 {
        self.get("x-order").and_then(as_integer).unwrap_or(i64::MAX)
    }

    fn to_field(&self, name: &str, required: bool) -> Field {
        let values = list(self.get("enum")).to_vec();
        let kind = self.kind(&values);
        let length = |key| self.get(key).and_then(Value::as_u64);
        Field {
            name: name.to_owned(),
            title: self.title(name),
            // Only the property's own description is read: that of an enumeration is always “An enumeration.”
            description: self
                .0
                .first()
                .and_then(|own| own.get("description"))
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            default: self
                .get("default")
                .filter(|value| !value.is_null())
                .cloned(),
            required,
            length: (length("minLength"), length("maxLength")),
            values: if matches!(kind, Kind::Choice(_)) {
                values
            } else {
                Vec::new()
            },
            kind,
        }
    }

    /// Returns the author's title. If there is none, or it only repeats the name, as in an enumeration, returns a title
    /// that is derived from the name.
    fn title(&self, name: &str) -> String {
        match self.text("title") {
            Some(title) if !title.is_empty() && title != name => title.to_owned(),
            _ => title_case(name),
        }
    }

    fn kind(&self, values: &[Value]) -> Kind {
        if !values.is_empty() {
            let labels: Option<Vec<String>> = values.iter().map(label).collect();
            return labels.map_or(Kind::Json, Kind::Choice);
        }
        let secret = self.get("x-cog-secret").and_then(Value::as_bool) == Some(true);
        match self.kind_name() {
            Some("string") => match self.text("format") {
                _ if secret => Kind::Secret,
                Some("password") => Kind::Secret,
                Some("uri") => Kind::File,
                _ => Kind::Text,
            },
            Some("integer") => Kind::Integer {
                min: self.bound("minimum", "exclusiveMinimum", 1),
                max: self.bound("maximum", "exclusiveMaximum", -1),
            },
            Some("number") => Kind::Number {
                min: self.get("minimum").and_then(Value::as_f64),
                max: self.get("maximum").and_then(Value::as_f64),
            },
            Some("boolean") => Kind::Boolean,
            _ => Kind::Json,
        }
    }

    /// Returns the name of the type. For a list such as `["string", "null"]`, this is the first name other than `null`.
    fn kind_name(&self) -> Option<&'a str> {
        let kind = self.get("type")?;
        let first_of_list = || {
            kind.as_array()?
                .iter()
                .filter_map(Value::as_str)
                .find(|name| *name != "null")
        };
        kind.as_str().or_else(first_of_list)
    }

    /// Returns the inclusive bound of a whole number, which may be written as a float. Adds `step` to an exclusive
    /// bound: 1 to a minimum, -1 to a maximum.
    fn bound(&self, inclusive: &str, exclusive: &str, step: i64) -> Option<i64> {
        let bound = self.get(inclusive).and_then(as_integer);
        match self.get(exclusive) {
            Some(Value::Bool(true)) => bound.map(|bound| bound.saturating_add(step)),
            Some(limit) => as_integer(limit)
                .map(|limit| limit.saturating_add(step))
                .or(bound),
            None => bound,
        }
    }
}

/// Returns the schema that a layer refers to (`$ref`) or wraps: the only item of its `allOf`, `anyOf` or `oneOf` that
/// is not `null`.
fn inner_schema<'a>(
    layer: &'a Map<String, Value>,
    schemas: &'a Value,
) -> Option<&'a Map<String, Value>> {
    if let Some(reference) = layer.get("$ref").and_then(Value::as_str) {
        return schemas
            .get(reference.strip_prefix("#/components/schemas/")?)?
            .as_object();
    }
    let wrapped = ["allOf", "anyOf", "oneOf"]
        .iter()
        .find_map(|key| layer.get(*key)?.as_array())?;
    let mut kinds = wrapped
        .iter()
        .filter(|schema| schema.get("type").and_then(Value::as_str) != Some("null"));
    let first = kinds.next()?.as_object();
    // Several types are possible, so none is chosen: the field accepts any JSON.
    if kinds.next().is_some() { None } else { first }
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Returns a whole number, including one that is written as `3.0`. A fraction is truncated.
fn as_integer(value: &Value) -> Option<i64> {
    let float = || {
        value
            .as_f64()
            .filter(|number| number.abs() < 9e15)
            .map(|number| number as i64)
    };
    value.as_i64().or_else(float)
}

/// Returns the label of a choice, which is a text or a number. Other values can't be offered.
fn label(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Converts a name to a title, such as `lora_type` to `Lora Type`.
fn title_case(name: &str) -> String {
    let words = name
        .split(['_', '-'])
        .filter(|word| !word.is_empty())
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_uppercase().chain(letters).collect()
            })
        });
    words.collect::<Vec<String>>().join(" ")
}
