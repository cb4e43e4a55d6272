//! A dataset is a folder of images with captions: opening, captioning, checking, preparing and packing it

mod archive;
mod arrivals;
mod caption;
mod captions;
mod colour;
mod decode;
mod edits;
mod encode;
mod exclusions;
mod facts;
mod fit;
mod folder;
mod format;
mod history;
mod import;
mod journal;
mod listing;
mod memory;
mod names;
mod order;
mod prepare;
mod problem;
mod removal;
mod render;
mod scan;
mod source;
mod stamp;
mod state;
mod system_bin;
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
pub use captions::FlushError;
pub use edits::{Edits, EditsError};
pub use facts::{Facts, facts};
pub use folder::{Dataset, OpenError};
pub use format::Format;
pub use history::{PastCaption, Turned, Undoable};
pub use prepare::{Preparation, Prepared, prepare};
pub use problem::{MAX_PIXELS, Problem};
pub use removal::RemovalError;
pub use state::{Changes, Image, ImageId};
pub use system_bin::BinError;
pub use thumbnail::{Size, Thumbnails};
pub use unpack::{MAX_UNPACKED_BYTES, MAX_ZIP_ENTRIES};
pub use watch::Watch;
