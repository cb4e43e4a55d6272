//! The app's logic without its window: the account, the open dataset, and the runs that turn a folder of images into a
//! trained model, which are recorded in a ledger.
//!
//! The Tauri shell (the `app` crate) calls [`Studio`] and listens to its [`view::Change`]s. This crate does not know
//! about windows and does not build HTTP requests itself. It is the only crate that uses the keychain.

#![warn(clippy::disallowed_types)]

mod billing;
mod board;
mod cancel;
mod changes;
mod damaged;
mod desk;
mod destination;
mod dropped;
mod error;
mod folders;
mod generate;
mod inputs;
mod kept_path;
mod keychain;
mod ledger;
mod listing;
mod preparation;
mod price;
mod progress_summary;
mod run;
mod secret_inputs;
mod secret_store;
mod secrets;
mod session;
mod storage;
mod studio;
mod train;
mod trainer;
mod trainings;
pub mod view;
mod weights;
mod words;

pub use desk::{Export, Pixels, SentPicture};
pub use dropped::NotAFile;
pub use error::{Error, LedgerError};
pub use folders::Folders;
pub use imaging::{Isolated, PictureLimits, Size, isolate_decoding};
pub use keychain::{Keychain, KeychainError, KeychainLimits};
pub use progress_summary::ProgressSummary;
pub use replicate::{BaseUrl, BaseUrlError, Timeouts};
pub use run::Timing;
pub use run::show::notification;
pub use session::Keep;
pub use studio::{Config, Studio};
