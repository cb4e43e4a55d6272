//! Tests presses of Start and Generate whose response is lost, on a network that then responds in place of Replicate.
//! Exactly one training or picture is created.

use sandbox::{Fault, FaultKind, Options};

use crate::fixture::Fixture;
use crate::training::fill_in_train_page;

#[tokio::test]
async fn an_unconfirmed_training_waits_for_confirmation() {
    let fixture = Fixture::with_options(Options::default()).await;
    let folder = fixture.photos("bowls", 3);
    let window = fixture.open_signed_in(&folder).await;
    fill_in_train_page(&window, "my-bowls").await;
    let lost_response = Fault::new("POST", "/models/*/trainings", FaultKind::LoseAnswer);
    fixture.sandbox.fail(lost_response);
    let portal = Fault::new("GET", "/trainings*", FaultKind::NotJson).times(u32::MAX);
    fixture.sandbox.fail(portal);
    window.press("[data-testid=start]").await;
    window
        .wait_for("[data-testid=training-detail][data-stage=unconfirmed]")
        .await;
    window
        .wait_for_text("[data-testid=training-status]", "May have started")
        .await;
    window
        .wait_for_text("[data-testid=training-trouble]", "in place of Replicate")
        .await;
    window.wait_for("[data-testid=open-trainings]").await;
    window.wait_until_gone("[data-testid=training-retry]").await;
    window.screenshot("training-unconfirmed").await;
    let text = window.all_text().await;
    assert!(!text.contains("billed"), "{text}");

    // A warning is shown before anything is sent a second time.
    window.press("[data-testid=training-not-started]").await;
    window
        .wait_for("[data-testid=training-not-started-confirm]")
        .await;
    window.screenshot("training-not-started").await;
    window.send_keys("\u{E00C}").await;
    window
        .wait_until_gone("[data-testid=training-not-started-confirm]")
        .await;

    // The Start button of the Train page leads to the same run.
    window.go_to("train").await;
    window
        .wait_for("[data-testid=review][data-state=ready]")
        .await;
    window.press("[data-testid=start]").await;
    window
        .wait_for("[data-testid=training-detail][data-stage=unconfirmed]")
        .await;
    assert_eq!(fixture.sandbox.trainings().len(), 1);
    window.close().await;

    let window = fixture.open().await;
    window.go_to("trainings").await;
    window
        .wait_for("[data-testid=training-row][data-stage=unconfirmed]")
        .await;
    fixture.sandbox.clear_faults();
    window
        .wait_for("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    window
        .wait_for("[data-testid=weights][data-kind=kept]")
        .await;
    assert_eq!(fixture.sandbox.trainings().len(), 1);
    window.close().await;
}

#[tokio::test]
async fn a_captive_portal_does_not_end_a_training() {
    let fixture = Fixture::with_options(Options::default()).await;
    let folder = fixture.photos("bowls", 3);
    let window = fixture.open_signed_in(&folder).await;
    fill_in_train_page(&window, "my-bowls").await;
    let portal = Fault::new("GET", "/trainings/*", FaultKind::NotJson).times(2);
    fixture.sandbox.fail(portal);
    window.press("[data-testid=start]").await;
    window
        .wait_for_text("[data-testid=training-trouble]", "in place of Replicate")
        .await;
    window.screenshot("training-behind-a-portal").await;
    window
        .wait_for("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    window
        .wait_for("[data-testid=weights][data-kind=kept]")
        .await;
    window.close().await;
}

#[tokio::test]
async fn an_unconfirmed_picture_waits_for_confirmation() {
    let fixture = Fixture::with_options(Options::default()).await;
    let folder = fixture.photos("bowls", 3);
    let window = fixture.open_signed_in(&folder).await;
    fill_in_train_page(&window, "my-bowls").await;
    window.press("[data-testid=start]").await;
    window
        .wait_for("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    window.press("[data-testid=make-pictures]").await;
    window.wait_for("[data-testid=input-aspect_ratio]").await;
    window
        .fill("[data-testid=prompt]", "TOK in the garden")
        .await;
    let lost_response = Fault::new("POST", "/predictions", FaultKind::LoseAnswer);
    fixture.sandbox.fail(lost_response);
    let portal = Fault::new("GET", "/predictions*", FaultKind::NotJson).times(u32::MAX);
    fixture.sandbox.fail(portal);
    window.press("[data-testid=generate-press]").await;
    window
        .wait_for("[data-testid=cell][data-state=unconfirmed]")
        .await;
    window.wait_for("[data-testid=open-predictions]").await;
    window.screenshot("picture-unconfirmed").await;
    fixture.sandbox.clear_faults();
    window.wait_for("[data-testid=cell][data-state=done]").await;
    assert_eq!(fixture.sandbox.predictions().len(), 1);
    window.close().await;
}
