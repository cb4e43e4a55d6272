//! Tests runs from Start to their end, including faults in between.

use std::time::Duration;

use crate::fixture::{Fixture, draft, eventually, long, open, quick};
use sandbox::{Fault, FaultKind};
use studio::view::{Fix, Stage};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_turns_a_folder_into_a_version() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(4).await;
    fixture.start().await;
    let done = fixture.until_stage(Stage::Succeeded).await;
    let result = done.result.unwrap();
    assert_eq!(result.version.len(), 64);
    assert_eq!(result.trigger_word.as_deref(), Some("TOK"));
    assert!(done.log.contains("Extracted"), "{}", done.log);

    let [training] = fixture.sandbox.trainings().try_into().unwrap();
    assert_eq!(training.input["trigger_word"], "TOK");
    assert_eq!(training.input["training_steps"], 400);
    assert_eq!(
        training.input.len(),
        4,
        "nothing else is sent: {:?}",
        training.input
    );
    let model = fixture
        .sandbox
        .models()
        .into_iter()
        .find(|model| model.name == "bowls")
        .unwrap();
    assert_eq!(model.visibility, "private");
    assert_eq!(model.versions, [result.version]);
    assert_eq!(
        std::fs::read_dir(fixture.home.path().join("data/runs"))
            .unwrap()
            .count(),
        0,
        "the local zip is deleted"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_destination_is_created_before_the_upload() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    fixture.start().await;
    fixture.until_stage(Stage::Succeeded).await;
    let posts: Vec<String> = fixture
        .sandbox
        .requests()
        .into_iter()
        .filter(|request| request.method == "POST")
        .map(|request| request.path)
        .collect();
    assert_eq!(posts[..2], ["/v1/models", "/v1/files"], "{posts:?}");
    assert_eq!(posts.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_responses_are_looked_up_and_nothing_is_doubled() {
    for path in ["/models", "/files", "/models/*/trainings"] {
        let mut fixture = Fixture::new(quick()).await;
        fixture.open_folder(2).await;
        fixture
            .sandbox
            .fail(Fault::new("POST", path, FaultKind::LoseAnswer));
        fixture.start().await;
        fixture.until_stage(Stage::Succeeded).await;
        assert_eq!(fixture.sandbox.trainings().len(), 1, "{path}");
        let sent = fixture.sandbox.requests();
        let sent = sent
            .iter()
            .filter(|request| request.method == "POST" && request.path == "/v1/files");
        assert_eq!(sent.count(), 1, "{path}: the zip arrived the first time");
        assert!(
            fixture.sandbox.files().is_empty(),
            "{path}: the zip is deleted"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_cut_before_their_effect_are_retried() {
    for path in ["/models", "/files", "/models/*/trainings"] {
        let mut fixture = Fixture::new(quick()).await;
        fixture.open_folder(2).await;
        fixture
            .sandbox
            .fail(Fault::new("POST", path, FaultKind::CutBefore));
        fixture.start().await;
        fixture.until_stage(Stage::Succeeded).await;
        assert_eq!(fixture.sandbox.trainings().len(), 1, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_while_training_is_reported_and_outlasted() {
    let mut fixture = Fixture::new(long()).await;
    fixture.open_folder(2).await;
    fixture.start().await;
    fixture.until_stage(Stage::Training).await;
    fixture
        .sandbox
        .fail(Fault::new("GET", "/trainings/*", FaultKind::Status(502, None)).times(u32::MAX));
    let retrying = fixture
        .until("a retry message", |training| {
            training.retry_message.is_some()
        })
        .await;
    assert_eq!(retrying.stage, Stage::Training);
    fixture.sandbox.clear_faults();
    fixture
        .until("no retry message", |training| {
            training.retry_message.is_none()
        })
        .await;
    fixture
        .sandbox
        .finish_training(&fixture.sandbox.trainings()[0].id);
    fixture.until_stage(Stage::Succeeded).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_credit_leads_to_billing_and_nothing_is_started() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    fixture.sandbox.fail(
        Fault::new("POST", "/models/*/trainings", FaultKind::Status(402, None)).times(u32::MAX),
    );
    fixture.start().await;
    let failed = fixture.until_stage(Stage::Failed).await;
    assert_eq!(failed.failure.unwrap().fix, Fix::Billing);
    assert!(fixture.sandbox.trainings().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_error_at_start_is_retried_a_few_times_only() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    fixture.sandbox.fail(
        Fault::new("POST", "/models/*/trainings", FaultKind::Status(500, None)).times(u32::MAX),
    );
    fixture.start().await;
    fixture.until_stage(Stage::Failed).await;
    let requests = fixture
        .sandbox
        .requests()
        .iter()
        .filter(|request| request.method == "POST" && request.path.ends_with("/trainings"))
        .count();
    assert!(requests <= 3, "requested {requests} times");
    assert!(fixture.sandbox.trainings().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_throttled_request_is_retried() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    fixture.sandbox.fail(Fault::new(
        "POST",
        "/models/*/trainings",
        FaultKind::RetryAfter(Duration::from_secs(1)),
    ));
    fixture.start().await;
    fixture.until_stage(Stage::Succeeded).await;
    assert_eq!(fixture.sandbox.trainings().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn canceling_while_training_cancels_at_the_service() {
    let mut fixture = Fixture::new(long()).await;
    fixture.open_folder(2).await;
    let run = fixture.start().await;
    fixture.until_stage(Stage::Training).await;
    fixture
        .studio
        .training
        .cancel_training(&run.id)
        .await
        .unwrap();
    fixture.until_stage(Stage::Canceled).await;
    assert_eq!(fixture.sandbox.trainings()[0].status, "canceled");
}

#[tokio::test(flavor = "multi_thread")]
async fn canceling_while_uploading_starts_nothing() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    fixture
        .sandbox
        .fail(Fault::new("POST", "/files", FaultKind::Hang));
    let run = fixture.start().await;
    eventually("the upload has begun", || {
        fixture
            .sandbox
            .requests()
            .iter()
            .any(|request| request.path == "/v1/files" && request.method == "POST")
    })
    .await;
    fixture
        .studio
        .training
        .cancel_training(&run.id)
        .await
        .unwrap();
    fixture.until_stage(Stage::Canceled).await;
    assert!(fixture.sandbox.trainings().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn cancel_takes_effect_after_a_network_outage() {
    let mut fixture = Fixture::new(long()).await;
    fixture.open_folder(2).await;
    let run = fixture.start().await;
    fixture.until_stage(Stage::Training).await;
    fixture
        .sandbox
        .fail(Fault::new("*", "/trainings/*", FaultKind::CutBefore).times(u32::MAX));
    fixture
        .studio
        .training
        .cancel_training(&run.id)
        .await
        .unwrap();
    fixture
        .until("a retry message", |training| {
            training.retry_message.is_some()
        })
        .await;
    fixture.sandbox.clear_faults();
    fixture.until_stage(Stage::Canceled).await;
    assert_eq!(fixture.sandbox.trainings()[0].status, "canceled");
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_of_the_trainer_are_explained() {
    let mut fixture = Fixture::new(long()).await;
    fixture.open_folder(2).await;
    for (error, expected, fix) in [
        ("RuntimeError: CUDA out of memory", "memory", Fix::Train),
        (
            "ValueError: No images found in zip",
            "no images",
            Fix::Dataset,
        ),
        (
            "PIL.UnidentifiedImageError: cannot identify image file 'img_1.jpg'",
            "could not read one of the images",
            Fix::Dataset,
        ),
        (
            "ValueError: captions do not match images",
            "captions",
            Fix::Dataset,
        ),
        ("NSFW content detected", "unsafe", Fix::Dataset),
        ("Something nobody knows", "The training failed.", Fix::Train),
    ] {
        let begun = fixture.start().await;
        fixture
            .until(error, |training| {
                training.id == begun.id && training.has_page
            })
            .await;
        let trainings = fixture.sandbox.trainings();
        let newest = trainings.last().unwrap();
        fixture.sandbox.fail_training(&newest.id, error);
        let failed = fixture
            .until(error, |training| {
                training.id == begun.id && training.stage == Stage::Failed
            })
            .await;
        let failure = failed.failure.unwrap();
        assert!(failure.message.contains(expected), "{failure:?}");
        assert_eq!(failure.said.as_deref(), Some(error));
        assert_eq!(failure.fix, fix, "{failure:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_training_lost_by_the_service_is_reported() {
    let mut fixture = Fixture::new(long()).await;
    fixture.open_folder(2).await;
    fixture.start().await;
    fixture.until_stage(Stage::Training).await;
    fixture
        .sandbox
        .lose_training(&fixture.sandbox.trainings()[0].id);
    let failed = fixture.until_stage(Stage::Failed).await;
    assert!(failed.failure.unwrap().message.contains("no longer has"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_dataset_fails_before_anything_is_sent() {
    let mut fixture = Fixture::new(quick()).await;
    let folder = fixture.open_folder(2).await;
    std::fs::rename(&folder, fixture.home.path().join("elsewhere")).unwrap();
    let started = fixture.studio.training.start_training(draft()).await;
    if started.is_ok() {
        let failed = fixture.until_stage(Stage::Failed).await;
        assert_eq!(failed.failure.unwrap().fix, Fix::Dataset);
    }
    assert!(fixture.sandbox.files().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn pressing_start_twice_at_once_starts_one_training() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    let (first, second) = tokio::join!(fixture.start(), fixture.start());
    assert_eq!(first.id, second.id);
    fixture.until_stage(Stage::Succeeded).await;
    assert_eq!(fixture.sandbox.trainings().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn ended_runs_and_trainings_from_elsewhere_are_in_one_list() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    fixture.start().await;
    fixture.until_stage(Stage::Succeeded).await;
    let list = fixture.studio.training.trainings().await.unwrap();
    assert_eq!(
        list.rows.len(),
        1,
        "the run and the service's record of it are one row"
    );
    let run = &list.rows[0];
    assert_eq!(run.stage, Stage::Succeeded);
    assert!(
        fixture
            .studio
            .training
            .training(&run.id)
            .await
            .unwrap()
            .log
            .contains("Extracted")
    );
    // The training is removed from the app's runs only, so the account's list still contains it.
    let list = fixture
        .studio
        .training
        .remove_training(&run.id)
        .await
        .unwrap();
    assert_eq!(list.rows.len(), 1);
    assert!(list.rows[0].subtitle.contains("elsewhere"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_trainings_are_compared_side_by_side() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    let first = fixture.start().await;
    fixture.until_stage(Stage::Succeeded).await;
    let mut other = draft();
    other
        .inputs
        .insert("training_steps".to_owned(), "500".to_owned());
    let second = fixture.studio.training.start_training(other).await.unwrap();
    fixture
        .until("the second", |training| {
            training.id == second.id && training.stage == Stage::Succeeded
        })
        .await;
    let compared = fixture
        .studio
        .training
        .compare_trainings(&first.id, &second.id)
        .await
        .unwrap();
    let differing: Vec<_> = compared
        .iter()
        .filter(|input| input.differs)
        .map(|input| (input.name.as_str(), input.values.clone()))
        .collect();
    assert_eq!(
        differing,
        [("training_steps", ["400".to_owned(), "500".to_owned()])]
    );
    assert_eq!(compared[0].name, "trainer");
    assert_eq!(
        compared[0].values[0],
        "replicate/fast-flux-trainer:e5a5bc82"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_continues_with_a_replaced_token() {
    let home = tempfile::tempdir().unwrap();
    let sandbox = sandbox::Sandbox::start(long()).await.unwrap();
    let folder = crate::fixture::folder(home.path(), 2);
    let (studio, mut training_updates) = crate::fixture::open(home.path(), &sandbox, None).await;
    let keep = studio::Keep::Session;
    studio.save_token("r8_first", keep).await.unwrap();
    studio.workspace.open_paths(vec![folder]).await.unwrap();
    studio.training.start_training(draft()).await.unwrap();
    let mut until = async |what: &str, condition: &dyn Fn(&studio::view::Training) -> bool| {
        let changed =
            training_updates.wait_for(|training| training.as_ref().is_some_and(condition));
        let changed = tokio::time::timeout(Duration::from_secs(30), changed).await;
        assert!(changed.is_ok(), "{what}");
    };
    until("the training runs", &|training| {
        training.status == "Training"
    })
    .await;
    // The token is revoked at the service: every call with it is refused.
    sandbox.fail(Fault::new("*", "*", FaultKind::Status(401, None)).times(1_000));
    until("the run waits for a token", &|training| {
        let message = training.retry_message.as_deref();
        message.is_some_and(|message| message.contains("sign in to Replicate"))
    })
    .await;
    sandbox.clear_faults();
    studio.save_token("r8_second", keep).await.unwrap();
    until("the run continues", &|training| {
        training.retry_message.is_none()
    })
    .await;
    let [training] = sandbox.trainings().try_into().unwrap();
    sandbox.finish_training(&training.id);
    until("the run succeeds", &|training| {
        training.stage == Stage::Succeeded
    })
    .await;
    assert_eq!(sandbox.trainings().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancel_while_signed_out_is_sent_after_sign_in() {
    let mut fixture = Fixture::new(long()).await;
    let (studio, training_updates) = open(fixture.home.path(), &fixture.sandbox, None).await;
    (fixture.studio, fixture.training_updates) = (studio, training_updates);
    let keep = studio::Keep::Session;
    fixture.studio.save_token("r8_first", keep).await.unwrap();
    fixture.open_folder(2).await;
    let begun = fixture.start().await;
    fixture.until_stage(Stage::Training).await;
    fixture.studio.forget_token().await.unwrap();
    fixture
        .until("the run waits for a token", |training| {
            training.retry_message.is_some()
        })
        .await;
    fixture
        .studio
        .training
        .cancel_training(&begun.id)
        .await
        .unwrap();
    fixture.studio.save_token("r8_first", keep).await.unwrap();
    fixture.until_stage(Stage::Canceled).await;
    assert_eq!(fixture.sandbox.trainings()[0].status, "canceled");
}
