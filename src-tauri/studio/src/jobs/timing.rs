//! Defines the waiting times of runs and predictions.

use std::time::Duration;

use replicate::Timeouts;

/// The waiting times of runs and predictions. Tests make them short.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// The time between the first two polls of a training or a prediction.
    pub poll_initial: Duration,
    /// The longest time between two polls.
    pub poll_max: Duration,
    /// The time before a failed call is repeated for the first time.
    pub retry_initial: Duration,
    /// The longest time between two retries of a call.
    pub retry_max: Duration,
    /// The limits for how long the service may be silent within a call.
    pub calls: Timeouts,
    /// The time after a lost response within which a training or a prediction may still appear in the service's list.
    pub late_arrival: Duration,
    /// The time for which a training or a prediction must be unknown to the service before it counts as lost.
    pub lost_after: Duration,
    /// The time for which the service may delay the response to a request for pictures until they are ready.
    pub hold: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Timing {
            poll_initial: Duration::from_secs(1),
            poll_max: Duration::from_secs(10),
            retry_initial: Duration::from_secs(1),
            retry_max: Duration::from_secs(30),
            calls: Timeouts::default(),
            late_arrival: Duration::from_secs(10),
            lost_after: Duration::from_secs(3 * 60),
            hold: Duration::from_secs(10),
        }
    }
}
