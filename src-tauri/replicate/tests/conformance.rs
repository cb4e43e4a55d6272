//! Tests that Replicate's own OpenAPI document describes every request of the client.

use crate::openapi;
use crate::server;

use std::collections::BTreeSet;

use axum::body::Bytes;
use axum::http::HeaderMap;
use openapi::Document;
use replicate::{NewModel, Visibility};
use serde_json::{Map, Value, json};
use server::{
    ReceivedRequest, Reply, Server, account, file, model, name, page, prediction, training,
};

/// Makes every request that the client supports, including those for further pages, and returns the requests.
async fn record() -> Vec<ReceivedRequest> {
    let server = Server::start().await;
    let training_path = "/v1/models/acme/trainer/versions/v1/trainings";
    let version = json!({ "id": "v1" });
    let empty = || Reply::json(200, page(vec![], Value::Null));
    let empty_page_before = |path: &str| {
        Reply::json(
            200,
            page(vec![], json!(format!("{}{path}?cursor=cD0y", server.url))),
        )
    };
    for (method, path, reply) in [
        ("GET", "/v1/account", Reply::json(200, account())),
        (
            "GET",
            "/v1/hardware",
            Reply::json(200, json!([{ "name": "CPU", "sku": "cpu" }])),
        ),
        ("GET", "/v1/models", empty_page_before("/v1/models")),
        ("GET", "/v1/models?cursor=cD0y", empty()),
        (
            "GET",
            "/v1/models/acme/cat",
            Reply::json(200, model("acme", "cat")),
        ),
        ("POST", "/v1/models", Reply::json(201, model("acme", "cat"))),
        ("GET", "/v1/models/acme/cat/versions", empty()),
        (
            "GET",
            "/v1/models/acme/cat/versions/v1",
            Reply::json(200, version),
        ),
        ("POST", "/v1/files", Reply::json(201, file("f1", 3))),
        ("GET", "/v1/files/f1", Reply::json(200, file("f1", 3))),
        ("GET", "/v1/files", empty_page_before("/v1/files")),
        ("GET", "/v1/files?cursor=cD0y", empty()),
        ("DELETE", "/v1/files/f1", Reply::bytes(204, *b"")),
        (
            "POST",
            training_path,
            Reply::json(201, training("t1", "starting")),
        ),
        (
            "GET",
            "/v1/trainings/t1",
            Reply::json(200, training("t1", "processing")),
        ),
        ("GET", "/v1/trainings", empty_page_before("/v1/trainings")),
        ("GET", "/v1/trainings?cursor=cD0y", empty()),
        (
            "POST",
            "/v1/trainings/t1/cancel",
            Reply::json(200, training("t1", "canceled")),
        ),
        (
            "POST",
            "/v1/predictions",
            Reply::json(201, prediction("p1", "starting")),
        ),
        (
            "GET",
            "/v1/predictions/p1",
            Reply::json(200, prediction("p1", "processing")),
        ),
        (
            "GET",
            "/v1/predictions",
            empty_page_before("/v1/predictions"),
        ),
        ("GET", "/v1/predictions?cursor=cD0y", empty()),
        (
            "POST",
            "/v1/predictions/p1/cancel",
            Reply::json(200, prediction("p1", "canceled")),
        ),
        // The requests of `Client::my_models`.
        ("GET", "/v1/trainings", empty()),
        ("GET", "/v1/models", empty()),
        ("QUERY", "/v1/models", empty()),
    ] {
        server.on(method, path, reply);
    }
    let client = server.client();
    let (cat, trainer) = (name("acme/cat"), name("acme/trainer"));
    client.account().await.unwrap();
    client.hardware().await.unwrap();
    let cursor = client.models(None).await.unwrap().next.into_cursor();
    client.models(cursor.as_ref()).await.unwrap();
    client.model(&cat).await.unwrap();
    let description = Some("My cat".to_owned());
    let new = NewModel {
        name: cat.clone(),
        visibility: Visibility::Private,
        hardware: "cpu".to_owned(),
        description,
    };
    client.create_model(&new).await.unwrap();
    client.versions(&cat).await.unwrap();
    client.version(&cat, "v1").await.unwrap();
    let zip = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(zip.path(), "zip").unwrap();
    let metadata = Map::from_iter([("run".to_owned(), json!("7"))]);
    client
        .upload(zip.path(), "photos.zip", &metadata, |_| ())
        .await
        .unwrap();
    client.file("f1").await.unwrap();
    let cursor = client.files(None).await.unwrap().next.into_cursor();
    client.files(cursor.as_ref()).await.unwrap();
    client.delete_file("f1").await.unwrap();
    client
        .create_training(&trainer, "v1", &cat, &metadata)
        .await
        .unwrap();
    client.training("t1").await.unwrap();
    let cursor = client.trainings(None).await.unwrap().next.into_cursor();
    client.trainings(cursor.as_ref()).await.unwrap();
    client.cancel_training("t1").await.unwrap();
    let hold = Some(std::time::Duration::from_secs(5));
    client
        .create_prediction("v1", &metadata, hold)
        .await
        .unwrap();
    client.prediction("p1").await.unwrap();
    let cursor = client.predictions(None).await.unwrap().next.into_cursor();
    client.predictions(cursor.as_ref()).await.unwrap();
    client.cancel_prediction("p1").await.unwrap();
    client.my_models("acme").await.unwrap();
    server.received()
}

#[tokio::test]
async fn every_request_is_documented() {
    let Some(document) = Document::read() else {
        return;
    };
    let requests = record().await;
    let kinds: BTreeSet<String> = requests
        .iter()
        .map(|received| format!("{} {}", received.method, received.path))
        .collect();
    assert_eq!(kinds.len(), 24, "{kinds:#?}");
    for received in &requests {
        assert_eq!(document.problems(received).await, Vec::<String>::new());
    }
}

/// Checks that [`Document::problems`] can find problems.
#[tokio::test]
async fn undocumented_requests_are_detected() {
    let Some(document) = Document::read() else {
        return;
    };
    let request = |method: &str, path: &str, body: Value| {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", "Bearer x".parse().unwrap());
        headers.insert("content-type", "application/json".parse().unwrap());
        let body = if body.is_null() {
            Bytes::new()
        } else {
            Bytes::from(body.to_string())
        };
        ReceivedRequest {
            method: method.to_owned(),
            path: path.to_owned(),
            headers,
            body,
            at: std::time::Instant::now(),
        }
    };
    let start = "/v1/models/a/b/versions/c/trainings";
    for (request, expected) in [
        (
            request("GET", "/v1/nothing", Value::Null),
            "not in the document",
        ),
        (
            request("PUT", "/v1/account", Value::Null),
            "not in the document",
        ),
        (
            request("GET", "/v1/trainings?page=2", Value::Null),
            "page is not described",
        ),
        (
            request("GET", "/v1/search", Value::Null),
            "query is missing",
        ),
        (
            request("POST", start, json!({ "input": {} })),
            "destination",
        ),
        (
            request("POST", start, json!({ "input": [], "destination": "a/b" })),
            "/input",
        ),
        (
            request(
                "POST",
                start,
                json!({ "input": {}, "destination": "a/b", "trainer": 1 }),
            ),
            "trainer is not described",
        ),
        (request("POST", "/v1/models", Value::Null), "no body"),
        (request("GET", "/v1/account", json!({})), "has a body"),
    ] {
        let problems = document.problems(&request).await.join("; ");
        assert!(problems.contains(expected), "{expected}: {problems}");
    }
    let mut bare = request("GET", "/v1/account", Value::Null);
    bare.headers.clear();
    assert_eq!(document.problems(&bare).await.len(), 1);
}
