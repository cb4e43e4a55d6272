//! Decides where the zip is put: the storages that are offered, the problems with the chosen one, and what happens to
//! the zip afterwards.

use url::Url;

use super::FormContext;
use crate::store::zip_storage::Storage;
use crate::view::{FieldProblem, StorageKind, StorageOffer};

impl FormContext {
    pub(super) fn storages(&self) -> Vec<StorageOffer> {
        let offer = |kind, label: &str, explanation: String| StorageOffer {
            kind,
            label: label.to_owned(),
            explanation,
        };
        let bucket = match &self.bucket {
            Some(bucket) => format!("Your bucket {}, for zips of any size.", bucket.name),
            None => "A bucket on Amazon, Cloudflare, MinIO or another service, for zips of any size. Set it up in Settings.".to_owned(),
        };
        vec![
            offer(
                StorageKind::Replicate,
                "Replicate",
                "Default. Less than 100 MB, kept for at most a day.".to_owned(),
            ),
            offer(StorageKind::Bucket, "Your storage", bucket),
            offer(
                StorageKind::Address,
                "A zip on the web",
                "A zip that is already at an https address. Nothing from this dataset is sent."
                    .to_owned(),
            ),
        ]
    }

    /// Returns the chosen storage, or `None` while it can't be used.
    pub(super) fn storage(&self) -> Option<Storage> {
        match self.draft.storage {
            StorageKind::Replicate => Some(Storage::Replicate),
            StorageKind::Bucket => self.bucket.clone().map(Storage::Bucket),
            StorageKind::Address => {
                let url = Url::parse(self.draft.zip_address.trim()).ok()?;
                let good = url.scheme() == "https" || (url.scheme() == "http" && self.is_loopback);
                good.then(|| Storage::Address {
                    url: url.to_string(),
                })
            }
        }
    }

    /// Returns the problem with the chosen storage, if there is one.
    pub(super) fn storage_problem(&self) -> Option<FieldProblem> {
        if self.storage().is_some() {
            return None;
        }
        let (field, message, missing) = match self.draft.storage {
            StorageKind::Replicate => return None,
            StorageKind::Bucket => (
                "storage",
                "Set up your own storage in Settings first.",
                false,
            ),
            StorageKind::Address if self.draft.zip_address.trim().is_empty() => {
                ("zipAddress", "Type the address of the zip.", true)
            }
            StorageKind::Address => (
                "zipAddress",
                "Type the whole address of the zip, starting with https://.",
                false,
            ),
        };
        Some(FieldProblem {
            field: field.to_owned(),
            message: message.to_owned(),
            missing,
        })
    }

    pub(super) fn can_keep_zip(&self) -> bool {
        self.draft.storage != StorageKind::Address
    }

    pub(super) fn zip_afterwards(&self) -> String {
        match (self.draft.storage, self.draft.keep_zip) {
            (StorageKind::Address, _) => "The zip stays where it is.",
            (_, false) => "The zip is deleted when the training has ended.",
            (StorageKind::Replicate, true) => {
                "The zip stays on Replicate until it expires, within a day."
            }
            (StorageKind::Bucket, true) => "The zip stays in your bucket until you delete it.",
        }
        .to_owned()
    }
}
