//! Tests of the studio through its public API, against the sandbox on loopback. They form a single program, since each
//! test program has to link a lot of code.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "these are tests")]

mod at_once;
mod bucket;
mod fault_pairs;
mod faults;
mod fixture;
mod frames;
mod generate;
mod kept;
mod kept_zip;
mod keychain;
mod kills;
mod ledger;
mod locked_keychain;
mod runs;
mod secrets;
mod sign_in;
mod start;
mod storage;
mod train_page;
mod unconfirmed;
mod weights;
