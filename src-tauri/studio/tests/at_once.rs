//! Tests concurrent use: performs all actions of the window at the same time. Every action must finish, nothing may be
//! ordered twice, and the window must show the contents of the folder and the store.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use studio::view::{AppState, CellState, GenerateDraft, TrainDraft};
use studio::{Keep, Studio};
use tokio::task::JoinSet;

use crate::fixture::{Fixture, draft, eventually_async, open, own_row, picture, quick};

/// The time after which a task counts as hung, even on a slow machine.
const HANG_TIMEOUT: Duration = Duration::from_secs(300);

/// The number of actions of each task. The tasks that type captions perform twice as many.
const ROUNDS: usize = 30;

/// The ids of the runs or batches that a task started.
type Ordered = BTreeSet<String>;

fn ids(state: &AppState) -> Vec<u32> {
    let images = state.dataset.iter().flat_map(|dataset| &dataset.images);
    images.map(|image| image.id).collect()
}

/// Opens folders, imports images, and closes the dataset.
async fn use_folders(studio: Arc<Studio>, mut rng: Rng, home: std::path::PathBuf) -> Ordered {
    for round in 0..ROUNDS {
        let paths = match rng.u8(..8) {
            0..3 => vec![home.join("bowls")],
            3 => vec![home.join("other")],
            4 => {
                let _ = studio.workspace.close_dataset().await;
                continue;
            }
            5 => {
                studio.workspace.check_for_changes().await;
                continue;
            }
            _ => {
                let file = home.join(format!("new {round}.png"));
                picture(100 + round as u32).save(&file).unwrap();
                std::fs::write(file.with_extension("txt"), format!("TOK {round}")).unwrap();
                vec![file]
            }
        };
        let _ = studio.workspace.open_paths(paths).await;
    }
    Ordered::new()
}

/// Types captions, adds the trigger word, and reads captions and their history.
async fn edit_captions(studio: Arc<Studio>, mut rng: Rng) -> Ordered {
    for round in 0..ROUNDS * 2 {
        let state = studio.state();
        let images = state.dataset.map(|dataset| dataset.images);
        let images = images.unwrap_or_default();
        let Some(image) = rng.choice(&images) else {
            tokio::task::yield_now().await;
            continue;
        };
        match rng.u8(..10) {
            0 => drop(studio.workspace.add_trigger_word().await),
            1 => drop(studio.workspace.caption_history(image.id).await),
            2 => drop(studio.workspace.choose_caption(image.id, rng.bool()).await),
            3 => drop(studio.workspace.read_caption(image.caption.clone()).await),
            _ => {
                let text = format!("{} {round}", image.caption);
                drop(
                    studio
                        .workspace
                        .set_caption(image.id, text, image.caption_version)
                        .await,
                );
            }
        }
    }
    Ordered::new()
}

/// Undoes and redoes steps, leaves images out and removes them, and fixes or dismisses findings.
async fn edit_images(studio: Arc<Studio>, mut rng: Rng) -> Ordered {
    for _ in 0..ROUNDS {
        let ids = ids(&studio.state());
        match rng.u8(..8) {
            0..2 => drop(studio.workspace.undo().await),
            2 => drop(studio.workspace.redo().await),
            3 => {
                if let Ok(checks) = studio.workspace.checks().await
                    && let Some(finding) = checks.findings.first()
                {
                    let id = finding.id.clone();
                    if rng.bool() {
                        drop(studio.workspace.dismiss_finding(id).await);
                    } else {
                        drop(studio.workspace.fix_finding(id).await);
                    }
                }
            }
            4 => drop(studio.workspace.export_form().await),
            5 if ids.len() > 6 => drop(studio.workspace.remove_images(vec![ids[0]]).await),
            _ => {
                let some = ids.iter().copied().filter(|_| rng.bool()).collect();
                let excluded = rng.u8(..4) == 0;
                drop(studio.workspace.set_excluded(some, excluded).await);
            }
        }
    }
    Ordered::new()
}

/// Fills in the Train page, and starts, cancels and retries trainings.
async fn use_trainings(studio: Arc<Studio>, mut rng: Rng) -> Ordered {
    let mut ordered = Ordered::new();
    for _ in 0..ROUNDS {
        match rng.u8(..8) {
            0..2 => {
                if let Ok(training) = studio.training.start_training(draft()).await {
                    ordered.insert(training.id);
                }
            }
            2 => {
                if let Some(id) = ordered.iter().next_back() {
                    drop(studio.training.cancel_training(id).await);
                }
            }
            3 => {
                let id = ordered.iter().next().cloned().unwrap_or_default();
                if let Ok(training) = studio.training.retry_training(&id).await {
                    ordered.insert(training.id);
                }
            }
            4 => drop(studio.training.trainings().await),
            5 => drop(studio.training.review().await),
            6 => drop(
                studio
                    .training
                    .save_preset(&format!("preset {}", rng.u8(..3)))
                    .await,
            ),
            _ => {
                let steps = format!("{}", 300 + u32::from(rng.u8(..9)));
                let draft = TrainDraft {
                    inputs: [("training_steps".to_owned(), steps)].into(),
                    ..draft()
                };
                drop(studio.training.set_train_draft(draft).await);
            }
        }
    }
    ordered
}

/// Generates pictures and browses the gallery.
async fn use_gallery(studio: Arc<Studio>, mut rng: Rng) -> Ordered {
    let mut ordered = Ordered::new();
    for _ in 0..ROUNDS {
        match rng.u8(..6) {
            0..2 => {
                let draft = GenerateDraft {
                    prompt: "TOK".to_owned(),
                    inputs: [("megapixels".to_owned(), "0.25".to_owned())].into(),
                    ..GenerateDraft::default()
                };
                if let Ok(batch) = studio.generation.generate(draft).await {
                    ordered.insert(batch.id);
                }
            }
            2 => {
                if let Some(id) = ordered.iter().next_back() {
                    drop(studio.generation.cancel_batch(id).await);
                }
            }
            3 => drop(studio.generation.generate_form().await),
            4 => drop(studio.generation.gallery(Default::default()).await),
            _ => {
                if let Some(id) = ordered.iter().next() {
                    drop(studio.generation.use_batch(id).await);
                }
            }
        }
    }
    ordered
}

/// Signs in and out, and changes settings.
async fn change_account(studio: Arc<Studio>, mut rng: Rng) -> Ordered {
    for _ in 0..ROUNDS {
        match rng.u8(..6) {
            0 => drop(studio.forget_token().await),
            1..3 => drop(studio.save_token("r8_first", Keep::Session).await),
            3 => drop(studio.check_account().await),
            4 => drop(studio.settings.set(studio.state().settings).await),
            _ => drop(studio.training.prices().await),
        }
    }
    Ordered::new()
}

async fn has_ended(studio: &Studio, batches: &Ordered) -> bool {
    for id in batches {
        let cells = studio.generation.batch(id).await.unwrap().cells;
        let ended = [CellState::Done, CellState::Failed, CellState::Canceled];
        if !cells.iter().all(|cell| ended.contains(&cell.state)) {
            return false;
        }
    }
    !studio.state().running
}

/// Returns true if every caption in the window equals the content of its file.
fn captions_match_files(studio: &Studio, folder: &Path) -> bool {
    let images = studio.state().dataset.map(|dataset| dataset.images);
    images.into_iter().flatten().all(|image| {
        let file = folder.join(&image.name).with_extension("txt");
        std::fs::read_to_string(file).unwrap_or_default() == image.caption
    })
}

async fn run_all_actions(seed: u64) {
    let mut fixture = Fixture::new(quick()).await;
    let (studio, training_updates) = open(fixture.home.path(), &fixture.sandbox, None).await;
    (fixture.studio, fixture.training_updates) = (studio, training_updates);
    fixture
        .studio
        .save_token("r8_first", Keep::Session)
        .await
        .unwrap();
    let folder = fixture.open_folder(8).await;
    let other = fixture.home.path().join("other");
    std::fs::create_dir(&other).unwrap();
    for index in 0..3 {
        let file = other.join(format!("{index}.png"));
        picture(50 + index).save(file).unwrap();
    }
    // The pictures are generated with this model.
    let first = fixture.start().await;
    fixture.until_stage(studio::view::Stage::Succeeded).await;

    let mut rng = Rng::with_seed(seed);
    let mut runs = JoinSet::new();
    let mut batches = JoinSet::new();
    let studio = || fixture.studio.clone();
    runs.spawn(use_folders(
        studio(),
        rng.fork(),
        fixture.home.path().to_owned(),
    ));
    runs.spawn(edit_captions(studio(), rng.fork()));
    runs.spawn(edit_captions(studio(), rng.fork()));
    runs.spawn(edit_images(studio(), rng.fork()));
    runs.spawn(use_trainings(studio(), rng.fork()));
    runs.spawn(use_trainings(studio(), rng.fork()));
    runs.spawn(change_account(studio(), rng.fork()));
    batches.spawn(use_gallery(studio(), rng.fork()));
    let all = async { (runs.join_all().await, batches.join_all().await) };
    let (runs, batches) = tokio::time::timeout(HANG_TIMEOUT, all)
        .await
        .unwrap_or_else(|_| panic!("seed {seed}: an action hangs"));
    let mut runs: Ordered = runs.into_iter().flatten().collect();
    runs.insert(first.id);
    let batches: Ordered = batches.into_iter().flatten().collect();

    fixture
        .studio
        .save_token("r8_first", Keep::Session)
        .await
        .unwrap();
    eventually_async("everything ends", async || {
        has_ended(&fixture.studio, &batches).await
    })
    .await;
    // Each run leads to at most one training, and every training belongs to a run of this app.
    let trainings = fixture.sandbox.trainings();
    assert!(trainings.len() <= runs.len(), "seed {seed}");
    own_row(&fixture.studio).await.unwrap();
    let rows = fixture
        .studio
        .training
        .trainings()
        .await
        .unwrap()
        .rows
        .len();
    assert!(rows <= runs.len(), "seed {seed}");
    assert!(
        fixture.sandbox.predictions().len() <= batches.len(),
        "seed {seed}"
    );

    // A caption that is typed now is saved, and the folder contains the captions that are shown.
    fixture
        .studio
        .workspace
        .open_paths(vec![folder.clone()])
        .await
        .unwrap();
    let image = fixture.studio.state().dataset.unwrap().images.remove(0);
    fixture
        .studio
        .workspace
        .set_caption(image.id, "at the end".to_owned(), image.caption_version)
        .await
        .unwrap();
    let file = folder.join(&image.name).with_extension("txt");
    assert_eq!(std::fs::read_to_string(file).unwrap(), "at the end");
    eventually_async("the files match the captions", async || {
        captions_match_files(&fixture.studio, &folder)
    })
    .await;

    // The same is shown after a restart.
    (fixture.studio, fixture.training_updates) =
        open(fixture.home.path(), &fixture.sandbox, Some("r8_first")).await;
    fixture
        .studio
        .workspace
        .open_paths(vec![folder.clone()])
        .await
        .unwrap();
    assert!(
        captions_match_files(&fixture.studio, &folder),
        "seed {seed}"
    );
    let again = fixture
        .studio
        .training
        .trainings()
        .await
        .unwrap()
        .rows
        .len();
    assert_eq!(again, rows, "seed {seed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_actions_all_finish() {
    for seed in [1, 2, 3] {
        run_all_actions(seed).await;
    }
}
