//! Tests of the dataset's public interface, with real folders, pictures and zips. They are one program, because each
//! program links a lot of code.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "these are tests")]

mod archive;
mod at_once;
mod captions;
mod checks;
mod encodings;
mod exclusions;
mod export;
mod filter;
mod folder;
mod folders;
mod frequency;
mod history;
mod import;
mod isolation;
mod odd_archives;
mod odd_folders;
#[path = "../../imaging/tests/pictures/mod.rs"]
mod pictures;
mod refused_permissions;
mod rewrite;
mod sidecars;
mod tags;
mod tokens;
mod trigger;
mod unpack;
mod watch;
