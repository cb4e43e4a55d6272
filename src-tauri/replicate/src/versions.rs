//! Versions of models. A version describes its own inputs: see [`schema`](crate::schema).

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use crate::client::Client;
use crate::cursor::Page;
use crate::error::Error;
use crate::model_name::ModelName;
use crate::wire;

/// One version of a model.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Version {
    /// The identifier: usually 64 hexadecimal digits. Official models have used other texts.
    pub id: String,
    /// The time when the version was created.
    #[serde(default, deserialize_with = "wire::timestamp")]
    pub created_at: Option<Timestamp>,
    /// The version of Cog that packaged the model.
    #[serde(default, deserialize_with = "wire::text")]
    pub cog_version: Option<String>,
    /// The schema of the version's inputs and outputs, for [`schema::Form`](crate::schema::Form).
    #[serde(default)]
    pub openapi_schema: Option<Value>,
}

impl Client {
    /// Returns a version of a model.
    ///
    /// # Errors
    /// [`Error::NotFound`] if no version has this id, and the errors of any call.
    pub async fn version(&self, model: &ModelName, id: &str) -> Result<Version, Error> {
        self.get(&["models", model.owner(), model.name(), "versions", id])
            .await
    }

    /// Returns the first page of a model's versions, newest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such model, and the errors of any call.
    pub async fn versions(&self, model: &ModelName) -> Result<Page<Version>, Error> {
        self.get_page(&["models", model.owner(), model.name(), "versions"], None)
            .await
    }
}
