//! The pauses between the retries of a call.

use std::time::Duration;

use super::Timing;

/// Pauses that double, up to a limit.
pub(crate) struct Backoff {
    initial: Duration,
    max: Duration,
    next: Duration,
}

impl Backoff {
    pub(crate) fn new(timing: &Timing) -> Backoff {
        Backoff {
            initial: timing.retry_initial,
            max: timing.retry_max,
            next: timing.retry_initial,
        }
    }

    /// Returns the next pause.
    pub(crate) fn pause(&mut self) -> Duration {
        self.pause_of_at_least(Duration::ZERO)
    }

    /// Returns the next pause, or `requested` if that is longer: the service may ask for a pause.
    pub(crate) fn pause_of_at_least(&mut self, requested: Duration) -> Duration {
        let pause = self.next.max(requested);
        self.next = (self.next * 2).min(self.max);
        pause
    }

    /// Returns to the shortest pause, after a call that succeeded.
    pub(crate) fn reset(&mut self) {
        self.next = self.initial;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_limit_and_are_never_shorter_than_requested() {
        let seconds = Duration::from_secs;
        let mut backoff = Backoff::new(&Timing {
            retry_initial: seconds(1),
            retry_max: seconds(3),
            ..Timing::default()
        });
        assert_eq!(backoff.pause(), seconds(1));
        assert_eq!(backoff.pause(), seconds(2));
        assert_eq!(backoff.pause(), seconds(3));
        assert_eq!(backoff.pause_of_at_least(seconds(60)), seconds(60));
        backoff.reset();
        assert_eq!(backoff.pause(), seconds(1));
    }
}
