//! Moves one cell from step to step: the task that owns it. Everybody else sees what is written down, and what is in
//! the way just now.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use replicate::Client;
use tokio::sync::{Semaphore, watch};

use super::batches::Context;
use super::record::{Attempts, Cell, Step};
use super::{failure, fetch, follow, submit};
use crate::cancel::Cancel;
use crate::error::blocking;

/// Why a call came to nothing.
pub(super) enum Halt {
    /// The person pressed Cancel.
    Canceled,
    /// The service refused it for good.
    Refused(replicate::Error),
}

/// The task that owns a cell.
pub(super) struct Driver {
    pub(super) context: Context,
    pub(super) cell: Cell,
    /// Said to the window with the cell.
    trouble: watch::Sender<Option<String>>,
    cancel: Cancel,
}

impl Driver {
    pub(super) fn new(
        context: Context,
        cell: Cell,
        trouble: watch::Sender<Option<String>>,
        cancel: Cancel,
    ) -> Driver {
        Driver {
            context,
            cell,
            trouble,
            cancel,
        }
    }

    /// Takes step after step until the cell has ended, once it is its turn.
    pub(super) async fn drive(&mut self, turns: Arc<Semaphore>) {
        let _turn = tokio::select! {
            turn = turns.acquire_owned() => turn,
            () = self.cancel_pressed(), if self.cell.step == Step::Waiting => {
                return self.go(Step::Canceled).await;
            }
        };
        while !self.cell.has_ended() {
            let next = match self.cell.step.clone() {
                Step::Waiting if self.is_canceled() => Step::Canceled,
                Step::Waiting => Step::Submitting {
                    attempts: Attempts::default(),
                },
                Step::Submitting { attempts } => Box::pin(submit::submit(self, attempts)).await,
                Step::Running { prediction } => Box::pin(follow::follow(self, prediction)).await,
                Step::Fetching {
                    prediction,
                    outputs,
                } => Box::pin(fetch::fetch(self, prediction, outputs)).await,
                Step::Done { .. } | Step::Failed { .. } | Step::Canceled => break,
            };
            self.go(next).await;
        }
    }

    /// Takes the next step, once it is written down. Nothing goes on before that.
    pub(super) async fn go(&mut self, step: Step) {
        tracing::info!(cell = %self.cell.id, ?step, "next step");
        self.cell.step = step;
        self.write_down().await;
        self.trouble.send_replace(None);
        // What has ended is told when nobody counts it as going on any more.
        if !self.cell.has_ended() {
            self.tell().await;
        }
    }

    /// Writes the cell down as it is, waiting for a disk that is full for as long as it takes.
    pub(super) async fn write_down(&mut self) {
        let mut wait = self.context.timing.retry_first;
        loop {
            let (ledger, cell) = (self.context.ledger.clone(), self.cell.clone());
            let error = match blocking(move || ledger.save_cell(&cell)).await {
                Ok(Ok(())) => return,
                Ok(Err(error)) => error.to_string(),
                Err(error) => error.to_string(),
            };
            tracing::error!(cell = %self.cell.id, %error, "the cell can't be written down");
            let sentence =
                format!("Waiting: Tintype can't write to its ledger ({error}). Is the disk full?");
            self.trouble(sentence).await;
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(self.context.timing.retry_most);
        }
    }

    /// Takes a prediction for this cell, so that no other takes it for its own.
    pub(super) async fn claim(&mut self, prediction: &str) -> bool {
        let mut wait = self.context.timing.retry_first;
        loop {
            let (ledger, id) = (self.context.ledger.clone(), self.cell.id.clone());
            let asked = prediction.to_owned();
            match blocking(move || ledger.claim(&asked, &id)).await {
                Ok(Ok(ours)) => return ours,
                Ok(Err(error)) => tracing::error!(%error, "a prediction can't be written down"),
                Err(error) => tracing::error!(%error, "a prediction can't be written down"),
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(self.context.timing.retry_most);
        }
    }

    /// True when Cancel was pressed; then it is in the record as well.
    pub(super) fn is_canceled(&mut self) -> bool {
        self.cell.cancel |= self.cancel.is_pressed();
        self.cell.cancel
    }

    /// Ends when Cancel is pressed.
    pub(super) fn cancel_pressed(&self) -> impl Future<Output = ()> + use<> {
        self.cancel.pressed()
    }

    /// The client of the account that pays; waits, and says so, while somebody else or nobody is signed in.
    pub(super) async fn client(&mut self) -> Result<Client, Halt> {
        let mut follow = self.context.session.follow();
        loop {
            let signed_in = follow.borrow_and_update().clone();
            let account = self.cell.account.clone();
            let sentence = match signed_in {
                Some(who) if who.username == account || who.username.is_empty() => {
                    return Ok(who.client);
                }
                Some(_) => format!(
                    "Waiting: this picture belongs to {account}. Sign in with that account to go on."
                ),
                None => "Waiting for a token: sign in to Replicate in Settings, and it goes on."
                    .to_owned(),
            };
            self.trouble(sentence).await;
            let pressed = self.cancel_pressed();
            tokio::select! {
                _ = follow.changed() => {}
                () = pressed, if !self.cell.cancel => return Err(Halt::Canceled),
            }
        }
    }

    /// Waits before a call is repeated, or gives the error back where repeating is of no use.
    pub(super) async fn wait_out(
        &mut self,
        error: replicate::Error,
        wait: &mut Duration,
    ) -> Result<(), Halt> {
        if matches!(error, replicate::Error::Unauthenticated) {
            // The session asks again and finds the token refused; then `client` waits for a better one. Where only
            // this call refused it, it is tried again in a while.
            self.context.session.check().await;
        } else if !error.is_passing() {
            return Err(Halt::Refused(error));
        } else {
            tracing::warn!(cell = %self.cell.id, %error, "waiting to try again");
            self.trouble(format!("{error} Tintype keeps trying.")).await;
        }
        let asked = error.retry_after().unwrap_or_default();
        let pressed = self.cancel_pressed();
        tokio::select! {
            () = tokio::time::sleep(asked.max(*wait)) => {}
            () = pressed, if !self.cell.cancel => return Err(Halt::Canceled),
        }
        *wait = (*wait * 2).min(self.context.timing.retry_most);
        Ok(())
    }

    /// Says what is in the way; it goes on by itself.
    pub(super) async fn trouble(&self, sentence: String) {
        let new = self.trouble.send_if_modified(|trouble| {
            let new = trouble.as_ref() != Some(&sentence);
            *trouble = Some(sentence);
            new
        });
        if new {
            self.tell().await;
        }
    }

    pub(super) async fn clear_trouble(&self) {
        if self.trouble.send_replace(None).is_some() {
            self.tell().await;
        }
    }

    /// Lets the window see the press as it is now.
    pub(super) async fn tell(&self) {
        self.context.tell(&self.cell.batch).await;
    }

    /// The end of a cell that the service refused.
    pub(super) fn refused(&self, prediction: Option<String>, error: &replicate::Error) -> Step {
        Step::Failed {
            prediction,
            outputs: Vec::new(),
            failure: failure::refused(error),
        }
    }
}
