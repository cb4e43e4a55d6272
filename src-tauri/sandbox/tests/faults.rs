//! Tests that faults apply to the requests that they name, and have the documented effects.

use std::time::Duration;

use reqwest::Method;
use sandbox::{Fault, FaultKind, Options, Snapshot};
use serde_json::json;

use crate::support::{Fixture, jpeg, send, zip_of};

#[tokio::test]
async fn a_status_fault_applies_the_ordered_number_of_times() {
    let fixture = Fixture::start().await;
    fixture
        .sandbox
        .fail(Fault::new("GET", "/account", FaultKind::Status(503, None)).times(2));
    assert_eq!(fixture.get("/v1/hardware").await.status, 200);
    let refused = fixture.get("/v1/account").await;
    assert_eq!(
        (refused.status, &refused.headers["content-type"]),
        (503, &"application/problem+json".parse().unwrap())
    );
    assert_eq!(fixture.get("/v1/account").await.status, 503);
    assert_eq!(fixture.get("/v1/account").await.status, 200);
}

#[tokio::test]
async fn a_status_has_its_recorded_body_or_the_ordered_one() {
    let fixture = Fixture::start().await;
    fixture
        .sandbox
        .fail(Fault::new("*", "*", FaultKind::Status(402, None)));
    fixture
        .sandbox
        .fail(Fault::new("*", "*", FaultKind::Status(500, None)));
    fixture.sandbox.fail(Fault::new(
        "*",
        "*",
        FaultKind::Status(418, Some(json!({ "detail": "teapot" }))),
    ));
    assert_eq!(
        fixture.get("/v1/account").await.body["title"],
        "Insufficient credit"
    );
    assert_eq!(
        fixture.get("/v1/account").await.body["detail"],
        "An unexpected error ocurred"
    );
    assert_eq!(
        fixture.get("/v1/account").await.body,
        json!({ "detail": "teapot" })
    );
}

#[tokio::test]
async fn throttling_reports_the_wait() {
    let fixture = Fixture::start().await;
    fixture.sandbox.fail(Fault::new(
        "GET",
        "/v1/models/*",
        FaultKind::RetryAfter(Duration::from_secs(10)),
    ));
    let refused = fixture.get("/v1/models/replicate/fast-flux-trainer").await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.headers["retry-after"], "10");
    assert_eq!(refused.body["retry_after"], 10);
    assert!(refused.body["detail"].as_str().unwrap().contains("~10s"));
}

#[tokio::test]
async fn an_html_page_is_not_json() {
    let fixture = Fixture::start().await;
    fixture
        .sandbox
        .fail(Fault::new("GET", "/account", FaultKind::NotJson));
    let page = fixture.get("/v1/account").await;
    assert_eq!((page.status, page.body), (200, serde_json::Value::Null));
}

#[tokio::test]
async fn a_cut_before_has_no_effect() {
    let fixture = Fixture::start().await;
    fixture
        .sandbox
        .fail(Fault::new("POST", "/models", FaultKind::CutBefore));
    let body =
        json!({ "owner": "sandbox", "name": "made", "visibility": "private", "hardware": "cpu" });
    assert!(
        fixture
            .request(Method::POST, "/v1/models")
            .json(&body)
            .send()
            .await
            .is_err()
    );
    assert!(fixture.sandbox.models().is_empty());
    assert_eq!(fixture.post("/v1/models", body).await.status, 201);
}

#[tokio::test]
async fn a_lost_response_has_its_effect() {
    let fixture = Fixture::start().await;
    fixture
        .sandbox
        .fail(Fault::new("POST", "/models", FaultKind::LoseAnswer));
    let body =
        json!({ "owner": "sandbox", "name": "made", "visibility": "private", "hardware": "cpu" });
    assert!(
        fixture
            .request(Method::POST, "/v1/models")
            .json(&body)
            .send()
            .await
            .is_err()
    );
    assert_eq!(fixture.sandbox.models().len(), 1);
    assert_eq!(fixture.post("/v1/models", body).await.status, 409);
}

#[tokio::test]
async fn a_hang_ends_with_the_client() {
    let fixture = Fixture::start().await;
    fixture
        .sandbox
        .fail(Fault::new("GET", "/account", FaultKind::Hang));
    let result = fixture
        .request(Method::GET, "/v1/account")
        .timeout(Duration::from_millis(200))
        .send()
        .await;
    assert!(result.unwrap_err().is_timeout());
    assert_eq!(fixture.get("/v1/account").await.status, 200);
}

#[tokio::test]
async fn a_hang_after_has_its_effect() {
    let fixture = Fixture::start().await;
    fixture
        .sandbox
        .fail(Fault::new("POST", "/models", FaultKind::HangAfter));
    let body =
        json!({ "owner": "sandbox", "name": "made", "visibility": "private", "hardware": "cpu" });
    let request = fixture.request(Method::POST, "/v1/models").json(&body);
    assert!(
        request
            .timeout(Duration::from_millis(500))
            .send()
            .await
            .unwrap_err()
            .is_timeout()
    );
    assert_eq!(fixture.post("/v1/models", body).await.status, 409);
}

#[tokio::test]
async fn a_slow_upload_is_complete() {
    let fixture = Fixture::with(Options {
        upload_bytes_per_second: Some(400_000_000),
        ..Options::default()
    })
    .await;
    fixture.sandbox.fail(Fault::new(
        "POST",
        "/files",
        FaultKind::SlowUpload(4_000_000),
    ));
    fixture.upload(&vec![7; 1_000_000]).await;
    assert_eq!(fixture.sandbox.files()[0].size, 1_000_000);
}

#[tokio::test]
async fn faults_and_trainings_are_controlled_over_http() {
    let fixture = Fixture::with_long_trainings().await;
    let url = fixture.sandbox.url();
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
        assert_eq!(send(post("faults".to_owned(), fault)).await.status, 204);
    }
    assert_eq!(
        send(plain.delete(format!("{url}/_sandbox/faults")))
            .await
            .status,
        204
    );
    assert_eq!(fixture.get("/v1/nowhere").await.status, 404);

    let zip = zip_of(&[("a.jpg", &jpeg())]);
    let (failing, finishing) = (
        fixture.train("a", &zip).await,
        fixture.train("b", &zip).await,
    );
    let failed = send(post(
        format!("trainings/{failing}/fail"),
        json!({ "error": "out of memory" }),
    ))
    .await;
    assert_eq!(failed.status, 204);
    assert_eq!(
        send(post(format!("trainings/{finishing}/finish"), json!({})))
            .await
            .status,
        204
    );
    assert_eq!(
        send(post("trainings/none/finish".to_owned(), json!({})))
            .await
            .status,
        404
    );
    fixture.wait_for_status(&failing, "failed").await;
    fixture.wait_for_status(&finishing, "succeeded").await;

    let state = send(plain.get(format!("{url}/_sandbox/state"))).await.bytes;
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

    let closed = Fixture::with(Options {
        control: false,
        ..Options::default()
    })
    .await;
    assert_eq!(closed.get("/_sandbox/state").await.status, 404);
}

#[tokio::test]
async fn other_than_loopback_addresses_are_refused() {
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
