//! The models that a training can go to: the account's own models, and a description of each.

use jiff::Timestamp;
use replicate::{Client, Error, Model, ModelName, Visibility};

use crate::account::session::SignedIn;
use crate::formatting::ago;
use crate::view::Destination;

/// The maximum number of models that are offered: each costs a request, and the most recently trained ones are the
/// likely choices.
const OFFERED: usize = 12;

/// Returns the account's models, the most recently trained first. Models that can't be looked up, such as deleted ones,
/// are left out.
pub(crate) async fn of_account(who: &SignedIn) -> Result<Vec<Destination>, Error> {
    let names = who.client.my_models(&who.username).await?;
    let mut looks = tokio::task::JoinSet::new();
    for (place, name) in names.into_iter().take(OFFERED).enumerate() {
        let client = who.client.clone();
        looks.spawn(async move {
            (
                place,
                client
                    .model(&name)
                    .await
                    .ok()
                    .map(|model| offered(&name, &model)),
            )
        });
    }
    let mut offered = looks.join_all().await;
    offered.sort_by_key(|(place, _)| *place);
    Ok(offered
        .into_iter()
        .filter_map(|(_, destination)| destination)
        .collect())
}

/// Looks up one model. Returns `None` if this account can't see a model with that name.
pub(crate) async fn look(client: &Client, name: &ModelName) -> Result<Option<Destination>, Error> {
    match client.model(name).await {
        Ok(model) => Ok(Some(offered(name, &model))),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn offered(name: &ModelName, model: &Model) -> Destination {
    let visibility = match model.visibility {
        Visibility::Private => "private",
        Visibility::Public => "public",
    };
    let version = model
        .latest_version
        .as_ref()
        .and_then(|version| version.created_at);
    let about = match version {
        Some(then) => format!(
            "{visibility} · last version {}",
            ago(then, Timestamp::now())
        ),
        None => format!("{visibility} · no version yet"),
    };
    Destination {
        name: name.to_string(),
        about,
    }
}
