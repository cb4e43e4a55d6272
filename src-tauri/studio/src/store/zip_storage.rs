//! The records of the storage of a run's zip, and of an upload in parts.

use serde::{Deserialize, Serialize};

/// The place where the zip of a run is put.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "camelCase")]
pub(crate) enum Storage {
    /// Replicate's Files API.
    #[default]
    Replicate,
    /// The person's own bucket.
    Bucket(Bucket),
    /// An address that the person already has. Nothing is packed or uploaded.
    Address { url: String },
}

impl Storage {
    /// Returns whether an address given to a training is this zip's. A bucket's address ends in `?` and a signature,
    /// which is new for each call.
    pub(crate) fn is_address_of(&self, zip: &str, given: &str) -> bool {
        match self {
            Storage::Replicate | Storage::Address { .. } => given == zip,
            Storage::Bucket(_) => given.split('?').next() == Some(zip),
        }
    }
}

/// The parts that have arrived of a file that is uploaded in parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Parts {
    /// The storage's id of the multipart upload.
    pub(crate) id: String,
    /// The ids (ETags) that the storage returned for the parts, in order.
    pub(crate) arrived: Vec<String>,
}

/// An S3-compatible bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Bucket {
    /// The service's address, `https://…`; empty for Amazon S3.
    pub(crate) endpoint: String,
    /// The bucket's region.
    pub(crate) region: String,
    /// The bucket's name.
    pub(crate) name: String,
    /// The folder in the bucket, `a/b`; empty for none.
    pub(crate) prefix: String,
}
