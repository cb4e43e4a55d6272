//! The log of a training: a few lines about the pictures, then a progress bar that is repeated after a carriage
//! return, as tqdm does.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::dataset::Failure;

/// The fraction of the training time that passes before the first step.
const BEFORE_STEPS: f64 = 0.1;
/// The fraction of the training time that has passed when the last step is done.
const AFTER_STEPS: f64 = 0.95;

/// The whole log of a training. The clock determines how much of it is shown.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TrainingLog {
    /// The lines before the first step.
    opening: Vec<String>,
    /// The number of steps. 0 if the training fails before the first one.
    steps: u32,
}

impl TrainingLog {
    pub(super) fn new(opening: Vec<String>, steps: u32) -> TrainingLog {
        TrainingLog {
            opening,
            steps: steps.max(1),
        }
    }

    /// Returns the log for pictures that can't be used: the lines before the failure, then the exception.
    pub(super) fn for_failure(failure: &Failure) -> TrainingLog {
        let mut opening = failure.log().to_vec();
        opening.push("Traceback (most recent call last):".to_owned());
        opening.push("  File \"/src/train.py\", line 1, in train".to_owned());
        opening.push(format!("{}: {failure}", failure.python_class()));
        TrainingLog { opening, steps: 0 }
    }

    /// Returns the log at `elapsed` of a training time of `total`, or the whole log if `complete`.
    pub(crate) fn text(&self, elapsed: Duration, total: Duration, complete: bool) -> String {
        let part = if complete || total.is_zero() {
            1.0
        } else {
            (elapsed.as_secs_f64() / total.as_secs_f64()).min(1.0)
        };
        let shown = if self.steps == 0 {
            self.opening.len()
        } else {
            fraction_of(self.opening.len(), part / BEFORE_STEPS)
        };
        let mut text: String = self
            .opening
            .iter()
            .take(shown)
            .map(|line| format!("{line}\n"))
            .collect();
        if self.steps == 0 || part < BEFORE_STEPS {
            return text;
        }
        let step_time = elapsed.as_secs_f64().max(0.001) * (AFTER_STEPS - BEFORE_STEPS);
        let done = fraction_of(
            self.steps as usize,
            (part - BEFORE_STEPS) / (AFTER_STEPS - BEFORE_STEPS),
        );
        #[expect(
            clippy::cast_possible_truncation,
            reason = "no more than the steps, which are a u32"
        )]
        let done = done as u32;
        for step in (0..done)
            .step_by((self.steps as usize / 100).max(1))
            .chain([done])
        {
            text.push('\r');
            text.push_str(
                &self.progress_bar(step, step_time * f64::from(step) / f64::from(done.max(1))),
            );
        }
        if done == self.steps {
            text.push_str("\nSaved LoRA to output/flux_train_replicate/lora.safetensors\n");
        }
        text
    }

    /// Returns the progress bar at a step that is reached `seconds` after the first:
    /// `flux_train_replicate:  83%|████████▎ | 2482/3000 [43:27<09:04,  1.05s/it, lr: …]`.
    fn progress_bar(&self, step: u32, seconds: f64) -> String {
        const WIDTH: usize = 10;
        const EIGHTHS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
        let part = f64::from(step) / f64::from(self.steps);
        let filled = fraction_of(WIDTH * EIGHTHS.len(), part);
        let mut bar = "█".repeat(filled / EIGHTHS.len());
        if filled / EIGHTHS.len() < WIDTH {
            bar.push(EIGHTHS[filled % EIGHTHS.len()]);
            bar.push_str(&" ".repeat(WIDTH - 1 - filled / EIGHTHS.len()));
        }
        let (left, rate) = if step == 0 {
            ("?".to_owned(), "?it/s".to_owned())
        } else {
            let each = seconds / f64::from(step);
            let rate = if each > 1.0 {
                format!("{each:5.2}s/it")
            } else {
                format!("{:5.2}it/s", 1.0 / each.max(1e-6))
            };
            (format_duration(each * f64::from(self.steps - step)), rate)
        };
        // The loss decreases quickly at first and slowly later, as in real trainings.
        let loss = 0.25 + 0.35 * (-4.0 * part).exp();
        format!(
            "flux_train_replicate: {:3.0}%|{bar}| {step}/{} [{}<{left}, {rate}, lr: 4.0e-04 loss: {}]",
            part * 100.0,
            self.steps,
            format_duration(seconds),
            format_scientific(loss),
        )
    }
}

/// Returns `count * part`, rounded down, with `part` limited to the range from 0 to 1.
fn fraction_of(count: usize, part: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a part of a small count, kept within it"
    )]
    let within = (count as f64 * part.clamp(0.0, 1.0)) as usize;
    within.min(count)
}

/// Formats a duration: `43:27`, or `1:43:27` if it is an hour or more.
fn format_duration(seconds: f64) -> String {
    let total = Duration::try_from_secs_f64(seconds)
        .unwrap_or_default()
        .as_secs();
    let (hours, minutes, seconds) = (total / 3600, total / 60 % 60, total % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    }
}

/// Formats a number as Python does: `2.472e-01`.
fn format_scientific(number: f64) -> String {
    let text = format!("{number:.3e}");
    match text.split_once("e-") {
        Some((digits, exponent)) => format!("{digits}e-{exponent:0>2}"),
        None => text.replace('e', "e+0"),
    }
}
