//! The content of `edits.db`, outside the dataset's folder: annotations of images, and the journal of steps.

pub(crate) mod annotations;
pub(crate) mod edits;
pub(crate) mod journal;
pub(crate) mod moved_folder;
