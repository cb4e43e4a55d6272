//! Keeps the steps of a folder that was moved or renamed while it was closed.
//!
//! Steps belong to a folder's path. A folder is recognised at another path by its file number (such as an inode number)
//! and its creation time, since file numbers are reused. After a move to another disk, it counts as another folder. If
//! another folder was opened at the old path, the steps belong to that folder. A path that already has steps keeps them
//! and gets no others.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use file_id::{FileId, get_file_id};
use rusqlite::{OptionalExtension, params};

use crate::names::path_text::path_of_text;
use crate::store::edits::{Edits, EditsError, folder_key};

/// Records the folder's path, and moves the steps from its previous path to it. Returns the previous path if the folder
/// was moved.
pub(crate) fn follow(edits: &Edits, folder: &Path) -> Result<Option<PathBuf>, EditsError> {
    let here = folder_key(folder);
    let Some(identity) = identity_of(folder) else {
        return Ok(None);
    };
    let before = edits.transaction(|transaction| {
        let before: Option<String> = transaction
            .prepare_cached(
                "SELECT path FROM folder WHERE mark = ?1 AND path <> ?2
                AND NOT EXISTS (SELECT 1 FROM step WHERE step.folder = ?2)",
            )?
            .query_row(params![identity, here], |row| row.get(0))
            .optional()?;
        // Two paths can lead to the same folder; in that case it was not moved.
        let is_still_there =
            |before: &String| identity_of(&path_of_text(before)).as_ref() == Some(&identity);
        let before = before.filter(|before| !is_still_there(before));
        if let Some(before) = &before {
            transaction.execute(
                "UPDATE step SET folder = ?2 WHERE folder = ?1",
                params![before, here],
            )?;
            transaction.execute(
                "UPDATE OR REPLACE owed SET folder = ?2 WHERE folder = ?1",
                params![before, here],
            )?;
            transaction.execute("DELETE FROM folder WHERE path = ?1", [before])?;
        }
        transaction.execute(
            "INSERT OR REPLACE INTO folder (path, mark) VALUES (?1, ?2)",
            params![here, identity],
        )?;
        Ok(before)
    })?;
    Ok(before.as_deref().map(path_of_text))
}

/// Returns a mark by which a folder is recognised after it is moved on its disk, or `None` if the system doesn't
/// report enough about it.
fn identity_of(folder: &Path) -> Option<String> {
    let created = fs::metadata(folder).ok()?.created().ok()?;
    let created = created.duration_since(UNIX_EPOCH).ok()?.as_nanos();
    let number = match get_file_id(folder).ok()? {
        FileId::Inode {
            device_id,
            inode_number,
        } => format!("{device_id:x}-{inode_number:x}"),
        FileId::LowRes {
            volume_serial_number,
            file_index,
        } => format!("{volume_serial_number:x}-{file_index:x}"),
        FileId::HighRes {
            volume_serial_number,
            file_id,
        } => format!("{volume_serial_number:x}-{file_id:x}"),
    };
    Some(format!("{number}-{created:x}"))
}
