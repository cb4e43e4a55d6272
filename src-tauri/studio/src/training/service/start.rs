//! Starts a training when the person presses Start on the Train page.

use jiff::Timestamp;
use localization::message;

use super::TrainingService;
use crate::error::Error;
use crate::id::new_id;
use crate::store::draft_record;
use crate::store::run_record::{Order, Run, Step};
use crate::training::run::presenter;
use crate::training::trainers::parse_trainer;
use crate::view::{TrainDraft, Training};
use crate::workspace::preparation;

impl TrainingService {
    /// Starts a training, which costs money. A second press while a training is being created returns the same
    /// training. The second press is refused if the request has changed in between.
    pub async fn start_training(&self, draft: TrainDraft) -> Result<Training, Error> {
        let _guard = self.starting.lock().await;
        self.set_train_draft(draft.clone()).await?;
        let who = self.session.payer().await?;
        let choice = parse_trainer(&draft.trainer).map_err(Error::CannotStart)?;
        if self.trainers.get_cached(&choice).is_none() {
            self.trainers.look_up(&who.client, &choice).await?;
        }
        let context = self.context_with(draft.clone()).await?;
        let request = context.validate()?;
        let (Some(trainer), Some(dataset)) = (context.trainer, context.dataset) else {
            return Err(Error::NoDataset);
        };
        let keep_zip = draft.keep_zip;
        let order = Order {
            account: who.username,
            dataset: request.dataset,
            dataset_name: dataset.name(),
            trainer: trainer.name,
            version: trainer.version,
            destination: request.destination.to_string(),
            draft: draft.into(),
            preparation: preparation::options(&context.preparation).into(),
            zip_input: request.zip_input,
            storage: request.storage,
            keep_zip,
            input: request.input,
            secrets: request.secrets,
            per_second: request.per_second,
        };
        if let Some(duplicate) = self.find_duplicate(&order)? {
            return Ok(duplicate);
        }
        let run = Run::new(new_id(), Timestamp::now(), order, Step::Packing);
        let snapshot = self.runs.begin(run).await?;
        Ok(presenter::training(
            &snapshot.run,
            &snapshot.live,
            &snapshot.log,
        ))
    }

    /// Returns a run with the same order that has no training yet. A second press of Start refers to that run.
    ///
    /// # Errors
    /// [`Error::CannotStart`] if a run of the same dataset to the same destination is in progress with other settings.
    pub(super) fn find_duplicate(&self, order: &Order) -> Result<Option<Training>, Error> {
        let duplicate = self.runs.snapshots().into_iter().find(|other| {
            other.run.order.dataset == order.dataset
                && other.run.order.destination == order.destination
                && other.run.training_id().is_none()
                && !other.run.cancel
        });
        let Some(duplicate) = duplicate else {
            return Ok(None);
        };
        if !is_same_training(&duplicate.run.order, order) {
            return Err(Error::CannotStart(message!(
                "training-already-starting",
                destination = &order.destination
            )));
        }
        Ok(Some(presenter::training(
            &duplicate.run,
            &duplicate.live,
            &duplicate.log,
        )))
    }
}

/// Returns whether two orders request the same training. Compares the data that is sent, not the text typed into the
/// form.
fn is_same_training(one: &Order, other: &Order) -> bool {
    let sent_data = |order: &Order| Order {
        draft: draft_record::TrainDraft {
            new_model: order.draft.new_model.clone(),
            ..draft_record::TrainDraft::default()
        },
        dataset_name: String::new(),
        per_second: None,
        ..order.clone()
    };
    sent_data(one) == sent_data(other)
}
