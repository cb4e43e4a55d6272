//! Predictions: create, list, get, cancel. Where one is follows from the clock alone; its pictures are drawn when they
//! are fetched.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::page::{PageQuery, page};
use crate::picture::{Drawing, Encoding};
use crate::problem::{InvalidField, Problem};
use crate::programs::Program;
use crate::records::Prediction;
use crate::schema::{self, Output};
use crate::service::{Service, State as Held};
use crate::{clock, ids, models, run_request};

/// The longest that `Prefer: wait` holds an answer.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// `POST /predictions`, for any version, and for official models by name.
pub(crate) async fn create(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let body = run_request::object(&body)?;
    refuse_others(
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
        .read(|state| runnable(state, &version))
        .ok_or_else(Problem::invalid_version)?;
    start(&service, &headers, &body, model, version, program).await
}

/// `POST /models/{owner}/{name}/predictions`, for official models only: there is no such call for a fine-tune.
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
    let body = run_request::object(&body)?;
    refuse_others(
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

/// The query of the list.
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
    let wanted = |prediction: &&Prediction| {
        filter.created_after.is_none_or(|after| prediction.created_at > after)
            && filter.created_before.is_none_or(|before| prediction.created_at < before)
            // Whatever is made here is made by the API.
            && filter.source.as_deref() != Some("web")
    };
    let predictions: Vec<Prediction> = service.read(|state| {
        state
            .records
            .predictions
            .iter()
            .rev()
            .filter(wanted)
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
    let wire = |prediction: &Prediction| wire(&service, prediction, now);
    page(
        &predictions,
        &filter.page,
        &address,
        |prediction| prediction.id.clone(),
        wire,
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
        .map(|prediction| Json(wire(&service, &prediction, now)))
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

/// What `version` in a body may be: a version's id, `owner/name:id`, or `owner/name` of an official model.
fn runnable(state: &Held, version: &str) -> Option<(String, String, Program)> {
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

fn refuse_others(body: &Map<String, Value>, known: &[&str]) -> Result<(), Problem> {
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
    let wait = wait_of(headers)?;
    let created_at = Timestamp::now();
    let deadline = cancel_after(headers)?.map(|span| clock::after(created_at, span));
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
            Json(wire(service, &prediction, created_at)),
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
    let mut response = (status, Json(wire(service, &prediction, now))).into_response();
    response.headers_mut().insert(
        HeaderName::from_static("preference-applied"),
        HeaderValue::from_static("wait"),
    );
    Ok(response)
}

/// Waits until a prediction has ended, but not beyond `latest`. Returns the moment that was reached.
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

/// `Prefer: wait` or `Prefer: wait=N`, with N from 1 to 60 seconds.
fn wait_of(headers: &HeaderMap) -> Result<Option<Duration>, Problem> {
    let Some(prefer) = headers.get("prefer") else {
        return Ok(None);
    };
    let wait = prefer
        .to_str()
        .ok()
        .and_then(|prefer| match prefer.strip_prefix("wait")? {
            "" => Some(LONGEST_WAIT),
            seconds => {
                let seconds = seconds
                    .strip_prefix('=')?
                    .parse()
                    .ok()
                    .map(Duration::from_secs)?;
                (Duration::from_secs(1)..=LONGEST_WAIT)
                    .contains(&seconds)
                    .then_some(seconds)
            }
        });
    wait.map(Some)
        .ok_or_else(|| Problem::bad_request("Prefer: must be wait or wait=1 to wait=60."))
}

/// `Cancel-After: 1h2m30s` or bare seconds, of five seconds at least.
fn cancel_after(headers: &HeaderMap) -> Result<Option<Duration>, Problem> {
    let Some(header) = headers.get("cancel-after") else {
        return Ok(None);
    };
    let seconds = header.to_str().ok().and_then(|text| {
        let (mut total, mut number) = (0_u64, String::new());
        for letter in text.chars() {
            let unit = match letter {
                '0'..='9' => {
                    number.push(letter);
                    continue;
                }
                's' => 1,
                'm' => 60,
                'h' => 3600,
                _ => return None,
            };
            total = total.checked_add(number.parse::<u64>().ok()?.checked_mul(unit)?)?;
            number.clear();
        }
        if number.is_empty() {
            Some(total)
        } else {
            total.checked_add(number.parse().ok()?)
        }
    });
    match seconds {
        Some(seconds) if seconds >= 5 => Ok(Some(Duration::from_secs(seconds))),
        _ => Err(Problem::bad_request(
            "Cancel-After: must be a duration of at least 5 seconds, such as 30s or 5m.",
        )),
    }
}

impl Prediction {
    fn starts_at(&self) -> Timestamp {
        clock::after(self.created_at, self.queue_time)
    }

    /// When it ends, if nothing more is done to it.
    fn ends_at(&self) -> Timestamp {
        let done = clock::after(self.starts_at(), self.prediction_time);
        let stopped = self.canceled_at.into_iter().chain(self.deadline).min();
        stopped.map_or(done, |stopped| stopped.min(done))
    }

    /// When it ended, if it has.
    pub(crate) fn completed_at(&self, now: Timestamp) -> Option<Timestamp> {
        Some(self.ends_at()).filter(|end| *end <= now)
    }

    pub(crate) fn status(&self, now: Timestamp) -> &'static str {
        let Some(end) = self.completed_at(now) else {
            return if now < self.starts_at() {
                "starting"
            } else {
                "processing"
            };
        };
        if end < clock::after(self.starts_at(), self.prediction_time) {
            // A deadline that passes before the start aborts; one that passes later cancels, as a person does.
            let by_deadline = self.canceled_at.is_none_or(|canceled| canceled > end);
            return if by_deadline && end < self.starts_at() {
                "aborted"
            } else {
                "canceled"
            };
        }
        if self.is_refused() {
            "failed"
        } else {
            "succeeded"
        }
    }

    /// Whether its input and output are gone.
    pub(crate) fn is_removed(&self, now: Timestamp, lifetime: Duration) -> bool {
        self.completed_at(now)
            .is_some_and(|end| clock::after(end, lifetime) <= now)
    }

    /// Stands in for the safety checker.
    fn is_refused(&self) -> bool {
        let prompt = self
            .input
            .get("prompt")
            .and_then(Value::as_str)
            .unwrap_or_default();
        prompt.contains("NSFW")
            && self.input.get("disable_safety_checker") != Some(&Value::Bool(true))
    }

    fn value(&self, name: &str) -> Option<Value> {
        schema::value(&self.program.inputs(), &self.input, name).cloned()
    }

    fn encoding(&self) -> Encoding {
        Encoding::of_name(
            self.value("output_format")
                .as_ref()
                .and_then(Value::as_str)
                .unwrap_or_default(),
        )
    }

    /// The names of its pictures.
    pub(crate) fn outputs(&self) -> Vec<String> {
        let count = self
            .value("num_outputs")
            .and_then(|count| count.as_u64())
            .unwrap_or(1);
        (0..count)
            .map(|index| format!("out-{index}.{}", self.encoding().extension()))
            .collect()
    }

    /// What the picture at `index` shows.
    pub(crate) fn drawing(&self, index: usize) -> Drawing {
        let (width, height) = self.size();
        Drawing {
            width,
            height,
            seed: self.seed.wrapping_add(index as u64),
            encoding: self.encoding(),
        }
    }

    /// In pixels: multiples of 16 of about the asked area in the asked shape.
    fn size(&self) -> (u32, u32) {
        let number = |name: &str| self.input.get(name).and_then(Value::as_f64);
        let shape = self.value("aspect_ratio");
        let shape = shape.as_ref().and_then(Value::as_str).unwrap_or("1:1");
        let sides = match (shape.split_once(':'), number("width"), number("height")) {
            (None, width, height) => (width.unwrap_or(1024.0), height.unwrap_or(1024.0)),
            (Some((across, down)), ..) => {
                let megapixels = self.value("megapixels");
                let side: f64 = if megapixels == Some(json!("0.25")) {
                    512.0
                } else {
                    1024.0
                };
                let ratio = across.parse().unwrap_or(1.0) / down.parse().unwrap_or(1.0_f64);
                (side * ratio.sqrt(), side / ratio.sqrt())
            }
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "limited by the schema"
        )]
        let whole = |side: f64| ((side / 16.0).round() as u32).clamp(16, 128) * 16;
        (whole(sides.0), whole(sides.1))
    }
}

/// A prediction as it is served.
fn wire(service: &Service, prediction: &Prediction, now: Timestamp) -> Value {
    let status = prediction.status(now);
    let removed = prediction.is_removed(now, service.options.output_lifetime);
    let addresses: Vec<String> = prediction
        .outputs()
        .iter()
        .map(|file| format!("{}/delivery/{}/{file}", service.url, prediction.id))
        .collect();
    let output = match (status, prediction.program.output()) {
        ("succeeded", Output::Uris) if !removed => json!(addresses),
        ("succeeded", Output::Uri) if !removed => json!(addresses.first()),
        _ => Value::Null,
    };
    let error = (status == "failed")
        .then_some("NSFW content detected. Try running it again, or try a different prompt.");
    let get = format!("{}/v1/predictions/{}", service.url, prediction.id);
    let mut wire = json!({
        "id": prediction.id,
        "model": prediction.model,
        "version": prediction.version,
        "input": if removed { json!({}) } else { json!(prediction.input) },
        "output": output,
        "logs": if status == "succeeded" && !removed { format!("Using seed: {}\n", prediction.seed) } else { String::new() },
        "error": error,
        "status": status,
        "source": "api",
        "data_removed": removed,
        "created_at": prediction.created_at,
        "metrics": {},
        "urls": {
            "web": format!("{}/p/{}", service.url, prediction.id),
            "cancel": format!("{get}/cancel"),
            "get": get,
        },
    });
    if let Some(deadline) = prediction.deadline {
        wire["deadline"] = json!(deadline);
    }
    let completed_at = prediction.completed_at(now);
    let started_at =
        Some(prediction.starts_at()).filter(|start| *start <= completed_at.unwrap_or(now));
    if let Some(started_at) = started_at {
        wire["started_at"] = json!(started_at);
    }
    if let Some(completed_at) = completed_at {
        let ran = started_at.map_or(0.0, |start| {
            clock::between(start, completed_at).as_secs_f64()
        });
        wire["completed_at"] = json!(completed_at);
        wire["metrics"] = json!({
            "predict_time": ran,
            "total_time": clock::between(prediction.created_at, completed_at).as_secs_f64(),
        });
    }
    wire
}
