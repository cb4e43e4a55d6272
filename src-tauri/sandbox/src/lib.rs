//! A stand-in for Replicate on loopback, for trying the app without an account, and for every test.
//!
//! It implements the calls of Replicate's HTTP API that are needed to train and run a model, as strictly as the real
//! service does, and runs trainings that read the uploaded zip as the real trainers do. Nothing is trained: the weights
//! are a tiny valid file, and the pictures are simple drawings. It shares no types with the client, so that a mistake
//! in the client can't be hidden by the same mistake in the sandbox.
//!
//! The functions that Replicate does not have (ordering [`Fault`]s, reading the state, controlling trainings) are under
//! `/_sandbox/` and in the methods of [`Sandbox`].

mod account;
mod authentication;
mod catalogue;
mod clock;
mod clock_skew;
mod connection;
mod control;
mod faults;
mod file_server;
mod files;
mod ids;
mod json_body;
mod models;
mod options;
mod page;
mod picture;
mod predictions;
mod problem;
mod programs;
mod records;
mod request_log;
mod routes;
mod run_request;
mod schema;
mod server;
mod service;
mod snapshot;
mod store;
mod text_overlay;
mod trainer;
mod trainings;
mod upload;
mod versions;

pub use faults::{Fault, FaultKind};
pub use options::Options;
pub use request_log::Request;
pub use server::Sandbox;
pub use snapshot::{FileState, ModelState, PredictionState, Snapshot, TrainingState};
