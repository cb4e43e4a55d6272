//! Builds what the window shows of runs. `elsewhere` does so for trainings that were started elsewhere, `zip` describes
//! what became of a run's zip.

mod elsewhere;
mod zip;

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value};

pub(crate) use elsewhere::{elsewhere, elsewhere_row};

use super::context::Snapshot;
use super::live::Live;
use super::log;
use super::loss;
use super::stage::stage;
use crate::formatting::{ago, milliseconds, short, size, span};
use crate::inputs::secret::{HIDDEN, shown};
use crate::store::failure_record::Fix;
use crate::store::run_record::{During, Run, Step};
use crate::training::price;
use crate::training::trainers::steps;
use crate::view::{AppEvent, ReviewedInput, Stage, Training, TrainingResult, TrainingRow};

/// Returns the change to emit when a run's state changes.
pub(super) fn change(snapshot: &Snapshot, running: bool) -> AppEvent {
    AppEvent::Training {
        training: training(&snapshot.run, &snapshot.live, &snapshot.log),
        row: row(&snapshot.run, &snapshot.live, &snapshot.log),
        running,
    }
}

/// Returns everything that the window shows of one of this app's runs.
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
    let moved = progress(run, live, log);
    Training {
        id: run.id.clone(),
        title: title(run),
        subtitle: subtitle(run),
        stage: stage(run),
        status: status(run, live),
        detail: detail(run, live, log),
        progress: moved,
        started_at: Some(milliseconds(run.created_at)),
        ended_at: run.ended_at.map(milliseconds),
        expected_at: expected_at(run, live, log),
        log: log::as_left(log),
        loss: loss::curve(log, steps(&run.order.input)),
        inputs: asked_of(run),
        retry_message: live.retry_message.clone(),
        failure: failure.map(Into::into),
        result: result(run),
        cancel: cancel(run),
        not_started: not_started(run, live),
        retry: retry(run),
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
    let what = match training.stage {
        Stage::Succeeded => "Your LoRA is ready",
        Stage::Failed => "The training failed",
        Stage::Packing
        | Stage::Uploading
        | Stage::Submitting
        | Stage::Unconfirmed
        | Stage::Training
        | Stage::Canceled => return None,
    };
    let more = match &training.failure {
        Some(failure) => failure.message.clone(),
        None => format!(
            "{} has a new version. Open Tintype to generate pictures with it.",
            training.title
        ),
    };
    Some((what.to_owned(), more))
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
fn retry(run: &Run) -> Option<String> {
    match &run.step {
        _ if run.is_adopted() => None,
        Step::Failed { kept: Some(_), .. } => Some("Try again with the same zip".to_owned()),
        Step::Failed { failure, .. } if failure.fix != Fix::Dataset => {
            Some("Try again with the same settings".to_owned())
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
    match run.order.draft.trigger_word.as_str() {
        "" => run.order.dataset_name.clone(),
        word => format!("{} · {word}", run.order.dataset_name),
    }
}

fn status(run: &Run, live: &Live) -> String {
    let canceling = run.cancel && !run.has_ended();
    match &run.step {
        Step::Unconfirmed { .. } if live.doubt => "May have started",

        _ if canceling => "Canceling",
        Step::Packing => "Preparing the images",
        Step::Uploading { .. } => "Uploading the images",
        Step::Submitting { .. } => "Requesting the training",
        Step::Unconfirmed { .. } => "Checking whether the training has started",
        Step::Training { .. } => match run.service.status.as_str() {
            "" | "starting" => "Waiting in Replicate's queue",
            "processing" => "Training",
            other => return format!("Replicate says: {other}"),
        },
        Step::Succeeded { .. } => "Succeeded",
        Step::Failed { during, .. } => match during {
            During::Packing => "Failed while preparing",
            During::Uploading => "Failed while uploading",
            During::Submitting => "Failed to start",
            During::Training => "Failed",
        },
        Step::Canceled { .. } => "Canceled",
    }
    .to_owned()
}

fn detail(run: &Run, live: &Live, log: &str) -> String {
    let detail = detail_of_step(run, live, log);
    let zip = zip::afterwards(run).unwrap_or_default();
    match (detail.as_str(), zip.as_str()) {
        (detail, "") => detail.to_owned(),
        ("", zip) => zip.to_owned(),
        (detail, zip) => format!("{}. {zip}", detail.trim_end_matches('.')),
    }
}

fn detail_of_step(run: &Run, live: &Live, log: &str) -> String {
    match &run.step {
        Step::Packing if live.total > 0 => format!("{} of {} images", live.done, live.total),
        Step::Uploading { .. } if live.total > 0 => {
            let mut parts = vec![format!("{} of {}", size(live.done), size(live.total))];
            if let Some(speed) = live.speed.filter(|speed| *speed > 1.0) {
                parts.push(format!("{}/s", size(speed as u64)));
                let left = live.total.saturating_sub(live.done) as f64 / speed;
                if (1.0..86_400.0).contains(&left) {
                    parts.push(format!("{} left", span(Duration::from_secs_f64(left))));
                }
            }
            parts.join(" · ")
        }
        Step::Uploading { .. } => "Checking the destination".to_owned(),
        Step::Training { .. } => match log::progress(log, steps(&run.order.input)) {
            Some(progress) => format!("{} of {} steps", progress.done, progress.total),
            None => log::doing(log).unwrap_or_default().to_owned(),
        },
        Step::Succeeded { .. } => result(run)
            .and_then(|result| result.billed)
            .unwrap_or_default(),
        Step::Unconfirmed { .. } if live.doubt => {
            "Replicate's answer was lost, so the training may be running.".to_owned()
        }
        Step::Failed { billing, .. } | Step::Canceled { billing, .. } => {
            price::billing_sentence(*billing, per_second(run))
        }
        Step::Packing | Step::Submitting { .. } | Step::Unconfirmed { .. } => String::new(),
    }
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
    let left = match &run.step {
        Step::Training { .. } if live.retry_message.is_none() => {
            log::progress(log, steps(&run.order.input))?.left?
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
    Some(milliseconds(Timestamp::now()) + left.as_secs_f64() * 1000.0)
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
            .map(|seconds| price::billed(per_second(run), seconds)),
    })
}

/// Returns the price of a second. Older runs did not record it; for them it is the published price.
pub(crate) fn per_second(run: &Run) -> Option<f64> {
    let published = || price::Prices::default().per_second(&run.order.trainer);
    run.order.per_second.or_else(|| Some(published()?.dollars))
}

fn cancel(run: &Run) -> Option<String> {
    if run.has_ended() || run.cancel {
        return None;
    }
    let sentence = match &run.step {
        Step::Training { .. } if run.service.started_at.is_some() => {
            "The time that the trainer has already run is billed."
        }
        Step::Training { .. } | Step::Submitting { .. } => {
            "If the trainer has started by then, the time it ran is billed."
        }
        Step::Unconfirmed { .. } => {
            "If the training has started, it will be canceled as soon as it is found. The time it ran until then is billed."
        }
        Step::Packing
        | Step::Uploading { .. }
        | Step::Succeeded { .. }
        | Step::Failed { .. }
        | Step::Canceled { .. }
            if run.assumed_not_started =>
        {
            "If the earlier attempt did start a training, cancel that one on Replicate."
        }
        Step::Packing
        | Step::Uploading { .. }
        | Step::Succeeded { .. }
        | Step::Failed { .. }
        | Step::Canceled { .. } => "The training has not been started yet, so it costs nothing.",
    };
    Some(sentence.to_owned())
}

/// Returns the warning to show before the person says that a training did not start, if that can be said now.
fn not_started(run: &Run, live: &Live) -> Option<String> {
    let Step::Unconfirmed { .. } = run.step else {
        return None;
    };
    live.doubt.then(|| {
        "Check your trainings on Replicate first. If this one is there, a second one will run and be billed as well."
            .to_owned()
    })
}

/// Returns the trainer and the inputs of a run. Secret inputs have only their names.
fn asked_of(run: &Run) -> Vec<ReviewedInput> {
    let order = &run.order;
    let secrets = order.secrets.iter().map(|name| ReviewedInput {
        name: name.clone(),
        value: HIDDEN.to_owned(),
    });
    let mut asked = asked(&order.trainer, &order.version, &order.input);
    asked.extend(secrets);
    asked
}

/// Returns the trainer and the inputs of a training.
fn asked(trainer: &str, version: &str, input: &Map<String, Value>) -> Vec<ReviewedInput> {
    let trainer = ReviewedInput {
        name: "trainer".to_owned(),
        value: format!("{trainer}:{}", short(version)),
    };
    std::iter::once(trainer).chain(shown(input)).collect()
}
