//! The calls for trainings: create, list, get, cancel. Their execution is in [`crate::trainer`].

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::page::{PageQuery, page};
use crate::problem::Problem;
use crate::records::{End, Phase, Training};
use crate::service::Service;
use crate::{clock, ids, json_body, run_request, trainer};

pub(crate) async fn create(
    State(service): State<Arc<Service>>,
    Path((owner, name, version)): Path<(String, String, String)>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let program = run_request::program_of(&service, &owner, &name, &version)?;
    let body = json_body::object(&body)?;
    let fields = program
        .training_inputs()
        .ok_or_else(Problem::invalid_version)?;
    let destination = run_request::text(&body, "destination")?;
    if !is_own_model(&service, &destination) {
        return Err(Problem::destination_not_found());
    }
    let input = run_request::input(&body)?;
    run_request::check(&fields, &body, &input)?;
    let training = Training {
        id: ids::run_id(),
        model: format!("{owner}/{name}"),
        version,
        program,
        destination,
        input,
        created_at: Timestamp::now(),
        queue_time: service.options.queue_time,
        training_time: service.options.training_time,
        phase: Phase::Queued,
        hurried: false,
    };
    let id = training.id.clone();
    let response = created_json(&service, &training);
    service.change(|state| state.records.trainings.push(training));
    service.spawn(trainer::run(Arc::clone(&service), id));
    Ok((StatusCode::CREATED, Json(response)))
}

pub(crate) async fn list(
    State(service): State<Arc<Service>>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Value>, Problem> {
    let now = Timestamp::now();
    let trainings: Vec<Training> =
        service.read(|state| state.records.trainings.iter().rev().cloned().collect());
    let address = format!("{}/v1/trainings", service.url);
    page(
        &trainings,
        &query,
        &address,
        |training| training.id.clone(),
        |training| training_json(&service, training, now),
    )
    .map(Json)
}

pub(crate) async fn get(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let training = service
        .read(|state| state.records.training(&id).cloned())
        .ok_or_else(Problem::not_found)?;
    Ok(Json(training_json(&service, &training, Timestamp::now())))
}

/// Cancels a training. If the training has already ended, it is returned unchanged.
pub(crate) async fn cancel(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    end(&service, &id, |_| Some(End::Canceled));
    get(State(service), Path(id)).await
}

/// Returns the ids of the trainings that have not ended.
pub(crate) fn unfinished(service: &Service) -> Vec<String> {
    service.read(|state| {
        let running = state
            .records
            .trainings
            .iter()
            .filter(|training| !training.has_ended());
        running.map(|training| training.id.clone()).collect()
    })
}

/// Makes a training skip its remaining waiting times. Returns whether the training exists.
pub(crate) fn skip_waiting(service: &Service, id: &str) -> bool {
    service
        .change(|state| {
            state
                .records
                .training_mut(id)
                .map(|training| training.hurried = true)
        })
        .is_some()
}

/// Makes a training fail with this error. Returns whether the training exists and had not ended.
pub(crate) fn fail(service: &Service, id: &str, error: &str) -> bool {
    end(service, id, |_| {
        Some(End::Failed {
            error: error.to_owned(),
        })
    })
}

/// Aborts a training that has not started. Returns whether it was aborted.
pub(crate) fn abort(service: &Service, id: &str) -> bool {
    end(service, id, |training| {
        matches!(training.phase, Phase::Queued).then_some(End::Aborted)
    })
}

/// Removes a training. Returns whether it existed.
pub(crate) fn lose(service: &Service, id: &str) -> bool {
    service.change(|state| {
        let before = state.records.trainings.len();
        state.records.trainings.retain(|training| training.id != id);
        state.records.trainings.len() < before
    })
}

/// Ends a training that has not ended, if `result_for` returns a result for it. Returns whether the training was ended.
fn end(service: &Service, id: &str, result_for: impl FnOnce(&Training) -> Option<End>) -> bool {
    service.change(|state| {
        let Some(training) = state.records.training_mut(id) else {
            return false;
        };
        if training.has_ended() {
            return false;
        }
        let Some(end) = result_for(training) else {
            return false;
        };
        training.end(end);
        true
    })
}

fn is_own_model(service: &Service, name: &str) -> bool {
    service.read(|state| {
        state
            .records
            .models
            .iter()
            .any(|model| model.full_name() == name)
    }) && name.split('/').next() == Some(service.options.username.as_str())
}

impl Training {
    pub(crate) fn has_ended(&self) -> bool {
        matches!(self.phase, Phase::Ended { .. })
    }

    /// Ends the training now, with its log so far, or with the complete log if it succeeded.
    pub(crate) fn end(&mut self, end: End) {
        let completed_at = Timestamp::now();
        let logs = self.logs(completed_at, matches!(end, End::Succeeded { .. }));
        self.phase = Phase::Ended {
            started_at: self.started_at(),
            completed_at,
            logs,
            end,
        };
    }

    pub(crate) fn started_at(&self) -> Option<Timestamp> {
        match &self.phase {
            Phase::Queued => None,
            Phase::Running { started_at, .. } => Some(*started_at),
            Phase::Ended { started_at, .. } => *started_at,
        }
    }

    pub(crate) fn status(&self) -> &'static str {
        match &self.phase {
            Phase::Queued => "starting",
            Phase::Running { .. } => "processing",
            Phase::Ended { end, .. } => match end {
                End::Succeeded { .. } => "succeeded",
                End::Failed { .. } => "failed",
                End::Canceled => "canceled",
                End::Aborted => "aborted",
            },
        }
    }

    pub(crate) fn error(&self) -> Option<&str> {
        match &self.phase {
            Phase::Ended {
                end: End::Failed { error },
                ..
            } => Some(error),
            Phase::Queued | Phase::Running { .. } | Phase::Ended { .. } => None,
        }
    }

    /// Returns the log at `now`, or if `complete`, the log to the last step.
    pub(crate) fn logs(&self, now: Timestamp, complete: bool) -> String {
        match &self.phase {
            Phase::Queued | Phase::Running { script: None, .. } => String::new(),
            Phase::Running {
                started_at,
                script: Some(script),
            } => script.text(
                clock::between(*started_at, now),
                self.training_time,
                complete,
            ),
            Phase::Ended { logs, .. } => logs.clone(),
        }
    }
}

/// Returns the response to creating a training. It has fewer fields than the response of `get`, and its URLs are those
/// of a prediction.
fn created_json(service: &Service, training: &Training) -> Value {
    json!({
        "id": training.id,
        "model": training.model,
        "version": training.version,
        "input": training.input,
        "logs": "",
        "error": null,
        "status": "starting",
        "created_at": training.created_at,
        "urls": urls(service, "predictions", &training.id),
    })
}

/// Returns a training's JSON. Like the real service's, it has no field for the destination.
pub(crate) fn training_json(service: &Service, training: &Training, now: Timestamp) -> Value {
    let mut json = json!({
        "id": training.id,
        "model": training.model,
        "version": training.version,
        "input": training.input,
        "logs": training.logs(now, false),
        "error": training.error(),
        "status": training.status(),
        "source": "api",
        "created_at": training.created_at,
        "metrics": {},
        "urls": urls(service, "trainings", &training.id),
    });
    if let Some(started_at) = training.started_at() {
        json["started_at"] = json!(started_at);
    }
    if let Phase::Ended {
        started_at,
        completed_at,
        end,
        ..
    } = &training.phase
    {
        let seconds = started_at.map_or(0.0, |started_at| {
            clock::between(started_at, *completed_at).as_secs_f64()
        });
        json["completed_at"] = json!(completed_at);
        json["metrics"] = json!({
            "predict_time": seconds,
            "total_time": clock::between(training.created_at, *completed_at).as_secs_f64(),
        });
        if let End::Succeeded { version } = end {
            json["output"] = json!({
                "version": format!("{}:{version}", training.destination),
                "weights": trainer::weights::address(service, training),
            });
        }
    }
    json
}

fn urls(service: &Service, kind: &str, id: &str) -> Value {
    let get = format!("{}/v1/{kind}/{id}", service.url);
    json!({ "web": format!("{}/p/{id}", service.url), "cancel": format!("{get}/cancel"), "get": get })
}
