//! Starts, resumes, restarts and cancels the cells of batches.

use std::sync::Arc;

use tokio::sync::{Semaphore, watch};

use super::context::{Context, Handle};
use super::drive::drive;
use super::driver::Driver;
use super::waiting::Waiting;
use crate::cancel::Cancel;
use crate::error::{Error, blocking};
use crate::store::batch_record::{Batch, Cell, Step};
use crate::view::{self, AppEvent};

/// The maximum number of predictions in progress: enough to keep a fine-tune busy, and few enough that a new account
/// seldom reaches the service's rate limits.
const MAX_CONCURRENT: usize = 4;

/// All cells in progress.
#[derive(Clone)]
pub(crate) struct Batches {
    context: Context,
    turns: Arc<Semaphore>,
}

impl Batches {
    pub(crate) fn new(context: Context) -> Batches {
        Batches {
            context,
            turns: Arc::new(Semaphore::new(MAX_CONCURRENT)),
        }
    }

    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    /// Resumes every cell that had not ended when the app was closed.
    pub(crate) async fn resume(&self) -> Result<(), Error> {
        let (store, library) = (self.context.store.clone(), self.context.library.clone());
        let cells = blocking(move || {
            library.remove_partial_files();
            store.open_cells()
        });
        let cells = cells.await??;
        // Cells that have begun are resumed first: finished pictures must be fetched within an hour.
        let (waiting, begun): (Vec<Cell>, Vec<Cell>) = cells
            .into_iter()
            .partition(|cell| cell.step == Step::Waiting);
        for cell in begun.into_iter().chain(waiting) {
            tracing::info!(cell = %cell.id, "resuming a picture");
            self.spawn(cell);
        }
        Ok(())
    }

    /// Records a new batch and starts its cells.
    pub(crate) async fn begin(&self, batch: Batch, cells: Vec<Cell>) -> Result<view::Batch, Error> {
        let (store, record, all) = (self.context.store.clone(), batch.clone(), cells.clone());
        blocking(move || store.save_batch(&record, &all)).await??;
        for cell in cells {
            self.spawn(cell);
        }
        let context = self.context.clone();
        let batch_view = blocking(move || context.batch_view(&batch)).await??;
        self.context.events.emit(AppEvent::Batch {
            batch: batch_view.clone(),
        });
        Ok(batch_view)
    }

    /// Asks all cells of a batch that are in progress to stop. Each cell records the cancellation itself.
    pub(crate) async fn cancel(&self, batch: &str) -> Result<(), Error> {
        let (store, id) = (self.context.store.clone(), batch.to_owned());
        for cell in blocking(move || store.cells(&id)).await?? {
            self.cancel_cell(&cell.id);
        }
        Ok(())
    }

    /// Asks one cell to stop.
    pub(crate) fn cancel_cell(&self, id: &str) {
        if let Some(handle) = self.context.lock_handles().get(id) {
            handle.cancel.send_replace(true);
        }
    }

    /// Tells a cell that, according to the person, its picture was not made.
    pub(crate) fn report_not_made(&self, id: &str) {
        if let Some(handle) = self.context.lock_handles().get(id) {
            handle.not_made.send_replace(());
        }
    }

    /// Restarts a cell that has ended. `cell` has the step to start from.
    pub(crate) async fn restart(&self, cell: Cell) -> Result<(), Error> {
        // A cell's end is recorded shortly before its task ends. So wait until the task drops its end of the channel.
        let waiting = self
            .context
            .lock_handles()
            .get(&cell.id)
            .map(|handle| handle.waiting.clone());
        if let Some(mut waiting) = waiting {
            while waiting.changed().await.is_ok() {}
        }
        let (store, record) = (self.context.store.clone(), cell.clone());
        blocking(move || store.save_cell(&record)).await??;
        let batch = cell.batch.clone();
        self.spawn(cell);
        self.context.emit_batch(&batch).await;
        Ok(())
    }

    fn spawn(&self, cell: Cell) {
        let (id, batch) = (cell.id.clone(), cell.batch.clone());
        let (waiting, waiting_receiver) = watch::channel(Waiting::default());
        let (cancel_sender, cancel) = Cancel::new(cell.cancel);
        let (not_made_sender, not_made) = watch::channel(());
        let handle = Handle {
            waiting: waiting_receiver,
            cancel: cancel_sender,
            not_made: not_made_sender,
        };
        self.context.lock_handles().insert(id.clone(), handle);
        let mut driver = Driver::new(self.context.clone(), cell, waiting, cancel, not_made);
        let (context, turns) = (self.context.clone(), Arc::clone(&self.turns));
        tokio::spawn(async move {
            Box::pin(drive(&mut driver, turns)).await;
            context.lock_handles().remove(&id);
            context.emit_batch(&batch).await;
        });
    }
}
