//! Tests of which requests are retried, how often, and after what delay.

use crate::server;

use std::time::Duration;

use replicate::{BaseUrl, Client, Error, NetworkFailure, NewModel, Retry, Visibility};
use serde_json::{Value, json};
use server::{Manner, Reply, Server, Socket, account, model, name};

/// Returns a client that never waits: its error contains the requested wait instead.
fn impatient(server: &Server) -> Client {
    server.client().with_retry(Retry {
        max_retry_after: Duration::ZERO,
        ..Retry::default()
    })
}

fn new_model() -> NewModel {
    NewModel {
        name: name("acme/cat"),
        visibility: Visibility::Private,
        hardware: "cpu".to_owned(),
        description: None,
    }
}

/// Returns the wait that an answer requests, as the client reads it.
async fn asked(reply: Reply) -> Option<Duration> {
    let server = Server::start().await;
    server.on("GET", "/v1/account", reply.clone()).on(
        "GET",
        "/v1/account",
        Reply::json(200, account()),
    );
    match impatient(&server).account().await {
        Err(Error::Throttled { retry_after, .. }) => retry_after,
        other => panic!("{reply:?}: {other:?}"),
    }
}

#[tokio::test]
async fn reading_is_tried_again_until_it_succeeds() {
    let server = Server::start().await;
    for status in [500, 502, 429] {
        server.on("GET", "/v1/account", Reply::json(status, json!({})));
    }
    server.on("GET", "/v1/account", Reply::json(200, account()));
    assert_eq!(server.client().account().await.unwrap().username, "acme");
    assert_eq!(server.calls().len(), 4);
}

#[tokio::test]
async fn it_is_tried_as_often_as_said_and_no_more() {
    for attempts in [1, 2, 5] {
        let server = Server::start().await;
        for _ in 0..9 {
            server.on("GET", "/v1/account", Reply::bytes(503, *b""));
        }
        let brief = Duration::from_millis(1);
        let client = server.client().with_retry(Retry {
            attempts,
            initial_delay: brief,
            max_delay: brief,
            ..Retry::default()
        });
        assert!(matches!(
            client.account().await,
            Err(Error::Service { status: 503, .. })
        ));
        assert_eq!(server.calls().len(), attempts as usize);
    }
}

#[tokio::test]
async fn reading_and_deleting_are_tried_again_when_the_connection_breaks() {
    let socket = Socket::start(Manner::LoseTheAnswer).await;
    let error = socket.client().account().await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Network {
                failure: NetworkFailure::Interrupted,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(socket.lines().len(), 4);
    socket.client().delete_file("f1").await.unwrap_err();
    assert_eq!(socket.lines().len(), 8);
    socket.client().cancel_training("t1").await.unwrap_err();
    assert_eq!(socket.lines().len(), 12);
}

#[tokio::test]
async fn creating_is_not_tried_again_when_it_may_have_happened() {
    let socket = Socket::start(Manner::LoseTheAnswer).await;
    socket
        .client()
        .create_model(&new_model())
        .await
        .unwrap_err();
    assert_eq!(socket.lines().len(), 1);

    let server = Server::start().await;
    server.on("POST", "/v1/models", Reply::bytes(500, *b""));
    assert!(matches!(
        server.client().create_model(&new_model()).await,
        Err(Error::Service { .. })
    ));
    assert_eq!(server.calls().len(), 1);
}

#[tokio::test]
async fn creating_is_tried_again_when_it_was_put_off() {
    let server = Server::start().await;
    server.on(
        "POST",
        "/v1/models",
        Reply::json(429, json!({ "detail": "slow down" })),
    );
    server.on("POST", "/v1/models", Reply::json(201, model("acme", "cat")));
    server.client().create_model(&new_model()).await.unwrap();
    assert_eq!(server.calls().len(), 2);
    assert_eq!(server.seen()[0].body, server.seen()[1].body);
}

#[tokio::test]
async fn creating_is_tried_again_when_nobody_was_there() {
    let address = Socket::nobody().await;
    let host = address.strip_prefix("http://").unwrap().to_owned();
    let patient = Retry {
        attempts: 200,
        initial_delay: Duration::from_millis(50),
        max_delay: Duration::from_millis(50),
        ..Retry::default()
    };
    let client = server::client(BaseUrl::parse(&address).unwrap()).with_retry(patient);
    let task = tokio::spawn(async move { client.create_model(&new_model()).await });
    // The service starts later, at the same address.
    let listener = tokio::net::TcpListener::bind(host).await.unwrap();
    let app = axum::Router::new().fallback(|| async { axum::Json(model("acme", "cat")) });
    let serving = tokio::spawn(async move { axum::serve(listener, app).await });
    assert_eq!(task.await.unwrap().unwrap().name, "cat");
    serving.abort();
}

#[tokio::test]
async fn refusals_are_not_tried_again() {
    for status in [400, 401, 402, 403, 404, 409, 413, 422] {
        let server = Server::start().await;
        server.on("GET", "/v1/account", Reply::json(status, json!({})));
        server.client().account().await.unwrap_err();
        assert_eq!(server.calls().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn the_wait_is_read_wherever_the_service_puts_it() {
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    let low = "Request was throttled. Your rate limit for creating predictions is reduced to 6 requests per minute with a burst of 1 requests while you have less than $5.0 in credit. Your rate limit resets in ~10s.";
    let expected = "Request was throttled. Expected available in 3 seconds.";
    assert_eq!(
        asked(Reply::json(429, json!({ "retry_after": 9 })).with("retry-after", 7)).await,
        seconds(7)
    );
    assert_eq!(
        asked(Reply::json(
            429,
            json!({ "detail": low, "retry_after": 11 })
        ))
        .await,
        seconds(11)
    );
    assert_eq!(
        asked(Reply::json(429, json!({ "detail": low }))).await,
        seconds(10)
    );
    assert_eq!(
        asked(Reply::json(429, json!({ "detail": expected }))).await,
        seconds(3)
    );
    assert_eq!(
        asked(Reply::json(429, json!({ "detail": "no" })).with("ratelimit-reset", 2)).await,
        seconds(2)
    );
}

#[tokio::test]
async fn a_date_is_measured_from_the_services_own_clock() {
    let dates = |now: &str, then: &str| {
        Reply::bytes(429, *b"")
            .with("date", now)
            .with("retry-after", then)
    };
    let later = dates(
        "Fri, 31 Dec 1999 23:59:50 GMT",
        "Sat, 01 Jan 2000 00:00:05 GMT",
    );
    assert_eq!(asked(later).await, Some(Duration::from_secs(15)));
}

#[tokio::test]
async fn a_wait_that_makes_no_sense_is_passed_over() {
    for odd in ["-5", "NaN", "soon", "", "1e300"] {
        let server = Server::start().await;
        server.on(
            "GET",
            "/v1/account",
            Reply::bytes(429, *b"").with("retry-after", odd),
        );
        server.on("GET", "/v1/account", Reply::json(200, account()));
        server
            .client()
            .account()
            .await
            .unwrap_or_else(|error| panic!("{odd}: {error:?}"));
    }
    let past = Reply::bytes(429, *b"").with("retry-after", "Sat, 01 Jan 2000 00:00:05 GMT");
    let server = Server::start().await;
    server
        .on("GET", "/v1/account", past)
        .on("GET", "/v1/account", Reply::json(200, account()));
    server.client().account().await.unwrap();
}

#[tokio::test]
async fn the_wait_that_is_asked_for_is_kept() {
    let now = "Sat, 01 Jan 2000 00:00:04 GMT";
    let date = Reply::bytes(503, *b"")
        .with("date", now)
        .with("retry-after", "Sat, 01 Jan 2000 00:00:05 GMT");
    for reply in [Reply::json(429, Value::Null).with("retry-after", 1), date] {
        let server = Server::start().await;
        server.on("GET", "/v1/account", reply).on(
            "GET",
            "/v1/account",
            Reply::json(200, account()),
        );
        server.client().account().await.unwrap();
        let seen = server.seen();
        // There is only a lower bound: how much later the request is repeated depends on the machine.
        assert!(seen[1].at - seen[0].at >= Duration::from_secs(1));
    }
}

#[tokio::test]
async fn a_wait_beyond_the_limit_is_returned_at_once() {
    let server = Server::start().await;
    server.on(
        "GET",
        "/v1/account",
        Reply::json(429, json!({ "retry_after": 86_400 })),
    );
    let error = server.client().account().await.unwrap_err();
    assert!(error.is_passing());
    assert!(error.to_string().contains("in 1440 minutes"), "{error}");
    assert_eq!(server.calls().len(), 1);
}
