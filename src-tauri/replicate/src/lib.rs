//! A typed client of Replicate's HTTP API: account, hardware, models, versions, files, trainings and predictions.
//!
//! The [`Client`] sends requests, retries those that are safe to retry, and turns each error response into an [`Error`]
//! whose text is a sentence that the app can show. [`schema`] reads the inputs that a model's version describes. This
//! crate does not depend on images, captions, zips or the app's files, keeps no state between calls, and sends the
//! token only to the configured address.

mod account;
mod base_url;
mod client;
mod cursor;
mod download;
mod error;
mod error_response;
mod exchange;
mod files;
mod hardware;
mod model_name;
mod models;
mod own_models;
mod picture;
mod predictions;
mod redaction;
mod retry;
pub mod schema;
mod timeouts;
mod token;
mod trainings;
mod unauthenticated_fetch;
mod upload;
mod version_name;
mod versions;
mod wire;

pub use account::{Account, AccountKind};
pub use base_url::{BaseUrl, BaseUrlError, is_loopback};
pub use client::Client;
pub use cursor::{Cursor, Next, Page};
pub use download::Download;
pub use error::{Error, InvalidField, NetworkFailure};
pub use files::{FILE_SIZE_LIMIT, File};
pub use hardware::Hardware;
pub use model_name::{ModelName, ModelNameError};
pub use models::{Model, NewModel, Visibility};
pub use predictions::Prediction;
pub use redaction::Redaction;
pub use retry::Retry;
pub use timeouts::Timeouts;
pub use token::{Token, TokenError};
pub use trainings::{Metrics, Status, SubmitError, Training, TrainingOutput};
pub use version_name::VersionName;
pub use versions::Version;
