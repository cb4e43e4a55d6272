//! Processes the Tauri configuration, and tells Cargo to rebuild when files change that it doesn't track by itself.

#![allow(
    clippy::expect_used,
    reason = "a build script that fails must stop the build"
)]

fn main() {
    for watched in [
        "ui",
        "src-tauri/capabilities",
        "src-tauri/permissions",
        "samples",
    ] {
        println!("cargo:rerun-if-changed={watched}");
    }
    let manifest =
        tauri_build::AppManifest::new().permissions_path_pattern("./src-tauri/permissions/*.toml");
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/*.json")
        .app_manifest(manifest);
    tauri_build::try_build(attributes).expect("the Tauri configuration is right");
}
