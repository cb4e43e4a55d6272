//! Tests of which requests are retried, how often, and after what delay.

use crate::server;

use std::time::Duration;

use replicate::{BaseUrl, Client, Error, NetworkFailure, NewModel, Retry, Visibility};
use serde_json::{Value, json};
use server::{Behaviour, Reply, Server, Socket, account, model, name};

/// Returns a client that never waits as long as the service requests: it returns an error with the requested wait
/// instead.
fn client_without_waits(server: &Server) -> Client {
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

/// Returns the wait that a reply requests, as the client reads it.
async fn requested_wait(reply: Reply) -> Option<Duration> {
    let server = Server::start().await;
    server.on("GET", "/v1/account", reply.clone()).on(
        "GET",
        "/v1/account",
        Reply::json(200, account()),
    );
    match client_without_waits(&server).account().await {
        Err(Error::Throttled { retry_after, .. }) => retry_after,
        other => panic!("{reply:?}: {other:?}"),
    }
}

#[tokio::test]
async fn reading_is_retried_until_it_succeeds() {
    let server = Server::start().await;
    for status in [500, 502, 429] {
        server.on("GET", "/v1/account", Reply::json(status, json!({})));
    }
    server.on("GET", "/v1/account", Reply::json(200, account()));
    assert_eq!(server.client().account().await.unwrap().username, "acme");
    assert_eq!(server.calls().len(), 4);
}

#[tokio::test]
async fn attempts_are_limited() {
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
async fn idempotent_calls_are_retried_when_the_connection_breaks() {
    let socket = Socket::start(Behaviour::DropResponse).await;
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
async fn creating_is_not_retried_if_it_may_have_succeeded() {
    let socket = Socket::start(Behaviour::DropResponse).await;
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
async fn creating_is_retried_when_throttled() {
    let server = Server::start().await;
    server.on(
        "POST",
        "/v1/models",
        Reply::json(429, json!({ "detail": "slow down" })),
    );
    server.on("POST", "/v1/models", Reply::json(201, model("acme", "cat")));
    server.client().create_model(&new_model()).await.unwrap();
    assert_eq!(server.calls().len(), 2);
    assert_eq!(server.received()[0].body, server.received()[1].body);
}

#[tokio::test]
async fn creating_is_retried_when_the_service_is_unreachable() {
    let address = Socket::unused_address().await;
    let host = address.strip_prefix("http://").unwrap().to_owned();
    let retry = Retry {
        attempts: 200,
        initial_delay: Duration::from_millis(50),
        max_delay: Duration::from_millis(50),
        ..Retry::default()
    };
    let client = server::client(BaseUrl::parse(&address).unwrap()).with_retry(retry);
    let task = tokio::spawn(async move { client.create_model(&new_model()).await });
    // The service starts later, at the same address.
    let listener = tokio::net::TcpListener::bind(host).await.unwrap();
    let app = axum::Router::new().fallback(|| async { axum::Json(model("acme", "cat")) });
    let serving = tokio::spawn(async move { axum::serve(listener, app).await });
    assert_eq!(task.await.unwrap().unwrap().name, "cat");
    serving.abort();
}

#[tokio::test]
async fn refusals_are_not_retried() {
    for status in [400, 401, 402, 403, 404, 409, 413, 422] {
        let server = Server::start().await;
        server.on("GET", "/v1/account", Reply::json(status, json!({})));
        server.client().account().await.unwrap_err();
        assert_eq!(server.calls().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn the_wait_is_read_from_every_source() {
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    let low = "Request was throttled. Your rate limit for creating predictions is reduced to 6 requests per minute with a burst of 1 requests while you have less than $5.0 in credit. Your rate limit resets in ~10s.";
    let expected = "Request was throttled. Expected available in 3 seconds.";
    assert_eq!(
        requested_wait(Reply::json(429, json!({ "retry_after": 9 })).with("retry-after", 7)).await,
        seconds(7)
    );
    assert_eq!(
        requested_wait(Reply::json(
            429,
            json!({ "detail": low, "retry_after": 11 })
        ))
        .await,
        seconds(11)
    );
    assert_eq!(
        requested_wait(Reply::json(429, json!({ "detail": low }))).await,
        seconds(10)
    );
    assert_eq!(
        requested_wait(Reply::json(429, json!({ "detail": expected }))).await,
        seconds(3)
    );
    assert_eq!(
        requested_wait(Reply::json(429, json!({ "detail": "no" })).with("ratelimit-reset", 2))
            .await,
        seconds(2)
    );
}

#[tokio::test]
async fn a_date_is_relative_to_the_services_clock() {
    let dates = |now: &str, then: &str| {
        Reply::bytes(429, *b"")
            .with("date", now)
            .with("retry-after", then)
    };
    let later = dates(
        "Fri, 31 Dec 1999 23:59:50 GMT",
        "Sat, 01 Jan 2000 00:00:05 GMT",
    );
    assert_eq!(requested_wait(later).await, Some(Duration::from_secs(15)));
}

#[tokio::test]
async fn an_invalid_wait_is_ignored() {
    for invalid in ["-5", "NaN", "soon", "", "1e300"] {
        let server = Server::start().await;
        server.on(
            "GET",
            "/v1/account",
            Reply::bytes(429, *b"").with("retry-after", invalid),
        );
        server.on("GET", "/v1/account", Reply::json(200, account()));
        server
            .client()
            .account()
            .await
            .unwrap_or_else(|error| panic!("{invalid}: {error:?}"));
    }
    let past = Reply::bytes(429, *b"").with("retry-after", "Sat, 01 Jan 2000 00:00:05 GMT");
    let server = Server::start().await;
    server
        .on("GET", "/v1/account", past)
        .on("GET", "/v1/account", Reply::json(200, account()));
    server.client().account().await.unwrap();
}

#[tokio::test]
async fn the_requested_wait_is_observed() {
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
        let received = server.received();
        // There is only a lower bound: how much later the request is repeated depends on the machine.
        assert!(received[1].at - received[0].at >= Duration::from_secs(1));
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
    assert!(error.is_transient());
    assert!(error.to_string().contains("in 1440 minutes"), "{error}");
    assert_eq!(server.calls().len(), 1);
}
