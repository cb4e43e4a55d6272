//! Opens, captions, checks, prepares and packs datasets. A dataset is a folder of images with captions.

#![warn(clippy::disallowed_types)]

mod archive;
mod batch;
mod byte_size;
mod caption;
mod captions;
pub mod checks;
mod dataset;
mod export;
pub mod filter;
mod folder;
mod history;
mod images;
mod import;
mod listing;
mod names;
mod recorder;
mod state;
mod store;
mod text;

pub use archive::{Contents, PackError, Packed, measure, pack, verify};
pub use batch::{PackProgress, Pair};
pub use byte_size::size_in_words;
pub use caption::line_ends::with_line_feeds;
pub use caption::{CAPTION_LIMIT, CaptionError, CaptionProblem, TextEncoding, decode_caption};
pub use captions::{FlushError, PossibleEncoding};
pub use dataset::{Dataset, OpenError};
pub use export::{Container, ExportError, Exported, Layout, export};
pub use folder::passed_over::PassedOver;
pub use folder::watch::Watch;
pub use history::{PastCaption, UndoResult, Undoable};
pub use images::removal::RemovalError;
pub use images::trash::{TrashError, move_to_trash};
pub use import::arrivals::{ImportError, Imported};
pub use import::other_layouts::is_foreign;
pub use import::unpack::{MAX_UNPACKED_BYTES, MAX_ZIP_ENTRIES};
pub use names::path_text::{path_of_text, path_text};
pub use state::{Changes, Image, ImageId, Revision};
pub use store::edits::{Edits, EditsError};
pub use text::{frequency, rewrite, tags, tokens, trigger, vocabulary};
