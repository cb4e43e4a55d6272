//! The log of requests, which tests check.

use std::collections::{BTreeMap, VecDeque};

use axum::http::header;
use axum::http::request::Parts;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A request that reached the sandbox, whether it succeeded or not. Requests under `/_sandbox/` are not logged.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path as it was sent, including `/v1`.
    pub path: String,
    /// The query, without the `?`.
    pub query: Option<String>,
    /// The headers, with names in lower case. The token in `authorization` is replaced by `[token]`.
    pub headers: BTreeMap<String, String>,
    /// The body, if it was JSON.
    pub body: Option<Value>,
    /// The time when the request arrived.
    pub at: Timestamp,
}

impl Request {
    pub(crate) fn new(parts: &Parts, body: Option<Value>) -> Request {
        let headers = parts
            .headers
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes());
                let value = if name == header::AUTHORIZATION {
                    // Without a space, the whole value may be the token.
                    value
                        .split_once(' ')
                        .map_or("[token]".to_owned(), |(scheme, _)| {
                            format!("{scheme} [token]")
                        })
                } else {
                    value.into_owned()
                };
                (name.as_str().to_owned(), value)
            })
            .collect();
        Request {
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(str::to_owned),
            headers,
            body,
            at: Timestamp::now(),
        }
    }
}

/// The most recent requests, oldest first.
#[derive(Debug, Default)]
pub(crate) struct RequestLog(VecDeque<Request>);

impl RequestLog {
    /// The maximum number of requests. It limits the memory use of a sandbox that runs for days.
    const CAPACITY: usize = 10_000;

    pub(crate) fn push(&mut self, request: Request) {
        if self.0.len() == RequestLog::CAPACITY {
            self.0.pop_front();
        }
        self.0.push_back(request);
    }

    pub(crate) fn to_vec(&self) -> Vec<Request> {
        self.0.iter().cloned().collect()
    }
}
