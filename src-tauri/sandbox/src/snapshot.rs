//! The state at one moment, for asserting on it: what [`Sandbox::snapshot`](crate::Sandbox::snapshot) and
//! `GET /_sandbox/state` give.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::request_log::Request;
use crate::service::Service;

/// Everything at one moment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Snapshot {
    /// What arrived, oldest first.
    pub requests: Vec<Request>,
    /// Every training, oldest first.
    pub trainings: Vec<TrainingState>,
    /// Every prediction, oldest first.
    pub predictions: Vec<PredictionState>,
    /// Every file that has neither expired nor been deleted, oldest first.
    pub files: Vec<FileState>,
    /// The account's models, oldest first.
    pub models: Vec<ModelState>,
}

/// A training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingState {
    /// Its id.
    pub id: String,
    /// `owner/name` of the trainer.
    pub model: String,
    /// The trainer's version.
    pub version: String,
    /// `owner/name` of the model that gets the new version. The API never says it.
    pub destination: String,
    /// The inputs as they were sent.
    pub input: Map<String, Value>,
    /// `starting`, `processing`, `succeeded`, `failed`, `canceled` or `aborted`.
    pub status: String,
    /// Why it failed.
    pub error: Option<String>,
    /// What it has written so far.
    pub logs: String,
    /// When it was created.
    pub created_at: Timestamp,
}

/// A prediction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PredictionState {
    /// Its id.
    pub id: String,
    /// `owner/name` of the model.
    pub model: String,
    /// The model's version.
    pub version: String,
    /// The inputs as they were sent.
    pub input: Map<String, Value>,
    /// `starting`, `processing`, `succeeded`, `failed` or `canceled`.
    pub status: String,
}

/// An uploaded file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileState {
    /// Its id.
    pub id: String,
    /// Its name, as it was sent.
    pub name: String,
    /// Its media type, as it was sent.
    pub content_type: String,
    /// Its length in bytes.
    pub size: u64,
    /// The SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// What was sent along.
    pub metadata: Map<String, Value>,
    /// Where the service says it is (`urls.get`).
    pub url: String,
    /// When it will be gone.
    pub expires_at: Timestamp,
}

/// A model of the account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelState {
    /// Who owns it.
    pub owner: String,
    /// Its name.
    pub name: String,
    /// `public` or `private`.
    pub visibility: String,
    /// The SKU it was created with.
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
