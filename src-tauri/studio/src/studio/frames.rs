//! Lets the person change the frames of images, choose how they are prepared, and export them.

use std::path::PathBuf;

use super::Studio;
use crate::error::Error;
use crate::view::{
    CropAspect, CropChange, CropEditing, CropPart, CropShape, ExportChoice, ExportForm,
    ImagesChanged, PreparationForm, PreparationOptions, TrainerView, Transform,
};
use crate::workspace::{Export, SentPicture};

impl Studio {
    /// Turns or mirrors images, or shows them again as they are in their files.
    pub async fn transform_images(
        &self,
        ids: Vec<u32>,
        how: Transform,
    ) -> Result<ImagesChanged, Error> {
        self.workspace.transform(ids, how).await
    }

    /// Puts a colour (`#rrggbb`) behind the transparent parts of images. `None` stands for the dataset's own colour.
    ///
    /// # Errors
    /// [`Error::Field`] if `colour` is not a colour.
    pub async fn set_background(
        &self,
        ids: Vec<u32>,
        colour: Option<String>,
    ) -> Result<ImagesChanged, Error> {
        self.workspace.set_background(ids, colour).await
    }

    /// Returns the initial state of the crop editor.
    pub async fn edit_crop(&self, id: u32) -> Result<CropEditing, Error> {
        self.workspace.edit_crop(id).await
    }

    /// Returns the crop as it would be after a change. Nothing is kept.
    pub async fn shape_crop(
        &self,
        id: u32,
        change: CropChange,
        aspect: CropAspect,
    ) -> Result<CropShape, Error> {
        self.workspace.shape_crop(id, change, aspect).await
    }

    /// Crops an image.
    pub async fn crop_image(&self, id: u32, part: CropPart) -> Result<ImagesChanged, Error> {
        self.workspace.crop_image(id, part).await
    }

    /// Returns an image and its caption exactly as the trainer gets them.
    pub async fn trainer_view(&self, id: u32) -> Result<TrainerView, Error> {
        self.workspace.trainer_view(id).await
    }

    /// Returns the exact file that the trainer gets.
    pub async fn sent_picture(&self, id: u32) -> Option<SentPicture> {
        self.workspace.sent_picture(id).await
    }

    /// Requests the picture of an image without its crop. `reply` is called with a JPEG.
    pub fn whole_picture(&self, id: u32, reply: impl FnOnce(Option<Vec<u8>>) + Send + 'static) {
        self.workspace.whole_picture(id, reply);
    }

    /// Returns how the open dataset's images are prepared.
    pub fn preparation(&self) -> PreparationForm {
        self.workspace.preparation_form()
    }

    /// Sets how the open dataset's images are prepared from now on.
    pub async fn set_preparation(
        &self,
        options: PreparationOptions,
    ) -> Result<PreparationForm, Error> {
        self.workspace.set_preparation(options).await
    }

    /// Returns the initial state of the export panel.
    pub async fn export_form(&self) -> Result<ExportForm, Error> {
        let word = self.situation().await?.draft.trigger_word;
        self.workspace.export_form(word.trim().to_owned())
    }

    /// Checks the export that was filled in, before the person is asked for a place.
    pub fn plan_export(&self, choice: &ExportChoice) -> Result<Export, Error> {
        self.workspace.plan_export(choice)
    }

    /// Exports to the place that the person chose. The result is shown on the status line.
    pub async fn export(&self, export: Export, place: PathBuf) -> Result<(), Error> {
        self.workspace.export(export, place).await
    }
}
