//! Changes the images of an open dataset: their turns and crops, and whether they belong to the dataset at all.

mod edit;
pub(crate) mod removal;
pub(crate) mod trash;
