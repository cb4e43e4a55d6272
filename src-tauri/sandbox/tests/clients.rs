//! Tests that Replicate's own clients, unchanged, work with the sandbox. `scripts/clients` installs them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::support::{Bench, jpeg, zip_of};

/// Returns the path where `scripts/clients` installs a client.
fn installed(what: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../target/clients")
        .join(what);
    assert!(
        path.exists(),
        "Replicate's clients are not installed: run scripts/clients, then this test again."
    );
    path
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/clients")
        .join(name)
}

/// Runs a client until it exits, and returns the JSON that it printed.
async fn run(mut command: Command) -> Value {
    let Output {
        status,
        stdout,
        stderr,
    } = tokio::task::spawn_blocking(move || {
        command.output().expect("the client's interpreter starts")
    })
    .await
    .unwrap();
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    serde_json::from_slice(&stdout).unwrap()
}

fn check(bench: &Bench, saw: &Value) {
    assert_eq!(saw["metadata"], json!({ "made_by": "a test" }), "{saw:#}");
    assert_eq!(saw["name"], "photos.zip");
    assert_eq!(saw["status"], "succeeded");
    assert_eq!(saw["percentage"], 1, "the bar reaches its end once");
    assert_eq!(saw["canceled"], "canceled");
    assert_eq!(saw["listed"], 2);
    assert_eq!(saw["predicted"], "succeeded");
    assert_eq!(
        saw["missing"],
        "The specified training destination does not exist"
    );
    assert_eq!(saw["pictures"].as_array().unwrap().len(), 2);
    let trainings = bench.sandbox.trainings();
    let statuses: Vec<&str> = trainings
        .iter()
        .map(|training| training.status.as_str())
        .collect();
    assert_eq!(statuses, ["succeeded", "canceled"]);
}

fn zip_in(folder: &Path) -> PathBuf {
    let zip = folder.join("photos.zip");
    std::fs::write(
        &zip,
        zip_of(&[
            ("img_0.jpg", &jpeg()),
            ("img_0.txt", b"TOK"),
            ("img_1.jpg", &jpeg()),
        ]),
    )
    .unwrap();
    zip
}

#[tokio::test]
async fn the_python_client_works_unchanged() {
    let bench = Bench::start().await;
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(installed("python/bin/python"));
    command
        .arg(script("python_client.py"))
        .arg(zip_in(folder.path()))
        .arg("sandbox")
        .env("REPLICATE_BASE_URL", bench.sandbox.url())
        .env("REPLICATE_API_TOKEN", "r8_sandbox")
        .env("REPLICATE_POLL_INTERVAL", "0.05")
        .env("NO_PROXY", "127.0.0.1");
    let saw = run(command).await;
    check(&bench, &saw);
    assert_eq!(
        saw["files"], 1,
        "the file that the client uploaded by itself is left"
    );
}

#[tokio::test]
async fn the_javascript_client_works_unchanged() {
    let bench = Bench::start().await;
    let folder = tempfile::tempdir().unwrap();
    let client = installed("javascript/node_modules/replicate").join("../..");
    let mut command = Command::new("node");
    command
        .arg(script("javascript_client.mjs"))
        .arg(client.canonicalize().unwrap())
        .arg(bench.sandbox.url())
        .arg(zip_in(folder.path()))
        .arg("sandbox");
    let saw = run(command).await;
    check(&bench, &saw);
    assert_eq!(saw["files"], 0);
}
