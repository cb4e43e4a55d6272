//! Tests of predictions: the names of versions, the wait for a delayed response, and the output.

use std::time::Duration;

use reqwest::Method;
use sandbox::Options;
use serde_json::{Value, json};

use crate::support::{Answer, Bench, answer};

const SCHNELL: &str = "/v1/models/black-forest-labs/flux-schnell/predictions";

async fn with_header(bench: &Bench, name: &str, value: &str, body: &Value) -> Answer {
    answer(
        bench
            .request(Method::POST, "/v1/predictions")
            .header(name, value)
            .json(body),
    )
    .await
}

/// Starts a sandbox whose predictions take a day, so that they do not end during a test.
async fn patient() -> Bench {
    let prediction_time = Duration::from_secs(24 * 60 * 60);
    Bench::with(Options {
        prediction_time,
        ..Options::default()
    })
    .await
}

#[tokio::test]
async fn a_fine_tune_makes_pictures() {
    let bench = Bench::start().await;
    let version = bench.fine_tune("made").await;
    let input = json!({ "prompt": "TOK at sea", "num_outputs": 2, "aspect_ratio": "16:9", "output_format": "png", "seed": 5 });
    let created = bench
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
    let done = bench.until_any(&path, &["succeeded"]).await;
    assert_eq!(done["status"], "succeeded");
    assert_eq!(done["model"], "sandbox/made");
    let pictures = done["output"].as_array().unwrap();
    assert_eq!(pictures.len(), 2);
    let first = bench.get(pictures[0].as_str().unwrap()).await;
    assert_eq!(first.headers["content-type"], "image/png");
    let picture = image::load_from_memory(&first.bytes).unwrap();
    assert_eq!((picture.width() % 16, picture.height() % 16), (0, 0));
    assert!(picture.width() > picture.height());
    assert_eq!(
        bench.get(pictures[0].as_str().unwrap()).await.bytes,
        first.bytes
    );
    assert_ne!(
        bench.get(pictures[1].as_str().unwrap()).await.bytes,
        first.bytes
    );
}

#[tokio::test]
async fn every_format_is_what_it_says() {
    let bench = Bench::start().await;
    for (name, format) in [
        ("webp", image::ImageFormat::WebP),
        ("jpg", image::ImageFormat::Jpeg),
        ("png", image::ImageFormat::Png),
    ] {
        let input = json!({ "prompt": "x", "output_format": name, "megapixels": "0.25" });
        let body = json!({ "version": "black-forest-labs/flux-schnell", "input": input });
        let done = with_header(&bench, "prefer", "wait", &body).await;
        assert_eq!(
            (done.status, &done.body["status"]),
            (201, &json!("succeeded"))
        );
        assert_eq!(done.headers["preference-applied"], "wait");
        let picture = bench.get(done.body["output"][0].as_str().unwrap()).await;
        assert_eq!(image::guess_format(&picture.bytes).unwrap(), format);
    }
}

#[tokio::test]
async fn a_version_is_named_in_three_ways() {
    let bench = Bench::start().await;
    let version = bench.fine_tune("made").await;
    let bare = version.split(':').next_back().unwrap();
    for (name, status) in [
        (version.as_str(), 201),
        (bare, 201),
        ("black-forest-labs/flux-schnell", 201),
        ("sandbox/made", 422),
        ("sandbox/none", 422),
        ("0123", 422),
    ] {
        let created = bench
            .post(
                "/v1/predictions",
                json!({ "version": name, "input": { "prompt": "x" } }),
            )
            .await;
        assert_eq!(created.status, status, "{name}");
    }
    let official = bench
        .post(SCHNELL, json!({ "input": { "prompt": "x" } }))
        .await;
    assert_eq!(
        (official.status, &official.body["version"]),
        (201, &json!("hidden"))
    );
    let by_name = bench
        .post(
            "/v1/models/sandbox/made/predictions",
            json!({ "input": { "prompt": "x" } }),
        )
        .await;
    assert_eq!(by_name.status, 404);
}

#[tokio::test]
async fn other_keys_beside_the_input_are_refused() {
    let bench = Bench::start().await;
    let body = json!({ "version": "black-forest-labs/flux-schnell", "input": { "prompt": "x" }, "model": "mine" });
    let refused = bench.post("/v1/predictions", body).await;
    assert_eq!(refused.status, 422);
    assert_eq!(
        refused.body["invalid_fields"][0]["type"],
        "additional_property_not_allowed"
    );
    let wrong = bench
        .post(SCHNELL, json!({ "input": { "num_inference_steps": 5 } }))
        .await;
    assert_eq!(
        wrong.body["detail"],
        "- input: prompt is required\n- input.num_inference_steps: Must be less than or equal to 4\n"
    );
    assert_eq!(bench.post("/v1/predictions", json!([])).await.status, 400);
}

#[tokio::test]
async fn a_wait_that_is_too_short_gives_what_there_is() {
    let bench = patient().await;
    let body = json!({ "version": "black-forest-labs/flux-schnell", "input": { "prompt": "x" } });
    let running = with_header(&bench, "prefer", "wait=1", &body).await;
    assert_eq!(
        (running.status, &running.body["status"]),
        (202, &json!("processing"))
    );
    assert_eq!(running.body["output"], Value::Null);
    for prefer in ["wait=0", "wait=61", "wait=", "respond-async"] {
        assert_eq!(
            with_header(&bench, "prefer", prefer, &body).await.status,
            400,
            "{prefer}"
        );
    }
}

#[tokio::test]
async fn canceling_ends_a_held_wait() {
    let bench = patient().await;
    let body = json!({ "version": "black-forest-labs/flux-schnell", "input": { "prompt": "x" } });
    let cancel = async {
        loop {
            if let Some(prediction) = bench.sandbox.predictions().first() {
                break bench
                    .press(&format!("/v1/predictions/{}/cancel", prediction.id))
                    .await;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let (held, canceled) = tokio::join!(with_header(&bench, "prefer", "wait=60", &body), cancel);
    assert_eq!(canceled.body["status"], "canceled");
    assert_eq!(
        (held.status, &held.body["status"]),
        (201, &json!("canceled"))
    );
}

#[tokio::test]
async fn a_deadline_is_told_and_checked() {
    let bench = patient().await;
    let body = json!({ "version": "black-forest-labs/flux-schnell", "input": { "prompt": "x" } });
    let created = with_header(&bench, "cancel-after", "1m30s", &body)
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
            with_header(&bench, "cancel-after", wrong, &body)
                .await
                .status,
            400,
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn an_unsafe_picture_fails() {
    let bench = Bench::start().await;
    let input = json!({ "prompt": "NSFW" });
    let body = json!({ "version": "black-forest-labs/flux-schnell", "input": input });
    let failed = with_header(&bench, "prefer", "wait", &body).await.body;
    assert_eq!(failed["status"], "failed");
    assert_eq!(
        failed["error"],
        "NSFW content detected. Try running it again, or try a different prompt."
    );
    let input = json!({ "prompt": "NSFW", "disable_safety_checker": true });
    let body = json!({ "version": "black-forest-labs/flux-schnell", "input": input });
    assert_eq!(
        with_header(&bench, "prefer", "wait", &body).await.body["status"],
        "succeeded"
    );
}

#[tokio::test]
async fn outputs_are_removed_in_the_end() {
    let bench = Bench::with(Options {
        output_lifetime: Duration::ZERO,
        ..Options::default()
    })
    .await;
    let body = json!({ "version": "black-forest-labs/flux-schnell", "input": { "prompt": "x" } });
    let done = with_header(&bench, "prefer", "wait", &body).await.body;
    assert_eq!(done["status"], "succeeded");
    assert_eq!(
        (&done["data_removed"], &done["output"]),
        (&json!(true), &Value::Null)
    );
    let address = format!("/delivery/{}/out-0.webp", done["id"].as_str().unwrap());
    assert_eq!(bench.get(&address).await.status, 404);
}
