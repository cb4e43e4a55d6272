//! A folder that was moved or renamed while it was closed keeps the steps that were done in it.
//!
//! Steps belong to a folder's path. A folder is known again at another path by the system's number for it and
//! the time when it was made: numbers are given out again, but not with the same time. After a move to
//! another disk it is another folder, and where another one was opened in its old place, the steps are that one's.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use file_id::{FileId, get_file_id};
use rusqlite::{OptionalExtension, params};

use crate::edits::{Edits, EditsError, folder_key};
use crate::path_text::path_of_text;

/// Notes where the folder is, and gives it the steps that were done in it where it was before. Answers that
/// place, if there was one.
pub(crate) fn follow(edits: &Edits, folder: &Path) -> Result<Option<PathBuf>, EditsError> {
    let here = folder_key(folder);
    let Some(mark) = mark_of(folder) else {
        return Ok(None);
    };
    let before = edits.transaction(|transaction| {
        let before: Option<String> = transaction
            .prepare_cached(
                "SELECT path FROM folder WHERE mark = ?1 AND path <> ?2
                AND NOT EXISTS (SELECT 1 FROM step WHERE step.folder = ?2)",
            )?
            .query_row(params![mark, here], |row| row.get(0))
            .optional()?;
        // Two paths can lead to one folder; then it was not moved.
        let is_still_there =
            |before: &String| mark_of(&path_of_text(before)).as_ref() == Some(&mark);
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
            params![here, mark],
        )?;
        Ok(before)
    })?;
    Ok(before.as_deref().map(path_of_text))
}

/// What the system knows a folder by, wherever it is moved on its disk; `None` where it doesn't say enough.
fn mark_of(folder: &Path) -> Option<String> {
    let made = fs::metadata(folder).ok()?.created().ok()?;
    let made = made.duration_since(UNIX_EPOCH).ok()?.as_nanos();
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
    Some(format!("{number}-{made:x}"))
}
