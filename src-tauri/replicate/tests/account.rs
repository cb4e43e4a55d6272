//! Tests of reading the token's account and its picture, and of the headers of every request.

use crate::server;

use replicate::{AccountKind, Error, NetworkFailure, Timeouts};
use serde_json::json;
use server::{Manner, Reply, Server, Socket, TOKEN, account};
use std::time::Duration;

#[tokio::test]
async fn the_account_is_read_and_the_token_sent_as_a_bearer() {
    let server = Server::start().await;
    server.on("GET", "/v1/account", Reply::json(200, account()));
    let account = server.client().account().await.unwrap();
    assert_eq!(
        (account.kind, account.username.as_str()),
        (AccountKind::User, "acme")
    );
    assert_eq!(account.name.as_deref(), Some("Acme"));
    assert_eq!(account.avatar_url, None);

    let seen = server.seen();
    assert_eq!(
        seen[0].header("authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
    assert!(
        seen[0]
            .header("user-agent")
            .unwrap()
            .starts_with("tintype/")
    );
}

#[tokio::test]
async fn only_the_username_is_needed_and_unknown_things_are_passed_over() {
    let server = Server::start().await;
    let odd = json!({ "type": "robot", "username": "acme", "name": null, "credit": { "left": 3 } });
    server.on("GET", "/v1/account", Reply::json(200, odd));
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
    assert_eq!(server.seen()[0].header("authorization"), None);
}

#[tokio::test]
async fn a_picture_that_is_too_large_missing_or_elsewhere_is_refused() {
    let server = Server::start().await;
    let client = server.client();
    let address = format!("{}/me.png", server.url);
    server.on("GET", "/me.png", Reply::bytes(200, *b"picture"));
    assert!(matches!(
        client.picture(&address, 6).await,
        Err(Error::Answer { .. })
    ));
    server.on("GET", "/me.png", Reply::bytes(404, *b""));
    assert!(matches!(
        client.picture(&address, 6).await,
        Err(Error::Answer { .. })
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
                Err(Error::Answer { .. })
            ),
            "{elsewhere}"
        );
    }
    // A service on the internet must not make this computer send requests to its own loopback address.
    let abroad = server::client(replicate::BaseUrl::default());
    assert!(matches!(
        abroad.picture(&address, 6).await,
        Err(Error::Answer { .. })
    ));
    assert_eq!(server.calls().len(), 2);
}

#[tokio::test]
async fn a_picture_may_lead_on_but_not_to_plain_http() {
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
    assert!(matches!(found, Err(Error::Answer { .. })), "{found:?}");
    assert_eq!(server.calls(), ["GET /me", "GET /me.png"]);
}

#[tokio::test]
async fn a_service_that_never_answers_is_given_up() {
    let socket = Socket::start(Manner::Listen).await;
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
    assert!(error.is_passing());
}

#[tokio::test]
async fn a_sign_in_page_of_the_network_is_told_from_the_service() {
    let server = Server::start().await;
    server.on(
        "GET",
        "/v1/account",
        Reply::html(200, "<!doctype html><title>Hotel</title>"),
    );
    let error = server.client().account().await.unwrap_err();
    assert!(error.to_string().contains("web page"), "{error}");
}
