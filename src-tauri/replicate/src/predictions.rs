//! Predictions: runs of a model's version, each asked for once and then followed.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::client::Client;
use crate::cursor::{Cursor, Page};
use crate::error::Error;
use crate::retry::Repeat;
use crate::trainings::{Metrics, Status, SubmitError};
use crate::wire;

/// The longest that the service holds an answer back.
const LONGEST_HOLD: Duration = Duration::from_secs(60);

/// A prediction as the service tells of it.
#[derive(Clone, PartialEq, Deserialize)]
pub struct Prediction {
    /// The service's name for it.
    pub id: String,
    /// The model, `owner/name`.
    #[serde(default, deserialize_with = "wire::text_or_empty")]
    pub model: String,
    /// The model's version; `hidden` for an official model.
    #[serde(default, deserialize_with = "wire::text_or_empty")]
    pub version: String,
    /// What the model was given; empty once the service has removed it.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub input: Map<String, Value>,
    /// How far it is.
    pub status: Status,
    /// The model's own reason when it failed.
    #[serde(default, deserialize_with = "wire::reason")]
    pub error: Option<String>,
    /// The addresses of what it made, `data:` ones included. They lead nowhere after an hour.
    #[serde(default, deserialize_with = "addresses")]
    pub output: Vec<String>,
    /// Whether the service has removed what it was given and what it made.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub data_removed: bool,
    /// How long it took.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub metrics: Metrics,
    /// When it was asked for.
    #[serde(default, deserialize_with = "wire::moment")]
    pub created_at: Option<Timestamp>,
    /// When the model began.
    #[serde(default, deserialize_with = "wire::moment")]
    pub started_at: Option<Timestamp>,
    /// When it ended.
    #[serde(default, deserialize_with = "wire::moment")]
    pub completed_at: Option<Timestamp>,
}

/// Nothing of what it was given or made: the service repeats secrets there, and an address may carry a whole picture.
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

/// The addresses in an output: one, a list of them, or an object of named ones. An object may hold other texts as well.
fn addresses<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let mut found = Vec::new();
    match Value::deserialize(from)? {
        Value::Object(named) => {
            for value in named.into_iter().map(|(_, value)| value) {
                collect(value, &mut found);
            }
            found.retain(|text| is_address(text));
        }
        other @ (Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)) => collect(other, &mut found),
    }
    Ok(found)
}

fn collect(value: Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if !text.is_empty() => found.push(text),
        Value::Array(values) => values.into_iter().for_each(|value| collect(value, found)),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {}
    }
}

fn is_address(text: &str) -> bool {
    ["https:", "http:", "data:"]
        .iter()
        .any(|scheme| text.starts_with(scheme))
}

/// A prediction to be made, as it is sent.
#[derive(Serialize)]
struct Order<'a> {
    version: &'a str,
    input: &'a Map<String, Value>,
}

impl Client {
    /// Asks for a prediction, which costs money. With `hold` the service keeps its answer back until the prediction
    /// has ended, but no longer than that (whole seconds, a minute at the most): such an answer may say `processing`
    /// with the output complete. It is sent again only when the service asked to slow down or no connection could be
    /// made: then nothing was started. See Replicate `predictions.create`.
    ///
    /// # Errors
    /// [`SubmitError`] says whether it may have been started nevertheless.
    pub async fn create_prediction(
        &self,
        version: &str,
        input: &Map<String, Value>,
        hold: Option<Duration>,
    ) -> Result<Prediction, SubmitError> {
        let seconds = hold.map(|hold| hold.min(LONGEST_HOLD).as_secs());
        let prefer = seconds
            .filter(|seconds| *seconds > 0)
            .map(|seconds| format!("wait={seconds}"));
        let order = Order { version, input };
        let header = prefer.as_deref().map(|value| ("Prefer", value));
        Ok(self
            .post_with(&["predictions"], &order, Repeat::WithoutEffect, header)
            .await?)
    }

    /// One prediction.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that id, and what any call may fail with.
    pub async fn prediction(&self, id: &str) -> Result<Prediction, Error> {
        self.get(&["predictions", id]).await
    }

    /// A page of the account's predictions, newest first.
    ///
    /// # Errors
    /// What any call may fail with.
    pub async fn predictions(&self, cursor: Option<&Cursor>) -> Result<Page<Prediction>, Error> {
        self.get_page(&["predictions"], cursor).await
    }

    /// Cancels a prediction. What it ran for is billed.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that id, and what any call may fail with.
    pub async fn cancel_prediction(&self, id: &str) -> Result<Prediction, Error> {
        self.post_empty(&["predictions", id, "cancel"]).await
    }
}
