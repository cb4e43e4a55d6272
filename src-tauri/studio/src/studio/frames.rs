//! What a person can do with the frames of images, how they are prepared, and taking them elsewhere.

use std::path::PathBuf;

use super::Studio;
use crate::desk::{Export, SentPicture};
use crate::error::Error;
use crate::view::{
    CropAspect, CropChange, CropEditing, CropPart, CropShape, ExportChoice, ExportForm,
    ImagesChanged, PreparationForm, PreparationOptions, Reframing, TrainerView,
};

impl Studio {
    /// Turns or mirrors images, or shows them as they are in their files again.
    pub async fn reframe_images(
        &self,
        ids: Vec<u32>,
        how: Reframing,
    ) -> Result<ImagesChanged, Error> {
        self.desk.reframe(ids, how).await
    }

    /// Puts a colour (`#rrggbb`) behind the transparent parts of images; with `None`, the dataset's own.
    ///
    /// # Errors
    /// [`Error::Field`] for what is no colour.
    pub async fn set_background(
        &self,
        ids: Vec<u32>,
        colour: Option<String>,
    ) -> Result<ImagesChanged, Error> {
        self.desk.set_background(ids, colour).await
    }

    /// What the crop editor begins with.
    pub async fn edit_crop(&self, id: u32) -> Result<CropEditing, Error> {
        self.desk.edit_crop(id).await
    }

    /// The crop as it would be after a change; nothing is kept of it.
    pub async fn shape_crop(
        &self,
        id: u32,
        change: CropChange,
        aspect: CropAspect,
    ) -> Result<CropShape, Error> {
        self.desk.shape_crop(id, change, aspect).await
    }

    /// Crops an image.
    pub async fn crop_image(&self, id: u32, part: CropPart) -> Result<ImagesChanged, Error> {
        self.desk.crop_image(id, part).await
    }

    /// An image and its caption exactly as they go to the trainer.
    pub async fn trainer_view(&self, id: u32) -> Result<TrainerView, Error> {
        self.desk.trainer_view(id).await
    }

    /// The very file that the trainer gets.
    pub async fn sent_picture(&self, id: u32) -> Option<SentPicture> {
        self.desk.sent_picture(id).await
    }

    /// Asks for the picture of an image without its crop; the answer is a JPEG.
    pub fn whole_picture(&self, id: u32, reply: impl FnOnce(Option<Vec<u8>>) + Send + 'static) {
        self.desk.whole_picture(id, reply);
    }

    /// How the open dataset's images are prepared.
    pub fn preparation(&self) -> PreparationForm {
        self.desk.preparation_form()
    }

    /// Prepares the open dataset's images in this way from now on.
    pub async fn set_preparation(
        &self,
        options: PreparationOptions,
    ) -> Result<PreparationForm, Error> {
        self.desk.set_preparation(options).await
    }

    /// The export panel as it begins.
    pub async fn export_form(&self) -> Result<ExportForm, Error> {
        let word = self.situation().await?.draft.trigger_word;
        self.desk.export_form(word.trim().to_owned())
    }

    /// What was filled in, checked before a place is asked for.
    pub fn plan_export(&self, choice: &ExportChoice) -> Result<Export, Error> {
        self.desk.plan_export(choice)
    }

    /// Exports to the place a person chose. What came of it is said on the status line.
    pub async fn export(&self, export: Export, place: PathBuf) -> Result<(), Error> {
        self.desk.export(export, place).await
    }
}
