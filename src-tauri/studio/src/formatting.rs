//! Formats sizes, times and counts for display.

use std::time::Duration;

use jiff::{Timestamp, Unit};
use localization::text;

pub(crate) use dataset::size_in_words as size;

/// Formats a duration in its two largest units: `2 min 4 s`.
pub(crate) fn format_duration(time: Duration) -> String {
    let seconds = time.as_secs_f64().round() as u64;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, s) => text!("formatting-seconds", seconds = s),
        (0, m, 0) => text!("formatting-minutes", minutes = m),
        (0, m, s) => text!("formatting-minutes-and-seconds", minutes = m, seconds = s),
        (h, 0, _) => text!("formatting-hours", hours = h),
        (h, m, _) => text!("formatting-hours-and-minutes", hours = h, minutes = m),
    }
}

/// Returns the first eight digits of a version's id, for display.
pub(crate) fn short_version(version: &str) -> &str {
    version.get(..8).unwrap_or(version)
}

/// Formats the time since `then`: `just now`, `3 minutes ago`, `2 days ago`, or the date (UTC) after two weeks.
pub(crate) fn ago(then: Timestamp, now: Timestamp) -> String {
    // If the clock was set back, `then` may be in the future. It then counts as now.
    let seconds = (now.as_second() - then.as_second()).max(0) as usize;
    match seconds {
        0..60 => text!("formatting-just-now"),
        60..3_600 => text!("formatting-minutes-ago", minutes = seconds / 60),
        3_600..86_400 => text!("formatting-hours-ago", hours = seconds / 3_600),
        86_400..1_209_600 => text!("formatting-days-ago", days = seconds / 86_400),
        _ => then.to_string().get(..10).unwrap_or_default().to_owned(),
    }
}

/// Returns the milliseconds since 1970, as JavaScript's `Date` uses them.
pub(crate) fn milliseconds(time: Timestamp) -> f64 {
    time.round(Unit::Millisecond)
        .unwrap_or(time)
        .as_millisecond() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_durations_are_formatted() {
        assert_eq!(size(999), "999 bytes");
        assert_eq!(size(12_400_000), "12.4 MB");
        assert_eq!(format_duration(Duration::from_secs(124)), "2 min 4 s");
        assert_eq!(format_duration(Duration::from_secs(7_200)), "2 h");
    }

    #[test]
    fn a_time_in_the_future_is_just_now() {
        let now = Timestamp::from_second(1_000).unwrap_or_default();
        let later = Timestamp::from_second(5_000).unwrap_or_default();
        assert_eq!(ago(later, now), "just now");
    }
}
