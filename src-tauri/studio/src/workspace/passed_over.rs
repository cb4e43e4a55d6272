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
        let folders = count(found.folders, "sub-folder");
        sentences.push(format!(
            "There are {pictures} in {folders}. A dataset has its images in the folder itself: copies can be brought in, and the sub-folders stay as they are."
        ));
    }
    if !found.misnamed.is_empty() {
        let files = count(found.misnamed.len(), "file");
        let holds = if found.misnamed.len() == 1 {
            "holds a picture"
        } else {
            "hold pictures"
        };
        sentences.push(format!(
            "{files} here {holds} under a name without a picture's ending. Copies with the right ending can be brought in."
        ));
    }
    if found.unreadable > 0 {
        let pictures = count(found.unreadable, "picture");
        let is = if found.unreadable == 1 {
            "is in a format"
        } else {
            "are in formats"
        };
        let formats: Vec<&str> = found.formats.iter().map(String::as_str).collect();
        sentences.push(format!(
            "{pictures} {is} that Tintype can't read ({}). Save them as JPEG or PNG in this folder.",
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
            1 => Some("Bring it in".to_owned()),
            _ => Some("Bring them in".to_owned()),
        },
    }
}
