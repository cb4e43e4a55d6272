//! Tests of the crate's public interface, with real pictures. They are built as one program, because each program links
//! a lot of code.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "these are tests")]

mod decode;
mod geometry;
mod limits;
mod measures;
mod odd_pictures;
mod pictures;
mod prepare;
mod scenes;
mod thumbnails;
