//! Tests the download of the trained weights after a successful training, including faults.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;

use sandbox::{Fault, FaultKind};
use studio::Keep;
use studio::view::{Stage, Weights};

use crate::fixture::{Fixture, draft, eventually, eventually_async, open, quick};

/// Trains a model and returns the training's id.
async fn trained(fixture: &mut Fixture) -> String {
    fixture.open_folder(2).await;
    let begun = fixture.start().await;
    fixture.until_stage(Stage::Succeeded).await;
    begun.id
}

async fn until_kept(studio: &studio::Studio, id: &str) -> PathBuf {
    eventually_async("the weights are saved", async || {
        matches!(
            studio.training.weights(id).await,
            Ok(Some(Weights::Kept { .. }))
        )
    })
    .await;
    studio.training.weights_path(id).await.unwrap()
}

async fn until_absent(studio: &studio::Studio, id: &str) -> String {
    let reason = async || match studio.training.weights(id).await {
        Ok(Some(Weights::Absent { reason })) => reason,
        _ => None,
    };
    eventually_async("the reason is shown", async || reason().await.is_some()).await;
    reason().await.unwrap()
}

/// Asserts that a file has the format that other tools read: the length of a header, the header, and the 32 bytes of
/// data of the sandbox's LoRA.
fn assert_is_lora(file: &std::path::Path) {
    let bytes = fs::read(file).unwrap();
    let length = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    let header: serde_json::Value = serde_json::from_slice(&bytes[8..8 + length]).unwrap();
    assert_eq!(header["__metadata__"]["format"], "pt");
    assert_eq!(bytes.len(), 8 + length + 32);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lora_is_saved_under_its_name_with_a_note() {
    let mut fixture = Fixture::new(quick()).await;
    let id = trained(&mut fixture).await;
    let file = until_kept(&fixture.studio, &id).await;
    assert_is_lora(&file);
    let name = file.file_name().unwrap().to_str().unwrap();
    assert!(
        name.starts_with("bowls TOK ") && name.ends_with(".safetensors"),
        "{name}"
    );
    let note = fs::read_to_string(file.with_extension("txt")).unwrap();
    for line in [
        "Model: sandbox/bowls",
        "Trigger word: TOK",
        "training_steps: 400",
        "SHA-256: ",
    ] {
        assert!(note.contains(line), "{note}");
    }
    let file_count = || fs::read_dir(file.parent().unwrap()).unwrap().count();
    eventually("no other file stays", || file_count() == 2).await;
    // The account's token is not sent to the server that stores outputs.
    let requests = fixture.sandbox.requests();
    let download = requests
        .iter()
        .find(|request| request.path.starts_with("/delivery/"));
    assert!(!download.unwrap().headers.contains_key("authorization"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lora_in_a_zip_is_extracted() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    fixture
        .studio
        .training
        .set_train_draft(draft())
        .await
        .unwrap();
    let form = fixture
        .studio
        .training
        .choose_trainer("qwen/qwen-image-lora-trainer")
        .await;
    let begun = fixture
        .studio
        .training
        .start_training(form.unwrap().draft)
        .await
        .unwrap();
    fixture.until_stage(Stage::Succeeded).await;
    assert_is_lora(&until_kept(&fixture.studio, &begun.id).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_download_resumes() {
    let mut fixture = Fixture::new(quick()).await;
    for kind in [
        // A web page, such as a network's sign-in page, is not mistaken for the file.
        FaultKind::NotJson,
        FaultKind::Truncate(700),
        FaultKind::Status(503, None),
        FaultKind::CutBefore,
        FaultKind::Truncate(300),
    ] {
        fixture.sandbox.fail(Fault::new("GET", "/delivery/*", kind));
    }
    let id = trained(&mut fixture).await;
    assert_is_lora(&until_kept(&fixture.studio, &id).await);
    let requests = fixture.sandbox.requests();
    let ranges: Vec<Option<String>> = requests
        .iter()
        .filter(|request| request.path.starts_with("/delivery/"))
        .map(|request| request.headers.get("range").cloned())
        .collect();
    let from = |bytes: u32| Some(format!("bytes={bytes}-"));
    assert_eq!(
        ranges,
        [None, None, from(700), from(700), from(700), from(1000)],
        "received bytes are not requested again"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_resumes_after_a_restart() {
    let mut fixture = Fixture::new(quick()).await;
    fixture
        .sandbox
        .fail(Fault::new("GET", "/delivery/*", FaultKind::Truncate(512)));
    fixture
        .sandbox
        .fail(Fault::new("GET", "/delivery/*", FaultKind::Hang));
    let id = trained(&mut fixture).await;
    let downloads = || {
        let requests = fixture.sandbox.requests();
        requests
            .iter()
            .filter(|request| request.path.starts_with("/delivery/"))
            .count()
    };
    eventually_async("the second connection hangs", async || downloads() == 2).await;
    let (again, _) = open(fixture.home.path(), &fixture.sandbox, Some("r8_good")).await;
    assert_is_lora(&until_kept(&again, &id).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_or_wrong_file_is_reported_and_can_be_fetched_again() {
    for (kind, expected) in [
        (FaultKind::Status(404, None), "no longer has the file"),
        (
            FaultKind::Status(200, Some(serde_json::json!({ "a": 1 }))),
            "contains no LoRA",
        ),
    ] {
        let mut fixture = Fixture::new(quick()).await;
        fixture.sandbox.fail(Fault::new("GET", "/delivery/*", kind));
        let id = trained(&mut fixture).await;
        let reason = until_absent(&fixture.studio, &id).await;
        assert!(reason.contains(expected), "{reason}");
        assert!(fixture.studio.training.weights_path(&id).await.is_err());
        fixture.studio.training.fetch_weights(&id).await.unwrap();
        assert_is_lora(&until_kept(&fixture.studio, &id).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_waits_for_sign_in() {
    let mut fixture = Fixture::new(quick()).await;
    let id = trained(&mut fixture).await;
    let file = until_kept(&fixture.studio, &id).await;
    fs::remove_file(&file).unwrap();
    let (studio, _) = open(fixture.home.path(), &fixture.sandbox, None).await;
    studio.training.fetch_weights(&id).await.unwrap();
    eventually_async("the download waits for sign-in", async || {
        matches!(
            studio.training.weights(&id).await,
            Ok(Some(Weights::Fetching { sentence, .. })) if sentence.starts_with("Sign in")
        )
    })
    .await;
    studio.save_token("r8_good", Keep::Session).await.unwrap();
    assert_eq!(until_kept(&studio, &id).await, file);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complete_download_is_not_repeated_after_a_restart() {
    let mut fixture = Fixture::new(quick()).await;
    let id = trained(&mut fixture).await;
    let file = until_kept(&fixture.studio, &id).await;
    let downloads = || {
        let requests = fixture.sandbox.requests().into_iter();
        requests.filter(|request| request.path.starts_with("/delivery/"))
    };
    let path = downloads().next().unwrap().path;
    let (etag, archive) = download(&fixture.sandbox.url(), &path);
    let folder = file.parent().unwrap();
    let longer = [&archive[..], b"more"].concat();
    for (part, times) in [(&archive, 1), (&longer, 2)] {
        fs::remove_file(&file).unwrap();
        fs::write(folder.join("weights.part"), part).unwrap();
        fs::write(folder.join("weights.mark"), &etag).unwrap();
        let before = downloads().count();
        let (studio, _) = open(fixture.home.path(), &fixture.sandbox, Some("r8_good")).await;
        assert_is_lora(&until_kept(&studio, &id).await);
        assert_eq!(downloads().count() - before, times);
    }
}

/// Downloads a file, and returns its `ETag` and content.
fn download(url: &str, path: &str) -> (String, Vec<u8>) {
    let host = url.strip_prefix("http://").unwrap();
    let host = host.split('/').next().unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).unwrap();
    let end = response
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8(response[..end].to_vec()).unwrap();
    let etag = head
        .lines()
        .find_map(|line| line.strip_prefix("etag: "))
        .unwrap();
    (etag.to_owned(), response[end + 4..].to_vec())
}
