//! Remembers the content hash that a file had when it was last read, so that the thumbnail of an unchanged file is
//! found without reading the file. The hashes are kept in memory and, for the next start, in an SQLite file beside the
//! thumbnails.
//!
//! No function reports an error: a file whose content isn't known is read again.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::UNIX_EPOCH;

use ordered_lock::{Mutex, Rank};
use rusqlite::{Connection, OptionalExtension, params};

use super::{Content, Version};

const FILE_NAME: &str = "contents.db";

/// The maximum number of remembered files, which is more than anyone opens in a year. If it is exceeded, all files are
/// forgotten at the next start.
const MAX_FILES: i64 = 200_000;

pub(super) struct Contents {
    folder: PathBuf,
    memory: Mutex<HashMap<PathBuf, (Version, Content)>>,
    /// Opened on first use; `None` if that fails.
    disk: OnceLock<Option<Mutex<Connection>>>,
}

impl Contents {
    pub(super) fn new(folder: &Path) -> Contents {
        Contents {
            folder: folder.to_owned(),
            memory: Mutex::new(Rank::Contents, HashMap::new()),
            disk: OnceLock::new(),
        }
    }

    /// Returns the content hash of a file, if this version of it was read before.
    pub(super) fn content_of(&self, path: &Path, version: Version) -> Option<Content> {
        if let Some((known, content)) = self.memory.lock().get(path) {
            return (*known == version).then_some(*content);
        }
        let content = self.find_on_disk(path, version)?;
        self.memory
            .lock()
            .insert(path.to_owned(), (version, content));
        Some(content)
    }

    pub(super) fn remember(&self, path: &Path, version: Version, content: Content) {
        self.memory
            .lock()
            .insert(path.to_owned(), (version, content));
        let (Some(disk), Some(name), Some(modified)) =
            (self.disk(), path.to_str(), nanoseconds(version))
        else {
            return;
        };
        let stored = disk
            .lock()
            .prepare_cached("INSERT OR REPLACE INTO content (path, modified, bytes, hash) VALUES (?1, ?2, ?3, ?4)")
            .and_then(|mut insert| {
                let bytes = i64::try_from(version.bytes).unwrap_or(i64::MAX);
                insert.execute(params![name, modified, bytes, content.as_bytes()])
            });
        if let Err(error) = stored {
            tracing::debug!(%error, "a file's content hash can't be stored");
        }
    }

    fn find_on_disk(&self, path: &Path, version: Version) -> Option<Content> {
        let disk = self.disk()?.lock();
        let mut query = disk
            .prepare_cached(
                "SELECT hash FROM content WHERE path = ?1 AND modified = ?2 AND bytes = ?3",
            )
            .ok()?;
        let bytes = i64::try_from(version.bytes).unwrap_or(i64::MAX);
        let hash: [u8; 32] = query
            .query_row(
                params![path.to_str()?, nanoseconds(version)?, bytes],
                |row| row.get(0),
            )
            .optional()
            .ok()??;
        Some(Content::from_bytes(hash))
    }

    fn disk(&self) -> Option<&Mutex<Connection>> {
        let open = || {
            open(&self.folder)
                .inspect_err(|error| tracing::debug!(%error, "content hashes can't be stored"))
                .map(|connection| Mutex::new(Rank::ContentsDatabase, connection))
                .ok()
        };
        self.disk.get_or_init(open).as_ref()
    }
}

fn open(folder: &Path) -> rusqlite::Result<Connection> {
    // If the folder can't be created, opening the database reports the error.
    let _ = fs::create_dir_all(folder);
    let connection = Connection::open(folder.join(FILE_NAME))?;
    // In a cache, speed matters more than durability: if a power cut loses entries, their files are read again.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS content (
            path TEXT PRIMARY KEY,
            modified INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            hash BLOB NOT NULL
        ) STRICT, WITHOUT ROWID",
    )?;
    let count: i64 = connection.query_row("SELECT COUNT(*) FROM content", [], |row| row.get(0))?;
    if count > MAX_FILES {
        connection.execute("DELETE FROM content", [])?;
    }
    Ok(connection)
}

/// Returns the nanoseconds since 1970, or `None` for a time before 1970 or a time that SQLite's integers can't hold.
fn nanoseconds(version: Version) -> Option<i64> {
    let elapsed = version.modified.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(elapsed.as_nanos()).ok()
}
