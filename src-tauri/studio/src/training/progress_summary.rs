//! The progress of all running trainings, for the dock, the taskbar and the tray.

use localization::text;

use crate::view::TrainingRow;

/// The running trainings.
#[derive(Debug, Clone, PartialEq)]
pub struct ProgressSummary {
    /// The number of running trainings.
    pub trainings: usize,
    /// The mean of all known progress values, from 0 to 1; `None` if no progress is known.
    pub progress: Option<f64>,
    /// The summary as a sentence.
    pub sentence: String,
}

impl ProgressSummary {
    pub(crate) fn of(rows: &[TrainingRow]) -> ProgressSummary {
        let known: Vec<f64> = rows.iter().filter_map(|row| row.progress).collect();
        let progress = (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64);
        let sentence = match rows {
            [] => text!("training-none-running"),
            [row] => match row.progress {
                Some(progress) => text!(
                    "training-one-running-and-progress",
                    title = &row.title,
                    status = &row.status,
                    percent = format!("{:.0}", progress * 100.0)
                ),
                None => text!(
                    "training-one-running",
                    title = &row.title,
                    status = &row.status
                ),
            },
            rows => text!("training-some-running", trainings = rows.len()),
        };
        ProgressSummary {
            trainings: rows.len(),
            progress,
            sentence,
        }
    }
}
