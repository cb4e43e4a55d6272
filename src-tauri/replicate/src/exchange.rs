//! Sends one request and reads its response, with limits on the response's size and on the time without progress.
//!
//! Retries and the interpretation of responses are elsewhere.

use std::future::Future;
use std::time::Duration;

use localization::message;
use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, Response, StatusCode};
use tokio::time::timeout;

use crate::error::{Error, NetworkFailure};

/// The maximum length of a successful response, in bytes. A page of trainings with their whole logs has a few
/// megabytes.
const MAX_RESPONSE_BYTES: usize = 64 << 20;

/// The maximum number of bytes that are read of an error response.
const MAX_ERROR_RESPONSE_BYTES: usize = 64 << 10;

/// A response with its body.
#[derive(Debug)]
pub(crate) struct BufferedResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Sends a request with a short body, and reads the response.
pub(crate) async fn send(
    request: RequestBuilder,
    idle: Duration,
) -> Result<BufferedResponse, Error> {
    let response = with_timeout(idle, request.send()).await??;
    read(response, idle).await
}

/// Reads the body of a response, up to the limit for its status. A longer body is an error if the response is
/// successful, and is truncated otherwise.
pub(crate) async fn read(response: Response, idle: Duration) -> Result<BufferedResponse, Error> {
    let (status, headers) = (response.status(), response.headers().clone());
    let body = if status.is_success() {
        match read_body(response, idle, MAX_RESPONSE_BYTES).await? {
            Body::Whole(body) => body,
            Body::Truncated(_) => {
                return Err(Error::invalid_response(message!("service-answer-too-long")));
            }
        }
    } else {
        // The status is sufficient, so an incomplete body is accepted.
        match read_body(response, idle, MAX_ERROR_RESPONSE_BYTES).await {
            Ok(Body::Whole(body) | Body::Truncated(body)) => body,
            Err(_) => Vec::new(),
        }
    };
    Ok(BufferedResponse {
        status,
        headers,
        body,
    })
}

/// A body, as far as it was read.
pub(crate) enum Body {
    /// The whole body.
    Whole(Vec<u8>),
    /// The beginning of a body that exceeds the limit.
    Truncated(Vec<u8>),
}

/// Reads a body, up to `max_bytes` bytes.
pub(crate) async fn read_body(
    mut response: Response,
    idle: Duration,
    max_bytes: usize,
) -> Result<Body, Error> {
    let mut body = Vec::new();
    while let Some(piece) = with_timeout(idle, response.chunk()).await?? {
        let remaining = max_bytes - body.len();
        if piece.len() > remaining {
            body.extend_from_slice(&piece[..remaining]);
            return Ok(Body::Truncated(body));
        }
        body.extend_from_slice(&piece);
    }
    Ok(Body::Whole(body))
}

/// Waits for `work`, but at most for `idle`.
pub(crate) async fn with_timeout<T>(
    idle: Duration,
    work: impl Future<Output = T>,
) -> Result<T, Error> {
    timeout(idle, work)
        .await
        .map_err(|_| Error::network(NetworkFailure::TimedOut))
}
