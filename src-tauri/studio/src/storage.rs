//! Where the zip is put for the trainer to fetch: Replicate's own files, a bucket of the person's, or an address they
//! have already. `bucket` says which bucket and speaks to it, `keys` has its keys, `kept` remembers both, `address`
//! looks whether the trainer will find a zip at an address.

pub(crate) mod address;
pub(crate) mod bucket;
pub(crate) mod kept;
pub(crate) mod keys;

use serde::{Deserialize, Serialize};

use crate::view::Bucket;

/// Where the zip of a run is put.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "camelCase")]
pub(crate) enum Storage {
    /// Replicate's Files API.
    #[default]
    Replicate,
    /// A bucket of the person's.
    Bucket(Bucket),
    /// An address that the person has already: nothing is packed or uploaded.
    Address { url: String },
}

impl Storage {
    /// Where that is, in words: "at Replicate".
    pub(crate) fn place(&self) -> String {
        match self {
            Storage::Replicate => "at Replicate".to_owned(),
            Storage::Bucket(bucket) => format!("in the bucket {}", bucket.name),
            Storage::Address { .. } => "at its address".to_owned(),
        }
    }

    /// Whether a training was given this zip. A bucket's address is signed anew for each call, behind its `?`.
    pub(crate) fn is_address_of(&self, zip: &str, given: &str) -> bool {
        match self {
            Storage::Replicate | Storage::Address { .. } => given == zip,
            Storage::Bucket(_) => given.split('?').next() == Some(zip),
        }
    }
}
