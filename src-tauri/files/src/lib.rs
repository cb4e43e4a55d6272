//! Reads only regular files, and writes files completely or not at all.

mod fingerprint;
mod pending_file;
pub mod regular_file;

pub use fingerprint::Fingerprint;
pub use pending_file::{
    FillError, PendingFile, is_pending, pending_folder, remove_left_over, remove_left_overs_in,
    write,
};
