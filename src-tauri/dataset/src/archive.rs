//! The zip that the trainer gets: written, checked, measured.

use std::path::PathBuf;

/// One image and the caption that goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The image's file.
    pub image: PathBuf,
    /// The caption; an empty or whitespace-only one is the same as `None`.
    pub caption: Option<String>,
}
