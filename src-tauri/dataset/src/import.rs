//! Imports images and captions into an open dataset: files and folders that were dropped, and zips.

pub(crate) mod arrivals;
mod dropped_files;
pub(crate) mod other_layouts;
pub(crate) mod unpack;

use localization::{Message, message};

/// Returns the reason for leaving out a caption that is named after one of several images that share a caption.
fn ambiguous_caption() -> Message {
    message!("import-caption-shared")
}

/// Returns the reason for leaving out a file that is neither an image nor a caption.
fn not_an_image() -> Message {
    message!("import-no-image")
}
