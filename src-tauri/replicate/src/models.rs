//! Models: the destinations of trainings, and the trainers.

use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::cursor::{Cursor, Page};
use crate::error::Error;
use crate::model_name::{ModelName, ModelNameError};
use crate::retry::RetryCondition;
use crate::versions::Version;
use crate::wire;

/// A model.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Model {
    /// The account that the model belongs to.
    pub owner: String,
    /// Its name within the account.
    pub name: String,
    /// The address of its page.
    #[serde(default, deserialize_with = "wire::text")]
    pub url: Option<String>,
    /// The owner's description.
    #[serde(default, deserialize_with = "wire::text")]
    pub description: Option<String>,
    /// The accounts that may see and run the model.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub visibility: Visibility,
    /// True if Replicate itself maintains the model.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub is_official: bool,
    /// The number of times that the model has been run.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub run_count: u64,
    /// The address of its cover picture.
    #[serde(default, deserialize_with = "wire::text")]
    pub cover_image_url: Option<String>,
    /// The newest version. `None` for a model that was just created.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub latest_version: Option<Version>,
}

impl Model {
    /// Returns the owner and the name together.
    ///
    /// # Errors
    /// If the name can't be sent back to the service.
    pub fn full_name(&self) -> Result<ModelName, ModelNameError> {
        ModelName::parse(&format!("{}/{}", self.owner, self.name))
    }
}

/// The accounts that may see and run a model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Everyone.
    Public,
    /// Only its owner. This is the default if the service does not report the visibility.
    #[default]
    Private,
}

/// A model to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewModel {
    /// Its name. The owner must be the token's account.
    pub name: ModelName,
    /// The accounts that may see and run it.
    pub visibility: Visibility,
    /// The `sku` of an available [`Hardware`](crate::Hardware). A fine-tune runs on its base model's hardware
    /// regardless of this value.
    pub hardware: String,
    /// The description on its page.
    pub description: Option<String>,
}

/// The request body that creates a model.
#[derive(Serialize)]
struct CreateModel<'a> {
    owner: &'a str,
    name: &'a str,
    visibility: Visibility,
    hardware: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
}

impl Client {
    /// Returns a page of everyone's public models, sorted by their latest versions, newest first.
    ///
    /// The service has no list of an account's own models: see [`Client::my_models`].
    ///
    /// # Errors
    /// The errors of any call.
    pub async fn models(&self, cursor: Option<&Cursor>) -> Result<Page<Model>, Error> {
        self.get_page(&["models"], cursor).await
    }

    /// Returns a model.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the model does not exist or is another account's private one, and the errors of any call.
    pub async fn model(&self, name: &ModelName) -> Result<Model, Error> {
        self.get(&["models", name.owner(), name.name()]).await
    }

    /// Creates a model for the token's account.
    ///
    /// # Errors
    /// [`Error::Conflict`] if the name is taken, including by a deleted model; [`Error::Invalid`] if the name or the
    /// hardware is refused; and the errors of any call.
    pub async fn create_model(&self, new: &NewModel) -> Result<Model, Error> {
        let body = CreateModel {
            owner: new.name.owner(),
            name: new.name.name(),
            visibility: new.visibility,
            hardware: &new.hardware,
            description: new.description.as_deref(),
        };
        self.post(&["models"], &body, RetryCondition::WithoutEffect)
            .await
    }
}
