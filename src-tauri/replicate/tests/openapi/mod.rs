//! Checks requests against Replicate's own OpenAPI document: the call exists, has the required parameters and no
//! undescribed ones, and has a valid body.
//!
//! The document is not part of the project. It is read from the file that `TINTYPE_OPENAPI` names, or from
//! `shared/reference` beside the repository. If the document does not exist, the test prints that and passes.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;

use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use serde_json::{Map, Value, json};

use crate::server::ReceivedRequest;

pub struct Document(Value);

impl Document {
    /// Reads the document. If it does not exist, prints that and returns `None`.
    pub fn read() -> Option<Document> {
        let default_path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../shared/reference/replicate-openapi.json"
        );
        let path = std::env::var("TINTYPE_OPENAPI").unwrap_or_else(|_| default_path.to_owned());
        match std::fs::read(Path::new(&path)) {
            Ok(text) => Some(Document(
                serde_json::from_slice(&text).expect("an OpenAPI document"),
            )),
            Err(error) => {
                println!(
                    "skipped: no OpenAPI document at {path} ({error}); name one with TINTYPE_OPENAPI"
                );
                None
            }
        }
    }

    /// Returns the problems of a request, one line each. The result is empty if the request is valid.
    pub async fn problems(&self, received: &ReceivedRequest) -> Vec<String> {
        let (path, query) = received
            .path
            .split_once('?')
            .unwrap_or((&received.path, ""));
        let Some((template, operation)) = self.operation(&received.method, path) else {
            return vec![format!("{} {path} is not in the document", received.method)];
        };
        let mut problems = self.parameters(received, operation, query);
        if let Some(body) = operation.get("requestBody") {
            problems.extend(self.body(received, body).await);
        } else if !received.body.is_empty() {
            problems.push("has a body where none is described".to_owned());
        }
        problems
            .into_iter()
            .map(|problem| format!("{} {template}: {problem}", received.method))
            .collect()
    }

    /// Returns the path template and the operation of a request. If several templates match the path, the one with the
    /// fewest placeholders is used.
    fn operation(&self, method: &str, path: &str) -> Option<(&str, &Value)> {
        let path = path.strip_prefix("/v1")?;
        let segments: Vec<&str> = path.split('/').collect();
        let matches = |template: &str| {
            let expected: Vec<&str> = template.split('/').collect();
            let matches_segment = |(expected, segment): (&&str, &&str)| {
                expected == segment || (expected.starts_with('{') && !segment.is_empty())
            };
            expected.len() == segments.len() && expected.iter().zip(&segments).all(matches_segment)
        };
        let paths = self.0["paths"].as_object().unwrap();
        let mut found: Vec<(&String, &Value)> = paths
            .iter()
            .filter(|(template, _)| matches(template))
            .collect();
        found.sort_by_key(|(template, _)| template.matches('{').count());
        let (template, item) = found.first()?;
        Some((template, item.get(method.to_lowercase())?))
    }

    fn parameters(
        &self,
        received: &ReceivedRequest,
        operation: &Value,
        query: &str,
    ) -> Vec<String> {
        let mut problems = Vec::new();
        let is_public = operation
            .get("security")
            .is_some_and(|security| security == &json!([]));
        if !is_public
            && !received
                .header("authorization")
                .is_some_and(|value| value.starts_with("Bearer "))
        {
            problems.push("has no bearer token".to_owned());
        }
        let none = Vec::new();
        let described: Vec<&Value> = operation["parameters"]
            .as_array()
            .unwrap_or(&none)
            .iter()
            .map(|parameter| self.resolve(parameter))
            .collect();
        let given: Vec<&str> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split('=').next().unwrap())
            .collect();
        for parameter in &described {
            let name = parameter["name"].as_str().unwrap();
            let is_present = match parameter["in"].as_str().unwrap() {
                "query" => given.contains(&name),
                "header" => received.headers.contains_key(name),
                _ => true,
            };
            if parameter["required"] == json!(true) && !is_present {
                problems.push(format!("the parameter {name} is missing"));
            }
        }
        // The service itself generates the `cursor` parameter of further pages, and the document does not describe it.
        let known = |name: &&str| {
            *name == "cursor"
                || described
                    .iter()
                    .any(|parameter| parameter["in"] == "query" && parameter["name"] == **name)
        };
        problems.extend(
            given
                .iter()
                .filter(|name| !known(name))
                .map(|name| format!("the query {name} is not described")),
        );
        problems
    }

    async fn body(&self, received: &ReceivedRequest, described: &Value) -> Vec<String> {
        if received.body.is_empty() {
            return if described["required"] == json!(true) {
                vec!["has no body".to_owned()]
            } else {
                Vec::new()
            };
        }
        let sent = received.header("content-type").unwrap_or_default();
        let kind = sent.split(';').next().unwrap().trim();
        let Some(schema) = described["content"]
            .get(kind)
            .map(|content| &content["schema"])
        else {
            return vec![format!("a body of type {sent:?} is not described")];
        };
        let value = match kind {
            "application/json" => serde_json::from_slice(&received.body).expect("JSON"),
            "multipart/form-data" => form(received, schema).await,
            _ => Value::String(String::from_utf8(received.body.to_vec()).expect("text")),
        };
        self.invalid(schema, &value)
    }

    /// Returns the ways in which `value` violates one of the document's schemas. A property that the schema does not
    /// describe is a violation too, since the service refuses or drops it, unless the schema has
    /// `additionalProperties`.
    fn invalid(&self, schema: &Value, value: &Value) -> Vec<String> {
        let root = json!({ "allOf": [schema], "components": self.0["components"] });
        let validator = jsonschema::validator_for(&root).expect("a JSON schema");
        let mut problems: Vec<String> = validator
            .iter_errors(value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        let schema = self.resolve(schema);
        if let (Some(value), Some(known), None) = (
            value.as_object(),
            schema["properties"].as_object(),
            schema.get("additionalProperties"),
        ) {
            problems.extend(
                value
                    .keys()
                    .filter(|key| !known.contains_key(*key))
                    .map(|key| format!("{key} is not described")),
            );
        }
        problems
    }

    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value.get("$ref").and_then(Value::as_str) {
            Some(reference) => self
                .0
                .pointer(reference.strip_prefix('#').unwrap())
                .expect("a reference within the document"),
            None => value,
        }
    }
}

/// Converts a form into the object that its schema describes: JSON for properties of type `object`, otherwise text.
async fn form(received: &ReceivedRequest, schema: &Value) -> Value {
    let mut request = Request::builder()
        .method("POST")
        .body(Body::from(received.body.clone()))
        .unwrap();
    *request.headers_mut() = received.headers.clone();
    let mut form = Multipart::from_request(request, &()).await.unwrap();
    let mut value = Map::new();
    while let Some(part) = form.next_field().await.unwrap() {
        let name = part.name().unwrap().to_owned();
        let bytes = part.bytes().await.unwrap();
        let read = match schema["properties"][&name]["type"].as_str() {
            Some("object") => serde_json::from_slice(&bytes).expect("JSON"),
            _ => Value::String(String::from_utf8_lossy(&bytes).into_owned()),
        };
        assert!(
            value.insert(name.clone(), read).is_none(),
            "the part {name} occurs twice"
        );
    }
    Value::Object(value)
}
