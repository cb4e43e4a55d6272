//! Moves one cell from step to step, in the task that owns it. Everything else sees only what is recorded, and the
//! cell's current trouble.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use replicate::{Client, NetworkFailure};
use tokio::sync::{Semaphore, watch};

use super::batches::Context;
use super::{confirm, fetch, follow, submit};
use crate::account::session::{NotSignedIn, SignedIn};
use crate::cancel::Cancel;
use crate::error::blocking;
use crate::store::batch_record::{Attempts, Cell, Step};
use crate::store::billing::Billing;
use crate::view::PictureFailure;

/// The reason why a call has no result.
pub(super) enum Interrupted {
    /// The person pressed Cancel.
    Canceled,
    /// The service refused the call permanently.
    Refused(replicate::Error),
}

/// The task that owns a cell.
pub(super) struct Driver {
    pub(super) context: Context,
    pub(super) cell: Cell,
    /// The cell's current trouble, which is shown in the window with the cell.
    trouble: watch::Sender<Trouble>,
    cancel: Cancel,
    /// Changes when the person says that the picture was not made.
    not_made: watch::Receiver<()>,
    /// Outputs that were included in an answer as `data:` addresses, by their index among the outputs.
    inline: BTreeMap<u32, String>,
    /// The moment of the last request for the prediction, if it was made since the app started.
    asked: Option<Instant>,
}

/// The current trouble of a cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Trouble {
    /// A sentence that says what is in the way. The cell continues by itself.
    pub(crate) sentence: Option<String>,
    /// True if the service's list could not show whether the prediction was made.
    pub(crate) doubt: bool,
}

impl Driver {
    pub(super) fn new(
        context: Context,
        cell: Cell,
        trouble: watch::Sender<Trouble>,
        cancel: Cancel,
        not_made: watch::Receiver<()>,
    ) -> Driver {
        Driver {
            context,
            cell,
            trouble,
            cancel,
            not_made,
            inline: BTreeMap::new(),
            asked: None,
        }
    }

    /// Waits for the cell's turn, then takes step after step until the cell has ended.
    pub(super) async fn drive(&mut self, turns: Arc<Semaphore>) {
        let mut turn = None;
        while !self.cell.has_ended() {
            if matches!(self.cell.step, Step::Unconfirmed { .. }) {
                // Confirming may take long and needs no turn.
                turn = None;
            } else if turn.is_none() {
                turn = tokio::select! {
                    turn = Arc::clone(&turns).acquire_owned() => turn.ok(),
                    () = self.cancel_pressed(), if self.cell.step == Step::Waiting => None,
                };
            }
            let next = match self.cell.step.clone() {
                Step::Waiting if self.is_canceled() => self.cell.canceled_without_prediction(),
                Step::Waiting => Step::Submitting {
                    attempts: Attempts::default(),
                },
                Step::Submitting { attempts } => Box::pin(submit::submit(self, attempts)).await,
                Step::Unconfirmed { attempts } => Box::pin(confirm::confirm(self, attempts)).await,
                Step::Running { prediction } => Box::pin(follow::follow(self, prediction)).await,
                Step::Fetching {
                    prediction,
                    outputs,
                } => Box::pin(fetch::fetch(self, prediction, outputs)).await,
                Step::Done { .. } | Step::Failed { .. } | Step::Canceled { .. } => break,
            };
            self.go(next).await;
        }
    }

    /// Takes the next step once it is recorded. Nothing continues before that.
    pub(super) async fn go(&mut self, step: Step) {
        tracing::info!(cell = %self.cell.id, ?step, "next step");
        self.cell.step = step;
        self.persist().await;
        self.trouble.send_replace(Trouble::default());
        // `Batches` shows the end of a cell, after it has removed the cell's handle.
        if !self.cell.has_ended() {
            self.tell().await;
        }
    }

    /// Records the cell as it is. Waits for a full disk for as long as it takes.
    pub(super) async fn persist(&mut self) {
        let mut wait = self.context.timing.retry_first;
        loop {
            let (store, cell) = (self.context.store.clone(), self.cell.clone());
            let error = match blocking(move || store.save_cell(&cell)).await {
                Ok(Ok(())) => return,
                Ok(Err(error)) => error.to_string(),
                Err(error) => error.to_string(),
            };
            self.ledger_in_the_way(&error).await;
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(self.context.timing.retry_most);
        }
    }

    /// Claims a prediction for this attempt and writes the step that follows, both or neither. Returns false if
    /// another attempt has it.
    pub(super) async fn claim(
        &mut self,
        prediction: &str,
        attempts: Attempts,
        next: &Step,
    ) -> bool {
        let mut cell = self.cell.clone();
        cell.step = next.clone();
        let mut wait = self.context.timing.retry_first;
        loop {
            let (store, id, record) = (
                self.context.store.clone(),
                prediction.to_owned(),
                cell.clone(),
            );
            match blocking(move || store.claim(&id, attempts, &record)).await {
                Ok(Ok(ours)) => return ours,
                Ok(Err(error)) => self.ledger_in_the_way(&error.to_string()).await,
                Err(error) => self.ledger_in_the_way(&error.to_string()).await,
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(self.context.timing.retry_most);
        }
    }

    /// Returns the number of the claim to a prediction, if there is one.
    pub(super) async fn claim_of(&self, prediction: &str) -> Option<i64> {
        let id = prediction.to_owned();
        self.read(move |store| store.claim_of(&id)).await
    }

    /// Returns the number of the newest claim.
    pub(super) async fn newest_claim(&self) -> i64 {
        self.read(crate::store::Store::newest_claim).await
    }

    /// Reads from the ledger, and retries until that succeeds.
    async fn read<T: Send + 'static>(
        &self,
        call: impl Fn(&crate::store::Store) -> Result<T, crate::error::StoreError>
        + Clone
        + Send
        + 'static,
    ) -> T {
        let mut wait = self.context.timing.retry_first;
        loop {
            let (store, call) = (self.context.store.clone(), call.clone());
            match blocking(move || call(&store)).await {
                Ok(Ok(found)) => return found,
                Ok(Err(error)) => self.ledger_in_the_way(&error.to_string()).await,
                Err(error) => self.ledger_in_the_way(&error.to_string()).await,
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(self.context.timing.retry_most);
        }
    }

    async fn ledger_in_the_way(&self, error: &str) {
        tracing::error!(cell = %self.cell.id, error, "the ledger can't be used");
        self.trouble(format!(
            "Waiting: Tintype can't use its ledger ({error}). Is the disk full?"
        ))
        .await;
    }

    /// Keeps outputs that are `data:` addresses in memory, and returns the outputs with only the beginning of these:
    /// they are megabytes long and must not get into the ledger.
    pub(super) fn set_inline_aside(&mut self, outputs: &[String]) -> Vec<String> {
        self.inline.clear();
        let short = |(index, output): (u32, &String)| {
            if !output.starts_with("data:") {
                return output.clone();
            }
            self.inline.insert(index, output.clone());
            output
                .chars()
                .take_while(|one| *one != ',')
                .take(100)
                .collect()
        };
        (0..).zip(outputs).map(short).collect()
    }

    /// Returns the output at this index, if it was included in an answer.
    pub(super) fn inline(&self, index: u32) -> Option<&str> {
        self.inline.get(&index).map(String::as_str)
    }

    /// Notes that the prediction is being requested.
    pub(super) fn asked_now(&mut self) {
        self.asked = Some(Instant::now());
    }

    /// Returns whether more than `time` may have passed since the prediction was requested, which was at `since` by
    /// this computer's clock.
    pub(super) fn asked_longer_ago_than(&self, time: Duration, since: Option<Timestamp>) -> bool {
        let by_the_process = self.asked.is_some_and(|asked| asked.elapsed() > time);
        by_the_process || confirm::may_have_passed(time, since)
    }

    /// Ignores earlier statements of the person that the picture was not made: they are about an earlier attempt.
    pub(super) fn ignore_earlier_presses(&mut self) {
        self.not_made.mark_unchanged();
    }

    /// Returns whether the person has said since then that the picture was not made.
    pub(super) fn says_it_was_not_made(&self) -> bool {
        self.not_made.has_changed().unwrap_or(false)
    }

    /// Waits for this time, or until the person says that the picture was not made.
    pub(super) async fn pause_or_press(&self, time: Duration) {
        let mut pressed = self.not_made.clone();
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            Ok(()) = pressed.changed() => {}
        }
    }

    /// Returns whether Cancel was pressed, and notes that in the cell's record.
    pub(super) fn is_canceled(&mut self) -> bool {
        self.cell.cancel |= self.cancel.is_pressed();
        self.cell.cancel
    }

    /// Waits until Cancel is pressed.
    pub(super) fn cancel_pressed(&self) -> impl Future<Output = ()> + use<> {
        self.cancel.pressed()
    }

    /// Returns the client of the account that pays. While nobody or somebody else is signed in, waits and shows that.
    pub(super) async fn client(&mut self) -> Result<Client, Interrupted> {
        let mut follow = self.context.session.follow();
        let mut wait = self.context.timing.retry_first;
        loop {
            follow.mark_unchanged();
            let account = self.cell.account.clone();
            let why = match self.context.session.client_of(&account).await {
                Ok(client) => return Ok(client),
                Err(why) => why,
            };
            let sentence = match why {
                NotSignedIn::Nobody => {
                    "Waiting for a token: sign in to Replicate in Settings, and it goes on."
                        .to_owned()
                }
                NotSignedIn::Another => format!(
                    "Waiting: this picture belongs to {account}. Sign in with that account to go on."
                ),
                NotSignedIn::Unchecked => {
                    format!("{} Tintype keeps trying.", NetworkFailure::Unreachable)
                }
            };
            self.trouble(sentence).await;
            let pressed = self.cancel_pressed();
            let mut known = follow.clone();
            let is_known = known.wait_for(|who| who.as_ref().is_none_or(SignedIn::is_checked));
            tokio::select! {
                _ = follow.changed(), if why != NotSignedIn::Unchecked => {}
                // Not `changed`: a failed check is a change too, even one made by another picture.
                _ = is_known, if why == NotSignedIn::Unchecked => {}
                () = tokio::time::sleep(wait), if why == NotSignedIn::Unchecked => {}
                () = pressed, if !self.cell.cancel => return Err(Interrupted::Canceled),
            }
            wait = (wait * 2).min(self.context.timing.retry_most);
        }
    }

    /// Waits before a call is repeated. Returns the error if repeating the call is of no use.
    pub(super) async fn backoff(
        &mut self,
        error: replicate::Error,
        wait: &mut Duration,
    ) -> Result<(), Interrupted> {
        if matches!(error, replicate::Error::Unauthenticated) {
            // `check` asks the service again. If it refuses the token there too, `client` waits for a better one. If
            // only this call refused the token, it is repeated after the wait.
            self.context.session.check().await;
        } else if error.is_passing() {
            tracing::warn!(cell = %self.cell.id, %error, "waiting to try again");
            self.trouble(format!("{error} Tintype keeps trying.")).await;
        } else {
            return Err(Interrupted::Refused(error));
        }
        let asked = error.retry_after().unwrap_or_default();
        let pressed = self.cancel_pressed();
        tokio::select! {
            () = tokio::time::sleep(asked.max(*wait)) => {}
            () = pressed, if !self.cell.cancel => return Err(Interrupted::Canceled),
        }
        *wait = (*wait * 2).min(self.context.timing.retry_most);
        Ok(())
    }

    /// Shows what is in the way. The cell continues by itself.
    pub(super) async fn trouble(&self, sentence: String) {
        let doubt = self.in_doubt();
        self.say(Trouble {
            sentence: Some(sentence),
            doubt,
        })
        .await;
    }

    /// Shows that it is not known whether the picture was made.
    pub(super) async fn doubt(&self, why: &str) {
        tracing::warn!(cell = %self.cell.id, why, "not known whether the picture was made");
        self.say(Trouble {
            sentence: Some(format!("{why} Tintype keeps looking.")),
            doubt: true,
        })
        .await;
    }

    pub(super) fn in_doubt(&self) -> bool {
        self.trouble.borrow().doubt
    }

    pub(super) async fn clear_trouble(&self) {
        self.say(Trouble::default()).await;
    }

    async fn say(&self, trouble: Trouble) {
        let new = self.trouble.send_if_modified(|before| {
            let new = *before != trouble;
            *before = trouble;
            new
        });
        if new {
            self.tell().await;
        }
    }

    /// Sends the batch's current state to the window.
    pub(super) async fn tell(&self) {
        self.context.tell(&self.cell.batch).await;
    }

    /// Returns the end of a cell for which no prediction was made.
    pub(super) fn failed_without_prediction(&self, failure: PictureFailure) -> Step {
        self.failed(failure, self.cell.billing_without_prediction())
    }

    /// Returns the end of a cell for which it can no longer be found out whether a prediction was made.
    pub(super) fn failed_unconfirmed(&self, failure: PictureFailure) -> Step {
        self.failed(failure, Billing::Unknown)
    }

    fn failed(&self, failure: PictureFailure, billing: Billing) -> Step {
        Step::Failed {
            prediction: None,
            outputs: Vec::new(),
            failure,
            billing,
        }
    }
}
