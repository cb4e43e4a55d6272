//! Defines the records of a batch and its cells. Every step carries exactly the data that it needs, so no step can be
//! reached without its data.

use jiff::Timestamp;
use localization::Message;
use replicate::VersionName;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::store::billing::Billing;
use crate::store::draft_record::{BatchKind, GenerateDraft};
use crate::store::failure_record::PictureFailure;

/// A batch: the table of cells that one press of Generate requested, and its draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Batch {
    pub(crate) id: String,
    pub(crate) created_at: Timestamp,
    pub(crate) kind: BatchKind,
    /// `owner/name:version` of the chosen version.
    pub(crate) version: String,
    /// The draft that the batch was requested with, so that it can be filled in again.
    pub(crate) draft: GenerateDraft,
    /// The names of the table's rows and columns. An axis that changes nothing has a single, empty name, and the three
    /// columns of a test sheet have empty names. Values that the person typed and names from before messages had ids
    /// are plain strings.
    pub(crate) rows: Vec<Message>,
    pub(crate) columns: Vec<Message>,
}

/// One prediction of a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cell {
    pub(crate) id: String,
    pub(crate) batch: String,
    /// The indices of the cell's row and column in the table.
    pub(crate) row: u32,
    pub(crate) column: u32,
    /// The account that pays.
    pub(crate) account: String,
    /// `owner/name:version`.
    pub(crate) version: String,
    /// The input, checked against the version's schema, with a seed if the version takes one.
    pub(crate) input: Map<String, Value>,
    pub(crate) step: Step,
    /// True if the person pressed Cancel. Recorded, so that a restart does not forget it.
    pub(crate) cancel: bool,
    /// The billed seconds, once they are known.
    pub(crate) predict_time: Option<f64>,
    /// True if the person stated that an attempt whose response was lost made no picture. The statement was never
    /// confirmed.
    #[serde(default)]
    pub(crate) assumed_not_made: bool,
}

/// The step that a cell is at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "camelCase")]
pub(crate) enum Step {
    /// The cell waits for its turn.
    Waiting,
    Submitting {
        attempts: Attempts,
    },
    /// A prediction may have been made; only the service's list can show it.
    Unconfirmed {
        attempts: Attempts,
    },
    Running {
        prediction: String,
    },
    /// The prediction is made and billed, and its pictures are being fetched.
    Fetching {
        prediction: String,
        outputs: Vec<String>,
    },
    Done {
        prediction: String,
        /// The number of pictures that were made.
        made: u32,
    },
    Failed {
        prediction: Option<String>,
        /// The addresses of all pictures of the prediction, if they were made but not all of them could be fetched.
        /// Otherwise empty.
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

/// The attempts to request the prediction, recorded before each one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attempts {
    pub(crate) number: u32,
    /// The time of the last attempt without a response. `None` once it is known that the service does not have the
    /// prediction.
    pub(crate) unanswered_since: Option<Timestamp>,
    /// The number of the newest claim before the last attempt. Predictions whose claim has this or a lower number
    /// existed before the attempt.
    #[serde(default)]
    pub(crate) claims_before: i64,
}

/// A picture in the library.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Picture {
    pub(crate) id: u32,
    pub(crate) cell: String,
    /// The id of the prediction that made the picture; empty for some pictures made before this was recorded.
    pub(crate) prediction: String,
    /// The picture's index among the prediction's pictures, from 0.
    pub(crate) index: u32,
    /// The seed that the picture was made with, if its cell has one. Another attempt may have another seed.
    pub(crate) seed: Option<i64>,
    /// The name of the picture's file in the library's folder.
    pub(crate) file: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) favourite: bool,
}

impl Step {
    /// Returns the failure of a failed step.
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

    /// Returns the model's own id of the version, which requests for predictions use.
    pub(crate) fn version_id(&self) -> &str {
        version_id(&self.version)
    }

    /// Returns the billing of a cell without a prediction, as far as it is known.
    pub(crate) fn billing_without_prediction(&self) -> Billing {
        if self.assumed_not_made {
            Billing::Unknown
        } else {
            Billing::None
        }
    }

    /// Returns the final step of a cell that was canceled before it had a prediction.
    pub(crate) fn canceled_without_prediction(&self) -> Step {
        Step::Canceled {
            billing: self.billing_without_prediction(),
        }
    }

    /// Returns the input that a picture of this cell was made with.
    pub(crate) fn input_of(&self, picture: &Picture) -> Map<String, Value> {
        let mut input = self.input.clone();
        if let Some(seed) = picture.seed {
            input.insert("seed".to_owned(), seed.into());
        }
        input
    }

    /// Returns the number of pictures that the cell requests.
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

/// Returns the version id in `owner/name:version`, or the whole text if it has no colon.
pub(crate) fn version_id(version: &str) -> &str {
    VersionName::split(version).1.unwrap_or(version)
}

/// Returns the model, `owner/name`, in `owner/name:version`.
pub(crate) fn model_name(version: &str) -> &str {
    VersionName::split(version).0
}

#[cfg(test)]
mod tests {
    use localization::message;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_record_with_plain_names_is_shown_as_it_is() {
        let batch = Batch {
            id: "1".to_owned(),
            created_at: Timestamp::UNIX_EPOCH,
            kind: BatchKind::Grid,
            version: "me/fox:abc".to_owned(),
            draft: GenerateDraft::default(),
            rows: vec![Message::verbatim("")],
            columns: vec![message!("generation-label-scale", value = "0.7")],
        };
        let mut record = serde_json::to_value(&batch).unwrap_or_default();
        assert_eq!(record["rows"], json!([""]));
        assert_eq!(
            record["columns"],
            json!([{ "id": "generation-label-scale", "arguments": { "value": "0.7" } }])
        );
        let read: Option<Batch> = serde_json::from_value(record.clone()).ok();
        assert_eq!(read, Some(batch));

        record["columns"] = json!(["Scale 0.7"]);
        let old: Option<Batch> = serde_json::from_value(record).ok();
        let names = old.map(|batch| batch.columns[0].to_string());
        assert_eq!(names.as_deref(), Some("Scale 0.7"));
        assert_eq!(
            message!("generation-label-scale", value = "0.7").to_string(),
            "Scale 0.7"
        );
    }
}
