//! One request and its answer, read whole but never without bound, given up when nothing moves.
//!
//! Nothing is repeated or interpreted here.

use std::future::Future;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, Response, StatusCode};
use tokio::time::timeout;

use crate::error::{Error, NetworkFailure};

/// The most that is read of an answer. A page of trainings with their whole logs is a few megabytes.
const LONGEST_ANSWER: usize = 64 << 20;

/// The most that is read of a refusal.
const LONGEST_REFUSAL: usize = 64 << 10;

/// What the service answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Sends a request whose body is short, and reads the answer.
pub(crate) async fn send(request: RequestBuilder, idle: Duration) -> Result<Answer, Error> {
    let response = in_time(idle, request.send()).await??;
    read(response, idle).await
}

/// Reads the answer to a request that was sent.
pub(crate) async fn read(response: Response, idle: Duration) -> Result<Answer, Error> {
    let (status, headers) = (response.status(), response.headers().clone());
    let body = if status.is_success() {
        match body(response, idle, LONGEST_ANSWER).await? {
            Body::Whole(body) => body,
            Body::Cut(_) => return Err(Error::answer("it is longer than any answer should be")),
        }
    } else {
        // The status is what matters: half of an explanation is as good as one can get.
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
    /// All of it.
    Whole(Vec<u8>),
    /// There was more than wanted.
    Cut(Vec<u8>),
}

/// Reads a body, but no more of it than `most` bytes.
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

/// Waits no longer than `idle`.
pub(crate) async fn in_time<T>(idle: Duration, work: impl Future<Output = T>) -> Result<T, Error> {
    timeout(idle, work)
        .await
        .map_err(|_| Error::network(NetworkFailure::TimedOut))
}
