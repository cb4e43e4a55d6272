//! Tests that the trainer handles the zip as the real trainers do.

use std::io::{Cursor, Read};

use sandbox::{Options, TrainingState};
use serde_json::json;

use crate::support::{FAST_FLUX, FAST_FLUX_PATH, Fixture, jpeg, png, zip_of};

/// Trains on these entries and returns the logs of the successful training.
async fn logs_of(entries: &[(&str, &[u8])]) -> String {
    let fixture = Fixture::start().await;
    let id = fixture.train("made", &zip_of(entries)).await;
    fixture.wait_for_status(&id, "succeeded").await["logs"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// Trains on this zip and returns the error of the failed training.
async fn error_of(zip: &[u8]) -> String {
    let fixture = Fixture::start().await;
    let id = fixture.train("made", zip).await;
    let training = fixture.wait_for_status(&id, "failed").await;
    assert!(training.get("output").is_none(), "{training:#}");
    assert!(
        training["logs"].as_str().unwrap().contains("Traceback"),
        "{training:#}"
    );
    training["error"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_good_zip_gives_a_new_version_and_weights() {
    let fixture = Fixture::start().await;
    let id = fixture
        .train(
            "fresh",
            &zip_of(&[("img_0.jpg", &jpeg()), ("img_0.txt", b"TOK by a lake")]),
        )
        .await;
    let training = fixture.wait_for_status(&id, "succeeded").await;

    let (model, version) = training["output"]["version"]
        .as_str()
        .unwrap()
        .split_once(':')
        .unwrap();
    assert_eq!(model, "sandbox/fresh");
    let latest = fixture.get("/v1/models/sandbox/fresh").await.body["latest_version"].clone();
    assert_eq!(latest["id"], version);
    let inputs = &latest["openapi_schema"]["components"]["schemas"]["Input"];
    assert_eq!(inputs["required"], json!(["prompt"]));
    assert!(training["metrics"]["predict_time"].as_f64().unwrap() > 0.0);
    assert!(
        training["metrics"]["total_time"].as_f64() >= training["metrics"]["predict_time"].as_f64()
    );
    assert!(
        training.get("destination").is_none(),
        "the service never returns the destination"
    );

    let weights = fixture
        .get(training["output"]["weights"].as_str().unwrap())
        .await;
    let mut names = Vec::new();
    for entry in tar::Archive::new(weights.bytes.as_slice())
        .entries()
        .unwrap()
    {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().display().to_string();
        if name.ends_with(".safetensors") {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            let length =
                usize::try_from(u64::from_le_bytes(bytes[..8].try_into().unwrap())).unwrap();
            let header: serde_json::Value = serde_json::from_slice(&bytes[8..8 + length]).unwrap();
            let ends = header
                .as_object()
                .unwrap()
                .values()
                .filter_map(|tensor| tensor["data_offsets"][1].as_u64());
            assert_eq!(ends.max().unwrap() as usize, bytes.len() - 8 - length);
        }
        names.push(name);
    }
    assert!(
        names.iter().any(|name| name.ends_with("lora.safetensors")),
        "{names:?}"
    );
}

#[tokio::test]
async fn the_log_ends_with_the_bar_at_the_requested_steps() {
    let fixture = Fixture::start().await;
    let images = fixture.upload(&zip_of(&[("a.png", &png())])).await;
    let destination = fixture.model("steps").await;
    let path = format!("{FAST_FLUX_PATH}/versions/{FAST_FLUX}/trainings");
    let input =
        json!({ "input_images": images, "trigger_word": "TOK", "training_steps": 321, "steps": 9 });
    let id = fixture.train_with(&path, &destination, input).await;
    let training = fixture.wait_for_status(&id, "succeeded").await;
    let logs = training["logs"].as_str().unwrap();
    let last = logs
        .split(['\r', '\n'])
        .rfind(|line| line.starts_with("flux_train_replicate"))
        .unwrap();
    assert!(
        last.starts_with("flux_train_replicate: 100%|██████████| 321/321 ["),
        "{last}"
    );
    assert!(
        last.contains("it, lr: 4.0e-04 loss: ") || last.contains("it/s, lr: 4.0e-04 loss: "),
        "{last}"
    );
    assert!(
        logs.contains("\rflux_train_replicate:   0%|          | 0/321 [00:00<?, ?it/s"),
        "{logs}"
    );
    assert_eq!(
        training["input"]["steps"], 9,
        "unknown inputs are echoed, and otherwise dropped"
    );
}

#[tokio::test]
async fn pictures_without_a_caption_are_captioned() {
    let logs = logs_of(&[("a.jpg", &jpeg()), ("a.txt", b"TOK"), ("b.png", &png())]).await;
    assert!(
        logs.contains("Extracted 3 files from zip to input_images\n"),
        "{logs}"
    );
    assert!(logs.contains("a.jpg is already captioned\n"), "{logs}");
    assert!(logs.contains("Caption for input_images/b.png: "), "{logs}");
}

#[tokio::test]
async fn nothing_is_captioned_if_all_captions_exist() {
    let logs = logs_of(&[
        ("a.jpg", &jpeg()),
        ("a.txt", b"TOK"),
        ("A.png", &png()),
        ("A.txt", b"TOK"),
    ])
    .await;
    assert!(!logs.contains("aption for"), "{logs}");
    assert!(!logs.contains("already captioned"), "{logs}");
}

#[tokio::test]
async fn macos_metadata_is_skipped_at_the_root_only() {
    let logs = logs_of(&[
        ("a.jpg", &jpeg()),
        ("._a.jpg", b"ghost"),
        ("__MACOSX/._a.jpg", b"ghost"),
    ])
    .await;
    assert!(logs.contains("Extracted 1 files"), "{logs}");

    let nested = zip_of(&[("photos/a.jpg", &jpeg()), ("photos/._a.jpg", b"ghost")]);
    assert_eq!(
        error_of(&nested).await,
        "cannot identify image file '/src/input_images/photos/._a.jpg'"
    );
}

#[tokio::test]
async fn pictures_in_a_folder_are_found_with_their_captions() {
    let logs = logs_of(&[
        ("photos/", b""),
        ("photos/a.jpg", &jpeg()),
        ("photos/a.txt", b"TOK"),
        ("photos/b.jpg", &jpeg()),
    ])
    .await;
    assert!(logs.contains("Extracted 4 files"), "{logs}");
    assert!(logs.contains("a.jpg is already captioned"), "{logs}");
    assert!(
        logs.contains("Caption for input_images/photos/b.jpg: "),
        "{logs}"
    );
}

#[tokio::test]
async fn other_formats_are_ignored() {
    let logs = logs_of(&[
        ("a.jpg", &jpeg()),
        ("b.heic", b"not looked at"),
        ("c.tiff", b"nor this"),
    ])
    .await;
    assert!(logs.contains("Extracted 3 files"), "{logs}");
    assert!(!logs.contains("heic") && !logs.contains("tiff"), "{logs}");
}

#[tokio::test]
async fn a_zip_without_pictures_fails() {
    assert!(error_of(&zip_of(&[])).await.contains("num_samples=0"));
    assert!(
        error_of(&zip_of(&[("a.txt", b"TOK"), ("b.heic", b"?")]))
            .await
            .contains("num_samples=0")
    );
}

#[tokio::test]
async fn another_file_than_a_zip_fails() {
    assert_eq!(error_of(b"hello").await, "input_images must be a zip file");
    assert_eq!(error_of(b"").await, "input_images must be a zip file");
}

#[tokio::test]
async fn a_broken_picture_fails() {
    let whole = png();
    // The format of a picture is recognised by its content, not by its name.
    let cut = zip_of(&[("a.jpg", &whole), ("b.jpg", &whole[..whole.len() / 2])]);
    assert_eq!(
        error_of(&cut).await,
        "image file is truncated: /src/input_images/b.jpg"
    );
    let empty = zip_of(&[("a.jpg", b"")]);
    assert_eq!(
        error_of(&empty).await,
        "cannot identify image file '/src/input_images/a.jpg'"
    );
    assert!(
        error_of(&zip_of(&[("a.png", &enormous_png())]))
            .await
            .contains("900000000 pixels")
    );
}

/// Returns a small PNG that declares a size of 30,000 × 30,000 pixels.
fn enormous_png() -> Vec<u8> {
    let mut bytes = png();
    bytes[16..20].copy_from_slice(&30_000_u32.to_be_bytes());
    bytes[20..24].copy_from_slice(&30_000_u32.to_be_bytes());
    // The header's checksum is corrected: otherwise a strict reader would report the wrong checksum before it reads
    // the size.
    let checksum = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&checksum.to_be_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xEDB8_8320 * (sum & 1))
        })
    })
}

#[tokio::test]
async fn the_zip_is_fetched_by_http_from_the_given_address() {
    let fixture = Fixture::start().await;
    let id = fixture
        .train("signed", &zip_of(&[("a.jpg", &jpeg())]))
        .await;
    fixture.wait_for_status(&id, "succeeded").await;
    let download = fixture
        .sandbox
        .requests()
        .into_iter()
        .find(|request| request.path.ends_with("/download"))
        .unwrap();
    assert!(download.query.unwrap().contains("signature="));
    assert!(!download.headers.contains_key("authorization"));

    let path = format!("{FAST_FLUX_PATH}/versions/{FAST_FLUX}/trainings");
    for (address, error) in [
        (
            format!("{}/avatar.png", fixture.sandbox.url()),
            "input_images must be a zip file",
        ),
        (
            format!("{}/nothing.zip", fixture.sandbox.url()),
            "HTTP status 404",
        ),
        ("https://example.com/photos.zip".to_owned(), "loopback"),
    ] {
        let input = json!({ "input_images": address, "trigger_word": "TOK" });
        let id = fixture.train_with(&path, "sandbox/signed", input).await;
        let training = fixture.wait_for_status(&id, "failed").await;
        assert!(
            training["error"].as_str().unwrap().contains(error),
            "{training:#}"
        );
    }
}

#[tokio::test]
async fn an_expired_file_fails_the_training() {
    let fixture = Fixture::with(Options {
        file_lifetime: std::time::Duration::ZERO,
        ..Options::default()
    })
    .await;
    let id = fixture.train("late", &zip_of(&[("a.jpg", &jpeg())])).await;
    let training = fixture.wait_for_status(&id, "failed").await;
    assert!(
        training["error"].as_str().unwrap().contains("404"),
        "{training:#}"
    );
}

#[tokio::test]
async fn a_deleted_destination_fails_the_training() {
    let fixture = Fixture::with_long_trainings().await;
    let id = fixture.train("gone", &zip_of(&[("a.jpg", &jpeg())])).await;
    fixture.wait_for_status(&id, "processing").await;
    assert_eq!(fixture.delete("/v1/models/sandbox/gone").await.status, 204);
    assert!(fixture.sandbox.finish_training(&id));
    let training = fixture.wait_for_status(&id, "failed").await;
    assert_eq!(
        training["error"],
        "Failed to create trained image after successful training run"
    );
}

#[tokio::test]
async fn a_training_can_be_canceled_in_the_queue_and_while_it_runs() {
    let queue_time = std::time::Duration::from_secs(24 * 60 * 60);
    let queued = Fixture::with(Options {
        queue_time,
        ..Options::default()
    })
    .await;
    let id = queued.train("one", &zip_of(&[("a.jpg", &jpeg())])).await;
    let canceled = queued
        .post_empty(&format!("/v1/trainings/{id}/cancel"))
        .await;
    assert_eq!(
        (canceled.status, &canceled.body["status"]),
        (200, &json!("canceled"))
    );
    assert!(canceled.body.get("started_at").is_none());
    assert_eq!(canceled.body["metrics"]["predict_time"], 0.0);

    let running = Fixture::with_long_trainings().await;
    let id = running.train("two", &zip_of(&[("a.jpg", &jpeg())])).await;
    running.wait_for_status(&id, "processing").await;
    let canceled = running
        .post_empty(&format!("/v1/trainings/{id}/cancel"))
        .await;
    assert_eq!(canceled.body["status"], "canceled");
    assert!(canceled.body["metrics"]["predict_time"].as_f64().unwrap() > 0.0);
    assert!(running.sandbox.models()[0].versions.is_empty());

    let again = running
        .post_empty(&format!("/v1/trainings/{id}/cancel"))
        .await;
    assert_eq!(again.body["completed_at"], canceled.body["completed_at"]);
}

#[tokio::test]
async fn a_training_can_be_controlled() {
    let fixture = Fixture::with_long_trainings().await;
    let zip = zip_of(&[("a.jpg", &jpeg())]);
    let (failing, finishing, lost) = (
        fixture.train("a", &zip).await,
        fixture.train("b", &zip).await,
        fixture.train("c", &zip).await,
    );
    assert!(
        fixture
            .sandbox
            .fail_training(&failing, "CUDA out of memory")
    );
    assert!(!fixture.sandbox.fail_training(&failing, "again"));
    assert!(fixture.sandbox.finish_training(&finishing));
    assert!(fixture.sandbox.lose_training(&lost));
    assert_eq!(
        fixture.wait_for_status(&failing, "failed").await["error"],
        "CUDA out of memory"
    );
    fixture.wait_for_status(&finishing, "succeeded").await;
    assert_eq!(
        fixture.get(&format!("/v1/trainings/{lost}")).await.status,
        404
    );
    let statuses: Vec<String> = fixture
        .sandbox
        .trainings()
        .into_iter()
        .map(|training: TrainingState| training.status)
        .collect();
    assert_eq!(statuses, ["failed", "succeeded"]);
}

#[tokio::test]
async fn only_a_queued_training_is_aborted() {
    let queue_time = std::time::Duration::from_secs(24 * 60 * 60);
    let fixture = Fixture::with(Options {
        queue_time,
        ..Options::default()
    })
    .await;
    let id = fixture.train("one", &zip_of(&[("a.jpg", &jpeg())])).await;
    assert!(fixture.sandbox.abort_training(&id));
    fixture.wait_for_status(&id, "aborted").await;
    assert!(!fixture.sandbox.abort_training(&id));
}

#[tokio::test]
async fn the_other_trainers_train_too() {
    let fixture = Fixture::start().await;
    let images = fixture.upload(&zip_of(&[("a.jpg", &jpeg())])).await;
    let destination = fixture.model("other").await;
    for (trainer, input, weights) in [
        (
            "ostris/flux-dev-lora-trainer",
            json!({ "input_images": images, "autocaption": false }),
            "trained_model.tar",
        ),
        (
            "qwen/qwen-image-lora-trainer",
            json!({ "dataset": images }),
            "trained_model.zip",
        ),
    ] {
        let model = fixture.get(&format!("/v1/models/{trainer}")).await.body;
        let version = model["latest_version"]["id"].as_str().unwrap().to_owned();
        let path = format!("/v1/models/{trainer}/versions/{version}/trainings");
        let id = fixture.train_with(&path, &destination, input).await;
        let training = fixture.wait_for_status(&id, "succeeded").await;
        assert!(
            !training["logs"].as_str().unwrap().contains("Caption for"),
            "{training:#}"
        );
        let address = training["output"]["weights"].as_str().unwrap();
        assert!(address.ends_with(weights), "{address}");
        let bytes = fixture.get(address).await.bytes;
        if weights.ends_with(".zip") {
            let archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
            assert!(!archive.is_empty());
        }
    }
    assert_eq!(fixture.sandbox.models()[0].versions.len(), 2);
}

#[tokio::test]
async fn a_wrong_input_is_refused_with_the_fields() {
    let fixture = Fixture::start().await;
    let destination = fixture.model("made").await;
    let path = format!("{FAST_FLUX_PATH}/versions/{FAST_FLUX}/trainings");
    let input =
        json!({ "input_images": "photos.zip", "lora_type": "person", "training_steps": "many" });
    let refused = fixture
        .post(
            &path,
            json!({ "destination": destination, "input": input, "webhook": "http://localhost/" }),
        )
        .await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.headers["content-type"], "application/problem+json");
    assert_eq!(refused.body["title"], "Input validation failed");
    let wrong: Vec<(&str, &str)> = refused.body["invalid_fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|invalid| {
            (
                invalid["type"].as_str().unwrap(),
                invalid["field"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        wrong,
        [
            ("format", "input.input_images"),
            ("required", "input"),
            ("enum", "input.lora_type"),
            ("invalid_type", "input.training_steps"),
            ("format", "webhook"),
        ]
    );
    assert!(
        refused.body["detail"]
            .as_str()
            .unwrap()
            .contains("- input: trigger_word is required\n")
    );
    assert!(fixture.sandbox.trainings().is_empty());
}

#[tokio::test]
async fn limits_and_null_are_checked() {
    let fixture = Fixture::start().await;
    let destination = fixture.model("made").await;
    let model = fixture
        .get("/v1/models/ostris/flux-dev-lora-trainer")
        .await
        .body;
    let version = model["latest_version"]["id"].as_str().unwrap();
    let path = format!("/v1/models/ostris/flux-dev-lora-trainer/versions/{version}/trainings");
    let input = json!({ "steps": 6001, "lora_rank": 0, "trigger_word": null });
    let refused = fixture
        .post(&path, json!({ "destination": destination, "input": input }))
        .await;
    let details = refused.body["detail"].as_str().unwrap();
    assert!(
        details.contains("input.steps: Must be less than or equal to 6000"),
        "{details}"
    );
    assert!(
        details.contains("input.lora_rank: Must be greater than or equal to 1"),
        "{details}"
    );
    assert!(
        details.contains("input.trigger_word: Invalid type. Expected: string, given: null"),
        "{details}"
    );
}

#[tokio::test]
async fn a_wrong_destination_version_or_trainer_is_refused() {
    let fixture = Fixture::start().await;
    let input = json!({ "input_images": "http://127.0.0.1/a.zip", "trigger_word": "TOK" });
    let path = format!("{FAST_FLUX_PATH}/versions/{FAST_FLUX}/trainings");
    for destination in [
        "sandbox/none",
        "malformed",
        "replicate/fast-flux-trainer",
        "",
    ] {
        let refused = fixture
            .post(&path, json!({ "destination": destination, "input": input }))
            .await;
        assert_eq!(refused.status, 404);
        assert_eq!(
            refused.body["detail"],
            "The specified training destination does not exist"
        );
    }
    let destination = fixture.model("made").await;
    let body = json!({ "destination": destination, "input": input });
    let unknown = format!("{FAST_FLUX_PATH}/versions/{}/trainings", "0".repeat(64));
    let refused = fixture.post(&unknown, body.clone()).await;
    assert_eq!(
        (refused.status, &refused.body["title"]),
        (422, &json!("Invalid version or not permitted"))
    );
    let refused = fixture
        .post("/v1/models/nobody/nothing/versions/x/trainings", body)
        .await;
    assert_eq!(
        (refused.status, &refused.body["detail"]),
        (404, &json!("The requested resource could not be found."))
    );
}
