//! What the service remembers, as plain data. What is served of it, and how, is with the calls.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::programs::Program;
use crate::trainer::log::Script;

/// Everything that outlives a restart when the sandbox has a folder to keep it in.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Records {
    pub(crate) models: Vec<Model>,
    /// Names of deleted models. The service still refuses them (replicate-python#323).
    pub(crate) burned: BTreeSet<String>,
    /// In the order of creation, as are all the others.
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
    /// In the order of creation: the last is the latest.
    pub(crate) versions: Vec<Version>,
}

/// What a model says about itself; each may be changed later, but for the cover.
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
    /// `owner/name` of the trainer.
    pub(crate) model: String,
    pub(crate) version: String,
    pub(crate) program: Program,
    /// `owner/name` of the model that gets the new version. The API never says it.
    pub(crate) destination: String,
    pub(crate) input: Map<String, Value>,
    pub(crate) created_at: Timestamp,
    /// How long it waits in the queue, and how long it then trains.
    pub(crate) queue_time: Duration,
    pub(crate) training_time: Duration,
    pub(crate) phase: Phase,
    /// What a test ordered of it and the trainer has not yet done.
    pub(crate) hurried: bool,
}

/// Where a training is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Phase {
    Queued,
    /// `script` comes when the pictures have been looked at.
    Running {
        started_at: Timestamp,
        script: Option<Script>,
    },
    Ended {
        started_at: Option<Timestamp>,
        completed_at: Timestamp,
        logs: String,
        end: End,
    },
}

/// How a training ended.
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
    /// `owner/name` of the model that runs.
    pub(crate) model: String,
    /// Its version, or `hidden` for an official model.
    pub(crate) version: String,
    pub(crate) program: Program,
    pub(crate) input: Map<String, Value>,
    pub(crate) created_at: Timestamp,
    pub(crate) queue_time: Duration,
    pub(crate) prediction_time: Duration,
    /// What the pictures are drawn from.
    pub(crate) seed: u64,
    pub(crate) canceled_at: Option<Timestamp>,
    /// When it is cancelled unless it has ended.
    pub(crate) deadline: Option<Timestamp>,
}

impl Records {
    /// The training with this id.
    pub(crate) fn training(&self, id: &str) -> Option<&Training> {
        self.trainings.iter().find(|training| training.id == id)
    }

    pub(crate) fn training_mut(&mut self, id: &str) -> Option<&mut Training> {
        self.trainings.iter_mut().find(|training| training.id == id)
    }

    /// The file with this id, unless it has expired.
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
