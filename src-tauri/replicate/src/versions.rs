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
    /// 64 hexadecimal digits; other texts have been seen on official models.
    pub id: String,
    /// When it was made.
    #[serde(default, deserialize_with = "wire::moment")]
    pub created_at: Option<Timestamp>,
    /// The version of the tool that packed it.
    #[serde(default, deserialize_with = "wire::text")]
    pub cog_version: Option<String>,
    /// What its inputs and outputs are, for [`schema::Form`](crate::schema::Form).
    #[serde(default)]
    pub openapi_schema: Option<Value>,
}

impl Client {
    /// One version of a model.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that id, and what any call may fail with.
    pub async fn version(&self, model: &ModelName, id: &str) -> Result<Version, Error> {
        self.get(&["models", model.owner(), model.name(), "versions", id])
            .await
    }

    /// The first page of a model's versions, newest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such model, and what any call may fail with.
    pub async fn versions(&self, model: &ModelName) -> Result<Page<Version>, Error> {
        self.get_page(&["models", model.owner(), model.name(), "versions"], None)
            .await
    }
}
