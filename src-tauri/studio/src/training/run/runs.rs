//! Starts runs, and lets other tasks see and cancel the runs in progress.

use std::collections::HashMap;
use std::sync::Arc;

use ordered_lock::{Mutex, Rank};
use tokio::sync::watch;

use super::context::{Context, Snapshot};
use super::drive::drive;
use super::driver::Driver;
use super::live::Live;
use super::presenter;
use super::stage::stage;
use super::storage_backend;
use crate::cancel::Cancel;
use crate::error::{Error, blocking};
use crate::store::run_record::Run;
use crate::view::TrainingRow;

struct Handle {
    snapshot: watch::Receiver<Snapshot>,
    cancel: watch::Sender<bool>,
    not_started: watch::Sender<()>,
}

impl Handle {
    /// Returns the run's current state. A press of Cancel is included at once, before the run's task has seen it.
    fn snapshot(&self) -> Snapshot {
        let mut snapshot = self.snapshot.borrow().clone();
        snapshot.run.cancel |= *self.cancel.borrow();
        snapshot
    }
}

/// All runs in progress.
#[derive(Clone)]
pub(crate) struct Runs {
    context: Context,
    handles: Arc<Mutex<HashMap<String, Handle>>>,
}

impl Runs {
    pub(crate) fn new(context: Context) -> Runs {
        Runs {
            context,
            handles: Arc::new(Mutex::new(Rank::Runs, HashMap::new())),
        }
    }

    /// Continues every run that had not ended when the app was closed.
    pub(crate) async fn resume(&self) -> Result<(), Error> {
        let store = self.context.store.clone();
        for run in blocking(move || store.open_runs()).await?? {
            let (store, id) = (self.context.store.clone(), run.id.clone());
            let log = blocking(move || store.log(&id)).await??;
            tracing::info!(run = %run.id, stage = ?stage(&run), "resuming a run");
            self.spawn(run, log);
        }
        Ok(())
    }

    /// Writes a new run to the store and starts it.
    pub(crate) async fn begin(&self, run: Run) -> Result<Snapshot, Error> {
        let (store, record) = (self.context.store.clone(), run.clone());
        blocking(move || store.save_run(&record)).await??;
        Ok(self.spawn(run, String::new()))
    }

    /// Writes a new run to the store, together with the ended run whose zip it takes over, and starts the new run.
    pub(crate) async fn begin_replacing(&self, run: Run, ended: Run) -> Result<Snapshot, Error> {
        let (store, record) = (self.context.store.clone(), run.clone());
        blocking(move || store.save_runs(&[record, ended])).await??;
        Ok(self.spawn(run, String::new()))
    }

    /// Requests that a run stops. The task that owns the run records the request.
    pub(crate) fn cancel(&self, id: &str) -> Result<(), Error> {
        let handles = self.handles.lock();
        handles
            .get(id)
            .ok_or(Error::AlreadyEnded)?
            .cancel
            .send_replace(true);
        Ok(())
    }

    /// Notifies a run of the person's statement that its training did not start.
    pub(crate) fn report_not_started(&self, id: &str) -> Result<(), Error> {
        let handles = self.handles.lock();
        handles
            .get(id)
            .ok_or(Error::AlreadyEnded)?
            .not_started
            .send_replace(());
        Ok(())
    }

    /// Deletes the zip that an ended run kept for another try. Returns false if that failed, and the zip may still
    /// exist.
    pub(crate) async fn delete_kept_zip(&self, run: &Run) -> bool {
        let backend = storage_backend::of(&run.order.storage);
        match run.step.kept() {
            Some(kept) if backend.has_expired(&kept.upload) => true,
            Some(kept) => {
                let deletion = backend.delete_zip(&self.context, &run.order, &kept.upload);
                deletion.await
            }
            None => true,
        }
    }

    /// Returns the run's current state, if it is in progress.
    pub(crate) fn snapshot(&self, id: &str) -> Option<Snapshot> {
        let handles = self.handles.lock();
        handles.get(id).map(Handle::snapshot)
    }

    /// Returns the current state of all runs in progress.
    pub(crate) fn snapshots(&self) -> Vec<Snapshot> {
        let handles = self.handles.lock();
        handles.values().map(Handle::snapshot).collect()
    }

    /// Returns the rows of all runs in progress. Their logs, which may be long, are not copied.
    pub(crate) fn rows(&self) -> Vec<TrainingRow> {
        let handles = self.handles.lock();
        let row = |handle: &Handle| {
            let snapshot = handle.snapshot.borrow();
            presenter::row(&snapshot.run, &snapshot.live, &snapshot.log)
        };
        handles.values().map(row).collect()
    }

    pub(crate) fn any(&self) -> bool {
        !self.handles.lock().is_empty()
    }

    fn spawn(&self, run: Run, log: String) -> Snapshot {
        let id = run.id.clone();
        let initial = Snapshot {
            run,
            live: Live::default(),
            log,
        };
        let (snapshot_sender, snapshot_receiver) = watch::channel(initial.clone());
        let (cancel_sender, cancel) = Cancel::new(initial.run.cancel);
        let (not_started_sender, not_started) = watch::channel(());
        self.handles.lock().insert(
            id.clone(),
            Handle {
                snapshot: snapshot_receiver,
                cancel: cancel_sender,
                not_started: not_started_sender,
            },
        );
        let mut driver = Driver::new(
            self.context.clone(),
            initial.clone(),
            snapshot_sender,
            cancel,
            not_started,
        );
        let runs = self.clone();
        // Emitted before the task emits anything newer.
        self.emit_change(&initial);
        tokio::spawn(async move {
            Box::pin(drive(&mut driver)).await;
            // The last change is emitted after the run is removed, so that the run no longer counts as running.
            runs.handles.lock().remove(&id);
            runs.emit_change(&driver.snapshot());
            runs.context.weights.fetch(&driver.run);
        });
        initial
    }

    /// Notifies the page of a run that begins or has ended. In between, the run's own task does that.
    fn emit_change(&self, snapshot: &Snapshot) {
        self.context
            .events
            .emit(presenter::change_event(snapshot, self.any()));
    }
}
