//! Defines the record of a run. Every step carries exactly the data that it needs, so no step can be reached without
//! its data.

use std::path::PathBuf;

use jiff::Timestamp;
use localization::{Message, message};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::store::billing::Billing;
use crate::store::draft_record::{PreparationOptions, TrainDraft};
use crate::store::failure_record::Failure;
use crate::store::zip_storage::Parts;
use crate::store::zip_storage::Storage;

/// One run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Run {
    pub(crate) id: String,
    pub(crate) created_at: Timestamp,
    pub(crate) order: Order,
    pub(crate) step: Step,
    /// True if the person pressed Cancel. Recorded, so that a restart does not forget it.
    pub(crate) cancel: bool,
    /// The training's state as the service last reported it.
    #[serde(default)]
    pub(crate) service: Service,
    pub(crate) ended_at: Option<Timestamp>,
    /// True if the zip could not be deleted from its storage when the run ended.
    #[serde(default)]
    pub(crate) zip_left: bool,
    /// True if the zip was sent to Replicate, or may have been. Older versions did not record it.
    #[serde(default)]
    pub(crate) upload_begun: bool,
    /// True if the person stated that an attempt whose response was lost did not start a training. The statement was
    /// never confirmed.
    #[serde(default)]
    pub(crate) assumed_not_started: bool,
    /// The zip of an earlier run, to be used again if it still exists.
    #[serde(default)]
    pub(crate) reuse: Option<Kept>,
}

/// The settings that a run was started with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Order {
    /// The account that pays.
    pub(crate) account: String,
    #[serde(with = "crate::store::path_field")]
    pub(crate) dataset: PathBuf,
    pub(crate) dataset_name: String,
    /// `owner/name`.
    pub(crate) trainer: String,
    pub(crate) version: String,
    /// `owner/name`.
    pub(crate) destination: String,
    /// The draft of the Train page, used to fill the page in again.
    pub(crate) draft: TrainDraft,
    /// The preparation of the images, recorded so that a restart packs them in the same way. Older runs had no choice.
    #[serde(default)]
    pub(crate) preparation: PreparationOptions,
    /// The input that takes the zip's address.
    pub(crate) zip_input: String,
    /// The place where the zip is put. Older runs had no choice.
    #[serde(default)]
    pub(crate) storage: Storage,
    /// True if the zip stays in its storage when the run has ended.
    #[serde(default)]
    pub(crate) keep_zip: bool,
    /// All other inputs, checked against the version's schema.
    pub(crate) input: Map<String, Value>,
    /// The names of secret inputs. Their values are in the keychain.
    #[serde(default)]
    pub(crate) secrets: Vec<String>,
    /// The price per second in US dollars when the run was started, if it was known.
    #[serde(default)]
    pub(crate) per_second: Option<f64>,
}

/// The step that a run is at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "camelCase")]
pub(crate) enum Step {
    Packing,
    Uploading {
        archive: DatasetZip,
        /// The parts that have arrived, if the zip is uploaded in parts.
        #[serde(default)]
        parts: Option<Parts>,
    },
    Submitting {
        /// `None` if the zip is at the person's own address.
        archive: Option<DatasetZip>,
        upload: Upload,
        attempts: Attempts,
    },
    /// A training may have been started; only the service's list can show it.
    Unconfirmed {
        archive: Option<DatasetZip>,
        upload: Upload,
        attempts: Attempts,
    },
    Training {
        archive: Option<DatasetZip>,
        /// `None` if the training was started elsewhere.
        upload: Option<Upload>,
        training: String,
    },
    Succeeded {
        archive: Option<DatasetZip>,
        training: String,
    },
    Failed {
        during: During,
        training: Option<String>,
        failure: Failure,
        #[serde(default)]
        billing: Billing,
        /// The zip, if it stays for another try.
        #[serde(default)]
        kept: Option<Kept>,
    },
    Canceled {
        training: Option<String>,
        #[serde(default)]
        billing: Billing,
    },
}

/// The zip on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DatasetZip {
    #[serde(with = "crate::store::path_field")]
    pub(crate) path: PathBuf,
    pub(crate) bytes: u64,
    /// Lower-case hexadecimal.
    pub(crate) sha256: String,
    pub(crate) images: u32,
    pub(crate) captions: u32,
}

/// The zip at the place from which the trainer fetches it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Upload {
    /// The service's id of the file, or its name in the bucket; empty for the person's own address.
    pub(crate) id: String,
    /// The address without its signature. It is unique to this upload, unless it is the person's own. A run that uses
    /// the zip of an earlier run has the same address.
    pub(crate) url: String,
    /// The time until which a training may be requested with this zip, by this computer's clock.
    #[serde(alias = "expires_at")]
    pub(crate) useful_until: Option<Timestamp>,
}

/// A zip that stays in its storage for another try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) archive: Option<DatasetZip>,
    pub(crate) upload: Upload,
}

/// The number of requests for the training, and the state of the last one. Recorded before each request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attempts {
    pub(crate) number: u32,
    /// The time of the last request whose response was not read. `None` once it is proven that the request did not
    /// start a training.
    pub(crate) unanswered_since: Option<Timestamp>,
    /// The ids of trainings that were given the same zip address before this run. None of them belongs to this run.
    #[serde(default)]
    pub(crate) others: Vec<String>,
}

/// The step in which a run failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum During {
    Packing,
    Uploading,
    Submitting,
    Training,
}

/// The training's state as the service last reported it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Service {
    /// The status, as the service names it.
    pub(crate) status: String,
    pub(crate) started_at: Option<Timestamp>,
    pub(crate) completed_at: Option<Timestamp>,
    /// The new version's id.
    pub(crate) version: Option<String>,
    pub(crate) weights: Option<String>,
    /// The billed seconds, once they are known.
    pub(crate) predict_time: Option<f64>,
}

impl Step {
    pub(crate) fn is_end(&self) -> bool {
        matches!(
            self,
            Step::Succeeded { .. } | Step::Failed { .. } | Step::Canceled { .. }
        )
    }

    /// Returns the zip that stays for another try.
    pub(crate) fn kept(&self) -> Option<&Kept> {
        match self {
            Step::Failed { kept, .. } => kept.as_ref(),
            Step::Packing
            | Step::Uploading { .. }
            | Step::Submitting { .. }
            | Step::Unconfirmed { .. }
            | Step::Training { .. }
            | Step::Succeeded { .. }
            | Step::Canceled { .. } => None,
        }
    }

    /// Returns the zip at the place from which the trainer fetches it, while it is needed there.
    pub(crate) fn upload(&self) -> Option<&Upload> {
        match self {
            Step::Submitting { upload, .. } | Step::Unconfirmed { upload, .. } => Some(upload),
            Step::Training { upload, .. } => upload.as_ref(),
            Step::Packing
            | Step::Uploading { .. }
            | Step::Succeeded { .. }
            | Step::Failed { .. }
            | Step::Canceled { .. } => None,
        }
    }
}

impl Run {
    /// Returns whether `training` may be the training that the run requested without reading the response.
    pub(crate) fn may_have_started(&self, training: &replicate::Training) -> bool {
        let (upload, attempts) = match &self.step {
            Step::Unconfirmed {
                upload, attempts, ..
            } => (upload, attempts),
            Step::Submitting {
                upload, attempts, ..
            } if attempts.unanswered_since.is_some() => (upload, attempts),
            Step::Packing
            | Step::Uploading { .. }
            | Step::Submitting { .. }
            | Step::Training { .. }
            | Step::Succeeded { .. }
            | Step::Failed { .. }
            | Step::Canceled { .. } => return false,
        };
        !attempts.others.contains(&training.id)
            && is_given(&self.order.storage, &upload.url, training)
    }

    /// Creates a run that begins with this step.
    pub(crate) fn new(id: String, created_at: Timestamp, order: Order, step: Step) -> Run {
        Run {
            id,
            created_at,
            order,
            step,
            cancel: false,
            service: Service::default(),
            ended_at: None,
            zip_left: false,
            upload_begun: false,
            assumed_not_started: false,
            reuse: None,
        }
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.step.is_end()
    }

    /// Returns the billing of a run without a training, as far as it is known.
    pub(crate) fn billing_without_training(&self) -> Billing {
        if self.assumed_not_started {
            Billing::Unknown
        } else {
            Billing::None
        }
    }

    /// Returns the final step of a run that was canceled before it had a training.
    pub(crate) fn canceled_without_training(&self) -> Step {
        Step::Canceled {
            training: None,
            billing: self.billing_without_training(),
        }
    }

    /// Returns whether the training was started elsewhere. Such a run has no dataset and no zip from Tintype.
    pub(crate) fn is_adopted(&self) -> bool {
        self.order.dataset.as_os_str().is_empty()
    }

    /// Returns the name of the run's dataset, or "Started elsewhere" for a run that has none.
    pub(crate) fn dataset_name(&self) -> Message {
        if self.is_adopted() {
            message!("training-started-elsewhere")
        } else {
            Message::verbatim(&self.order.dataset_name)
        }
    }

    /// Returns the service's id of the training, once it is known.
    pub(crate) fn training_id(&self) -> Option<&str> {
        match &self.step {
            Step::Packing
            | Step::Uploading { .. }
            | Step::Submitting { .. }
            | Step::Unconfirmed { .. } => None,
            Step::Training { training, .. } | Step::Succeeded { training, .. } => Some(training),
            Step::Failed { training, .. } | Step::Canceled { training, .. } => training.as_deref(),
        }
    }
}

/// Returns whether a training was given the zip at this address.
pub(crate) fn is_given(storage: &Storage, zip: &str, training: &replicate::Training) -> bool {
    let mut values = training.input.values().filter_map(Value::as_str);
    values.any(|given| storage.is_address_of(zip, given))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_from_before_there_was_a_choice_is_prepared_as_then() {
        let record = serde_json::json!({
            "id": "1", "created_at": "2026-01-02T03:04:05Z", "step": { "at": "packing" },
            "cancel": false, "ended_at": null,
            "order": {
                "account": "me", "dataset": "/photos", "dataset_name": "photos",
                "trainer": "replicate/fast-flux-trainer", "version": "v", "destination": "me/model",
                "draft": {}, "zip_input": "input_images", "input": {},
            },
        });
        let run: Result<Run, _> = serde_json::from_value(record);
        let preparation = run.map(|run| run.order.preparation);
        assert_eq!(preparation.ok(), Some(PreparationOptions::default()));
    }
}
