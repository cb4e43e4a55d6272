//! Opens what the person dropped, chose or pasted, and remembers which dataset is open.

use std::path::PathBuf;

use localization::message;

use super::{Pixels, Workspace};
use crate::dropped;
use crate::error::{Error, blocking};
use crate::store::{Key, draft_record};
use crate::view::TrainDraft;

impl Workspace {
    /// Takes in paths that were dropped, chosen or opened again.
    pub async fn open_paths(&self, paths: Vec<PathBuf>) -> Result<(), Error> {
        self.arrive(paths).await?;
        self.remember_open().await
    }

    /// Takes in text that was dropped or opened again: paths, or addresses of files. Text that is not a file is
    /// reported on the status line, or refused if there is nothing else.
    pub async fn open_dropped(&self, dropped: Vec<String>) -> Result<(), Error> {
        let (paths, rest) = dropped::files(&dropped)?;
        if let Some((first, others)) = rest.split_first() {
            self.0.status_bar.error(message!(
                "workspace-not-files",
                first = first.message(),
                others = others.len()
            ));
        }
        self.open_paths(paths).await
    }

    /// Takes in a picture from the clipboard.
    pub async fn paste_picture(&self, pixels: Pixels) -> Result<(), Error> {
        self.arrive_picture(pixels).await?;
        self.remember_open().await
    }

    /// Closes the dataset.
    pub async fn close_dataset(&self) -> Result<(), Error> {
        self.close();
        self.remember_open().await
    }

    pub(crate) async fn remember_open(&self) -> Result<(), Error> {
        let folder = self
            .dataset()
            .ok()
            .map(|dataset| dataset::path_text(dataset.folder()));
        let store = self.0.store.clone();
        Ok(blocking(move || store.set(Key::OpenDataset, &folder)).await??)
    }

    /// Returns the open dataset's trigger word, as it is on the Train page.
    pub(super) async fn trigger_word(&self) -> Result<String, Error> {
        Ok(self.open_draft().await?.trigger_word.trim().to_owned())
    }

    /// Returns the inputs on the Train page for the open dataset.
    pub(super) async fn open_draft(&self) -> Result<TrainDraft, Error> {
        let (store, dataset) = (self.0.store.clone(), self.dataset()?);
        let draft: draft_record::TrainDraft =
            blocking(move || store.get(Key::TrainDraft(dataset.folder()))).await??;
        Ok(draft.into())
    }
}
