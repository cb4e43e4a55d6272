//! Tests every fault at every call of a run. In each case a press of Start leads to at most one training, the store
//! and the service agree, each zip that stays behind is reported, and the token is in no file. The counts are printed.

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

/// The number of concurrent runs, which spend most of their time waiting.
const AT_ONCE: usize = 6;

/// Returns the temporary faults, with the number of times that each occurs. A run with any of them must succeed.
fn passing() -> Vec<(FaultKind, u32)> {
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

/// Returns the faults with which a run may fail in an orderly way, with the number of times that each occurs.
fn refusing() -> Vec<(FaultKind, u32)> {
    let refused = [400, 402, 403, 404, 409, 413, 422];
    let mut all: Vec<_> = refused
        .into_iter()
        .map(|status| (FaultKind::Status(status, None), 1))
        .collect();
    all.extend([
        (FaultKind::NotJson, 1),
        (FaultKind::Truncate(20), 1),
        // A training is requested three times at most.
        (FaultKind::Status(500, None), 12),
        (FaultKind::CutBefore, 12),
    ]);
    all
}

/// The outcomes of the runs. For each failed run, its fault and the reported reason.
#[derive(Debug, Default)]
struct Counts {
    succeeded: usize,
    failed: Vec<String>,
}

impl Counts {
    fn take(&mut self, ended: Result<(), String>) {
        match ended {
            Ok(()) => self.succeeded += 1,
            Err(what) => self.failed.push(what),
        }
    }

    fn print(&self, faults: &str) {
        let failed = self.failed.len();
        println!(
            "{} runs with {faults} faults: {} succeeded, {failed} failed and said why; never two trainings",
            self.succeeded + failed,
            self.succeeded,
        );
    }
}

/// Trains once with one fault until the run ends, and checks the invariants.
async fn run_with(method: &str, path: &str, kind: FaultKind, times: u32) -> Result<(), String> {
    let what = format!("{kind:?} ×{times} at {method} {path}");
    // The app can't detect that the service falsely denies having a file.
    let lies = method == "DELETE" && kind == FaultKind::Status(404, None);
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
        // Start was refused, so nothing may have happened.
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
    if !lies {
        agree(&fixture, &ended, &what).await;
    }
    no_token(fixture.home.path(), &what);
    match ended.failure {
        None => Ok(()),
        Some(failure) => Err(format!("{what}: {} {:?}", failure.message, failure.said)),
    }
}

/// Asserts that the state shown to the person matches the service's state.
async fn agree(fixture: &Fixture, ended: &Training, what: &str) {
    let trainings = fixture.sandbox.trainings();
    assert!(trainings.len() <= 1, "{what}: never two");
    if ended.stage == Stage::Succeeded {
        assert_eq!(trainings.len(), 1, "{what}");
        assert_eq!(trainings[0].status, "succeeded", "{what}");
    } else if !ended.has_page {
        assert!(
            trainings.is_empty(),
            "{what}: it is said that none was started: {ended:?}"
        );
    }
    let left = fixture.sandbox.files();
    assert!(
        left.is_empty() || ended.detail.contains("expires"),
        "{what}: a zip is left unsaid: {ended:?}"
    );
    let rows = fixture.studio.training.trainings().await.unwrap().rows;
    assert_eq!(rows.len(), 1, "{what}: one row: {rows:?}");
}

fn no_token(folder: &Path, what: &str) {
    absent(folder, "r8_good", what);
}

/// Asserts that no file in a folder contains a secret.
pub fn absent(folder: &Path, secret: &str, what: &str) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            absent(&path, secret, what);
        } else if let Ok(bytes) = std::fs::read(&path) {
            let mut windows = bytes.windows(secret.len());
            let found = windows.any(|bytes| bytes == secret.as_bytes());
            assert!(!found, "{what}: a secret is in {}", path.display());
        }
    }
}

async fn all(faults: Vec<(FaultKind, u32)>) -> Counts {
    let mut cases = Vec::new();
    for (method, path) in CALLS {
        for (kind, times) in &faults {
            cases.push((method, path, kind.clone(), *times));
        }
    }
    let mut counts = Counts::default();
    let mut under_way = tokio::task::JoinSet::new();
    for (method, path, kind, times) in cases {
        if under_way.len() >= AT_ONCE {
            counts.take(under_way.join_next().await.unwrap().unwrap());
        }
        under_way.spawn(async move { run_with(method, path, kind, times).await });
    }
    while let Some(ended) = under_way.join_next().await {
        counts.take(ended.unwrap());
    }
    counts
}

#[tokio::test(flavor = "multi_thread")]
async fn what_passes_is_waited_out_at_every_call() {
    let counts = all(passing()).await;
    counts.print("passing");
    assert_eq!(counts.failed, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_ends_in_order_at_every_call() {
    let counts = all(refusing()).await;
    counts.print("refusing");
    assert!(counts.succeeded > 0 && !counts.failed.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_is_gone_for_long_is_waited_out() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    fixture
        .sandbox
        .fail(Fault::new("*", "*", FaultKind::CutBefore).times(30));
    // The trainer was looked up before, so Start needs no network.
    fixture.start().await;
    fixture
        .until("trouble", |training| training.retry_message.is_some())
        .await;
    let ended = fixture.until_stage(Stage::Succeeded).await;
    agree(&fixture, &ended, "gone for long").await;
}
