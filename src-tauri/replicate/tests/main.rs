//! Tests of the Replicate client's public interface, against servers on loopback. They are one test binary, because
//! each binary links a lot of code.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "these are tests")]

mod account;
mod any_answer;
mod base_url;
mod conformance;
mod errors;
mod files;
mod models;
mod openapi;
mod predictions;
mod proxy;
mod retry;
mod sandbox;
mod schema;
mod server;
mod token;
mod trainings;
