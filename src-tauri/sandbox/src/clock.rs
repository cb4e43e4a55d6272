//! Calculations with the wall clock. All waiting times are measured by it, so that a restarted sandbox continues where
//! it stopped.

use std::time::Duration;

use jiff::Timestamp;

/// Returns `instant` plus `span`, or the maximum timestamp if that overflows.
pub(crate) fn after(instant: Timestamp, span: Duration) -> Timestamp {
    instant.checked_add(span).unwrap_or(Timestamp::MAX)
}

/// Returns the time from `earlier` to `later`, or zero if `later` is before `earlier`.
pub(crate) fn between(earlier: Timestamp, later: Timestamp) -> Duration {
    Duration::try_from(later.duration_since(earlier)).unwrap_or_default()
}
