//! What a person can do with captions beyond typing one: search, edit many, have one read, and look at the checks.

use super::Studio;
use crate::error::{Error, blocking};
use crate::view::{
    Arranged, Arrangement, CaptionEdit, CaptionReading, Checks, Completion, EditPreview,
    ImagesChanged, TrainDraft,
};

impl Studio {
    /// Which images a search shows, and in which order.
    pub async fn arrange_images(&self, arrangement: Arrangement) -> Result<Arranged, Error> {
        let word = self.trigger_word().await?;
        self.desk.arrange(arrangement, word).await
    }

    /// What an edit of these images' captions would do.
    pub async fn preview_edit(
        &self,
        ids: Vec<u32>,
        edit: CaptionEdit,
    ) -> Result<EditPreview, Error> {
        let word = self.trigger_word().await?;
        self.desk.preview_edit(ids, edit, word).await
    }

    /// Edits the captions of these images, as one step.
    pub async fn edit_captions(
        &self,
        ids: Vec<u32>,
        edit: CaptionEdit,
    ) -> Result<ImagesChanged, Error> {
        let word = self.trigger_word().await?;
        self.desk.edit_captions(ids, edit, word).await
    }

    /// How a caption that is being typed is read.
    pub async fn read_caption(&self, caption: String) -> Result<CaptionReading, Error> {
        let word = self.trigger_word().await?;
        self.desk.read_caption(caption, word).await
    }

    /// Words of the dataset's own that may go on after `before`.
    pub async fn complete_word(&self, before: String) -> Result<Completion, Error> {
        self.desk.complete_word(before).await
    }

    /// A caption with one of its tags at another place, or without it.
    pub fn move_tag(&self, caption: &str, from: usize, to: Option<usize>) -> String {
        match to {
            Some(to) => dataset::tags::move_tag(caption, from, to),
            None => dataset::tags::remove(caption, from),
        }
    }

    /// What is worth a look before paying.
    pub async fn checks(&self) -> Result<Checks, Error> {
        let draft = self.open_draft().await?;
        self.desk.checks(word(&draft), draft.lora_type).await
    }

    /// Dismisses a finding.
    pub async fn dismiss_finding(&self, id: String) -> Result<Checks, Error> {
        let draft = self.open_draft().await?;
        self.desk
            .dismiss_finding(id, word(&draft), draft.lora_type)
            .await
    }

    /// Shows the findings again that were dismissed.
    pub async fn show_dismissed(&self) -> Result<Checks, Error> {
        let draft = self.open_draft().await?;
        self.desk
            .show_dismissed(word(&draft), draft.lora_type)
            .await
    }

    /// Does what a finding's button says.
    pub async fn fix_finding(&self, id: String) -> Result<ImagesChanged, Error> {
        let word = self.trigger_word().await?;
        self.desk.fix_finding(id, word).await
    }

    /// Reads the captions that a finding is about in another encoding.
    pub async fn choose_encoding(
        &self,
        id: String,
        encoding: String,
    ) -> Result<ImagesChanged, Error> {
        let word = self.trigger_word().await?;
        self.desk.choose_encoding(id, encoding, word).await
    }

    /// The open dataset's trigger word, as it is on the Train page.
    async fn trigger_word(&self) -> Result<String, Error> {
        Ok(word(&self.open_draft().await?))
    }

    /// What is filled in on the Train page for the open dataset.
    async fn open_draft(&self) -> Result<TrainDraft, Error> {
        let (ledger, dataset) = (self.ledger.clone(), self.desk.dataset()?);
        Ok(blocking(move || ledger.draft(dataset.folder())).await??)
    }
}

fn word(draft: &TrainDraft) -> String {
    draft.trigger_word.trim().to_owned()
}
