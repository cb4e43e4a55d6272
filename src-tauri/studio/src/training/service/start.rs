//! Starts a training when the person presses Start on the Train page.

use jiff::Timestamp;
use localization::message;

use super::TrainingService;
use crate::error::Error;
use crate::id::new_id;
use crate::store::draft_record;
use crate::store::run_record::{Order, Run, Step};
use crate::training::run::presenter;
use crate::training::trainers::chosen;
use crate::view::{TrainDraft, Training};
use crate::workspace::preparation;

impl TrainingService {
    /// Starts a training, which costs money. A second press while a training is being created returns the same
    /// training, and is refused if something was changed in between.
    pub async fn start_training(&self, draft: TrainDraft) -> Result<Training, Error> {
        let _alone = self.starting.lock().await;
        self.set_train_draft(draft.clone()).await?;
        let who = self.session.payer().await?;
        let choice = chosen(&draft.trainer).map_err(Error::CannotStart)?;
        if self.trainers.seen(&choice).is_none() {
            self.trainers.look_up(&who.client, &choice).await?;
        }
        let context = self.context_with(draft.clone()).await?;
        let request = context.validated()?;
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
        if let Some(twin) = self.twin_under_way(&order)? {
            return Ok(twin);
        }
        let run = Run::new(new_id(), Timestamp::now(), order, Step::Packing);
        let begun = self.runs.begin(run).await?;
        Ok(presenter::training(&begun.run, &begun.live, &begun.log))
    }

    /// Returns a run with the same order that was not submitted yet. A second press of Start refers to that run.
    ///
    /// # Errors
    /// [`Error::CannotStart`] if a run of the same dataset to the same destination is in progress with other settings.
    pub(super) fn twin_under_way(&self, order: &Order) -> Result<Option<Training>, Error> {
        let twin = self.runs.all().into_iter().find(|other| {
            other.run.order.dataset == order.dataset
                && other.run.order.destination == order.destination
                && other.run.training_id().is_none()
                && !other.run.cancel
        });
        let Some(twin) = twin else {
            return Ok(None);
        };
        if !is_the_same(&twin.run.order, order) {
            return Err(Error::CannotStart(message!(
                "training-already-starting",
                destination = &order.destination
            )));
        }
        Ok(Some(presenter::training(&twin.run, &twin.live, &twin.log)))
    }
}

/// Returns whether two orders request the same training. Compares the data that is sent, not the typed text.
fn is_the_same(one: &Order, other: &Order) -> bool {
    let what = |order: &Order| Order {
        draft: draft_record::TrainDraft {
            new_model: order.draft.new_model.clone(),
            ..draft_record::TrainDraft::default()
        },
        dataset_name: String::new(),
        per_second: None,
        ..order.clone()
    };
    what(one) == what(other)
}
