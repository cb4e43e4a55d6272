//! Replicate's HTTP API, typed: account, hardware, models, versions, files, trainings and predictions.
//!
//! What is here: a [`Client`] that sends, repeats what is safe to repeat, and turns each refusal into an
//! [`Error`] whose text is a sentence for a person; and [`schema`], which reads the form that a trainer
//! describes of itself. What is not: any knowledge of images, captions, zips or of this app's own files,
//! any state kept between calls, and any address other than the configured one that is given the token.

mod account;
mod base_url;
mod client;
mod cursor;
mod download;
mod error;
mod exchange;
mod files;
mod hardware;
mod model_name;
mod models;
mod outside;
mod own_models;
mod picture;
mod predictions;
mod redaction;
mod refusal;
mod retry;
pub mod schema;
mod timeouts;
mod token;
mod trainings;
mod upload;
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
pub use versions::Version;
