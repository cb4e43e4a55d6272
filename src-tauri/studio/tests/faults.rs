//! Tests every fault at every call of a run. In each case, a press of Start leads to at most one training, the app and
//! the service agree, each zip that is not deleted is reported, and the token is in no file. The numbers of outcomes
//! are printed.

use std::path::Path;
use std::time::Duration;

use sandbox::{Fault, FaultKind};
use studio::view::{Stage, Training};

use crate::fixture::{Fixture, quick};

/// The calls that a run makes, by method and path.
const CALLS: [(&str, &str); 9] = [
    ("GET", "/models/*"),
    ("GET", "/hardware"),
    ("POST", "/models"),
    ("GET", "/files"),
    ("POST", "/files"),
    ("POST", "/models/*/trainings"),
    ("GET", "/trainings"),
    ("GET", "/trainings/*"),
    ("DELETE", "/files/*"),
];

/// The number of runs at the same time. They spend most of their time waiting.
const CONCURRENCY: usize = 6;

/// Returns the temporary faults, with the number of times that each occurs. A run with any of them must succeed.
fn temporary_faults() -> Vec<(FaultKind, u32)> {
    vec![
        (FaultKind::Status(500, None), 2),
        (FaultKind::Status(502, None), 2),
        (FaultKind::Status(503, None), 1),
        (FaultKind::Status(429, None), 1),
        (FaultKind::RetryAfter(Duration::from_secs(1)), 1),
        // The token is refused once and then accepted again.
        (FaultKind::Status(401, None), 1),
        (FaultKind::CutBefore, 2),
        (FaultKind::LoseAnswer, 1),
        (FaultKind::Hang, 1),
        (FaultKind::HangAfter, 1),
    ]
}

/// Returns the faults with which a run may fail with a reason, with the number of times that each occurs.
fn permanent_faults() -> Vec<(FaultKind, u32)> {
    let refused = [400, 402, 403, 404, 409, 413, 422];
    let mut all: Vec<_> = refused
        .into_iter()
        .map(|status| (FaultKind::Status(status, None), 1))
        .collect();
    all.extend([
        (FaultKind::NotJson, 1),
        (FaultKind::Truncate(20), 1),
        // A training is requested at most three times, so these faults use up all attempts.
        (FaultKind::Status(500, None), 12),
        (FaultKind::CutBefore, 12),
    ]);
    all
}

/// The outcomes of the runs.
#[derive(Debug, Default)]
struct Counts {
    succeeded: usize,
    /// The fault and the reported reason of each run that failed.
    failed: Vec<String>,
}

impl Counts {
    fn add(&mut self, ended: Result<(), String>) {
        match ended {
            Ok(()) => self.succeeded += 1,
            Err(what) => self.failed.push(what),
        }
    }

    fn print(&self, faults: &str) {
        let failed = self.failed.len();
        println!(
            "{} runs with {faults} faults: {} succeeded, {failed} failed with a reason; at most one training each",
            self.succeeded + failed,
            self.succeeded,
        );
    }
}

/// Trains once with one fault until the run ends, and checks the invariants.
async fn run_with(method: &str, path: &str, kind: FaultKind, times: u32) -> Result<(), String> {
    let what = format!("{kind:?} ×{times} at {method} {path}");
    // The app can't detect that the service falsely denies having a file.
    let is_false_denial = method == "DELETE" && kind == FaultKind::Status(404, None);
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    fixture.studio.training.train_form().await.unwrap();
    fixture
        .sandbox
        .fail(Fault::new(method, path, kind).times(times));
    let begun = fixture
        .studio
        .training
        .start_training(crate::fixture::draft())
        .await;
    let Ok(begun) = begun else {
        // Start was refused, so no training may exist.
        assert!(fixture.sandbox.trainings().is_empty(), "{what}");
        return Err(what);
    };
    let ended = fixture
        .until(&what, |training| {
            matches!(
                training.stage,
                Stage::Succeeded | Stage::Failed | Stage::Canceled
            )
        })
        .await;
    assert_eq!(ended.id, begun.id, "{what}");
    fixture.sandbox.clear_faults();
    if !is_false_denial {
        assert_agreement(&fixture, &ended, &what).await;
    }
    assert_no_token(fixture.home.path(), &what);
    match ended.failure {
        None => Ok(()),
        Some(failure) => Err(format!("{what}: {} {:?}", failure.message, failure.said)),
    }
}

/// Asserts that the state shown to the person matches the service's state.
async fn assert_agreement(fixture: &Fixture, ended: &Training, what: &str) {
    let trainings = fixture.sandbox.trainings();
    assert!(trainings.len() <= 1, "{what}: at most one training");
    if ended.stage == Stage::Succeeded {
        assert_eq!(trainings.len(), 1, "{what}");
        assert_eq!(trainings[0].status, "succeeded", "{what}");
    } else if !ended.has_page {
        assert!(
            trainings.is_empty(),
            "{what}: the app reports that none was started: {ended:?}"
        );
    }
    let left = fixture.sandbox.files();
    assert!(
        left.is_empty() || ended.detail.contains("expires"),
        "{what}: a zip is left and not reported: {ended:?}"
    );
    let rows = fixture.studio.training.trainings().await.unwrap().rows;
    assert_eq!(rows.len(), 1, "{what}: one row: {rows:?}");
}

fn assert_no_token(folder: &Path, what: &str) {
    assert_absent(folder, "r8_good", what);
}

/// Asserts that no file in a folder contains a secret.
pub fn assert_absent(folder: &Path, secret: &str, what: &str) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_absent(&path, secret, what);
        } else if let Ok(bytes) = std::fs::read(&path) {
            let mut windows = bytes.windows(secret.len());
            let found = windows.any(|bytes| bytes == secret.as_bytes());
            assert!(!found, "{what}: a secret is in {}", path.display());
        }
    }
}

async fn run_all(faults: Vec<(FaultKind, u32)>) -> Counts {
    let mut cases = Vec::new();
    for (method, path) in CALLS {
        for (kind, times) in &faults {
            cases.push((method, path, kind.clone(), *times));
        }
    }
    let mut counts = Counts::default();
    let mut running = tokio::task::JoinSet::new();
    for (method, path, kind, times) in cases {
        if running.len() >= CONCURRENCY {
            counts.add(running.join_next().await.unwrap().unwrap());
        }
        running.spawn(async move { run_with(method, path, kind, times).await });
    }
    while let Some(ended) = running.join_next().await {
        counts.add(ended.unwrap());
    }
    counts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_survives_temporary_faults_at_every_call() {
    let counts = run_all(temporary_faults()).await;
    counts.print("temporary");
    assert_eq!(counts.failed, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_fails_in_order_on_permanent_faults_at_every_call() {
    let counts = run_all(permanent_faults()).await;
    counts.print("permanent");
    assert!(counts.succeeded > 0 && !counts.failed.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_survives_a_long_network_outage() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    fixture
        .sandbox
        .fail(Fault::new("*", "*", FaultKind::CutBefore).times(30));
    // The trainer was looked up before, so Start needs no network.
    fixture.start().await;
    fixture
        .until("a retry message", |training| {
            training.retry_message.is_some()
        })
        .await;
    let ended = fixture.until_stage(Stage::Succeeded).await;
    assert_agreement(&fixture, &ended, "a long outage").await;
}
