//! Moves one run from step to step in the task that owns it. Everything else sees snapshots.

use std::future::Future;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use replicate::{Client, NetworkFailure};
use tokio::sync::watch;

use super::live::{Live, Speed};
use super::progress::ByteProgress;
use super::runs::{Context, Snapshot};
use super::{confirm, follow, pack, presenter, submit, upload};
use crate::account::session::{NotSignedIn, SignedIn};
use crate::cancel::Cancel;
use crate::error::blocking;
use crate::store::run_record::{Run, Step};
use crate::view::Failure;

/// The interval at which progress is reported to the window.
const EMIT_EVERY: Duration = Duration::from_millis(100);

/// Why a call has no result.
pub(super) enum Interrupted {
    /// The person pressed Cancel.
    Canceled,
    /// The service refused it for good.
    Refused(replicate::Error),
}

/// Why a step can't go on.
pub(super) enum Stop {
    Interrupted(Interrupted),
    /// Tintype itself knows the reason.
    Failed(Failure),
}

impl From<Interrupted> for Stop {
    fn from(halt: Interrupted) -> Self {
        Stop::Interrupted(halt)
    }
}

/// Returns whether the same call may succeed later. An answer that can't be parsed is not final: it may come from
/// something between this computer and the service.
fn may_pass(error: &replicate::Error) -> bool {
    error.is_passing() || matches!(error, replicate::Error::Answer { .. })
}

/// The task that owns a run.
pub(super) struct Driver {
    pub(super) context: Context,
    pub(super) run: Run,
    pub(super) live: Live,
    pub(super) log: String,
    snapshot: watch::Sender<Snapshot>,
    cancel: Cancel,
    /// Changes when the person says that the training did not start.
    not_started: watch::Receiver<()>,
}

impl Driver {
    /// Creates the driver of a run. It publishes the run's state in `snapshot` and receives the person's presses in
    /// `cancel` and `not_started`.
    pub(super) fn new(
        context: Context,
        first: Snapshot,
        snapshot: watch::Sender<Snapshot>,
        cancel: Cancel,
        not_started: watch::Receiver<()>,
    ) -> Driver {
        Driver {
            context,
            run: first.run,
            live: first.live,
            log: first.log,
            snapshot,
            cancel,
            not_started,
        }
    }

    /// Performs one step after the other until the run has ended.
    pub(super) async fn drive(&mut self) {
        while !self.run.has_ended() {
            let next = match self.run.step.clone() {
                Step::Packing => pack::pack(self).await,
                Step::Uploading { archive, parts } => {
                    Box::pin(upload::upload(self, archive, parts)).await
                }
                Step::Submitting {
                    archive,
                    upload,
                    attempts,
                } => Box::pin(submit::submit(self, archive, upload, attempts)).await,
                Step::Unconfirmed {
                    archive,
                    upload,
                    attempts,
                } => Box::pin(confirm::confirm(self, archive, upload, attempts)).await,
                Step::Training {
                    archive,
                    upload,
                    training,
                } => Box::pin(follow::follow(self, archive, upload, training)).await,
                Step::Succeeded { .. } | Step::Failed { .. } | Step::Canceled { .. } => break,
            };
            if next.is_end()
                && !self.run.order.keep_zip
                && next.kept().is_none()
                && let Some(upload) = self.run.step.upload()
            {
                let storage = &self.run.order.storage;
                self.run.zip_left = !upload::forget(&self.context, storage, upload).await;
            }
            if let Step::Succeeded { .. } = next {
                let (weights, id) = (self.context.weights.clone(), self.run.id.clone());
                if let Err(error) = blocking(move || weights.expect(&id)).await {
                    tracing::warn!(run = %self.run.id, %error, "that the weights are due can't be noted");
                }
            }
            self.go(next).await;
        }
        self.clean_up().await;
    }

    /// Moves to the next step. Returns once the step is written down.
    pub(super) async fn go(&mut self, step: Step) {
        tracing::info!(run = %self.run.id, from = ?self.run.stage(), "next step");
        self.run.step = step;
        self.live = Live::default();
        if self.run.has_ended() {
            self.run.ended_at.get_or_insert_with(Timestamp::now);
        }
        self.persist().await;
        if !self.run.has_ended() {
            self.publish();
        }
    }

    /// Writes the run's current state to the ledger. If the disk is full, waits for as long as it takes.
    pub(super) async fn persist(&mut self) {
        let mut wait = self.context.timing.retry_first;
        loop {
            let (store, run) = (self.context.store.clone(), self.run.clone());
            let error = match blocking(move || store.save_run(&run)).await {
                Ok(Ok(())) => break,
                Ok(Err(error)) => error.to_string(),
                Err(error) => error.to_string(),
            };
            tracing::error!(run = %self.run.id, %error, "the run can't be written down");
            self.trouble(format!(
                "Waiting: Tintype can't write to its ledger ({error}). Is the disk full?"
            ));
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(self.context.timing.retry_most);
        }
        self.live.trouble = None;
    }

    /// Returns whether Cancel was pressed, and sets it in the run's record as well.
    pub(super) fn is_canceled(&mut self) -> bool {
        self.run.cancel |= self.cancel.is_pressed();
        self.run.cancel
    }

    /// Waits until Cancel is pressed.
    pub(super) fn cancel_pressed(&self) -> impl Future<Output = ()> + use<> {
        self.cancel.pressed()
    }

    /// Ignores what the person said before now about a training that did not start, since it concerned an earlier
    /// attempt.
    pub(super) fn ignore_earlier_presses(&mut self) {
        self.not_started.mark_unchanged();
    }

    /// Returns whether the person has said since then that the training did not start.
    pub(super) fn says_it_did_not_start(&self) -> bool {
        self.not_started.has_changed().unwrap_or(false)
    }

    /// Waits for `time`, or until the person says that the training did not start.
    pub(super) async fn pause_or_press(&self, time: Duration) {
        let mut pressed = self.not_started.clone();
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            Ok(()) = pressed.changed() => {}
        }
    }

    /// Waits for `time`. Returns early with an error when Cancel is pressed.
    pub(super) async fn pause(&self, time: Duration) -> Result<(), Interrupted> {
        let pressed = self.cancel_pressed();
        tokio::select! {
            () = tokio::time::sleep(time) => Ok(()),
            () = pressed => Err(Interrupted::Canceled),
        }
    }

    /// Returns the client of the account that pays. While nobody or another account is signed in, or Replicate can't be
    /// reached to check the token, waits and shows why.
    pub(super) async fn client(&mut self) -> Result<Client, Interrupted> {
        let mut follow = self.context.session.follow();
        let mut wait = self.context.timing.retry_first;
        loop {
            follow.mark_unchanged();
            let account = self.run.order.account.clone();
            let why = match self.context.session.client_of(&account).await {
                Ok(client) => return Ok(client),
                Err(why) => why,
            };
            self.trouble(match why {
                NotSignedIn::Nobody => {
                    "Waiting for a token: sign in to Replicate in Settings, and the run goes on."
                        .to_owned()
                }
                NotSignedIn::Another => format!(
                    "Waiting: this run belongs to {account}. Sign in with that account to go on."
                ),
                NotSignedIn::Unchecked => {
                    format!("{} Tintype keeps trying.", NetworkFailure::Unreachable)
                }
            });
            let pressed = self.cancel_pressed();
            let mut known = follow.clone();
            let is_known = known.wait_for(|who| who.as_ref().is_none_or(SignedIn::is_checked));
            tokio::select! {
                _ = follow.changed(), if why != NotSignedIn::Unchecked => {}
                // A failed check counts as a change too, even one made by another run, so `changed` would return at
                // once.
                _ = is_known, if why == NotSignedIn::Unchecked => {}
                () = tokio::time::sleep(wait), if why == NotSignedIn::Unchecked => {}
                () = pressed => return Err(Interrupted::Canceled),
            }
            wait = (wait * 2).min(self.context.timing.retry_most);
        }
    }

    /// Repeats a call until the service gives a final answer. Waits, and shows why, while the network is unreachable,
    /// the service is down or the token is refused.
    pub(super) async fn with_retry<T, F: Future<Output = Result<T, replicate::Error>>>(
        &mut self,
        call: impl Fn(Client) -> F,
    ) -> Result<T, Interrupted> {
        let mut wait = self.context.timing.retry_first;
        loop {
            let client = self.client().await?;
            let pressed = self.cancel_pressed();
            let answer = tokio::select! {
                answer = call(client) => answer,
                () = pressed => return Err(Interrupted::Canceled),
            };
            match answer {
                Ok(answer) => {
                    self.clear_trouble();
                    return Ok(answer);
                }
                Err(error) => self.backoff(error, &mut wait).await?,
            }
        }
    }

    /// Waits before a call is repeated, or returns the error if repeating can't help.
    pub(super) async fn backoff(
        &mut self,
        error: replicate::Error,
        wait: &mut Duration,
    ) -> Result<(), Interrupted> {
        if matches!(error, replicate::Error::Unauthenticated) {
            // The session checks the token and finds it refused; then `client` waits for a better one. If only this
            // call refused it, the call is repeated after a while.
            self.context.session.check().await;
        } else if may_pass(&error) {
            tracing::warn!(run = %self.run.id, %error, "waiting to try again");
            self.trouble(format!("{error} Tintype keeps trying."));
        } else {
            return Err(Interrupted::Refused(error));
        }
        let asked = error.retry_after().unwrap_or_default();
        self.pause(asked.max(*wait)).await?;
        *wait = (*wait * 2).min(self.context.timing.retry_most);
        Ok(())
    }

    /// Waits for work while showing its progress. Returns early with an error when Cancel is pressed.
    pub(super) async fn while_showing<T>(
        &mut self,
        byte_progress: &ByteProgress,
        work: impl Future<Output = T>,
    ) -> Result<T, Interrupted> {
        let mut work = std::pin::pin!(work);
        let mut tick = tokio::time::interval(EMIT_EVERY);
        let mut pressed = std::pin::pin!(self.cancel_pressed());
        let mut speed = Speed::default();
        loop {
            tokio::select! {
                done = &mut work => return Ok(done),
                _ = tick.tick() => {
                    (self.live.done, self.live.total) = byte_progress.read();
                    self.live.speed = speed.at(Instant::now(), self.live.done);
                    self.publish();
                }
                () = &mut pressed => {
                    byte_progress.stop();
                    return Err(Interrupted::Canceled);
                }
            }
        }
    }

    pub(super) fn trouble(&mut self, sentence: String) {
        self.live.trouble = Some(sentence);
        self.publish();
    }

    pub(super) fn clear_trouble(&mut self) {
        if self.live.trouble.take().is_some() {
            self.publish();
        }
    }

    /// Publishes the run's current state.
    pub(super) fn publish(&self) {
        let shown = self.shown();
        // The snapshot is replaced before the change is emitted, so that a reader that reacts to the change never gets
        // the earlier state.
        let change = presenter::change(&shown, true);
        self.snapshot.send_replace(shown);
        self.context.events.emit(change);
    }

    pub(super) fn shown(&self) -> Snapshot {
        let mut run = self.run.clone();
        run.cancel |= self.cancel.is_pressed();
        Snapshot {
            run,
            live: self.live.clone(),
            log: self.log.clone(),
        }
    }

    /// Removes the run's folder, which is needed only while the run is in progress.
    async fn clean_up(&self) {
        let folder = self.context.dirs.run(&self.run.id);
        if let Ok(Err(error)) = blocking(move || std::fs::remove_dir_all(folder)).await
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(run = %self.run.id, %error, "the run's folder can't be removed");
        }
    }
}
