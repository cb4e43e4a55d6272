//! Generates pictures with a trained LoRA, from a press of the button to files in the app's library.
//!
//! Each press creates a batch, which is laid out as a table. Each of its cells is one prediction, and is a state
//! machine whose steps are recorded. `store::batch_record` defines the records, `plan` lays out a batch, `service` has
//! the commands, `batches` starts and cancels cells, `context` has the handles of the cells in progress, `driver` is
//! the task that owns a cell, `drive` moves it from step to step (`submit`, `confirm`, `follow`, `fetch`), `failure`
//! explains why a cell failed, `note` records in a file how its picture was made, `library` keeps the files, `versions`
//! finds the versions that can be run, `sheet` has the standard prompts, `form` builds the page's form, `price`
//! estimates the cost, and `presenter` converts all of it for the page.

pub(crate) mod batches;
mod confirm;
pub(crate) mod context;
mod drive;
mod driver;
mod failure;
mod fetch;
mod field_id;
mod follow;
pub(crate) mod form;
pub(crate) mod library;
pub(crate) mod note;
pub(crate) mod plan;
pub(crate) mod presenter;
mod price;
pub(crate) mod service;
pub(crate) mod sheet;
mod submit;
pub(crate) mod versions;
mod waiting;
