//! Keeps runs in the store: each run is one row, which is rewritten as a whole before the next effect is attempted.

use std::sync::Arc;

use ordered_lock::MutexGuard;
use rusqlite::{OptionalExtension, Row, params};

use super::Store;
use crate::error::StoreError;
use crate::store::run_record::Run;

impl Store {
    /// Writes a run, new or changed. Its log is not changed.
    pub(crate) fn save_run(&self, run: &Run) -> Result<(), StoreError> {
        self.save_runs(std::slice::from_ref(run))
    }

    /// Writes several runs, all or none of them.
    pub(crate) fn save_runs(&self, runs: &[Run]) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        for run in runs {
            transaction.execute(
                "insert into runs (id, created_at, ended, training_id, record) values (?1, ?2, ?3, ?4, ?5)
                 on conflict (id) do update set
                    ended = excluded.ended, training_id = excluded.training_id, record = excluded.record",
                params![
                    run.id,
                    run.created_at.as_millisecond(),
                    run.has_ended(),
                    run.training_id(),
                    serde_json::to_string(run)?
                ],
            )?;
        }
        transaction.commit()?;
        drop(connection);
        self.cached_runs().take();
        Ok(())
    }

    pub(crate) fn save_log(&self, id: &str, log: &str) -> Result<(), StoreError> {
        self.lock()
            .execute("update runs set log = ?2 where id = ?1", params![id, log])?;
        Ok(())
    }

    pub(crate) fn log(&self, id: &str) -> Result<String, StoreError> {
        let log = self
            .lock()
            .query_row("select log from runs where id = ?1", [id], |row| row.get(0))
            .optional()?;
        Ok(log.unwrap_or_default())
    }

    /// Returns all runs, newest first. A run that can't be read is left out and logged, so that the others can still be
    /// used. The result is cached until a run is written.
    pub(crate) fn runs(&self) -> Result<Arc<Vec<Run>>, StoreError> {
        // Locked while the runs are read, so that a write in the meantime is not missed.
        let mut cached = self.cached_runs();
        if let Some(runs) = &*cached {
            return Ok(Arc::clone(runs));
        }
        let query = "select id, record from runs order by created_at desc, rowid desc";
        let runs = Arc::new(self.select(query)?);
        *cached = Some(Arc::clone(&runs));
        Ok(runs)
    }

    fn cached_runs(&self) -> MutexGuard<'_, Option<Arc<Vec<Run>>>> {
        self.0.runs.lock()
    }

    /// Returns the runs that have not ended, oldest first.
    pub(crate) fn open_runs(&self) -> Result<Vec<Run>, StoreError> {
        self.select("select id, record from runs where not ended order by created_at, rowid")
    }

    pub(crate) fn run(&self, id: &str) -> Result<Option<Run>, StoreError> {
        let text: Option<String> = self
            .lock()
            .query_row("select record from runs where id = ?1", [id], |row| {
                row.get(0)
            })
            .optional()?;
        Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
    }

    /// Returns the id of the run whose training has this id at the service, if there is one.
    pub(crate) fn run_of_training(&self, training: &str) -> Result<Option<String>, StoreError> {
        let id = self
            .lock()
            .query_row(
                "select id from runs where training_id = ?1",
                [training],
                |row| row.get(0),
            )
            .optional()?;
        Ok(id)
    }

    pub(crate) fn remove_run(&self, id: &str) -> Result<(), StoreError> {
        self.lock()
            .execute("delete from runs where id = ?1 and ended", [id])?;
        self.cached_runs().take();
        Ok(())
    }

    fn select(&self, query: &str) -> Result<Vec<Run>, StoreError> {
        let connection = self.lock();
        let mut query = connection.prepare(query)?;
        let read = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
        let mut runs = Vec::new();
        for row in query.query_map([], read)? {
            let (id, record) = row?;
            match serde_json::from_str(&record) {
                Ok(run) => runs.push(run),
                Err(error) => tracing::error!(%id, %error, "a run in the ledger can't be read"),
            }
        }
        Ok(runs)
    }
}
