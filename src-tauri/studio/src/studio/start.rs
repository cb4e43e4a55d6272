//! Start: the one press on the Train page that costs money.

use std::path::Path;

use jiff::Timestamp;

use super::Studio;
use crate::error::Error;
use crate::preparation;
use crate::run::record::{Order, Run, Step};
use crate::run::show;
use crate::trainer::Choice;
use crate::view::{TrainDraft, Training};

impl Studio {
    /// Starts a training: the one thing here that costs money. A second press while one is being created
    /// answers the same training.
    pub async fn start_training(&self, draft: TrainDraft) -> Result<Training, Error> {
        let _alone = self.starting.lock().await;
        self.set_train_draft(draft.clone()).await?;
        let who = self.session.signed_in()?;
        let choice = Choice::parse(&draft.trainer).map_err(Error::CannotStart)?;
        if self.trainers.seen(&choice).is_none() {
            self.trainers.look_up(&who.client, &choice).await?;
        }
        let situation = self.situation_with(draft.clone()).await?;
        let wanted = situation.wanted()?;
        if let Some(twin) =
            self.same_run_under_way(&wanted.dataset, &wanted.destination.to_string())
        {
            return Ok(twin);
        }
        let (Some(trainer), Some(dataset)) = (situation.trainer, situation.dataset) else {
            return Err(Error::NoDataset);
        };
        let keep_zip = draft.keep_zip;
        let order = Order {
            account: who.username,
            dataset: wanted.dataset,
            dataset_name: dataset.name(),
            trainer: trainer.name,
            version: trainer.version,
            destination: wanted.destination.to_string(),
            draft,
            preparation: preparation::options(&situation.preparation),
            zip_input: wanted.zip_input,
            storage: wanted.storage,
            keep_zip,
            input: wanted.input,
            secrets: wanted.secrets,
            per_second: wanted.per_second,
        };
        let run = Run::new(new_id(), Timestamp::now(), order, Step::Packing);
        let begun = self.runs.begin(run).await?;
        Ok(show::training(&begun.run, &begun.live, &begun.log))
    }

    /// A run of the same dataset to the same destination that has not been submitted yet: what a second press
    /// means.
    pub(super) fn same_run_under_way(&self, dataset: &Path, destination: &str) -> Option<Training> {
        let twin = self.runs.all().into_iter().find(|other| {
            other.run.order.dataset == dataset
                && other.run.order.destination == destination
                && other.run.training_id().is_none()
                && !other.run.cancel
        })?;
        Some(show::training(&twin.run, &twin.live, &twin.log))
    }
}

/// Names a run or a press: when it was made, to find its way in a log, and something random.
pub(super) fn new_id() -> String {
    let random: u64 =
        std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), Timestamp::now());
    format!(
        "{}-{:08x}",
        Timestamp::now().strftime("%Y%m%d-%H%M%S"),
        random as u32
    )
}
