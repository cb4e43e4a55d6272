//! The journal of a folder in `edits.db`: the undo steps of the person's work. A step is recorded before it takes
//! effect, so that it can be undone and redone at any later time, even after a crash. No step is ever deleted: a step
//! that can no longer be redone stays as part of its captions' history.
//!
//! Files are identified by name, because image ids don't outlive the program. `history` and `captions` apply the steps
//! to files.

use std::time::{SystemTime, UNIX_EPOCH};

use imaging::Edit;
use localization::{Message, message};
use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::Value;

use crate::store::edits::{Edits, EditsError};

/// The bytes of a caption file, or `None` for no file.
pub(crate) type Content = Option<Vec<u8>>;

impl Change {
    /// Returns the name of the file that changed.
    pub(crate) fn file(&self) -> &str {
        match self {
            Change::Caption { file, .. } => file,
            Change::Excluded { image, .. }
            | Change::Edited { image, .. }
            | Change::Present { image, .. } => image,
        }
    }
}

/// A change of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// The content of a caption file, which is identified by its own name.
    Caption {
        file: String,
        before: Content,
        after: Content,
    },
    /// The exclusion of an image from the training. `after` is true if the image is left out.
    Excluded { image: String, after: bool },
    /// The edit of an image, stored in the text format of [`imaging::Edit`].
    Edited {
        image: String,
        before: Edit,
        after: Edit,
    },
    /// The place of an image. `after` is true if it is in the folder, and false if it is in the system's trash.
    Present { image: String, after: bool },
}

/// A step to be undone or redone.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) id: StepId,
    /// The title, as in "Undo typing".
    pub(crate) title: Message,
    /// The changes, in the order in which they are made.
    pub(crate) changes: Vec<Change>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StepId(i64);

/// The status of a step: whether it can be undone or redone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepStatus {
    /// It can be undone.
    Done,
    /// It can be redone.
    Undone,
    /// It can be neither undone nor redone, for example because another program made the change, or because another
    /// step was done after this one was undone.
    Past,
}

impl StepStatus {
    fn code(self) -> i64 {
        match self {
            StepStatus::Done => 0,
            StepStatus::Undone => 1,
            StepStatus::Past => 2,
        }
    }
}

/// A caption file that is to be written: the content that it had when the write was decided, and the wanted content.
#[derive(Clone, Debug)]
pub(crate) struct PendingWrite {
    pub(crate) file: String,
    pub(crate) expected: Content,
    pub(crate) wanted: Content,
}

/// An earlier or current content of a caption file.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    /// Milliseconds since 1970, by the computer's clock.
    pub(crate) at: i64,
    pub(crate) title: Message,
    pub(crate) content: Content,
}

/// The steps of one folder.
#[derive(Clone, Debug)]
pub(crate) struct Journal {
    edits: Edits,
    /// The folder's key, as returned by [`crate::store::edits::folder_key`].
    folder: String,
}

impl Journal {
    pub(crate) fn new(edits: &Edits, folder: String) -> Journal {
        Journal {
            edits: edits.clone(),
            folder,
        }
    }

    /// Returns the key that the folder had when it was opened.
    pub(crate) fn folder_key(&self) -> &str {
        &self.folder
    }

    /// Records a step that is about to happen, and marks its captions as pending. Steps that were undone before it can
    /// no longer be redone.
    pub(crate) fn record(&self, title: &Message, changes: &[Change]) -> Result<StepId, EditsError> {
        self.write(title, changes, StepStatus::Done, true)
    }

    /// Records a step without marking its captions as pending.
    pub(crate) fn record_done(
        &self,
        title: &Message,
        changes: &[Change],
    ) -> Result<StepId, EditsError> {
        self.write(title, changes, StepStatus::Done, false)
    }

    /// Begins a step whose changes are not known yet. It can't be undone before [`Journal::finish`]; after that, it is
    /// ordered before all steps that were begun later.
    pub(crate) fn begin(&self, title: &Message) -> Result<StepId, EditsError> {
        self.write(title, &[], StepStatus::Past, false)
    }

    /// Finishes a step that [`Journal::begin`] returned, with the changes that it made.
    pub(crate) fn finish(
        &self,
        step: StepId,
        title: &Message,
        changes: &[Change],
    ) -> Result<(), EditsError> {
        self.edits.transaction(|transaction| {
            self.discard_redo(transaction)?;
            transaction.execute(
                "UPDATE step SET title = ?2, standing = ?3 WHERE id = ?1",
                params![step.0, title_to_text(title), StepStatus::Done.code()],
            )?;
            for change in changes {
                insert(transaction, step.0, change)?;
            }
            Ok(())
        })
    }

    /// Records a change that can't be undone, for the captions' history.
    pub(crate) fn record_past(
        &self,
        title: &Message,
        change: Change,
    ) -> Result<StepId, EditsError> {
        self.write(title, &[change], StepStatus::Past, false)
    }

    fn write(
        &self,
        title: &Message,
        changes: &[Change],
        status: StepStatus,
        has_pending: bool,
    ) -> Result<StepId, EditsError> {
        self.edits.transaction(|transaction| {
            if status == StepStatus::Done {
                self.discard_redo(transaction)?;
            }
            transaction.execute(
                "INSERT INTO step (folder, title, at, standing) VALUES (?1, ?2, ?3, ?4)",
                params![self.folder, title_to_text(title), now(), status.code()],
            )?;
            let step = transaction.last_insert_rowid();
            for change in changes {
                insert(transaction, step, change)?;
                if let Change::Caption {
                    file,
                    before,
                    after,
                } = change
                    && has_pending
                {
                    self.insert_pending(transaction, file, before, after)?;
                }
            }
            Ok(StepId(step))
        })
    }

    /// Extends a step that changed one caption, so that it ends with the content `after`. `current` is the caption
    /// file's content before this extension.
    pub(crate) fn extend(
        &self,
        step: StepId,
        file: &str,
        current: &Content,
        after: &Content,
    ) -> Result<(), EditsError> {
        self.edits.transaction(|transaction| {
            set_after(transaction, step, file, after)?;
            self.insert_pending(transaction, file, current, after)
        })
    }

    /// Extends a step that can't be undone. No caption is marked as pending.
    pub(crate) fn extend_past(
        &self,
        step: StepId,
        file: &str,
        after: &Content,
    ) -> Result<(), EditsError> {
        self.edits
            .transaction(|transaction| set_after(transaction, step, file, after))
    }

    /// Returns the next step to undo if `status` is `Done`, or the next step to redo if it is `Undone`.
    pub(crate) fn next(&self, status: StepStatus) -> Result<Option<Step>, EditsError> {
        self.edits.transaction(|transaction| {
            let Some((id, title)) = self.next_id(transaction, status)? else {
                return Ok(None);
            };
            let mut rows = transaction.prepare_cached(
                "SELECT what, file, before, after FROM change WHERE step = ?1 ORDER BY rowid",
            )?;
            let changes = rows
                .query_map([id], |row| {
                    let what: String = row.get(0)?;
                    let file: String = row.get(1)?;
                    let (before, after): (Content, Content) = (row.get(2)?, row.get(3)?);
                    Ok(change(&what, file, before, after))
                })?
                .collect::<Result<Vec<_>, _>>()?;
            Ok(Some(Step {
                id: StepId(id),
                title,
                changes: changes.into_iter().flatten().collect(),
            }))
        })
    }

    /// Returns the titles of the next steps to undo and to redo.
    pub(crate) fn titles(&self) -> Result<(Option<Message>, Option<Message>), EditsError> {
        self.edits.transaction(|transaction| {
            let undo = self.next_id(transaction, StepStatus::Done)?;
            let redo = self.next_id(transaction, StepStatus::Undone)?;
            Ok((undo.map(|(_, title)| title), redo.map(|(_, title)| title)))
        })
    }

    /// Sets the status of a step.
    pub(crate) fn set_status(&self, step: StepId, status: StepStatus) -> Result<(), EditsError> {
        self.edits.transaction(|transaction| {
            transaction.execute(
                "UPDATE step SET standing = ?2 WHERE id = ?1",
                params![step.0, status.code()],
            )?;
            Ok(())
        })
    }

    /// Restores the status that a step had before an undo or redo that failed. A step that was to be redone becomes
    /// past if another step was done in the meantime.
    pub(crate) fn restore_status(
        &self,
        step: StepId,
        status: StepStatus,
    ) -> Result<(), EditsError> {
        self.edits.transaction(|transaction| {
            transaction.execute(
                "UPDATE step SET standing = CASE
                    WHEN ?2 = ?3 AND EXISTS (
                        SELECT 1 FROM step AS later
                        WHERE later.folder = step.folder AND later.id > step.id AND later.standing = ?4
                    ) THEN ?5
                    ELSE ?2
                END
                WHERE id = ?1",
                params![
                    step.0,
                    status.code(),
                    StepStatus::Undone.code(),
                    StepStatus::Done.code(),
                    StepStatus::Past.code()
                ],
            )?;
            Ok(())
        })
    }

    /// Records caption files that are to be written.
    pub(crate) fn record_pending(&self, pending: &[PendingWrite]) -> Result<(), EditsError> {
        self.edits.transaction(|transaction| {
            for pending in pending {
                self.insert_pending(
                    transaction,
                    &pending.file,
                    &pending.expected,
                    &pending.wanted,
                )?;
            }
            Ok(())
        })
    }

    /// Returns the caption files that were still to be written when the program ended.
    pub(crate) fn pending(&self) -> Result<Vec<PendingWrite>, EditsError> {
        self.edits.transaction(|transaction| {
            transaction
                .prepare_cached("SELECT file, expected, wanted FROM owed WHERE folder = ?1")?
                .query_map([&self.folder], |row| {
                    Ok(PendingWrite {
                        file: row.get(0)?,
                        expected: row.get(1)?,
                        wanted: row.get(2)?,
                    })
                })?
                .collect()
        })
    }

    /// Removes pending writes that were completed or given up, each given as a file and the content that was wanted. A
    /// file for which another content is wanted by now stays pending.
    pub(crate) fn mark_flushed(&self, files: &[(String, Content)]) -> Result<(), EditsError> {
        if files.is_empty() {
            return Ok(());
        }
        self.edits.transaction(|transaction| {
            let mut delete = transaction.prepare_cached(
                "DELETE FROM owed WHERE folder = ?1 AND file = ?2 AND wanted IS ?3",
            )?;
            for (file, written) in files {
                delete.execute(params![self.folder, file, written])?;
            }
            Ok(())
        })
    }

    /// Returns the contents of a caption file over time, oldest first, whichever program wrote them.
    pub(crate) fn versions(&self, file: &str) -> Result<Vec<Version>, EditsError> {
        self.edits.transaction(|transaction| {
            let mut rows = transaction.prepare_cached(
                "SELECT step.at, step.title, change.before, change.after
                FROM change JOIN step ON step.id = change.step
                WHERE step.folder = ?1 AND change.file = ?2 AND change.what = 'caption'
                ORDER BY step.id",
            )?;
            let mut versions: Vec<Version> = Vec::new();
            let mut rows = rows.query(params![self.folder, file])?;
            while let Some(row) = rows.next()? {
                let (at, title): (i64, String) = (row.get(0)?, row.get(1)?);
                let (before, after): (Content, Content) = (row.get(2)?, row.get(3)?);
                // Either the content before the first step, or an unnoticed change between two steps.
                if versions.last().map(|last| &last.content) != Some(&before) && before.is_some() {
                    versions.push(Version {
                        at,
                        title: message!("captions-found"),
                        content: before,
                    });
                }
                versions.push(Version {
                    at,
                    title: title_from_text(&title),
                    content: after,
                });
            }
            Ok(versions)
        })
    }

    /// Records the new name of a file, so that its changes are found under that name.
    pub(crate) fn rename_file(&self, old: &str, new: &str) -> Result<(), EditsError> {
        self.edits.transaction(|transaction| {
            transaction.execute(
                "UPDATE change SET file = ?3
                WHERE file = ?2 AND step IN (SELECT id FROM step WHERE folder = ?1)",
                params![self.folder, old, new],
            )?;
            Ok(())
        })
    }

    /// Marks the undone steps as past, since they can't be redone after another step was done.
    fn discard_redo(&self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        transaction.execute(
            "UPDATE step SET standing = ?2 WHERE folder = ?1 AND standing = ?3",
            params![
                self.folder,
                StepStatus::Past.code(),
                StepStatus::Undone.code()
            ],
        )?;
        Ok(())
    }

    fn next_id(
        &self,
        transaction: &Transaction<'_>,
        status: StepStatus,
    ) -> rusqlite::Result<Option<(i64, Message)>> {
        // The step that was undone last is redone first.
        let query = if status == StepStatus::Undone {
            "SELECT id, title FROM step WHERE folder = ?1 AND standing = ?2 ORDER BY id LIMIT 1"
        } else {
            "SELECT id, title FROM step WHERE folder = ?1 AND standing = ?2 ORDER BY id DESC LIMIT 1"
        };
        transaction
            .prepare_cached(query)?
            .query_row(params![self.folder, status.code()], |row| {
                let title: String = row.get(1)?;
                Ok((row.get(0)?, title_from_text(&title)))
            })
            .optional()
    }

    /// Adds a caption file that is to be written. If it is pending already, its expected content stays that of the
    /// oldest unwritten change.
    fn insert_pending(
        &self,
        transaction: &Transaction<'_>,
        file: &str,
        expected: &Content,
        wanted: &Content,
    ) -> rusqlite::Result<()> {
        transaction
            .prepare_cached(
                "INSERT INTO owed (folder, file, expected, wanted) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (folder, file) DO UPDATE SET wanted = excluded.wanted",
            )?
            .execute(params![self.folder, file, expected, wanted])?;
        Ok(())
    }
}

impl Change {
    /// Returns the reverse of this change.
    pub(crate) fn reversed(self) -> Change {
        match self {
            Change::Caption {
                file,
                before,
                after,
            } => Change::Caption {
                file,
                before: after,
                after: before,
            },
            Change::Excluded { image, after } => Change::Excluded {
                image,
                after: !after,
            },
            Change::Edited {
                image,
                before,
                after,
            } => Change::Edited {
                image,
                before: after,
                after: before,
            },
            Change::Present { image, after } => Change::Present {
                image,
                after: !after,
            },
        }
    }
}

fn set_after(
    transaction: &Transaction<'_>,
    step: StepId,
    file: &str,
    after: &Content,
) -> rusqlite::Result<()> {
    transaction.execute(
        "UPDATE change SET after = ?3 WHERE step = ?1 AND file = ?2 AND what = 'caption'",
        params![step.0, file, after],
    )?;
    Ok(())
}

fn insert(transaction: &Transaction<'_>, step: i64, change: &Change) -> rusqlite::Result<()> {
    let flag = |after: bool| Some(vec![u8::from(after)]);
    let (what, file, before, after) = match change {
        Change::Caption {
            file,
            before,
            after,
        } => ("caption", file, before.clone(), after.clone()),
        Change::Excluded { image, after } => ("excluded", image, flag(!after), flag(*after)),
        Change::Edited {
            image,
            before,
            after,
        } => (
            "framed",
            image,
            Some(before.to_string().into_bytes()),
            Some(after.to_string().into_bytes()),
        ),
        Change::Present { image, after } => ("present", image, flag(!after), flag(*after)),
    };
    transaction
        .prepare_cached(
            "INSERT INTO change (step, what, file, before, after) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![step, what, file, before, after])?;
    Ok(())
}

/// Returns the change in a row of the database, or `None` for a kind that only a newer version of the program knows.
fn change(what: &str, file: String, before: Content, after: Content) -> Option<Change> {
    let is_set = after.as_deref() == Some(&[1]);
    match what {
        "caption" => Some(Change::Caption {
            file,
            before,
            after,
        }),
        "excluded" => Some(Change::Excluded {
            image: file,
            after: is_set,
        }),
        "framed" => Some(Change::Edited {
            image: file,
            before: parse_edit(before)?,
            after: parse_edit(after)?,
        }),
        "present" => Some(Change::Present {
            image: file,
            after: is_set,
        }),
        _ => None,
    }
}

/// Returns a title as the column `title` stores it: as JSON or, for a verbatim title, as plain text.
fn title_to_text(title: &Message) -> String {
    match serde_json::to_value(title) {
        Ok(Value::String(text)) => text,
        Ok(record) => record.to_string(),
        Err(_) => title.to_string(),
    }
}

/// Parses the column `title`. Older versions of the program stored each title as plain text.
fn title_from_text(text: &str) -> Message {
    serde_json::from_str(text)
        .ok()
        .filter(|_| text.starts_with('{'))
        .unwrap_or_else(|| Message::verbatim(text))
}

fn parse_edit(text: Content) -> Option<Edit> {
    String::from_utf8(text?).ok()?.parse().ok()
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}
