//! What trainings cost, as Replicate publishes it. Estimates, and said to be.

use std::time::Duration;

use crate::words::span;

/// The main trainer.
pub(crate) const FAST_FLUX: &str = "replicate/fast-flux-trainer";

/// US dollars per second on the fast trainer's eight H100, Replicate's pricing page, autumn 2026.
const FAST_FLUX_PER_SECOND: f64 = 0.0122;

/// Seconds the fast trainer takes for 1,000 steps, Replicate's own guide.
const FAST_FLUX_SECONDS: f64 = 120.0;

/// What a training of so many steps will cost and take, and where the figure is from.
pub(crate) fn estimate(steps: u64) -> String {
    let seconds = FAST_FLUX_SECONDS * steps as f64 / 1000.0;
    let minutes = (seconds / 60.0).round().max(1.0) as u64;
    let dollars = seconds * FAST_FLUX_PER_SECOND;
    let minutes = if minutes == 1 {
        "1 minute".to_owned()
    } else {
        format!("{minutes} minutes")
    };
    format!(
        "About ${dollars:.2} and {minutes}. Reckoned from Replicate's published price ($0.0122 a second, 2 minutes per 1,000 steps; autumn 2026), not a quote."
    )
}

/// What was billed: the time, and about how much money where the price is known.
pub(crate) fn billed(trainer: &str, seconds: f64) -> String {
    let time = span(Duration::try_from_secs_f64(seconds).unwrap_or_default());
    if trainer == FAST_FLUX {
        format!(
            "{time} on the trainer, about ${:.2}",
            seconds * FAST_FLUX_PER_SECOND
        )
    } else {
        format!("{time} on the trainer")
    }
}
