//! Lets the person open a dataset and edit its images.

use std::path::PathBuf;

use imaging::Size;

use super::Studio;
use crate::dropped;
use crate::error::{Error, blocking};
use crate::view::{ImagesChanged, PassedOver, PastCaption, UndoResult};
use crate::workspace::Pixels;

impl Studio {
    /// Takes in paths that were dropped, chosen or opened again.
    pub async fn open_paths(&self, paths: Vec<PathBuf>) -> Result<(), Error> {
        self.workspace.arrive(paths).await?;
        self.remember_open().await
    }

    /// Takes in text that was dropped or opened again: paths, or addresses of files. Text that is not a file is
    /// reported on the status line, or refused if there is nothing else.
    pub async fn open_dropped(&self, dropped: Vec<String>) -> Result<(), Error> {
        let (paths, rest) = dropped::files(&dropped)?;
        if let Some((first, others)) = rest.split_first() {
            let more = match others.len() {
                0 => String::new(),
                number => format!(" And {number} more."),
            };
            self.status_bar.error(format!("{first}{more}"));
        }
        self.open_paths(paths).await
    }

    /// Takes in a picture from the clipboard.
    pub async fn paste_picture(&self, pixels: Pixels) -> Result<(), Error> {
        self.workspace.arrive_picture(pixels).await?;
        self.remember_open().await
    }

    /// Closes the dataset.
    pub async fn close_dataset(&self) -> Result<(), Error> {
        self.workspace.close();
        self.remember_open().await
    }

    pub(super) async fn remember_open(&self) -> Result<(), Error> {
        let folder = self
            .workspace
            .dataset()
            .ok()
            .map(|dataset| dataset::path_text(dataset.folder()));
        let store = self.store.clone();
        Ok(blocking(move || store.set("open", &folder)).await??)
    }

    /// Looks for changes of other programs in the open dataset, when the person comes back to the window.
    pub async fn look_again(&self) {
        self.workspace.look_again().await;
    }

    /// Returns the pictures in the folder of a dataset without images, and what can be done about them.
    pub async fn passed_over(&self) -> Result<PassedOver, Error> {
        self.workspace.passed_over().await
    }

    /// Copies such pictures into the folder, if possible.
    pub async fn bring_in_passed_over(&self) -> Result<(), Error> {
        self.workspace.bring_in_passed_over().await
    }

    /// Saves a caption. Returns when it is on the disk.
    pub async fn set_caption(
        &self,
        id: u32,
        caption: String,
        version: u32,
    ) -> Result<ImagesChanged, Error> {
        self.workspace.set_caption(id, caption, version).await
    }

    /// Keeps or discards the text that was typed while another program changed a caption.
    pub async fn choose_caption(&self, id: u32, typed: bool) -> Result<ImagesChanged, Error> {
        self.workspace.choose_caption(id, typed).await
    }

    /// Returns the earlier captions of an image, newest first.
    pub async fn caption_history(&self, id: u32) -> Result<Vec<PastCaption>, Error> {
        self.workspace.caption_history(id).await
    }

    /// Leaves images out of the training, or includes them again.
    pub async fn set_excluded(
        &self,
        ids: Vec<u32>,
        excluded: bool,
    ) -> Result<ImagesChanged, Error> {
        self.workspace.set_excluded(ids, excluded).await
    }

    /// Moves images and their captions to the system's bin.
    pub async fn remove_images(&self, ids: Vec<u32>) -> Result<ImagesChanged, Error> {
        self.workspace.remove_images(ids).await
    }

    /// Undoes the last step.
    pub async fn undo(&self) -> Result<Option<UndoResult>, Error> {
        self.workspace.turn(true).await
    }

    /// Redoes the step that was undone last.
    pub async fn redo(&self) -> Result<Option<UndoResult>, Error> {
        self.workspace.turn(false).await
    }

    /// Puts the trigger word into the captions that lack it.
    pub async fn add_trigger_word(&self) -> Result<ImagesChanged, Error> {
        let word = self.situation().await?.draft.trigger_word.trim().to_owned();
        if word.is_empty() {
            return Err(Error::Field {
                field: "triggerWord",
                message: "Type the trigger word first.".to_owned(),
            });
        }
        self.workspace.add_trigger_word(word).await
    }

    /// Requests a picture of an image. `reply` is called with a JPEG.
    pub fn picture(
        &self,
        id: u32,
        size: Size,
        reply: impl FnOnce(Option<Vec<u8>>) + Send + 'static,
    ) {
        self.workspace.picture(id, size, reply);
    }

    /// Returns the path of an image, or of the dataset's folder.
    pub fn place(&self, id: Option<u32>) -> Result<PathBuf, Error> {
        self.workspace.place(id)
    }
}
