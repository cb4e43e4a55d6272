//! Trainings: the rows of the list, and the details of one training.

use serde::Serialize;

use super::{FieldProblem, ReviewedInput};

/// The stages of a run, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Stage {
    /// Preparing the images and writing the zip.
    Packing,
    /// Creating the destination if it is new, then sending the zip.
    Uploading,
    /// Requesting the training.
    Submitting,
    /// The response to the request was lost, so the service's list is searched for the training.
    Unconfirmed,
    /// The service has the training, in its queue or running.
    Training,
    /// The model is trained.
    Succeeded,
    /// The run has ended without a trained model.
    Failed,
    /// The person canceled the run.
    Canceled,
}

/// A row of the Trainings page: one of this app's runs, or a training of the account that was started elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TrainingRow {
    /// The id for the command `training`: the run's id, or the service's id for a training that was started elsewhere.
    pub id: String,
    /// The destination, or the trainer if the destination is not known.
    pub title: String,
    /// Dataset and trigger word, or "Started elsewhere".
    pub subtitle: String,
    /// The present stage.
    pub stage: Stage,
    /// The stage in words: "Uploading", "In the queue", "Succeeded".
    pub status: String,
    /// The start time in words: "3 minutes ago".
    pub when: String,
    /// The progress of the stage from 0 to 1, if it is known.
    pub progress: Option<f64>,
}

/// The list of trainings.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Trainings {
    /// The rows, newest first.
    pub rows: Vec<TrainingRow>,
    /// True if the account's older trainings can be loaded with `load_more_trainings`.
    pub more: bool,
    /// A sentence if the account's trainings could not be fetched. The app's own runs are shown nevertheless.
    pub problem: Option<String>,
    /// The duration and cost of the listed trainings by month, newest first.
    pub months: Vec<Month>,
}

/// The duration and cost of the trainings of one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Month {
    /// The month: "November 2026".
    pub name: String,
    /// The duration and cost in words: "3 trainings · 6 min 12 s · about $4.54".
    pub about: String,
}

/// The details of one training.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Training {
    /// The same as in the training's row.
    pub id: String,
    /// The same as in the training's row.
    pub title: String,
    /// The same as in the training's row.
    pub subtitle: String,
    /// The present stage.
    pub stage: Stage,
    /// The stage in words: "Uploading the images", "Waiting in Replicate's queue".
    pub status: String,
    /// The details of the stage: "4.2 of 12.4 MB · 1.1 MB/s · 8 seconds left", "412 of 1000 steps". Of an ended
    /// training, a sentence on the billing and the zip.
    pub detail: String,
    /// The progress of the stage from 0 to 1, if it is known. Unknown progress is drawn as an animation.
    pub progress: Option<f64>,
    /// The time when the run was started, or when the service created the training: milliseconds since 1970, UTC.
    pub started_at: Option<f64>,
    /// The time when the training ended, in the same unit.
    pub ended_at: Option<f64>,
    /// The expected end according to the time left that the log reported last, in the same unit.
    pub expected_at: Option<f64>,
    /// The whole log so far.
    pub log: String,
    /// The loss curve, if the log contains losses.
    pub loss: Option<LossCurve>,
    /// The trainer, and the inputs that it was given.
    pub inputs: Vec<ReviewedInput>,
    /// A sentence if the network or the service currently causes a delay. The training continues by itself.
    pub retry_message: Option<String>,
    /// The reason why the training failed, and the place where the problem can be fixed.
    pub failure: Option<Failure>,
    /// The result, if there is one.
    pub result: Option<TrainingResult>,
    /// A sentence on whether canceling is free; none if the training can't be canceled now.
    pub cancel: Option<String>,
    /// The warning before the command `training_not_started`, if it is unknown whether the training started. With the
    /// command, the person states that it did not start. The app then looks the training up once more, and requests it
    /// again if it is not found.
    pub not_started: Option<String>,
    /// The label of the button for `retry_training`, if the training failed and can be tried again with the same
    /// inputs.
    pub retry: Option<String>,
    /// The label of the button for `adopt_training`, which adds a training that was started elsewhere to the app's
    /// runs.
    pub adopt: Option<String>,
    /// True if the training's dataset and inputs can be opened again with `try_again`.
    pub again: bool,
    /// True if the training has a page on Replicate (`open_link` with `training`).
    pub has_page: bool,
    /// True if the training is an ended run of this app, which `remove_training` removes from the list.
    pub removable: bool,
}

/// One input of two trainings, side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ComparedInput {
    /// The input's name.
    pub name: String,
    /// The values in the two trainings; empty for a training that left the input to the trainer.
    pub values: [String; 2],
    /// True if the values differ.
    pub differs: bool,
}

/// The loss over the course of a training.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct LossCurve {
    /// Pairs of progress and loss, both scaled to 0 to 1: the progress is the share of all steps, and the loss is 0 at
    /// its lowest value and 1 at its highest.
    pub points: Vec<[f64; 2]>,
    /// The last and the first loss in words: "Loss 0.247 at step 412; 0.402 at step 1".
    pub words: String,
}

/// The reason why a run failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// A description of what happened, in plain words.
    pub message: String,
    /// The service's own message, if any.
    pub said: Option<String>,
    /// Advice on what to do next, in a sentence.
    pub advice: String,
    /// The place where the problem can be fixed.
    pub fix: Fix,
    /// The service's messages about single fields of the Train page. Each is shown beside its field while the inputs
    /// are the same.
    pub fields: Vec<FieldProblem>,
}

/// The place where the person can fix a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Fix {
    /// The images: opens the dataset.
    Dataset,
    /// The inputs: opens the Train page with the same dataset and the same inputs.
    Train,
    /// The account in this app: opens Settings.
    Settings,
    /// The account at Replicate: opens its billing page (`open_link` with `billing`).
    Billing,
}

/// The state of the trained weights on this computer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Weights {
    /// The weights are not on this computer; `fetch_weights` downloads them.
    Absent {
        /// The reason as a sentence, if the weights were expected to be on this computer.
        reason: Option<String>,
    },
    /// The weights are being downloaded.
    Fetching {
        /// The progress, or the problem that delays the download: "12.0 of 171.5 MB".
        sentence: String,
        /// The progress from 0 to 1, if it is known.
        progress: Option<f64>,
    },
    /// The weights are on this computer; `show_weights` shows them.
    Kept {
        /// The file's name.
        name: String,
        /// The file's size as text.
        about: String,
    },
}

/// The result of a training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TrainingResult {
    /// `owner/name` of the destination; its page opens with `open_link` and `model`.
    pub model: String,
    /// The new version's id, 64 hexadecimal digits.
    pub version: String,
    /// The trigger word to use in prompts, if there is one.
    pub trigger_word: Option<String>,
    /// The billed time and cost in words: "2 min 4 s on the trainer, about $1.51".
    pub billed: Option<String>,
}
