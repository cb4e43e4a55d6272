//! Tests an app that is killed, as by `kill -9`, at random instants or between two writes to its store, and then
//! started again. Each press of Start still leads to one training, and each picture to one prediction. The killed app
//! is a second process: this test program, started with one of its ignored tests.
//!
//! `TINTYPE_KILLED_RUNS` is the number of runs that are killed at random instants. Each run has its own seed.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sandbox::{Fault, FaultKind, Sandbox};
use studio::view::{
    AxisDraft, AxisKind, BatchKind, CellState, GenerateDraft, Stage, Training, Weights,
};
use studio::{Config, Studio};
use tokio::sync::watch;

use crate::fixture::{config, draft, eventually_async, folder, open, open_with, own_row, quick};

const RUNS: u64 = 24;
const HOME_VARIABLE: &str = "TINTYPE_KILLED_HOME";
const URL_VARIABLE: &str = "TINTYPE_KILLED_URL";
/// The environment variable with the number of the write before which the app aborts.
const AT_WRITE_VARIABLE: &str = "TINTYPE_KILLED_AT_WRITE";

/// The number of writes to the store so far.
static WRITES: AtomicU64 = AtomicU64::new(0);

/// Aborts the process if the write that is about to be committed is the one that the test chose.
fn count_write() {
    let number = WRITES.fetch_add(1, Ordering::SeqCst) + 1;
    if std::env::var(AT_WRITE_VARIABLE).is_ok_and(|at| at == number.to_string()) {
        std::process::abort();
    }
}

async fn open_counting(home: &Path, url: &str) -> (Arc<Studio>, watch::Receiver<Option<Training>>) {
    let config = Config {
        before_commit: Some(count_write),
        ..config(home, url, Some("r8_good"))
    };
    open_with(config, |_| {}).await
}

/// The maximum number of times that one run is killed. After that it may finish.
const MAX_KILLS: u64 = 5;

/// The maximum time from a start of the app until it is killed, in milliseconds.
const MAX_LIFETIME_MS: u64 = 500;

/// The maximum time that the app may take if it is not killed.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Presses Start, unless a run already exists, and waits until the run ends.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "started by the other test of this file, to be killed"]
async fn train_to_end() {
    let (Ok(home), Ok(url)) = (std::env::var(HOME_VARIABLE), std::env::var(URL_VARIABLE)) else {
        return;
    };
    let home = Path::new(&home);
    let (studio, mut training_updates) = open_counting(home, &url).await;
    let stage = match own_row(&studio).await {
        Some(row) => row.stage,
        None => {
            let opened = studio.workspace.open_paths(vec![home.join("bowls")]).await;
            opened.unwrap();
            studio.training.start_training(draft()).await.unwrap().stage
        }
    };
    let is_end = |stage| matches!(stage, Stage::Succeeded | Stage::Failed | Stage::Canceled);
    if !is_end(stage) {
        training_updates
            .wait_for(|training| {
                training
                    .as_ref()
                    .is_some_and(|training| is_end(training.stage))
            })
            .await
            .unwrap();
    }
}

/// Presses Generate for two pictures, unless that was already done, and waits until the batch ends.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "started by another test of this file, to be killed"]
async fn generate_to_end() {
    let (Ok(home), Ok(url)) = (std::env::var(HOME_VARIABLE), std::env::var(URL_VARIABLE)) else {
        return;
    };
    let (studio, _) = open_counting(Path::new(&home), &url).await;
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
    let id = match newest_batch(&studio).await {
        Some(id) => id,
        None => studio.generation.generate(two_pictures()).await.unwrap().id,
    };
    eventually_async("the batch has ended", async || {
        !studio.generation.batch(&id).await.unwrap().running
    })
    .await;
}

async fn newest_batch(studio: &Studio) -> Option<String> {
    let filter = studio::view::GalleryFilter {
        most: 5,
        ..Default::default()
    };
    let batches = studio.generation.gallery(filter).await.unwrap().batches;
    batches.first().map(|batch| batch.id.clone())
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

/// The moment at which the app is killed.
#[derive(Debug, Clone, Copy)]
enum Kill {
    Never,
    After(Duration),
    AtWrite(u64),
}

/// Starts the app. Returns true if it finishes, false if it is killed.
fn start(test: &str, home: &Path, url: &str, kill: Kill) -> bool {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", test, "--ignored"])
        .env(HOME_VARIABLE, home)
        .env(URL_VARIABLE, url)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let lifetime = match kill {
        Kill::After(lifetime) => Some(lifetime),
        Kill::Never => None,
        Kill::AtWrite(number) => {
            command.env(AT_WRITE_VARIABLE, number.to_string());
            None
        }
    };
    let mut app = command.spawn().unwrap();
    let begun = Instant::now();
    loop {
        if let Some(status) = app.try_wait().unwrap() {
            let has_aborted = matches!(kill, Kill::AtWrite(_)) && status.code().is_none();
            assert!(status.success() || has_aborted, "the app failed: {status}");
            return status.success();
        }
        if lifetime.is_some_and(|lifetime| begun.elapsed() >= lifetime) {
            app.kill().unwrap();
            app.wait().unwrap();
            return false;
        }
        assert!(begun.elapsed() < TIMEOUT, "the app does not end");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Returns the next pseudo-random number (xorshift). The sequence depends only on the initial `state`.
fn random(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

const RUN_TEST: &str = "kills::train_to_end";
const PRESS_TEST: &str = "kills::generate_to_end";

async fn start_in(test: &'static str, home: &Path, sandbox: &Sandbox, kill: Kill) -> bool {
    let (home, url) = (home.to_owned(), sandbox.url());
    let started = tokio::task::spawn_blocking(move || start(test, &home, &url, kill));
    started.await.unwrap()
}

/// Kills a run at instants chosen by a seed, and returns the number of kills.
async fn run_with(seed: u64) -> u64 {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let home = tempfile::tempdir().unwrap();
    folder(home.path(), 3);
    let sandbox = Sandbox::start(quick()).await.unwrap();
    let faults = [
        FaultKind::LoseAnswer,
        FaultKind::CutBefore,
        FaultKind::Status(502, None),
        FaultKind::HangAfter,
    ];
    let calls = ["/models", "/files", "/models/*/trainings"];
    for _ in 0..random(&mut state) % 3 {
        let kind = faults[random(&mut state) as usize % faults.len()].clone();
        let path = calls[random(&mut state) as usize % calls.len()];
        sandbox.fail(Fault::new("POST", path, kind));
    }
    let mut kills = 0;
    loop {
        let lifetime = Duration::from_millis(random(&mut state) % MAX_LIFETIME_MS);
        let kill = if kills < MAX_KILLS {
            Kill::After(lifetime)
        } else {
            Kill::Never
        };
        if start_in(RUN_TEST, home.path(), &sandbox, kill).await {
            break;
        }
        kills += 1;
    }
    let trainings = sandbox.trainings();
    assert_eq!(
        trainings.len(),
        1,
        "seed {seed}: one training for one press"
    );
    let (studio, _) = open(home.path(), &sandbox, Some("r8_good")).await;
    let rows = studio.training.trainings().await.unwrap().rows;
    assert_eq!(
        rows.len(),
        1,
        "seed {seed}: the store and the service agree"
    );
    assert_eq!(
        (rows[0].stage, trainings[0].status.as_str()),
        (Stage::Succeeded, "succeeded"),
        "seed {seed}"
    );
    assert!(sandbox.files().is_empty(), "seed {seed}: no zip is left");
    kills
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_killed_at_random_instants_is_one_training() {
    let runs = std::env::var("TINTYPE_KILLED_RUNS").map_or(RUNS, |runs| runs.parse().unwrap());
    let mut kills = 0;
    for seed in 1..=runs {
        kills += run_with(seed).await;
    }
    println!("{runs} runs, killed {kills} times: one training each");
    // The number of kills depends on the machine's speed.
    assert!(kills > runs / 4, "the instants are early enough to matter");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_killed_before_any_write_is_one_training() {
    for number in 1.. {
        let home = tempfile::tempdir().unwrap();
        folder(home.path(), 2);
        let sandbox = Sandbox::start(quick()).await.unwrap();
        if start_in(RUN_TEST, home.path(), &sandbox, Kill::AtWrite(number)).await {
            println!("a run killed before each of its {} writes", number - 1);
            assert!(number > 8, "each step is recorded");
            break;
        }
        start_in(RUN_TEST, home.path(), &sandbox, Kill::Never).await;
        let what = format!("killed before write {number}");
        let trainings = sandbox.trainings();
        assert_eq!(trainings.len(), 1, "{what}");
        let (studio, _) = open(home.path(), &sandbox, Some("r8_good")).await;
        let rows = studio.training.trainings().await.unwrap().rows;
        assert_eq!((rows.len(), rows[0].stage), (1, Stage::Succeeded), "{what}");
        assert!(sandbox.files().is_empty(), "{what}: no zip is left");
        eventually_async(&format!("{what}: the weights are fetched"), async || {
            let weights = studio.training.weights(&rows[0].id).await.unwrap();
            matches!(weights, Some(Weights::Kept { .. }))
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_killed_before_any_write_is_one_prediction_a_picture() {
    for number in 1.. {
        let home = tempfile::tempdir().unwrap();
        folder(home.path(), 2);
        let sandbox = Sandbox::start(quick()).await.unwrap();
        assert!(start_in(RUN_TEST, home.path(), &sandbox, Kill::Never).await);
        if start_in(PRESS_TEST, home.path(), &sandbox, Kill::AtWrite(number)).await {
            println!("a press killed before each of its {} writes", number - 1);
            assert!(number > 10, "each step is recorded");
            break;
        }
        start_in(PRESS_TEST, home.path(), &sandbox, Kill::Never).await;
        let what = format!("killed before write {number}");
        assert_eq!(sandbox.predictions().len(), 2, "{what}");
        let (studio, _) = open(home.path(), &sandbox, Some("r8_good")).await;
        let id = newest_batch(&studio).await.unwrap();
        let made = studio.generation.batch(&id).await.unwrap();
        for cell in &made.cells {
            assert_eq!(
                (cell.state, cell.pictures.len()),
                (CellState::Done, 1),
                "{what}: {cell:?}"
            );
        }
        let pictures = std::fs::read_dir(home.path().join("data/pictures")).unwrap();
        assert_eq!(pictures.count(), 2, "{what}: each file exists once");
    }
}
