//! Tests requests whose response is lost while the list of trainings or predictions can't be read. Such a request is
//! repeated only once the list shows, or the person states, that it started nothing.

use std::time::Duration;

use sandbox::{Fault, FaultKind};
use serde_json::{Value, json};
use studio::view::{Batch, CellState, GenerateDraft, Stage};
use studio::{Config, Timing};

use crate::fixture::{
    Fixture, config, draft, eventually_async, open, open_at, open_with, quick, run_to_end,
};

/// The paths of two requests: `start` creates a training or a prediction, and `list` lists the existing ones.
struct Calls {
    start: &'static str,
    list: &'static str,
}

const TRAININGS: Calls = Calls {
    start: "/models/*/trainings",
    list: "/trainings",
};
const PREDICTIONS: Calls = Calls {
    start: "/predictions",
    list: "/predictions",
};

/// Returns responses to a request for a list that don't reveal the complete contents of the list.
fn unreadable() -> Vec<FaultKind> {
    let json = |body: Value| FaultKind::Status(200, Some(body));
    vec![
        FaultKind::NotJson,
        FaultKind::Status(400, None),
        FaultKind::Status(402, None),
        FaultKind::Status(403, None),
        FaultKind::Status(404, None),
        FaultKind::Status(422, None),
        FaultKind::Status(502, None),
        FaultKind::CutBefore,
        FaultKind::Truncate(20),
        json(json!({ "ok": true })),
        json(json!([])),
        json(json!({ "results": null, "next": null })),
        json(json!({ "results": [{ "no": "id" }], "next": null })),
        // With these responses, the list can't be read to its end.
        json(json!({ "results": [] })),
        json(json!({ "results": [], "next": "http://example.com/v1/trainings?cursor=x" })),
        json(json!({ "results": [], "next": "https://example.com/v1/trainings?cursor=x" })),
        json(json!({ "results": [], "next": 7 })),
    ]
}

fn lose_the_response(fixture: &Fixture, calls: &Calls, list: &FaultKind) {
    fixture
        .sandbox
        .fail(Fault::new("POST", calls.start, FaultKind::LoseAnswer));
    fixture
        .sandbox
        .fail(Fault::new("GET", calls.list, list.clone()).times(u32::MAX));
}

async fn until_in_doubt(fixture: &mut Fixture) -> studio::view::Training {
    fixture
        .until("the training may have started", |training| {
            training.not_started.is_some()
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_training_that_may_have_started_is_not_started_again() {
    for list in unreadable() {
        let mut fixture = Fixture::new(quick()).await;
        fixture.open_folder(2).await;
        lose_the_response(&fixture, &TRAININGS, &list);
        let begun = fixture.start().await;
        let doubted = until_in_doubt(&mut fixture).await;
        assert_eq!(doubted.stage, Stage::Unconfirmed, "{list:?}");
        assert_eq!(doubted.status, "May have started", "{list:?}");
        assert_eq!((doubted.failure, doubted.retry), (None, None), "{list:?}");
        assert!(!doubted.detail.contains("billed"), "{list:?}");
        let again = fixture.start().await;
        assert_eq!(again.id, begun.id, "{list:?}: Start leads to the same run");
        assert_eq!(fixture.sandbox.trainings().len(), 1, "{list:?}");
        fixture.sandbox.clear_faults();
        fixture.until_stage(Stage::Succeeded).await;
        assert_eq!(fixture.sandbox.trainings().len(), 1, "{list:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_training_that_may_belong_to_a_run_is_not_adopted_as_another() {
    let mut fixture = Fixture::new(crate::fixture::long()).await;
    let config = config(fixture.home.path(), &fixture.sandbox.url(), Some("r8_good"));
    let timing = Timing {
        // The studio does not look up the training a second time during the test.
        retry_initial: Duration::from_secs(3600),
        retry_max: Duration::from_secs(3600),
        ..config.timing
    };
    let config = Config { timing, ..config };
    (fixture.studio, fixture.training_updates) = open_with(config, |_| {}).await;
    fixture.open_folder(2).await;
    lose_the_response(&fixture, &TRAININGS, &FaultKind::NotJson);
    let begun = fixture.start().await;
    until_in_doubt(&mut fixture).await;
    fixture.sandbox.clear_faults();
    let rows = fixture.studio.training.trainings().await.unwrap().rows;
    assert_eq!(rows.len(), 1, "{rows:?}");
    let started = fixture.sandbox.trainings()[0].id.clone();
    let followed = fixture
        .studio
        .training
        .adopt_training(&started)
        .await
        .unwrap();
    assert_eq!(followed.id, begun.id);
    assert_eq!(
        fixture
            .studio
            .training
            .trainings()
            .await
            .unwrap()
            .rows
            .len(),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unchecked_token_pays_for_nothing() {
    let mut fixture = Fixture::new(quick()).await;
    fixture
        .sandbox
        .fail(Fault::new("POST", "/files", FaultKind::CutBefore).times(u32::MAX));
    let has_retry_message = |training: &studio::view::Training, words: &str| {
        let message = training.retry_message.as_deref().unwrap_or_default();
        message.contains(words)
    };
    let (home, folder) = (fixture.home.path().to_owned(), fixture.folder(2));
    let url = fixture.sandbox.url();
    // This app ends while its upload fails.
    run_to_end(async move {
        let (studio, mut training_updates) = open_at(&home, &url, Some("r8_good")).await;
        studio.workspace.open_paths(vec![folder]).await.unwrap();
        studio.training.start_training(draft()).await.unwrap();
        let keeps_trying = |training: &Option<_>| {
            let training = training.as_ref();
            training.is_some_and(|training| has_retry_message(training, "will keep trying"))
        };
        training_updates.wait_for(keeps_trying).await.unwrap();
    })
    .await;
    // The app is started again with another account's token, and at first it can't determine the account.
    fixture
        .sandbox
        .fail(Fault::new("GET", "/account", FaultKind::CutBefore).times(12));
    let other = json!({ "type": "user", "username": "other", "name": "Other", "github_url": "" });
    fixture
        .sandbox
        .fail(Fault::new("GET", "/account", FaultKind::Status(200, Some(other))).times(u32::MAX));
    (fixture.studio, fixture.training_updates) =
        open(fixture.home.path(), &fixture.sandbox, Some("r8_other")).await;
    let posts = |fixture: &Fixture| {
        let sent = fixture.sandbox.requests();
        sent.iter()
            .filter(|request| request.method == "POST")
            .count()
    };
    fixture
        .until("the run waits for the network", |training| {
            has_retry_message(training, "can't be reached")
        })
        .await;
    let before = posts(&fixture);
    fixture
        .until("the run waits for its own account", |training| {
            has_retry_message(training, "belongs to sandbox")
        })
        .await;
    assert_eq!(posts(&fixture), before);
    fixture.sandbox.clear_faults();
    (fixture.studio, fixture.training_updates) =
        open(fixture.home.path(), &fixture.sandbox, Some("r8_good")).await;
    fixture.until_stage(Stage::Succeeded).await;
    assert_eq!(fixture.sandbox.trainings().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lookup_continues_after_a_restart() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    lose_the_response(&fixture, &TRAININGS, &FaultKind::NotJson);
    fixture.start().await;
    until_in_doubt(&mut fixture).await;
    (fixture.studio, fixture.training_updates) =
        open(fixture.home.path(), &fixture.sandbox, Some("r8_good")).await;
    until_in_doubt(&mut fixture).await;
    fixture.sandbox.clear_faults();
    fixture.until_stage(Stage::Succeeded).await;
    assert_eq!(fixture.sandbox.trainings().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_persons_statement_starts_the_training_again() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    fixture
        .sandbox
        .fail(Fault::new("POST", TRAININGS.start, FaultKind::CutBefore));
    fixture
        .sandbox
        .fail(Fault::new("GET", TRAININGS.list, FaultKind::NotJson).times(u32::MAX));
    let begun = fixture.start().await;
    until_in_doubt(&mut fixture).await;
    assert!(fixture.sandbox.trainings().is_empty());
    fixture
        .studio
        .training
        .training_not_started(&begun.id)
        .unwrap();
    fixture.until_stage(Stage::Succeeded).await;
    assert_eq!(fixture.sandbox.trainings().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_persons_statement_is_checked_if_the_list_is_readable() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    lose_the_response(&fixture, &TRAININGS, &FaultKind::NotJson);
    let begun = fixture.start().await;
    until_in_doubt(&mut fixture).await;
    fixture.sandbox.clear_faults();
    // This is an error if the training has been found in the meantime.
    let _ = fixture.studio.training.training_not_started(&begun.id);
    fixture.until_stage(Stage::Succeeded).await;
    assert_eq!(fixture.sandbox.trainings().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_training_canceled_while_in_doubt_is_canceled_once_found() {
    let mut fixture = Fixture::new(crate::fixture::long()).await;
    fixture.open_folder(2).await;
    lose_the_response(&fixture, &TRAININGS, &FaultKind::NotJson);
    let begun = fixture.start().await;
    until_in_doubt(&mut fixture).await;
    fixture
        .studio
        .training
        .cancel_training(&begun.id)
        .await
        .unwrap();
    fixture.sandbox.clear_faults();
    fixture.until_stage(Stage::Canceled).await;
    assert_eq!(fixture.sandbox.trainings()[0].status, "canceled");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_another_account_proves_nothing() {
    let mut fixture = Fixture::new(quick()).await;
    let (studio, training_updates) = open(fixture.home.path(), &fixture.sandbox, None).await;
    (fixture.studio, fixture.training_updates) = (studio, training_updates);
    let keep = studio::Keep::Session;
    fixture.studio.save_token("r8_first", keep).await.unwrap();
    fixture.open_folder(2).await;
    lose_the_response(&fixture, &TRAININGS, &FaultKind::NotJson);
    fixture.start().await;
    until_in_doubt(&mut fixture).await;
    // Sign in to another account, whose list can be read and is empty.
    fixture.sandbox.clear_faults();
    let other = json!({ "type": "user", "username": "other", "name": "Other", "github_url": "" });
    fixture
        .sandbox
        .fail(Fault::new("GET", "/account", FaultKind::Status(200, Some(other))).times(u32::MAX));
    let empty = json!({ "results": [], "next": null, "previous": null });
    let listed = FaultKind::Status(200, Some(empty));
    fixture
        .sandbox
        .fail(Fault::new("GET", TRAININGS.list, listed).times(u32::MAX));
    fixture.studio.save_token("r8_other", keep).await.unwrap();
    fixture
        .until("the page names the right account", |training| {
            let message = training.retry_message.as_deref().unwrap_or_default();
            training.not_started.is_some() && message.contains("Sign in to Replicate as sandbox")
        })
        .await;
    assert_eq!(fixture.sandbox.trainings().len(), 1);
    fixture.sandbox.clear_faults();
    fixture.studio.save_token("r8_first", keep).await.unwrap();
    fixture.until_stage(Stage::Succeeded).await;
    assert_eq!(fixture.sandbox.trainings().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_responses_do_not_end_a_training() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    for kind in unreadable() {
        fixture
            .sandbox
            .fail(Fault::new("GET", "/trainings/*", kind.clone()).times(3));
        let begun = fixture.start().await;
        let ended = fixture
            .until(&format!("{kind:?}"), |training| {
                training.id == begun.id
                    && matches!(training.stage, Stage::Succeeded | Stage::Failed)
            })
            .await;
        assert_eq!(ended.stage, Stage::Succeeded, "{kind:?}: {ended:?}");
        eventually_async("the weights are fetched", async || {
            let weights = fixture.studio.training.weights(&begun.id).await.unwrap();
            matches!(weights, Some(studio::view::Weights::Kept { .. }))
        })
        .await;
        fixture.sandbox.clear_faults();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_training_keeps_its_zip() {
    let mut fixture = Fixture::new(crate::fixture::long()).await;
    fixture.open_folder(2).await;
    let begun = fixture.start().await;
    fixture.until_stage(Stage::Training).await;
    fixture
        .sandbox
        .lose_training(&fixture.sandbox.trainings()[0].id);
    let lost = fixture.until_stage(Stage::Failed).await;
    assert!(lost.detail.contains("can't tell whether"), "{lost:?}");
    assert_eq!(
        fixture.sandbox.files().len(),
        1,
        "the trainer may still need the zip"
    );
    // A retry first looks for the training, and then uses the same zip.
    let again = fixture
        .studio
        .training
        .retry_training(&begun.id)
        .await
        .unwrap();
    fixture
        .until("the training runs", |training| {
            training.id == again.id && training.stage == Stage::Training
        })
        .await;
    assert_eq!(fixture.sandbox.files().len(), 1);
}

/// Creates a fixture with a trained model.
async fn trained() -> Fixture {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    fixture.start().await;
    fixture.until_stage(Stage::Succeeded).await;
    eventually_async("the version's inputs are known", async || {
        !fixture
            .studio
            .generation
            .generate_form()
            .await
            .unwrap()
            .main
            .is_empty()
    })
    .await;
    fixture
}

fn generate_draft() -> GenerateDraft {
    GenerateDraft {
        prompt: "TOK".to_owned(),
        inputs: [("megapixels".to_owned(), "0.25".to_owned())].into(),
        ..GenerateDraft::default()
    }
}

async fn generate(fixture: &Fixture) -> Batch {
    let generation = &fixture.studio.generation;
    generation.generate(generate_draft()).await.unwrap()
}

async fn until_state(fixture: &Fixture, id: &str, state: CellState) -> Batch {
    let what = format!("the cell is {state:?}");
    eventually_async(&what, async || {
        fixture.studio.generation.batch(id).await.unwrap().cells[0].state == state
    })
    .await;
    fixture.studio.generation.batch(id).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_may_have_been_made_is_not_requested_again() {
    let fixture = trained().await;
    for (before, list) in unreadable().into_iter().enumerate() {
        lose_the_response(&fixture, &PREDICTIONS, &list);
        let begun = generate(&fixture).await;
        let doubted = until_state(&fixture, &begun.id, CellState::Unconfirmed).await;
        assert_eq!(doubted.cells[0].failure, None, "{list:?}");
        assert_eq!(fixture.sandbox.predictions().len(), before + 1, "{list:?}");
        fixture.sandbox.clear_faults();
        until_state(&fixture, &begun.id, CellState::Done).await;
        assert_eq!(fixture.sandbox.predictions().len(), before + 1, "{list:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_persons_statement_requests_a_picture_again() {
    let fixture = trained().await;
    fixture
        .sandbox
        .fail(Fault::new("POST", PREDICTIONS.start, FaultKind::CutBefore));
    fixture
        .sandbox
        .fail(Fault::new("GET", PREDICTIONS.list, FaultKind::NotJson).times(u32::MAX));
    let begun = generate(&fixture).await;
    let doubted = until_state(&fixture, &begun.id, CellState::Unconfirmed).await;
    assert!(fixture.sandbox.predictions().is_empty());
    fixture
        .studio
        .generation
        .cell_not_made(&doubted.cells[0].id);
    until_state(&fixture, &begun.id, CellState::Done).await;
    assert_eq!(fixture.sandbox.predictions().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_in_doubt_do_not_block_other_pictures() {
    let fixture = trained().await;
    fixture
        .sandbox
        .fail(Fault::new("POST", PREDICTIONS.start, FaultKind::LoseAnswer).times(4));
    fixture
        .sandbox
        .fail(Fault::new("GET", PREDICTIONS.list, FaultKind::NotJson).times(u32::MAX));
    for _ in 0..4 {
        let begun = generate(&fixture).await;
        until_state(&fixture, &begun.id, CellState::Unconfirmed).await;
    }
    let begun = generate(&fixture).await;
    until_state(&fixture, &begun.id, CellState::Done).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_responses_do_not_end_a_prediction() {
    let fixture = trained().await;
    for kind in unreadable() {
        fixture
            .sandbox
            .fail(Fault::new("GET", "/predictions/*", kind.clone()).times(3));
        let begun = generate(&fixture).await;
        until_state(&fixture, &begun.id, CellState::Done).await;
        fixture.sandbox.clear_faults();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_two_predictions_of_a_cell_are_kept_apart() {
    let fixture = trained().await;
    let mut four = generate_draft();
    four.inputs.insert("num_outputs".to_owned(), "4".to_owned());
    // Two pictures are fetched; the other two no longer exist.
    for name in ["out-2", "out-3"] {
        let gone = FaultKind::Status(404, None);
        fixture
            .sandbox
            .fail(Fault::new("GET", &format!("/delivery/*{name}*"), gone).times(u32::MAX));
    }
    let begun = fixture.studio.generation.generate(four).await.unwrap();
    let failed = until_state(&fixture, &begun.id, CellState::Failed).await;
    let old = failed.cells[0].pictures.clone();
    assert_eq!(old.len(), 2, "{failed:?}");
    fixture.sandbox.clear_faults();
    fixture
        .studio
        .generation
        .retry_cell(&failed.cells[0].id)
        .await
        .unwrap();
    let made = until_state(&fixture, &begun.id, CellState::Done).await;
    let pictures = &made.cells[0].pictures;
    assert_eq!(pictures.len(), 6, "all paid pictures are kept: {made:?}");
    let [first, second] = fixture.sandbox.predictions().try_into().unwrap();
    let seed = |input: &serde_json::Map<String, Value>| input["seed"].to_string();
    let count_with = |seed: &str| {
        let matching = pictures.iter().filter(|picture| {
            let mut settings = picture.settings.iter();
            settings.any(|setting| setting.name == "seed" && setting.value == seed)
        });
        matching.count()
    };
    assert_eq!(
        (
            count_with(&seed(&first.input)),
            count_with(&seed(&second.input))
        ),
        (2, 4)
    );
    for picture in old {
        assert!(pictures.iter().any(|other| other.about == picture.about));
    }
}
