//! The parts of the studio that a cell needs, and the handles of the cells in progress.

use std::collections::HashMap;
use std::sync::Arc;

use ordered_lock::{Mutex, MutexGuard, Rank};
use tokio::sync::watch;

use super::library::Library;
use super::presenter;
use super::waiting::Waiting;
use crate::account::session::Session;
use crate::error::{Error, blocking};
use crate::events::{Events, next_sequence};
use crate::jobs::Timing;
use crate::store::Store;
use crate::store::batch_record::{Batch, Cell};
use crate::view::{self, AppEvent};

/// The parts of the studio that a cell needs.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) store: Store,
    pub(crate) session: Session,
    pub(crate) events: Events,
    pub(crate) timing: Timing,
    pub(crate) library: Library,
    /// The prefix of the addresses of pictures and their small copies.
    pub(crate) thumb_base: String,
    /// The handles of the cells in progress, by cell id.
    handles: Arc<Mutex<HashMap<String, Handle>>>,
}

pub(super) struct Handle {
    pub(super) waiting: watch::Receiver<Waiting>,
    pub(super) cancel: watch::Sender<bool>,
    pub(super) not_made: watch::Sender<()>,
}

impl Context {
    pub(crate) fn new(
        store: Store,
        session: Session,
        events: Events,
        timing: Timing,
        library: Library,
        thumb_base: String,
    ) -> Context {
        Context {
            store,
            session,
            events,
            timing,
            library,
            thumb_base,
            handles: Arc::new(Mutex::new(Rank::Cells, HashMap::new())),
        }
    }

    /// Sends a batch's current state to the page.
    pub(super) async fn emit_batch(&self, batch: &str) {
        let (context, id) = (self.clone(), batch.to_owned());
        match blocking(move || context.batch_view_by_id(&id)).await {
            Ok(Ok(Some(batch))) => self.events.emit(AppEvent::Batch { batch }),
            Ok(Ok(None)) => {}
            Ok(Err(error)) => tracing::error!(%error, "a batch can't be shown"),
            Err(error) => tracing::error!(%error, "a batch can't be shown"),
        }
    }

    fn batch_view_by_id(&self, id: &str) -> Result<Option<view::Batch>, Error> {
        let Some(batch) = self.store.batch(id)? else {
            return Ok(None);
        };
        Ok(Some(self.batch_view(&batch)?))
    }

    /// Returns the page's view of a batch. Blocks briefly, since it reads the store.
    pub(crate) fn batch_view(&self, batch: &Batch) -> Result<view::Batch, Error> {
        let sequence = next_sequence();
        let cells = self.store.cells(&batch.id)?;
        let pictures = self.store.pictures(&batch.id)?;
        let handles = self.lock_handles();
        let waiting = |cell: &Cell| {
            let handle = handles.get(&cell.id);
            handle.map_or_else(Waiting::default, |handle| handle.waiting.borrow().clone())
        };
        Ok(presenter::batch_view(
            batch,
            &cells,
            &pictures,
            waiting,
            &self.thumb_base,
            sequence,
        ))
    }

    pub(super) fn lock_handles(&self) -> MutexGuard<'_, HashMap<String, Handle>> {
        self.handles.lock()
    }
}
