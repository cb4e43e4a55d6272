//! What every call works on: the state behind its one lock, the options, the disk, and the word that something changed.

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

/// A running sandbox, as its calls see it.
pub(crate) struct Service {
    pub(crate) options: Options,
    /// `http://127.0.0.1:PORT`
    pub(crate) url: String,
    pub(crate) store: Store,
    /// What the trainer downloads with.
    pub(crate) http: reqwest::Client,
    /// Set once, when the sandbox stops; every task ends with it.
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
    state: Mutex<State>,
    changed: watch::Sender<()>,
}

/// Everything that changes while the sandbox runs.
pub(crate) struct State {
    /// The models that others have published, trainers among them.
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
        // Loopback needs no proxy, and an environment that names one would send the trainer astray.
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

    /// Looks at the state.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes something that need not outlive a restart.
    pub(crate) fn note<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the records: they are on disk, and who waits for a change knows of it, before the lock opens again.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let result = change(&mut state);
        if let Err(error) = self.store.save(&state.records) {
            // The running sandbox goes on with what it has in memory; only a restart would miss it.
            tracing::error!(%error, "the sandbox could not save its state");
        }
        self.changed.send_replace(());
        result
    }

    /// Hears of every later change.
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
    /// The model of that name, if the account may see it.
    pub(crate) fn model(&self, owner: &str, name: &str) -> Option<&Model> {
        self.all_models()
            .find(|model| model.owner == owner && model.name == name)
    }

    /// The models of others, then the account's own.
    pub(crate) fn all_models(&self) -> impl DoubleEndedIterator<Item = &Model> {
        self.catalogue.iter().chain(&self.records.models)
    }
}
