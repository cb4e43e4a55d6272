//! Remembers what the person does not want to enter twice: recent datasets, answers on the Train page, settings.
//!
//! A value that can't be read, such as one that a newer Tintype wrote, counts as missing. That is reported once, and
//! its text stays: under its own name until a new value is written, and under another name after that.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dataset::{path_of_text, path_text};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Store;
use crate::error::StoreError;
use crate::view::{PreparationOptions, TrainDraft};

/// The number of recent datasets that are checked, so that some can be offered even if others are gone.
const LOOKED_AT: u32 = 24;

/// The prefix of the name under which an unreadable text is kept when a new value replaces it.
const UNREADABLE: &str = "unreadable";

/// The place of a kind of value: its table, and the columns of its key and its value.
#[derive(Clone, Copy)]
struct Place {
    table: &'static str,
    key: &'static str,
    value: &'static str,
}

const MEMORY: Place = Place {
    table: "memory",
    key: "name",
    value: "value",
};

const DRAFTS: Place = Place {
    table: "drafts",
    key: "folder",
    value: "draft",
};

const PREPARATIONS: Place = Place {
    table: "preparations",
    key: "folder",
    value: "options",
};

impl Place {
    fn read(self, connection: &Connection, key: &str) -> Result<Option<String>, StoreError> {
        let Place {
            table,
            key: name,
            value,
        } = self;
        let query = format!("select {value} from {table} where {name} = ?1");
        let text = connection.query_row(&query, [key], |row| row.get(0));
        Ok(text.optional()?)
    }

    fn write(self, connection: &Connection, key: &str, text: &str) -> Result<(), StoreError> {
        let Place {
            table,
            key: name,
            value,
        } = self;
        let insert = format!(
            "insert into {table} ({name}, {value}) values (?1, ?2)
             on conflict ({name}) do update set {value} = excluded.{value}"
        );
        connection.execute(&insert, params![key, text])?;
        Ok(())
    }

    /// Returns the words that name a value of this place, or `None` for a value that is requested again anyway.
    fn words(self, key: &str) -> Option<String> {
        let folder = |what: &str, folder: &str| Some(format!("{what} {folder}"));
        match (self.table, key) {
            ("drafts", path) => folder("What you filled in on the Train page for", path),
            ("preparations", path) => folder("How images are prepared in", path),
            (_, "settings") => Some("Your settings".to_owned()),
            (_, "presets") => Some("Your presets".to_owned()),
            (_, "prices") => Some("Your own prices".to_owned()),
            (_, "bucket") => Some("Your storage".to_owned()),
            (_, "generate") => Some("What you filled in on the Generate page".to_owned()),
            (_, name) => folder(
                "Which findings you dismissed in",
                name.strip_prefix(DISMISSED)?,
            ),
        }
    }
}

impl Store {
    /// Returns the value kept under a name, or the default if there is none or it can't be read.
    pub(crate) fn get<T: DeserializeOwned + Default>(&self, name: &str) -> Result<T, StoreError> {
        self.kept(MEMORY, name)
    }

    /// Keeps a value under a name.
    pub(crate) fn set<T: Serialize + DeserializeOwned>(
        &self,
        name: &str,
        value: &T,
    ) -> Result<(), StoreError> {
        self.keep(MEMORY, name, value)
    }

    /// Changes the value kept under a name in one transaction, and returns the new value.
    pub(crate) fn change<T: Serialize + DeserializeOwned + Default>(
        &self,
        name: &str,
        change: impl FnOnce(&mut T),
    ) -> Result<T, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let before = MEMORY.read(&transaction, name)?;
        let mut value: T = before
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default();
        change(&mut value);
        replace(&transaction, MEMORY, name, before.as_deref(), &value)?;
        transaction.commit()?;
        Ok(value)
    }

    fn kept<T: DeserializeOwned + Default>(
        &self,
        place: Place,
        key: &str,
    ) -> Result<T, StoreError> {
        let text = place.read(&self.lock(), key)?;
        let Some(text) = text else {
            return Ok(T::default());
        };
        Ok(serde_json::from_str(&text).unwrap_or_else(|error| {
            tracing::warn!(table = place.table, key, %error, "a kept value can't be read");
            if let Some(words) = place.words(key) {
                self.say_unreadable(&words);
            }
            T::default()
        }))
    }

    fn keep<T: Serialize + DeserializeOwned>(
        &self,
        place: Place,
        key: &str,
        value: &T,
    ) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let before = place.read(&transaction, key)?;
        replace(&transaction, place, key, before.as_deref(), value)?;
        Ok(transaction.commit()?)
    }

    /// Reports once that a kept value can't be read.
    fn say_unreadable(&self, words: &str) {
        let say = {
            let mut unreadable = self.0.unreadable.lock();
            let is_new = unreadable.said.insert(words.to_owned());
            is_new.then(|| Arc::clone(&unreadable.say))
        };
        if let Some(say) = say {
            say(format!(
                "{words} can't be read, so Tintype starts without. A newer version of Tintype may have written it; its text is kept in the file ledger.db."
            ));
        }
    }

    /// Moves what is remembered of a folder to its new path, and removes the old path from the recent datasets.
    pub(crate) fn folder_moved(&self, from: &Path, to: &Path) -> Result<(), StoreError> {
        let (from, to) = (path_text(from), path_text(to));
        let connection = self.lock();
        connection.execute(
            "update or replace preparations set folder = ?2 where folder = ?1",
            params![from, to],
        )?;
        connection.execute(
            "update or replace drafts set folder = ?2 where folder = ?1",
            params![from, to],
        )?;
        connection.execute(
            "update or replace memory set name = ?2 where name = ?1",
            params![dismissed(&from), dismissed(&to)],
        )?;
        connection.execute("delete from recent_datasets where folder = ?1", [from])?;
        Ok(())
    }

    /// Returns the dismissed findings of a folder.
    pub(crate) fn dismissed(&self, folder: &Path) -> Result<BTreeSet<String>, StoreError> {
        self.get(&dismissed(&path_text(folder)))
    }

    /// Dismisses one more finding of a folder.
    pub(crate) fn dismiss(&self, folder: &Path, finding: String) -> Result<(), StoreError> {
        let name = dismissed(&path_text(folder));
        self.change(&name, |findings: &mut BTreeSet<String>| {
            findings.insert(finding);
        })?;
        Ok(())
    }

    /// Forgets which findings of a folder were dismissed.
    pub(crate) fn dismiss_none(&self, folder: &Path) -> Result<(), StoreError> {
        let name = dismissed(&path_text(folder));
        self.set(&name, &BTreeSet::<String>::new())
    }

    pub(crate) fn dataset_opened(&self, folder: &Path, at: Timestamp) -> Result<(), StoreError> {
        self.lock().execute(
            "insert into recent_datasets (folder, opened_at) values (?1, ?2)
             on conflict (folder) do update set opened_at = excluded.opened_at",
            params![path_text(folder), at.as_millisecond()],
        )?;
        Ok(())
    }

    /// Returns the folders that were opened last, newest first, at most [`LOOKED_AT`] of them. They may no longer
    /// exist.
    pub(crate) fn recent_datasets(&self) -> Result<Vec<PathBuf>, StoreError> {
        let connection = self.lock();
        let mut query = connection
            .prepare("select folder from recent_datasets order by opened_at desc limit ?1")?;
        let folders = query.query_map([LOOKED_AT], |row| row.get::<_, String>(0))?;
        let folders = folders.collect::<Result<Vec<_>, _>>()?;
        Ok(folders
            .into_iter()
            .map(|folder| path_of_text(&folder))
            .collect())
    }

    /// Returns what was filled in on the Train page for this dataset.
    pub(crate) fn draft(&self, folder: &Path) -> Result<TrainDraft, StoreError> {
        self.kept(DRAFTS, &path_text(folder))
    }

    pub(crate) fn save_draft(&self, folder: &Path, draft: &TrainDraft) -> Result<(), StoreError> {
        self.keep(DRAFTS, &path_text(folder), draft)
    }

    /// Returns how the images of this dataset are prepared.
    pub(crate) fn preparation(&self, folder: &Path) -> Result<PreparationOptions, StoreError> {
        self.kept(PREPARATIONS, &path_text(folder))
    }

    pub(crate) fn save_preparation(
        &self,
        folder: &Path,
        options: &PreparationOptions,
    ) -> Result<(), StoreError> {
        self.keep(PREPARATIONS, &path_text(folder), options)
    }
}

/// Writes a value. If it replaces a text that can't be read and isn't requested again anyway, that text is kept under
/// another name.
fn replace<T: Serialize + DeserializeOwned>(
    connection: &Connection,
    place: Place,
    key: &str,
    before: Option<&str>,
    value: &T,
) -> Result<(), StoreError> {
    if let Some(before) = before
        && place.words(key).is_some()
        && serde_json::from_str::<T>(before).is_err()
    {
        let now = Timestamp::now().as_millisecond();
        let name = format!("{UNREADABLE} {now} {} {key}", place.table);
        MEMORY.write(connection, &name, before)?;
    }
    place.write(connection, key, &serde_json::to_string(value)?)
}

/// The prefix of the names under which dismissed findings are remembered.
const DISMISSED: &str = "dismissed:";

/// Returns the name under which a folder's dismissed findings are remembered.
fn dismissed(folder: &str) -> String {
    format!("{DISMISSED}{folder}")
}
