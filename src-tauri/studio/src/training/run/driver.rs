//! The task that owns a run. Other code sees only snapshots of the run.

use std::future::Future;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use localization::Message;
use tokio::sync::watch;

use super::context::{Context, Snapshot};
use super::live::{Live, Speed};
use super::presenter;
use super::progress::WorkProgress;
use super::stage::stage;
use crate::account::session::Session;
use crate::cancel::Cancel;
use crate::jobs::{Interrupted, Job, Timing};
use crate::store::Store;
use crate::store::failure_record::Failure;
use crate::store::run_record::{Run, Step};

/// The interval at which progress is reported to the page.
const EMIT_EVERY: Duration = Duration::from_millis(100);

/// The reason why a step can't continue.
pub(super) enum Stop {
    Interrupted(Interrupted),
    /// A failure that Tintype itself explains.
    Failed(Failure),
}

impl From<Interrupted> for Stop {
    fn from(interrupted: Interrupted) -> Self {
        Stop::Interrupted(interrupted)
    }
}

/// The task that owns a run.
pub(super) struct Driver {
    pub(super) context: Context,
    pub(super) run: Run,
    pub(super) live: Live,
    pub(super) log: String,
    snapshot: watch::Sender<Snapshot>,
    cancel: Cancel,
    /// Changes when the person states that the training did not start.
    not_started: watch::Receiver<()>,
}

impl Driver {
    /// Creates the driver of a run. It publishes the run's state in `snapshot` and receives the person's button presses
    /// from `cancel` and `not_started`.
    pub(super) fn new(
        context: Context,
        initial: Snapshot,
        snapshot: watch::Sender<Snapshot>,
        cancel: Cancel,
        not_started: watch::Receiver<()>,
    ) -> Driver {
        Driver {
            context,
            run: initial.run,
            live: initial.live,
            log: initial.log,
            snapshot,
            cancel,
            not_started,
        }
    }

    /// Moves to the next step. Returns once the step is recorded.
    pub(super) async fn transition(&mut self, step: Step) {
        tracing::info!(run = %self.run.id, from = ?stage(&self.run), "next step");
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

    /// Writes the run's current state to the store. If the disk is full, waits for as long as it takes.
    pub(super) async fn persist(&mut self) {
        let run = self.run.clone();
        self.until_stored(move |store| store.save_run(&run)).await;
        self.live.retry_message = None;
    }

    /// Returns whether Cancel was pressed, and if so, sets [`Run::cancel`].
    pub(super) fn is_canceled(&mut self) -> bool {
        self.run.cancel |= self.cancel.is_pressed();
        self.run.cancel
    }

    /// Ignores any earlier statement of the person that the training did not start, because it concerned an earlier
    /// attempt.
    pub(super) fn ignore_earlier_presses(&mut self) {
        self.not_started.mark_unchanged();
    }

    /// Returns whether the person has stated, since [`Driver::ignore_earlier_presses`] was called, that the training
    /// did not start.
    pub(super) fn is_not_started_pressed(&self) -> bool {
        self.not_started.has_changed().unwrap_or(false)
    }

    /// Waits for `time`, or until the person states that the training did not start.
    pub(super) async fn pause_until_press(&self, time: Duration) {
        let mut pressed = self.not_started.clone();
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            Ok(()) = pressed.changed() => {}
        }
    }

    /// Waits for work while showing its progress. Returns early with an error when Cancel is pressed.
    pub(super) async fn run_with_progress<T>(
        &mut self,
        work_progress: &WorkProgress,
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
                    (self.live.done, self.live.total) = work_progress.read();
                    self.live.speed = speed.update(Instant::now(), self.live.done);
                    self.publish();
                }
                () = &mut pressed => {
                    work_progress.stop();
                    return Err(Interrupted::Canceled);
                }
            }
        }
    }

    /// Publishes the run's current state.
    pub(super) fn publish(&self) {
        let snapshot = self.snapshot();
        // The snapshot is replaced before the change is emitted, so that a reader that reacts to the change never gets
        // the earlier state.
        let change = presenter::change_event(&snapshot, true);
        self.snapshot.send_replace(snapshot);
        self.context.events.emit(change);
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        let mut run = self.run.clone();
        run.cancel |= self.cancel.is_pressed();
        Snapshot {
            run,
            live: self.live.clone(),
            log: self.log.clone(),
        }
    }
}

impl Job for Driver {
    const NAME: &str = "training";

    fn id(&self) -> &str {
        &self.run.id
    }

    fn account(&self) -> &str {
        &self.run.order.account
    }

    fn session(&self) -> &Session {
        &self.context.session
    }

    fn store(&self) -> &Store {
        &self.context.store
    }

    fn timing(&self) -> &Timing {
        &self.context.timing
    }

    fn cancel(&self) -> &Cancel {
        &self.cancel
    }

    fn ends_waits_on_cancel(&self) -> bool {
        true
    }

    /// A response that can't be parsed is not final: it may be from an intermediary between this computer and the
    /// service.
    fn is_retryable(&self, error: &replicate::Error) -> bool {
        error.is_transient() || matches!(error, replicate::Error::InvalidResponse { .. })
    }

    async fn show_retry_message(&mut self, message: Message) {
        self.live.retry_message = Some(message);
        self.publish();
    }

    async fn clear_retry_message(&mut self) {
        if self.live.retry_message.take().is_some() {
            self.publish();
        }
    }
}
