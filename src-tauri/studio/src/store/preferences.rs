//! Stores the values that the person should not have to enter twice: recent datasets, the drafts of the Train and
//! Generate pages, settings and others.
//!
//! A value that can't be read, such as one that a newer Tintype wrote, counts as missing. If the person entered the
//! value, the problem is reported once, and the value's text is kept: under its own name until a new value is written,
//! and under another name after that.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use dataset::{path_of_text, path_text};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Store;
use super::key::{Key, MEMORY, Table};
use crate::error::StoreError;

/// The maximum number of recent datasets that are checked, so that some can be offered even if others are gone.
const MAX_RECENT: u32 = 24;

/// The prefix of the name under which an unreadable text is kept once a new value has replaced it.
const UNREADABLE: &str = "unreadable";

fn read(connection: &Connection, key: Key<'_>) -> Result<Option<String>, StoreError> {
    let table = key.table();
    let query = format!(
        "select {} from {} where {} = ?1",
        table.value, table.name, table.key
    );
    let text = connection.query_row(&query, [key.text()], |row| row.get(0));
    Ok(text.optional()?)
}

fn write(connection: &Connection, table: Table, key: &str, text: &str) -> Result<(), StoreError> {
    let Table {
        name,
        key: column,
        value,
    } = table;
    let insert = format!(
        "insert into {name} ({column}, {value}) values (?1, ?2)
         on conflict ({column}) do update set {value} = excluded.{value}"
    );
    connection.execute(&insert, params![key, text])?;
    Ok(())
}

impl Store {
    /// Returns a stored value, or the default if there is none or it can't be read.
    pub(crate) fn get<T: DeserializeOwned + Default>(&self, key: Key<'_>) -> Result<T, StoreError> {
        let text = read(&self.lock(), key)?;
        let Some(text) = text else {
            return Ok(T::default());
        };
        Ok(serde_json::from_str(&text).unwrap_or_else(|error| {
            tracing::warn!(?key, %error, "a stored value can't be read");
            self.report_unreadable(key);
            T::default()
        }))
    }

    /// Stores a value.
    pub(crate) fn set<T: Serialize + DeserializeOwned>(
        &self,
        key: Key<'_>,
        value: &T,
    ) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let before = read(&transaction, key)?;
        replace(&transaction, key, before.as_deref(), value)?;
        Ok(transaction.commit()?)
    }

    /// Changes a stored value in one transaction, and returns the new value.
    pub(crate) fn change<T: Serialize + DeserializeOwned + Default>(
        &self,
        key: Key<'_>,
        change: impl FnOnce(&mut T),
    ) -> Result<T, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let before = read(&transaction, key)?;
        let mut value: T = before
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default();
        change(&mut value);
        replace(&transaction, key, before.as_deref(), &value)?;
        transaction.commit()?;
        Ok(value)
    }

    /// Reports once that a value that the person entered can't be read.
    fn report_unreadable(&self, key: Key<'_>) {
        let Some(message) = key.unreadable() else {
            return;
        };
        let report = {
            let mut unreadable = self.0.unreadable.lock();
            let is_new = unreadable.reported.insert((key.table().name, key.text()));
            is_new.then(|| Arc::clone(&unreadable.report))
        };
        if let Some(report) = report {
            report(message);
        }
    }

    /// Moves the stored values of a folder to its new path, and removes the old path from the recent datasets.
    pub(crate) fn move_folder(&self, from: &Path, to: &Path) -> Result<(), StoreError> {
        let dismissed = [Key::Dismissed(from).text(), Key::Dismissed(to).text()];
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
            dismissed,
        )?;
        connection.execute("delete from recent_datasets where folder = ?1", [from])?;
        Ok(())
    }

    pub(crate) fn record_opened_dataset(
        &self,
        folder: &Path,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.lock().execute(
            "insert into recent_datasets (folder, opened_at) values (?1, ?2)
             on conflict (folder) do update set opened_at = excluded.opened_at",
            params![path_text(folder), at.as_millisecond()],
        )?;
        Ok(())
    }

    /// Returns the folders that were opened last, newest first, at most [`MAX_RECENT`] of them. They may no longer
    /// exist.
    pub(crate) fn recent_datasets(&self) -> Result<Vec<PathBuf>, StoreError> {
        let connection = self.lock();
        let mut query = connection
            .prepare("select folder from recent_datasets order by opened_at desc limit ?1")?;
        let folders = query.query_map([MAX_RECENT], |row| row.get::<_, String>(0))?;
        let folders = folders.collect::<Result<Vec<_>, _>>()?;
        Ok(folders
            .into_iter()
            .map(|folder| path_of_text(&folder))
            .collect())
    }
}

/// Writes a value. If it replaces an unreadable text that the person entered, that text is kept under another name.
fn replace<T: Serialize + DeserializeOwned>(
    connection: &Connection,
    key: Key<'_>,
    before: Option<&str>,
    value: &T,
) -> Result<(), StoreError> {
    if let Some(before) = before
        && key.unreadable().is_some()
        && serde_json::from_str::<T>(before).is_err()
    {
        let now = Timestamp::now().as_millisecond();
        let name = format!("{UNREADABLE} {now} {} {}", key.table().name, key.text());
        write(connection, MEMORY, &name, before)?;
    }
    write(
        connection,
        key.table(),
        &key.text(),
        &serde_json::to_string(value)?,
    )
}
