//! The data that all calls share: the state and its lock, the options, the folder, and the notification of changes.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::catalogue;
use crate::faults::Fault;
use crate::options::Options;
use crate::records::{Model, Records};
use crate::request_log::RequestLog;
use crate::store::Store;

/// A running sandbox.
pub(crate) struct Service {
    pub(crate) options: Options,
    /// `http://127.0.0.1:PORT`
    pub(crate) url: String,
    pub(crate) store: Store,
    /// The HTTP client for the trainer's downloads.
    pub(crate) http: reqwest::Client,
    /// Cancelled when the sandbox stops, which ends every task.
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
    state: Mutex<State>,
    changed: watch::Sender<()>,
}

/// The data that changes while the sandbox runs.
pub(crate) struct State {
    /// The models of other accounts, including the trainers.
    pub(crate) catalogue: Vec<Model>,
    pub(crate) records: Records,
    pub(crate) faults: Vec<Fault>,
    pub(crate) requests: RequestLog,
}

impl Service {
    pub(crate) fn new(options: Options, url: String) -> io::Result<Arc<Service>> {
        let store = Store::open(options.data.as_deref())?;
        let state = State {
            catalogue: catalogue::models(),
            records: store.load()?,
            faults: Vec::new(),
            requests: RequestLog::default(),
        };
        // Loopback needs no proxy, and one from the environment would misdirect the trainer's downloads.
        let http = reqwest::Client::builder()
            .no_proxy()
            .build()
            .map_err(io::Error::other)?;
        Ok(Arc::new(Service {
            options,
            url,
            store,
            http,
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            state: Mutex::new(state),
            changed: watch::Sender::new(()),
        }))
    }

    /// Reads the state.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes data that is not kept across restarts.
    pub(crate) fn update_transient<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the records. They are saved, and the subscribers of [`Service::changes`] are notified, before the lock
    /// is released.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let result = change(&mut state);
        if let Err(error) = self.store.save(&state.records) {
            // The sandbox continues with the state in memory. Only a restart would lose the unsaved changes.
            tracing::error!(%error, "the sandbox could not save its state");
        }
        self.changed.send_replace(());
        result
    }

    /// Returns a receiver that is notified of every later [`Service::change`].
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Runs a task until it ends or the sandbox stops.
    pub(crate) fn spawn(self: &Arc<Self>, task: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            stop.run_until_cancelled(task).await;
        });
    }
}

impl State {
    /// Returns the model with this owner and name, whether it is another account's public model or the account's own.
    pub(crate) fn model(&self, owner: &str, name: &str) -> Option<&Model> {
        self.all_models()
            .find(|model| model.owner == owner && model.name == name)
    }

    /// Returns the models of other accounts, followed by the account's own.
    pub(crate) fn all_models(&self) -> impl DoubleEndedIterator<Item = &Model> {
        self.catalogue.iter().chain(&self.records.models)
    }
}
