//! A dataset is a folder of images with captions: opening, captioning, checking, preparing and packing it

mod archive;
mod facts;
mod format;
mod problem;

pub use archive::Pair;
pub use facts::{Facts, facts};
pub use format::Format;
pub use problem::{MAX_PIXELS, Problem};
