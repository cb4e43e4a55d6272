//! Tests of predictions: they are submitted only once, optionally with a wait for the result, read, listed and
//! canceled, in all forms that the service returns.

use crate::server;

use std::time::Duration;

use replicate::{Prediction, Status, SubmitError};
use serde_json::{Map, Value, json};
use server::{Behaviour, Reply, Server, Socket, page, prediction};

fn input() -> Map<String, Value> {
    Map::from_iter([
        ("prompt".to_owned(), json!("TOK at sea")),
        ("seed".to_owned(), json!(7)),
    ])
}

/// Reads a prediction whose JSON has these fields changed.
async fn read(change: Value) -> Prediction {
    let server = Server::start().await;
    let mut sent = prediction("p1", "processing");
    for (key, value) in change.as_object().unwrap() {
        sent[key] = value.clone();
    }
    server.on("GET", "/v1/predictions/p1", Reply::json(200, sent));
    server.client().prediction("p1").await.unwrap()
}

#[tokio::test]
async fn creating_a_prediction_sends_only_its_version_and_input() {
    let server = Server::start().await;
    for _ in 0..3 {
        let reply = Reply::json(201, prediction("p1", "starting"));
        server.on("POST", "/v1/predictions", reply);
    }
    let client = server.client();
    for hold in [None, Some(Duration::from_secs(5)), Some(Duration::MAX)] {
        let made = client.create_prediction("v1", &input(), hold).await;
        assert_eq!(made.unwrap().id, "p1");
    }
    let received = server.received();
    // The service refuses any other key.
    assert_eq!(
        received[0].json(),
        json!({ "version": "v1", "input": input() })
    );
    let prefer: Vec<Option<&str>> = received
        .iter()
        .map(|received| received.header("prefer"))
        .collect();
    assert_eq!(prefer, [None, Some("wait=5"), Some("wait=60")]);
}

#[tokio::test]
async fn a_lost_response_is_unknown_and_is_not_retried() {
    for behaviour in [Behaviour::DropResponse, Behaviour::CloseAfter(10)] {
        let socket = Socket::start(behaviour).await;
        let client = socket.client();
        let lost = client.create_prediction("v1", &input(), None).await;
        assert!(matches!(lost, Err(SubmitError::Unknown(_))), "{lost:?}");
        assert!(socket.lines().len() <= 1, "{:?}", socket.lines());
    }
}

#[tokio::test]
async fn outputs_are_read_in_every_form() {
    let two = json!([
        "https://replicate.delivery/a",
        "https://replicate.delivery/b"
    ]);
    assert_eq!(read(json!({ "output": two })).await.output.len(), 2);
    let one = json!("https://replicate.delivery/a");
    assert_eq!(read(json!({ "output": one })).await.output.len(), 1);
    for nothing in [json!(null), json!([]), json!({ "seed": 1 }), json!([null])] {
        assert!(read(json!({ "output": nothing })).await.output.is_empty());
    }
    let removed = read(json!({ "input": {}, "output": null, "data_removed": true })).await;
    assert!(removed.data_removed && removed.input.is_empty());
    let prediction = read(json!({ "status": "resting", "metrics": null, "input": null })).await;
    assert_eq!(prediction.status, Status::Unknown("resting".to_owned()));
}

#[tokio::test]
async fn predictions_are_listed_and_canceled() {
    let server = Server::start().await;
    let listed = vec![prediction("p2", "processing"), prediction("p1", "failed")];
    let canceled = Reply::json(200, prediction("p2", "canceled"));
    server
        .on(
            "GET",
            "/v1/predictions",
            Reply::json(200, page(listed, Value::Null)),
        )
        .on("POST", "/v1/predictions/p2/cancel", canceled);
    let client = server.client();
    let found = client.predictions(None).await.unwrap().results;
    assert_eq!(found[0].id, "p2");
    let canceled = client.cancel_prediction("p2").await.unwrap();
    assert_eq!(canceled.status, Status::Canceled);
}
