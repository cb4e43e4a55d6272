//! Finds an account's own models, as far as possible: the service has no list of them.
//!
//! The sources are the account's trainings, whose outputs name their destination models, the list of everyone's public
//! models, and a search in it. A private model that is not the destination of one of the account's newest few hundred
//! trainings can't be found: the person has to enter its name.

use crate::client::Client;
use crate::error::Error;
use crate::model_name::ModelName;
use crate::models::Model;

/// The maximum number of pages of trainings that are read, with 100 trainings each.
const MAX_PAGES: usize = 3;

impl Client {
    /// Returns the names of this account's models, and of organisations' models that it trained, without duplicates.
    /// The trained models come first, most recently trained at the top. Makes at most five requests.
    ///
    /// A model may have been deleted meanwhile: check with [`Client::model`] before relying on it.
    ///
    /// # Errors
    /// The errors of any call. If only the public models can't be listed or searched, they are left out without an
    /// error.
    pub async fn my_models(&self, username: &str) -> Result<Vec<ModelName>, Error> {
        let mut found = OwnModels {
            username,
            names: Vec::new(),
        };
        let mut cursor = None;
        for _ in 0..MAX_PAGES {
            let page = self.trainings(cursor.as_ref()).await?;
            for training in page.results {
                found.add_trained(training.output.and_then(|output| output.model));
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
                    .for_each(|model| found.add_own(model.full_name().ok())),
                Err(error) => tracing::debug!(%error, "public models can't be listed or searched"),
            }
        }
        Ok(found.names)
    }
}

struct OwnModels<'a> {
    username: &'a str,
    names: Vec<ModelName>,
}

impl OwnModels<'_> {
    /// Adds a model that this account trained. The account can train it again, even if it belongs to an organisation.
    fn add_trained(&mut self, name: Option<ModelName>) {
        let is_new = |name: &ModelName| !self.names.contains(name);
        self.names.extend(name.filter(is_new));
    }

    fn add_own(&mut self, name: Option<ModelName>) {
        let is_new = |name: &ModelName| name.owner() == self.username && !self.names.contains(name);
        self.names.extend(name.filter(is_new));
    }
}
