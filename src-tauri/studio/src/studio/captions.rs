//! Lets the person search captions, edit many at once, see how one is read, and go through the checks.

use super::Studio;
use crate::error::{Error, blocking};
use crate::view::{
    Arranged, Arrangement, CaptionEdit, CaptionReading, Checks, Completion, EditPreview,
    ImagesChanged, TrainDraft,
};

impl Studio {
    /// Returns the images that a search shows, in order.
    pub async fn arrange_images(&self, arrangement: Arrangement) -> Result<Arranged, Error> {
        let word = self.trigger_word().await?;
        self.workspace.arrange(arrangement, word).await
    }

    /// Returns what an edit of these images' captions would do.
    pub async fn preview_edit(
        &self,
        ids: Vec<u32>,
        edit: CaptionEdit,
    ) -> Result<EditPreview, Error> {
        let word = self.trigger_word().await?;
        self.workspace.preview_edit(ids, edit, word).await
    }

    /// Edits the captions of these images, as one step.
    pub async fn edit_captions(
        &self,
        ids: Vec<u32>,
        edit: CaptionEdit,
    ) -> Result<ImagesChanged, Error> {
        let word = self.trigger_word().await?;
        self.workspace.edit_captions(ids, edit, word).await
    }

    /// Returns how a caption that is being typed is read.
    pub async fn read_caption(&self, caption: String) -> Result<CaptionReading, Error> {
        let word = self.trigger_word().await?;
        self.workspace.read_caption(caption, word).await
    }

    /// Returns words of the dataset that complete the one being typed. `before` is the caption up to the caret.
    pub async fn complete_word(&self, before: String) -> Result<Completion, Error> {
        self.workspace.complete_word(before).await
    }

    /// Returns a caption with one of its tags moved, or removed if `to` is `None`.
    pub fn move_tag(&self, caption: &str, from: usize, to: Option<usize>) -> String {
        match to {
            Some(to) => dataset::tags::move_tag(caption, from, to),
            None => dataset::tags::remove(caption, from),
        }
    }

    /// Returns the findings that are worth a look before paying.
    pub async fn checks(&self) -> Result<Checks, Error> {
        let draft = self.open_draft().await?;
        self.workspace.checks(word(&draft), draft.lora_type).await
    }

    /// Dismisses a finding.
    pub async fn dismiss_finding(&self, id: String) -> Result<Checks, Error> {
        let draft = self.open_draft().await?;
        self.workspace
            .dismiss_finding(id, word(&draft), draft.lora_type)
            .await
    }

    /// Shows the dismissed findings again.
    pub async fn show_dismissed(&self) -> Result<Checks, Error> {
        let draft = self.open_draft().await?;
        self.workspace
            .show_dismissed(word(&draft), draft.lora_type)
            .await
    }

    /// Applies the fix that a finding's button offers.
    pub async fn fix_finding(&self, id: String) -> Result<ImagesChanged, Error> {
        let word = self.trigger_word().await?;
        self.workspace.fix_finding(id, word).await
    }

    /// Reads the captions of a finding again, in another encoding.
    pub async fn choose_encoding(
        &self,
        id: String,
        encoding: String,
    ) -> Result<ImagesChanged, Error> {
        let word = self.trigger_word().await?;
        self.workspace.choose_encoding(id, encoding, word).await
    }

    /// Returns the open dataset's trigger word, as it is on the Train page.
    async fn trigger_word(&self) -> Result<String, Error> {
        Ok(word(&self.open_draft().await?))
    }

    /// Returns what is filled in on the Train page for the open dataset.
    async fn open_draft(&self) -> Result<TrainDraft, Error> {
        let (store, dataset) = (self.store.clone(), self.workspace.dataset()?);
        Ok(blocking(move || store.draft(dataset.folder())).await??)
    }
}

fn word(draft: &TrainDraft) -> String {
    draft.trigger_word.trim().to_owned()
}
