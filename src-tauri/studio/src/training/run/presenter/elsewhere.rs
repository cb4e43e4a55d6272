//! Builds the page's view of the account's trainings that were started elsewhere.

use jiff::Timestamp;
use localization::text;
use replicate::Status;

use super::{steps_done_text, training_inputs};
use crate::formatting::{ago, milliseconds};
use crate::store::billing::Billing;
use crate::training::price::{self, Prices};
use crate::training::run::failure::explain;
use crate::training::run::{log, loss};
use crate::training::trainers::steps;
use crate::view::{Stage, Training, TrainingResult, TrainingRow};

/// Returns the row of a training that was started elsewhere.
pub(crate) fn elsewhere_row(training: &replicate::Training) -> TrainingRow {
    let (stage, status) = match &training.status {
        Status::Starting => (Stage::Training, text!("runs-status-queued")),
        Status::Processing => (Stage::Training, text!("runs-status-training")),
        Status::Succeeded => (Stage::Succeeded, text!("runs-status-succeeded")),
        Status::Failed => (Stage::Failed, text!("runs-status-failed")),
        Status::Aborted => (Stage::Failed, text!("runs-status-aborted")),
        Status::Canceled => (Stage::Canceled, text!("runs-status-canceled")),
        Status::Unknown(word) => (Stage::Training, text!("runs-status-unknown", word = word)),
    };
    let progress = elsewhere_progress(training, stage);
    TrainingRow {
        id: training.id.clone(),
        title: destination_of(training).unwrap_or_else(|| training.model.clone()),
        subtitle: match trigger_word_of(training) {
            Some(word) => format!("{} · {word}", text!("runs-started-elsewhere")),
            None => text!("runs-started-elsewhere"),
        },
        stage,
        status,
        when: training
            .created_at
            .map(|then| ago(then, Timestamp::now()))
            .unwrap_or_default(),
        progress: progress.map(|progress| progress.done as f64 / progress.total as f64),
    }
}

/// Returns the training's progress while it is running.
fn elsewhere_progress(training: &replicate::Training, stage: Stage) -> Option<log::Progress> {
    (stage == Stage::Training)
        .then(|| log::progress(&training.logs, steps(&training.input)))
        .flatten()
}

fn destination_of(training: &replicate::Training) -> Option<String> {
    let output = training.output.as_ref()?;
    output.model.as_ref().map(ToString::to_string)
}

fn trigger_word_of(training: &replicate::Training) -> Option<&str> {
    training.input.get("trigger_word")?.as_str()
}

/// Returns the page's view of a training that was started elsewhere.
pub(crate) fn elsewhere_training(training: &replicate::Training, prices: &Prices) -> Training {
    let per_second = prices.per_second(&training.model);
    let row = elsewhere_row(training);
    let stage = row.stage;
    let progress = elsewhere_progress(training, stage);
    let billed = training
        .metrics
        .predict_time
        .map(|seconds| price::billed_text(per_second.map(|price| price.dollars), seconds));
    Training {
        id: row.id,
        title: row.title,
        subtitle: row.subtitle,
        stage,
        status: row.status,
        detail: match (progress, &billed) {
            (Some(progress), _) => steps_done_text(progress),
            (None, Some(billed)) if stage == Stage::Succeeded => billed.clone(),
            _ if matches!(stage, Stage::Failed | Stage::Canceled) => {
                let billing = Billing::of_ended(
                    &training.status,
                    training.metrics,
                    training.started_at.is_some(),
                );
                price::billing_sentence(billing, per_second.map(|price| price.dollars))
            }
            _ => String::new(),
        },
        progress: row.progress,
        started_at: training.created_at.map(milliseconds),
        ended_at: training.completed_at.map(milliseconds),
        expected_at: progress
            .and_then(|progress| progress.remaining)
            .map(|remaining| milliseconds(Timestamp::now()) + remaining.as_secs_f64() * 1000.0),
        log: log::as_displayed(&training.logs),
        loss: loss::curve(&training.logs, steps(&training.input)),
        inputs: training_inputs(&training.model, &training.version, &training.input),
        retry_message: None,
        failure: (stage == Stage::Failed)
            .then(|| explain(training.error.as_deref(), &training.logs).into()),
        result: (stage == Stage::Succeeded).then(|| TrainingResult {
            model: destination_of(training).unwrap_or_default(),
            version: training
                .output
                .as_ref()
                .and_then(|output| output.version.clone())
                .unwrap_or_default(),
            trigger_word: trigger_word_of(training).map(str::to_owned),
            billed,
        }),
        cancel: (stage == Stage::Training).then(|| text!("runs-cancel-billed")),
        not_started: None,
        retry: None,
        adopt: adopt_label(stage),
        again: false,
        has_page: true,
        removable: false,
    }
}

/// Returns the label of the button that adopts the training, so that Tintype follows it, if that is useful.
fn adopt_label(stage: Stage) -> Option<String> {
    match stage {
        Stage::Succeeded => Some(text!("runs-adopt-with-weights")),
        Stage::Training => Some(text!("runs-adopt")),
        Stage::Packing
        | Stage::Uploading
        | Stage::Submitting
        | Stage::Unconfirmed
        | Stage::Failed
        | Stage::Canceled => None,
    }
}
