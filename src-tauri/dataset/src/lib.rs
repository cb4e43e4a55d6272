//! A dataset is a folder of images with captions: opening, captioning, checking, preparing and packing it

mod archive;
mod colour;
mod decode;
mod encode;
mod facts;
mod fit;
mod format;
mod prepare;
mod problem;
mod render;
mod source;
mod thumbnail;

pub use archive::{
    Contents, PackError, PackProgress, Packed, Pair, UPLOAD_LIMIT, measure, pack, verify,
};
pub use facts::{Facts, facts};
pub use format::Format;
pub use prepare::{Preparation, Prepared, prepare};
pub use problem::{MAX_PIXELS, Problem};
pub use thumbnail::{Size, Thumbnails};
