//! Starts, lists and cancels trainings.

use std::fmt;

use jiff::Timestamp;
use localization::{Message, message};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::client::Client;
use crate::cursor::{Cursor, Page};
use crate::error::Error;
use crate::model_name::ModelName;
use crate::redaction::Redaction;
use crate::retry::RetryCondition;
use crate::version_name::VersionName;
use crate::wire;

/// A training as the service reports it. The service never reports the destination: the caller has to remember it.
#[derive(Clone, PartialEq, Deserialize)]
pub struct Training {
    /// The service's identifier.
    pub id: String,
    /// The trainer, `owner/name`.
    #[serde(default, deserialize_with = "wire::text_or_empty")]
    pub model: String,
    /// The trainer's version.
    #[serde(default, deserialize_with = "wire::text_or_empty")]
    pub version: String,
    /// The trainer's input.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub input: Map<String, Value>,
    /// The current status.
    pub status: Status,
    /// The trainer's error message, if the training failed.
    #[serde(default, deserialize_with = "wire::error_message")]
    pub error: Option<String>,
    /// The log so far.
    #[serde(default, deserialize_with = "wire::text_or_empty")]
    pub logs: String,
    /// The result, if the training succeeded.
    #[serde(default)]
    pub output: Option<TrainingOutput>,
    /// The durations that the service measured.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub metrics: Metrics,
    /// The time when the training was created.
    #[serde(default, deserialize_with = "wire::timestamp")]
    pub created_at: Option<Timestamp>,
    /// The time when the trainer started.
    #[serde(default, deserialize_with = "wire::timestamp")]
    pub started_at: Option<Timestamp>,
    /// The time when the training ended.
    #[serde(default, deserialize_with = "wire::timestamp")]
    pub completed_at: Option<Timestamp>,
    /// The source of the request: `api` or `web`.
    #[serde(default, deserialize_with = "wire::text")]
    pub source: Option<String>,
}

/// Leaves out the input, the log and the error, among other fields, since the service may repeat secrets in them.
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
    /// Returns the training with the secrets removed from the input, the log and the error message, where the service
    /// may repeat them.
    #[must_use]
    pub fn redacted(mut self, secrets: &Redaction) -> Training {
        if secrets.is_empty() {
            return self;
        }
        for value in self.input.values_mut() {
            secrets.redact_value(value);
        }
        self.logs = secrets.redact_partial_text(&self.logs);
        self.error = self.error.map(|error| secrets.redact_text(&error));
        self
    }
}

/// The status of a training or a prediction.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum Status {
    /// Waiting for a machine.
    Starting,
    /// Running.
    Processing,
    /// Ended successfully.
    Succeeded,
    /// Ended with an error.
    Failed,
    /// Ended by request.
    Canceled,
    /// Ended by the service before it started. Such a run is never billed.
    Aborted,
    /// A status that this client does not know. It does not count as final.
    Unknown(String),
}

impl Status {
    /// Returns whether the status is final.
    pub fn is_terminal(&self) -> bool {
        match self {
            Status::Succeeded | Status::Failed | Status::Canceled | Status::Aborted => true,
            Status::Starting | Status::Processing | Status::Unknown(_) => false,
        }
    }

    /// Returns the service's name for the status.
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

/// The result of a training.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrainingOutput {
    /// The new version's id, without the model's name.
    pub version: Option<String>,
    /// The model that the version belongs to, if the service names it.
    pub model: Option<ModelName>,
    /// The address of the weights. The service does not guarantee how long they are kept.
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
        let (model, version) = match text("version").map(VersionName::split) {
            Some((model, Some(id))) => (ModelName::parse(model).ok(), Some(id)),
            Some((id, None)) => (None, Some(id)),
            None => (None, None),
        };
        // The output of early trainers is the weights' address itself.
        let weights = text("weights").or(output.as_str());
        Ok(TrainingOutput {
            version: version.map(str::to_owned),
            model,
            weights: weights.map(str::to_owned),
        })
    }
}

/// The durations of a training or a prediction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
pub struct Metrics {
    /// The run time on the machine in seconds, which is billed.
    #[serde(default, deserialize_with = "wire::seconds")]
    pub predict_time: Option<f64>,
    /// The time from the creation of the training or prediction to its end, in seconds.
    #[serde(default, deserialize_with = "wire::seconds")]
    pub total_time: Option<f64>,
}

/// The reason a training or a prediction was not created.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum SubmitError {
    /// The training or prediction was certainly not started: the service refused it or could not be reached.
    Refused(#[source] Error),
    /// The training or prediction may have been started. The caller must look it up in the service's list before
    /// sending it again.
    Unknown(#[source] Error),
}

impl SubmitError {
    /// Returns the message for the person.
    pub fn message(&self) -> Message {
        match self {
            SubmitError::Refused(error) => error.message(),
            SubmitError::Unknown(error) => {
                message!("service-start-uncertain", problem = error.message())
            }
        }
    }
}

impl From<Error> for SubmitError {
    fn from(error: Error) -> Self {
        if error.has_no_effect() {
            SubmitError::Refused(error)
        } else {
            SubmitError::Unknown(error)
        }
    }
}

/// The request body that creates a training.
#[derive(Serialize)]
struct CreateTraining<'a> {
    destination: String,
    input: &'a Map<String, Value>,
}

impl Client {
    /// Starts a training, which costs money. The request is retried only if the service throttled it or no connection
    /// could be made, since no training was started in these cases.
    ///
    /// # Errors
    /// [`SubmitError`], which shows whether the training may have been started despite the error.
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
        let body = CreateTraining {
            destination: destination.to_string(),
            input,
        };
        Ok(self
            .post(&path, &body, RetryCondition::WithoutEffect)
            .await?)
    }

    /// Returns a training.
    ///
    /// # Errors
    /// [`Error::NotFound`] if no training has this id, and the errors of any call. The service has also returned "not
    /// found" for a training that was queued for a very long time.
    pub async fn training(&self, id: &str) -> Result<Training, Error> {
        self.get(&["trainings", id]).await
    }

    /// Returns a page of the account's trainings, newest first, from all sources.
    ///
    /// # Errors
    /// The errors of any call.
    pub async fn trainings(&self, cursor: Option<&Cursor>) -> Result<Page<Training>, Error> {
        self.get_page(&["trainings"], cursor).await
    }

    /// Cancels a training. The time for which it ran is billed.
    ///
    /// # Errors
    /// [`Error::NotFound`] if no training has this id, and the errors of any call.
    pub async fn cancel_training(&self, id: &str) -> Result<Training, Error> {
        self.post_empty(&["trainings", id, "cancel"]).await
    }
}
