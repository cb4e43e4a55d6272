//! Builds the page's view of runs. `elsewhere` builds the view of trainings that were started elsewhere, and `zip`
//! describes what became of a run's zip.

mod elsewhere;
mod zip;

use std::time::Duration;

use jiff::Timestamp;
use localization::text;
use serde_json::{Map, Value};

pub(crate) use elsewhere::{elsewhere_row, elsewhere_training};

use super::context::Snapshot;
use super::live::Live;
use super::log;
use super::loss;
use super::stage::stage;
use crate::formatting::{ago, format_duration, milliseconds, short_version, size};
use crate::inputs::secret::{hidden_text, review_inputs};
use crate::store::failure_record::Fix;
use crate::store::run_record::{During, Run, Step};
use crate::training::price;
use crate::training::trainers::steps;
use crate::view::{AppEvent, ReviewedInput, Stage, Training, TrainingResult, TrainingRow};

/// Returns the event to emit when a run's state changes.
pub(super) fn change_event(snapshot: &Snapshot, running: bool) -> AppEvent {
    AppEvent::Training {
        training: training(&snapshot.run, &snapshot.live, &snapshot.log),
        row: row(&snapshot.run, &snapshot.live, &snapshot.log),
        running,
    }
}

/// Returns the page's view of one of this app's runs.
pub(crate) fn training(run: &Run, live: &Live, log: &str) -> Training {
    let failure = match &run.step {
        Step::Failed { failure, .. } => Some(failure.clone()),
        Step::Packing
        | Step::Uploading { .. }
        | Step::Submitting { .. }
        | Step::Unconfirmed { .. }
        | Step::Training { .. }
        | Step::Succeeded { .. }
        | Step::Canceled { .. } => None,
    };
    let progress = progress(run, live, log);
    Training {
        id: run.id.clone(),
        title: title(run),
        subtitle: subtitle(run),
        stage: stage(run),
        status: status(run, live),
        detail: detail(run, live, log),
        progress,
        started_at: Some(milliseconds(run.created_at)),
        ended_at: run.ended_at.map(milliseconds),
        expected_at: expected_at(run, live, log),
        log: log::as_displayed(log),
        loss: loss::curve(log, steps(&run.order.input)),
        inputs: run_inputs(run),
        retry_message: live.retry_message.as_ref().map(ToString::to_string),
        failure: failure.map(Into::into),
        result: result(run),
        cancel: cancel_explanation(run),
        not_started: not_started_warning(run, live),
        retry: retry_label(run),
        adopt: None,
        again: run.has_ended() && !run.is_adopted(),
        has_page: run.training_id().is_some(),
        removable: run.has_ended(),
    }
}

/// Returns the row of one of this app's runs.
pub(crate) fn row(run: &Run, live: &Live, log: &str) -> TrainingRow {
    TrainingRow {
        id: run.id.clone(),
        title: title(run),
        subtitle: subtitle(run),
        stage: stage(run),
        status: status(run, live),
        when: ago(run.created_at, Timestamp::now()),
        progress: progress(run, live, log),
    }
}

/// Returns a title and a sentence for the system's notification that a training succeeded or failed.
#[must_use]
pub fn notification(training: &Training) -> Option<(String, String)> {
    let title = match training.stage {
        Stage::Succeeded => text!("runs-notify-succeeded"),
        Stage::Failed => text!("runs-notify-failed"),
        Stage::Packing
        | Stage::Uploading
        | Stage::Submitting
        | Stage::Unconfirmed
        | Stage::Training
        | Stage::Canceled => return None,
    };
    let body = match &training.failure {
        Some(failure) => failure.message.clone(),
        None => text!("runs-notify-succeeded-body", model = &training.title),
    };
    Some((title, body))
}

/// Returns the destination, or the trainer if the destination is not known.
fn title(run: &Run) -> String {
    if run.order.destination.is_empty() {
        run.order.trainer.clone()
    } else {
        run.order.destination.clone()
    }
}

/// Returns the label of the button that tries the run again, if that is possible.
fn retry_label(run: &Run) -> Option<String> {
    match &run.step {
        _ if run.is_adopted() => None,
        Step::Failed { kept: Some(_), .. } => Some(text!("runs-retry-same-zip")),
        Step::Failed { failure, .. } if failure.fix != Fix::Dataset => {
            Some(text!("runs-retry-same-settings"))
        }
        Step::Failed { .. }
        | Step::Canceled { .. }
        | Step::Packing
        | Step::Uploading { .. }
        | Step::Submitting { .. }
        | Step::Unconfirmed { .. }
        | Step::Training { .. }
        | Step::Succeeded { .. } => None,
    }
}

fn subtitle(run: &Run) -> String {
    let dataset = run.dataset_name().to_string();
    match run.order.draft.trigger_word.as_str() {
        "" => dataset,
        word => format!("{dataset} · {word}"),
    }
}

fn status(run: &Run, live: &Live) -> String {
    let is_canceling = run.cancel && !run.has_ended();
    match &run.step {
        Step::Unconfirmed { .. } if live.in_doubt => text!("runs-status-in-doubt"),
        _ if is_canceling => text!("runs-status-canceling"),
        Step::Packing => text!("runs-status-packing"),
        Step::Uploading { .. } => text!("runs-status-uploading"),
        Step::Submitting { .. } => text!("runs-status-submitting"),
        Step::Unconfirmed { .. } => text!("runs-status-confirming"),
        Step::Training { .. } => match run.service.status.as_str() {
            "" | "starting" => text!("runs-status-queued"),
            "processing" => text!("runs-status-training"),
            other => text!("runs-status-unknown", word = other),
        },
        Step::Succeeded { .. } => text!("runs-status-succeeded"),
        Step::Failed { during, .. } => match during {
            During::Packing => text!("runs-status-failed-packing"),
            During::Uploading => text!("runs-status-failed-uploading"),
            During::Submitting => text!("runs-status-failed-submitting"),
            During::Training => text!("runs-status-failed"),
        },
        Step::Canceled { .. } => text!("runs-status-canceled"),
    }
}

fn detail(run: &Run, live: &Live, log: &str) -> String {
    let detail = detail_of_step(run, live, log);
    match (&run.step, zip::sentence(run)) {
        (_, None) => detail,
        (_, Some(zip)) if detail.is_empty() => zip,
        (Step::Succeeded { .. }, Some(zip)) => {
            text!("runs-billed-and-zip", billed = detail, zip = zip)
        }
        (
            Step::Packing
            | Step::Uploading { .. }
            | Step::Submitting { .. }
            | Step::Unconfirmed { .. }
            | Step::Training { .. }
            | Step::Failed { .. }
            | Step::Canceled { .. },
            Some(zip),
        ) => text!("runs-billing-and-zip", billing = detail, zip = zip),
    }
}

fn detail_of_step(run: &Run, live: &Live, log: &str) -> String {
    match &run.step {
        Step::Packing if live.total > 0 => {
            text!("runs-images-prepared", done = live.done, total = live.total)
        }
        Step::Uploading { .. } if live.total > 0 => {
            let mut parts = vec![text!(
                "runs-uploaded",
                done = size(live.done),
                total = size(live.total)
            )];
            if let Some(speed) = live.speed.filter(|speed| *speed > 1.0) {
                parts.push(text!("runs-upload-speed", size = size(speed as u64)));
                let remaining = live.total.saturating_sub(live.done) as f64 / speed;
                if (1.0..86_400.0).contains(&remaining) {
                    parts.push(text!(
                        "runs-time-left",
                        time = format_duration(Duration::from_secs_f64(remaining))
                    ));
                }
            }
            parts.join(" · ")
        }
        Step::Uploading { .. } => text!("runs-checking-destination"),
        Step::Training { .. } => match log::progress(log, steps(&run.order.input)) {
            Some(progress) => steps_done_text(progress),
            None => log::activity(log).unwrap_or_default(),
        },
        Step::Succeeded { .. } => result(run)
            .and_then(|result| result.billed)
            .unwrap_or_default(),
        Step::Unconfirmed { .. } if live.in_doubt => text!("runs-doubt"),
        Step::Failed { billing, .. } | Step::Canceled { billing, .. } => {
            price::billing_sentence(*billing, per_second(run))
        }
        Step::Packing | Step::Submitting { .. } | Step::Unconfirmed { .. } => String::new(),
    }
}

fn steps_done_text(progress: log::Progress) -> String {
    text!(
        "runs-steps-done",
        done = progress.done,
        total = progress.total
    )
}

fn progress(run: &Run, live: &Live, log: &str) -> Option<f64> {
    let (done, total) = match &run.step {
        Step::Packing | Step::Uploading { .. } => (live.done, live.total),
        Step::Training { .. } => {
            let progress = log::progress(log, steps(&run.order.input))?;
            (progress.done, progress.total)
        }
        Step::Submitting { .. }
        | Step::Unconfirmed { .. }
        | Step::Succeeded { .. }
        | Step::Failed { .. }
        | Step::Canceled { .. } => return None,
    };
    (total > 0).then(|| done as f64 / total as f64)
}

fn expected_at(run: &Run, live: &Live, log: &str) -> Option<f64> {
    let remaining = match &run.step {
        Step::Training { .. } if live.retry_message.is_none() => {
            log::progress(log, steps(&run.order.input))?.remaining?
        }
        Step::Packing
        | Step::Uploading { .. }
        | Step::Submitting { .. }
        | Step::Unconfirmed { .. }
        | Step::Training { .. }
        | Step::Succeeded { .. }
        | Step::Failed { .. }
        | Step::Canceled { .. } => return None,
    };
    Some(milliseconds(Timestamp::now()) + remaining.as_secs_f64() * 1000.0)
}

fn result(run: &Run) -> Option<TrainingResult> {
    let Step::Succeeded { .. } = run.step else {
        return None;
    };
    Some(TrainingResult {
        model: run.order.destination.clone(),
        version: run.service.version.clone().unwrap_or_default(),
        trigger_word: Some(run.order.draft.trigger_word.clone()).filter(|word| !word.is_empty()),
        billed: run
            .service
            .predict_time
            .map(|seconds| price::billed_text(per_second(run), seconds)),
    })
}

/// Returns the price per second. Older runs did not record it, so the published price is used for them.
pub(crate) fn per_second(run: &Run) -> Option<f64> {
    let published = || price::Prices::default().per_second(&run.order.trainer);
    run.order.per_second.or_else(|| Some(published()?.dollars))
}

fn cancel_explanation(run: &Run) -> Option<String> {
    if run.has_ended() || run.cancel {
        return None;
    }
    let sentence = match &run.step {
        Step::Training { .. } if run.service.started_at.is_some() => {
            text!("runs-cancel-billed")
        }
        Step::Training { .. } | Step::Submitting { .. } => {
            text!("runs-cancel-maybe-billed")
        }
        Step::Unconfirmed { .. } => {
            text!("runs-cancel-unconfirmed")
        }
        Step::Packing
        | Step::Uploading { .. }
        | Step::Succeeded { .. }
        | Step::Failed { .. }
        | Step::Canceled { .. }
            if run.assumed_not_started =>
        {
            text!("runs-cancel-earlier-attempt")
        }
        Step::Packing
        | Step::Uploading { .. }
        | Step::Succeeded { .. }
        | Step::Failed { .. }
        | Step::Canceled { .. } => text!("runs-cancel-free"),
    };
    Some(sentence)
}

/// Returns the warning to show before the person states that a training did not start. Returns `None` unless it is
/// unknown whether the training has started.
fn not_started_warning(run: &Run, live: &Live) -> Option<String> {
    let Step::Unconfirmed { .. } = run.step else {
        return None;
    };
    live.in_doubt.then(|| text!("runs-not-started-warning"))
}

/// Returns the trainer and the inputs of a run. The values of secret inputs are hidden.
fn run_inputs(run: &Run) -> Vec<ReviewedInput> {
    let order = &run.order;
    let secrets = order.secrets.iter().map(|name| ReviewedInput {
        name: name.clone(),
        value: hidden_text(),
    });
    let mut inputs = training_inputs(&order.trainer, &order.version, &order.input);
    inputs.extend(secrets);
    inputs
}

/// Returns the trainer and the inputs of a training.
fn training_inputs(trainer: &str, version: &str, input: &Map<String, Value>) -> Vec<ReviewedInput> {
    let trainer = ReviewedInput {
        name: text!("runs-trainer"),
        value: format!("{trainer}:{}", short_version(version)),
    };
    std::iter::once(trainer)
        .chain(review_inputs(input))
        .collect()
}
