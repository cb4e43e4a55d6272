//! Tests the storage of a zip in the person's own bucket (also over a connection that breaks) or at an address on the
//! web, and the handling of the zip after the run.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sandbox::Sandbox;
use studio::view::{BucketKeys, Stage, StorageKind, TrainDraft, Training};
use studio::{Error, Keep, Studio};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::bucket::{ACCESS, BucketServer, SECRET};
use crate::fixture::{Fixture, draft, eventually, long, open, open_at, quick, run_to_end};

fn to_bucket() -> TrainDraft {
    TrainDraft {
        storage: StorageKind::Bucket,
        ..draft()
    }
}

/// Creates a folder of noise photos. Their zip is larger than two parts of an upload (10.5 MB), so three parts are
/// uploaded.
fn large_folder(home: &Path) {
    let folder = home.join("bowls");
    std::fs::create_dir_all(&folder).unwrap();
    for number in 0..8_u32 {
        let mut state = number + 1;
        let noise = image::RgbImage::from_fn(1024, 1024, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [_, r, g, b] = state.to_be_bytes();
            image::Rgb([r, g, b])
        });
        noise.save(folder.join(format!("{number}.png"))).unwrap();
    }
}

fn refused_field(error: &Error) -> &'static str {
    let Error::Field { field, .. } = error else {
        panic!("{error:?}");
    };
    field
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_is_checked_before_it_is_saved() {
    let fixture = Fixture::new(quick()).await;
    let server = BucketServer::start().await;
    let good = server.bucket();
    let save = async |change: &dyn Fn(&mut studio::view::Bucket), secret: &str| {
        let mut bucket = good.clone();
        change(&mut bucket);
        let saved = fixture
            .studio
            .training
            .save_bucket(&bucket, ACCESS, secret, Keep::Session);
        let error = saved.await.unwrap_err();
        println!("{error}");
        refused_field(&error)
    };
    assert_eq!(save(&|_| (), "wrong").await, "secret");
    assert_eq!(save(&|_| (), " ").await, "secret");
    assert_eq!(
        save(&|bucket| bucket.name = "a/b".to_owned(), SECRET).await,
        "name"
    );
    assert_eq!(
        save(&|bucket| bucket.region.clear(), SECRET).await,
        "region"
    );
    for endpoint in [
        "http://s3.example.com",
        "s3.example.com",
        "https://s3.example.com/bucket",
        "http://127.0.0.1:1",
    ] {
        assert_eq!(
            save(&|bucket| bucket.endpoint = endpoint.to_owned(), SECRET).await,
            "endpoint",
            "{endpoint}"
        );
    }
    assert_eq!(fixture.studio.training.bucket().await.unwrap(), None);

    server.save_in(&fixture.studio).await;
    let shown = fixture.studio.training.bucket().await.unwrap().unwrap();
    assert_eq!(shown.bucket, good);
    assert_eq!(shown.keys, BucketKeys::Session);
    assert_eq!(server.files(), Vec::<std::path::PathBuf>::new());
    // The folder in the bucket can be changed without typing the keys again.
    let mut other_folder = good.clone();
    other_folder.prefix = "elsewhere".to_owned();
    let saved = fixture
        .studio
        .training
        .save_bucket(&other_folder, "", "", Keep::Session)
        .await;
    assert_eq!(saved.unwrap().unwrap().bucket, other_folder);
    assert_eq!(fixture.studio.training.forget_bucket().await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_uses_the_persons_bucket() {
    let mut fixture = Fixture::new(quick()).await;
    let server = BucketServer::start().await;
    fixture.open_folder(3).await;
    let form = fixture
        .studio
        .training
        .set_train_draft(to_bucket())
        .await
        .unwrap();
    assert!(
        form.problems
            .iter()
            .any(|problem| problem.field == "storage"),
        "no bucket is saved yet: {form:?}"
    );
    server.save_in(&fixture.studio).await;
    fixture
        .studio
        .training
        .start_training(to_bucket())
        .await
        .unwrap();
    let done = fixture.until_stage(Stage::Succeeded).await;
    assert!(
        done.detail
            .contains("The zip in the bucket pictures was deleted."),
        "{done:?}"
    );
    assert_eq!(server.files(), Vec::<std::path::PathBuf>::new());
    assert!(fixture.sandbox.files().is_empty());
    let [training] = fixture.sandbox.trainings().try_into().unwrap();
    let address = training.input["input_images"].as_str().unwrap();
    assert!(address.contains("X-Amz-Expires=86400"), "{address}");
    for secret in [SECRET, ACCESS, "X-Amz-Signature"] {
        crate::faults::assert_absent(fixture.home.path(), secret, "a run through a bucket");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_multipart_upload_resumes_after_a_broken_connection() {
    let mut fixture = Fixture::new(quick()).await;
    let server = BucketServer::start().await;
    large_folder(fixture.home.path());
    let folder = fixture.home.path().join("bowls");
    fixture
        .studio
        .workspace
        .open_paths(vec![folder])
        .await
        .unwrap();
    server.save_in(&fixture.studio).await;
    let before = server.received();
    // Cut within the second part, and again when that part is resent.
    server.cut([8_000_000, 11_000_000]);
    fixture
        .studio
        .training
        .start_training(to_bucket())
        .await
        .unwrap();
    fixture
        .until("a retry message", |training| {
            training.retry_message.is_some()
        })
        .await;
    let done = fixture.until_stage(Stage::Succeeded).await;
    let size = zip_size(&fixture.studio, fixture.home.path()).await;
    let sent = server.received() - before;
    assert!(size > 10_500_000, "three parts: {size}");
    assert!(
        sent < size + 2 * 5_500_000,
        "only interrupted parts are sent again: {sent} of {size}"
    );
    assert_eq!(server.files(), Vec::<std::path::PathBuf>::new(), "{done:?}");
}

/// Returns the size of the open dataset's zip.
async fn zip_size(studio: &Studio, home: &Path) -> u64 {
    let zip = home.join("again.zip");
    studio.training.save_zip(zip.clone()).await.unwrap();
    std::fs::metadata(zip).unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_of_a_killed_app_resumes_once_the_keys_are_known() {
    let home = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(quick()).await.unwrap();
    let server = Arc::new(BucketServer::start().await);
    large_folder(home.path());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (path, url) = (home.path().to_owned(), sandbox.url());
    let bucket = Arc::clone(&server);
    let ended = runtime.spawn(async move {
        let (studio, mut training_updates) =
            crate::fixture::open_at(&path, &url, Some("r8_good")).await;
        let opened = studio.workspace.open_paths(vec![path.join("bowls")]).await;
        opened.unwrap();
        bucket.save_in(&studio).await;
        // Cut within the second part.
        bucket.cut([8_000_000]);
        studio.training.start_training(to_bucket()).await.unwrap();
        let interrupted = training_updates.wait_for(|training| {
            training
                .as_ref()
                .is_some_and(|training| training.retry_message.is_some())
        });
        interrupted.await.unwrap();
    });
    tokio::time::timeout(Duration::from_secs(60), ended)
        .await
        .unwrap()
        .unwrap();
    runtime.shutdown_background();
    let before = server.received();

    let (studio, mut training_updates) = open(home.path(), &sandbox, Some("r8_good")).await;
    let needs_keys = |training: &Training| {
        let message = training.retry_message.as_deref();
        message.is_some_and(|message| message.contains("keys to pictures"))
    };
    let until = async |training_updates: &mut tokio::sync::watch::Receiver<Option<Training>>,
                       condition: &dyn Fn(&Training) -> bool| {
        let changed =
            training_updates.wait_for(|training| training.as_ref().is_some_and(condition));
        let changed = tokio::time::timeout(Duration::from_secs(60), changed).await;
        changed.expect("the training changes in time").unwrap();
    };
    until(&mut training_updates, &needs_keys).await;
    server.save_in(&studio).await;
    until(&mut training_updates, &|training| {
        training.stage == Stage::Succeeded
    })
    .await;
    assert_eq!(sandbox.trainings().len(), 1);
    let sent = server.received() - before;
    let size = zip_size(&studio, home.path()).await;
    assert!(
        sent < size - 5_000_000,
        "the first part is not sent again: {sent} of {size}"
    );
    assert_eq!(server.files(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_canceled_upload_leaves_nothing_in_the_bucket() {
    let mut fixture = Fixture::new(quick()).await;
    let server = BucketServer::start().await;
    large_folder(fixture.home.path());
    let folder = fixture.home.path().join("bowls");
    fixture
        .studio
        .workspace
        .open_paths(vec![folder])
        .await
        .unwrap();
    server.save_in(&fixture.studio).await;
    server.cut([8_000_000]);
    let begun = fixture
        .studio
        .training
        .start_training(to_bucket())
        .await
        .unwrap();
    fixture
        .until("a retry message", |training| {
            training.retry_message.is_some()
        })
        .await;
    assert!(!server.files().is_empty(), "the first part is uploaded");
    fixture
        .studio
        .training
        .cancel_training(&begun.id)
        .await
        .unwrap();
    let ended = fixture
        .until("the end", |training| training.removable)
        .await;
    assert!(ended.retry_message.is_none(), "{ended:?}");
    if ended.stage == Stage::Canceled && !ended.has_page {
        assert!(fixture.sandbox.trainings().is_empty());
    }
    // The server takes a moment to notice that the current part will not be completed.
    eventually("the bucket is empty", || server.files().is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zip_stays_if_wanted_and_is_reported() {
    let mut fixture = Fixture::new(quick()).await;
    let server = BucketServer::start().await;
    fixture.open_folder(2).await;
    server.save_in(&fixture.studio).await;
    let kept = TrainDraft {
        keep_zip: true,
        ..to_bucket()
    };
    fixture.studio.training.start_training(kept).await.unwrap();
    let done = fixture.until_stage(Stage::Succeeded).await;
    assert!(
        done.detail
            .contains("The zip is still in the bucket pictures, as you wanted."),
        "{done:?}"
    );
    let left = server.files();
    assert!(
        left.iter()
            .any(|file| file.extension().is_some_and(|ending| ending == "zip")),
        "{left:?}"
    );
}

/// Starts a server that answers every request with `bytes`, and returns its address.
async fn serve_bytes(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/data.zip", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut request = [0; 2048];
                let _ = socket.read(&mut request).await;
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                    bytes.len()
                );
                let _ = socket.write_all(head.as_bytes()).await;
                let _ = socket.write_all(bytes).await;
                let _ = socket.shutdown().await;
            });
        }
    });
    url
}

async fn dataset_zip(fixture: &Fixture) -> &'static [u8] {
    let zip = fixture.home.path().join("mine.zip");
    fixture.studio.training.save_zip(zip.clone()).await.unwrap();
    Box::leak(std::fs::read(zip).unwrap().into_boxed_slice())
}

fn at_address(url: &str) -> TrainDraft {
    TrainDraft {
        storage: StorageKind::Address,
        zip_address: url.to_owned(),
        ..draft()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zip_on_the_web_is_used_unchanged() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    let url = serve_bytes(dataset_zip(&fixture).await).await;
    let first = fixture
        .studio
        .training
        .start_training(at_address(&url))
        .await
        .unwrap();
    fixture.until_stage(Stage::Succeeded).await;
    let sent = fixture.sandbox.requests();
    assert!(
        !sent
            .iter()
            .any(|request| request.method == "POST" && request.path == "/v1/files"),
        "nothing is uploaded"
    );
    // Use the same address again and lose the response: the older training must not be mistaken for the new one.
    fixture.sandbox.fail(sandbox::Fault::new(
        "POST",
        "/models/*/trainings",
        sandbox::FaultKind::LoseAnswer,
    ));
    let second = fixture
        .studio
        .training
        .start_training(at_address(&url))
        .await
        .unwrap();
    fixture
        .until("the second", |training| {
            training.id == second.id && training.stage == Stage::Succeeded
        })
        .await;
    assert_ne!(first.id, second.id);
    assert_eq!(fixture.sandbox.trainings().len(), 2);
    let rows = fixture.studio.training.trainings().await.unwrap().rows;
    assert_eq!(rows.len(), 2, "each run has its own training: {rows:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_without_a_zip_is_refused_before_any_request() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    for (address, missing) in [("", true), ("data.zip", false), ("ftp://a/b.zip", false)] {
        let form = fixture
            .studio
            .training
            .set_train_draft(at_address(address))
            .await
            .unwrap();
        let problem = form
            .problems
            .iter()
            .find(|problem| problem.field == "zipAddress");
        assert_eq!(problem.map(|problem| problem.missing), Some(missing));
    }
    for (bytes, expected) in [
        (&b"<!DOCTYPE html><title>Sign in</title>"[..], "a web page"),
        (&b"\x89PNG"[..], "another kind of file"),
        (&b""[..], "another kind of file"),
    ] {
        let url = serve_bytes(bytes).await;
        let begun = fixture
            .studio
            .training
            .start_training(at_address(&url))
            .await
            .unwrap();
        let failed = fixture
            .until("a failure", |training| {
                training.id == begun.id && training.stage == Stage::Failed
            })
            .await;
        let failure = failed.failure.unwrap();
        assert!(failure.message.contains(expected), "{failure:?}");
    }
    assert!(fixture.sandbox.trainings().is_empty());
    assert!(
        fixture
            .sandbox
            .models()
            .iter()
            .all(|model| model.name != "bowls")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adopted_training_is_followed_after_a_restart() {
    let mut fixture = Fixture::new(long()).await;
    fixture.open_folder(2).await;
    fixture.start().await;
    fixture
        .until("the queue", |training| training.has_page)
        .await;
    let elsewhere = tempfile::tempdir().unwrap();
    let (home, url) = (elsewhere.path().to_owned(), fixture.sandbox.url());
    let adopted = run_to_end(async move {
        let (studio, _) = open_at(&home, &url, Some("r8_good")).await;
        let rows = studio.training.trainings().await.unwrap().rows;
        let shown = studio.training.training(&rows[0].id).await.unwrap();
        assert_eq!(shown.adopt.as_deref(), Some("Track in Tintype"));
        let adopted = studio.training.adopt_training(&rows[0].id).await.unwrap();
        let again = studio.training.adopt_training(&rows[0].id).await.unwrap();
        assert_eq!(adopted.id, again.id, "adopting twice is adopting once");
        assert!(adopted.adopt.is_none() && adopted.retry.is_none() && !adopted.again);
        assert_eq!(studio.training.trainings().await.unwrap().rows.len(), 1);
        adopted
    })
    .await;

    let (studio, _moved) = open(elsewhere.path(), &fixture.sandbox, Some("r8_good")).await;
    eventually("the training is followed", || studio.state().running).await;
    fixture
        .studio
        .training
        .cancel_training(&fixture.studio.training.trainings().await.unwrap().rows[0].id)
        .await
        .unwrap();
    eventually("the end is noticed", || !studio.state().running).await;
    let ended = studio.training.training(&adopted.id).await.unwrap();
    assert_eq!(ended.stage, Stage::Canceled);
    assert_eq!(fixture.sandbox.trainings().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_are_concurrent() {
    let mut fixture = Fixture::new(quick()).await;
    let folder = fixture.open_folder(2).await;
    let mut ids = Vec::new();
    for name in ["one", "two", "three"] {
        let draft = TrainDraft {
            destination: name.to_owned(),
            ..draft()
        };
        ids.push(
            fixture
                .studio
                .training
                .start_training(draft)
                .await
                .unwrap()
                .id,
        );
    }
    drop(folder);
    let all_done = async |studio: &Studio| {
        let rows = studio.training.trainings().await.unwrap().rows;
        rows.iter().all(|row| row.stage == Stage::Succeeded)
    };
    crate::fixture::eventually_async("all are done", async || all_done(&fixture.studio).await)
        .await;
    assert_eq!(fixture.sandbox.trainings().len(), 3);
    ids.dedup();
    assert_eq!(ids.len(), 3);
    fixture.training_updates.mark_unchanged();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_wrong_by_days_does_not_matter() {
    for days in [-3_i64, 3] {
        let mut fixture = Fixture::new(sandbox::Options {
            clock_ahead: jiff::SignedDuration::from_hours(24 * days),
            ..quick()
        })
        .await;
        fixture.open_folder(2).await;
        fixture.sandbox.fail(sandbox::Fault::new(
            "POST",
            "/models/*/trainings",
            sandbox::FaultKind::LoseAnswer,
        ));
        fixture.start().await;
        fixture.until_stage(Stage::Succeeded).await;
        assert_eq!(fixture.sandbox.trainings().len(), 1, "{days} days");
        assert_eq!(fixture.uploads(), 1, "{days} days");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_need_no_right_to_list_the_bucket() {
    let mut fixture = Fixture::new(quick()).await;
    let server = BucketServer::start_without_listing().await;
    fixture.open_folder(3).await;
    server.save_in(&fixture.studio).await;
    fixture
        .studio
        .training
        .start_training(to_bucket())
        .await
        .unwrap();
    fixture.until_stage(Stage::Succeeded).await;
    assert_eq!(server.files(), Vec::<std::path::PathBuf>::new());
}

/// Starts a storage server that responds to every request with this error, and returns its address.
async fn serve_error(code: &str, message: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let body = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
    let response = format!(
        "HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = [0; 8192];
            let _ = socket.read(&mut request).await;
            let _ = socket.write_all(response.as_bytes()).await;
            let _ = socket.shutdown().await;
        }
    });
    url
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_of_the_storage_explain_the_reason() {
    let fixture = Fixture::new(quick()).await;
    let refusals = [
        ("InvalidAccessKeyId", "The key is not known here", "secret"),
        (
            "SecondLevelDomainForbidden",
            "Use the other style",
            "endpoint",
        ),
    ];
    for (code, message, field) in refusals {
        let bucket = studio::view::Bucket {
            endpoint: serve_error(code, message).await,
            region: "us-east-1".to_owned(),
            name: "pictures".to_owned(),
            prefix: String::new(),
        };
        let saved = fixture
            .studio
            .training
            .save_bucket(&bucket, ACCESS, SECRET, Keep::Session)
            .await;
        let error = saved.unwrap_err();
        assert_eq!(refused_field(&error), field, "{error}");
        let expected = if field == "secret" {
            message
        } else {
            "https://pictures.127.0.0.1"
        };
        assert!(error.to_string().contains(expected), "{error}");
    }
}
