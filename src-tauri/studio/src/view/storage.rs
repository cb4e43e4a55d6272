//! Where the zip is put for the trainer to fetch.

use serde::{Deserialize, Serialize};

/// A bucket that speaks S3.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct Bucket {
    /// The service's address, `https://…`; empty for Amazon.
    pub endpoint: String,
    /// Its region.
    pub region: String,
    /// The bucket's name.
    pub name: String,
    /// The folder in it, `a/b`; empty for none.
    pub prefix: String,
}

/// The bucket as Settings show it. The keys themselves never come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct BucketShown {
    /// Which it is.
    pub bucket: Bucket,
    /// Where the keys to it are.
    pub keys: BucketKeys,
}

/// Where the keys to a bucket are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum BucketKeys {
    /// In the system's keychain.
    Keychain,
    /// In memory until the app closes.
    Session,
    /// Nowhere: they have to be typed again.
    Missing,
    /// The keychain does not answer.
    Unknown,
}

/// Which storage a person chose for a training.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum StorageKind {
    /// Replicate's own.
    #[default]
    Replicate,
    /// The bucket in Settings.
    Bucket,
    /// An address that the person has already.
    Address,
}

/// A storage that may be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct StorageOffer {
    /// Which it is.
    pub kind: StorageKind,
    /// Its name for a person.
    pub label: String,
    /// A line that explains it.
    pub explanation: String,
}
