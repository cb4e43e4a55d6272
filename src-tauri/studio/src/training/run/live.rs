//! The part of a run's state that exists only while the app runs: its progress, its speed, and the current cause of
//! delay.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use localization::Message;

/// The time span over which the speed is averaged: long enough to be steady, short enough to follow a change.
const WINDOW: Duration = Duration::from_secs(4);

/// The progress of a run. It is not recorded.
#[derive(Debug, Clone, Default)]
pub(crate) struct Live {
    /// The number of images prepared or bytes sent so far, out of `total`.
    pub(crate) done: u64,
    pub(crate) total: u64,
    /// Bytes per second, during an upload.
    pub(crate) speed: Option<f64>,
    /// The current cause of delay, if any. The run continues by itself.
    pub(crate) retry_message: Option<Message>,
    /// True if the service's list could not show whether the training has started.
    pub(crate) in_doubt: bool,
}

/// Calculates the upload speed from the bytes sent so far.
#[derive(Debug, Default)]
pub(super) struct Speed(VecDeque<(Instant, u64)>);

impl Speed {
    /// Returns the bytes per second over the last few seconds, or `None` before 0.2 seconds have passed.
    pub(super) fn update(&mut self, now: Instant, bytes: u64) -> Option<f64> {
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
