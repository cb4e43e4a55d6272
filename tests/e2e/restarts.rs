//! Tests that a run ends with exactly one training, and that no caption is lost, if the app is killed in any step of
//! the run and started again.

use std::path::Path;
use std::time::Duration;

use sandbox::{Fault, FaultKind, Options};

use crate::external_apps::ExitingApp;
use crate::fixture::Fixture;
use crate::photos;
use crate::training::fill_in_train_page;
use crate::window::Window;

async fn start_run(fixture: &Fixture, folder: &Path) -> Window {
    for index in 1..=2 {
        std::fs::write(
            folder.join(format!("photo_{index}.txt")),
            format!("TOK, number {index}"),
        )
        .unwrap();
    }
    let window = fixture.open_signed_in(folder).await;
    fill_in_train_page(&window, "my-bowls").await;
    window.press("[data-testid=start]").await;
    window
}

/// Starts the app again, and checks that the run succeeds with one training and unchanged captions.
async fn assert_run_succeeds(fixture: &Fixture, folder: &Path) {
    let window = fixture.open().await;
    window.go_to("trainings").await;
    window.press("[data-testid=training-row]").await;
    window
        .wait_for("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    assert_eq!(fixture.sandbox.trainings().len(), 1, "exactly one training");
    for index in 1..=2 {
        let caption = std::fs::read_to_string(folder.join(format!("photo_{index}.txt"))).unwrap();
        assert_eq!(caption, format!("TOK, number {index}"));
    }
    window.close().await;
}

#[tokio::test]
async fn a_run_killed_while_packing_finishes() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("bowls", 60);
    let window = start_run(&fixture, &folder).await;
    window
        .wait_for("[data-testid=training-detail][data-stage=packing]")
        .await;
    window.kill().await;
    assert!(fixture.sandbox.files().is_empty(), "it was still packing");
    assert_run_succeeds(&fixture, &folder).await;
}

#[tokio::test]
async fn a_run_killed_while_uploading_finishes() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("bowls", 2);
    // The zip must be larger than the system's buffers. Otherwise all of it would be sent before the service reads any.
    for index in 3..=14 {
        photos::write_noise_jpeg(&folder.join(format!("photo_{index}.jpg")), index);
    }
    fixture
        .sandbox
        .fail(Fault::new("POST", "/files", FaultKind::SlowUpload(200_000)).times(1));
    let window = start_run(&fixture, &folder).await;
    window
        .wait_for("[data-testid=training-detail][data-stage=uploading]")
        .await;
    window
        .wait_for_text("[data-testid=training-detail]", "/s")
        .await;
    window.screenshot("uploading").await;
    window.kill().await;
    assert!(fixture.sandbox.trainings().is_empty());
    assert_run_succeeds(&fixture, &folder).await;
}

#[tokio::test]
async fn a_run_killed_after_the_service_accepted_it_finishes() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("bowls", 3);
    // The service accepts the request, but its response never arrives.
    fixture
        .sandbox
        .fail(Fault::new("POST", "/models/*/trainings", FaultKind::HangAfter).times(1));
    let window = start_run(&fixture, &folder).await;
    window
        .wait_for("[data-testid=training-detail][data-stage=submitting]")
        .await;
    window
        .wait_until("the service has the training", async || {
            fixture.sandbox.trainings().len() == 1
        })
        .await;
    window.kill().await;
    assert_run_succeeds(&fixture, &folder).await;
}

#[tokio::test]
async fn a_run_killed_before_the_service_accepted_it_finishes() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("bowls", 3);
    fixture
        .sandbox
        .fail(Fault::new("POST", "/models/*/trainings", FaultKind::Hang).times(1));
    let window = start_run(&fixture, &folder).await;
    window
        .wait_for("[data-testid=training-detail][data-stage=submitting]")
        .await;
    window
        .wait_until("the request arrived and was not accepted", async || {
            fixture
                .sandbox
                .requests()
                .iter()
                .any(|request| request.method == "POST" && request.path.ends_with("/trainings"))
        })
        .await;
    window.kill().await;
    assert!(fixture.sandbox.trainings().is_empty());
    assert_run_succeeds(&fixture, &folder).await;
}

#[tokio::test]
async fn a_run_killed_while_training_finishes() {
    let fixture = Fixture::with_options(Options {
        training_time: Duration::from_secs(6),
        ..Options::default()
    })
    .await;
    let folder = fixture.photos("bowls", 3);
    let window = start_run(&fixture, &folder).await;
    window
        .wait_for("[data-testid=training-detail][data-stage=training]")
        .await;
    window.kill().await;
    assert_run_succeeds(&fixture, &folder).await;
}

#[tokio::test]
async fn a_lost_response_does_not_start_a_second_training() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("bowls", 3);
    fixture
        .sandbox
        .fail(Fault::new("POST", "/models/*/trainings", FaultKind::LoseAnswer).times(1));
    let window = start_run(&fixture, &folder).await;
    window
        .wait_for("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    assert_eq!(fixture.sandbox.trainings().len(), 1);
    window.close().await;
}

#[tokio::test]
async fn the_app_starts_while_an_earlier_instance_exits() {
    let fixture = Fixture::new().await;
    ExitingApp::start().await;
    let window = fixture.open().await;
    window.look_around().await;
    window.close().await;
}
