//! Defines where the zip is put for the trainer to fetch: Replicate's own files, the person's bucket, or an address
//! that they already have. `bucket` parses a bucket's settings and calls its service, `keys` holds the keys, `kept`
//! remembers the bucket and finds its keys, `address` checks that the trainer will find a zip at an address.

pub(crate) mod address;
pub(crate) mod bucket;
pub(crate) mod kept;
pub(crate) mod keys;

use serde::{Deserialize, Serialize};

use crate::view::Bucket;

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
    /// Returns the place in words: "at Replicate".
    pub(crate) fn place(&self) -> String {
        match self {
            Storage::Replicate => "at Replicate".to_owned(),
            Storage::Bucket(bucket) => format!("in the bucket {}", bucket.name),
            Storage::Address { .. } => "at its address".to_owned(),
        }
    }

    /// Returns whether an address given to a training is this zip's. A bucket's address is newly signed for each call,
    /// after its `?`.
    pub(crate) fn is_address_of(&self, zip: &str, given: &str) -> bool {
        match self {
            Storage::Replicate | Storage::Address { .. } => given == zip,
            Storage::Bucket(_) => given.split('?').next() == Some(zip),
        }
    }
}
