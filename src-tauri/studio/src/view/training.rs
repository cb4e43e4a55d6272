//! Trainings: a row each, and one whole.

use serde::{Deserialize, Serialize};

use super::{FieldProblem, ReviewedInput};

/// The steps of a run, in order, as the bar shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Stage {
    /// Preparing the images and writing the zip.
    Packing,
    /// Making the destination, then sending the zip.
    Uploading,
    /// Asking for the training.
    Submitting,
    /// It may have started: the answer was lost, and the service's list can't be read.
    Unconfirmed,
    /// The service has it: in its queue or at work.
    Training,
    /// Done.
    Succeeded,
    /// Ended without a model.
    Failed,
    /// Stopped by the person.
    Canceled,
}

/// A row of the Trainings page: one of this app's runs, or a training of the account that was started elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TrainingRow {
    /// Names it in `training`. The run's id, or the service's id for one that was started elsewhere.
    pub id: String,
    /// The destination, or the trainer where that is not known.
    pub title: String,
    /// Dataset and trigger word, or "Started elsewhere".
    pub subtitle: String,
    /// Where it is.
    pub stage: Stage,
    /// That in words: "Uploading", "In the queue", "Succeeded".
    pub status: String,
    /// When it was started, in words: "3 minutes ago".
    pub when: String,
    /// 0 to 1 where the progress of the stage is known.
    pub progress: Option<f64>,
}

/// The list of trainings.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Trainings {
    /// Newest first.
    pub rows: Vec<TrainingRow>,
    /// The account's older trainings can be loaded with `load_more_trainings`.
    pub more: bool,
    /// The account's trainings could not be fetched: a sentence. This app's own are shown all the same.
    pub problem: Option<String>,
    /// What the listed trainings took and cost, by month, newest first.
    pub months: Vec<Month>,
}

/// What the trainings of one month took and cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Month {
    /// "November 2026".
    pub name: String,
    /// "3 trainings · 6 min 12 s · about $4.54".
    pub about: String,
}

/// One training, whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Training {
    /// As in its row.
    pub id: String,
    /// As in its row.
    pub title: String,
    /// As in its row.
    pub subtitle: String,
    /// Where it is.
    pub stage: Stage,
    /// The stage in words: "Uploading the images", "Waiting in Replicate's queue".
    pub status: String,
    /// More about it, changing: "4.2 of 12.4 MB · 1.1 MB/s · 8 seconds left", "412 of 1000 steps".
    pub detail: String,
    /// 0 to 1 where the progress of the stage is known; an unknown one is drawn as moving.
    pub progress: Option<f64>,
    /// When it was started on this side: milliseconds since 1970, UTC.
    pub started_at: Option<f64>,
    /// When it ended, alike.
    pub ended_at: Option<f64>,
    /// When the time left was last reckoned it would end, alike.
    pub expected_at: Option<f64>,
    /// The whole log so far.
    pub log: String,
    /// The loss as it went down, where the log tells it.
    pub loss: Option<LossCurve>,
    /// What was asked for, by name, to be read again later.
    pub inputs: Vec<ReviewedInput>,
    /// The network or the service is in the way just now; it goes on by itself: a sentence.
    pub trouble: Option<String>,
    /// Why it failed, and the way back to the fix.
    pub failure: Option<Failure>,
    /// What came of it.
    pub result: Option<TrainingResult>,
    /// It can be canceled now. Said with it: whether that is free.
    pub cancel: Option<String>,
    /// It may have started, and `training_not_started` says that it did not, so that it is tried again: the warning
    /// before that.
    pub not_started: Option<String>,
    /// It failed and `retry_training` tries it once more, with the same answers: what the button says.
    pub retry: Option<String>,
    /// It was started elsewhere and `adopt_training` takes it into Tintype: what the button says.
    pub adopt: Option<String>,
    /// Its dataset and answers can be opened again, by `try_again`.
    pub again: bool,
    /// It has a page on Replicate (`open_link` with `training`).
    pub has_page: bool,
    /// It is an ended run of this app, which `remove_training` takes out of the list.
    pub removable: bool,
}

/// What two trainings were asked for, side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ComparedInput {
    /// The input's name.
    pub name: String,
    /// Its value in the one and in the other; empty where it was left to the trainer.
    pub values: [String; 2],
    /// Whether they are not the same.
    pub differs: bool,
}

/// The loss as it went down.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct LossCurve {
    /// How far the training was and how high the loss, each from 0 to 1: of all steps, and between the lowest and
    /// the highest loss.
    pub points: Vec<[f64; 2]>,
    /// Both ends in words: "Loss 0.247 at step 412; 0.402 at step 1".
    pub words: String,
}

/// Why a run failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// What happened, in plain words.
    pub message: String,
    /// The service's own words, where it said some.
    pub said: Option<String>,
    /// What to do next, in a sentence.
    pub advice: String,
    /// Where the fix is.
    pub fix: Fix,
    /// What the service said of single fields of the Train page: said beside them while the answers are the same.
    #[serde(default)]
    pub fields: Vec<FieldProblem>,
}

/// Where a person can mend what went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Fix {
    /// In the images: opens the dataset.
    Dataset,
    /// In what was asked for: opens the Train page with the same dataset and the same answers.
    Train,
    /// In the account on this side: opens Settings.
    Settings,
    /// In the account at Replicate: opens its billing page (`open_link` with `billing`).
    Billing,
}

/// The trained weights, as far as they are on this side.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Weights {
    /// They are not here; `fetch_weights` brings them.
    Absent {
        /// Why not, where they should be: a sentence.
        reason: Option<String>,
    },
    /// They are on their way.
    Fetching {
        /// How far, or what is in the way: "12.0 of 171.5 MB".
        sentence: String,
        /// 0 to 1 where that is known.
        progress: Option<f64>,
    },
    /// They are here, and `show_weights` shows them.
    Kept {
        /// The file's name.
        name: String,
        /// Its size in words.
        about: String,
    },
}

/// What came of a training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TrainingResult {
    /// `owner/name` of the destination; its page opens with `open_link` and `model`.
    pub model: String,
    /// The new version's id, 64 hexadecimal digits.
    pub version: String,
    /// The word to use in prompts.
    pub trigger_word: Option<String>,
    /// What was billed, in words: "2 min 4 s on the trainer, about $1.51".
    pub billed: Option<String>,
}
