//! Tests that Replicate's own clients, unchanged, work with the sandbox. `scripts/clients` installs them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::support::{Fixture, jpeg, zip_of};

/// Returns the path where `scripts/clients` installs a client.
fn installed_path(what: &str) -> PathBuf {
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
        command
            .output()
            .expect("the client's interpreter can be started")
    })
    .await
    .unwrap();
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    serde_json::from_slice(&stdout).unwrap()
}

fn check(fixture: &Fixture, printed: &Value) {
    assert_eq!(
        printed["metadata"],
        json!({ "made_by": "a test" }),
        "{printed:#}"
    );
    assert_eq!(printed["name"], "photos.zip");
    assert_eq!(printed["status"], "succeeded");
    assert_eq!(printed["percentage"], 1, "the progress bar reaches its end");
    assert_eq!(printed["canceled"], "canceled");
    assert_eq!(printed["listed"], 2);
    assert_eq!(printed["predicted"], "succeeded");
    assert_eq!(
        printed["missing"],
        "The specified training destination does not exist"
    );
    assert_eq!(printed["pictures"].as_array().unwrap().len(), 2);
    let trainings = fixture.sandbox.trainings();
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
    let fixture = Fixture::start().await;
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(installed_path("python/bin/python"));
    command
        .arg(script("python_client.py"))
        .arg(zip_in(folder.path()))
        .arg("sandbox")
        .env("REPLICATE_BASE_URL", fixture.sandbox.url())
        .env("REPLICATE_API_TOKEN", "r8_sandbox")
        .env("REPLICATE_POLL_INTERVAL", "0.05")
        .env("NO_PROXY", "127.0.0.1");
    let printed = run(command).await;
    check(&fixture, &printed);
    assert_eq!(
        printed["files"], 1,
        "the file that the client uploaded itself is kept"
    );
}

#[tokio::test]
async fn the_javascript_client_works_unchanged() {
    let fixture = Fixture::start().await;
    let folder = tempfile::tempdir().unwrap();
    let client = installed_path("javascript/node_modules/replicate").join("../..");
    let mut command = Command::new("node");
    command
        .arg(script("javascript_client.mjs"))
        .arg(client.canonicalize().unwrap())
        .arg(fixture.sandbox.url())
        .arg(zip_in(folder.path()))
        .arg("sandbox");
    let printed = run(command).await;
    check(&fixture, &printed);
    assert_eq!(printed["files"], 0);
}
