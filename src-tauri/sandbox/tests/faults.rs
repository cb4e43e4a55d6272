//! Tests that faults apply to the requests that they name, and have the documented effects.

use std::time::Duration;

use reqwest::Method;
use sandbox::{Fault, FaultKind, Options, Snapshot};
use serde_json::json;

use crate::support::{Bench, answer, jpeg, zip_of};

#[tokio::test]
async fn a_status_comes_as_often_as_ordered() {
    let bench = Bench::start().await;
    bench
        .sandbox
        .fail(Fault::new("GET", "/account", FaultKind::Status(503, None)).times(2));
    assert_eq!(bench.get("/v1/hardware").await.status, 200);
    let refused = bench.get("/v1/account").await;
    assert_eq!(
        (refused.status, &refused.headers["content-type"]),
        (503, &"application/problem+json".parse().unwrap())
    );
    assert_eq!(bench.get("/v1/account").await.status, 503);
    assert_eq!(bench.get("/v1/account").await.status, 200);
}

#[tokio::test]
async fn a_status_has_its_recorded_body_or_the_ordered_one() {
    let bench = Bench::start().await;
    bench
        .sandbox
        .fail(Fault::new("*", "*", FaultKind::Status(402, None)));
    bench
        .sandbox
        .fail(Fault::new("*", "*", FaultKind::Status(500, None)));
    bench.sandbox.fail(Fault::new(
        "*",
        "*",
        FaultKind::Status(418, Some(json!({ "detail": "teapot" }))),
    ));
    assert_eq!(
        bench.get("/v1/account").await.body["title"],
        "Insufficient credit"
    );
    assert_eq!(
        bench.get("/v1/account").await.body["detail"],
        "An unexpected error ocurred"
    );
    assert_eq!(
        bench.get("/v1/account").await.body,
        json!({ "detail": "teapot" })
    );
}

#[tokio::test]
async fn throttling_says_how_long() {
    let bench = Bench::start().await;
    bench.sandbox.fail(Fault::new(
        "GET",
        "/v1/models/*",
        FaultKind::RetryAfter(Duration::from_secs(10)),
    ));
    let refused = bench.get("/v1/models/replicate/fast-flux-trainer").await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.headers["retry-after"], "10");
    assert_eq!(refused.body["retry_after"], 10);
    assert!(refused.body["detail"].as_str().unwrap().contains("~10s"));
}

#[tokio::test]
async fn a_page_of_html_is_no_json() {
    let bench = Bench::start().await;
    bench
        .sandbox
        .fail(Fault::new("GET", "/account", FaultKind::NotJson));
    let page = bench.get("/v1/account").await;
    assert_eq!((page.status, page.body), (200, serde_json::Value::Null));
}

#[tokio::test]
async fn a_cut_before_has_no_effect() {
    let bench = Bench::start().await;
    bench
        .sandbox
        .fail(Fault::new("POST", "/models", FaultKind::CutBefore));
    let body =
        json!({ "owner": "sandbox", "name": "made", "visibility": "private", "hardware": "cpu" });
    assert!(
        bench
            .request(Method::POST, "/v1/models")
            .json(&body)
            .send()
            .await
            .is_err()
    );
    assert!(bench.sandbox.models().is_empty());
    assert_eq!(bench.post("/v1/models", body).await.status, 201);
}

#[tokio::test]
async fn a_lost_answer_has_its_effect() {
    let bench = Bench::start().await;
    bench
        .sandbox
        .fail(Fault::new("POST", "/models", FaultKind::LoseAnswer));
    let body =
        json!({ "owner": "sandbox", "name": "made", "visibility": "private", "hardware": "cpu" });
    assert!(
        bench
            .request(Method::POST, "/v1/models")
            .json(&body)
            .send()
            .await
            .is_err()
    );
    assert_eq!(bench.sandbox.models().len(), 1);
    assert_eq!(bench.post("/v1/models", body).await.status, 409);
}

#[tokio::test]
async fn a_hang_ends_with_the_client() {
    let bench = Bench::start().await;
    bench
        .sandbox
        .fail(Fault::new("GET", "/account", FaultKind::Hang));
    let impatient = bench
        .request(Method::GET, "/v1/account")
        .timeout(Duration::from_millis(200))
        .send()
        .await;
    assert!(impatient.unwrap_err().is_timeout());
    assert_eq!(bench.get("/v1/account").await.status, 200);
}

#[tokio::test]
async fn a_hang_after_has_its_effect() {
    let bench = Bench::start().await;
    bench
        .sandbox
        .fail(Fault::new("POST", "/models", FaultKind::HangAfter));
    let body =
        json!({ "owner": "sandbox", "name": "made", "visibility": "private", "hardware": "cpu" });
    let request = bench.request(Method::POST, "/v1/models").json(&body);
    assert!(
        request
            .timeout(Duration::from_millis(500))
            .send()
            .await
            .unwrap_err()
            .is_timeout()
    );
    assert_eq!(bench.post("/v1/models", body).await.status, 409);
}

#[tokio::test]
async fn a_slow_upload_arrives_whole() {
    let bench = Bench::with(Options {
        upload_bytes_per_second: Some(400_000_000),
        ..Options::default()
    })
    .await;
    bench.sandbox.fail(Fault::new(
        "POST",
        "/files",
        FaultKind::SlowUpload(4_000_000),
    ));
    bench.upload(&vec![7; 1_000_000]).await;
    assert_eq!(bench.sandbox.files()[0].size, 1_000_000);
}

#[tokio::test]
async fn faults_and_trainings_are_steered_over_http() {
    let bench = Bench::patient().await;
    let url = bench.sandbox.url();
    let plain = reqwest::Client::builder().no_proxy().build().unwrap();
    let post = |path: String, body: serde_json::Value| {
        plain.post(format!("{url}/_sandbox/{path}")).json(&body)
    };
    for kind in [
        json!({ "status": [500, null] }),
        json!({ "retry_after": { "secs": 3, "nanos": 0 } }),
        json!("hang"),
        json!("cut_before"),
        json!("lose_answer"),
        json!("hang_after"),
        json!("not_json"),
        json!({ "slow_upload": 1000 }),
    ] {
        let fault = json!({ "method": "GET", "path": "/nowhere", "kind": kind });
        assert_eq!(answer(post("faults".to_owned(), fault)).await.status, 204);
    }
    assert_eq!(
        answer(plain.delete(format!("{url}/_sandbox/faults")))
            .await
            .status,
        204
    );
    assert_eq!(bench.get("/v1/nowhere").await.status, 404);

    let zip = zip_of(&[("a.jpg", &jpeg())]);
    let (failing, finishing) = (bench.train("a", &zip).await, bench.train("b", &zip).await);
    let failed = answer(post(
        format!("trainings/{failing}/fail"),
        json!({ "error": "out of memory" }),
    ))
    .await;
    assert_eq!(failed.status, 204);
    assert_eq!(
        answer(post(format!("trainings/{finishing}/finish"), json!({})))
            .await
            .status,
        204
    );
    assert_eq!(
        answer(post("trainings/none/finish".to_owned(), json!({})))
            .await
            .status,
        404
    );
    bench.until(&failing, "failed").await;
    bench.until(&finishing, "succeeded").await;

    let state = answer(plain.get(format!("{url}/_sandbox/state")))
        .await
        .bytes;
    let state: Snapshot = serde_json::from_slice(&state).unwrap();
    assert_eq!(state.trainings.len(), 2);
    assert_eq!(state.trainings[0].error.as_deref(), Some("out of memory"));
    assert_eq!((state.files.len(), state.models.len()), (2, 2));
    assert!(
        state
            .requests
            .iter()
            .any(|request| request.method == "POST" && request.path == "/v1/files")
    );

    let closed = Bench::with(Options {
        control: false,
        ..Options::default()
    })
    .await;
    assert_eq!(closed.get("/_sandbox/state").await.status, 404);
}

#[tokio::test]
async fn only_loopback_addresses_are_listened_on() {
    let listen = "0.0.0.0:0".parse().unwrap();
    let error = sandbox::Sandbox::start(Options {
        listen,
        ..Options::default()
    })
    .await
    .err()
    .unwrap();
    assert!(error.to_string().contains("loopback"), "{error}");
}
