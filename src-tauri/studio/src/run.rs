//! A run: one training from the folder to the weights, as a recorded state machine.
//!
//! `record` is what the ledger keeps, `runs` has those on their way, `drive` moves one from step to step, one file per step says what the
//! step does, `log` and `loss` read the trainer's log, `failure` says in plain words why a run ended, `show` draws it.
//! Each step is written down before its effect is attempted, and no training is ever started twice.

mod confirm;
mod destination;
mod drive;
mod failure;
mod follow;
pub(crate) mod live;
mod log;
mod loss;
mod meter;
mod pack;
pub(crate) mod record;
pub(crate) mod runs;
pub(crate) mod show;
mod submit;
mod timing;
mod upload;

pub(crate) use runs::Runs;
pub use timing::Timing;
