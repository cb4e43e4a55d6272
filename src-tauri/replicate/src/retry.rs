//! What is tried again, how often and after how long: exponential backoff with full jitter, unless the
//! service says how long to wait.

use std::time::Duration;

use crate::error::{Error, NetworkFailure};

/// How patiently calls are repeated that may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// Tries in all, the first included. 1 repeats nothing.
    pub attempts: u32,
    /// The longest pause before the second try; it doubles with each further one. The pause is a random
    /// part of it, so that many clients do not come back at once.
    pub first: Duration,
    /// What the pause never exceeds, however often it doubled.
    pub longest: Duration,
    /// How long a wait the service may ask for. Asked for more, the error is given back at once, for the
    /// caller to wait with: coming back early would be refused again.
    pub patience: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Retry {
            attempts: 4,
            first: Duration::from_millis(500),
            longest: Duration::from_secs(8),
            patience: Duration::from_secs(60),
        }
    }
}

impl Retry {
    /// Tries once only.
    pub fn never() -> Retry {
        Retry {
            attempts: 1,
            ..Retry::default()
        }
    }

    /// How long to pause after this failure of the try of this number (from 1); `None` to give up.
    pub(crate) fn pause(&self, number: u32, repeat: Repeat, failure: &Failure) -> Option<Duration> {
        if number >= self.attempts || !repeat.allows(&failure.error) {
            return None;
        }
        match failure.wait {
            Some(asked) => (asked <= self.patience).then_some(asked),
            None => {
                let doubled = self.first.saturating_mul(2_u32.saturating_pow(number - 1));
                Some(doubled.min(self.longest).mul_f64(fastrand::f64()))
            }
        }
    }
}

/// When a call may be sent a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// Twice is the same as once: reading, deleting, cancelling.
    Always,
    /// Only when the service surely did not take the first one: it creates something.
    Untaken,
}

impl Repeat {
    fn allows(self, error: &Error) -> bool {
        match self {
            Repeat::Always => error.is_passing(),
            #[expect(
                clippy::wildcard_enum_match_arm,
                reason = "only these two are certain and passing"
            )]
            Repeat::Untaken => match error {
                Error::Throttled { .. } => true,
                Error::Network { failure, .. } => *failure == NetworkFailure::Unreachable,
                _ => false,
            },
        }
    }
}

/// One try that failed.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: Error,
    /// How long the service asks to wait.
    pub(crate) wait: Option<Duration>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure { error, wait: None }
    }
}
