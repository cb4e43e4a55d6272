//! What is only true while the app runs: bytes on the wire, speed, what is in the way just now.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How far back the speed is reckoned: long enough to be steady, short enough to follow a change.
const WINDOW: Duration = Duration::from_secs(4);

/// The moving part of a run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Live {
    /// Images prepared, or bytes sent, of how many.
    pub(crate) done: u64,
    pub(crate) total: u64,
    /// Bytes per second, while uploading.
    pub(crate) speed: Option<f64>,
    /// What is in the way; it goes on by itself.
    pub(crate) trouble: Option<String>,
    /// The service's list could not say whether the training has started.
    pub(crate) doubt: bool,
}

/// Reckons a speed from the bytes sent so far.
#[derive(Debug, Default)]
pub(super) struct Speed(VecDeque<(Instant, u64)>);

impl Speed {
    /// Bytes per second over the last seconds; nothing before there are two moments to compare.
    pub(super) fn at(&mut self, now: Instant, bytes: u64) -> Option<f64> {
        self.0.push_back((now, bytes));
        while self
            .0
            .front()
            .is_some_and(|(then, _)| now.duration_since(*then) > WINDOW)
        {
            self.0.pop_front();
        }
        let (then, before) = self.0.front()?;
        let seconds = now.duration_since(*then).as_secs_f64();
        (seconds > 0.2).then(|| bytes.saturating_sub(*before) as f64 / seconds)
    }
}
