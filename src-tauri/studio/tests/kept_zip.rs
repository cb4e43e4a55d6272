//! Tests a zip that stays on Replicate: for another try, until the run is removed, and beyond its expiry.

use std::time::Duration;

use sandbox::Sandbox;
use serde_json::json;
use studio::Keep;
use studio::view::{Account, Stage, Training};

use crate::fixture::{Fixture, eventually, open_at, quick};

/// Lets a run end with a zip that is kept on Replicate for another try.
async fn fail_with_kept_zip(fixture: &mut Fixture) -> Training {
    fixture.open_folder(2).await;
    fixture.sandbox.fail(sandbox::Fault::new(
        "POST",
        "/models/*/trainings",
        sandbox::FaultKind::Status(402, None),
    ));
    fixture.start().await;
    fixture.until_stage(Stage::Failed).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_training_is_retried_with_the_same_zip() {
    let mut fixture = Fixture::new(quick()).await;
    let failed = fail_with_kept_zip(&mut fixture).await;
    assert!(
        failed
            .detail
            .contains("The zip is still on Replicate, in case you try again"),
        "{failed:?}"
    );
    assert_eq!(failed.retry.as_deref(), Some("Try again with the same zip"));
    assert_eq!(fixture.sandbox.files().len(), 1);
    let (one, two) = tokio::join!(
        fixture.studio.training.retry_training(&failed.id),
        fixture.studio.training.retry_training(&failed.id)
    );
    assert_eq!(
        one.unwrap().id,
        two.unwrap().id,
        "a double press is one retry"
    );
    fixture.until_stage(Stage::Succeeded).await;
    assert_eq!(fixture.sandbox.trainings().len(), 1);
    assert_eq!(fixture.uploads(), 1);
    assert!(
        fixture.sandbox.files().is_empty(),
        "the zip is deleted in the end"
    );
    let before = fixture.studio.training.training(&failed.id).await.unwrap();
    assert!(!before.detail.contains("still"), "{before:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn removing_a_run_deletes_its_zip() {
    let mut fixture = Fixture::new(quick()).await;
    let failed = fail_with_kept_zip(&mut fixture).await;
    fixture
        .studio
        .training
        .remove_training(&failed.id)
        .await
        .unwrap();
    assert!(fixture.sandbox.files().is_empty());
}

/// Lets the sandbox respond to each token as to another account's, for which no file exists.
fn switch_account(sandbox: &Sandbox) {
    let other = json!({ "type": "user", "username": "other", "name": "Other", "github_url": "" });
    let account = sandbox::FaultKind::Status(200, Some(other));
    let missing = sandbox::FaultKind::Status(404, Some(json!({ "detail": "Not found." })));
    for fault in [
        sandbox::Fault::new("GET", "/account", account),
        sandbox::Fault::new("DELETE", "/files/*", missing),
    ] {
        sandbox.fail(fault.times(u32::MAX));
    }
}

async fn assert_zip_is_reported(fixture: &Fixture, run: &str) {
    fixture.studio.training.remove_training(run).await.unwrap();
    assert_eq!(fixture.sandbox.files().len(), 1);
    let notices = fixture.studio.state().notices;
    assert!(
        notices
            .iter()
            .any(|notice| notice.message.contains("it may still be on Replicate")),
        "{notices:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zip_that_only_another_account_can_delete_is_reported() {
    let mut fixture = Fixture::new(quick()).await;
    let url = fixture.sandbox.url();
    let (studio, training_updates) = open_at(fixture.home.path(), &url, None).await;
    (fixture.studio, fixture.training_updates) = (studio, training_updates);
    let first = fixture.studio.save_token("r8_first", Keep::Session);
    first.await.unwrap();
    let failed = fail_with_kept_zip(&mut fixture).await;
    switch_account(&fixture.sandbox);
    let other = fixture.studio.save_token("r8_other", Keep::Session);
    other.await.unwrap();
    assert_zip_is_reported(&fixture, &failed.id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zip_of_another_account_is_reported_after_a_start_without_network() {
    let mut fixture = Fixture::new(quick()).await;
    let failed = fail_with_kept_zip(&mut fixture).await;
    let unreachable = sandbox::Fault::new("GET", "/account", sandbox::FaultKind::CutBefore);
    fixture.sandbox.fail(unreachable.times(u32::MAX));
    let url = fixture.sandbox.url();
    let (studio, training_updates) = open_at(fixture.home.path(), &url, Some("r8_other")).await;
    (fixture.studio, fixture.training_updates) = (studio, training_updates);
    eventually("the account can't be checked", || {
        let account = fixture.studio.state().account;
        matches!(
            account,
            Account::SignedIn {
                offline: Some(_),
                ..
            }
        )
    })
    .await;
    fixture.sandbox.clear_faults();
    switch_account(&fixture.sandbox);
    assert_zip_is_reported(&fixture, &failed.id).await;
}

/// Returns options for a service that keeps files for two seconds. The app uses a file only during the first second,
/// since it reserves the other for the queue.
fn short_lived_files() -> sandbox::Options {
    sandbox::Options {
        file_lifetime: Duration::from_secs(2),
        ..quick()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zip_that_expires_while_the_token_is_refused_is_uploaded_again() {
    let mut fixture = Fixture::new(short_lived_files()).await;
    fixture.open_folder(2).await;
    let refused = sandbox::Fault::new(
        "POST",
        "/models/*/trainings",
        sandbox::FaultKind::Status(401, None),
    );
    fixture.sandbox.fail(refused.times(30));
    fixture.start().await;
    fixture.until_stage(Stage::Succeeded).await;
    assert!(fixture.uploads() >= 2);
    assert_eq!(fixture.sandbox.trainings().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zip_that_is_gone_at_a_retry_is_uploaded_again() {
    let mut fixture = Fixture::new(short_lived_files()).await;
    let failed = fail_with_kept_zip(&mut fixture).await;
    eventually("the service has deleted the zip", || {
        fixture.sandbox.files().is_empty()
    })
    .await;
    fixture
        .studio
        .training
        .retry_training(&failed.id)
        .await
        .unwrap();
    fixture.until_stage(Stage::Succeeded).await;
    assert_eq!(fixture.uploads(), 2);
    assert_eq!(fixture.sandbox.trainings().len(), 1);
}
