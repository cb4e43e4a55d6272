//! Reads and validates request bodies, in particular those that start a training or a prediction.

use serde_json::{Map, Value};

use crate::problem::{InvalidField, Problem};
use crate::programs::Program;
use crate::records::Version;
use crate::schema::{self, Field};
use crate::service::{Service, State};

/// Returns the `input` of a body.
pub(crate) fn input(body: &Map<String, Value>) -> Result<Map<String, Value>, Problem> {
    match body.get("input") {
        Some(Value::Object(input)) => Ok(input.clone()),
        None => Err(Problem::invalid_input(&[missing("input")])),
        Some(_) => Err(Problem::invalid_input(&[mistyped("input", "object")])),
    }
}

/// Returns a required text of a body.
pub(crate) fn text(body: &Map<String, Value>, name: &str) -> Result<String, Problem> {
    match body.get(name) {
        Some(Value::String(text)) => Ok(text.clone()),
        None => Err(Problem::invalid_input(&[missing(name)])),
        Some(_) => Err(Problem::invalid_input(&[mistyped(name, "string")])),
    }
}

/// Checks that the input matches the version's schema, that `webhook` is an HTTPS URL, and that `webhook_events_filter`
/// has only known event names. Webhooks are never called, since the sandbox makes no connections to other computers.
pub(crate) fn check(
    fields: &[Field],
    body: &Map<String, Value>,
    input: &Map<String, Value>,
) -> Result<(), Problem> {
    let mut invalid = schema::check(fields, input);
    if let Some(webhook) = body.get("webhook")
        && !webhook.as_str().is_some_and(is_https)
    {
        invalid.push(InvalidField {
            kind: "format",
            field: "webhook".to_owned(),
            description: "Not a valid HTTPS URL".to_owned(),
        });
    }
    if let Some(filter) = body.get("webhook_events_filter") {
        let known = |event: &Value| {
            matches!(
                event.as_str(),
                Some("start" | "output" | "logs" | "completed")
            )
        };
        if !filter
            .as_array()
            .is_some_and(|events| events.iter().all(known))
        {
            invalid.push(InvalidField {
                kind: "enum",
                field: "webhook_events_filter".to_owned(),
                description: "webhook_events_filter must be one of the following: \"start\", \"output\", \"logs\", \
                              \"completed\""
                    .to_owned(),
            });
        }
    }
    if invalid.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid_input(&invalid))
    }
}

/// Returns the name (`owner/name`) of the model that has the version with this id, and the version itself.
pub(crate) fn version_by_id(state: &State, id: &str) -> Option<(String, Version)> {
    state.all_models().find_map(|model| {
        let version = model.versions.iter().find(|version| version.id == id)?;
        Some((model.full_name(), version.clone()))
    })
}

/// Returns the program of a model's version. A missing model is a 404 error, a missing version a 422 error.
pub(crate) fn program_of(
    service: &Service,
    owner: &str,
    name: &str,
    version: &str,
) -> Result<Program, Problem> {
    let model = crate::models::find(service, owner, name)?;
    model
        .versions
        .iter()
        .find(|other| other.id == version)
        .map(|version| version.program)
        .ok_or_else(Problem::invalid_version)
}

fn is_https(address: &str) -> bool {
    url::Url::parse(address).is_ok_and(|url| url.scheme() == "https")
}

fn missing(name: &str) -> InvalidField {
    InvalidField {
        kind: "required",
        field: "(root)".to_owned(),
        description: format!("{name} is required"),
    }
}

fn mistyped(name: &str, expected: &str) -> InvalidField {
    InvalidField {
        kind: "invalid_type",
        field: name.to_owned(),
        description: format!("Invalid type. Expected: {expected}"),
    }
}
