//! A run: one training from the folder to the weights, as a recorded state machine.
//!
//! `store::run_record` defines the record of a run, `runs` holds the runs in progress, `driver` is the task that owns a
//! run, `drive` moves it from step to step, and each step has one file. `log` and `loss` read the trainer's log,
//! `failure` explains why a run failed, and `presenter` builds the page's view. Each step is recorded before its effect
//! is attempted, and no training is started twice, unless the person wrongly states that an attempt did not start one.

mod confirm;
pub(crate) mod context;
mod destination;
mod drive;
mod driver;
mod failure;
mod follow;
pub(crate) mod live;
mod log;
mod loss;
mod pack;
pub(crate) mod presenter;
mod progress;
pub(crate) mod runs;
pub(crate) mod stage;
mod storage_backend;
mod submit;
mod upload;

pub(crate) use runs::Runs;
