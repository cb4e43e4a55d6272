//! Faults that can be ordered: what goes wrong, for which requests, how many times.
//!
//! What a fault then does to a request is in [`crate::connection`].

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Something that shall go wrong with the next requests that match.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// `GET`, `POST`, …, or `*` for any.
    pub method: String,
    /// The path, with or without its `/v1`. `*` stands for any characters, so that `/trainings/*` takes every
    /// training and `*` every request.
    pub path: String,
    /// How many requests it befalls. `u32::MAX` is for ever.
    #[serde(default = "once")]
    pub times: u32,
    /// What goes wrong.
    pub kind: FaultKind,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// This status, and this body or the one recorded with it. Nothing else happens.
    Status(u16, Option<Value>),
    /// 429, with `Retry-After` and `retry_after` in whole seconds. Nothing else happens.
    RetryAfter(Duration),
    /// No answer, for ever; the connection stays open. Nothing else happens.
    Hang,
    /// The connection is cut before the request has an effect.
    CutBefore,
    /// The request has its effect, and then the connection is cut.
    LoseAnswer,
    /// The request has its effect, and then no answer, for ever; the connection stays open.
    HangAfter,
    /// The request has its effect, but of the answer's body only so many bytes arrive; then the connection is cut.
    Truncate(u64),
    /// 200 with a page of HTML. Nothing else happens.
    NotJson,
    /// The request's body is read this slowly, in bytes per second.
    SlowUpload(u64),
}

fn once() -> u32 {
    1
}

impl Fault {
    /// A fault for the next request with this method and path.
    pub fn new(method: &str, path: &str, kind: FaultKind) -> Fault {
        Fault {
            method: method.to_owned(),
            path: path.to_owned(),
            times: 1,
            kind,
        }
    }

    /// The same fault, for this many requests.
    #[must_use]
    pub fn times(mut self, times: u32) -> Fault {
        self.times = times;
        self
    }

    fn befalls(&self, method: &str, path: &str) -> bool {
        (self.method == "*" || self.method.eq_ignore_ascii_case(method))
            && (matches(&self.path, path)
                || path
                    .strip_prefix("/v1")
                    .is_some_and(|rest| matches(&self.path, rest)))
    }
}

/// Takes the first ordered fault that befalls this request, and counts it.
pub(crate) fn take(faults: &mut Vec<Fault>, method: &str, path: &str) -> Option<FaultKind> {
    let at = faults
        .iter()
        .position(|fault| fault.times > 0 && fault.befalls(method, path))?;
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

/// Whether `path` fits `pattern`, in which `*` stands for any characters.
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
