//! What is on its way, for whoever shows it outside of the page: the dock, the task bar, the tray.

use crate::view::TrainingRow;
use crate::words::count;

/// The trainings that are on their way.
#[derive(Debug, Clone, PartialEq)]
pub struct UnderWay {
    /// How many there are.
    pub trainings: usize,
    /// How far they are together, 0 to 1, where that is known of one at least.
    pub progress: Option<f64>,
    /// That in words.
    pub sentence: String,
}

impl UnderWay {
    pub(crate) fn of(rows: &[TrainingRow]) -> UnderWay {
        let known: Vec<f64> = rows.iter().filter_map(|row| row.progress).collect();
        let progress = (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64);
        let sentence = match rows {
            [] => "No training is on its way".to_owned(),
            [row] => match row.progress {
                Some(progress) => {
                    format!("{}: {}, {:.0} %", row.title, row.status, progress * 100.0)
                }
                None => format!("{}: {}", row.title, row.status),
            },
            rows => format!("{} are on their way", count(rows.len(), "training")),
        };
        UnderWay {
            trainings: rows.len(),
            progress,
            sentence,
        }
    }
}
