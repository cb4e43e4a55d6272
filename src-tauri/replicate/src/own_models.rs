//! An account's own models, found as well as the service allows: it has no list of them.
//!
//! What it has is the account's trainings, whose outputs name the models that took them; the list of
//! everyone's public models; and a search among those. A private model that was never trained through the
//! account's newest few hundred trainings can't be found: it has to be named.

use crate::client::Client;
use crate::error::Error;
use crate::model_name::ModelName;
use crate::models::Model;

/// How many pages of trainings are read, of 100 each.
const PAGES: usize = 3;

impl Client {
    /// Names of models of this account, and of organisations' that it trained, those trained last first, each once. At
    /// most five requests.
    ///
    /// One may have been deleted since: ask [`Client::model`] before relying on it.
    ///
    /// # Errors
    /// What any call may fail with. A search that is refused is not one: its models are then missing.
    pub async fn my_models(&self, username: &str) -> Result<Vec<ModelName>, Error> {
        let mut found = Found {
            username,
            names: Vec::new(),
        };
        let mut cursor = None;
        for _ in 0..PAGES {
            let page = self.trainings(cursor.as_ref()).await?;
            for training in page.results {
                found.note_trained(training.output.and_then(|output| output.model));
            }
            cursor = page.next.into_cursor();
            if cursor.is_none() {
                break;
            }
        }
        let newest = self.models(None).await;
        let search = self.query::<Model>(&["models"], username).await;
        for models in [newest, search] {
            match models {
                Ok(page) => page
                    .results
                    .iter()
                    .for_each(|model| found.note(model.full_name().ok())),
                Err(error) => tracing::debug!(%error, "public models can't be looked through"),
            }
        }
        Ok(found.names)
    }
}

struct Found<'a> {
    username: &'a str,
    names: Vec<ModelName>,
}

impl Found<'_> {
    /// What this account trained it may train again, also where it belongs to an organisation.
    fn note_trained(&mut self, name: Option<ModelName>) {
        let new = |name: &ModelName| !self.names.contains(name);
        self.names.extend(name.filter(new));
    }

    fn note(&mut self, name: Option<ModelName>) {
        let new = |name: &ModelName| name.owner() == self.username && !self.names.contains(name);
        self.names.extend(name.filter(new));
    }
}
