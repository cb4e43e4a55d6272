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
const LONGEST_ANSWER: usize = 64 << 20;

/// The maximum number of bytes that are read of an error response.
const LONGEST_REFUSAL: usize = 64 << 10;

/// A response with its body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Sends a request with a short body, and reads the response.
pub(crate) async fn send(request: RequestBuilder, idle: Duration) -> Result<Answer, Error> {
    let response = in_time(idle, request.send()).await??;
    read(response, idle).await
}

/// Reads the body of a response.
pub(crate) async fn read(response: Response, idle: Duration) -> Result<Answer, Error> {
    let (status, headers) = (response.status(), response.headers().clone());
    let body = if status.is_success() {
        match body(response, idle, LONGEST_ANSWER).await? {
            Body::Whole(body) => body,
            Body::Cut(_) => return Err(Error::answer(message!("service-answer-too-long"))),
        }
    } else {
        // The status is sufficient, so an incomplete body is accepted.
        match body(response, idle, LONGEST_REFUSAL).await {
            Ok(Body::Whole(body) | Body::Cut(body)) => body,
            Err(_) => Vec::new(),
        }
    };
    Ok(Answer {
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
    Cut(Vec<u8>),
}

/// Reads a body, up to `most` bytes.
pub(crate) async fn body(
    mut response: Response,
    idle: Duration,
    most: usize,
) -> Result<Body, Error> {
    let mut body = Vec::new();
    while let Some(piece) = in_time(idle, response.chunk()).await?? {
        let room = most - body.len();
        if piece.len() > room {
            body.extend_from_slice(&piece[..room]);
            return Ok(Body::Cut(body));
        }
        body.extend_from_slice(&piece);
    }
    Ok(Body::Whole(body))
}

/// Waits for `work`, but at most for `idle`.
pub(crate) async fn in_time<T>(idle: Duration, work: impl Future<Output = T>) -> Result<T, Error> {
    timeout(idle, work)
        .await
        .map_err(|_| Error::network(NetworkFailure::TimedOut))
}
