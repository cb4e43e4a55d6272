//! Provides the Trainings page: this app's runs from the store, and the account's other trainings from the service.

use std::sync::Arc;

use localization::text;
use ordered_lock::{Mutex, MutexGuard, Rank};
use replicate::{Cursor, Redaction};

use crate::account::session::{Session, SignedIn};
use crate::error::{Error, blocking};
use crate::events::Events;
use crate::inputs::secret::redact;
use crate::jobs::Timing;
use crate::store::Store;
use crate::store::zip_storage::Storage;
use crate::training::price::{self, BilledTraining, Prices};
use crate::training::run::live::Live;
use crate::training::run::{Runs, presenter};
use crate::view::{self, AppEvent, TrainingRow, Trainings};

/// All trainings: this app's and others.
#[derive(Clone)]
pub(crate) struct TrainingHistory {
    store: Store,
    session: Session,
    runs: Runs,
    events: Events,
    timing: Timing,
    elsewhere: Arc<Mutex<ElsewhereTrainings>>,
}

/// The account's trainings that were started elsewhere, as far as they have been loaded.
#[derive(Default)]
struct ElsewhereTrainings {
    /// The account that the trainings belong to; `None` while nobody is signed in.
    account: Option<String>,
    trainings: Vec<replicate::Training>,
    next: Option<Cursor>,
    /// The id of the training that is shown and therefore followed.
    followed: Option<String>,
}

impl TrainingHistory {
    pub(crate) fn new(
        store: Store,
        session: Session,
        runs: Runs,
        events: Events,
        timing: Timing,
    ) -> TrainingHistory {
        TrainingHistory {
            store,
            session,
            runs,
            events,
            timing,
            elsewhere: Arc::new(Mutex::new(Rank::Elsewhere, ElsewhereTrainings::default())),
        }
    }

    /// Loads the account's newest trainings and returns the list.
    pub(crate) async fn list(&self) -> Result<Trainings, Error> {
        let problem = match self.session.signed_in() {
            Err(_) => Some(text!("training-others-need-account")),
            Ok(who) => match who.client.trainings(None).await {
                Ok(page) => {
                    if let Some(mut elsewhere) = self.lock_for(&who) {
                        elsewhere.trainings = without_secrets(page.results).collect();
                        elsewhere.next = page.next.into_cursor();
                    }
                    None
                }
                Err(error) => Some(text!("training-others-unknown", error = error.message())),
            },
        };
        self.rows(problem).await
    }

    /// Loads one more page of the account's older trainings and returns the list.
    pub(crate) async fn load_more(&self) -> Result<Trainings, Error> {
        let next = self.lock().next.clone();
        let mut problem = None;
        if let (Some(cursor), Ok(who)) = (next, self.session.signed_in()) {
            match who.client.trainings(Some(&cursor)).await {
                Ok(page) => {
                    if let Some(mut elsewhere) = self.lock_for(&who) {
                        elsewhere.trainings.extend(without_secrets(page.results));
                        elsewhere.next = page.next.into_cursor();
                    }
                }
                Err(error) => {
                    problem = Some(text!("training-older-unknown", error = error.message()));
                }
            }
        }
        self.rows(problem).await
    }

    async fn rows(&self, problem: Option<String>) -> Result<Trainings, Error> {
        let store = self.store.clone();
        let runs = blocking(move || store.runs()).await??;
        let prices = self.prices().await?;
        let elsewhere = self.lock();
        let is_ours = |training: &replicate::Training| {
            runs.iter().any(|run| {
                run.training_id() == Some(&training.id) || run.may_have_started(training)
            })
        };
        let others = elsewhere
            .trainings
            .iter()
            .filter(|training| !is_ours(training))
            .filter_map(|training| {
                let per_second = prices.per_second(&training.model);
                Some(BilledTraining {
                    per_second: per_second.map(|price| price.dollars),
                    seconds: training.metrics.predict_time?,
                    at: training.created_at?,
                })
            });
        let ours = runs.iter().filter_map(|run| {
            Some(BilledTraining {
                per_second: presenter::per_second(run),
                seconds: run.service.predict_time?,
                at: run.created_at,
            })
        });
        let months = price::monthly_totals(ours.chain(others).collect());
        let mut dated: Vec<(Option<jiff::Timestamp>, TrainingRow)> = elsewhere
            .trainings
            .iter()
            .filter(|training| !is_ours(training))
            .map(|training| (training.created_at, presenter::elsewhere_row(training)))
            .collect();
        for run in runs.iter() {
            let row = match self.runs.snapshot(&run.id) {
                Some(snapshot) => presenter::row(&snapshot.run, &snapshot.live, &snapshot.log),
                None => presenter::row(run, &Live::default(), ""),
            };
            dated.push((Some(run.created_at), row));
        }
        dated.sort_by_key(|(created_at, _)| std::cmp::Reverse(*created_at));
        Ok(Trainings {
            rows: dated.into_iter().map(|(_, row)| row).collect(),
            more: elsewhere.next.is_some(),
            problem,
            months,
        })
    }

    /// Returns the page's view of one training, by the id of its row.
    pub(crate) async fn one(&self, id: &str) -> Result<view::Training, Error> {
        if let Some(snapshot) = self.runs.snapshot(id) {
            return Ok(presenter::training(
                &snapshot.run,
                &snapshot.live,
                &snapshot.log,
            ));
        }
        let (store, run_id) = (self.store.clone(), id.to_owned());
        let stored =
            blocking(move || Ok::<_, Error>((store.run(&run_id)?, store.log(&run_id)?))).await??;
        if let (Some(run), log) = stored {
            return Ok(presenter::training(&run, &Live::default(), &log));
        }
        let prices = self.prices().await?;
        let who = self.session.signed_in()?;
        let training = without_secret(who.client.training(id).await?);
        if !training.status.is_terminal() {
            self.follow(id, who);
        }
        Ok(presenter::elsewhere_training(&training, &prices))
    }

    /// Follows a training that was started elsewhere until it ends, but only for as long as it is shown.
    fn follow(&self, id: &str, who: SignedIn) {
        let previous = self.lock().followed.replace(id.to_owned());
        if previous.as_deref() == Some(id) {
            return;
        }
        let (history, id) = (self.clone(), id.to_owned());
        tokio::spawn(async move {
            let mut interval = history.timing.poll_initial;
            loop {
                tokio::time::sleep(interval).await;
                interval = (interval * 3 / 2).min(history.timing.poll_max);
                let is_shown = history.lock().followed.as_deref() == Some(id.as_str());
                // Another account can't see this training.
                if !is_shown || history.account().as_ref() != Some(&who.username) {
                    break;
                }
                // A failed poll is repeated without an error, because only the display depends on it.
                let Ok(training) = who.client.training(&id).await.map(without_secret) else {
                    continue;
                };
                if history.account().as_ref() != Some(&who.username) {
                    break;
                }
                let prices = history.prices().await.unwrap_or_default();
                history.events.emit(AppEvent::Training {
                    training: presenter::elsewhere_training(&training, &prices),
                    row: presenter::elsewhere_row(&training),
                    running: history.runs.any(),
                });
                if training.status.is_terminal() {
                    break;
                }
            }
            let mut elsewhere = history.lock();
            elsewhere.followed.take_if(|followed| *followed == id);
        });
    }

    /// Cancels a training, this app's or another.
    pub(crate) async fn cancel(&self, id: &str) -> Result<view::Training, Error> {
        if self.runs.snapshot(id).is_some() {
            self.runs.cancel(id)?;
            return self.one(id).await;
        }
        let (store, run_id) = (self.store.clone(), id.to_owned());
        if blocking(move || store.run(&run_id)).await??.is_some() {
            return Err(Error::AlreadyEnded);
        }
        let prices = self.prices().await?;
        let who = self.session.signed_in()?;
        let training = without_secret(who.client.cancel_training(id).await?);
        self.events.emit(AppEvent::Training {
            training: presenter::elsewhere_training(&training, &prices),
            row: presenter::elsewhere_row(&training),
            running: self.runs.any(),
        });
        Ok(presenter::elsewhere_training(&training, &prices))
    }

    /// Removes an ended run from the list, and deletes the zip that it kept for another try. The service's record of
    /// the training stays. Returns the storage whose zip could not be deleted, if any.
    pub(crate) async fn remove(&self, id: &str) -> Result<Option<Storage>, Error> {
        if self.runs.snapshot(id).is_some() {
            return Err(Error::StillRunning);
        }
        let (store, run_id) = (self.store.clone(), id.to_owned());
        let run = blocking(move || store.run(&run_id)).await??;
        let mut undeleted = None;
        if let Some(run) = run
            && !self.runs.delete_kept_zip(&run).await
        {
            undeleted = Some(run.order.storage);
        }
        let (store, id) = (self.store.clone(), id.to_owned());
        blocking(move || store.remove_run(&id)).await??;
        Ok(undeleted)
    }

    /// Returns the service's id of a training, and the name of its destination, for opening their pages.
    pub(crate) async fn pages(&self, id: &str) -> Result<(Option<String>, Option<String>), Error> {
        let (store, run_id) = (self.store.clone(), id.to_owned());
        if let Some(run) = blocking(move || store.run(&run_id)).await?? {
            return Ok((
                run.training_id().map(str::to_owned),
                Some(run.order.destination),
            ));
        }
        let elsewhere = self.lock();
        let training = elsewhere
            .trainings
            .iter()
            .find(|training| training.id == id);
        let model = training.and_then(|training| {
            training
                .output
                .as_ref()?
                .model
                .as_ref()
                .map(ToString::to_string)
        });
        Ok((Some(id.to_owned()), model))
    }

    async fn prices(&self) -> Result<Prices, Error> {
        let store = self.store.clone();
        blocking(move || Prices::load(&store)).await
    }

    /// Returns the name of the account that is signed in.
    fn account(&self) -> Option<String> {
        self.session.signed_in().ok().map(|who| who.username)
    }

    /// Locks the trainings that were loaded for the signed-in account. Trainings loaded for another account are dropped
    /// first.
    fn lock(&self) -> MutexGuard<'_, ElsewhereTrainings> {
        let account = self.account();
        let mut elsewhere = self.elsewhere.lock();
        if elsewhere.account != account {
            *elsewhere = ElsewhereTrainings {
                account,
                ..ElsewhereTrainings::default()
            };
        }
        elsewhere
    }

    /// Locks the loaded trainings, to store a response for this account in them. Returns `None` if another account is
    /// signed in by now.
    fn lock_for(&self, who: &SignedIn) -> Option<MutexGuard<'_, ElsewhereTrainings>> {
        let elsewhere = self.lock();
        (elsewhere.account.as_ref() == Some(&who.username)).then_some(elsewhere)
    }
}

/// Removes the secrets from a training that was started elsewhere, because the service repeats them.
fn without_secret(training: replicate::Training) -> replicate::Training {
    redact(training, &[], Redaction::default())
}

fn without_secrets(
    trainings: Vec<replicate::Training>,
) -> impl Iterator<Item = replicate::Training> {
    trainings.into_iter().map(without_secret)
}
