//! Tests that a sandbox with a folder continues where the previous one stopped.

use std::time::Duration;

use sandbox::Options;

use crate::support::{Bench, jpeg, zip_of};

#[tokio::test]
async fn files_models_and_trainings_outlive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let for_ever = Duration::from_secs(24 * 60 * 60);
    let options = Options {
        data: Some(folder.path().to_owned()),
        training_time: for_ever,
        ..Options::default()
    };
    let bench = Bench::with(options.clone()).await;
    let running = bench.train("one", &zip_of(&[("a.jpg", &jpeg())])).await;
    bench.until(&running, "processing").await;
    bench.sandbox.stop().await;

    let bench = Bench::with(options).await;
    let training = bench.get(&format!("/v1/trainings/{running}")).await.body;
    assert_eq!(training["status"], "processing");
    assert_eq!(bench.sandbox.files().len(), 1);
    assert!(bench.sandbox.finish_training(&running));
    bench.until(&running, "succeeded").await;
    assert_eq!(bench.sandbox.models()[0].versions.len(), 1);
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
    let bench = Bench::with(options.clone()).await;
    let queued = bench.train("one", &zip_of(&[("a.jpg", &jpeg())])).await;
    bench.sandbox.stop().await;

    let bench = Bench::with(options).await;
    assert!(bench.sandbox.finish_training(&queued));
    bench.until(&queued, "succeeded").await;
}

#[tokio::test]
async fn what_a_kill_left_half_arrived_is_cleared() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("arriving")).unwrap();
    std::fs::write(folder.path().join("arriving/half"), "PK").unwrap();
    let bench = Bench::with(Options {
        data: Some(folder.path().to_owned()),
        ..Options::default()
    })
    .await;
    bench.upload(b"abc").await;
    assert_eq!(
        std::fs::read_dir(folder.path().join("arriving"))
            .unwrap()
            .count(),
        0
    );
}

#[tokio::test]
async fn a_broken_folder_is_said() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("records.json"), "{").unwrap();
    let options = Options {
        data: Some(folder.path().to_owned()),
        ..Options::default()
    };
    let error = sandbox::Sandbox::start(options).await.err().unwrap();
    assert!(error.to_string().contains("records.json"), "{error}");
}
