//! How a version describes its inputs: the `openapi_schema` Cog writes, and the check of an input against it.
//!
//! The shape is Cog's of the pydantic 1 era, which is what Replicate's trainers carry: enumerations behind
//! `allOf` references, `x-order`, limits as floats. Which fields a program has is in [`crate::programs`].

use serde_json::{Map, Value, json};

use crate::problem::InvalidField;

/// One input of a program.
pub(crate) struct Field {
    name: &'static str,
    kind: Kind,
    about: &'static str,
    required: bool,
    default: Option<Value>,
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

    /// `Input Images` for `input_images`.
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

    fn property(&self, order: usize) -> Value {
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
        // The title of a choice is on the enumeration it refers to.
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

    fn enumeration(&self) -> Option<Value> {
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

    /// What is wrong with `value`, in the words of the validator the service uses.
    fn objection(&self, value: &Value) -> Option<(&'static str, String)> {
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

/// Checks an input as the service does before it accepts a run. Keys the schema doesn't have are no error:
/// the service drops them silently, and so does the program that reads the input here.
pub(crate) fn check(fields: &[Field], input: &Map<String, Value>) -> Vec<InvalidField> {
    let mut invalid = Vec::new();
    for field in fields {
        match input.get(field.name) {
            None if field.required => invalid.push(InvalidField {
                kind: "required",
                field: "input".to_owned(),
                description: format!("{} is required", field.name),
            }),
            None => {}
            Some(value) => {
                if let Some((kind, description)) = field.objection(value) {
                    invalid.push(InvalidField {
                        kind,
                        field: format!("input.{}", field.name),
                        description,
                    });
                }
            }
        }
    }
    invalid
}

/// The value of an input, or its default.
pub(crate) fn value<'a>(
    fields: &'a [Field],
    input: &'a Map<String, Value>,
    name: &str,
) -> Option<&'a Value> {
    input.get(name).or_else(|| {
        fields
            .iter()
            .find(|field| field.name == name)?
            .default
            .as_ref()
    })
}

/// What a version makes.
pub(crate) enum Output {
    /// A list of addresses.
    Uris,
    /// One address.
    Uri,
}

/// The whole document of a version: `training` only if it can be trained.
pub(crate) fn document(input: &[Field], output: &Output, training: Option<&[Field]>) -> Value {
    let mut schemas = Map::new();
    let mut paths = Map::new();
    schemas.insert(
        "Status".to_owned(),
        json!({
            "type": "string",
            "enum": ["starting", "processing", "succeeded", "canceled", "failed"],
            "title": "Status",
            "description": "An enumeration.",
        }),
    );
    let address = json!({ "type": "string", "format": "uri" });
    schemas.insert(
        "Output".to_owned(),
        match output {
            Output::Uris => json!({ "type": "array", "items": address, "title": "Output" }),
            Output::Uri => json!({ "type": "string", "format": "uri", "title": "Output" }),
        },
    );
    describe(
        &mut schemas,
        &mut paths,
        "Prediction",
        "Input",
        "Output",
        "/predictions",
        input,
    );
    if let Some(training) = training {
        schemas.insert(
            "TrainingOutput".to_owned(),
            json!({
                "type": "object",
                "title": "TrainingOutput",
                "required": ["weights"],
                "properties": { "weights": { "type": "string", "format": "uri", "title": "Weights" } },
            }),
        );
        describe(
            &mut schemas,
            &mut paths,
            "Training",
            "TrainingInput",
            "TrainingOutput",
            "/trainings",
            training,
        );
    }
    json!({
        "openapi": "3.0.2",
        "info": { "title": "Cog", "version": "0.1.0" },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

/// Adds one call of the program: its input, its request and answer, and the path that takes them.
fn describe(
    schemas: &mut Map<String, Value>,
    paths: &mut Map<String, Value>,
    call: &str,
    input: &str,
    output: &str,
    path: &str,
    fields: &[Field],
) {
    let refer = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let properties: Map<String, Value> = fields
        .iter()
        .enumerate()
        .map(|(order, field)| (field.name.to_owned(), field.property(order)))
        .collect();
    let mut object = json!({ "type": "object", "title": input, "properties": properties });
    let required: Vec<&str> = fields
        .iter()
        .filter(|field| field.required)
        .map(|field| field.name)
        .collect();
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    schemas.insert(input.to_owned(), object);
    for field in fields {
        if let Some(enumeration) = field.enumeration() {
            schemas.insert(field.name.to_owned(), enumeration);
        }
    }
    let (request, response) = (format!("{call}Request"), format!("{call}Response"));
    schemas.insert(
        request.clone(),
        json!({ "type": "object", "title": request, "properties": { "input": refer(input) } }),
    );
    schemas.insert(
        response.clone(),
        json!({
            "type": "object",
            "title": response,
            "properties": {
                "input": refer(input),
                "output": refer(output),
                "status": refer("Status"),
                "error": { "type": "string", "title": "Error" },
                "logs": { "type": "string", "title": "Logs", "default": "" },
            },
        }),
    );
    paths.insert(
        path.to_owned(),
        json!({
            "post": {
                "summary": call,
                "requestBody": { "content": { "application/json": { "schema": refer(&request) } } },
                "responses": {
                    "200": {
                        "description": "Successful Response",
                        "content": { "application/json": { "schema": refer(&response) } },
                    },
                },
            },
        }),
    );
}
