//! Wraps the router: logs each request, slows down its body, and applies a [`Fault`](crate::Fault).
//!
//! This layer is below axum, because axum can only respond and can't cut a connection.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::{Html, IntoResponse};
use futures_util::StreamExt;
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use serde_json::Value;
use tower::ServiceExt;

use crate::control;
use crate::faults::{self, FaultKind};
use crate::problem::Problem;
use crate::request_log;
use crate::service::Service;

/// The maximum length of a JSON body, in bytes. The request log needs the whole body, and no call needs a longer body.
const MAX_JSON_BYTES: usize = 4 * 1024 * 1024;

/// The delay before the connection of a truncated response is cut, so that the partial body can leave the buffers.
const FLUSH_DELAY: Duration = Duration::from_millis(50);

/// The error that makes hyper close the connection.
#[derive(Debug, thiserror::Error)]
#[error("the connection is cut, as ordered")]
pub(crate) struct Cut;

/// Responds to one request, or returns an error to cut its connection.
pub(crate) async fn respond(
    service: Arc<Service>,
    router: Router,
    request: hyper::Request<Incoming>,
) -> Result<Response<Body>, Cut> {
    let (parts, body) = request.into_parts();
    if parts.uri.path().starts_with(control::PREFIX) {
        return Ok(call(router, Request::from_parts(parts, Body::new(body))).await);
    }
    let is_json = parts
        .headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/json"));
    let (body, json) = if is_json {
        let Ok(bytes) = Limited::new(body, MAX_JSON_BYTES)
            .collect()
            .await
            .map(|body| body.to_bytes())
        else {
            return Ok(Problem::with_status(StatusCode::PAYLOAD_TOO_LARGE, None).into_response());
        };
        let json: Option<Value> = serde_json::from_slice(&bytes).ok();
        (Body::from(bytes), json)
    } else {
        (Body::new(body), None)
    };
    let (method, path) = (parts.method.to_string(), parts.uri.path().to_owned());
    let fault = service.update_transient(|state| {
        state.requests.push(request_log::Request::new(&parts, json));
        faults::take(&mut state.faults, &method, &path)
    });
    let mut speed = if method == "POST" && path == "/v1/files" {
        service.options.upload_bytes_per_second
    } else {
        None
    };
    let mut drop_response = false;
    let mut hang_after = false;
    let mut truncate = None;
    match fault {
        None => {}
        Some(FaultKind::Status(status, body)) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return Ok(Problem::with_status(status, body).into_response());
        }
        Some(FaultKind::RetryAfter(wait)) => return Ok(Problem::throttled(wait).into_response()),
        Some(FaultKind::Hang) => std::future::pending().await,
        Some(FaultKind::CutBefore) => return Err(Cut),
        Some(FaultKind::LoseAnswer) => drop_response = true,
        Some(FaultKind::HangAfter) => hang_after = true,
        Some(FaultKind::Truncate(bytes)) => truncate = Some(bytes),
        Some(FaultKind::NotJson) => {
            return Ok(Html("<!DOCTYPE html><title>Just a moment…</title>").into_response());
        }
        Some(FaultKind::SlowUpload(ordered)) => {
            speed = Some(speed.map_or(ordered, |set| set.min(ordered)));
        }
    }
    let body = match speed {
        Some(bytes_per_second) => throttle_body(body, bytes_per_second),
        None => body,
    };
    let response = call(router, Request::from_parts(parts, body)).await;
    if hang_after {
        std::future::pending::<()>().await;
    }
    match truncate {
        _ if drop_response => Err(Cut),
        Some(bytes) => Ok(truncate_response(response, bytes).await),
        None => Ok(response),
    }
}

/// Returns a response that announces the length of the whole body, but sends only the first `bytes` bytes of it and
/// then cuts the connection.
async fn truncate_response(response: Response<Body>, bytes: u64) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    let whole = match body.collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => Bytes::new(),
    };
    parts
        .headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let beginning = whole.slice(
        ..whole
            .len()
            .min(usize::try_from(bytes).unwrap_or(usize::MAX)),
    );
    let cut = async {
        tokio::time::sleep(FLUSH_DELAY).await;
        Err(Cut)
    };
    let pieces = futures_util::stream::iter([Ok(beginning)]).chain(futures_util::stream::once(cut));
    Response::from_parts(parts, Body::from_stream(pieces))
}

async fn call(router: Router, request: Request) -> Response<Body> {
    match router.oneshot(request).await {
        Ok(mut response) => {
            response
                .headers_mut()
                .insert(header::SERVER, HeaderValue::from_static("tintype-sandbox"));
            response
        }
        Err(never) => match never {},
    }
}

/// Limits the speed at which a body is read. The sender is slowed down once the buffers in between are full.
fn throttle_body(body: Body, bytes_per_second: u64) -> Body {
    let speed = bytes_per_second.max(1);
    Body::from_stream(body.into_data_stream().then(
        move |chunk: Result<Bytes, axum::Error>| async move {
            if let Ok(chunk) = &chunk {
                let micros = (chunk.len() as u64).saturating_mul(1_000_000) / speed;
                tokio::time::sleep(Duration::from_micros(micros)).await;
            }
            chunk
        },
    ))
}
