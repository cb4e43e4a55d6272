//! Turns picture files into pixels and back: decoding, colour, geometry, scaling, encoding, thumbnails and
//! measurements. Nothing in this crate depends on datasets.

#![warn(clippy::disallowed_types)]

mod colour;
mod decode;
mod decode_budget;
mod edit;
mod encode;
mod facts;
mod fit;
mod format;
mod geometry;
mod isolation;
pub mod measures;
mod picture_file;
mod prepare;
mod priority;
mod problem;
mod render;
mod suggest_crop;
mod thumbnails;
mod view;

pub use edit::{Background, BackgroundError, Edit};
pub use facts::{Facts, facts, facts_of_bytes};
pub use format::Format;
pub use geometry::{Aspect, Crop, Geometry, GeometryError, MIN_SIDE, Rect, Rotation};
pub use isolation::{Isolated, PictureLimits, isolate_decoding};
pub use picture_file::MAX_FILE_BYTES;
pub use prepare::{Encoding, Preparation, Prepared, prepare};
pub use priority::{run_in_background, use_lowest_priority};
pub use problem::{MAX_PIXELS, Problem};
pub use suggest_crop::suggest_crop;
pub use thumbnails::{Size, Thumbnails};
pub use view::{SmallCopy, pixels, small_copy};
