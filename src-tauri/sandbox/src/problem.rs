//! The service's error responses, with the texts of recorded responses of the real service where there are any.
//!
//! The real service has two formats of error bodies: `{title?, detail, status?, invalid_fields?}` for most calls, and
//! `{title, detail, status, errors: [{pointer, detail}]}` for `POST /models`. Both are `application/problem+json`.

use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// An error response.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    body: Value,
    retry_after: Option<Duration>,
}

/// An invalid part of a request that starts a training or a prediction: an input that doesn't match the version's
/// schema, or another property of the body.
#[derive(Debug)]
pub(crate) struct InvalidField {
    /// The violated rule: `required`, `number_lte`, `enum`, `format`, …
    pub(crate) kind: &'static str,
    /// The location: `(root)`, `input`, `input.training_steps`, `webhook`, …
    pub(crate) field: String,
    pub(crate) description: String,
}

/// A property of a model that was refused.
#[derive(Debug)]
pub(crate) struct InvalidProperty {
    pub(crate) name: &'static str,
    pub(crate) detail: String,
}

impl Problem {
    fn new(status: StatusCode, body: Value) -> Problem {
        Problem {
            status,
            body,
            retry_after: None,
        }
    }

    fn plain(status: StatusCode, detail: impl Into<String>) -> Problem {
        Problem::new(
            status,
            json!({ "detail": detail.into(), "status": status.as_u16() }),
        )
    }

    pub(crate) fn unauthenticated() -> Problem {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            json!({
                "title": "Unauthenticated",
                "detail": "You did not pass a valid authentication token",
                "status": 401,
            }),
        )
    }

    pub(crate) fn not_found() -> Problem {
        Problem::plain(
            StatusCode::NOT_FOUND,
            "The requested resource could not be found.",
        )
    }

    pub(crate) fn file_not_found() -> Problem {
        Problem::new(StatusCode::NOT_FOUND, json!({ "detail": "File not found" }))
    }

    pub(crate) fn destination_not_found() -> Problem {
        Problem::plain(
            StatusCode::NOT_FOUND,
            "The specified training destination does not exist",
        )
    }

    pub(crate) fn method_not_allowed(method: &str) -> Problem {
        Problem::plain(
            StatusCode::METHOD_NOT_ALLOWED,
            format!("Method \"{method}\" not allowed."),
        )
    }

    /// Returns the response to a malformed request. The wording is the sandbox's own, since no such response was
    /// recorded.
    pub(crate) fn bad_request(detail: impl Into<String>) -> Problem {
        Problem::plain(StatusCode::BAD_REQUEST, detail)
    }

    pub(crate) fn forbidden(detail: impl Into<String>) -> Problem {
        Problem::plain(StatusCode::FORBIDDEN, detail)
    }

    pub(crate) fn conflict(detail: impl Into<String>) -> Problem {
        Problem::plain(StatusCode::CONFLICT, detail)
    }

    pub(crate) fn file_too_large() -> Problem {
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            json!({ "detail": "Files must be less than 100MB in size" }),
        )
    }

    pub(crate) fn invalid_version() -> Problem {
        Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            json!({
                "title": "Invalid version or not permitted",
                "detail": "The specified version does not exist (or perhaps you don't have permission to use it?)",
                "status": 422,
            }),
        )
    }

    pub(crate) fn invalid_input(fields: &[InvalidField]) -> Problem {
        let detail: String = fields
            .iter()
            .map(|invalid| format!("- {}: {}\n", invalid.field, invalid.description))
            .collect();
        let invalid_fields: Vec<Value> = fields
            .iter()
            .map(|invalid| {
                json!({ "type": invalid.kind, "field": invalid.field, "description": invalid.description })
            })
            .collect();
        Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            json!({
                "title": "Input validation failed",
                "detail": detail,
                "status": 422,
                "invalid_fields": invalid_fields,
            }),
        )
    }

    pub(crate) fn invalid_model(properties: &[InvalidProperty]) -> Problem {
        Problem::invalid_properties(StatusCode::BAD_REQUEST, "Validation failed", properties)
    }

    pub(crate) fn model_name_taken() -> Problem {
        Problem::invalid_properties(
            StatusCode::CONFLICT,
            "Conflict",
            &[InvalidProperty {
                name: "name",
                detail: "A model with that name and owner already exists.".to_owned(),
            }],
        )
    }

    fn invalid_properties(
        status: StatusCode,
        title: &str,
        properties: &[InvalidProperty],
    ) -> Problem {
        let lines: Vec<String> = properties
            .iter()
            .map(|property| format!("- {}: {}", property.name, property.detail))
            .collect();
        let errors: Vec<Value> = properties
            .iter()
            .map(|property| json!({ "pointer": format!("/{}", property.name), "detail": property.detail }))
            .collect();
        Problem::new(
            status,
            json!({
                "status": status.as_u16(),
                "title": title,
                "detail": format!("The following errors occurred:\n{}", lines.join("\n")),
                "errors": errors,
            }),
        )
    }

    pub(crate) fn throttled(wait: Duration) -> Problem {
        let seconds = wait.as_secs();
        Problem {
            status: StatusCode::TOO_MANY_REQUESTS,
            body: json!({
                "detail": format!("Request was throttled. Your rate limit resets in ~{seconds}s."),
                "status": 429,
                "retry_after": seconds,
            }),
            retry_after: Some(wait),
        }
    }

    /// Returns an error response with any status. If `body` is `None`, the response has the body that was recorded for
    /// the status, or else a generic body.
    pub(crate) fn with_status(status: StatusCode, body: Option<Value>) -> Problem {
        let body = body.unwrap_or_else(|| match status {
            StatusCode::PAYMENT_REQUIRED => json!({
                "title": "Insufficient credit",
                "detail": "You have insufficient credit to run this model. Go to \
                    https://replicate.com/account/billing#billing to purchase credit. Once you purchase credit, \
                    please wait a few minutes before trying again.",
                "status": 402,
            }),
            StatusCode::UNAUTHORIZED => Problem::unauthenticated().body,
            StatusCode::NOT_FOUND => Problem::not_found().body,
            StatusCode::PAYLOAD_TOO_LARGE => Problem::file_too_large().body,
            // The spelling is the service's.
            StatusCode::INTERNAL_SERVER_ERROR => json!({ "detail": "An unexpected error ocurred" }),
            other => json!({
                "detail": other.canonical_reason().unwrap_or("Refused"),
                "status": other.as_u16(),
            }),
        });
        Problem::new(status, body)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(wait) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs()));
        }
        response
    }
}
