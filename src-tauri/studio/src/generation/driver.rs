//! The task that owns a cell. Other code sees only the recorded cell, and the reason why the cell is waiting.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use localization::{Message, message};
use tokio::sync::watch;

use super::context::Context;
use super::waiting::Waiting;
use crate::account::session::Session;
use crate::cancel::Cancel;
use crate::jobs::{Job, Timing};
use crate::store::Store;
use crate::store::batch_record::{Attempts, Cell, Step};
use crate::store::billing::Billing;
use crate::store::failure_record::PictureFailure;

/// The task that owns a cell.
pub(super) struct Driver {
    pub(super) context: Context,
    pub(super) cell: Cell,
    /// The reason why the cell is waiting, which the page shows beside it.
    waiting: watch::Sender<Waiting>,
    cancel: Cancel,
    /// Notified when the person says that the picture was not made.
    not_made: watch::Receiver<()>,
    /// The outputs that an answer included as `data:` addresses, by their index among the outputs.
    inline_outputs: BTreeMap<u32, String>,
    /// The time of the last request to create the prediction, if it was sent since the app was started.
    requested_at: Option<Instant>,
}

impl Driver {
    pub(super) fn new(
        context: Context,
        cell: Cell,
        waiting: watch::Sender<Waiting>,
        cancel: Cancel,
        not_made: watch::Receiver<()>,
    ) -> Driver {
        Driver {
            context,
            cell,
            waiting,
            cancel,
            not_made,
            inline_outputs: BTreeMap::new(),
            requested_at: None,
        }
    }

    /// Sets the cell's step, and returns once it is recorded.
    pub(super) async fn transition(&mut self, step: Step) {
        tracing::info!(cell = %self.cell.id, ?step, "next step");
        self.cell.step = step;
        self.persist().await;
        self.waiting.send_replace(Waiting::default());
        // `Batches` shows the end of a cell, after it has removed the cell's handle.
        if !self.cell.has_ended() {
            self.emit_batch().await;
        }
    }

    /// Records the cell as it is now. If the disk is full, waits until there is space.
    pub(super) async fn persist(&mut self) {
        let cell = self.cell.clone();
        self.until_stored(move |store| store.save_cell(&cell)).await;
    }

    /// Claims a prediction for this attempt and records the next step, in one transaction. Returns false if another
    /// attempt has claimed the prediction.
    pub(super) async fn claim(
        &mut self,
        prediction: &str,
        attempts: Attempts,
        next: &Step,
    ) -> bool {
        let (id, mut cell) = (prediction.to_owned(), self.cell.clone());
        cell.step = next.clone();
        self.until_stored(move |store| store.claim(&id, attempts, &cell))
            .await
    }

    /// Returns the number of the claim to a prediction, or `None` if it is unclaimed.
    pub(super) async fn claim_number(&mut self, prediction: &str) -> Option<i64> {
        let id = prediction.to_owned();
        self.until_stored(move |store| store.claim_number(&id))
            .await
    }

    /// Returns the number of the newest claim.
    pub(super) async fn newest_claim(&mut self) -> i64 {
        self.until_stored(Store::newest_claim).await
    }

    /// Keeps outputs that are `data:` addresses in memory, and returns all outputs with these addresses truncated: they
    /// are megabytes long and must not be written to the store.
    pub(super) fn set_aside_inline_outputs(&mut self, outputs: &[String]) -> Vec<String> {
        self.inline_outputs.clear();
        let shorten = |(index, output): (u32, &String)| {
            if !output.starts_with("data:") {
                return output.clone();
            }
            self.inline_outputs.insert(index, output.clone());
            output
                .chars()
                .take_while(|character| *character != ',')
                .take(100)
                .collect()
        };
        (0..).zip(outputs).map(shorten).collect()
    }

    /// Returns the output at this index, if it was included in an answer.
    pub(super) fn inline_output(&self, index: u32) -> Option<&str> {
        self.inline_outputs.get(&index).map(String::as_str)
    }

    /// Notes the time at which the prediction is requested.
    pub(super) fn record_request_time(&mut self) {
        self.requested_at = Some(Instant::now());
    }

    /// Returns whether more than `time` may have passed since the prediction was requested. `since` is the time of the
    /// request by this computer's clock.
    pub(super) fn request_may_be_older_than(
        &self,
        time: Duration,
        since: Option<Timestamp>,
    ) -> bool {
        let by_monotonic_clock = self
            .requested_at
            .is_some_and(|requested| requested.elapsed() > time);
        by_monotonic_clock || may_have_passed(time, since)
    }

    /// Ignores the person's earlier statements that the picture was not made: they refer to an earlier attempt.
    pub(super) fn ignore_earlier_presses(&mut self) {
        self.not_made.mark_unchanged();
    }

    /// Returns whether the person has said, since [`Driver::ignore_earlier_presses`], that the picture was not made.
    pub(super) fn is_not_made_pressed(&self) -> bool {
        self.not_made.has_changed().unwrap_or(false)
    }

    /// Waits for this time, or until the person says that the picture was not made.
    pub(super) async fn pause_until_press(&self, time: Duration) {
        let mut pressed = self.not_made.clone();
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            Ok(()) = pressed.changed() => {}
        }
    }

    /// Returns whether Cancel was pressed, and if so, sets [`Cell::cancel`].
    pub(super) fn is_canceled(&mut self) -> bool {
        self.cell.cancel |= self.cancel.is_pressed();
        self.cell.cancel
    }

    /// Shows on the page that it is not known whether the picture was made.
    pub(super) async fn show_doubt(&self, why: Message) {
        tracing::warn!(cell = %self.cell.id, %why, "not known whether the picture was made");
        self.set_waiting(Waiting {
            retry_message: Some(message!("generation-keeps-checking", problem = why)),
            in_doubt: true,
        })
        .await;
    }

    pub(super) fn in_doubt(&self) -> bool {
        self.waiting.borrow().in_doubt
    }

    async fn set_waiting(&self, waiting: Waiting) {
        let is_new = self.waiting.send_if_modified(|before| {
            let is_new = *before != waiting;
            *before = waiting;
            is_new
        });
        if is_new {
            self.emit_batch().await;
        }
    }

    /// Sends the batch's current state to the page.
    pub(super) async fn emit_batch(&self) {
        self.context.emit_batch(&self.cell.batch).await;
    }

    /// Returns the final step of a cell for which no prediction was made.
    pub(super) fn failed_without_prediction(&self, failure: PictureFailure) -> Step {
        self.failed(failure, self.cell.billing_without_prediction())
    }

    /// Returns the final step of a cell for which it can't be determined whether a prediction was made.
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

/// Returns whether more than `time` may have passed since `since`, by this computer's clock. Returns true if the clock
/// has been set back to before `since`, and false if `since` is `None`.
pub(super) fn may_have_passed(time: Duration, since: Option<Timestamp>) -> bool {
    since.is_some_and(|since| {
        let passed = Timestamp::now().duration_since(since);
        passed.is_negative() || passed.unsigned_abs() > time
    })
}

impl Job for Driver {
    const NAME: &str = "picture";

    fn id(&self) -> &str {
        &self.cell.id
    }

    fn account(&self) -> &str {
        &self.cell.account
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

    /// Cancel ends a wait only until the cancellation is recorded: after that, the cell waits for the outcome of its
    /// prediction.
    fn ends_waits_on_cancel(&self) -> bool {
        !self.cell.cancel
    }

    fn is_retryable(&self, error: &replicate::Error) -> bool {
        error.is_transient()
    }

    async fn show_retry_message(&mut self, message: Message) {
        let in_doubt = self.in_doubt();
        self.set_waiting(Waiting {
            retry_message: Some(message),
            in_doubt,
        })
        .await;
    }

    async fn clear_retry_message(&mut self) {
        self.set_waiting(Waiting::default()).await;
    }
}
