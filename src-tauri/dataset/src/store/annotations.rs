//! Remembers annotations of images: which are left out of the training, and how they are edited. An annotation survives
//! a move or a rename of its file.
//!
//! An annotation is stored for a file, with its folder, name, length and a hash of its content. A file in that folder
//! with that name and length is taken to be the same file. Any other file is recognised by its content, but only if the
//! recorded file is gone from its place: otherwise the two are twins, and the annotation for one doesn't apply to the
//! other. Recording an annotation also records the current annotations of the file's twins in the same folder, so that
//! none of them is later mistaken for the moved file.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use files::regular_file;
use imaging::Edit;
use rayon::prelude::*;
use rusqlite::{Transaction, params};

use crate::names::path_text::path_of_text;
use crate::store::edits::{Edits, EditsError, folder_key};

type ContentHash = [u8; 32];

/// A file and its annotation.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) bytes: u64,
    pub(crate) annotation: Annotation,
}

/// The annotation of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Annotation {
    /// True if the file is left out of the training.
    pub(crate) excluded: bool,
    /// The crop, orientation and other edits of the image.
    pub(crate) edit: Edit,
}

/// The annotations for one folder.
#[derive(Clone, Debug)]
pub(crate) struct Annotations {
    edits: Edits,
    /// The folder's key, as returned by [`folder_key`].
    folder: String,
}

/// An annotation, and the file that it was made for.
struct Record {
    folder: String,
    name: String,
    bytes: u64,
    content: ContentHash,
    annotation: Annotation,
}

impl Record {
    /// Returns whether the recorded file is gone: its folder has no file with its name and length.
    fn is_lost(&self) -> bool {
        let place = path_of_text(&self.folder).join(&self.name);
        !fs::metadata(place).is_ok_and(|file| file.is_file() && file.len() == self.bytes)
    }
}

impl Annotations {
    pub(crate) fn new(edits: &Edits, folder: &Path) -> Annotations {
        Annotations {
            edits: edits.clone(),
            folder: folder_key(folder),
        }
    }

    /// Records the annotations of `changed`, and those of files with identical content among `others`.
    pub(crate) fn record(&self, changed: &[Subject], others: &[Subject]) -> Result<(), EditsError> {
        let hashed: Vec<(&Subject, Option<ContentHash>)> = changed
            .par_iter()
            .map(|subject| (subject, content_hash(&subject.path)))
            .collect();
        let contents: HashSet<ContentHash> =
            hashed.iter().filter_map(|(_, content)| *content).collect();
        let lengths: HashSet<u64> = changed.iter().map(|subject| subject.bytes).collect();
        let twins: Vec<(&Subject, Option<ContentHash>)> = others
            .par_iter()
            .filter(|other| lengths.contains(&other.bytes))
            .map(|other| (other, content_hash(&other.path)))
            .filter(|(_, content)| content.is_some_and(|content| contents.contains(&content)))
            .collect();
        self.edits.transaction(|transaction| {
            for (subject, content) in hashed.iter().chain(&twins) {
                self.write(transaction, subject, *content)?;
            }
            Ok(())
        })
    }

    /// Returns the annotations of `subjects`, by their names. Annotations whose file was moved or renamed are found by
    /// content, and are recorded for the new place.
    pub(crate) fn get(
        &self,
        subjects: &[Subject],
    ) -> Result<HashMap<String, Annotation>, EditsError> {
        if subjects.is_empty() {
            return Ok(HashMap::new());
        }
        let mut known = HashMap::new();
        let mut without_annotation = Vec::new();
        let mut annotations = self.edits.transaction(|transaction| {
            let here = self.all(transaction)?;
            for subject in subjects {
                match here.get(&subject.name) {
                    Some((bytes, annotation)) if *bytes == length(subject.bytes) => {
                        known.insert(subject.name.clone(), *annotation);
                    }
                    _ => without_annotation.push(subject),
                }
            }
            let lengths: HashSet<u64> = without_annotation
                .iter()
                .map(|subject| subject.bytes)
                .collect();
            records_of_lengths(transaction, &lengths)
        })?;
        annotations.retain(Record::is_lost);
        let found = match_lost(annotations, &without_annotation);
        if found.is_empty() {
            return Ok(known);
        }
        self.edits.transaction(|transaction| {
            for (lost, subject) in &found {
                transaction.execute(
                    "DELETE FROM decision WHERE folder = ?1 AND name = ?2",
                    params![lost.folder, lost.name],
                )?;
                let subject = Subject {
                    annotation: lost.annotation,
                    ..(*subject).clone()
                };
                self.write(transaction, &subject, Some(lost.content))?;
                known.insert(subject.name, lost.annotation);
            }
            Ok(())
        })?;
        Ok(known)
    }

    /// Returns the annotations for this folder, keyed by file name, each with the recorded length of its file.
    fn all(
        &self,
        transaction: &Transaction<'_>,
    ) -> rusqlite::Result<HashMap<String, (i64, Annotation)>> {
        transaction
            .prepare_cached("SELECT name, bytes, excluded, edit FROM decision WHERE folder = ?1")?
            .query_map([&self.folder], |row| {
                Ok((row.get(0)?, (row.get(1)?, annotation(row, 2)?)))
            })?
            .collect()
    }

    fn write(
        &self,
        transaction: &Transaction<'_>,
        subject: &Subject,
        content: Option<ContentHash>,
    ) -> rusqlite::Result<()> {
        transaction
            .prepare_cached(
                "INSERT OR REPLACE INTO decision (folder, name, bytes, content, excluded, edit)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                self.folder,
                subject.name,
                length(subject.bytes),
                content,
                subject.annotation.excluded,
                subject.annotation.edit.to_string()
            ])?;
        Ok(())
    }
}

/// Reads an annotation from a row, beginning at the column `first`. An edit that only a newer version understands is
/// read as no edit.
fn annotation(row: &rusqlite::Row<'_>, first: usize) -> rusqlite::Result<Annotation> {
    let edit: String = row.get(first + 1)?;
    Ok(Annotation {
        excluded: row.get(first)?,
        edit: edit.parse().unwrap_or_default(),
    })
}

/// Returns the annotations of files of these lengths, in any folder. Files whose content could not be read are left
/// out.
fn records_of_lengths(
    transaction: &Transaction<'_>,
    lengths: &HashSet<u64>,
) -> rusqlite::Result<Vec<Record>> {
    let mut statement = transaction.prepare_cached(
        "SELECT folder, name, content, excluded, edit FROM decision
        WHERE bytes = ?1 AND content IS NOT NULL ORDER BY excluded, folder, name",
    )?;
    // Most files have a length for which no annotation exists. Those lengths are not queried.
    let recorded_lengths: HashSet<i64> = transaction
        .prepare_cached("SELECT DISTINCT bytes FROM decision")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut annotations = Vec::new();
    for &bytes in lengths
        .iter()
        .filter(|&&bytes| recorded_lengths.contains(&length(bytes)))
    {
        let rows = statement.query_map([length(bytes)], |row| {
            Ok(Record {
                folder: row.get(0)?,
                name: row.get(1)?,
                bytes,
                content: row.get(2)?,
                annotation: annotation(row, 3)?,
            })
        })?;
        for row in rows {
            annotations.push(row?);
        }
    }
    Ok(annotations)
}

/// Pairs annotations with files of the same content, each at most once: first the files that kept their name, then the
/// renamed files in order. Only files whose length matches an annotation are read.
fn match_lost<'a>(lost: Vec<Record>, subjects: &[&'a Subject]) -> Vec<(Record, &'a Subject)> {
    let lengths: HashSet<u64> = lost.iter().map(|record| record.bytes).collect();
    let mut remaining: Vec<(ContentHash, &Subject)> = subjects
        .par_iter()
        .filter(|subject| lengths.contains(&subject.bytes))
        .filter_map(|subject| Some((content_hash(&subject.path)?, *subject)))
        .collect();
    let mut take = |fits: &dyn Fn(&ContentHash, &Subject) -> bool| {
        let place = remaining
            .iter()
            .position(|(content, subject)| fits(content, subject))?;
        Some(remaining.remove(place).1)
    };
    let mut found = Vec::new();
    let mut renamed = Vec::new();
    for lost in lost {
        match take(&|content, subject| *content == lost.content && subject.name == lost.name) {
            Some(subject) => found.push((lost, subject)),
            None => renamed.push(lost),
        }
    }
    for lost in renamed {
        if let Some(subject) = take(&|content, _| *content == lost.content) {
            found.push((lost, subject));
        }
    }
    found
}

/// Returns a hash of a file's bytes, or `None` if the file can't be read.
fn content_hash(path: &Path) -> Option<ContentHash> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(regular_file::open(path).ok()?).ok()?;
    Some(*hasher.finalize().as_bytes())
}

/// Converts a length to a signed integer, as SQLite requires. No file is too long for the conversion.
fn length(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
