//! Creates runs from existing trainings: repeats failed trainings, and adopts trainings that were started elsewhere.

use std::path::PathBuf;

use jiff::Timestamp;
use replicate::Redaction;

use super::TrainingService;
use crate::error::{Error, blocking};
use crate::id::new_id;
use crate::inputs::secret::{redact, without_secrets};
use crate::store::draft_record::{PreparationOptions, TrainDraft};
use crate::store::run_record::{Order, Run, Step};
use crate::store::zip_storage::Storage;
use crate::training::price::Prices;
use crate::training::run::presenter;
use crate::view::{AppEvent, Training};

impl TrainingService {
    /// Repeats a failed training with the same settings, and with its zip if that still exists. This costs money, as
    /// [`TrainingService::start_training`] does. A second press returns the same training.
    pub async fn retry_training(&self, id: &str) -> Result<Training, Error> {
        let _guard = self.starting.lock().await;
        let mut previous = self.ended_run(id).await?;
        if let Some(duplicate) = self.find_duplicate(&previous.order)? {
            return Ok(duplicate);
        }
        let run = Run {
            reuse: previous.step.kept().cloned(),
            ..Run::new(
                new_id(),
                Timestamp::now(),
                previous.order.clone(),
                Step::Packing,
            )
        };
        if let Step::Failed { kept, .. } = &mut previous.step {
            // The zip belongs to the new run now, and is deleted when that run ends.
            *kept = None;
        }
        let snapshot = self.runs.begin_replacing(run, previous).await?;
        Ok(presenter::training(
            &snapshot.run,
            &snapshot.live,
            &snapshot.log,
        ))
    }

    /// Tells a run that, according to the person, its training did not start. The run looks the training up once more,
    /// and requests it again if it is not found.
    pub fn training_not_started(&self, id: &str) -> Result<(), Error> {
        self.runs.report_not_started(id)
    }

    /// Adopts a training that was started elsewhere: records it in the store, so that it is followed across restarts,
    /// its end is reported, and its weights are fetched.
    pub async fn adopt_training(&self, id: &str) -> Result<Training, Error> {
        let _guard = self.starting.lock().await;
        let who = self.session.payer().await?;
        let (store, training_id) = (self.store.clone(), id.to_owned());
        let existing = blocking(move || store.run_of_training(&training_id)).await??;
        if let Some(run) = existing {
            return self.history.one(&run).await;
        }
        let training = who.client.training(id).await?;
        let store = self.store.clone();
        let runs = blocking(move || store.runs()).await??;
        // A run whose response was lost may have started this training. A second run would then follow the same
        // training.
        if let Some(run) = runs.iter().find(|run| run.may_have_started(&training)) {
            return self.history.one(&run.id).await;
        }
        let training = redact(training, &[], Redaction::default());
        let model = training
            .output
            .as_ref()
            .and_then(|output| output.model.as_ref());
        let trigger_word = training
            .input
            .get("trigger_word")
            .and_then(|word| word.as_str());
        let draft = TrainDraft {
            trigger_word: trigger_word.unwrap_or_default().to_owned(),
            ..TrainDraft::default()
        };
        let store = self.store.clone();
        let prices = blocking(move || Prices::load(&store)).await?;
        let trainer = training.model.clone();
        let per_second = prices.per_second(&trainer).map(|price| price.dollars);
        let destination = model.map(ToString::to_string).unwrap_or_default();
        let order = Order {
            account: who.username,
            dataset: PathBuf::new(),
            dataset_name: String::new(),
            trainer,
            version: training.version,
            destination,
            draft,
            preparation: PreparationOptions::default(),
            zip_input: String::new(),
            storage: Storage::Replicate,
            keep_zip: true,
            input: without_secrets(training.input),
            secrets: Vec::new(),
            per_second,
        };
        let created_at = training.created_at.unwrap_or_else(Timestamp::now);
        let step = Step::Training {
            archive: None,
            upload: None,
            training: training.id,
        };
        let snapshot = self
            .runs
            .begin(Run::new(new_id(), created_at, order, step))
            .await?;
        self.events.emit(AppEvent::Trainings);
        Ok(presenter::training(
            &snapshot.run,
            &snapshot.live,
            &snapshot.log,
        ))
    }

    async fn ended_run(&self, id: &str) -> Result<Run, Error> {
        if self.runs.snapshot(id).is_some() {
            return Err(Error::StillRunning);
        }
        let (store, id) = (self.store.clone(), id.to_owned());
        let run = blocking(move || store.run(&id)).await??;
        run.ok_or(Error::NoSuchTraining)
    }
}
