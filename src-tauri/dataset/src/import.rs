//! Imports images and captions into an open dataset: files and folders that were dropped, and zips.

pub(crate) mod arrivals;
mod dropped_files;
pub(crate) mod other_layouts;
pub(crate) mod unpack;

/// The reason for a caption that several images share.
const SHARED: &str = "Several images differ only in their extension and share one caption, so this one was not taken.";

/// The reason for a file that is neither an image nor a caption.
const NOT_AN_IMAGE: &str = "It is not an image that Tintype reads (JPEG, PNG, WebP, GIF, BMP, TIFF, HEIC, AVIF) nor a caption.";
