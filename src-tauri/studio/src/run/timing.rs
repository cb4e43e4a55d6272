//! How long the run machine waits for what.

use std::time::Duration;

use replicate::Timeouts;

/// How long the run machine waits for what. Tests make the waits short.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// Between the first two looks at a training.
    pub poll_first: Duration,
    /// Between two looks at a training at the most.
    pub poll_most: Duration,
    /// Before the first repetition of a call that did not come through.
    pub retry_first: Duration,
    /// Between two repetitions at the most.
    pub retry_most: Duration,
    /// How long the service may be silent within a call.
    pub calls: Timeouts,
    /// How long after a lost answer a training or a prediction may still turn up in the service's list.
    pub late_arrival: Duration,
    /// How long the service must not know a training or a prediction before it counts as lost.
    pub lost_after: Duration,
    /// How long the service may hold back the answer to a request for pictures until they are there.
    pub hold: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Timing {
            poll_first: Duration::from_secs(1),
            poll_most: Duration::from_secs(10),
            retry_first: Duration::from_secs(1),
            retry_most: Duration::from_secs(30),
            calls: Timeouts::default(),
            late_arrival: Duration::from_secs(10),
            lost_after: Duration::from_secs(3 * 60),
            hold: Duration::from_secs(10),
        }
    }
}
