//! The storage from which the trainer downloads the zip.

use serde::{Deserialize, Serialize};

/// An S3-compatible bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct Bucket {
    /// The service's address, `https://…`; empty for Amazon.
    pub endpoint: String,
    /// The bucket's region.
    pub region: String,
    /// The bucket's name.
    pub name: String,
    /// The folder in the bucket, such as `a/b`; empty for none.
    pub prefix: String,
}

/// The bucket as shown in Settings. The keys themselves are never returned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct BucketShown {
    /// The bucket.
    pub bucket: Bucket,
    /// The place where the bucket's keys are kept.
    pub keys: BucketKeys,
}

/// The place where the keys of a bucket are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum BucketKeys {
    /// In the system's keychain.
    Keychain,
    /// In memory until the app ends.
    Session,
    /// Nowhere: they have to be entered again.
    Missing,
    /// Unknown, because the keychain can't be read.
    Unknown,
}

/// The storage that the person chose for a training.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum StorageKind {
    /// Replicate's own storage.
    #[default]
    Replicate,
    /// The bucket in Settings.
    Bucket,
    /// The person's own address, where the zip already is.
    Address,
}

/// A storage that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct StorageOffer {
    /// The kind of storage.
    pub kind: StorageKind,
    /// The display name.
    pub label: String,
    /// A line that explains the storage.
    pub explanation: String,
}
