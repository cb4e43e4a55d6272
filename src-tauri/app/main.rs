//! The program: reads what it was started with and opens the window.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    let demo = std::env::args()
        .skip(1)
        .any(|argument| argument == "--demo");
    if let Err(error) = tintype::run(demo) {
        eprintln!("Tintype can't start: {error}");
        std::process::exit(1);
    }
}
