//! Creates, lists and cancels predictions, which are runs of a model's version.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::client::Client;
use crate::cursor::{Cursor, Page};
use crate::error::Error;
use crate::retry::RetryCondition;
use crate::trainings::{Metrics, Status, SubmitError};
use crate::wire;

/// The longest time that the service can delay a response.
const MAX_HOLD: Duration = Duration::from_secs(60);

/// A prediction as the service reports it.
#[derive(Clone, PartialEq, Deserialize)]
pub struct Prediction {
    /// The service's identifier.
    pub id: String,
    /// The model, `owner/name`.
    #[serde(default, deserialize_with = "wire::text_or_empty")]
    pub model: String,
    /// The model's version; `hidden` for an official model.
    #[serde(default, deserialize_with = "wire::text_or_empty")]
    pub version: String,
    /// The model's input. Empty after the service has removed it.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub input: Map<String, Value>,
    /// The current status.
    pub status: Status,
    /// The model's error message, if the prediction failed.
    #[serde(default, deserialize_with = "wire::error_message")]
    pub error: Option<String>,
    /// The addresses of the output. Web addresses stop working after an hour; `data:` addresses hold the output itself.
    #[serde(default, deserialize_with = "addresses")]
    pub output: Vec<String>,
    /// True if the service has removed the input and the output.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub data_removed: bool,
    /// The durations that the service measured.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub metrics: Metrics,
    /// The time when the prediction was created.
    #[serde(default, deserialize_with = "wire::timestamp")]
    pub created_at: Option<Timestamp>,
    /// The time when the model started.
    #[serde(default, deserialize_with = "wire::timestamp")]
    pub started_at: Option<Timestamp>,
    /// The time when the prediction ended.
    #[serde(default, deserialize_with = "wire::timestamp")]
    pub completed_at: Option<Timestamp>,
}

/// Leaves out the input and the output: the service repeats secrets in them, and an address may contain a whole
/// picture.
impl fmt::Debug for Prediction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prediction")
            .field("id", &self.id)
            .field("model", &self.model)
            .field("version", &self.version)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// Returns the addresses in an output, which is one address, a list of addresses, or an object with addresses as
/// values. Other texts in an object are skipped.
fn addresses<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let mut found = Vec::new();
    match Value::deserialize(from)? {
        Value::Object(fields) => {
            for value in fields.into_iter().map(|(_, value)| value) {
                collect_texts(value, &mut found);
            }
            found.retain(|text| is_address(text));
        }
        other @ (Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)) => collect_texts(other, &mut found),
    }
    Ok(found)
}

fn collect_texts(value: Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if !text.is_empty() => found.push(text),
        Value::Array(values) => values
            .into_iter()
            .for_each(|value| collect_texts(value, found)),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {}
    }
}

fn is_address(text: &str) -> bool {
    ["https:", "http:", "data:"]
        .iter()
        .any(|scheme| text.starts_with(scheme))
}

/// The request body that creates a prediction.
#[derive(Serialize)]
struct CreatePrediction<'a> {
    version: &'a str,
    input: &'a Map<String, Value>,
}

impl Client {
    /// Creates a prediction, which costs money. With `hold`, the service delays its response until the prediction has
    /// ended, but at most for that time (whole seconds, up to a minute); such a response may have the status
    /// `processing` although the output is complete. The request is retried only if the service throttled it or no
    /// connection could be made, since no prediction was started in these cases. See `predictions.create` in
    /// Replicate's API reference.
    ///
    /// # Errors
    /// [`SubmitError`], which shows whether the prediction may have been started despite the error.
    pub async fn create_prediction(
        &self,
        version: &str,
        input: &Map<String, Value>,
        hold: Option<Duration>,
    ) -> Result<Prediction, SubmitError> {
        let seconds = hold.map(|hold| hold.min(MAX_HOLD).as_secs());
        let prefer = seconds
            .filter(|seconds| *seconds > 0)
            .map(|seconds| format!("wait={seconds}"));
        let body = CreatePrediction { version, input };
        let header = prefer.as_deref().map(|value| ("Prefer", value));
        Ok(self
            .post_with(
                &["predictions"],
                &body,
                RetryCondition::WithoutEffect,
                header,
            )
            .await?)
    }

    /// Returns a prediction.
    ///
    /// # Errors
    /// [`Error::NotFound`] if no prediction has this id, and the errors of any call.
    pub async fn prediction(&self, id: &str) -> Result<Prediction, Error> {
        self.get(&["predictions", id]).await
    }

    /// Returns a page of the account's predictions, newest first.
    ///
    /// # Errors
    /// The errors of any call.
    pub async fn predictions(&self, cursor: Option<&Cursor>) -> Result<Page<Prediction>, Error> {
        self.get_page(&["predictions"], cursor).await
    }

    /// Cancels a prediction. The time for which it ran is billed.
    ///
    /// # Errors
    /// [`Error::NotFound`] if no prediction has this id, and the errors of any call.
    pub async fn cancel_prediction(&self, id: &str) -> Result<Prediction, Error> {
        self.post_empty(&["predictions", id, "cancel"]).await
    }
}
