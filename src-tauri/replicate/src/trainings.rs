//! Trainings: asked for once, then followed.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::client::Client;
use crate::cursor::{Cursor, Page};
use crate::error::Error;
use crate::model_name::ModelName;
use crate::redaction::Redaction;
use crate::retry::Repeat;
use crate::wire;

/// A training as the service tells of it. It never tells the destination: whoever asked has to remember.
#[derive(Clone, PartialEq, Deserialize)]
pub struct Training {
    /// The service's name for it.
    pub id: String,
    /// The trainer, `owner/name`.
    #[serde(default, deserialize_with = "wire::text_or_empty")]
    pub model: String,
    /// The trainer's version.
    #[serde(default, deserialize_with = "wire::text_or_empty")]
    pub version: String,
    /// What the trainer was given.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub input: Map<String, Value>,
    /// How far it is.
    pub status: Status,
    /// The trainer's own reason when it failed.
    #[serde(default, deserialize_with = "wire::reason")]
    pub error: Option<String>,
    /// All that it printed so far.
    #[serde(default, deserialize_with = "wire::text_or_empty")]
    pub logs: String,
    /// What came of it.
    #[serde(default)]
    pub output: Option<TrainingOutput>,
    /// How long it took.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub metrics: Metrics,
    /// When it was asked for.
    #[serde(default, deserialize_with = "wire::moment")]
    pub created_at: Option<Timestamp>,
    /// When the trainer began.
    #[serde(default, deserialize_with = "wire::moment")]
    pub started_at: Option<Timestamp>,
    /// When it ended.
    #[serde(default, deserialize_with = "wire::moment")]
    pub completed_at: Option<Timestamp>,
    /// Where it was asked for: `api` or `web`.
    #[serde(default, deserialize_with = "wire::text")]
    pub source: Option<String>,
}

/// Nothing of what it was given, nor of what it printed: the service repeats secrets there.
impl fmt::Debug for Training {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Training")
            .field("id", &self.id)
            .field("model", &self.model)
            .field("version", &self.version)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl Training {
    /// The training without these secrets, wherever the service repeats them.
    #[must_use]
    pub fn without(mut self, secrets: &Redaction) -> Training {
        if secrets.is_empty() {
            return self;
        }
        for value in self.input.values_mut() {
            secrets.value(value);
        }
        self.logs = secrets.growing_text(&self.logs);
        self.error = self.error.map(|error| secrets.text(&error));
        self
    }
}

/// How far a training or a prediction is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum Status {
    /// Waiting for a machine.
    Starting,
    /// Running.
    Processing,
    /// Ended well.
    Succeeded,
    /// Ended with an error.
    Failed,
    /// Ended by request.
    Canceled,
    /// Given up by the service before it began; never billed.
    Aborted,
    /// A word that this client does not know. Taken for one that is not the last.
    Unknown(String),
}

impl Status {
    /// Whether nothing more will come.
    pub fn is_terminal(&self) -> bool {
        match self {
            Status::Succeeded | Status::Failed | Status::Canceled | Status::Aborted => true,
            Status::Starting | Status::Processing | Status::Unknown(_) => false,
        }
    }

    /// The service's own word.
    pub fn as_str(&self) -> &str {
        match self {
            Status::Starting => "starting",
            Status::Processing => "processing",
            Status::Succeeded => "succeeded",
            Status::Failed => "failed",
            Status::Canceled => "canceled",
            Status::Aborted => "aborted",
            Status::Unknown(word) => word,
        }
    }
}

impl From<String> for Status {
    fn from(word: String) -> Self {
        match word.as_str() {
            "starting" => Status::Starting,
            "processing" => Status::Processing,
            "succeeded" => Status::Succeeded,
            "failed" => Status::Failed,
            "canceled" => Status::Canceled,
            "aborted" => Status::Aborted,
            _ => Status::Unknown(word),
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What came of a training.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrainingOutput {
    /// The new version's id alone.
    pub version: Option<String>,
    /// The model that the version belongs to, where it was said.
    pub model: Option<ModelName>,
    /// The address of the weights. The service does not promise how long they stay there.
    pub weights: Option<String>,
}

impl<'de> Deserialize<'de> for TrainingOutput {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let output = Value::deserialize(from)?;
        let text = |key: &str| {
            output
                .get(key)
                .and_then(Value::as_str)
                .filter(|text| !text.is_empty())
        };
        // `owner/name:id`, or the id alone.
        let (model, version) = match text("version").map(|text| text.rsplit_once(':').ok_or(text)) {
            Some(Ok((model, id))) => (ModelName::parse(model).ok(), Some(id)),
            Some(Err(id)) => (None, Some(id)),
            None => (None, None),
        };
        // Early trainers gave the weights' address alone.
        let weights = text("weights").or(output.as_str());
        Ok(TrainingOutput {
            version: version.map(str::to_owned),
            model,
            weights: weights.map(str::to_owned),
        })
    }
}

/// How long a training or a prediction took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
pub struct Metrics {
    /// Seconds on the machine: what is billed.
    #[serde(default, deserialize_with = "wire::seconds")]
    pub predict_time: Option<f64>,
    /// Seconds from being asked for to the end.
    #[serde(default, deserialize_with = "wire::seconds")]
    pub total_time: Option<f64>,
}

/// Why no training or prediction came back.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// It was certainly not started: the service refused it, or no byte of it was sent.
    #[error("{0}")]
    Refused(#[source] Error),
    /// It may have been started. Look it up in the service's list; never just send it again.
    #[error("It is not certain whether it was started. {0}")]
    Unknown(#[source] Error),
}

impl From<Error> for SubmitError {
    fn from(error: Error) -> Self {
        if error.is_before_any_effect() {
            SubmitError::Refused(error)
        } else {
            SubmitError::Unknown(error)
        }
    }
}

/// A training to be started, as it is sent.
#[derive(Serialize)]
struct Order<'a> {
    destination: String,
    input: &'a Map<String, Value>,
}

impl Client {
    /// Starts a training, which costs money. It is sent again only when the service asked to slow down or
    /// no connection could be made: then nothing was started.
    ///
    /// # Errors
    /// [`SubmitError`] says whether it may have been started nevertheless.
    pub async fn create_training(
        &self,
        trainer: &ModelName,
        version: &str,
        destination: &ModelName,
        input: &Map<String, Value>,
    ) -> Result<Training, SubmitError> {
        let path = [
            "models",
            trainer.owner(),
            trainer.name(),
            "versions",
            version,
            "trainings",
        ];
        let order = Order {
            destination: destination.to_string(),
            input,
        };
        Ok(self.post(&path, &order, Repeat::WithoutEffect).await?)
    }

    /// One training.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that id; one that waited very long has been seen to
    /// vanish so. And what any call may fail with.
    pub async fn training(&self, id: &str) -> Result<Training, Error> {
        self.get(&["trainings", id]).await
    }

    /// A page of the account's trainings, newest first, however they were started.
    ///
    /// # Errors
    /// What any call may fail with.
    pub async fn trainings(&self, cursor: Option<&Cursor>) -> Result<Page<Training>, Error> {
        self.get_page(&["trainings"], cursor).await
    }

    /// Cancels a training. What it ran for is billed.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that id, and what any call may fail with.
    pub async fn cancel_training(&self, id: &str) -> Result<Training, Error> {
        self.post_empty(&["trainings", id, "cancel"]).await
    }
}
