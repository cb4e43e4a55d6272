//! Generate: pictures with a trained LoRA, from a press to files in the app's library.
//!
//! A press is a batch, laid out as a table; each of its cells is one prediction, a recorded state machine. `record` is
//! what the ledger keeps, `plan` lays a press out, `batches` has those on their way, `drive` moves a cell from step to
//! step (`submit`, `follow`, `fetch`), `failure` says why one ended, `note` writes into a file how it was made, `library`
//! keeps the files, `versions` knows what can be run, `form` is what is asked, `price` what it costs, `show` draws it.

pub(crate) mod batches;
mod confirm;
mod drive;
mod failure;
mod fetch;
mod follow;
pub(crate) mod form;
pub(crate) mod library;
pub(crate) mod note;
pub(crate) mod plan;
mod price;
pub(crate) mod record;
pub(crate) mod sheet;
pub(crate) mod show;
mod submit;
pub(crate) mod versions;
