//! What a person would not want to say twice: recent datasets, answers on the Train page, settings.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Ledger;
use crate::error::LedgerError;
use crate::view::{PreparationOptions, TrainDraft};

/// How many recent datasets are worth offering.
const RECENT: usize = 8;

impl Ledger {
    /// A value kept under a name; the default where there is none or it can't be read any more.
    pub(crate) fn recall<T: DeserializeOwned + Default>(
        &self,
        name: &str,
    ) -> Result<T, LedgerError> {
        self.kept("select value from memory where name = ?1", name)
    }

    /// What one row's text holds; the default where there is no row, or it can't be read any more.
    fn kept<T: DeserializeOwned + Default>(
        &self,
        query: &str,
        key: &str,
    ) -> Result<T, LedgerError> {
        let text: Option<String> = self
            .lock()
            .query_row(query, [key], |row| row.get(0))
            .optional()?;
        Ok(text
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default())
    }

    pub(crate) fn remember<T: Serialize>(&self, name: &str, value: &T) -> Result<(), LedgerError> {
        let text = serde_json::to_string(value)?;
        self.lock().execute(
            "insert into memory (name, value) values (?1, ?2)
             on conflict (name) do update set value = excluded.value",
            params![name, text],
        )?;
        Ok(())
    }

    /// Lets what is remembered of a folder follow it to another place.
    pub(crate) fn folder_moved(&self, from: &Path, to: &Path) -> Result<(), LedgerError> {
        let (from, to) = (from.to_string_lossy(), to.to_string_lossy());
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

    /// The findings of a folder that were dismissed.
    pub(crate) fn dismissed(&self, folder: &Path) -> Result<BTreeSet<String>, LedgerError> {
        self.recall(&dismissed(&folder.to_string_lossy()))
    }

    pub(crate) fn dismiss(
        &self,
        folder: &Path,
        findings: &BTreeSet<String>,
    ) -> Result<(), LedgerError> {
        self.remember(&dismissed(&folder.to_string_lossy()), findings)
    }

    pub(crate) fn dataset_opened(&self, folder: &Path, at: Timestamp) -> Result<(), LedgerError> {
        self.lock().execute(
            "insert into recent_datasets (folder, opened_at) values (?1, ?2)
             on conflict (folder) do update set opened_at = excluded.opened_at",
            params![folder.to_string_lossy(), at.as_millisecond()],
        )?;
        Ok(())
    }

    /// Folders opened before, newest first, those that are gone left out.
    pub(crate) fn recent_datasets(&self) -> Result<Vec<PathBuf>, LedgerError> {
        let connection = self.lock();
        let mut query =
            connection.prepare("select folder from recent_datasets order by opened_at desc")?;
        let folders = query.query_map([], |row| row.get::<_, String>(0))?;
        let folders = folders.collect::<Result<Vec<_>, _>>()?;
        Ok(folders
            .into_iter()
            .map(PathBuf::from)
            .filter(|folder| folder.is_dir())
            .take(RECENT)
            .collect())
    }

    /// What was filled in on the Train page for this dataset.
    pub(crate) fn draft(&self, folder: &Path) -> Result<TrainDraft, LedgerError> {
        let query = "select draft from drafts where folder = ?1";
        self.kept(query, &folder.to_string_lossy())
    }

    pub(crate) fn save_draft(&self, folder: &Path, draft: &TrainDraft) -> Result<(), LedgerError> {
        let text = serde_json::to_string(draft)?;
        self.lock().execute(
            "insert into drafts (folder, draft) values (?1, ?2)
             on conflict (folder) do update set draft = excluded.draft",
            params![folder.to_string_lossy(), text],
        )?;
        Ok(())
    }

    /// How the images of this dataset are prepared.
    pub(crate) fn preparation(&self, folder: &Path) -> Result<PreparationOptions, LedgerError> {
        let query = "select options from preparations where folder = ?1";
        self.kept(query, &folder.to_string_lossy())
    }

    pub(crate) fn save_preparation(
        &self,
        folder: &Path,
        options: &PreparationOptions,
    ) -> Result<(), LedgerError> {
        let text = serde_json::to_string(options)?;
        self.lock().execute(
            "insert into preparations (folder, options) values (?1, ?2)
             on conflict (folder) do update set options = excluded.options",
            params![folder.to_string_lossy(), text],
        )?;
        Ok(())
    }
}

/// The name under which a folder's dismissed findings are remembered.
fn dismissed(folder: &str) -> String {
    format!("dismissed:{folder}")
}
