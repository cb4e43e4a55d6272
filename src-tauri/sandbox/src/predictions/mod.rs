//! The calls for predictions: create, list, get, cancel. A prediction's status is derived from the clock ([`status`]);
//! its pictures are drawn when they are fetched ([`crate::file_server`]).

mod status;
mod timing_headers;

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::page::{PageQuery, page};
use crate::problem::{InvalidField, Problem};
use crate::programs::Program;
use crate::records::Prediction;
use crate::service::{Service, State as ServiceState};
use crate::{clock, ids, json_body, models, run_request, schema};
use status::prediction_json;

/// Handles `POST /predictions`, which runs any version by its id, and official models by name.
pub(crate) async fn create(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let body = json_body::object(&body)?;
    refuse_unknown_keys(
        &body,
        &[
            "version",
            "input",
            "webhook",
            "webhook_events_filter",
            "stream",
        ],
    )?;
    let version = run_request::text(&body, "version")?;
    let (model, version, program) = service
        .read(|state| resolve_version(state, &version))
        .ok_or_else(Problem::invalid_version)?;
    start(&service, &headers, &body, model, version, program).await
}

/// Handles `POST /models/{owner}/{name}/predictions`, for official models only: fine-tunes have no such call.
pub(crate) async fn create_official(
    State(service): State<Arc<Service>>,
    Path((owner, name)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let model = models::find(&service, &owner, &name)?;
    let version = model
        .versions
        .last()
        .filter(|_| model.official)
        .ok_or_else(Problem::not_found)?;
    let body = json_body::object(&body)?;
    refuse_unknown_keys(
        &body,
        &["input", "webhook", "webhook_events_filter", "stream"],
    )?;
    start(
        &service,
        &headers,
        &body,
        model.full_name(),
        "hidden".to_owned(),
        version.program,
    )
    .await
}

/// The query of `GET /predictions`.
#[derive(Debug, Deserialize)]
pub(crate) struct Filter {
    created_after: Option<Timestamp>,
    created_before: Option<Timestamp>,
    source: Option<String>,
    #[serde(flatten)]
    page: PageQuery,
}

pub(crate) async fn list(
    State(service): State<Arc<Service>>,
    query: Result<Query<Filter>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Value>, Problem> {
    let Query(filter) = query.map_err(|rejection| Problem::bad_request(rejection.body_text()))?;
    let now = Timestamp::now();
    let matches = |prediction: &&Prediction| {
        filter.created_after.is_none_or(|after| prediction.created_at > after)
            && filter.created_before.is_none_or(|before| prediction.created_at < before)
            // All predictions of the sandbox have the source `api`.
            && filter.source.as_deref() != Some("web")
    };
    let predictions: Vec<Prediction> = service.read(|state| {
        state
            .records
            .predictions
            .iter()
            .rev()
            .filter(matches)
            .cloned()
            .collect()
    });
    let mut address = format!("{}/v1/predictions", service.url);
    let mut separator = '?';
    for (name, value) in [
        (
            "created_after",
            filter.created_after.map(|at| at.to_string()),
        ),
        (
            "created_before",
            filter.created_before.map(|at| at.to_string()),
        ),
        ("source", filter.source.clone()),
    ] {
        if let Some(value) = value {
            address.push_str(&format!("{separator}{name}={value}"));
            separator = '&';
        }
    }
    let to_json = |prediction: &Prediction| prediction_json(&service, prediction, now);
    page(
        &predictions,
        &filter.page,
        &address,
        |prediction| prediction.id.clone(),
        to_json,
    )
    .map(Json)
}

pub(crate) async fn get(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let now = Timestamp::now();
    service
        .read(|state| {
            state
                .records
                .predictions
                .iter()
                .find(|prediction| prediction.id == id)
                .cloned()
        })
        .map(|prediction| Json(prediction_json(&service, &prediction, now)))
        .ok_or_else(Problem::not_found)
}

pub(crate) async fn cancel(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let now = Timestamp::now();
    service.change(|state| {
        let prediction = state
            .records
            .predictions
            .iter_mut()
            .find(|prediction| prediction.id == id);
        if let Some(prediction) = prediction
            && prediction.completed_at(now).is_none()
        {
            prediction.canceled_at = Some(now);
        }
    });
    get(State(service), Path(id)).await
}

/// Resolves the `version` of a body: a version's id, `owner/name:id`, or `owner/name` of an official model. Returns the
/// model's full name, the version's id (`hidden` in the last case) and its program.
fn resolve_version(state: &ServiceState, version: &str) -> Option<(String, String, Program)> {
    let Some((owner, rest)) = version.split_once('/') else {
        let (model, version) = run_request::version_by_id(state, version)?;
        return Some((model, version.id, version.program));
    };
    let (name, id) = rest
        .split_once(':')
        .map_or((rest, None), |(name, id)| (name, Some(id)));
    let model = state.model(owner, name)?;
    match id {
        Some(id) => {
            let version = model.versions.iter().find(|version| version.id == id)?;
            Some((model.full_name(), version.id.clone(), version.program))
        }
        None => {
            let version = model.versions.last().filter(|_| model.official)?;
            Some((model.full_name(), "hidden".to_owned(), version.program))
        }
    }
}

fn refuse_unknown_keys(body: &Map<String, Value>, known: &[&str]) -> Result<(), Problem> {
    let invalid: Vec<InvalidField> = body
        .keys()
        .filter(|key| !known.contains(&key.as_str()))
        .map(|key| InvalidField {
            kind: "additional_property_not_allowed",
            field: key.clone(),
            description: format!("Additional property {key} is not allowed"),
        })
        .collect();
    if invalid.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid_input(&invalid))
    }
}

async fn start(
    service: &Service,
    headers: &HeaderMap,
    body: &Map<String, Value>,
    model: String,
    version: String,
    program: Program,
) -> Result<Response, Problem> {
    let input = run_request::input(body)?;
    let fields = program.inputs();
    run_request::check(&fields, body, &input)?;
    let wait = timing_headers::wait(headers)?;
    let created_at = Timestamp::now();
    let deadline =
        timing_headers::cancel_after(headers)?.map(|span| clock::after(created_at, span));
    let pictures = schema::value(&fields, &input, "num_outputs")
        .and_then(Value::as_f64)
        .unwrap_or(1.0);
    let prediction = Prediction {
        id: ids::run_id(),
        model,
        version,
        program,
        seed: input
            .get("seed")
            .and_then(Value::as_i64)
            .map_or_else(|| fastrand::u64(..), i64::unsigned_abs),
        input,
        created_at,
        queue_time: service.options.queue_time,
        prediction_time: service.options.prediction_time.mul_f64(pictures),
        canceled_at: None,
        deadline,
    };
    let id = prediction.id.clone();
    service.change(|state| state.records.predictions.push(prediction.clone()));
    let Some(wait) = wait else {
        return Ok((
            StatusCode::CREATED,
            Json(prediction_json(service, &prediction, created_at)),
        )
            .into_response());
    };
    let now = wait_for(service, &id, clock::after(created_at, wait)).await;
    let prediction = service
        .read(|state| {
            state
                .records
                .predictions
                .iter()
                .find(|other| other.id == id)
                .cloned()
        })
        .ok_or_else(Problem::not_found)?;
    let status = if prediction.completed_at(now).is_some() {
        StatusCode::CREATED
    } else {
        StatusCode::ACCEPTED
    };
    let mut response = (status, Json(prediction_json(service, &prediction, now))).into_response();
    response.headers_mut().insert(
        HeaderName::from_static("preference-applied"),
        HeaderValue::from_static("wait"),
    );
    Ok(response)
}

/// Waits until a prediction has ended, but not beyond `latest`. Returns the current time.
async fn wait_for(service: &Service, id: &str, latest: Timestamp) -> Timestamp {
    let mut changes = service.changes();
    loop {
        let now = Timestamp::now();
        let ends_at = service.read(|state| {
            let prediction = state
                .records
                .predictions
                .iter()
                .find(|prediction| prediction.id == id)?;
            prediction
                .completed_at(now)
                .is_none()
                .then(|| prediction.ends_at())
        });
        let Some(ends_at) = ends_at else { return now };
        if now >= latest {
            return now;
        }
        tokio::select! {
            () = tokio::time::sleep(clock::between(now, ends_at.min(latest))) => {}
            Ok(()) = changes.changed() => {}
        }
    }
}
