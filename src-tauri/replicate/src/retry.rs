//! The retry policy: which calls are retried, how often and after what delay. The delay is an exponential backoff with
//! full jitter, unless the service requests a particular wait.

use std::time::Duration;

use crate::error::{Error, NetworkFailure};

/// The retry policy of calls that are safe to retry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// The maximum number of attempts, including the first. With 1, nothing is retried.
    pub attempts: u32,
    /// The maximum delay before the second attempt. It doubles with each further attempt. The actual delay is a random
    /// fraction of it, so that many clients do not retry at the same time.
    pub initial_delay: Duration,
    /// The upper limit of the doubled delay.
    pub max_delay: Duration,
    /// The longest wait that the service may request. If it requests more, the error is returned at once: an earlier
    /// retry would fail again.
    pub max_retry_after: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Retry {
            attempts: 4,
            initial_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(8),
            max_retry_after: Duration::from_secs(60),
        }
    }
}

impl Retry {
    /// Returns a policy that retries nothing.
    pub fn never() -> Retry {
        Retry {
            attempts: 1,
            ..Retry::default()
        }
    }

    /// Returns the delay after the failed attempt `number`, counted from 1, or `None` if there is no further attempt.
    pub(crate) fn delay(
        &self,
        number: u32,
        condition: RetryCondition,
        failure: &Failure,
    ) -> Option<Duration> {
        if number >= self.attempts || !condition.allows(&failure.error) {
            return None;
        }
        match failure.wait {
            Some(requested) => (requested <= self.max_retry_after).then_some(requested),
            None => {
                let doubled = self
                    .initial_delay
                    .saturating_mul(2_u32.saturating_pow(number - 1));
                Some(doubled.min(self.max_delay).mul_f64(fastrand::f64()))
            }
        }
    }
}

/// The condition for retrying a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RetryCondition {
    /// The call is idempotent (it reads, deletes or cancels), so it is retried after any error that may pass.
    Always,
    /// The call creates something, so it is retried only after a temporary error that certainly had no effect.
    WithoutEffect,
}

impl RetryCondition {
    fn allows(self, error: &Error) -> bool {
        match self {
            RetryCondition::Always => error.is_transient(),
            #[expect(
                clippy::wildcard_enum_match_arm,
                reason = "only these two are certain and transient"
            )]
            RetryCondition::WithoutEffect => match error {
                Error::Throttled { .. } => true,
                Error::Network { failure, .. } => *failure == NetworkFailure::Unreachable,
                _ => false,
            },
        }
    }
}

/// A failed attempt.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: Error,
    /// The wait that the service requests.
    pub(crate) wait: Option<Duration>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure { error, wait: None }
    }
}
