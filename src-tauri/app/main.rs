//! The program: parses its arguments and opens the window.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use studio::{PictureLimits, isolate_decoding};

fn main() {
    // Called first, because this process may be a worker process, which only decodes pictures.
    let isolated = isolate_decoding(PictureLimits::default());
    let demo = std::env::args()
        .skip(1)
        .any(|argument| argument == "--demo");
    if let Err(error) = tintype::run(demo, &isolated) {
        eprintln!("Tintype can't start: {error}");
        std::process::exit(1);
    }
}
