//! Tests the whole app as a person uses it: with a real window, a real keychain, a real folder, and the stand-in for
//! Replicate on loopback.
//!
//! `scripts/test e2e` starts the tests with a display, a session bus and an unlocked keychain. They run one at a time,
//! since they share the keychain and the screen.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "these are tests")]

#[path = "../../src-tauri/studio/tests/bucket/mod.rs"]
#[allow(dead_code, reason = "the crate's own tests use more of it")]
mod bucket;
mod captions;
mod checks;
mod dataset;
mod drag_source;
mod external_apps;
mod first_start;
mod fixture;
mod frames;
mod generate;
mod gestures;
mod grids;
mod keyboard;
mod languages;
mod pages;
mod photos;
mod pointer;
mod restarts;
mod scale;
mod search;
mod settings;
mod sharing;
mod storage;
mod training;
mod unconfirmed;
mod undo;
mod window;
