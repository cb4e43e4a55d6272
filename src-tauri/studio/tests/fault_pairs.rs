//! Tests a run, and a press of Generate, with every ordered pair of faults of all their calls. In every second case,
//! the app is killed between the two faults. Triples of faults are tested around the call that costs money.
//!
//! `TINTYPE_FAULT_PAIRS=all` runs the complete tables: two of 1,125 triples (10 to 30 minutes each), one of 3,600 pairs
//! in a press (about two hours) and one of 22,500 pairs in a run (many hours). By default, only a part of each is run,
//! chosen with a fixed seed. The counts are printed.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sandbox::{Fault, FaultKind, Sandbox};
use serde_json::json;
use studio::Studio;
use studio::view::{
    AxisDraft, AxisKind, Batch, BatchKind, CellState, GenerateDraft, Stage, Weights,
};
use tokio::task::JoinSet;

use crate::fixture::{TIMEOUT, draft, eventually_async, folder, open, open_at, own_row, quick};

const CASES_VARIABLE: &str = "TINTYPE_FAULT_PAIRS";

/// The number of cases of each table that are run by default.
const CASES_BY_DEFAULT: usize = 48;

/// The number of cases that run concurrently. They spend most of their time waiting.
const CONCURRENCY: usize = 6;

/// The calls that a run makes, by method and path.
const RUN_CALLS: [(&str, &str); 10] = [
    ("GET", "/models/*"),
    ("GET", "/hardware"),
    ("POST", "/models"),
    ("GET", "/files"),
    ("POST", "/files"),
    ("POST", "/models/*/trainings"),
    ("GET", "/trainings"),
    ("GET", "/trainings/*"),
    ("DELETE", "/files/*"),
    ("GET", "/delivery/*"),
];

/// The calls that a press of Generate makes, by method and path.
const PRESS_CALLS: [(&str, &str); 4] = [
    ("POST", "/predictions"),
    ("GET", "/predictions"),
    ("GET", "/predictions/*"),
    ("GET", "/delivery/*"),
];

fn kinds() -> Vec<FaultKind> {
    vec![
        FaultKind::Status(500, None),
        FaultKind::Status(502, None),
        FaultKind::Status(429, None),
        FaultKind::Status(401, None),
        FaultKind::Status(402, None),
        FaultKind::Status(403, None),
        FaultKind::Status(404, None),
        FaultKind::Status(422, None),
        FaultKind::Status(200, Some(json!({ "ok": true }))),
        FaultKind::CutBefore,
        FaultKind::LoseAnswer,
        FaultKind::Hang,
        FaultKind::HangAfter,
        FaultKind::Truncate(20),
        FaultKind::NotJson,
    ]
}

/// A list of faults to test. Faults of the same call happen in the order of the list.
#[derive(Debug, Clone)]
struct Case {
    faults: Vec<Fault>,
    /// True if the app is killed after the first fault and started again.
    killed: bool,
}

fn singles(calls: &[(&str, &str)]) -> Vec<Fault> {
    let faults = |(method, path): &(&str, &str)| {
        let (method, path) = ((*method).to_owned(), (*path).to_owned());
        kinds()
            .into_iter()
            .map(move |kind| Fault::new(&method, &path, kind))
    };
    calls.iter().flat_map(faults).collect()
}

/// Returns all ordered pairs of faults.
fn pairs(calls: &[(&str, &str)]) -> Vec<Case> {
    let singles = singles(calls);
    let pair = |(first, second): (&Fault, &Fault)| vec![first.clone(), second.clone()];
    let all = singles
        .iter()
        .flat_map(|first| singles.iter().map(move |second| (first, second)));
    cases(all.map(pair))
}

/// Returns triples of faults. The first fault is one of the call `start` that leaves its outcome unknown. The other two
/// are faults of the call `list`, which looks up the outcome.
fn triples(start: (&str, &str), list: (&str, &str)) -> Vec<Case> {
    let lost = [
        FaultKind::LoseAnswer,
        FaultKind::HangAfter,
        FaultKind::Truncate(20),
        FaultKind::NotJson,
        FaultKind::CutBefore,
    ];
    let list_faults = singles(&[list]);
    let mut all = Vec::new();
    for kind in lost {
        for first in &list_faults {
            for second in &list_faults {
                let start_fault = Fault::new(start.0, start.1, kind.clone());
                all.push(vec![start_fault, first.clone(), second.clone()]);
            }
        }
    }
    cases(all.into_iter())
}

fn cases(faults: impl Iterator<Item = Vec<Fault>>) -> Vec<Case> {
    let case = |(number, faults): (usize, Vec<Fault>)| Case {
        faults,
        killed: number % 2 == 1,
    };
    faults.enumerate().map(case).collect()
}

/// Returns all cases, or a part of them that is the same in each test run.
fn select(mut cases: Vec<Case>) -> Vec<Case> {
    if std::env::var(CASES_VARIABLE).is_ok_and(|all| all == "all") {
        return cases;
    }
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut part = Vec::new();
    while part.len() < CASES_BY_DEFAULT && !cases.is_empty() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let at = usize::try_from(state % cases.len() as u64).unwrap();
        part.push(cases.swap_remove(at));
    }
    part
}

/// Runs all cases and prints the number of cases for each outcome.
async fn run_cases<F>(what: &str, cases: Vec<Case>, run: impl Fn(Case) -> F + Copy + Send + 'static)
where
    F: Future<Output = &'static str>,
{
    let (all, mut running) = (cases.len(), JoinSet::new());
    let mut outcomes: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for case in cases {
        if running.len() >= CONCURRENCY {
            *outcomes
                .entry(running.join_next().await.unwrap().unwrap())
                .or_default() += 1;
        }
        running.spawn_blocking(move || tokio::runtime::Handle::current().block_on(run(case)));
    }
    while let Some(ended) = running.join_next().await {
        *outcomes.entry(ended.unwrap()).or_default() += 1;
    }
    println!("{all} cases of {what}: {outcomes:?}");
}

/// Runs `work` in a new studio, then stops the studio without letting its tasks finish, as a power cut would.
async fn run_until_power_cut<F>(
    home: &Path,
    url: &str,
    work: impl FnOnce(Arc<Studio>) -> F + Send + 'static,
) where
    F: Future<Output = ()>,
{
    let (home, url) = (home.to_owned(), url.to_owned());
    let session = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let (studio, _) = open_at(&home, &url, Some("r8_good")).await;
            work(studio).await;
        });
        runtime.shutdown_timeout(Duration::from_secs(30));
    });
    session.await.unwrap();
}

async fn until_fewer_faults(sandbox: &Sandbox, limit: usize, has_ended: impl AsyncFn() -> bool) {
    eventually_async(
        "a fault happened, or the run ended without it",
        async || sandbox.faults_left() < limit || has_ended().await,
    )
    .await;
}

fn is_end(stage: Stage) -> bool {
    matches!(stage, Stage::Succeeded | Stage::Failed | Stage::Canceled)
}

async fn stage(studio: &Studio) -> Option<Stage> {
    own_row(studio).await.map(|row| row.stage)
}

/// Trains once with these faults until the run ends, and returns the outcome.
async fn run_training(case: Case) -> &'static str {
    let what = format!("{case:?}");
    let home = tempfile::tempdir().unwrap();
    let photos = folder(home.path(), 2);
    let sandbox = Arc::new(Sandbox::start(quick()).await.unwrap());
    let url = sandbox.url();
    if case.killed {
        let (sandbox, photos, faults) = (sandbox.clone(), photos.clone(), case.faults.clone());
        run_until_power_cut(home.path(), &url, |studio| async move {
            studio.workspace.open_paths(vec![photos]).await.unwrap();
            studio.training.train_form().await.unwrap();
            inject(&sandbox, &faults);
            if studio.training.start_training(draft()).await.is_ok() {
                until_fewer_faults(&sandbox, faults.len(), async || {
                    stage(&studio).await.is_some_and(is_end)
                })
                .await;
            }
        })
        .await;
    }
    let (studio, _) = open(home.path(), &sandbox, Some("r8_good")).await;
    if !case.killed {
        studio.workspace.open_paths(vec![photos]).await.unwrap();
        studio.training.train_form().await.unwrap();
        inject(&sandbox, &case.faults);
        if studio.training.start_training(draft()).await.is_err() {
            assert!(sandbox.trainings().is_empty(), "{what}");
            return "refused at the press";
        }
    }
    let Some(row) = own_row(&studio).await else {
        assert!(sandbox.trainings().is_empty(), "{what}");
        return "refused at the press";
    };
    let id = row.id;
    let begun = Instant::now();
    let ended = loop {
        let training = studio.training.training(&id).await.unwrap();
        if is_end(training.stage) {
            break training;
        }
        assert!(
            begun.elapsed() < TIMEOUT,
            "{what}: it does not end: {training:?}"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    sandbox.clear_faults();
    let trainings = sandbox.trainings();
    assert!(trainings.len() <= 1, "{what}: at most one training");
    assert_eq!(
        studio.training.trainings().await.unwrap().rows.len(),
        1,
        "{what}: the store and the service agree"
    );
    let left = sandbox.files();
    let is_reported = ended.detail.contains("expires");
    // The app can't detect that the service falsely denies having a file.
    let is_false_denial =
        |fault: &Fault| fault.method == "DELETE" && fault.kind == FaultKind::Status(404, None);
    assert!(
        left.is_empty() || is_reported || case.faults.iter().any(is_false_denial),
        "{what}: a zip is left and not reported: {ended:?}"
    );
    if ended.stage == Stage::Succeeded {
        assert_eq!(trainings[0].status, "succeeded", "{what}");
        let is_delivery = |fault: &Fault| fault.path.starts_with("/delivery");
        if !case.faults.iter().any(is_delivery) {
            let begun = Instant::now();
            loop {
                let weights = studio.training.weights(&id).await;
                if matches!(weights, Ok(Some(Weights::Kept { .. }))) {
                    break;
                }
                assert!(
                    begun.elapsed() < TIMEOUT,
                    "{what}: the weights never arrive: {weights:?}"
                );
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
        return "succeeded";
    }
    assert_eq!(
        ended.detail.contains("Nothing was billed."),
        trainings.is_empty(),
        "{what}: the statement about the bill is true: {ended:?}"
    );
    assert_eq!(ended.has_page, !trainings.is_empty(), "{what}: {ended:?}");
    "failed, and nothing was started"
}

fn inject(sandbox: &Sandbox, faults: &[Fault]) {
    for fault in faults {
        sandbox.fail(fault.clone());
    }
}

/// Presses Generate once for two pictures with these faults, waits until the batch ends, and returns the outcome.
async fn press_generate(case: Case) -> &'static str {
    let what = format!("{case:?}");
    let home = tempfile::tempdir().unwrap();
    let photos = folder(home.path(), 2);
    let sandbox = Arc::new(Sandbox::start(quick()).await.unwrap());
    let url = sandbox.url();
    let (studio, _) = open(home.path(), &sandbox, Some("r8_good")).await;
    studio.workspace.open_paths(vec![photos]).await.unwrap();
    studio.training.start_training(draft()).await.unwrap();
    eventually_async("a model is trained", async || {
        stage(&studio).await == Some(Stage::Succeeded)
    })
    .await;
    wait_for_inputs(&studio).await;
    let (studio, id) = if case.killed {
        drop(studio);
        let (sandbox, faults) = (sandbox.clone(), case.faults.clone());
        let (sender, receiver) = tokio::sync::oneshot::channel();
        run_until_power_cut(home.path(), &url, |studio| async move {
            wait_for_inputs(&studio).await;
            inject(&sandbox, &faults);
            let id = studio.generation.generate(two_pictures()).await.unwrap().id;
            until_fewer_faults(&sandbox, faults.len(), async || {
                !studio.generation.batch(&id).await.unwrap().running
            })
            .await;
            sender.send(id).unwrap();
        })
        .await;
        let (studio, _) = open_at(home.path(), &url, Some("r8_good")).await;
        (studio, receiver.await.unwrap())
    } else {
        inject(&sandbox, &case.faults);
        let id = studio.generation.generate(two_pictures()).await.unwrap().id;
        (studio, id)
    };
    let ended = until_ended(&studio, &id, &what).await;
    sandbox.clear_faults();
    let made = sandbox.predictions().len();
    let mut billable = 0;
    for cell in &ended.cells {
        let note = cell.note.clone().unwrap_or_default();
        match cell.state {
            CellState::Done => {
                billable += 1;
                assert_eq!(cell.pictures.len(), 1, "{what}: {cell:?}");
            }
            CellState::Failed if note.contains("Nothing was billed.") => {}
            CellState::Failed => billable += 1,
            CellState::Waiting
            | CellState::Running
            | CellState::Unconfirmed
            | CellState::Canceled => panic!("{what}: {cell:?}"),
        }
    }
    assert_eq!(
        billable, made,
        "{what}: one prediction for each picture that was not free: {ended:?}"
    );
    if ended.cells.iter().all(|cell| cell.state == CellState::Done) {
        "all made"
    } else {
        "some failed"
    }
}

async fn until_ended(studio: &Studio, id: &str, what: &str) -> Batch {
    let begun = Instant::now();
    loop {
        let batch = studio.generation.batch(id).await.unwrap();
        if !batch.running {
            return batch;
        }
        assert!(
            begun.elapsed() < TIMEOUT,
            "{what}: it does not end: {batch:?}"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn two_pictures() -> GenerateDraft {
    GenerateDraft {
        kind: BatchKind::Grid,
        across: AxisDraft {
            what: AxisKind::Scale,
            values: "0.5, 1".to_owned(),
        },
        prompt: "TOK".to_owned(),
        inputs: [("megapixels".to_owned(), "0.25".to_owned())].into(),
        ..GenerateDraft::default()
    }
}

async fn wait_for_inputs(studio: &Studio) {
    eventually_async("the version's inputs are known", async || {
        !studio
            .generation
            .generate_form()
            .await
            .unwrap()
            .main
            .is_empty()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_faults_in_a_run_are_one_training_or_none() {
    run_cases(
        "two faults in a run",
        select(pairs(&RUN_CALLS)),
        run_training,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_faults_at_start_are_one_training_or_none() {
    let triples = triples(("POST", "/models/*/trainings"), ("GET", "/trainings"));
    run_cases("three faults at Start", select(triples), run_training).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_faults_in_a_press_are_one_prediction_a_picture() {
    run_cases(
        "two faults in a press",
        select(pairs(&PRESS_CALLS)),
        press_generate,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_faults_at_a_press_are_one_prediction_a_picture() {
    let triples = triples(("POST", "/predictions"), ("GET", "/predictions"));
    run_cases("three faults at a press", select(triples), press_generate).await;
}
