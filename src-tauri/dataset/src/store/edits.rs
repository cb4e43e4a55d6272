//! Stores the person's decisions about images, and the undo steps, in `edits.db`, outside the dataset's folder.
//!
//! The SQLite file is in the app's data folder. It records which images are left out of the training and how they are
//! edited (`annotations`), the steps that were done (`journal`), and the last known paths of folders (`moved_folder`).

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use localization::{Message, message};
use migrations::{MigrationError, migrate};
use ordered_lock::{Mutex, Rank};
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};

use crate::names::path_text::path_text;

const FILE_NAME: &str = "edits.db";

/// The time to wait while another window is writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The migrations. Each brings the file to the next version; its version is its position here, from 1. A released
/// migration is never changed; new ones are appended.
const MIGRATIONS: &[&str] = &[
    // A decision about one file. The file is identified by its folder and name, and after a move by its content.
    // `content` is the BLAKE3 hash, or NULL for a file that couldn't be read.
    "CREATE TABLE decision (
        folder TEXT NOT NULL,
        name TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        content BLOB,
        excluded INTEGER NOT NULL,
        PRIMARY KEY (folder, name)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX decision_by_bytes ON decision (bytes);",
    // The steps done in a folder. `standing` is 0 for done, 1 for undone, 2 for past. A change's `before` and `after`
    // are a caption file's bytes (NULL for no file), one byte for yes or no, or an image's edit as text. `owed` lists
    // the caption files that are to be written and may not have been written yet.
    "CREATE TABLE step (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        folder TEXT NOT NULL,
        title TEXT NOT NULL,
        at INTEGER NOT NULL,
        standing INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX step_by_folder ON step (folder, standing);
    CREATE TABLE change (
        step INTEGER NOT NULL REFERENCES step (id),
        what TEXT NOT NULL,
        file TEXT NOT NULL,
        before BLOB,
        after BLOB
    ) STRICT;
    CREATE INDEX change_by_step ON change (step);
    CREATE INDEX change_by_file ON change (file);
    CREATE TABLE owed (
        folder TEXT NOT NULL,
        file TEXT NOT NULL,
        expected BLOB,
        wanted BLOB,
        PRIMARY KEY (folder, file)
    ) STRICT, WITHOUT ROWID;",
    // The edit of an image, in the text format of `Edit`.
    "ALTER TABLE decision ADD COLUMN edit TEXT NOT NULL DEFAULT 'r0';",
    // The mark of the folder at each path, by which the folder is recognised at another path; see `moved_folder`.
    "CREATE TABLE folder (
        path TEXT PRIMARY KEY,
        mark TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX folder_by_mark ON folder (mark);",
];

/// Returns the key of a folder in the tables: its canonical path, as [`path_text`] writes it. If the path can't be
/// resolved, it is used as it is.
pub(crate) fn folder_key(folder: &Path) -> String {
    let canonical = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    path_text(&canonical)
}

/// The open `edits.db`. Clones share one connection.
#[derive(Clone, Debug)]
pub struct Edits {
    connection: Arc<Mutex<Connection>>,
    path: PathBuf,
}

/// An error from reading or writing `edits.db`. Images and captions are not affected.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum EditsError {
    /// The app's data folder can't be created.
    Folder {
        /// The app's data folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The file is not a database, or is corrupt.
    Damaged {
        /// The database.
        path: PathBuf,
        /// The cause.
        source: rusqlite::Error,
    },
    /// The file was written by a later version of the app.
    Newer {
        /// The database.
        path: PathBuf,
        /// The file's format version.
        found: i64,
        /// The latest format version that this version of the app knows.
        known: i64,
    },
    /// Any other error of the database.
    Database {
        /// The database.
        path: PathBuf,
        /// The cause.
        source: rusqlite::Error,
    },
}

impl Edits {
    /// Opens `edits.db` in the app's data folder, creating both if they don't exist.
    ///
    /// # Errors
    /// See [`EditsError`].
    pub fn open(data_dir: &Path) -> Result<Edits, EditsError> {
        std::fs::create_dir_all(data_dir).map_err(|source| EditsError::Folder {
            path: data_dir.to_owned(),
            source,
        })?;
        let path = Edits::file(data_dir);
        let failed = |source| EditsError::database(&path, source);
        let mut connection = Connection::open(&path).map_err(failed)?;
        connection.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
        // In this mode, readers in one window don't wait for a writer in another one. The mode is stored in the file,
        // so if the database is busy, another window has already set it.
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {}
            set => set.map_err(failed)?,
        }
        // With this setting, a killed program loses nothing. A power cut may lose the last steps, but not the caption
        // files.
        connection
            .pragma_update(None, "synchronous", "NORMAL")
            .map_err(failed)?;
        migrate(&mut connection, MIGRATIONS).map_err(|error| match error {
            MigrationError::Newer { found, known } => EditsError::Newer {
                path: path.clone(),
                found,
                known,
            },
            MigrationError::Sqlite(source) => failed(source),
        })?;
        Ok(Edits {
            connection: Arc::new(Mutex::new(Rank::Edits, connection)),
            path,
        })
    }

    /// Returns the path of `edits.db` in this data folder.
    pub fn file(data_dir: &Path) -> PathBuf {
        data_dir.join(FILE_NAME)
    }

    /// Runs `work` in one transaction: either all of its changes are kept, or none.
    pub(crate) fn transaction<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, EditsError> {
        let mut connection = self.connection.lock();
        let run = || {
            // Begins as a writer, since a reader that becomes a writer could fail half-way.
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = work(&transaction)?;
            transaction.commit()?;
            Ok(result)
        };
        run().map_err(|source| EditsError::database(&self.path, source))
    }
}

impl EditsError {
    /// Returns the error message for the person.
    pub fn message(&self) -> Message {
        match self {
            EditsError::Folder { path, source } => message!(
                "files-data-folder",
                path = path.display().to_string(),
                reason = source.to_string()
            ),
            EditsError::Damaged { path, .. } => {
                message!("files-edits-damaged", path = path.display().to_string())
            }
            EditsError::Newer { path, found, known } => message!(
                "files-edits-newer",
                path = path.display().to_string(),
                found = *found,
                known = *known
            ),
            EditsError::Database { path, source } => message!(
                "files-edits",
                path = path.display().to_string(),
                reason = source.to_string()
            ),
        }
    }

    fn database(path: &Path, source: rusqlite::Error) -> EditsError {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                EditsError::Damaged { path, source }
            }
            _ => EditsError::Database { path, source },
        }
    }
}
