//! What trainings cost and take: estimates before, and said to be; the time that was billed afterwards.

use std::time::Duration;

use crate::trainer::known::known;
use crate::words::{count, span};

/// Steps where neither the person nor the trainer's schema says a number: the fast trainer's own default.
pub(crate) const USUAL_STEPS: u64 = 1000;

/// A training of before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Past {
    pub(crate) steps: u64,
    /// Seconds that were billed.
    pub(crate) seconds: f64,
}

/// What a training of so many steps will cost and take, and where the figure is from: the account's own
/// trainings by the same trainer where there are some, or what was published.
pub(crate) fn estimate(trainer: &str, steps: u64, past: &[Past]) -> String {
    let price = known(trainer).and_then(|known| known.price.as_ref());
    let mut paces: Vec<f64> = past
        .iter()
        .filter(|past| past.steps > 0 && past.seconds > 0.0)
        .map(|past| past.seconds / past.steps as f64)
        .collect();
    paces.sort_by(f64::total_cmp);
    let took = |pace: f64| pace * steps as f64;
    let (seconds, source) = match (paces.as_slice(), price) {
        ([first, .., last], _) => {
            let median = took(paces[paces.len() / 2]);
            let range = format!("{} to {}", minutes(took(*first)), minutes(took(*last)));
            (
                median,
                format!(
                    "Reckoned from your own {} trainings by it, which would have taken {range} for {steps} steps",
                    paces.len()
                ),
            )
        }
        (_, Some(price)) => {
            let seconds = price.seconds * steps as f64 / 1000.0;
            (seconds, format!("Reckoned from {}", price.source))
        }
        (_, None) => {
            return format!(
                "Tintype doesn't know what {trainer} costs or how long it takes. Its page at Replicate may say; after one training Tintype knows better."
            );
        }
    };
    let time = minutes(seconds);
    match price {
        Some(price) => format!(
            "About ${:.2} and {time}. {source}, not a quote.",
            seconds * price.per_second
        ),
        None => format!("About {time}. {source}. What a second costs is not known."),
    }
}

fn minutes(seconds: f64) -> String {
    match (seconds / 60.0).round().max(1.0) as usize {
        minutes @ ..100 => count(minutes, "minute"),
        minutes => span(Duration::from_secs(minutes as u64 * 60)),
    }
}

/// What was billed: the time, and about how much money where the price is known.
pub(crate) fn billed(trainer: &str, seconds: f64) -> String {
    let time = span(Duration::try_from_secs_f64(seconds).unwrap_or_default());
    match known(trainer).and_then(|known| known.price.as_ref()) {
        Some(price) => format!(
            "{time} on the trainer, about ${:.2}",
            seconds * price.per_second
        ),
        None => format!("{time} on the trainer"),
    }
}
