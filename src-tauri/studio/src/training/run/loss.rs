//! Reads the loss curve of a training from the trainer's log.

use std::sync::LazyLock;

use localization::text;
use regex::Regex;

use crate::view::LossCurve;

/// The minimum number of losses for a curve.
const MIN_LOSSES: usize = 3;

/// The maximum number of points of a curve. More can't be distinguished in the window.
const MAX_POINTS: usize = 120;

static LOSS: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(
        clippy::expect_used,
        reason = "a constant pattern, compiled by every test below"
    )]
    Regex::new(r"(\d+)/(\d+)\s*\[[^\]]*loss:\s*(\d+(?:\.\d+)?(?:e[-+]?\d+)?)")
        .expect("the pattern compiles")
});

/// Returns the curve of a training with this number of steps, if the number is known. Returns `None` if the log has too
/// few losses.
pub(crate) fn curve(log: &str, steps: Option<u64>) -> Option<LossCurve> {
    let losses = losses(log, steps);
    let (Some(first), Some(last)) = (losses.first(), losses.last()) else {
        return None;
    };
    if losses.len() < MIN_LOSSES {
        return None;
    }
    let words = text!(
        "runs-loss",
        last = format!("{:.3}", last.loss),
        last_step = last.step,
        first = format!("{:.3}", first.loss),
        first_step = first.step,
    );
    let thinned = thin(&losses);
    let lowest = thinned
        .iter()
        .map(|point| point.loss)
        .fold(f64::INFINITY, f64::min);
    let highest = thinned.iter().map(|point| point.loss).fold(0.0, f64::max);
    let range = (highest - lowest).max(f64::MIN_POSITIVE);
    let total = steps.unwrap_or(last.step).max(1) as f64;
    let points = thinned
        .iter()
        .map(|point| [point.step as f64 / total, (point.loss - lowest) / range])
        .collect();
    Some(LossCurve { points, words })
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct LossPoint {
    step: u64,
    loss: f64,
}

fn losses(log: &str, steps: Option<u64>) -> Vec<LossPoint> {
    let mut losses: Vec<LossPoint> = Vec::new();
    for line in log.split(['\n', '\r']) {
        // This check is cheaper than the pattern, which most lines don't match.
        if !line.contains("loss:") {
            continue;
        }
        let Some(captures) = LOSS.captures(line) else {
            continue;
        };
        let number = |group: usize| captures.get(group)?.as_str().parse::<u64>().ok();
        let loss = captures
            .get(3)
            .and_then(|loss| loss.as_str().parse::<f64>().ok());
        let (Some(step), Some(total), Some(loss)) = (number(1), number(2), loss) else {
            continue;
        };
        let is_training = steps.is_none_or(|steps| steps == total);
        if is_training && losses.last().is_none_or(|last| step > last.step) {
            losses.push(LossPoint { step, loss });
        }
    }
    losses
}

/// Thins a long curve: replaces neighbouring losses by their mean, since a single step's loss says little.
fn thin(losses: &[LossPoint]) -> Vec<LossPoint> {
    let chunk_size = losses.len().div_ceil(MAX_POINTS);
    let mean = |chunk: &[LossPoint]| {
        let sum: f64 = chunk.iter().map(|point| point.loss).sum();
        let last = chunk.last()?;
        Some(LossPoint {
            step: last.step,
            loss: sum / chunk.len() as f64,
        })
    };
    losses.chunks(chunk_size.max(1)).filter_map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(losses: impl Iterator<Item = (u64, f64)>) -> String {
        let bar = |(step, loss): (u64, f64)| {
            format!(
                "flux_train_replicate:  41%|████▏     | {step}/1000 [00:49<01:10,  8.4it/s, lr: 4.0e-04 loss: {loss:.3e}]\r"
            )
        };
        losses.map(bar).collect()
    }

    #[test]
    fn the_curve_runs_from_the_highest_to_the_lowest() {
        let log = "Extracted 3 files, loss: none\n".to_owned()
            + "Caching: 100%|██| 18/18 [00:05<00:00, loss: 9.0]\n"
            + &log([(100, 0.5), (200, 0.4), (200, 0.4), (300, 0.3)].into_iter());
        let curve = curve(&log, Some(1000));
        let curve = curve.as_ref();
        assert_eq!(
            curve.map(|curve| curve.words.as_str()),
            Some("Loss 0.300 at step 300; 0.500 at step 100")
        );
        let points = curve.map(|curve| curve.points.clone()).unwrap_or_default();
        let expected = [[0.1, 1.0], [0.2, 0.5], [0.3, 0.0]];
        assert_eq!(points.len(), expected.len());
        for (point, expected) in points.iter().zip(expected) {
            assert!((point[0] - expected[0]).abs() < 1e-9 && (point[1] - expected[1]).abs() < 1e-9);
        }
    }

    #[test]
    fn a_long_training_is_thinned_and_a_flat_one_is_drawn() {
        let long = curve(&log((1..=1000).map(|step| (step, 0.25))), Some(1000));
        let points = long.map(|curve| curve.points).unwrap_or_default();
        assert!(points.len() > 50 && points.len() <= MAX_POINTS);
        assert!(points.iter().all(|point| point[1].abs() < 1e-9));
        assert_eq!(curve("nothing", None), None);
        assert_eq!(
            curve(&log([(1, 0.5), (2, 0.4)].into_iter()), Some(1000)),
            None
        );
    }
}
