//! Changes the images of an open dataset: their rotation, crop and background, and whether they belong to the dataset
//! at all.

mod edit;
pub(crate) mod removal;
pub(crate) mod trash;
