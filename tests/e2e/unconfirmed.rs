//! Tests a start whose response is lost, on a network that then answers in place of Replicate: exactly one training or
//! picture is made.

use sandbox::{Fault, FaultKind, Options};

use crate::fixture::Fixture;
use crate::training::fill_in;

#[tokio::test]
async fn a_training_that_may_have_started_waits_for_the_truth() {
    let fixture = Fixture::with(Options::default()).await;
    let folder = fixture.photos("bowls", 3);
    let window = fixture.open_signed_in_with(&folder).await;
    fill_in(&window, "my-bowls").await;
    let lost = Fault::new("POST", "/models/*/trainings", FaultKind::LoseAnswer);
    fixture.sandbox.fail(lost);
    let portal = Fault::new("GET", "/trainings*", FaultKind::NotJson).times(u32::MAX);
    fixture.sandbox.fail(portal);
    window.press("[data-testid=start]").await;
    window
        .see("[data-testid=training-detail][data-stage=unconfirmed]")
        .await;
    window
        .read("[data-testid=training-status]", "May have started")
        .await;
    window
        .read("[data-testid=training-trouble]", "in place of Replicate")
        .await;
    window.see("[data-testid=open-trainings]").await;
    window.see_no("[data-testid=training-retry]").await;
    window.picture("training-unconfirmed").await;
    let said = window.all_text().await;
    assert!(!said.contains("billed"), "{said}");

    // A warning is shown before anything is sent a second time.
    window.press("[data-testid=training-not-started]").await;
    window
        .see("[data-testid=training-not-started-confirm]")
        .await;
    window.picture("training-not-started").await;
    window.keys("\u{E00C}").await;
    window
        .see_no("[data-testid=training-not-started-confirm]")
        .await;

    // The Start button of the Train page leads to the same run.
    window.go_to("train").await;
    window.see("[data-testid=review][data-state=ready]").await;
    window.press("[data-testid=start]").await;
    window
        .see("[data-testid=training-detail][data-stage=unconfirmed]")
        .await;
    assert_eq!(fixture.sandbox.trainings().len(), 1);
    window.close().await;

    let window = fixture.open().await;
    window.go_to("trainings").await;
    window
        .see("[data-testid=training-row][data-stage=unconfirmed]")
        .await;
    fixture.sandbox.clear_faults();
    window
        .see("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    window.see("[data-testid=weights][data-kind=kept]").await;
    assert_eq!(fixture.sandbox.trainings().len(), 1);
    window.close().await;
}

#[tokio::test]
async fn a_page_of_the_network_does_not_end_a_training() {
    let fixture = Fixture::with(Options::default()).await;
    let folder = fixture.photos("bowls", 3);
    let window = fixture.open_signed_in_with(&folder).await;
    fill_in(&window, "my-bowls").await;
    let page = Fault::new("GET", "/trainings/*", FaultKind::NotJson).times(2);
    fixture.sandbox.fail(page);
    window.press("[data-testid=start]").await;
    window
        .read("[data-testid=training-trouble]", "in place of Replicate")
        .await;
    window.picture("training-behind-a-portal").await;
    window
        .see("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    window.see("[data-testid=weights][data-kind=kept]").await;
    window.close().await;
}

#[tokio::test]
async fn a_picture_that_may_have_been_made_waits_for_the_truth() {
    let fixture = Fixture::with(Options::default()).await;
    let folder = fixture.photos("bowls", 3);
    let window = fixture.open_signed_in_with(&folder).await;
    fill_in(&window, "my-bowls").await;
    window.press("[data-testid=start]").await;
    window
        .see("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    window.press("[data-testid=make-pictures]").await;
    window.see("[data-testid=input-aspect_ratio]").await;
    window
        .fill("[data-testid=prompt]", "TOK in the garden")
        .await;
    let lost = Fault::new("POST", "/predictions", FaultKind::LoseAnswer);
    fixture.sandbox.fail(lost);
    let portal = Fault::new("GET", "/predictions*", FaultKind::NotJson).times(u32::MAX);
    fixture.sandbox.fail(portal);
    window.press("[data-testid=generate-press]").await;
    window
        .see("[data-testid=cell][data-state=unconfirmed]")
        .await;
    window.see("[data-testid=open-predictions]").await;
    window.picture("picture-unconfirmed").await;
    fixture.sandbox.clear_faults();
    window.see("[data-testid=cell][data-state=done]").await;
    assert_eq!(fixture.sandbox.predictions().len(), 1);
    window.close().await;
}
