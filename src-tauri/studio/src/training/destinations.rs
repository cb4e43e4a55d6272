//! The models that a training can go to: the account's own models, and a description of each.

use jiff::Timestamp;
use localization::text;
use replicate::{Client, Error, Model, ModelName, Visibility};

use crate::account::session::SignedIn;
use crate::formatting::ago;

/// The maximum number of models that are offered: each costs a request, and the most recently trained ones are the
/// likely choices.
const OFFERED: usize = 12;

/// The description of a model.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About {
    visibility: Visibility,
    /// The time when its latest version was created, if it has one.
    latest_version: Option<Timestamp>,
}

impl About {
    /// Describes the model: `private · last version 2 days ago`.
    pub(crate) fn in_words(&self) -> String {
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

impl From<Model> for About {
    fn from(model: Model) -> About {
        About {
            visibility: model.visibility,
            latest_version: model.latest_version.and_then(|version| version.created_at),
        }
    }
}

/// Returns the account's models, the most recently trained first. Models that can't be looked up, such as deleted ones,
/// are left out.
pub(crate) async fn of_account(who: &SignedIn) -> Result<Vec<(ModelName, About)>, Error> {
    let names = who.client.my_models(&who.username).await?;
    let mut looks = tokio::task::JoinSet::new();
    for (place, name) in names.into_iter().take(OFFERED).enumerate() {
        let client = who.client.clone();
        looks.spawn(async move {
            let model = client.model(&name).await.ok();
            (place, model.map(|model| (name, model.into())))
        });
    }
    let mut offered = looks.join_all().await;
    offered.sort_by_key(|(place, _)| *place);
    Ok(offered.into_iter().filter_map(|(_, model)| model).collect())
}

/// Looks up one model. Returns `None` if this account can't see a model with that name.
pub(crate) async fn look(client: &Client, name: &ModelName) -> Result<Option<About>, Error> {
    match client.model(name).await {
        Ok(model) => Ok(Some(model.into())),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
