//! The wall clock. Everything that takes time is placed on it, so that a restarted sandbox goes on where it was.

use std::time::Duration;

use jiff::Timestamp;

/// `span` after `instant`, or the end of time.
pub(crate) fn after(instant: Timestamp, span: Duration) -> Timestamp {
    instant.checked_add(span).unwrap_or(Timestamp::MAX)
}

/// How long after `earlier` `later` is; nothing if it isn't.
pub(crate) fn between(earlier: Timestamp, later: Timestamp) -> Duration {
    Duration::try_from(later.duration_since(earlier)).unwrap_or_default()
}
