//! Opens items that the person dropped, chose or pasted, and stores which dataset is open.

use std::path::PathBuf;

use localization::message;

use super::{Pixels, Workspace};
use crate::dropped;
use crate::error::{Error, blocking};
use crate::store::{Key, draft_record};
use crate::view::TrainDraft;

impl Workspace {
    /// Opens or imports paths that were dropped, chosen, or selected from the recent datasets.
    pub async fn open_paths(&self, paths: Vec<PathBuf>) -> Result<(), Error> {
        self.open_or_import(paths).await?;
        self.save_open_dataset().await
    }

    /// Opens or imports items from dropped text: paths, or addresses of files. Reports any other text in the status
    /// line, or returns it as an error if the dropped text names no file.
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

    /// Imports a picture from the clipboard.
    pub async fn paste_picture(&self, pixels: Pixels) -> Result<(), Error> {
        self.import_pixels(pixels).await?;
        self.save_open_dataset().await
    }

    /// Closes the dataset.
    pub async fn close_dataset(&self) -> Result<(), Error> {
        self.close();
        self.save_open_dataset().await
    }

    pub(crate) async fn save_open_dataset(&self) -> Result<(), Error> {
        let folder = self
            .dataset()
            .ok()
            .map(|dataset| dataset::path_text(dataset.folder()));
        let store = self.0.store.clone();
        Ok(blocking(move || store.set(Key::OpenDataset, &folder)).await??)
    }

    /// Returns the open dataset's trigger word, trimmed, from the Train page's inputs.
    pub(super) async fn trigger_word(&self) -> Result<String, Error> {
        Ok(self.open_draft().await?.trigger_word.trim().to_owned())
    }

    /// Returns the Train page's inputs for the open dataset.
    pub(super) async fn open_draft(&self) -> Result<TrainDraft, Error> {
        let (store, dataset) = (self.0.store.clone(), self.dataset()?);
        let draft: draft_record::TrainDraft =
            blocking(move || store.get(Key::TrainDraft(dataset.folder()))).await??;
        Ok(draft.into())
    }
}
