//! Models: the places that trainings put their results in, and the trainers themselves.

use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::cursor::{Cursor, Page};
use crate::error::Error;
use crate::model_name::{ModelName, ModelNameError};
use crate::retry::Repeat;
use crate::versions::Version;
use crate::wire;

/// A model.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Model {
    /// The account it belongs to.
    pub owner: String,
    /// Its name within the account.
    pub name: String,
    /// Its page.
    #[serde(default, deserialize_with = "wire::text")]
    pub url: Option<String>,
    /// What its owner says of it.
    #[serde(default, deserialize_with = "wire::text")]
    pub description: Option<String>,
    /// Who may see and run it.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub visibility: Visibility,
    /// Whether Replicate itself keeps it running.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub is_official: bool,
    /// How often it was run.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub run_count: u64,
    /// The picture that stands for it.
    #[serde(default, deserialize_with = "wire::text")]
    pub cover_image_url: Option<String>,
    /// The newest version; none yet for a model that was just created.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub latest_version: Option<Version>,
}

impl Model {
    /// Owner and name together.
    ///
    /// # Errors
    /// When the service gave it a name that can't be sent back.
    pub fn full_name(&self) -> Result<ModelName, ModelNameError> {
        ModelName::parse(&format!("{}/{}", self.owner, self.name))
    }
}

/// Who may see and run a model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Everyone.
    Public,
    /// Its owner only. Also what is taken for granted where nothing is said.
    #[default]
    Private,
}

/// A model to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewModel {
    /// Its name. The owner must be the token's account.
    pub name: ModelName,
    /// Who may see and run it.
    pub visibility: Visibility,
    /// The `sku` of a [`Hardware`](crate::Hardware) on offer. A fine-tune runs on its base model's whatever is said here.
    pub hardware: String,
    /// What it is, for its page.
    pub description: Option<String>,
}

/// A model to be created, as it is sent.
#[derive(Serialize)]
struct Order<'a> {
    owner: &'a str,
    name: &'a str,
    visibility: Visibility,
    hardware: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
}

impl Client {
    /// A page of everyone's public models, the ones with the newest versions first.
    ///
    /// The service has no list of an account's own models: see [`Client::my_models`].
    ///
    /// # Errors
    /// What any call may fail with.
    pub async fn models(&self, cursor: Option<&Cursor>) -> Result<Page<Model>, Error> {
        self.get_page(&["models"], cursor).await
    }

    /// One model.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that name or it is another account's private one, and
    /// what any call may fail with.
    pub async fn model(&self, name: &ModelName) -> Result<Model, Error> {
        self.get(&["models", name.owner(), name.name()]).await
    }

    /// Creates a model for the token's account.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the name is taken, also by a model that was deleted; [`Error::Invalid`]
    /// when the name or the hardware is refused; and what any call may fail with.
    pub async fn create_model(&self, new: &NewModel) -> Result<Model, Error> {
        let order = Order {
            owner: new.name.owner(),
            name: new.name.name(),
            visibility: new.visibility,
            hardware: &new.hardware,
            description: new.description.as_deref(),
        };
        self.post(&["models"], &order, Repeat::WithoutEffect).await
    }
}
