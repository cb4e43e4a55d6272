//! Builds the crate again when a file of texts is added. Changed files are noticed anyway.

fn main() {
    println!("cargo::rerun-if-changed=../../locales");
}
