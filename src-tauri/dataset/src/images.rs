//! Edits and removes the images of an open dataset: changes their rotation, crop and background, leaves them out of the
//! training, or moves them to the trash.

mod edit;
pub(crate) mod removal;
pub(crate) mod trash;
