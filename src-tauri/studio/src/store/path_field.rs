//! Stores a path in a record, for `#[serde(with = "…")]`, because serde itself refuses paths that are not Unicode.

use std::path::{Path, PathBuf};

use dataset::{path_of_text, path_text};
use serde::{Deserialize, Deserializer, Serializer};

pub(crate) fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&path_text(path))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
    Ok(path_of_text(&String::deserialize(deserializer)?))
}
