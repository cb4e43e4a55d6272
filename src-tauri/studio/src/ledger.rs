//! The ledger: one SQLite file in the app's data folder that says what was done and what is to be done.
//!
//! Runs are written here before each effect is attempted, so that a killed app goes on where it was. It
//! also remembers what a person would not want to say twice: recent datasets, answers on the Train page,
//! settings. It never holds a token. All calls block for a disk write at most.

mod generated;
mod memory;
mod migrations;
mod runs;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ordered_lock::{Mutex, MutexGuard, Rank};
use rusqlite::Connection;

use crate::error::LedgerError;
use crate::run::record::Run;

pub(crate) use generated::Wanted;

/// The open ledger. Clones share one connection.
#[derive(Clone)]
pub(crate) struct Ledger(Arc<Inner>);

struct Inner {
    connection: Mutex<Connection>,
    /// All runs, until one changes: the Train page asks for them with each key.
    runs: Mutex<Option<Arc<Vec<Run>>>>,
    unreadable: Mutex<Unreadable>,
}

/// What was found in the ledger and could not be read.
struct Unreadable {
    /// What was said, so that it is said once.
    said: BTreeSet<String>,
    say: Arc<dyn Fn(String) + Send + Sync>,
}

impl Ledger {
    /// Opens the ledger in this folder, making or migrating it. From then on `before_commit` is called before each
    /// transaction is committed.
    pub(crate) fn open(data: &Path, before_commit: Option<fn()>) -> Result<Ledger, LedgerError> {
        let mut connection = Connection::open(Ledger::file(data))?;
        // A second window of the app may be writing.
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        // What is written must be on the disk before money is spent on it.
        connection.pragma_update(None, "synchronous", "full")?;
        let sound: String = connection.pragma_query_value(None, "quick_check", |row| row.get(0))?;
        if sound != "ok" {
            return Err(LedgerError::Damaged(sound));
        }
        migrations::migrate(&mut connection)?;
        if let Some(call) = before_commit {
            connection.commit_hook(Some(move || {
                call();
                false
            }))?;
        }
        Ok(Ledger(Arc::new(Inner {
            connection: Mutex::new(Rank::Ledger, connection),
            runs: Mutex::new(Rank::LedgerRuns, None),
            unreadable: Mutex::new(
                Rank::LedgerUnreadable,
                Unreadable {
                    said: BTreeSet::new(),
                    say: Arc::new(|_| ()),
                },
            ),
        })))
    }

    /// Sets who is told, in a sentence, that something that was kept can't be read. It must not call the ledger.
    pub(crate) fn tell_unreadable(&self, say: impl Fn(String) + Send + Sync + 'static) {
        let mut unreadable = self.0.unreadable.lock();
        unreadable.say = Arc::new(say);
    }

    /// Where the ledger of this folder is.
    pub(crate) fn file(data: &Path) -> PathBuf {
        data.join("ledger.db")
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic while the lock was held rolled its transaction back: the connection is sound.
        self.0.connection.lock()
    }
}
