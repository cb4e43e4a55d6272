//! The schema of a version's inputs: the `openapi_schema` that Cog writes, and the validation of an input against it.
//!
//! The format is that of Cog with pydantic 1, which Replicate's trainers use: enumerations behind `allOf` references,
//! `x-order`, limits as floats. The fields of each program are in [`crate::programs`].

mod document;
mod field;

use serde_json::{Map, Value};

use crate::problem::InvalidField;
pub(crate) use document::{Output, document};
pub(crate) use field::Field;

/// Checks an input as the service does before it starts a training or a prediction, and returns the invalid fields.
/// Keys that the schema doesn't have are not an error: the service and the programs ignore them silently.
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
                if let Some((kind, description)) = field.violation(value) {
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

/// Returns the value of the input `name`, or its default, or `None` if it has neither.
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
