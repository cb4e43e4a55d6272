//! The state at one moment, which tests check. It is the result of [`Sandbox::snapshot`](crate::Sandbox::snapshot) and
//! of `GET /_sandbox/state`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::request_log::Request;
use crate::service::Service;

/// The state at one moment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Snapshot {
    /// The requests in the log, oldest first.
    pub requests: Vec<Request>,
    /// All trainings, oldest first.
    pub trainings: Vec<TrainingState>,
    /// All predictions, oldest first.
    pub predictions: Vec<PredictionState>,
    /// The files that have neither expired nor been deleted, oldest first.
    pub files: Vec<FileState>,
    /// The account's models, oldest first.
    pub models: Vec<ModelState>,
}

/// A training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingState {
    /// The identifier.
    pub id: String,
    /// The trainer, `owner/name`.
    pub model: String,
    /// The trainer's version.
    pub version: String,
    /// The model that gets the new version, `owner/name`. The API never returns it.
    pub destination: String,
    /// The inputs as they were sent.
    pub input: Map<String, Value>,
    /// `starting`, `processing`, `succeeded`, `failed`, `canceled` or `aborted`.
    pub status: String,
    /// The error message, if it failed.
    pub error: Option<String>,
    /// The log so far.
    pub logs: String,
    /// The time when it was created.
    pub created_at: Timestamp,
}

/// A prediction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PredictionState {
    /// The identifier.
    pub id: String,
    /// The model, `owner/name`.
    pub model: String,
    /// The model's version, or `hidden` for an official model.
    pub version: String,
    /// The inputs as they were sent.
    pub input: Map<String, Value>,
    /// `starting`, `processing`, `succeeded`, `failed`, `canceled` or `aborted`.
    pub status: String,
}

/// An uploaded file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileState {
    /// The identifier.
    pub id: String,
    /// The name that the upload gave.
    pub name: String,
    /// The media type that the upload gave.
    pub content_type: String,
    /// The length in bytes.
    pub size: u64,
    /// The SHA-256 of the content, in lower-case hexadecimal.
    pub sha256: String,
    /// The metadata that the upload gave.
    pub metadata: Map<String, Value>,
    /// The URL that the service reports (`urls.get`).
    pub url: String,
    /// The time when it expires.
    pub expires_at: Timestamp,
}

/// A model of the account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelState {
    /// The owner.
    pub owner: String,
    /// The name.
    pub name: String,
    /// `public` or `private`.
    pub visibility: String,
    /// The SKU of the hardware for which the model was created.
    pub hardware: String,
    /// The ids of its versions, oldest first.
    pub versions: Vec<String>,
}

impl Snapshot {
    pub(crate) fn of(service: &Service) -> Snapshot {
        let now = Timestamp::now();
        service.read(|state| Snapshot {
            requests: state.requests.to_vec(),
            trainings: state
                .records
                .trainings
                .iter()
                .map(|training| TrainingState {
                    id: training.id.clone(),
                    model: training.model.clone(),
                    version: training.version.clone(),
                    destination: training.destination.clone(),
                    input: training.input.clone(),
                    status: training.status().to_owned(),
                    error: training.error().map(str::to_owned),
                    logs: training.logs(now, false),
                    created_at: training.created_at,
                })
                .collect(),
            predictions: state
                .records
                .predictions
                .iter()
                .map(|prediction| PredictionState {
                    id: prediction.id.clone(),
                    model: prediction.model.clone(),
                    version: prediction.version.clone(),
                    input: prediction.input.clone(),
                    status: prediction.status(now).to_owned(),
                })
                .collect(),
            files: state
                .records
                .files
                .iter()
                .filter(|file| file.expires_at > now)
                .map(|file| FileState {
                    id: file.id.clone(),
                    name: file.name.clone(),
                    content_type: file.content_type.clone(),
                    size: file.size,
                    sha256: file.sha256.clone(),
                    metadata: file.metadata.clone(),
                    url: format!("{}/v1/files/{}", service.url, file.id),
                    expires_at: file.expires_at,
                })
                .collect(),
            models: state
                .records
                .models
                .iter()
                .map(|model| ModelState {
                    owner: model.owner.clone(),
                    name: model.name.clone(),
                    visibility: if model.public { "public" } else { "private" }.to_owned(),
                    hardware: model.hardware.clone(),
                    versions: model
                        .versions
                        .iter()
                        .map(|version| version.id.clone())
                        .collect(),
                })
                .collect(),
        })
    }
}
