//! The common parts of durable jobs. A training run and a picture are both recorded state machines: each step is
//! written to the store before its effect, and after a restart a job continues where it stopped.

mod backoff;
mod job;
mod timing;

pub(crate) use backoff::Backoff;
pub(crate) use job::{Interrupted, Job};
pub use timing::Timing;
