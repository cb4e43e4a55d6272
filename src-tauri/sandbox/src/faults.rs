//! The faults that a test can order: their type, the requests they apply to, and how often.
//!
//! [`crate::connection`] applies them to requests.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A fault that applies to the next matching requests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// `GET`, `POST`, …, or `*` for any.
    pub method: String,
    /// The path, with or without `/v1`. `*` matches any number of characters, so that `/trainings/*` matches every
    /// training and `*` every request.
    pub path: String,
    /// The number of requests that the fault applies to. `u32::MAX` is unlimited.
    #[serde(default = "once")]
    pub times: u32,
    /// The type of fault.
    pub kind: FaultKind,
}

/// The type of a fault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// A response with this status. `None` selects the body that was recorded for the status, or else a generic body.
    /// The request has no effect.
    Status(u16, Option<Value>),
    /// 429, with `Retry-After` and `retry_after` in whole seconds. The request has no effect.
    RetryAfter(Duration),
    /// No response, although the connection stays open. The request has no effect.
    Hang,
    /// The connection is cut before the request has an effect.
    CutBefore,
    /// The request has its effect, and then the connection is cut.
    LoseAnswer,
    /// The request has its effect, but there is no response, although the connection stays open.
    HangAfter,
    /// The request has its effect, but only this many bytes of the response's body are sent; then the connection is
    /// cut.
    Truncate(u64),
    /// 200 with an HTML page. The request has no effect.
    NotJson,
    /// The request's body is read at this speed, in bytes per second.
    SlowUpload(u64),
}

fn once() -> u32 {
    1
}

impl Fault {
    /// Creates a fault for the next request with this method and path.
    pub fn new(method: &str, path: &str, kind: FaultKind) -> Fault {
        Fault {
            method: method.to_owned(),
            path: path.to_owned(),
            times: 1,
            kind,
        }
    }

    /// Sets the number of requests that the fault applies to.
    #[must_use]
    pub fn times(mut self, times: u32) -> Fault {
        self.times = times;
        self
    }

    fn applies_to(&self, method: &str, path: &str) -> bool {
        (self.method == "*" || self.method.eq_ignore_ascii_case(method))
            && (matches(&self.path, path)
                || path
                    .strip_prefix("/v1")
                    .is_some_and(|rest| matches(&self.path, rest)))
    }
}

/// Returns the type of the first ordered fault that matches this request, and counts the request: decrements the
/// fault's `times` unless it is unlimited, and removes the fault at zero.
pub(crate) fn take(faults: &mut Vec<Fault>, method: &str, path: &str) -> Option<FaultKind> {
    let at = faults
        .iter()
        .position(|fault| fault.times > 0 && fault.applies_to(method, path))?;
    let fault = faults.get_mut(at)?;
    let kind = fault.kind.clone();
    if fault.times != u32::MAX {
        fault.times -= 1;
    }
    if fault.times == 0 {
        faults.remove(at);
    }
    Some(kind)
}

/// Returns whether `path` matches `pattern`, in which `*` matches any number of characters.
fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((before, after)) => path.strip_prefix(before).is_some_and(|rest| {
            rest.char_indices()
                .map(|(at, _)| at)
                .chain([rest.len()])
                .any(|at| matches(after, &rest[at..]))
        }),
    }
}
