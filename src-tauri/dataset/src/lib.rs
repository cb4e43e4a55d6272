//! A dataset is a folder of images with captions: opening, captioning, checking, preparing and packing it

mod archive;
mod arrivals;
mod batch;
mod caption;
mod colour;
mod decode;
mod edit;
mod edits;
mod encode;
mod exclusions;
mod export;
mod facts;
mod fit;
mod folder;
mod format;
mod geometry;
mod imagefolder;
mod import;
mod listing;
mod memory;
mod names;
mod order;
mod prepare;
mod problem;
mod render;
mod scan;
mod source;
mod stamp;
mod state;
mod temporary;
mod thumbnail;
pub mod trigger;
mod unpack;
mod watch;

pub use archive::{
    Contents, PackError, PackProgress, Packed, Pair, UPLOAD_LIMIT, measure, pack, verify,
};
pub use arrivals::{ImportError, Imported};
pub use caption::{CAPTION_LIMIT, CaptionError, CaptionProblem, decode_caption};
pub use edit::{Background, BackgroundError, Edit};
pub use edits::{Edits, EditsError};
pub use export::{Container, ExportError, Exported, Layout, export};
pub use facts::{Facts, facts};
pub use folder::{Dataset, OpenError};
pub use format::Format;
pub use geometry::{Aspect, Crop, Geometry, GeometryError, LEAST_SIDE, Rect, Turn, suggest_crop};
pub use prepare::{Encoding, Preparation, Prepared, prepare};
pub use problem::{MAX_PIXELS, Problem};
pub use state::{Changes, Image, ImageId};
pub use thumbnail::{Size, Thumbnails};
pub use unpack::{MAX_UNPACKED_BYTES, MAX_ZIP_ENTRIES};
pub use watch::Watch;
