//! The service's data, as plain types. The modules of the calls build their JSON from these types.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::programs::Program;
use crate::trainer::log::TrainingLog;

/// The data that is kept across restarts, if the sandbox has a folder for it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Records {
    pub(crate) models: Vec<Model>,
    /// The names (`owner/name`) of deleted models, which the service does not accept for new models
    /// (replicate-python#323).
    pub(crate) burned: BTreeSet<String>,
    /// The uploaded files, in the order of creation. All other lists have the same order.
    pub(crate) files: Vec<File>,
    pub(crate) trainings: Vec<Training>,
    pub(crate) predictions: Vec<Prediction>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Model {
    pub(crate) owner: String,
    pub(crate) name: String,
    pub(crate) public: bool,
    pub(crate) official: bool,
    pub(crate) hardware: String,
    #[serde(default)]
    pub(crate) about: About,
    pub(crate) created_at: Timestamp,
    /// The versions in the order of creation: the last one is the newest.
    pub(crate) versions: Vec<Version>,
}

/// The descriptive properties of a model. All except the cover picture can be changed after the creation.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct About {
    pub(crate) description: Option<String>,
    pub(crate) readme: Option<String>,
    pub(crate) github_url: Option<String>,
    pub(crate) paper_url: Option<String>,
    pub(crate) license_url: Option<String>,
    pub(crate) weights_url: Option<String>,
    pub(crate) cover_image_url: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Version {
    pub(crate) id: String,
    pub(crate) program: Program,
    pub(crate) created_at: Timestamp,
}

/// An uploaded file. Its bytes are on disk under its id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct File {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) content_type: String,
    pub(crate) size: u64,
    pub(crate) md5: String,
    pub(crate) sha256: String,
    pub(crate) metadata: Map<String, Value>,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Training {
    pub(crate) id: String,
    /// The trainer, `owner/name`.
    pub(crate) model: String,
    pub(crate) version: String,
    pub(crate) program: Program,
    /// The model that gets the new version, `owner/name`. The API never returns it.
    pub(crate) destination: String,
    pub(crate) input: Map<String, Value>,
    pub(crate) created_at: Timestamp,
    /// The time in the queue. The training time follows it.
    pub(crate) queue_time: Duration,
    pub(crate) training_time: Duration,
    pub(crate) phase: Phase,
    /// True if a test has ordered the training to skip its remaining waiting times.
    pub(crate) hurried: bool,
}

/// The phase of a training.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Phase {
    Queued,
    /// `script` is set after the pictures have been checked.
    Running {
        started_at: Timestamp,
        script: Option<TrainingLog>,
    },
    Ended {
        started_at: Option<Timestamp>,
        completed_at: Timestamp,
        logs: String,
        end: End,
    },
}

/// The result of a training that has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum End {
    Succeeded { version: String },
    Failed { error: String },
    Canceled,
    Aborted,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Prediction {
    pub(crate) id: String,
    /// The model that runs, `owner/name`.
    pub(crate) model: String,
    /// The model's version, or `hidden` for an official model.
    pub(crate) version: String,
    pub(crate) program: Program,
    pub(crate) input: Map<String, Value>,
    pub(crate) created_at: Timestamp,
    pub(crate) queue_time: Duration,
    pub(crate) prediction_time: Duration,
    /// The seed of the first picture. Each further picture has the next higher seed.
    pub(crate) seed: u64,
    pub(crate) canceled_at: Option<Timestamp>,
    /// The time at which the prediction is aborted if it has not started, or cancelled if it has not ended.
    pub(crate) deadline: Option<Timestamp>,
}

impl Records {
    /// Returns the training with this id.
    pub(crate) fn training(&self, id: &str) -> Option<&Training> {
        self.trainings.iter().find(|training| training.id == id)
    }

    pub(crate) fn training_mut(&mut self, id: &str) -> Option<&mut Training> {
        self.trainings.iter_mut().find(|training| training.id == id)
    }

    /// Returns the file with this id, unless it has expired.
    pub(crate) fn file(&self, id: &str, now: Timestamp) -> Option<&File> {
        self.files
            .iter()
            .find(|file| file.id == id && file.expires_at > now)
    }
}

impl Model {
    pub(crate) fn full_name(&self) -> String {
        format!("{}/{}", self.owner, self.name)
    }
}
