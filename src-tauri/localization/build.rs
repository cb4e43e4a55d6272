//! Rebuilds the crate when a file is added to `locales`. Changes to existing files cause a rebuild anyway.

fn main() {
    println!("cargo::rerun-if-changed=../../locales");
}
