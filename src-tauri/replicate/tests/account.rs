//! Tests of reading the token's account and the account's picture, and of the headers of every request.

use crate::server;

use replicate::{AccountKind, Error, NetworkFailure, Timeouts};
use serde_json::json;
use server::{Behaviour, Reply, Server, Socket, TOKEN, account};
use std::time::Duration;

#[tokio::test]
async fn the_account_is_read_with_a_bearer_token() {
    let server = Server::start().await;
    server.on("GET", "/v1/account", Reply::json(200, account()));
    let account = server.client().account().await.unwrap();
    assert_eq!(
        (account.kind, account.username.as_str()),
        (AccountKind::User, "acme")
    );
    assert_eq!(account.name.as_deref(), Some("Acme"));
    assert_eq!(account.avatar_url, None);

    let received = server.received();
    assert_eq!(
        received[0].header("authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
    assert!(
        received[0]
            .header("user-agent")
            .unwrap()
            .starts_with("tintype/")
    );
}

#[tokio::test]
async fn only_the_username_is_required() {
    let server = Server::start().await;
    let body =
        json!({ "type": "robot", "username": "acme", "name": null, "credit": { "left": 3 } });
    server.on("GET", "/v1/account", Reply::json(200, body));
    let account = server.client().account().await.unwrap();
    assert_eq!((account.kind, account.name), (AccountKind::Other, None));
}

#[tokio::test]
async fn the_picture_is_fetched_without_the_token() {
    let server = Server::start().await;
    server.on("GET", "/me.png", Reply::bytes(200, *b"picture"));
    let picture = server
        .client()
        .picture(&format!("{}/me.png", server.url), 7)
        .await
        .unwrap();
    assert_eq!(picture, b"picture");
    assert_eq!(server.received()[0].header("authorization"), None);
}

#[tokio::test]
async fn a_picture_that_is_too_large_missing_or_elsewhere_is_refused() {
    let server = Server::start().await;
    let client = server.client();
    let address = format!("{}/me.png", server.url);
    server.on("GET", "/me.png", Reply::bytes(200, *b"picture"));
    assert!(matches!(
        client.picture(&address, 6).await,
        Err(Error::InvalidResponse { .. })
    ));
    server.on("GET", "/me.png", Reply::bytes(404, *b""));
    assert!(matches!(
        client.picture(&address, 6).await,
        Err(Error::InvalidResponse { .. })
    ));
    for elsewhere in [
        "http://example.com/a.png",
        "file:///etc/passwd",
        "data:image/png;base64,AA",
        "",
        "me.png",
    ] {
        assert!(
            matches!(
                client.picture(elsewhere, 6).await,
                Err(Error::InvalidResponse { .. })
            ),
            "{elsewhere}"
        );
    }
    // A service on the internet must not make this computer send requests to its own loopback address.
    let remote = server::client(replicate::BaseUrl::default());
    assert!(matches!(
        remote.picture(&address, 6).await,
        Err(Error::InvalidResponse { .. })
    ));
    assert_eq!(server.calls().len(), 2);
}

#[tokio::test]
async fn a_picture_may_redirect_but_not_to_plain_http() {
    let server = Server::start().await;
    server.on(
        "GET",
        "/me",
        Reply::bytes(302, *b"").with("location", "/me.png"),
    );
    server.on(
        "GET",
        "/me.png",
        Reply::bytes(302, *b"").with("location", "http://192.0.2.1/secret.png"),
    );
    let found = server
        .client()
        .picture(&format!("{}/me", server.url), 100)
        .await;
    assert!(
        matches!(found, Err(Error::InvalidResponse { .. })),
        "{found:?}"
    );
    assert_eq!(server.calls(), ["GET /me", "GET /me.png"]);
}

#[tokio::test]
async fn a_silent_service_times_out() {
    let socket = Socket::start(Behaviour::NeverRespond).await;
    let idle = Timeouts {
        idle: Duration::from_millis(50),
        ..Timeouts::default()
    };
    let error = socket
        .client()
        .with_timeouts(idle)
        .account()
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            Error::Network {
                failure: NetworkFailure::TimedOut,
                ..
            }
        ),
        "{error:?}"
    );
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_sign_in_page_is_not_a_response() {
    let server = Server::start().await;
    server.on(
        "GET",
        "/v1/account",
        Reply::html(200, "<!doctype html><title>Hotel</title>"),
    );
    let error = server.client().account().await.unwrap_err();
    assert!(error.to_string().contains("web page"), "{error}");
}
