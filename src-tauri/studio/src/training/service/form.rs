//! Lets the person fill in the Train page. The command for Start is in `start`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use dataset::PackError;
use localization::{message, text};
use ordered_lock::MutexGuard;

use super::{Models, TrainingService};
use crate::account::session::SignedIn;
use crate::error::{Error, blocking};
use crate::store::run_record::{Run, Step};
use crate::store::{Key, draft_record};
use crate::training::destinations::{self, ModelInfo};
use crate::training::form::{self, FormContext};
use crate::training::price::{PastTraining, Prices};
use crate::training::trainers::{self, DEFAULT_STEPS, Trainer, parse_trainer};
use crate::view::{
    Account, AppEvent, Destination, FieldProblem, Review, SecretPlace, TrainDraft, TrainForm,
};

impl TrainingService {
    pub(super) async fn context(&self) -> Result<FormContext, Error> {
        let dataset = self.workspace.dataset().ok();
        let draft = match &dataset {
            None => TrainDraft::default(),
            Some(dataset) => {
                let (store, folder) = (self.store.clone(), dataset.folder().to_owned());
                blocking(move || store.get::<draft_record::TrainDraft>(Key::TrainDraft(&folder)))
                    .await??
                    .into()
            }
        };
        self.context_with(draft).await
    }

    pub(super) async fn context_with(&self, draft: TrainDraft) -> Result<FormContext, Error> {
        let (store, buckets) = (self.store.clone(), self.buckets.clone());
        let (trainers, typed) = (self.trainers.clone(), draft.trainer.clone());
        let stored = blocking(move || {
            let trainer = parse_trainer(&typed).ok();
            Ok::<_, Error>((
                store.runs()?,
                buckets.bucket(),
                Prices::load(&store),
                trainer.and_then(|choice| trainers.last_known(&choice)),
            ))
        });
        let (runs, bucket, prices, trainer) = stored.await??;
        let account = self.session.account();
        let trained_here = trained_destinations(&runs, &account);
        let mut models: BTreeMap<String, String> = trained_here
            .iter()
            .map(|name| (name.clone(), text!("training-model-trained-here")))
            .collect();
        let models_found = self.lock_models().by_name.clone();
        models.extend(
            models_found
                .into_iter()
                .map(|(name, about)| (name, about.describe())),
        );
        let hardware = self.hardware.lock().clone();
        let secrets = self.secret_places(trainer.as_ref()).await?;
        let versions = parse_trainer(&draft.trainer)
            .map(|choice| self.trainers.versions(&choice))
            .unwrap_or_default();
        let dataset = self.workspace.dataset().ok();
        let refused = dataset
            .as_ref()
            .map(|dataset| previously_refused(&runs, dataset.folder(), &draft))
            .unwrap_or_default();
        Ok(FormContext {
            past: past_trainings(&runs, &draft.trainer),
            draft,
            account,
            dataset,
            preparation: self.workspace.preparation(),
            trainer,
            refused,
            presets: self.presets().await?,
            trained_here,
            models,
            versions,
            hardware,
            prices,
            secrets,
            bucket,
            is_loopback: self.base.is_loopback(),
        })
    }

    /// Returns the form with the stored draft of the open dataset.
    pub async fn train_form(&self) -> Result<TrainForm, Error> {
        let context = self.context().await?;
        self.look_up_trainer_once(&context.draft.trainer);
        Ok(context.form())
    }

    /// Looks up a trainer in the background, and then emits `AppEvent::Trainer`. Does nothing if the trainer was looked
    /// up since the app started, or while nobody is signed in.
    pub(super) fn look_up_trainer_once(&self, typed: &str) {
        let (Ok(who), Ok(choice)) = (self.session.signed_in(), parse_trainer(typed)) else {
            return;
        };
        if self.trainers.get_cached(&choice).is_some() {
            return;
        }
        let (trainers, events) = (self.trainers.clone(), self.events.clone());
        tokio::spawn(async move {
            match trainers.look_up(&who.client, &choice).await {
                Ok(_) => events.emit(AppEvent::Trainer),
                Err(error) => tracing::warn!(%error, %choice, "the trainer can't be looked up"),
            }
        });
    }

    /// Chooses another trainer for the open dataset, once the service has returned its inputs. Keeps the text typed for
    /// inputs that the new trainer also has.
    pub async fn choose_trainer(&self, typed: &str) -> Result<TrainForm, Error> {
        let choice = parse_trainer(typed).map_err(|message| Error::Field {
            field: "trainer",
            message,
        })?;
        let who = self.session.signed_in()?;
        let trainer = self.trainers.look_up(&who.client, &choice).await?;
        let mut draft = self.context().await?.draft;
        draft.trainer = choice.to_string();
        draft
            .inputs
            .retain(|name, _| trainer.form.field(name).is_some());
        self.set_train_draft(draft).await
    }

    /// Returns the places where the secrets of a trainer are kept, by the input's name. Inputs without a secret are
    /// left out.
    async fn secret_places(
        &self,
        trainer: Option<&Trainer>,
    ) -> Result<BTreeMap<String, SecretPlace>, Error> {
        let Some(trainer) = trainer else {
            return Ok(BTreeMap::new());
        };
        let names: Vec<String> = trainer
            .secret_inputs()
            .map(|field| field.name.clone())
            .collect();
        let mut places = BTreeMap::new();
        for name in names {
            if let Some(place) = self.secrets.place(&trainer.name, &name).await {
                places.insert(name, place);
            }
        }
        Ok(places)
    }

    /// Keeps the text typed for a secret input of the trainer. Empty text forgets the secret.
    pub async fn keep_secret(&self, input: &str, text: &str) -> Result<TrainForm, Error> {
        let context = self.context().await?;
        let trainer = context.trainer.ok_or(Error::NoSuchInput)?;
        let is_secret = trainer.secret_inputs().any(|field| field.name == input);
        if !is_secret {
            return Err(Error::NoSuchInput);
        }
        if text.trim().is_empty() {
            self.secrets.forget(&trainer.name, input).await?;
        } else {
            self.secrets.keep(&trainer.name, input, text.trim()).await?;
        }
        self.train_form().await
    }

    /// Stores the draft for the open dataset, if there is one, and returns the form for the draft.
    pub async fn set_train_draft(&self, draft: TrainDraft) -> Result<TrainForm, Error> {
        if let Ok(dataset) = self.workspace.dataset() {
            let store = self.store.clone();
            let record = draft_record::TrainDraft::from(draft.clone());
            blocking(move || store.set(Key::TrainDraft(dataset.folder()), &record)).await??;
        }
        Ok(self.context_with(draft).await?.form())
    }

    /// Returns the account's most recently trained models, the latest first. Also requests the list of hardware, if it
    /// is not known yet.
    pub async fn destinations(&self) -> Result<Vec<Destination>, Error> {
        let who = self.session.signed_in()?;
        let found = destinations::list_models(&who).await?;
        let destinations = found.iter().map(|(name, about)| Destination {
            name: name.to_string(),
            about: about.describe(),
        });
        let destinations = destinations.collect();
        let found = found.into_iter();
        self.add_models(&who, found.map(|(name, about)| (name.to_string(), about)));
        let unknown = self.hardware.lock().is_empty();
        if unknown {
            let hardware = who.client.hardware().await?;
            *self.hardware.lock() = hardware;
        }
        Ok(destinations)
    }

    /// Looks up the model with the typed name, unless it is known already, and returns the updated form.
    pub async fn look_at_destination(&self) -> Result<TrainForm, Error> {
        let context = self.context().await?;
        let who = self.session.signed_in()?;
        if let Some(name) = context.typed_destination(&who.username)
            && !context.models.contains_key(&name.to_string())
            && let Some(about) = destinations::look_up(&who.client, &name).await?
        {
            self.add_models(&who, [(name.to_string(), about)]);
            return self.train_form().await;
        }
        Ok(context.form())
    }

    /// Locks the known models, and clears them first if they belong to another account than the one signed in.
    fn lock_models(&self) -> MutexGuard<'_, Models> {
        let account = self.session.signed_in().ok().map(|who| who.username);
        let mut models = self.models.lock();
        if models.account != account {
            *models = Models {
                account,
                by_name: BTreeMap::new(),
            };
        }
        models
    }

    /// Adds models of an account, if it is still the one signed in.
    fn add_models(&self, who: &SignedIn, found: impl IntoIterator<Item = (String, ModelInfo)>) {
        let mut models = self.lock_models();
        if models.account.as_ref() == Some(&who.username) {
            models.by_name.extend(found);
        }
    }

    /// Prepares the dataset exactly as it will be sent, and measures it. If the zip is at the person's own address,
    /// reviews only the inputs.
    ///
    /// # Errors
    /// [`Error::Superseded`] if a newer call has begun, or if the task was stopped.
    pub async fn review(&self) -> Result<Review, Error> {
        let number = self.reviews.fetch_add(1, Ordering::SeqCst) + 1;
        let context = self.context().await?;
        let inputs = context.reviewed_inputs();
        let storage = context.draft.storage;
        if !storage.packs_dataset() {
            return Ok(form::review_for_address(inputs));
        }
        let dataset = context.dataset.ok_or(Error::NoDataset)?;
        let task = self.status_bar.begin(message!("training-calculating"));
        let pairs = dataset.pairs();
        let preparation = context.preparation;
        let latest = Arc::clone(&self.reviews);
        let measured = blocking(move || {
            dataset::measure(&pairs, &preparation, &|progress| {
                let flow = task.progress(progress.done, progress.total);
                if latest.load(Ordering::SeqCst) == number {
                    flow
                } else {
                    ControlFlow::Break(())
                }
            })
        })
        .await?;
        match measured {
            Err(PackError::Stopped) => Err(Error::Superseded),
            Err(error) => Err(error.into()),
            Ok(packed) => Ok(form::review(&packed, inputs, storage, &preparation)),
        }
    }

    /// Returns the proposed name for a saved zip, without its extension.
    pub fn zip_name(&self) -> Result<String, Error> {
        Ok(self.workspace.dataset()?.name())
    }

    /// Packs the zip into the file that the person chose. No account is needed.
    pub async fn save_zip(&self, to: PathBuf) -> Result<(), Error> {
        let dataset = self.workspace.dataset()?;
        let task = self.status_bar.begin(message!("training-saving-zip"));
        let (preparation, path) = (self.workspace.preparation(), to.clone());
        let packed = blocking(move || {
            dataset::pack(&dataset.pairs(), &preparation, &path, None, &|progress| {
                task.progress(progress.done, progress.total)
            })
        })
        .await?;
        match packed {
            Err(PackError::Stopped) => Ok(()),
            Err(error) => Err(error.into()),
            Ok(packed) => {
                self.status_bar.info(message!(
                    "training-saved-zip",
                    images = packed.images,
                    place = self.dirs.display_path(&to)
                ));
                Ok(())
            }
        }
    }
}

/// Returns the destinations, `owner/name`, of the trainings that this app started for the account. While the account is
/// not known, returns those of all accounts.
fn trained_destinations(runs: &[Run], account: &Account) -> Vec<String> {
    let of_account = |run: &&Run| match account {
        Account::SignedIn { username, .. } if !username.is_empty() => {
            run.order.account == *username
        }
        Account::SignedIn { .. } | Account::SignedOut { .. } | Account::Checking => true,
    };
    let started = runs.iter().filter(|run| run.training_id().is_some());
    let names = started
        .filter(of_account)
        .map(|run| run.order.destination.clone())
        .filter(|name| !name.is_empty());
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Returns the numbers of steps and the durations of the recorded trainings by a trainer that have succeeded.
fn past_trainings(runs: &[Run], trainer: &str) -> Vec<PastTraining> {
    let Ok(choice) = parse_trainer(trainer) else {
        return Vec::new();
    };
    let name = choice.model.to_string();
    let past = runs.iter().filter(|run| run.order.trainer == name);
    let past = past.filter_map(|run| {
        // A training that ended early says nothing about the trainer's pace.
        matches!(run.step, Step::Succeeded { .. }).then_some(())?;
        Some(PastTraining {
            steps: trainers::steps(&run.order.input).unwrap_or(DEFAULT_STEPS),
            seconds: run.service.predict_time?,
        })
    });
    past.collect()
}

/// Returns the problems with fields that the service reported when the same draft of this dataset was last submitted.
fn previously_refused(runs: &[Run], folder: &Path, draft: &TrainDraft) -> Vec<FieldProblem> {
    let draft = draft_record::TrainDraft::from(draft.clone());
    let same = runs
        .iter()
        .find(|run| run.order.dataset == folder && run.order.draft == draft);
    match same.map(|run| &run.step) {
        Some(Step::Failed { failure, .. }) => {
            failure.fields.iter().cloned().map(Into::into).collect()
        }
        _ => Vec::new(),
    }
}
