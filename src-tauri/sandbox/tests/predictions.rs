//! Tests of predictions: the names of versions, the wait for a delayed response, and the output.

use std::time::Duration;

use reqwest::Method;
use sandbox::Options;
use serde_json::{Value, json};

use crate::support::{Fixture, TestResponse, send};

const SCHNELL: &str = "/v1/models/black-forest-labs/flux-schnell/predictions";

async fn predict_with_header(
    fixture: &Fixture,
    name: &str,
    value: &str,
    body: &Value,
) -> TestResponse {
    send(
        fixture
            .request(Method::POST, "/v1/predictions")
            .header(name, value)
            .json(body),
    )
    .await
}

/// Starts a sandbox whose predictions take a day, so that they do not end during a test.
async fn with_long_predictions() -> Fixture {
    let prediction_time = Duration::from_secs(24 * 60 * 60);
    Fixture::with(Options {
        prediction_time,
        ..Options::default()
    })
    .await
}

#[tokio::test]
async fn a_fine_tune_generates_pictures() {
    let fixture = Fixture::start().await;
    let version = fixture.fine_tune("made").await;
    let input = json!({ "prompt": "TOK at sea", "num_outputs": 2, "aspect_ratio": "16:9", "output_format": "png", "seed": 5 });
    let created = fixture
        .post(
            "/v1/predictions",
            json!({ "version": version, "input": input }),
        )
        .await;
    assert_eq!(
        (created.status, &created.body["status"]),
        (201, &json!("starting"))
    );
    assert_eq!(created.headers["ratelimit-remaining"], "599");
    let path = format!("/v1/predictions/{}", created.body["id"].as_str().unwrap());
    let done = fixture.wait_for_any_status(&path, &["succeeded"]).await;
    assert_eq!(done["status"], "succeeded");
    assert_eq!(done["model"], "sandbox/made");
    let pictures = done["output"].as_array().unwrap();
    assert_eq!(pictures.len(), 2);
    let first = fixture.get(pictures[0].as_str().unwrap()).await;
    assert_eq!(first.headers["content-type"], "image/png");
    let picture = image::load_from_memory(&first.bytes).unwrap();
    assert_eq!((picture.width() % 16, picture.height() % 16), (0, 0));
    assert!(picture.width() > picture.height());
    assert_eq!(
        fixture.get(pictures[0].as_str().unwrap()).await.bytes,
        first.bytes
    );
    assert_ne!(
        fixture.get(pictures[1].as_str().unwrap()).await.bytes,
        first.bytes
    );
}

#[tokio::test]
async fn outputs_have_the_requested_format() {
    let fixture = Fixture::start().await;
    for (name, format) in [
        ("webp", image::ImageFormat::WebP),
        ("jpg", image::ImageFormat::Jpeg),
        ("png", image::ImageFormat::Png),
    ] {
        let input = json!({ "prompt": "x", "output_format": name, "megapixels": "0.25" });
        let body = json!({ "version": "black-forest-labs/flux-schnell", "input": input });
        let done = predict_with_header(&fixture, "prefer", "wait", &body).await;
        assert_eq!(
            (done.status, &done.body["status"]),
            (201, &json!("succeeded"))
        );
        assert_eq!(done.headers["preference-applied"], "wait");
        let picture = fixture.get(done.body["output"][0].as_str().unwrap()).await;
        assert_eq!(image::guess_format(&picture.bytes).unwrap(), format);
    }
}

#[tokio::test]
async fn a_version_has_three_names() {
    let fixture = Fixture::start().await;
    let version = fixture.fine_tune("made").await;
    let bare = version.split(':').next_back().unwrap();
    for (name, status) in [
        (version.as_str(), 201),
        (bare, 201),
        ("black-forest-labs/flux-schnell", 201),
        ("sandbox/made", 422),
        ("sandbox/none", 422),
        ("0123", 422),
    ] {
        let created = fixture
            .post(
                "/v1/predictions",
                json!({ "version": name, "input": { "prompt": "x" } }),
            )
            .await;
        assert_eq!(created.status, status, "{name}");
    }
    let official = fixture
        .post(SCHNELL, json!({ "input": { "prompt": "x" } }))
        .await;
    assert_eq!(
        (official.status, &official.body["version"]),
        (201, &json!("hidden"))
    );
    let by_name = fixture
        .post(
            "/v1/models/sandbox/made/predictions",
            json!({ "input": { "prompt": "x" } }),
        )
        .await;
    assert_eq!(by_name.status, 404);
}

#[tokio::test]
async fn unknown_keys_are_refused() {
    let fixture = Fixture::start().await;
    let body = json!({ "version": "black-forest-labs/flux-schnell", "input": { "prompt": "x" }, "model": "mine" });
    let refused = fixture.post("/v1/predictions", body).await;
    assert_eq!(refused.status, 422);
    assert_eq!(
        refused.body["invalid_fields"][0]["type"],
        "additional_property_not_allowed"
    );
    let wrong = fixture
        .post(SCHNELL, json!({ "input": { "num_inference_steps": 5 } }))
        .await;
    assert_eq!(
        wrong.body["detail"],
        "- input: prompt is required\n- input.num_inference_steps: Must be less than or equal to 4\n"
    );
    assert_eq!(fixture.post("/v1/predictions", json!([])).await.status, 400);
}

#[tokio::test]
async fn a_wait_that_is_too_short_returns_the_current_state() {
    let fixture = with_long_predictions().await;
    let body = json!({ "version": "black-forest-labs/flux-schnell", "input": { "prompt": "x" } });
    let running = predict_with_header(&fixture, "prefer", "wait=1", &body).await;
    assert_eq!(
        (running.status, &running.body["status"]),
        (202, &json!("processing"))
    );
    assert_eq!(running.body["output"], Value::Null);
    for prefer in ["wait=0", "wait=61", "wait=", "respond-async"] {
        assert_eq!(
            predict_with_header(&fixture, "prefer", prefer, &body)
                .await
                .status,
            400,
            "{prefer}"
        );
    }
}

#[tokio::test]
async fn canceling_ends_a_held_wait() {
    let fixture = with_long_predictions().await;
    let body = json!({ "version": "black-forest-labs/flux-schnell", "input": { "prompt": "x" } });
    let cancel = async {
        loop {
            if let Some(prediction) = fixture.sandbox.predictions().first() {
                break fixture
                    .post_empty(&format!("/v1/predictions/{}/cancel", prediction.id))
                    .await;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let (held, canceled) = tokio::join!(
        predict_with_header(&fixture, "prefer", "wait=60", &body),
        cancel
    );
    assert_eq!(canceled.body["status"], "canceled");
    assert_eq!(
        (held.status, &held.body["status"]),
        (201, &json!("canceled"))
    );
}

#[tokio::test]
async fn a_deadline_is_returned_and_checked() {
    let fixture = with_long_predictions().await;
    let body = json!({ "version": "black-forest-labs/flux-schnell", "input": { "prompt": "x" } });
    let created = predict_with_header(&fixture, "cancel-after", "1m30s", &body)
        .await
        .body;
    let time = |name: &str| {
        created[name]
            .as_str()
            .unwrap()
            .parse::<jiff::Timestamp>()
            .unwrap()
    };
    assert_eq!((time("deadline") - time("created_at")).as_secs(), 90);
    for wrong in ["4s", "soon", "-5", ""] {
        assert_eq!(
            predict_with_header(&fixture, "cancel-after", wrong, &body)
                .await
                .status,
            400,
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn an_unsafe_picture_fails() {
    let fixture = Fixture::start().await;
    let input = json!({ "prompt": "NSFW" });
    let body = json!({ "version": "black-forest-labs/flux-schnell", "input": input });
    let failed = predict_with_header(&fixture, "prefer", "wait", &body)
        .await
        .body;
    assert_eq!(failed["status"], "failed");
    assert_eq!(
        failed["error"],
        "NSFW content detected. Try running it again, or try a different prompt."
    );
    let input = json!({ "prompt": "NSFW", "disable_safety_checker": true });
    let body = json!({ "version": "black-forest-labs/flux-schnell", "input": input });
    assert_eq!(
        predict_with_header(&fixture, "prefer", "wait", &body)
            .await
            .body["status"],
        "succeeded"
    );
}

#[tokio::test]
async fn expired_outputs_are_removed() {
    let fixture = Fixture::with(Options {
        output_lifetime: Duration::ZERO,
        ..Options::default()
    })
    .await;
    let body = json!({ "version": "black-forest-labs/flux-schnell", "input": { "prompt": "x" } });
    let done = predict_with_header(&fixture, "prefer", "wait", &body)
        .await
        .body;
    assert_eq!(done["status"], "succeeded");
    assert_eq!(
        (&done["data_removed"], &done["output"]),
        (&json!(true), &Value::Null)
    );
    let address = format!("/delivery/{}/out-0.webp", done["id"].as_str().unwrap());
    assert_eq!(fixture.get(&address).await.status, 404);
}
