//! Describes the pictures in the folder of a dataset without images, and copies them into the dataset on request.

use super::Workspace;
use crate::error::{Error, blocking};
use crate::formatting::count;
use crate::view::PassedOver;

impl Workspace {
    /// Returns the pictures that are in the folder of a dataset without images.
    pub async fn passed_over(&self) -> Result<PassedOver, Error> {
        self.edit(|_, dataset| {
            Ok(if dataset.images().is_empty() {
                said(&dataset.passed_over())
            } else {
                PassedOver::default()
            })
        })
        .await
    }

    /// Copies the offered pictures into the dataset's folder.
    pub async fn bring_in_passed_over(&self) -> Result<(), Error> {
        let (workspace, dataset) = (self.clone(), self.dataset()?);
        let _alone = self.0.arriving.lock().await;
        // Another folder may have been opened while this waited for its turn.
        if self.dataset()?.folder() != dataset.folder() {
            return Ok(());
        }
        blocking(move || {
            let found = dataset.passed_over();
            let files = [found.below, found.misnamed].concat();
            workspace.bring_in(&files)
        })
        .await?
    }
}

fn said(found: &dataset::PassedOver) -> PassedOver {
    let mut sentences = Vec::new();
    if !found.below.is_empty() {
        let pictures = count(found.below.len(), "picture");
        let folders = count(found.folders, "subfolder");
        sentences.push(format!(
            "Found {pictures} in {folders}. A dataset uses only the images in the folder itself. Tintype can copy them here, and the subfolders stay as they are."
        ));
    }
    if !found.misnamed.is_empty() {
        let files = count(found.misnamed.len(), "file");
        let (are, them) = if found.misnamed.len() == 1 {
            ("is an image", "it")
        } else {
            ("are images", "them")
        };
        sentences.push(format!(
            "{files} here {are} without an image file extension. Tintype can copy {them} with the right extension."
        ));
    }
    if found.unreadable > 0 {
        let pictures = count(found.unreadable, "picture");
        let (is, them) = if found.unreadable == 1 {
            ("is in a format", "it")
        } else {
            ("are in formats", "them")
        };
        let formats: Vec<&str> = found.formats.iter().map(String::as_str).collect();
        sentences.push(format!(
            "{pictures} {is} that Tintype can't read ({}). Save {them} as JPEG or PNG in this folder.",
            formats.join(", ")
        ));
    }
    if found.in_icloud > 0 {
        let pictures = count(found.in_icloud, "picture");
        let is = if found.in_icloud == 1 { "is" } else { "are" };
        sentences.push(format!(
            "{pictures} {is} in iCloud and not on this computer yet. In the Finder, Control-click the folder and choose Download Now."
        ));
    }
    let offered = found.below.len() + found.misnamed.len();
    PassedOver {
        sentences,
        offer: match offered {
            0 => None,
            1 => Some("Copy 1 image".to_owned()),
            _ => Some(format!("Copy {offered} images")),
        },
    }
}
