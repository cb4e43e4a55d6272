//! Tests that the token is sent only to the service: it never appears in a text, an error or a log, and is never sent
//! to another host.

use crate::server;

use std::error::Error as _;
use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};

use replicate::{BaseUrl, Client, Error, NetworkFailure, Next, Retry, Token, TokenError};
use serde_json::{Map, Value, json};
use server::{Behaviour, Reply, Server, Socket, TOKEN, account, file, name, page, training};

/// Everything that this crate and its dependencies log, at all levels.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn capture() -> Log {
        static LOG: OnceLock<Log> = OnceLock::new();
        LOG.get_or_init(|| {
            let log = Log::default();
            let writer = log.clone();
            tracing_subscriber::fmt()
                .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
                .with_writer(move || writer.clone())
                .init();
            log
        })
        .clone()
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Returns every text of an error that could be shown or logged.
fn all_texts_of(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        text += &format!(" {error} {error:?}");
        source = error.source();
    }
    text
}

#[test]
fn pasted_tokens_are_trimmed_and_checked() {
    for pasted in ["r8_abc", "  r8_abc\n", "\tr8_abc\r\n"] {
        assert_eq!(Token::parse(pasted).unwrap().expose(), "r8_abc");
    }
    for (pasted, expected) in [
        ("", TokenError::Empty),
        (" \n", TokenError::Empty),
        ("Bearer r8_abc", TokenError::NotOneWord),
        ("r8_abc\nr8_def", TokenError::NotOneWord),
        ("r8_\u{0}abc", TokenError::NotOneWord),
        ("r8_äbc", TokenError::NotAscii),
        ("r8_abc\u{200b}", TokenError::NotAscii),
    ] {
        assert_eq!(Token::parse(pasted).unwrap_err(), expected, "{pasted:?}");
        assert!(!expected.to_string().contains("abc"));
    }
}

#[test]
fn a_token_is_never_printed() {
    let token = Token::parse(TOKEN).unwrap();
    let client = Client::new(BaseUrl::default(), token.clone());
    for text in [
        token.to_string(),
        format!("{token:?}"),
        format!("{client:?}"),
        format!("{:#?}", Some(&client)),
    ] {
        assert!(!text.contains(TOKEN) && !text.contains("r8_"), "{text}");
    }
}

#[tokio::test]
async fn errors_and_logs_do_not_contain_the_token() {
    let log = Log::capture();
    let mut errors = Vec::new();
    let server = Server::start().await;
    let client = server.client().with_retry(Retry {
        attempts: 2,
        ..Retry::default()
    });
    let echo = format!("what came was “Bearer {TOKEN}”");
    for reply in [
        Reply::json(401, json!({ "detail": echo })),
        Reply::json(403, json!({ "detail": echo })),
        Reply::json(404, json!({ "title": echo })),
        Reply::json(
            422,
            json!({ "detail": echo, "invalid_fields": [{ "field": echo, "description": echo }] }),
        ),
        Reply::json(429, json!({ "detail": echo, "retry_after": 1e6 })),
        Reply::html(400, &format!("<title>{echo}</title>{echo}")),
        Reply::bytes(200, echo.clone()),
        Reply::json(200, json!({ "username": 1, "type": echo })),
        Reply::json(200, json!({ "username": [echo] })),
        Reply::json(302, json!({})).with("location", format!("/{TOKEN}")),
    ] {
        server.on("GET", "/v1/account", reply);
        errors.push(client.account().await.unwrap_err());
    }
    for behaviour in [
        Behaviour::DropResponse,
        Behaviour::Respond(format!("{TOKEN} this is not HTTP\r\n\r\n")),
    ] {
        errors.push(
            Socket::start(behaviour)
                .await
                .client()
                .account()
                .await
                .unwrap_err(),
        );
    }
    errors.push(
        server::client(BaseUrl::parse(&Socket::unused_address().await).unwrap())
            .account()
            .await
            .unwrap_err(),
    );

    // Successful requests must not log the token either.
    server.on("GET", "/v1/account", Reply::json(200, account()));
    client.account().await.unwrap();
    server.on("POST", "/v1/files", Reply::json(201, file("f1", 3)));
    let zip = tempfile::NamedTempFile::new().unwrap();
    client
        .upload(zip.path(), "a.zip", &Map::new(), |_| ())
        .await
        .unwrap();
    server.on(
        "POST",
        "/v1/models/a/b/versions/v/trainings",
        Reply::json(201, training("t1", "starting")),
    );
    client
        .create_training(&name("a/b"), "v", &name("a/c"), &Map::new())
        .await
        .unwrap();

    for error in &errors {
        let all = all_texts_of(error);
        assert!(!all.contains(TOKEN) && !all.contains("r8_This"), "{all}");
    }
    let logged = log.text();
    assert!(
        logged.contains("replicate") && logged.contains("hyper"),
        "nothing was logged: {logged}"
    );
    for line in logged.lines() {
        assert!(!line.contains(TOKEN), "{line}");
    }
}

#[tokio::test]
async fn the_token_is_sent_to_no_other_host() {
    let (server, other) = (Server::start().await, Server::start().await);
    let client = server.client().with_retry(Retry::never());

    let elsewhere = page(
        vec![],
        json!(format!("{}/v1/trainings?cursor=x", other.url)),
    );
    server.on("GET", "/v1/trainings", Reply::json(200, elsewhere));
    assert_eq!(client.trainings(None).await.unwrap().next, Next::Unknown);

    for status in [301, 302, 303, 307, 308] {
        let location = format!("{}/v1/account", other.url);
        server.on(
            "GET",
            "/v1/account",
            Reply::json(status, json!({})).with("location", location),
        );
        assert!(
            matches!(
                client.account().await,
                Err(Error::Network {
                    failure: NetworkFailure::Intercepted,
                    ..
                })
            ),
            "{status}"
        );
    }

    // A cursor from another service's list is sent only to this client's own service.
    let next = json!(format!("{}/v1/trainings?cursor=x", other.url));
    other.on("GET", "/v1/trainings", Reply::json(200, page(vec![], next)));
    let cursor = other.client().trainings(None).await.unwrap().next;
    let cursor = cursor.into_cursor().unwrap();
    server.on(
        "GET",
        "/v1/trainings?cursor=x",
        Reply::json(200, page(vec![], Value::Null)),
    );
    client.trainings(Some(&cursor)).await.unwrap();

    assert_eq!(other.calls(), ["GET /v1/trainings"]);
}
