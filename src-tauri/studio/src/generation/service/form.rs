//! Lets the person fill in the Generate page and request pictures.

use jiff::Timestamp;
use serde_json::Value;

use super::GenerationService;
use crate::dropped;
use crate::error::{Error, blocking};
use crate::generation::form::FormContext;
use crate::generation::library;
use crate::generation::note::Note;
use crate::id::new_id;
use crate::store::Key;
use crate::store::batch_record::{Batch, Cell, Step};
use crate::store::draft_record;
use crate::store::failure_record::PictureFix;
use crate::view::{self, AppEvent, BatchKind, GenerateDraft, GenerateForm};

impl GenerationService {
    /// Returns the form with the stored draft.
    pub async fn generate_form(&self) -> Result<GenerateForm, Error> {
        let store = self.store.clone();
        let draft: draft_record::GenerateDraft =
            blocking(move || store.get(Key::GenerateDraft)).await??;
        self.refresh_versions();
        self.form_with(draft.into()).await
    }

    /// Stores the draft, and returns the form for it.
    pub async fn set_generate_draft(&self, draft: GenerateDraft) -> Result<GenerateForm, Error> {
        let store = self.store.clone();
        let record = draft_record::GenerateDraft::from(draft.clone());
        blocking(move || store.set(Key::GenerateDraft, &record)).await??;
        self.form_with(draft).await
    }

    /// Returns the form for the version that a training made, filled in for a batch of this kind. `training` is the id
    /// of the training's row.
    pub async fn generate_with(
        &self,
        training: &str,
        kind: BatchKind,
    ) -> Result<GenerateForm, Error> {
        let result = self.history.one(training).await?.result;
        let result = result.ok_or(Error::NoSuchTraining)?;
        let version = format!("{}:{}", result.model, result.version);
        let store = self.store.clone();
        let draft: draft_record::GenerateDraft =
            blocking(move || store.get(Key::GenerateDraft)).await??;
        let mut draft = GenerateDraft::from(draft);
        draft.kind = kind;
        if draft.version != version {
            // A prompt with another LoRA's trigger word is of no use.
            draft.prompt.clear();
            draft.version = version;
        }
        self.refresh_versions();
        self.set_generate_draft(draft).await
    }

    /// Returns the id of the batch with the newest test sheet of a version of a model, `owner/name`, if there is one.
    pub async fn test_sheet(&self, model: &str, version: &str) -> Result<Option<String>, Error> {
        let (store, version) = (self.store.clone(), format!("{model}:{version}"));
        Ok(blocking(move || store.newest_sheet(&version)).await??)
    }

    async fn form_with(&self, draft: GenerateDraft) -> Result<GenerateForm, Error> {
        let context = self.form_context(draft).await?;
        if context.schema.is_none() {
            self.fetch_inputs(&context.draft.version);
        }
        Ok(context.form())
    }

    async fn form_context(&self, mut draft: GenerateDraft) -> Result<FormContext, Error> {
        let (versions, store) = (self.versions.clone(), self.store.clone());
        let account = self.session.account();
        blocking(move || {
            let all = versions.all()?;
            if draft.version.is_empty()
                && let Some(newest) = all.first()
            {
                draft.version.clone_from(&newest.value);
            }
            let schema = (!draft.version.is_empty())
                .then(|| versions.known_inputs(&draft.version))
                .flatten();
            let newest = store.newest_batches()?;
            let record = draft_record::GenerateDraft::from(draft.clone());
            let same = newest.into_iter().find(|batch| batch.draft == record);
            let previous_batch = match same {
                Some(batch) => {
                    let cells = store.cells(&batch.id)?;
                    Some((batch, cells))
                }
                None => None,
            };
            Ok(FormContext {
                schema,
                account,
                versions: all,
                past_cells: store.finished_cells()?,
                previous_batch,
                draft,
            })
        })
        .await?
    }

    /// Asks the service for the account's trainings, and emits `AppEvent::Generate` if they have changed.
    fn refresh_versions(&self) {
        let times_forgotten = self.versions.times_forgotten();
        let Ok(signed_in) = self.session.signed_in() else {
            return;
        };
        let (versions, events) = (self.versions.clone(), self.events.clone());
        tokio::spawn(async move {
            match versions
                .refresh_elsewhere(&signed_in.client, times_forgotten)
                .await
            {
                Ok(true) => events.emit(AppEvent::Generate),
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "the account's versions can't be looked up"),
            }
        });
    }

    /// Asks the service for the inputs of a version, and emits `AppEvent::Generate` when they are known.
    fn fetch_inputs(&self, version: &str) {
        let Ok(signed_in) = self.session.signed_in() else {
            return;
        };
        if version.is_empty() || !self.versions.begin_request(version) {
            return;
        }
        let (versions, events) = (self.versions.clone(), self.events.clone());
        let version = version.to_owned();
        tokio::spawn(async move {
            match versions.fetch_inputs(&signed_in.client, &version).await {
                Ok(()) => events.emit(AppEvent::Generate),
                Err(error) => {
                    tracing::warn!(%error, version, "the inputs of a version can't be fetched")
                }
            }
        });
    }

    /// Requests a batch of pictures, which costs money.
    pub async fn generate(&self, draft: GenerateDraft) -> Result<view::Batch, Error> {
        self.set_generate_draft(draft.clone()).await?;
        let payer = self.session.payer().await?;
        let context = self.form_context(draft).await?;
        let plan = context.valid_plan(new_seed())?;
        let draft = context.draft;
        let batch = Batch {
            id: new_id(),
            created_at: Timestamp::now(),
            kind: draft.kind.into(),
            version: draft.version.clone(),
            rows: plan.rows,
            columns: plan.columns,
            draft: draft.into(),
        };
        let cells = (1..).zip(plan.cells).map(|(number, planned)| Cell {
            id: format!("{}-{number:02}", batch.id),
            batch: batch.id.clone(),
            row: planned.row,
            column: planned.column,
            account: payer.username.clone(),
            version: planned.version,
            input: planned.input,
            step: Step::Waiting,
            cancel: false,
            predict_time: None,
            assumed_not_made: false,
        });
        let cells = cells.collect();
        self.batches.begin(batch, cells).await
    }

    /// Cancels all cells of a batch that have not ended.
    pub async fn cancel_batch(&self, id: &str) -> Result<(), Error> {
        self.batches.cancel(id).await
    }

    /// Cancels one cell.
    pub fn cancel_cell(&self, id: &str) {
        self.batches.cancel_cell(id);
    }

    /// Requests a picture again after the person stated that it was not made. Before the request, the picture is looked
    /// up once more.
    pub fn cell_not_made(&self, id: &str) {
        self.batches.report_not_made(id);
    }

    /// Restarts a cell that failed or was canceled: fetches pictures that were made but not fetched, or else requests
    /// the pictures again, which costs money. Does nothing to a cell in another state.
    pub async fn retry_cell(&self, id: &str) -> Result<(), Error> {
        let _guard = self.starting.lock().await;
        let (store, id) = (self.store.clone(), id.to_owned());
        let (mut cell, kind) = blocking(move || {
            let cell = store.cell(&id)?.ok_or(Error::NoSuchPicture)?;
            let batch = store.batch(&cell.batch)?.ok_or(Error::NoSuchPicture)?;
            Ok::<_, Error>((cell, batch.kind))
        })
        .await??;
        cell.step = match cell.step {
            Step::Failed {
                prediction: Some(prediction),
                outputs,
                failure,
                ..
            } if failure.fix == PictureFix::Fetch && !outputs.is_empty() => Step::Fetching {
                prediction,
                outputs,
            },
            Step::Failed { prediction, .. } => {
                // The same seed would give the same result. All cells of a table share one seed, so a table's cell
                // keeps it.
                let has_run = prediction.is_some() && kind == draft_record::BatchKind::Pictures;
                if has_run && cell.input.contains_key("seed") {
                    cell.input.insert("seed".to_owned(), new_seed().into());
                }
                Step::Waiting
            }
            Step::Canceled { .. } => Step::Waiting,
            Step::Waiting
            | Step::Submitting { .. }
            | Step::Unconfirmed { .. }
            | Step::Running { .. }
            | Step::Fetching { .. }
            | Step::Done { .. } => return Ok(()),
        };
        cell.cancel = false;
        self.batches.restart(cell).await
    }

    /// Fills in the settings that a picture of the library was made with.
    pub async fn use_settings(&self, id: u32) -> Result<GenerateForm, Error> {
        let (picture, cell, _) = self.find_picture(id).await?;
        self.fill_in(Note {
            input: cell.input_of(&picture),
            version: cell.version,
            picture: picture.index,
        })
        .await
    }

    /// Fills in the settings that a batch was made with.
    pub async fn use_batch(&self, id: &str) -> Result<GenerateForm, Error> {
        let (store, id) = (self.store.clone(), id.to_owned());
        let batch = blocking(move || store.batch(&id)).await??;
        let form = self
            .set_generate_draft(batch.ok_or(Error::NoSuchPicture)?.draft.into())
            .await?;
        self.events.emit(AppEvent::Generate);
        Ok(form)
    }

    /// Fills in the settings from the first dropped picture that has a note.
    pub async fn use_settings_of(&self, dropped: Vec<String>) -> Result<GenerateForm, Error> {
        let (paths, _) = dropped::files(&dropped)?;
        let note = blocking(move || paths.iter().find_map(|path| library::read_note(path))).await?;
        self.fill_in(note.ok_or(Error::NoSettings)?).await
    }

    async fn fill_in(&self, note: Note) -> Result<GenerateForm, Error> {
        let typed = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_) => value.to_string(),
        };
        let mut draft = GenerateDraft {
            version: note.version,
            prompt: note.input.get("prompt").map(typed).unwrap_or_default(),
            ..GenerateDraft::default()
        };
        let inputs = note.input.iter().filter(|(name, _)| *name != "prompt");
        draft.inputs = inputs
            .map(|(name, value)| (name.clone(), typed(value)))
            .collect();
        let form = self.set_generate_draft(draft).await?;
        self.events.emit(AppEvent::Generate);
        Ok(form)
    }

    pub(crate) async fn resume(&self) {
        if let Err(error) = self.batches.resume().await {
            self.status_bar.error(error.message());
        }
    }
}

/// Returns a random seed, so that each batch has its own. It has 31 bits, because a model may take a signed 32-bit
/// integer.
fn new_seed() -> i64 {
    i64::from(fastrand::u32(..) >> 1)
}
