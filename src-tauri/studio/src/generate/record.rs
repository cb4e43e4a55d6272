//! What the ledger keeps of a press and its cells. Every step carries just what it needs, so that a step can't be
//! reached without it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::billing::Billing;
use crate::view::{BatchKind, GenerateDraft, PictureFailure};

/// One press: its table and what was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Batch {
    pub(crate) id: String,
    pub(crate) created_at: Timestamp,
    pub(crate) kind: BatchKind,
    /// `owner/name:version` of the version that was chosen.
    pub(crate) version: String,
    /// What was filled in, to be filled in again.
    pub(crate) draft: GenerateDraft,
    /// The names of the table's rows and columns; one without a name where there is no such axis.
    pub(crate) rows: Vec<String>,
    pub(crate) columns: Vec<String>,
}

/// One prediction of a press.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cell {
    pub(crate) id: String,
    pub(crate) batch: String,
    /// Its place in the table.
    pub(crate) row: u32,
    pub(crate) column: u32,
    /// The account that pays.
    pub(crate) account: String,
    /// `owner/name:version`.
    pub(crate) version: String,
    /// Checked against the version's schema, with a seed where it takes one.
    pub(crate) input: Map<String, Value>,
    pub(crate) step: Step,
    /// The person pressed Cancel. Written down, so that a restart does not forget it.
    pub(crate) cancel: bool,
    /// Seconds that are billed.
    pub(crate) predict_time: Option<f64>,
    /// The person said of an attempt whose answer was lost that it made no picture. It was never confirmed.
    #[serde(default)]
    pub(crate) assumed_not_made: bool,
}

/// Where a cell is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "camelCase")]
pub(crate) enum Step {
    /// For its turn.
    Waiting,
    Submitting {
        attempts: Attempts,
    },
    /// A prediction may have been made: only the service's list can tell.
    Unconfirmed {
        attempts: Attempts,
    },
    Running {
        prediction: String,
    },
    /// It is made and billed; its pictures are on their way.
    Fetching {
        prediction: String,
        outputs: Vec<String>,
    },
    Done {
        prediction: String,
        /// How many pictures came of it.
        made: u32,
    },
    Failed {
        prediction: Option<String>,
        /// What was made but could not be fetched.
        outputs: Vec<String>,
        failure: PictureFailure,
        #[serde(default)]
        billing: Billing,
    },
    Canceled {
        #[serde(default)]
        billing: Billing,
    },
}

/// How often the prediction was asked for, written down before each time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attempts {
    pub(crate) number: u32,
    /// When it was last asked for and no answer was read. Nothing once the service was seen not to have it.
    pub(crate) unanswered_since: Option<Timestamp>,
    /// The number of the newest claim before that: the predictions claimed up to it were there before this attempt.
    #[serde(default)]
    pub(crate) claims_before: i64,
}

/// A picture in the library.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Picture {
    pub(crate) id: u32,
    pub(crate) cell: String,
    /// The prediction that made it; empty for one from before that was kept.
    pub(crate) prediction: String,
    /// Which of the prediction's pictures it is.
    pub(crate) index: u32,
    /// The seed it was made with, where its cell has one: another try has another seed.
    pub(crate) seed: Option<i64>,
    /// Its file's name in the library's folder.
    pub(crate) file: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) favourite: bool,
}

impl Step {
    /// Why it came to nothing.
    pub(crate) fn failure(&self) -> Option<&PictureFailure> {
        match self {
            Step::Failed { failure, .. } => Some(failure),
            Step::Waiting
            | Step::Submitting { .. }
            | Step::Unconfirmed { .. }
            | Step::Running { .. }
            | Step::Fetching { .. }
            | Step::Done { .. }
            | Step::Canceled { .. } => None,
        }
    }

    pub(crate) fn is_end(&self) -> bool {
        matches!(
            self,
            Step::Done { .. } | Step::Failed { .. } | Step::Canceled { .. }
        )
    }
}

impl Cell {
    pub(crate) fn has_ended(&self) -> bool {
        self.step.is_end()
    }

    /// The model's own id of the version, as predictions are asked for.
    pub(crate) fn version_id(&self) -> &str {
        version_id(&self.version)
    }

    /// What is known of the bill of a cell without a prediction.
    pub(crate) fn billing_without_prediction(&self) -> Billing {
        if self.assumed_not_made {
            Billing::Unknown
        } else {
            Billing::None
        }
    }

    /// The end of a cell that was canceled before it had a prediction.
    pub(crate) fn canceled_without_prediction(&self) -> Step {
        Step::Canceled {
            billing: self.billing_without_prediction(),
        }
    }

    /// The input that a picture of this cell was made with.
    pub(crate) fn input_of(&self, picture: &Picture) -> Map<String, Value> {
        let mut input = self.input.clone();
        if let Some(seed) = picture.seed {
            input.insert("seed".to_owned(), seed.into());
        }
        input
    }

    /// How many pictures were asked for.
    pub(crate) fn pictures(&self) -> u32 {
        let asked = self.input.get("num_outputs").and_then(Value::as_u64);
        asked
            .and_then(|asked| u32::try_from(asked).ok())
            .unwrap_or(1)
    }

    pub(crate) fn prompt(&self) -> &str {
        self.input
            .get("prompt")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }
}

/// Of `owner/name:version` the version alone.
pub(crate) fn version_id(version: &str) -> &str {
    version.rsplit_once(':').map_or(version, |(_, id)| id)
}

/// Of `owner/name:version` the model.
pub(crate) fn model_name(version: &str) -> &str {
    version.rsplit_once(':').map_or(version, |(model, _)| model)
}
