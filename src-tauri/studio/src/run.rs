//! A run: one training from the folder to the weights, as a recorded state machine.
//!
//! `record` is what the ledger keeps, `drive` moves it from step to step, one file per step says what the
//! step does, `log` reads the trainer's log, `failure` says in plain words why a run ended, `show` draws it.
//! Each step is written down before its effect is attempted, and no training is ever started twice.

pub(crate) mod drive;
mod failure;
mod follow;
pub(crate) mod live;
mod log;
mod pack;
pub(crate) mod record;
pub(crate) mod show;
mod submit;
mod upload;

pub(crate) use drive::Runs;
pub use drive::Timing;
