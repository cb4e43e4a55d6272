//! Describes the image files in the folder of an empty dataset that are not among its images: those in sub-folders,
//! with wrong extensions, in unsupported formats or in iCloud. Copies the usable files into the dataset on request.

use localization::text;

use super::Workspace;
use crate::error::{Error, blocking};
use crate::view::PassedOver;

impl Workspace {
    /// Describes the files that were passed over, if the open dataset has no images. Otherwise returns an empty
    /// description.
    pub async fn passed_over(&self) -> Result<PassedOver, Error> {
        self.with_dataset(|_, dataset| {
            Ok(if dataset.images().is_empty() {
                describe(&dataset.passed_over())
            } else {
                PassedOver::default()
            })
        })
        .await
    }

    /// Copies the usable files that were passed over into the dataset.
    pub async fn bring_in_passed_over(&self) -> Result<(), Error> {
        let (workspace, dataset) = (self.clone(), self.dataset()?);
        let _guard = self.0.arrival_lock.lock().await;
        // Another folder may have been opened while this call waited for the lock.
        if self.dataset()?.folder() != dataset.folder() {
            return Ok(());
        }
        blocking(move || {
            let found = dataset.passed_over();
            let files = [found.below, found.misnamed].concat();
            workspace.import_files(&files)
        })
        .await?
    }
}

fn describe(found: &dataset::PassedOver) -> PassedOver {
    let mut sentences = Vec::new();
    if !found.below.is_empty() {
        sentences.push(text!(
            "workspace-found-below",
            pictures = found.below.len(),
            folders = found.folders
        ));
    }
    if !found.misnamed.is_empty() {
        sentences.push(text!(
            "workspace-found-misnamed",
            count = found.misnamed.len()
        ));
    }
    if found.unreadable > 0 {
        let formats: Vec<&str> = found.formats.iter().map(String::as_str).collect();
        sentences.push(text!(
            "workspace-found-unreadable",
            count = found.unreadable,
            formats = formats.join(", ")
        ));
    }
    if found.in_icloud > 0 {
        sentences.push(text!("workspace-found-in-icloud", count = found.in_icloud));
    }
    let offered = found.below.len() + found.misnamed.len();
    PassedOver {
        sentences,
        offer: (offered > 0).then(|| text!("workspace-copy-found", count = offered)),
    }
}
