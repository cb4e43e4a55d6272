//! Simulates clock skew: shifts all times in the service's JSON responses.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::service::Service;

/// Shifts the times in a JSON response, which are in the fields whose names end in `_at`, by
/// [`Options::clock_ahead`](crate::Options::clock_ahead).
pub(crate) async fn shift_times(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Response {
    let ahead = service.options.clock_ahead;
    let response = next.run(request).await;
    if ahead.is_zero() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return Response::from_parts(parts, Body::empty());
    };
    let Ok(mut body) = serde_json::from_slice(&bytes) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    shift_all(&mut body, ahead);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(body.to_string()))
}

fn shift_all(value: &mut Value, ahead: SignedDuration) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let time = value
                    .as_str()
                    .filter(|_| name.ends_with("_at"))
                    .and_then(|text| text.parse::<Timestamp>().ok())
                    .and_then(|time| time.checked_add(ahead).ok());
                match time {
                    Some(time) => *value = Value::String(time.to_string()),
                    None => shift_all(value, ahead),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| shift_all(item, ahead)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
