//! The store: one SQLite file, `ledger.db`, in the app's data folder. It records finished and pending work.
//!
//! Runs are recorded before each effect is attempted, so that a killed app continues where it stopped. The store also
//! remembers recent datasets, drafts of the Train page and settings, so that the person does not have to enter them
//! again. It never holds a token. All calls block, normally for no longer than a disk write.

pub(crate) mod batch_record;
pub(crate) mod billing;
pub(crate) mod draft_record;
pub(crate) mod failure_record;
mod generated;
mod key;
pub(crate) mod path_field;
mod preferences;
pub(crate) mod run_record;
mod runs;
mod schema;
pub(crate) mod settings_record;
pub(crate) mod zip_storage;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use localization::Message;
use migrations::{MigrationError, migrate};
use ordered_lock::{Mutex, MutexGuard, Rank};
use rusqlite::Connection;

use crate::error::StoreError;
use crate::store::run_record::Run;

pub(crate) use generated::BatchFilter;
pub(crate) use key::Key;

/// The open store. Clones share one connection.
#[derive(Clone)]
pub(crate) struct Store(Arc<Inner>);

struct Inner {
    connection: Mutex<Connection>,
    /// All runs, cached until one changes, because the Train page reads them with each key press.
    runs: Mutex<Option<Arc<Vec<Run>>>>,
    unreadable: Mutex<Unreadable>,
}

/// The values in the store that could not be read.
struct Unreadable {
    /// The tables and keys of the values already reported, so that each is reported once.
    reported: BTreeSet<(&'static str, String)>,
    report: Arc<dyn Fn(Message) + Send + Sync>,
}

impl Store {
    /// Opens the store in this folder, and creates or migrates it if needed. After that, `before_commit` is called
    /// before each transaction is committed.
    pub(crate) fn open(data: &Path, before_commit: Option<fn()>) -> Result<Store, StoreError> {
        let mut connection = Connection::open(Store::file(data))?;
        // A second process of the app may be writing.
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        // A record must be on the disk before its request is sent, which costs money.
        connection.pragma_update(None, "synchronous", "full")?;
        let check: String = connection.pragma_query_value(None, "quick_check", |row| row.get(0))?;
        if check != "ok" {
            return Err(StoreError::Damaged(check));
        }
        migrate(&mut connection, schema::MIGRATIONS).map_err(|error| match error {
            MigrationError::Newer { .. } => StoreError::Newer,
            MigrationError::Sqlite(error) => error.into(),
        })?;
        if let Some(call) = before_commit {
            connection.commit_hook(Some(move || {
                call();
                false
            }))?;
        }
        Ok(Store(Arc::new(Inner {
            connection: Mutex::new(Rank::Store, connection),
            runs: Mutex::new(Rank::StoredRuns, None),
            unreadable: Mutex::new(
                Rank::StoreUnreadable,
                Unreadable {
                    reported: BTreeSet::new(),
                    report: Arc::new(|_| ()),
                },
            ),
        })))
    }

    /// Sets the function that is called with a sentence when a stored value can't be read. It must not call the store.
    pub(crate) fn on_unreadable(&self, report: impl Fn(Message) + Send + Sync + 'static) {
        let mut unreadable = self.0.unreadable.lock();
        unreadable.report = Arc::new(report);
    }

    /// Returns the path of the store in this folder.
    pub(crate) fn file(data: &Path) -> PathBuf {
        data.join("ledger.db")
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // If a thread panicked while it held the lock, its transaction was rolled back: the connection is sound.
        self.0.connection.lock()
    }
}
