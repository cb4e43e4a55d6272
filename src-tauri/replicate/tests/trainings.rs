//! Tests of trainings: they are started once, read, listed and canceled, in every form that the service has been
//! observed to return.

use crate::server;

use replicate::{Error, NetworkFailure, Next, Status, SubmitError, Timeouts, Training};
use serde_json::{Map, Value, json};
use server::{Behaviour, Reply, Server, Socket, name, page, training};
use std::time::Duration;

const PATH: &str = "/v1/models/acme/trainer/versions/v1/trainings";

fn input() -> Map<String, Value> {
    Map::from_iter([
        ("input_images".to_owned(), json!("https://files.example/1")),
        ("trigger_word".to_owned(), json!("TOK")),
    ])
}

async fn start(client: &replicate::Client) -> Result<Training, SubmitError> {
    client
        .create_training(&name("acme/trainer"), "v1", &name("me/cat"), &input())
        .await
}

/// Reads a training whose JSON has these fields changed.
async fn read(change: Value) -> Training {
    let server = Server::start().await;
    let mut sent = training("t1", "processing");
    for (key, value) in change.as_object().unwrap() {
        sent[key] = value.clone();
    }
    server.on("GET", "/v1/trainings/t1", Reply::json(200, sent));
    server.client().training("t1").await.unwrap()
}

#[tokio::test]
async fn a_training_is_started_with_its_destination_and_input() {
    let server = Server::start().await;
    server.on("POST", PATH, Reply::json(201, training("t1", "starting")));
    let training = start(&server.client()).await.unwrap();
    assert_eq!(
        (training.id.as_str(), training.status),
        ("t1", Status::Starting)
    );
    assert_eq!(training.input, input());
    assert_eq!(
        training.created_at.unwrap().to_string(),
        "2026-09-08T16:32:56.990893084Z"
    );
    assert_eq!(
        server.received()[0].json(),
        json!({ "destination": "me/cat", "input": input() })
    );
}

#[tokio::test]
async fn a_lost_response_is_unknown_and_is_not_retried() {
    let lost = [
        Behaviour::DropResponse,
        Behaviour::CloseAfter(10),
        Behaviour::Respond("HTTP/1.1 201 Created\r\ncontent-length: 99\r\n\r\n{".to_owned()),
    ];
    for behaviour in lost {
        let socket = Socket::start(behaviour.clone()).await;
        let error = start(&socket.client()).await.unwrap_err();
        assert!(
            matches!(error, SubmitError::Unknown(Error::Network { .. })),
            "{behaviour:?}: {error:?}"
        );
        assert!(error.to_string().contains("not certain"), "{error}");
        assert!(
            socket.lines().len() <= 1,
            "{behaviour:?}: {:?}",
            socket.lines()
        );
    }
}

#[tokio::test]
async fn a_lost_response_means_exactly_one_request() {
    let socket = Socket::start(Behaviour::DropResponse).await;
    start(&socket.client()).await.unwrap_err();
    assert_eq!(socket.lines(), [format!("POST {PATH} HTTP/1.1")]);
}

#[tokio::test]
async fn a_timeout_is_unknown() {
    let socket = Socket::start(Behaviour::NeverRespond).await;
    let idle = Timeouts {
        idle: Duration::from_millis(50),
        ..Timeouts::default()
    };
    let error = start(&socket.client().with_timeouts(idle))
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            SubmitError::Unknown(Error::Network {
                failure: NetworkFailure::TimedOut,
                ..
            })
        ),
        "{error:?}"
    );
    assert_eq!(socket.lines().len(), 1);
}

#[tokio::test]
async fn a_service_error_is_unknown_and_is_not_retried() {
    for reply in [
        Reply::json(500, json!({ "detail": "An unexpected error ocurred" })),
        Reply::html(502, "<html><title>502 Bad Gateway</title></html>"),
        Reply::bytes(201, *b"{\"id\":"),
        Reply::json(302, json!({})).with("location", "/elsewhere"),
    ] {
        let server = Server::start().await;
        server.on("POST", PATH, reply.clone());
        let error = start(&server.client()).await.unwrap_err();
        assert!(
            matches!(error, SubmitError::Unknown(_)),
            "{reply:?}: {error:?}"
        );
        assert_eq!(server.calls().len(), 1);
    }
}

#[tokio::test]
async fn a_refusal_is_certain() {
    for status in [400, 401, 402, 403, 404, 408, 409, 413, 422] {
        let server = Server::start().await;
        server.on("POST", PATH, Reply::json(status, json!({ "detail": "no" })));
        let error = start(&server.client()).await.unwrap_err();
        assert!(
            matches!(error, SubmitError::Refused(_)),
            "{status}: {error:?}"
        );
        assert_eq!(server.calls().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn an_unreachable_service_is_a_refusal() {
    let client =
        server::client(replicate::BaseUrl::parse(&Socket::unused_address().await).unwrap());
    let error = start(&client).await.unwrap_err();
    assert!(
        matches!(
            error,
            SubmitError::Refused(Error::Network {
                failure: NetworkFailure::Unreachable,
                ..
            })
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_throttled_start_is_retried() {
    let server = Server::start().await;
    server.on(
        "POST",
        PATH,
        Reply::json(429, json!({ "detail": "Request was throttled." })).with("retry-after", 0),
    );
    server.on("POST", PATH, Reply::json(201, training("t1", "starting")));
    assert_eq!(start(&server.client()).await.unwrap().id, "t1");
    assert_eq!(server.calls().len(), 2);
}

#[tokio::test]
async fn a_training_that_succeeded_names_its_version_and_weights() {
    let hash = "0f".repeat(32);
    let weights = "https://replicate.delivery/xezq/flux-lora.tar";
    let output = json!({ "output": { "version": format!("me/cat:{hash}"), "weights": weights }, "status": "succeeded",
        "metrics": { "predict_time": 119.5, "total_time": 130 }, "completed_at": "2026-09-08T16:35:00Z", "source": "api" });
    let training = read(output).await;
    let output = training.output.unwrap();
    assert_eq!(output.version.as_deref(), Some(hash.as_str()));
    assert_eq!(output.model, Some(name("me/cat")));
    assert_eq!(output.weights.as_deref(), Some(weights));
    assert_eq!(
        (training.metrics.predict_time, training.metrics.total_time),
        (Some(119.5), Some(130.0))
    );
    assert!(training.status.is_terminal());
    assert_eq!(training.source.as_deref(), Some("api"));
}

#[tokio::test]
async fn outputs_are_read_in_every_form() {
    let hash = "0f".repeat(32);
    let output_of = async |output: Value| read(json!({ "output": output })).await.output;
    assert_eq!(output_of(Value::Null).await, None);
    let bare = output_of(json!({ "version": hash })).await.unwrap();
    assert_eq!(
        (bare.version, bare.model, bare.weights),
        (Some(hash), None, None)
    );
    assert_eq!(
        output_of(json!("https://w.example"))
            .await
            .unwrap()
            .weights
            .as_deref(),
        Some("https://w.example")
    );
    for output in [
        json!([1]),
        json!({}),
        json!({ "version": null, "weights": 5 }),
        json!(7),
        json!({ "version": "" }),
    ] {
        let read = output_of(output.clone()).await.unwrap();
        assert_eq!((read.version, read.weights), (None, None), "{output}");
    }
}

#[tokio::test]
async fn unexpected_fields_are_tolerated() {
    let training = read(json!({ "logs": null, "metrics": null, "input": null, "model": null, "version": "hidden", "error": { "code": 5 },
        "started_at": "soon", "created_at": 5, "deadline": "2026-01-01", "data_removed": true, "webhook_completed": null })).await;
    assert_eq!(
        (
            training.logs.as_str(),
            training.model.as_str(),
            training.version.as_str()
        ),
        ("", "", "hidden")
    );
    assert_eq!((training.started_at, training.created_at), (None, None));
    assert!(training.error.unwrap().contains("code"));

    let server = Server::start().await;
    server.on(
        "GET",
        "/v1/trainings/t1",
        Reply::json(200, json!({ "id": "t1", "status": "starting" })),
    );
    assert_eq!(
        server
            .client()
            .training("t1")
            .await
            .unwrap()
            .metrics
            .predict_time,
        None
    );
}

#[tokio::test]
async fn timestamps_are_read_with_any_number_of_digits() {
    for (digits, expected) in [
        ("2026-09-08T16:32:56Z", "2026-09-08T16:32:56Z"),
        ("2026-09-08T16:32:56.9Z", "2026-09-08T16:32:56.9Z"),
        ("2026-09-08T16:32:56.990Z", "2026-09-08T16:32:56.99Z"),
        ("2026-09-08T16:32:56.990893Z", "2026-09-08T16:32:56.990893Z"),
        (
            "2026-09-08T16:32:56.990893084Z",
            "2026-09-08T16:32:56.990893084Z",
        ),
        ("2026-09-08T18:32:56+02:00", "2026-09-08T16:32:56Z"),
    ] {
        let training = read(json!({ "started_at": digits })).await;
        assert_eq!(
            training.started_at.map(|at| at.to_string()).as_deref(),
            Some(expected),
            "{digits}"
        );
    }
}

#[tokio::test]
async fn statuses_are_read_and_unknown_ones_are_not_terminal() {
    for (word, ended) in [
        ("starting", false),
        ("processing", false),
        ("succeeded", true),
        ("failed", true),
        ("canceled", true),
        ("aborted", true),
        ("queued-again", false),
    ] {
        let status = read(json!({ "status": word })).await.status;
        assert_eq!(
            (status.to_string().as_str(), status.is_terminal()),
            (word, ended)
        );
    }
    assert_eq!(
        read(json!({ "status": "queued-again" })).await.status,
        Status::Unknown("queued-again".to_owned())
    );
}

#[tokio::test]
async fn trainings_are_listed_to_the_last_page() {
    let server = Server::start().await;
    let next = json!(format!(
        "{}/v1/trainings?cursor=cD0yMDI2LTA%3D&x=a+b",
        server.url
    ));
    server.on(
        "GET",
        "/v1/trainings",
        Reply::json(
            200,
            page(
                vec![training("t3", "starting"), training("t2", "failed")],
                next,
            ),
        ),
    );
    server.on(
        "GET",
        "/v1/trainings?cursor=cD0yMDI2LTA%3D&x=a+b",
        Reply::json(200, page(vec![training("t1", "succeeded")], Value::Null)),
    );
    let client = server.client();
    let mut ids = Vec::new();
    let mut cursor = None;
    loop {
        let page = client.trainings(cursor.as_ref()).await.unwrap();
        ids.extend(page.results.into_iter().map(|training| training.id));
        cursor = page.next.into_cursor();
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(ids, ["t3", "t2", "t1"]);
}

#[tokio::test]
async fn only_null_ends_a_list() {
    let server = Server::start().await;
    let port = server.url.rsplit(':').next().unwrap();
    let cases = [
        (Value::Null, Next::End),
        // The service has been observed to return this text.
        (json!("null"), Next::End),
        (json!(""), Next::Unknown),
        (json!(7), Next::Unknown),
        (
            json!("http://api.replicate.com/v1/trainings?cursor=x"),
            Next::Unknown,
        ),
        (
            json!("https://evil.example/v1/trainings?cursor=x"),
            Next::Unknown,
        ),
        (
            json!(format!("https://127.0.0.1:{port}/v1/trainings?cursor=x")),
            Next::Unknown,
        ),
        (
            json!(format!("http://127.0.0.1:{port}@evil.example/v1/trainings")),
            Next::Unknown,
        ),
        (json!("/v1/trainings?cursor=x"), Next::Unknown),
    ];
    for (next, read) in cases {
        server.on(
            "GET",
            "/v1/trainings",
            Reply::json(200, page(vec![], next.clone())),
        );
        assert_eq!(
            server.client().trainings(None).await.unwrap().next,
            read,
            "{next}"
        );
    }
    server.on(
        "GET",
        "/v1/trainings",
        Reply::json(200, json!({ "results": [] })),
    );
    let page = server.client().trainings(None).await.unwrap();
    assert_eq!(page.next, Next::Unknown, "`next` is missing");
}

#[tokio::test]
async fn canceling_is_retried() {
    let server = Server::start().await;
    server.on("POST", "/v1/trainings/t1/cancel", Reply::bytes(503, *b""));
    server.on(
        "POST",
        "/v1/trainings/t1/cancel",
        Reply::json(200, training("t1", "canceled")),
    );
    let training = server.client().cancel_training("t1").await.unwrap();
    assert_eq!(training.status, Status::Canceled);
    assert_eq!(server.calls().len(), 2);
    assert!(server.received()[1].body.is_empty());
}

#[tokio::test]
async fn an_error_may_be_an_object() {
    let server = Server::start().await;
    for (error, expected) in [
        (json!("out of memory"), Some("out of memory")),
        (json!(null), None),
        (
            json!({ "code": 7, "detail": "out of memory" }),
            Some("out of memory"),
        ),
        (
            json!({ "message": "out of memory", "type": "x" }),
            Some("out of memory"),
        ),
        (json!({ "code": 7 }), Some("{\"code\":7}")),
    ] {
        let mut sent = training("t1", "failed");
        sent["error"] = error.clone();
        server.on("GET", "/v1/trainings/t1", Reply::json(200, sent));
        let training = server.client().training("t1").await.unwrap();
        assert_eq!(training.error.as_deref(), expected, "{error}");
    }
}
