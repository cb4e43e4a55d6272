//! Decides where the zip is put: the storages that are offered, the problems with the chosen one, and what happens to
//! the zip afterwards.

use localization::text;
use replicate::FILE_SIZE_LIMIT;
use url::Url;

use super::FormContext;
use crate::store::zip_storage::Storage;
use crate::view::{FieldProblem, StorageKind, StorageOffer};

impl FormContext {
    pub(super) fn storages(&self) -> Vec<StorageOffer> {
        vec![
            StorageOffer {
                kind: StorageKind::Replicate,
                label: text!("storage-replicate"),
                explanation: text!("storage-replicate-explanation"),
            },
            StorageOffer {
                kind: StorageKind::Bucket,
                label: text!("storage-bucket"),
                explanation: match &self.bucket {
                    Some(bucket) => text!("storage-bucket-explanation", bucket = &bucket.name),
                    None => text!("storage-no-bucket-explanation"),
                },
            },
            StorageOffer {
                kind: StorageKind::Address,
                label: text!("storage-address"),
                explanation: text!("storage-address-explanation"),
            },
        ]
    }

    /// Returns the chosen storage, or `None` while it can't be used.
    pub(super) fn storage(&self) -> Option<Storage> {
        match self.draft.storage {
            StorageKind::Replicate => Some(Storage::Replicate),
            StorageKind::Bucket => self.bucket.clone().map(Storage::Bucket),
            StorageKind::Address => {
                let url = Url::parse(self.draft.zip_address.trim()).ok()?;
                let is_allowed =
                    url.scheme() == "https" || (url.scheme() == "http" && self.is_loopback);
                is_allowed.then(|| Storage::Address {
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
            StorageKind::Bucket => ("storage", text!("storage-no-bucket"), false),
            StorageKind::Address if self.draft.zip_address.trim().is_empty() => {
                ("zipAddress", text!("storage-no-address"), true)
            }
            StorageKind::Address => ("zipAddress", text!("storage-not-an-address"), false),
        };
        Some(FieldProblem {
            field: field.to_owned(),
            message,
            missing,
        })
    }

    pub(super) fn can_keep_zip(&self) -> bool {
        self.draft.storage.packs_dataset()
    }

    pub(super) fn zip_afterwards(&self) -> String {
        match (self.draft.storage, self.draft.keep_zip) {
            (StorageKind::Address, _) => text!("storage-zip-stays"),
            (_, false) => text!("storage-zip-is-deleted"),
            (StorageKind::Replicate, true) => text!("storage-zip-stays-on-replicate"),
            (StorageKind::Bucket, true) => text!("storage-zip-stays-in-bucket"),
        }
    }
}

impl StorageKind {
    /// Returns whether the dataset is packed and sent to this kind of storage.
    pub(crate) fn packs_dataset(self) -> bool {
        match self {
            StorageKind::Replicate | StorageKind::Bucket => true,
            StorageKind::Address => false,
        }
    }

    /// Returns the size, in bytes, from which this kind of storage refuses a zip, or `None` if it has no limit.
    pub(crate) fn size_limit(self) -> Option<u64> {
        match self {
            StorageKind::Replicate => Some(FILE_SIZE_LIMIT),
            StorageKind::Bucket | StorageKind::Address => None,
        }
    }
}
