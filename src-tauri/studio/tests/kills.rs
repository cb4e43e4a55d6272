//! The app killed at random instants, as by kill -9, and started again: still one training per press. A second
//! program runs the studio and is killed; it is this test program, asked for its one ignored test.
//!
//! `TINTYPE_KILLED_RUNS` is how many runs there are, each from a seed of its own.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sandbox::{Fault, FaultKind, Sandbox};
use studio::view::Stage;

use crate::desk::{draft, folder, open, open_at, quick};

const RUNS: u64 = 24;
const HOME: &str = "TINTYPE_KILLED_HOME";
const URL: &str = "TINTYPE_KILLED_URL";

/// Kills of one run at the most; after them it may come to its end.
const KILLS: u64 = 5;

/// The longest a start lives before it is killed, in milliseconds.
const LONGEST_LIFE: u64 = 500;

/// How long a start that is not killed may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Presses Start, unless a run is there already, and ends with the run.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "started by the other test of this file, to be killed"]
async fn the_app() {
    let (Ok(home), Ok(url)) = (std::env::var(HOME), std::env::var(URL)) else {
        return;
    };
    let home = Path::new(&home);
    let (studio, mut moved) = open_at(home, &url, Some("r8_good")).await;
    let rows = studio.trainings().await.unwrap().rows;
    let stage = match rows.first() {
        Some(row) => row.stage,
        None => {
            let opened = studio.open_paths(vec![home.join("bowls")]).await;
            opened.unwrap();
            studio.start_training(draft()).await.unwrap().stage
        }
    };
    let is_end = |stage| matches!(stage, Stage::Succeeded | Stage::Failed | Stage::Canceled);
    if !is_end(stage) {
        moved
            .wait_for(|training| training.as_ref().is_some_and(|it| is_end(it.stage)))
            .await
            .unwrap();
    }
}

/// A start of the app that is killed after a time, or comes to its end. True in the latter case.
fn start(home: &Path, url: &str, life: Option<Duration>) -> bool {
    let mut app = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kills::the_app", "--ignored"])
        .env(HOME, home)
        .env(URL, url)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    loop {
        if let Some(status) = app.try_wait().unwrap() {
            assert!(status.success(), "the app failed");
            return true;
        }
        if life.is_some_and(|life| begun.elapsed() >= life) {
            app.kill().unwrap();
            app.wait().unwrap();
            return false;
        }
        assert!(begun.elapsed() < PATIENCE, "the run comes to no end");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Small, and the same for the same seed.
fn random(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

/// How often a run was killed.
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
        let life = Duration::from_millis(random(&mut state) % LONGEST_LIFE);
        let (home, url) = (home.path().to_owned(), sandbox.url());
        let life = (kills < KILLS).then_some(life);
        let started = tokio::task::spawn_blocking(move || start(&home, &url, life));
        if started.await.unwrap() {
            break;
        }
        kills += 1;
    }
    let trainings = sandbox.trainings();
    assert_eq!(trainings.len(), 1, "seed {seed}: one press, one training");
    let (studio, _) = open(home.path(), &sandbox, Some("r8_good")).await;
    let rows = studio.trainings().await.unwrap().rows;
    assert_eq!(
        rows.len(),
        1,
        "seed {seed}: the ledger and the service agree"
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
async fn killed_at_random_instants_a_press_is_still_one_training() {
    let runs = std::env::var("TINTYPE_KILLED_RUNS").map_or(RUNS, |runs| runs.parse().unwrap());
    let mut kills = 0;
    for seed in 1..=runs {
        kills += run_with(seed).await;
    }
    println!("{runs} runs, killed {kills} times: one training each");
    // How many depends on how fast the machine is.
    assert!(kills > runs / 4, "the instants are early enough to matter");
}
