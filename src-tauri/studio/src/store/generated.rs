//! Keeps generated pictures in the store: batches, their cells (each rewritten as a whole before its next effect), the
//! predictions that were requested, and the pictures that were fetched.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Store;
use crate::error::StoreError;
use crate::store::batch_record::{Attempts, Batch, Cell, Picture};

/// A filter of the library's batches.
#[derive(Debug, Clone, Default)]
pub(crate) struct BatchFilter {
    /// `owner/name`, or empty for any model.
    pub(crate) model: String,
    /// True for only the batches with a favourite picture.
    pub(crate) favourites: bool,
    /// Words that must each occur in a prompt of the batch.
    pub(crate) words: Vec<String>,
    pub(crate) limit: u32,
}

impl Store {
    /// Writes a new batch with all its cells, or nothing.
    pub(crate) fn save_batch(&self, batch: &Batch, cells: &[Cell]) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        transaction.execute(
            "insert into batches (id, created_at, model, record) values (?1, ?2, ?3, ?4)",
            params![
                batch.id,
                batch.created_at.as_millisecond(),
                crate::store::batch_record::model_name(&batch.version),
                serde_json::to_string(batch)?
            ],
        )?;
        for (place, cell) in (0_u32..).zip(cells) {
            transaction.execute(
                "insert into cells (id, batch, place, prompt, ended, record) values (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    cell.id,
                    cell.batch,
                    place,
                    cell.prompt().to_lowercase(),
                    cell.has_ended(),
                    serde_json::to_string(cell)?
                ],
            )?;
        }
        transaction.commit()?;
        Ok(())
    }

    pub(crate) fn save_cell(&self, cell: &Cell) -> Result<(), StoreError> {
        save_cell(&self.lock(), cell)
    }

    /// Claims a prediction for an attempt of a cell and writes the cell, in one transaction. Returns false, without
    /// writing, if another attempt has claimed the prediction.
    pub(crate) fn claim(
        &self,
        prediction: &str,
        attempts: Attempts,
        cell: &Cell,
    ) -> Result<bool, StoreError> {
        let attempt = attempts.unanswered_since.map(Timestamp::as_microsecond);
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        transaction.execute(
            "insert or ignore into predictions (id, cell, attempt) values (?1, ?2, ?3)",
            params![prediction, cell.id, attempt],
        )?;
        let query = "select cell = ?2 and attempt is ?3 from predictions where id = ?1";
        let is_ours: bool =
            transaction.query_row(query, params![prediction, cell.id, attempt], |row| {
                row.get(0)
            })?;
        if is_ours {
            save_cell(&transaction, cell)?;
            transaction.commit()?;
        }
        Ok(is_ours)
    }

    /// Returns the number of the claim to a prediction by any attempt of any cell, or `None` if the prediction is
    /// unclaimed. Claims are numbered in the order they are made.
    pub(crate) fn claim_number(&self, prediction: &str) -> Result<Option<i64>, StoreError> {
        let query = "select number from predictions where id = ?1";
        let connection = self.lock();
        Ok(connection
            .query_row(query, [prediction], |row| row.get(0))
            .optional()?)
    }

    /// Returns the number of the newest claim, or 0 if there is none.
    pub(crate) fn newest_claim(&self) -> Result<i64, StoreError> {
        let query = "select coalesce(max(number), 0) from predictions";
        Ok(self.lock().query_row(query, [], |row| row.get(0))?)
    }

    pub(crate) fn batch(&self, id: &str) -> Result<Option<Batch>, StoreError> {
        let query = "select record from batches where id = ?1";
        self.record(query, id)
    }

    pub(crate) fn cell(&self, id: &str) -> Result<Option<Cell>, StoreError> {
        self.record("select record from cells where id = ?1", id)
    }

    /// Returns batches, newest first, and whether there are more.
    pub(crate) fn batches(&self, filter: &BatchFilter) -> Result<(Vec<Batch>, bool), StoreError> {
        let mut query = "select record from batches where (?1 = '' or model = ?1)
             and (not ?2 or exists (select 1 from pictures join cells on cells.id = pictures.cell
                  where cells.batch = batches.id and favourite))"
            .to_owned();
        let mut values: Vec<rusqlite::types::Value> = vec![
            filter.model.clone().into(),
            i64::from(filter.favourites).into(),
        ];
        for word in &filter.words {
            values.push(word.to_lowercase().into());
            query.push_str(&format!(
                " and exists (select 1 from cells where batch = batches.id and instr(prompt, ?{}) > 0)",
                values.len()
            ));
        }
        query.push_str(&format!(
            " order by created_at desc, rowid desc limit {}",
            u64::from(filter.limit) + 1
        ));
        let mut batches = self.records(&query, rusqlite::params_from_iter(values))?;
        let has_more = batches.len() > filter.limit as usize;
        batches.truncate(filter.limit as usize);
        Ok((batches, has_more))
    }

    /// Returns the newest 50 batches of all models.
    pub(crate) fn newest_batches(&self) -> Result<Vec<Batch>, StoreError> {
        self.batches(&BatchFilter {
            limit: 50,
            ..BatchFilter::default()
        })
        .map(|(batches, _)| batches)
    }

    /// Returns the id of the batch with the newest test sheet of a version.
    pub(crate) fn newest_sheet(&self, version: &str) -> Result<Option<String>, StoreError> {
        let query = "select id from batches
             where record ->> '$.kind' = 'sheet' and record ->> '$.version' = ?1
             order by created_at desc, rowid desc limit 1";
        let connection = self.lock();
        Ok(connection
            .query_row(query, [version], |row| row.get(0))
            .optional()?)
    }

    pub(crate) fn cells(&self, batch: &str) -> Result<Vec<Cell>, StoreError> {
        self.records(
            "select record from cells where batch = ?1 order by place",
            [batch],
        )
    }

    /// Returns the cells that have not ended, oldest first.
    pub(crate) fn open_cells(&self) -> Result<Vec<Cell>, StoreError> {
        self.records(
            "select record from cells where not ended order by rowid",
            [],
        )
    }

    /// Returns the newest 60 cells whose pictures were made.
    pub(crate) fn finished_cells(&self) -> Result<Vec<Cell>, StoreError> {
        self.records(
            "select record from cells where ended and record ->> '$.step.at' = 'done'
             order by rowid desc limit 60",
            [],
        )
    }

    /// Returns the models of all batches, the most recently used first.
    pub(crate) fn generated_models(&self) -> Result<Vec<String>, StoreError> {
        let connection = self.lock();
        let mut query = connection
            .prepare("select model from batches group by model order by max(created_at) desc")?;
        let models = query.query_map([], |row| row.get(0))?;
        Ok(models.collect::<Result<_, _>>()?)
    }

    /// Adds a picture to the library unless it is already there, and returns its id.
    pub(crate) fn save_picture(&self, picture: &Picture) -> Result<u32, StoreError> {
        let connection = self.lock();
        connection.execute(
            "insert or ignore into pictures (cell, prediction, number, seed, file, width, height)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                picture.cell,
                picture.prediction,
                picture.index,
                picture.seed,
                picture.file,
                picture.width,
                picture.height
            ],
        )?;
        let query = "select id from pictures where cell = ?1 and prediction = ?2 and number = ?3";
        let parameters = params![picture.cell, picture.prediction, picture.index];
        Ok(connection.query_row(query, parameters, |row| row.get(0))?)
    }

    pub(crate) fn has_picture(&self, prediction: &str, index: u32) -> Result<bool, StoreError> {
        let query = "select exists (select 1 from pictures where prediction = ?1 and number = ?2)";
        Ok(self
            .lock()
            .query_row(query, params![prediction, index], |row| row.get(0))?)
    }

    pub(crate) fn picture(&self, id: u32) -> Result<Option<Picture>, StoreError> {
        let query = format!("{SELECT_PICTURES} where id = ?1");
        Ok(self
            .lock()
            .query_row(&query, [id], picture_from_row)
            .optional()?)
    }

    /// Returns the pictures of a batch.
    pub(crate) fn pictures(&self, batch: &str) -> Result<Vec<Picture>, StoreError> {
        let connection = self.lock();
        let mut query = connection.prepare(&format!(
            "{SELECT_PICTURES} where cell in (select id from cells where batch = ?1) order by number"
        ))?;
        let pictures = query.query_map([batch], picture_from_row)?;
        Ok(pictures.collect::<Result<_, _>>()?)
    }

    pub(crate) fn set_favourite(&self, id: u32, favourite: bool) -> Result<(), StoreError> {
        self.lock().execute(
            "update pictures set favourite = ?2 where id = ?1",
            params![id, favourite],
        )?;
        Ok(())
    }

    /// Removes a picture from the library, but not its file.
    pub(crate) fn remove_picture(&self, id: u32) -> Result<(), StoreError> {
        self.lock()
            .execute("delete from pictures where id = ?1", [id])?;
        Ok(())
    }

    /// Removes a batch with its cells and pictures, but not the pictures' files. The claims to its predictions stay, so
    /// that none of them is taken for another cell's prediction.
    pub(crate) fn remove_batch(&self, id: &str) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        transaction.execute(
            "delete from pictures where cell in (select id from cells where batch = ?1)",
            [id],
        )?;
        transaction.execute("delete from cells where batch = ?1", [id])?;
        transaction.execute("delete from batches where id = ?1", [id])?;
        transaction.commit()?;
        Ok(())
    }

    fn record<T: serde::de::DeserializeOwned>(
        &self,
        query: &str,
        id: &str,
    ) -> Result<Option<T>, StoreError> {
        let text: Option<String> = self
            .lock()
            .query_row(query, [id], |row| row.get(0))
            .optional()?;
        Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
    }

    /// Returns the records of a query. A record that can't be read is left out and logged, so that the others can still
    /// be used.
    fn records<T: serde::de::DeserializeOwned>(
        &self,
        query: &str,
        values: impl rusqlite::Params,
    ) -> Result<Vec<T>, StoreError> {
        let connection = self.lock();
        let mut query = connection.prepare(query)?;
        let mut records = Vec::new();
        for text in query.query_map(values, |row| row.get::<_, String>(0))? {
            match serde_json::from_str(&text?) {
                Ok(record) => records.push(record),
                Err(error) => {
                    tracing::error!(%error, "a record of generated pictures can't be read")
                }
            }
        }
        Ok(records)
    }
}

const SELECT_PICTURES: &str =
    "select id, cell, prediction, number, seed, file, width, height, favourite from pictures";

fn save_cell(connection: &Connection, cell: &Cell) -> Result<(), StoreError> {
    connection.execute(
        "update cells set ended = ?2, record = ?3 where id = ?1",
        params![cell.id, cell.has_ended(), serde_json::to_string(cell)?],
    )?;
    Ok(())
}

fn picture_from_row(row: &Row<'_>) -> rusqlite::Result<Picture> {
    Ok(Picture {
        id: row.get(0)?,
        cell: row.get(1)?,
        prediction: row.get(2)?,
        index: row.get(3)?,
        seed: row.get(4)?,
        file: row.get(5)?,
        width: row.get(6)?,
        height: row.get(7)?,
        favourite: row.get(8)?,
    })
}
