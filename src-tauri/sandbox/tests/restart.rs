//! Tests that a sandbox with a folder continues where the previous one stopped.

use std::time::Duration;

use sandbox::Options;

use crate::support::{Fixture, jpeg, zip_of};

#[tokio::test]
async fn data_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let one_day = Duration::from_secs(24 * 60 * 60);
    let options = Options {
        data: Some(folder.path().to_owned()),
        training_time: one_day,
        ..Options::default()
    };
    let fixture = Fixture::with(options.clone()).await;
    let running = fixture.train("one", &zip_of(&[("a.jpg", &jpeg())])).await;
    fixture.wait_for_status(&running, "processing").await;
    fixture.sandbox.stop().await;

    let fixture = Fixture::with(options).await;
    let training = fixture.get(&format!("/v1/trainings/{running}")).await.body;
    assert_eq!(training["status"], "processing");
    assert_eq!(fixture.sandbox.files().len(), 1);
    assert!(fixture.sandbox.finish_training(&running));
    fixture.wait_for_status(&running, "succeeded").await;
    assert_eq!(fixture.sandbox.models()[0].versions.len(), 1);
}

#[tokio::test]
async fn a_queued_training_finds_its_file_on_another_port() {
    let folder = tempfile::tempdir().unwrap();
    let queue_time = Duration::from_secs(24 * 60 * 60);
    let options = Options {
        data: Some(folder.path().to_owned()),
        queue_time,
        ..Options::default()
    };
    let fixture = Fixture::with(options.clone()).await;
    let queued = fixture.train("one", &zip_of(&[("a.jpg", &jpeg())])).await;
    fixture.sandbox.stop().await;

    let fixture = Fixture::with(options).await;
    assert!(fixture.sandbox.finish_training(&queued));
    fixture.wait_for_status(&queued, "succeeded").await;
}

#[tokio::test]
async fn incomplete_uploads_are_removed_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("arriving")).unwrap();
    std::fs::write(folder.path().join("arriving/half"), "PK").unwrap();
    let fixture = Fixture::with(Options {
        data: Some(folder.path().to_owned()),
        ..Options::default()
    })
    .await;
    fixture.upload(b"abc").await;
    assert_eq!(
        std::fs::read_dir(folder.path().join("arriving"))
            .unwrap()
            .count(),
        0
    );
}

#[tokio::test]
async fn broken_records_are_reported() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("records.json"), "{").unwrap();
    let options = Options {
        data: Some(folder.path().to_owned()),
        ..Options::default()
    };
    let error = sandbox::Sandbox::start(options).await.err().unwrap();
    assert!(error.to_string().contains("records.json"), "{error}");
}
