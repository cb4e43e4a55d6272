//! Lets the person list, compare, cancel and remove trainings on the Trainings page, and fetch their weights.

use std::path::PathBuf;

use localization::message;

use super::TrainingService;
use crate::error::{Error, blocking};
use crate::store::zip_storage::Storage;
use crate::view::{ComparedInput, TrainForm, Training, Trainings, Weights};

impl TrainingService {
    /// Returns the list of trainings, newest first.
    pub async fn trainings(&self) -> Result<Trainings, Error> {
        self.history.list().await
    }

    /// Returns the list with the next page of the account's older trainings.
    pub async fn more_trainings(&self) -> Result<Trainings, Error> {
        self.history.load_more().await
    }

    /// Returns one training with all its details.
    pub async fn training(&self, id: &str) -> Result<Training, Error> {
        self.history.one(id).await
    }

    /// Returns the inputs of two trainings side by side, in the order of the first training. The inputs that only the
    /// second training has follow.
    pub async fn compare_trainings(
        &self,
        one: &str,
        other: &str,
    ) -> Result<Vec<ComparedInput>, Error> {
        let (one, other) = (self.history.one(one).await?, self.history.one(other).await?);
        let value = |training: &Training, name: &str| {
            let input = training.inputs.iter().find(|input| input.name == name);
            input.map(|input| input.value.clone()).unwrap_or_default()
        };
        let mut names: Vec<&String> = one.inputs.iter().map(|input| &input.name).collect();
        for input in &other.inputs {
            if !names.contains(&&input.name) {
                names.push(&input.name);
            }
        }
        let compared = names.into_iter().map(|name| {
            let values = [value(&one, name), value(&other, name)];
            ComparedInput {
                name: name.clone(),
                differs: values[0] != values[1],
                values,
            }
        });
        Ok(compared.collect())
    }

    /// Cancels a training.
    pub async fn cancel_training(&self, id: &str) -> Result<Training, Error> {
        self.history.cancel(id).await
    }

    /// Opens a run's dataset, if it is not open, and fills in the Train page with the run's draft.
    pub async fn try_again(&self, id: &str) -> Result<TrainForm, Error> {
        let (store, id) = (self.store.clone(), id.to_owned());
        let run = blocking(move || store.run(&id))
            .await??
            .ok_or(Error::NoSuchTraining)?;
        let is_open = self
            .workspace
            .dataset()
            .is_ok_and(|dataset| dataset.folder() == run.order.dataset);
        if !is_open {
            self.workspace.open(run.order.dataset.clone()).await?;
            self.workspace.save_open_dataset().await?;
        }
        self.set_train_draft(run.order.draft.into()).await
    }

    /// Returns the state of a run's weights on this computer, or `None` for a training that has none or was started
    /// elsewhere.
    pub async fn weights(&self, id: &str) -> Result<Option<Weights>, Error> {
        let (store, weights, id) = (self.store.clone(), self.weights.clone(), id.to_owned());
        blocking(move || Ok(store.run(&id)?.and_then(|run| weights.view(&run)))).await?
    }

    /// Starts fetching a run's weights.
    pub async fn fetch_weights(&self, id: &str) -> Result<(), Error> {
        let (store, id) = (self.store.clone(), id.to_owned());
        let run = blocking(move || store.run(&id)).await??;
        self.weights.fetch(&run.ok_or(Error::NoSuchTraining)?);
        Ok(())
    }

    /// Returns the path of the file with a run's weights.
    pub async fn weights_path(&self, id: &str) -> Result<PathBuf, Error> {
        let (store, weights, id) = (self.store.clone(), self.weights.clone(), id.to_owned());
        let path =
            blocking(move || Ok::<_, Error>(store.run(&id)?.and_then(|run| weights.path_of(&run))));
        path.await??.ok_or(Error::NoWeights)
    }

    pub(crate) async fn resume_weights(&self) {
        let (store, weights) = (self.store.clone(), self.weights.clone());
        let resumed = blocking(move || store.runs().map(|runs| weights.resume(&runs))).await;
        if let Ok(Err(error)) = resumed {
            tracing::warn!(%error, "interrupted downloads of weights can't be resumed");
        }
    }

    /// Removes an ended run from the list, and reports in the status line if its zip could not be deleted.
    pub async fn remove_training(&self, id: &str) -> Result<Trainings, Error> {
        let undeleted = self.history.remove(id).await?;
        self.weights.forget(id);
        if let Some(storage) = undeleted {
            self.status_bar.error(match storage {
                Storage::Replicate => message!("training-removed-zip-left-on-replicate"),
                Storage::Bucket(bucket) => {
                    message!("training-removed-zip-left-in-bucket", bucket = bucket.name)
                }
                Storage::Address { .. } => message!("training-removed-zip-left-at-address"),
            });
        }
        self.history.list().await
    }
}
