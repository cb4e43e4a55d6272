//! What a person did in a folder, step by step, in `edits.db`: written down before its effect, so that it can
//! be undone and done again for ever, after a crash too. Nothing is ever struck out: a step that can't be
//! done again any more stays as part of its captions' history.
//!
//! Files are named, not numbered, because numbers don't outlive the program. What the steps do to files is in
//! `history` and `captions`.

use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::{OptionalExtension, Transaction, params};

use crate::Edit;
use crate::edits::{Edits, EditsError};

/// A caption file's bytes, or `None` for no file.
pub(crate) type Content = Option<Vec<u8>>;

impl Change {
    /// The name of the file that it happened to.
    pub(crate) fn file(&self) -> &str {
        match self {
            Change::Caption { file, .. } => file,
            Change::Excluded { image, .. }
            | Change::Framed { image, .. }
            | Change::Present { image, .. } => image,
        }
    }
}

/// What happened to one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// A caption file, by its own name.
    Caption {
        file: String,
        before: Content,
        after: Content,
    },
    /// Whether an image is left out of the training.
    Excluded { image: String, after: bool },
    /// How an image's frame is edited, as [`crate::Edit`] writes it.
    Framed {
        image: String,
        before: Edit,
        after: Edit,
    },
    /// Whether an image lies in the folder, or in the system's bin.
    Present { image: String, after: bool },
}

/// One step as it is to be done, or undone.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) id: StepId,
    /// What it was, as in "Undo typing".
    pub(crate) title: String,
    /// In the order in which they are to happen.
    pub(crate) changes: Vec<Change>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StepId(i64);

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It can be undone.
    Done,
    /// It can be done again.
    Undone,
    /// Neither: another program did it, or something else was done after it was undone.
    Past,
}

impl Standing {
    fn code(self) -> i64 {
        match self {
            Standing::Done => 0,
            Standing::Undone => 1,
            Standing::Past => 2,
        }
    }
}

/// A caption file that is to be written, and what it held when that was decided.
#[derive(Clone, Debug)]
pub(crate) struct Owed {
    pub(crate) file: String,
    pub(crate) expected: Content,
    pub(crate) wanted: Content,
}

/// A caption as it once was.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    /// Milliseconds since 1970, by the clock of the machine.
    pub(crate) at: i64,
    pub(crate) title: String,
    pub(crate) content: Content,
}

/// The steps of one folder.
#[derive(Clone, Debug)]
pub(crate) struct Journal {
    edits: Edits,
    /// As in [`crate::edits::folder_key`].
    folder: String,
}

impl Journal {
    pub(crate) fn new(edits: &Edits, folder: String) -> Journal {
        Journal {
            edits: edits.clone(),
            folder,
        }
    }

    /// The folder's key, as it was when the folder was opened.
    pub(crate) fn folder_key(&self) -> &str {
        &self.folder
    }

    /// Writes a step down that is about to happen: its captions are owed. It ends the possibility to do again
    /// what was undone before it.
    pub(crate) fn record(&self, title: &str, changes: &[Change]) -> Result<StepId, EditsError> {
        self.write(title, changes, Standing::Done, true)
    }

    /// Writes a step down whose captions are not to be written by the caller.
    pub(crate) fn record_done(
        &self,
        title: &str,
        changes: &[Change],
    ) -> Result<StepId, EditsError> {
        self.write(title, changes, Standing::Done, false)
    }

    /// Begins a step whose changes are known later. It can't be undone before [`Journal::finish`], and then comes
    /// before all steps that were begun after it.
    pub(crate) fn begin(&self, title: &str) -> Result<StepId, EditsError> {
        self.write(title, &[], Standing::Past, false)
    }

    /// Ends a step that was begun, with what it changed.
    pub(crate) fn finish(
        &self,
        step: StepId,
        title: &str,
        changes: &[Change],
    ) -> Result<(), EditsError> {
        self.edits.transaction(|transaction| {
            self.end_redo(transaction)?;
            transaction.execute(
                "UPDATE step SET title = ?2, standing = ?3 WHERE id = ?1",
                params![step.0, title, Standing::Done.code()],
            )?;
            for change in changes {
                insert(transaction, step.0, change)?;
            }
            Ok(())
        })
    }

    /// Writes down what can't be undone, for the captions' history.
    pub(crate) fn record_past(&self, title: &str, change: Change) -> Result<StepId, EditsError> {
        self.write(title, &[change], Standing::Past, false)
    }

    fn write(
        &self,
        title: &str,
        changes: &[Change],
        standing: Standing,
        owes: bool,
    ) -> Result<StepId, EditsError> {
        self.edits.transaction(|transaction| {
            if standing == Standing::Done {
                self.end_redo(transaction)?;
            }
            transaction.execute(
                "INSERT INTO step (folder, title, at, standing) VALUES (?1, ?2, ?3, ?4)",
                params![self.folder, title, now(), standing.code()],
            )?;
            let step = transaction.last_insert_rowid();
            for change in changes {
                insert(transaction, step, change)?;
                if let Change::Caption {
                    file,
                    before,
                    after,
                } = change
                    && owes
                {
                    self.insert_owed(transaction, file, before, after)?;
                }
            }
            Ok(StepId(step))
        })
    }

    /// Lets a step that changed one caption go on: it ends with another content now.
    pub(crate) fn extend(
        &self,
        step: StepId,
        file: &str,
        now_there: &Content,
        after: &Content,
    ) -> Result<(), EditsError> {
        self.edits.transaction(|transaction| {
            end_with(transaction, step, file, after)?;
            self.insert_owed(transaction, file, now_there, after)
        })
    }

    /// Lets what can't be undone go on; nothing is to be written.
    pub(crate) fn extend_past(
        &self,
        step: StepId,
        file: &str,
        after: &Content,
    ) -> Result<(), EditsError> {
        self.edits
            .transaction(|transaction| end_with(transaction, step, file, after))
    }

    /// The step to undo, or (`Undone`) the one to do again.
    pub(crate) fn next(&self, standing: Standing) -> Result<Option<Step>, EditsError> {
        self.edits.transaction(|transaction| {
            let Some((id, title)) = self.next_id(transaction, standing)? else {
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

    /// The titles of the steps that can be undone and done again next.
    pub(crate) fn titles(&self) -> Result<(Option<String>, Option<String>), EditsError> {
        self.edits.transaction(|transaction| {
            let undo = self.next_id(transaction, Standing::Done)?;
            let redo = self.next_id(transaction, Standing::Undone)?;
            Ok((undo.map(|(_, title)| title), redo.map(|(_, title)| title)))
        })
    }

    /// Notes that a step was undone or done again.
    pub(crate) fn turn(&self, step: StepId, standing: Standing) -> Result<(), EditsError> {
        self.edits.transaction(|transaction| {
            transaction.execute(
                "UPDATE step SET standing = ?2 WHERE id = ?1",
                params![step.0, standing.code()],
            )?;
            Ok(())
        })
    }

    /// Gives a step the standing back that it had before it was undone or done again in vain. One that was to be done
    /// again is past if another was done meanwhile.
    pub(crate) fn turn_back(&self, step: StepId, standing: Standing) -> Result<(), EditsError> {
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
                    standing.code(),
                    Standing::Undone.code(),
                    Standing::Done.code(),
                    Standing::Past.code()
                ],
            )?;
            Ok(())
        })
    }

    /// Notes what is to be written.
    pub(crate) fn owe(&self, owed: &[Owed]) -> Result<(), EditsError> {
        self.edits.transaction(|transaction| {
            for owed in owed {
                self.insert_owed(transaction, &owed.file, &owed.expected, &owed.wanted)?;
            }
            Ok(())
        })
    }

    /// The caption files that should have been written when the program ended.
    pub(crate) fn owed(&self) -> Result<Vec<Owed>, EditsError> {
        self.edits.transaction(|transaction| {
            transaction
                .prepare_cached("SELECT file, expected, wanted FROM owed WHERE folder = ?1")?
                .query_map([&self.folder], |row| {
                    Ok(Owed {
                        file: row.get(0)?,
                        expected: row.get(1)?,
                        wanted: row.get(2)?,
                    })
                })?
                .collect()
        })
    }

    /// Notes that these files hold what was wanted, or are no longer meant to.
    pub(crate) fn paid(&self, files: &[(String, Content)]) -> Result<(), EditsError> {
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

    /// What a caption file held over time, oldest first, whoever wrote it.
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
                // What was there before the first step, or came unnoticed between two.
                if versions.last().map(|last| &last.content) != Some(&before) && before.is_some() {
                    versions.push(Version {
                        at,
                        title: "found".to_owned(),
                        content: before,
                    });
                }
                versions.push(Version {
                    at,
                    title,
                    content: after,
                });
            }
            Ok(versions)
        })
    }

    /// Follows a file to its new name.
    pub(crate) fn renamed(&self, old: &str, new: &str) -> Result<(), EditsError> {
        self.edits.transaction(|transaction| {
            transaction.execute(
                "UPDATE change SET file = ?3
                WHERE file = ?2 AND step IN (SELECT id FROM step WHERE folder = ?1)",
                params![self.folder, old, new],
            )?;
            Ok(())
        })
    }

    /// What was undone can't be done again after something else was done.
    fn end_redo(&self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        transaction.execute(
            "UPDATE step SET standing = ?2 WHERE folder = ?1 AND standing = ?3",
            params![self.folder, Standing::Past.code(), Standing::Undone.code()],
        )?;
        Ok(())
    }

    fn next_id(
        &self,
        transaction: &Transaction<'_>,
        standing: Standing,
    ) -> rusqlite::Result<Option<(i64, String)>> {
        // What was undone last is done again first.
        let query = if standing == Standing::Undone {
            "SELECT id, title FROM step WHERE folder = ?1 AND standing = ?2 ORDER BY id LIMIT 1"
        } else {
            "SELECT id, title FROM step WHERE folder = ?1 AND standing = ?2 ORDER BY id DESC LIMIT 1"
        };
        transaction
            .prepare_cached(query)?
            .query_row(params![self.folder, standing.code()], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()
    }

    /// What the file was expected to hold is what it held when the oldest unwritten change was made.
    fn insert_owed(
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
    /// The same change backwards.
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
            Change::Framed {
                image,
                before,
                after,
            } => Change::Framed {
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

fn end_with(
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
        Change::Framed {
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

/// `None` for what only a newer version knows.
fn change(what: &str, file: String, before: Content, after: Content) -> Option<Change> {
    let after_flag = after.as_deref() == Some(&[1]);
    match what {
        "caption" => Some(Change::Caption {
            file,
            before,
            after,
        }),
        "excluded" => Some(Change::Excluded {
            image: file,
            after: after_flag,
        }),
        "framed" => Some(Change::Framed {
            image: file,
            before: edit(before)?,
            after: edit(after)?,
        }),
        "present" => Some(Change::Present {
            image: file,
            after: after_flag,
        }),
        _ => None,
    }
}

fn edit(text: Content) -> Option<Edit> {
    String::from_utf8(text?).ok()?.parse().ok()
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}
