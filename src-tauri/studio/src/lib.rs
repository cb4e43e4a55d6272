//! The app's logic without its window: the account, the open dataset, the trainings that turn a folder of images into a
//! model, the generated pictures, and the store that records them.
//!
//! The Tauri shell (the `app` crate) calls [`Studio`] and listens to its [`view::AppEvent`]s. This crate does not know
//! about windows and does not build HTTP requests itself. No other crate uses the keychain.

#![warn(clippy::disallowed_types)]

mod account;
mod app_dirs;
mod cancel;
mod dropped;
mod error;
mod events;
mod formatting;
mod generation;
mod id;
mod inputs;
mod jobs;
mod keychain;
mod listing;
mod page_records;
mod recovery;
mod settings;
mod status_bar;
mod store;
mod studio;
mod training;
pub mod view;
mod workspace;

pub use account::session::Keep;
pub use keychain::{Keychain, KeychainError, KeychainLimits};

pub use app_dirs::AppDirs;
pub use dropped::NotAFile;
pub use error::{Error, StoreError};
pub use generation::service::GenerationService;
pub use imaging::{Format, Isolated, PictureLimits, Size, isolate_decoding};
pub use jobs::Timing;
pub use replicate::{BaseUrl, BaseUrlError, Timeouts};
pub use settings::SettingsService;
pub use status_bar::StatusBar;
pub use studio::{Config, Studio};
pub use training::progress_summary::ProgressSummary;
pub use training::run::presenter::notification;
pub use training::service::TrainingService;
pub use workspace::{Export, Pixels, SentPicture, Workspace};

/// The extensions of image files that can be opened, in lower case, each with its format.
pub const IMAGE_EXTENSIONS: &[(&str, Format)] = Format::EXTENSIONS;
