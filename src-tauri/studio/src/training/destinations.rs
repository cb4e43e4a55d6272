//! The models that a training can go to: the account's own models, and a description of each.

use jiff::Timestamp;
use localization::text;
use replicate::{Client, Error, Model, ModelName, Visibility};

use crate::account::session::SignedIn;
use crate::formatting::ago;

/// The maximum number of models that are offered: each costs a request, and the most recently trained ones are the
/// likely choices.
const MAX_OFFERED: usize = 12;

/// The description of a model.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ModelInfo {
    visibility: Visibility,
    /// The time when its latest version was created, if it has one.
    latest_version: Option<Timestamp>,
}

impl ModelInfo {
    /// Describes the model: `private · last version 2 days ago`.
    pub(crate) fn describe(&self) -> String {
        let visibility = match self.visibility {
            Visibility::Private => text!("training-model-private"),
            Visibility::Public => text!("training-model-public"),
        };
        let version = match self.latest_version {
            Some(then) => text!(
                "training-model-last-version",
                ago = ago(then, Timestamp::now())
            ),
            None => text!("training-model-without-version"),
        };
        format!("{visibility} · {version}")
    }
}

impl From<Model> for ModelInfo {
    fn from(model: Model) -> ModelInfo {
        ModelInfo {
            visibility: model.visibility,
            latest_version: model.latest_version.and_then(|version| version.created_at),
        }
    }
}

/// Returns up to [`MAX_OFFERED`] of the account's models, the most recently trained first. Models that can't be looked
/// up, such as deleted ones, are left out.
pub(crate) async fn list_models(who: &SignedIn) -> Result<Vec<(ModelName, ModelInfo)>, Error> {
    let names = who.client.my_models(&who.username).await?;
    let mut lookups = tokio::task::JoinSet::new();
    for (position, name) in names.into_iter().take(MAX_OFFERED).enumerate() {
        let client = who.client.clone();
        lookups.spawn(async move {
            let model = client.model(&name).await.ok();
            (position, model.map(|model| (name, model.into())))
        });
    }
    let mut offered = lookups.join_all().await;
    offered.sort_by_key(|(position, _)| *position);
    Ok(offered.into_iter().filter_map(|(_, model)| model).collect())
}

/// Looks up one model. Returns `None` if this account can't see a model with that name.
pub(crate) async fn look_up(client: &Client, name: &ModelName) -> Result<Option<ModelInfo>, Error> {
    match client.model(name).await {
        Ok(model) => Ok(Some(model.into())),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
