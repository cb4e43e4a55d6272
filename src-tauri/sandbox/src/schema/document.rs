//! Builds the `openapi_schema` document of a version, in the form that Cog writes.

use serde_json::{Map, Value, json};

use super::field::Field;

/// The output of a version.
pub(crate) enum Output {
    /// A list of URIs.
    Uris,
    /// One URI.
    Uri,
}

/// Returns the whole document of a version. `training` is `None` if the version is not a trainer.
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
    add_call(
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
        add_call(
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

/// Adds the path of one call, and the schemas of its input with its enumerations, of its request and of its response.
fn add_call(
    schemas: &mut Map<String, Value>,
    paths: &mut Map<String, Value>,
    call: &str,
    input: &str,
    output: &str,
    path: &str,
    fields: &[Field],
) {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
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
        json!({ "type": "object", "title": request, "properties": { "input": reference(input) } }),
    );
    schemas.insert(
        response.clone(),
        json!({
            "type": "object",
            "title": response,
            "properties": {
                "input": reference(input),
                "output": reference(output),
                "status": reference("Status"),
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
                "requestBody": { "content": { "application/json": { "schema": reference(&request) } } },
                "responses": {
                    "200": {
                        "description": "Successful Response",
                        "content": { "application/json": { "schema": reference(&response) } },
                    },
                },
            },
        }),
    );
}
