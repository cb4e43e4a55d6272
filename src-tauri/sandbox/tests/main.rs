//! All tests of the sandbox, over real HTTP on loopback.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod answers;
mod clients;
mod faults;
mod files;
mod models;
mod paging;
mod predictions;
mod restart;
mod support;
mod trainer;
