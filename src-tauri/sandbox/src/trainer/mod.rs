//! The trainer: takes a training through the queue, the check of its zip and its steps, to a new version or a failure.
//!
//! Nothing is trained. The zip is checked as by the real trainers ([`dataset`]), and a log like theirs is written
//! ([`log`]); the rest is waiting. All times are on the wall clock, so that a restarted sandbox continues a training
//! where it stopped.

mod dataset;
mod download;
pub(crate) mod log;
pub(crate) mod weights;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::programs::Trainer;
use crate::records::{End, Phase, Training, Version};
use crate::schema;
use crate::service::Service;
use crate::{clock, ids};
use log::TrainingLog;

/// Runs a training from its current phase to its end.
pub(crate) async fn run(service: Arc<Service>, id: String) {
    let Some(training) = service.read(|state| state.records.training(&id).cloned()) else {
        return;
    };
    // Trainings are only created for programs that can train.
    let Some(trainer) = training.program.trainer() else {
        return;
    };
    if matches!(training.phase, Phase::Queued) {
        if !wait_until(
            &service,
            &id,
            clock::after(training.created_at, training.queue_time),
        )
        .await
        {
            return;
        }
        set_phase(
            &service,
            &id,
            Phase::Running {
                started_at: Timestamp::now(),
                script: None,
            },
        );
    }
    let started_at = match check_dataset(&service, &id, &trainer).await {
        Some(started_at) => started_at,
        None => return,
    };
    if wait_until(
        &service,
        &id,
        clock::after(started_at, training.training_time),
    )
    .await
    {
        finish(&service, &id, &trainer);
    }
}

/// Waits until `due`, or until a test hurries the training. Returns false if the training has ended.
async fn wait_until(service: &Service, id: &str, due: Timestamp) -> bool {
    let mut changes = service.changes();
    loop {
        let hurried = service.read(|state| {
            state
                .records
                .training(id)
                .filter(|training| !training.has_ended())
                .map(|training| training.hurried)
        });
        let left = clock::between(Timestamp::now(), due);
        match hurried {
            None => return false,
            Some(hurried) if hurried || left.is_zero() => return true,
            Some(_) => {}
        }
        tokio::select! {
            // A forward jump of the clock is noticed within a minute.
            () = tokio::time::sleep(left.min(Duration::from_secs(60))) => {}
            Ok(()) = changes.changed() => {}
        }
    }
}

fn set_phase(service: &Service, id: &str, phase: Phase) {
    service.change(|state| {
        if let Some(training) = state.records.training_mut(id)
            && !training.has_ended()
        {
            training.phase = phase;
        }
    });
}

/// Downloads the zip and checks its pictures. Returns the training's start time if the training continues, or `None` if
/// it has failed or ended.
async fn check_dataset(service: &Arc<Service>, id: &str, trainer: &Trainer) -> Option<Timestamp> {
    let training = service.read(|state| state.records.training(id).cloned())?;
    let Phase::Running { started_at, script } = &training.phase else {
        return None;
    };
    if script.is_some() {
        return Some(*started_at);
    }
    let (script, error) = match read_dataset(service, &training, trainer).await {
        Ok(script) => (script, None),
        Err(failure) => (
            TrainingLog::for_failure(&failure),
            Some(failure.to_string()),
        ),
    };
    set_phase(
        service,
        id,
        Phase::Running {
            started_at: *started_at,
            script: Some(script),
        },
    );
    match error {
        None => Some(*started_at),
        Some(error) => {
            end(service, id, End::Failed { error });
            None
        }
    }
}

async fn read_dataset(
    service: &Service,
    training: &Training,
    trainer: &Trainer,
) -> Result<TrainingLog, dataset::Failure> {
    let fields = training.program.training_inputs().unwrap_or_default();
    let input = |name: &str| schema::value(&fields, &training.input, name).cloned();
    let address = input(trainer.images_input)
        .as_ref()
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let zip = download::fetch(service, &address).await?;
    let captioner = dataset::Captioner::from_input(training.program, &input);
    let dataset = tokio::task::spawn_blocking(move || dataset::read(zip, &captioner))
        .await
        .map_err(|error| dataset::Failure::Unexpected(error.to_string()))??;
    let mut opening = dataset.log;
    if service.options.careless_trainers {
        let inputs = training.input.iter();
        opening.extend(inputs.map(|(name, value)| format!("{name} = {value}")));
    }
    let steps = input(trainer.steps_input)
        .as_ref()
        .and_then(Value::as_f64)
        .unwrap_or(1000.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturates at the bounds"
    )]
    Ok(TrainingLog::new(opening, steps as u32))
}

/// Adds the new version to the destination, or fails as the service does if the destination no longer exists.
fn finish(service: &Service, id: &str, trainer: &Trainer) {
    service.change(|state| {
        let Some(training) = state
            .records
            .trainings
            .iter_mut()
            .find(|training| training.id == id)
        else {
            return;
        };
        if training.has_ended() {
            return;
        }
        let destination = state
            .records
            .models
            .iter_mut()
            .find(|model| model.full_name() == training.destination);
        let Some(destination) = destination else {
            training.end(End::Failed {
                error: "Failed to create trained image after successful training run".to_owned(),
            });
            return;
        };
        let version = Version {
            id: ids::version_id(),
            program: trainer.result_program,
            created_at: Timestamp::now(),
        };
        training.end(End::Succeeded {
            version: version.id.clone(),
        });
        destination.versions.push(version);
    });
}

fn end(service: &Service, id: &str, end: End) {
    service.change(|state| {
        if let Some(training) = state.records.training_mut(id)
            && !training.has_ended()
        {
            training.end(end);
        }
    });
}
