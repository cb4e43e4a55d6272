//! A start whose answer was lost while the list of trainings, or of predictions, can't be read: nothing is sent a second
//! time before it is known that the first one did not start.

use std::time::Duration;

use sandbox::{Fault, FaultKind};
use serde_json::{Value, json};
use studio::view::{Batch, CellState, GenerateDraft, Stage};
use studio::{Config, Timing};

use crate::desk::{
    Desk, config, draft, eventually_async, open, open_at, open_with, quick, until_its_end,
};

/// The requests that start something and that list it.
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

/// Answers to a request for a list that say nothing of what is in it.
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
        // Not read to its end.
        json(json!({ "results": [] })),
        json(json!({ "results": [], "next": "http://example.com/v1/trainings?cursor=x" })),
        json(json!({ "results": [], "next": "https://example.com/v1/trainings?cursor=x" })),
        json(json!({ "results": [], "next": 7 })),
    ]
}

fn lose_the_answer(desk: &Desk, calls: &Calls, list: &FaultKind) {
    desk.sandbox
        .fail(Fault::new("POST", calls.start, FaultKind::LoseAnswer));
    desk.sandbox
        .fail(Fault::new("GET", calls.list, list.clone()).times(u32::MAX));
}

async fn until_in_doubt(desk: &mut Desk) -> studio::view::Training {
    desk.until("it may have started", |training| {
        training.not_started.is_some()
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_training_that_may_have_started_is_not_started_again() {
    for list in unreadable() {
        let mut desk = Desk::new(quick()).await;
        desk.open_folder(2).await;
        lose_the_answer(&desk, &TRAININGS, &list);
        let begun = desk.start().await;
        let doubted = until_in_doubt(&mut desk).await;
        assert_eq!(doubted.stage, Stage::Unconfirmed, "{list:?}");
        assert_eq!(doubted.status, "May have started", "{list:?}");
        assert_eq!((doubted.failure, doubted.retry), (None, None), "{list:?}");
        assert!(!doubted.detail.contains("billed"), "{list:?}");
        let again = desk.start().await;
        assert_eq!(again.id, begun.id, "{list:?}: Start leads to the same run");
        assert_eq!(desk.sandbox.trainings().len(), 1, "{list:?}");
        desk.sandbox.clear_faults();
        desk.until_stage(Stage::Succeeded).await;
        assert_eq!(desk.sandbox.trainings().len(), 1, "{list:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_training_that_may_be_the_runs_is_not_listed_and_followed_as_another() {
    let mut desk = Desk::new(crate::desk::long()).await;
    let patient = config(desk.home.path(), &desk.sandbox.url(), Some("r8_good"));
    let timing = Timing {
        // It does not look a second time during the test.
        retry_first: Duration::from_secs(3600),
        retry_most: Duration::from_secs(3600),
        ..patient.timing
    };
    let patient = Config { timing, ..patient };
    (desk.studio, desk.moved) = open_with(patient, |_| {}).await;
    desk.open_folder(2).await;
    lose_the_answer(&desk, &TRAININGS, &FaultKind::NotJson);
    let begun = desk.start().await;
    until_in_doubt(&mut desk).await;
    desk.sandbox.clear_faults();
    let rows = desk.studio.trainings().await.unwrap().rows;
    assert_eq!(rows.len(), 1, "{rows:?}");
    let started = desk.sandbox.trainings()[0].id.clone();
    let followed = desk.studio.adopt_training(&started).await.unwrap();
    assert_eq!(followed.id, begun.id);
    assert_eq!(desk.studio.trainings().await.unwrap().rows.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_was_not_checked_since_the_start_pays_for_nothing() {
    let mut desk = Desk::new(quick()).await;
    desk.sandbox
        .fail(Fault::new("POST", "/files", FaultKind::CutBefore).times(u32::MAX));
    let trouble = |training: &studio::view::Training, words: &str| {
        let trouble = training.trouble.as_deref().unwrap_or_default();
        trouble.contains(words)
    };
    let (home, folder) = (desk.home.path().to_owned(), desk.folder(2));
    let url = desk.sandbox.url();
    // An app of its own, which ends while it can't upload.
    until_its_end(async move {
        let (studio, mut moved) = open_at(&home, &url, Some("r8_good")).await;
        studio.open_paths(vec![folder]).await.unwrap();
        studio.start_training(draft()).await.unwrap();
        let waits = |training: &Option<_>| {
            let training = training.as_ref();
            training.is_some_and(|training| trouble(training, "keeps trying"))
        };
        moved.wait_for(waits).await.unwrap();
    })
    .await;
    // The app is started again with another account's token, and can't find out at first whose it is.
    desk.sandbox
        .fail(Fault::new("GET", "/account", FaultKind::CutBefore).times(12));
    let other = json!({ "type": "user", "username": "other", "name": "Other", "github_url": "" });
    desk.sandbox
        .fail(Fault::new("GET", "/account", FaultKind::Status(200, Some(other))).times(u32::MAX));
    (desk.studio, desk.moved) = open(desk.home.path(), &desk.sandbox, Some("r8_other")).await;
    let uploads = |desk: &Desk| {
        let sent = desk.sandbox.requests();
        sent.iter().filter(|one| one.method == "POST").count()
    };
    desk.until("it waits for the network", |training| {
        trouble(training, "can't be reached")
    })
    .await;
    let before = uploads(&desk);
    desk.until("it waits for its own account", |training| {
        trouble(training, "belongs to sandbox")
    })
    .await;
    assert_eq!(uploads(&desk), before);
    desk.sandbox.clear_faults();
    (desk.studio, desk.moved) = open(desk.home.path(), &desk.sandbox, Some("r8_good")).await;
    desk.until_stage(Stage::Succeeded).await;
    assert_eq!(desk.sandbox.trainings().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_keeps_looking_after_a_restart() {
    let mut desk = Desk::new(quick()).await;
    desk.open_folder(2).await;
    lose_the_answer(&desk, &TRAININGS, &FaultKind::NotJson);
    desk.start().await;
    until_in_doubt(&mut desk).await;
    (desk.studio, desk.moved) = open(desk.home.path(), &desk.sandbox, Some("r8_good")).await;
    until_in_doubt(&mut desk).await;
    desk.sandbox.clear_faults();
    desk.until_stage(Stage::Succeeded).await;
    assert_eq!(desk.sandbox.trainings().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_persons_word_starts_it_again() {
    let mut desk = Desk::new(quick()).await;
    desk.open_folder(2).await;
    desk.sandbox
        .fail(Fault::new("POST", TRAININGS.start, FaultKind::CutBefore));
    desk.sandbox
        .fail(Fault::new("GET", TRAININGS.list, FaultKind::NotJson).times(u32::MAX));
    let begun = desk.start().await;
    until_in_doubt(&mut desk).await;
    assert!(desk.sandbox.trainings().is_empty());
    desk.studio.training_not_started(&begun.id).unwrap();
    desk.until_stage(Stage::Succeeded).await;
    assert_eq!(desk.sandbox.trainings().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_persons_word_is_checked_where_the_list_can_be_read_by_then() {
    let mut desk = Desk::new(quick()).await;
    desk.open_folder(2).await;
    lose_the_answer(&desk, &TRAININGS, &FaultKind::NotJson);
    let begun = desk.start().await;
    until_in_doubt(&mut desk).await;
    desk.sandbox.clear_faults();
    // It may have been found meanwhile.
    let _ = desk.studio.training_not_started(&begun.id);
    desk.until_stage(Stage::Succeeded).await;
    assert_eq!(desk.sandbox.trainings().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn canceled_while_in_doubt_it_is_canceled_once_it_is_found() {
    let mut desk = Desk::new(crate::desk::long()).await;
    desk.open_folder(2).await;
    lose_the_answer(&desk, &TRAININGS, &FaultKind::NotJson);
    let begun = desk.start().await;
    until_in_doubt(&mut desk).await;
    desk.studio.cancel_training(&begun.id).await.unwrap();
    desk.sandbox.clear_faults();
    desk.until_stage(Stage::Canceled).await;
    assert_eq!(desk.sandbox.trainings()[0].status, "canceled");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_another_account_says_nothing() {
    let mut desk = Desk::new(quick()).await;
    let (studio, moved) = open(desk.home.path(), &desk.sandbox, None).await;
    (desk.studio, desk.moved) = (studio, moved);
    let keep = studio::Keep::Session;
    desk.studio.save_token("r8_first", keep).await.unwrap();
    desk.open_folder(2).await;
    lose_the_answer(&desk, &TRAININGS, &FaultKind::NotJson);
    desk.start().await;
    until_in_doubt(&mut desk).await;
    // Another account, whose list can be read and is empty.
    desk.sandbox.clear_faults();
    let other = json!({ "type": "user", "username": "other", "name": "Other", "github_url": "" });
    desk.sandbox
        .fail(Fault::new("GET", "/account", FaultKind::Status(200, Some(other))).times(u32::MAX));
    let empty = json!({ "results": [], "next": null, "previous": null });
    let listed = FaultKind::Status(200, Some(empty));
    desk.sandbox
        .fail(Fault::new("GET", TRAININGS.list, listed).times(u32::MAX));
    desk.studio.save_token("r8_other", keep).await.unwrap();
    desk.until("the right account is asked for", |training| {
        let trouble = training.trouble.as_deref().unwrap_or_default();
        training.not_started.is_some() && trouble.contains("Sign in to Replicate as sandbox")
    })
    .await;
    assert_eq!(desk.sandbox.trainings().len(), 1);
    desk.sandbox.clear_faults();
    desk.studio.save_token("r8_first", keep).await.unwrap();
    desk.until_stage(Stage::Succeeded).await;
    assert_eq!(desk.sandbox.trainings().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_are_no_training_do_not_end_it() {
    let mut desk = Desk::new(quick()).await;
    desk.open_folder(2).await;
    for kind in unreadable() {
        desk.sandbox
            .fail(Fault::new("GET", "/trainings/*", kind.clone()).times(3));
        let begun = desk.start().await;
        let ended = desk
            .until(&format!("{kind:?}"), |training| {
                training.id == begun.id
                    && matches!(training.stage, Stage::Succeeded | Stage::Failed)
            })
            .await;
        assert_eq!(ended.stage, Stage::Succeeded, "{kind:?}: {ended:?}");
        eventually_async("the weights are fetched", async || {
            let weights = desk.studio.weights(&begun.id).await.unwrap();
            matches!(weights, Some(studio::view::Weights::Kept { .. }))
        })
        .await;
        desk.sandbox.clear_faults();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_training_that_is_lost_keeps_its_zip_and_promises_nothing() {
    let mut desk = Desk::new(crate::desk::long()).await;
    desk.open_folder(2).await;
    let begun = desk.start().await;
    desk.until_stage(Stage::Training).await;
    desk.sandbox.lose_training(&desk.sandbox.trainings()[0].id);
    let lost = desk.until_stage(Stage::Failed).await;
    assert!(lost.detail.contains("can't tell whether"), "{lost:?}");
    assert_eq!(desk.sandbox.files().len(), 1, "the trainer may yet need it");
    // Another try looks first, and then uses the same zip.
    let again = desk.studio.retry_training(&begun.id).await.unwrap();
    desk.until("it trains", |training| {
        training.id == again.id && training.stage == Stage::Training
    })
    .await;
    assert_eq!(desk.sandbox.files().len(), 1);
}

/// A desk with a model to make pictures with.
async fn trained() -> Desk {
    let mut desk = Desk::new(quick()).await;
    desk.open_folder(2).await;
    desk.start().await;
    desk.until_stage(Stage::Succeeded).await;
    eventually_async("the version's inputs are known", async || {
        !desk.studio.generate_form().await.unwrap().main.is_empty()
    })
    .await;
    desk
}

fn prompt() -> GenerateDraft {
    GenerateDraft {
        prompt: "TOK".to_owned(),
        inputs: [("megapixels".to_owned(), "0.25".to_owned())].into(),
        ..GenerateDraft::default()
    }
}

async fn until_state(desk: &Desk, id: &str, state: CellState) -> Batch {
    let what = format!("the cell is {state:?}");
    eventually_async(&what, async || {
        desk.studio.batch(id).await.unwrap().cells[0].state == state
    })
    .await;
    desk.studio.batch(id).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_may_have_been_made_is_not_asked_for_again() {
    let desk = trained().await;
    for (before, list) in unreadable().into_iter().enumerate() {
        lose_the_answer(&desk, &PREDICTIONS, &list);
        let begun = desk.studio.generate(prompt()).await.unwrap();
        let doubted = until_state(&desk, &begun.id, CellState::Unconfirmed).await;
        assert_eq!(doubted.cells[0].failure, None, "{list:?}");
        assert_eq!(desk.sandbox.predictions().len(), before + 1, "{list:?}");
        desk.sandbox.clear_faults();
        until_state(&desk, &begun.id, CellState::Done).await;
        assert_eq!(desk.sandbox.predictions().len(), before + 1, "{list:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_asked_for_again_by_the_persons_word() {
    let desk = trained().await;
    desk.sandbox
        .fail(Fault::new("POST", PREDICTIONS.start, FaultKind::CutBefore));
    desk.sandbox
        .fail(Fault::new("GET", PREDICTIONS.list, FaultKind::NotJson).times(u32::MAX));
    let begun = desk.studio.generate(prompt()).await.unwrap();
    let doubted = until_state(&desk, &begun.id, CellState::Unconfirmed).await;
    assert!(desk.sandbox.predictions().is_empty());
    desk.studio.cell_not_made(&doubted.cells[0].id);
    until_state(&desk, &begun.id, CellState::Done).await;
    assert_eq!(desk.sandbox.predictions().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn others_take_their_turn_while_pictures_are_in_doubt() {
    let desk = trained().await;
    desk.sandbox
        .fail(Fault::new("POST", PREDICTIONS.start, FaultKind::LoseAnswer).times(4));
    desk.sandbox
        .fail(Fault::new("GET", PREDICTIONS.list, FaultKind::NotJson).times(u32::MAX));
    for _ in 0..4 {
        let begun = desk.studio.generate(prompt()).await.unwrap();
        until_state(&desk, &begun.id, CellState::Unconfirmed).await;
    }
    let begun = desk.studio.generate(prompt()).await.unwrap();
    until_state(&desk, &begun.id, CellState::Done).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_are_no_prediction_do_not_end_it() {
    let desk = trained().await;
    for kind in unreadable() {
        desk.sandbox
            .fail(Fault::new("GET", "/predictions/*", kind.clone()).times(3));
        let begun = desk.studio.generate(prompt()).await.unwrap();
        until_state(&desk, &begun.id, CellState::Done).await;
        desk.sandbox.clear_faults();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_an_earlier_prediction_are_not_taken_for_those_of_a_later_one() {
    let desk = trained().await;
    let mut four = prompt();
    four.inputs.insert("num_outputs".to_owned(), "4".to_owned());
    // Two are fetched; the others are gone by then.
    for name in ["out-2", "out-3"] {
        let gone = FaultKind::Status(404, None);
        desk.sandbox
            .fail(Fault::new("GET", &format!("/delivery/*{name}*"), gone).times(u32::MAX));
    }
    let begun = desk.studio.generate(four).await.unwrap();
    let failed = until_state(&desk, &begun.id, CellState::Failed).await;
    let old = failed.cells[0].pictures.clone();
    assert_eq!(old.len(), 2, "{failed:?}");
    desk.sandbox.clear_faults();
    desk.studio.retry_cell(&failed.cells[0].id).await.unwrap();
    let made = until_state(&desk, &begun.id, CellState::Done).await;
    let pictures = &made.cells[0].pictures;
    assert_eq!(pictures.len(), 6, "all that was paid for is here: {made:?}");
    let [first, second] = desk.sandbox.predictions().try_into().unwrap();
    let seed = |input: &serde_json::Map<String, Value>| input["seed"].to_string();
    let with = |seed: &str| {
        let of = pictures.iter().filter(|one| {
            let mut settings = one.settings.iter();
            settings.any(|setting| setting.name == "seed" && setting.value == seed)
        });
        of.count()
    };
    assert_eq!(
        (with(&seed(&first.input)), with(&seed(&second.input))),
        (2, 4)
    );
    for picture in old {
        assert!(pictures.iter().any(|one| one.about == picture.about));
    }
}
