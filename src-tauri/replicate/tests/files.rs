//! Tests that a file upload either is complete or fails, and that files can be listed, read and deleted.

use crate::server;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use replicate::{Client, Error, NetworkFailure, Timeouts};
use serde_json::{Map, Value, json};
use server::{Behaviour, ReceivedRequest, Reply, Server, Socket, file, page};

/// The length in bytes of a file that is sent in several pieces.
const LENGTH: usize = 700_001;

struct Zip {
    _folder: tempfile::TempDir,
    path: PathBuf,
    content: Vec<u8>,
}

fn zip(length: usize) -> Zip {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photos.zip");
    let content: Vec<u8> = (0..length).map(|at| (at * 31 % 251) as u8).collect();
    std::fs::write(&path, &content).unwrap();
    Zip {
        _folder: folder,
        path,
        content,
    }
}

fn metadata() -> Map<String, Value> {
    Map::from_iter([("run".to_owned(), json!("7"))])
}

async fn upload(client: &Client, path: &Path) -> Result<replicate::File, Error> {
    client.upload(path, "photos.zip", &metadata(), |_| ()).await
}

/// Returns each part of a form: its name, file name, content type and content.
async fn parts(
    received: &ReceivedRequest,
) -> Vec<(String, Option<String>, Option<String>, Vec<u8>)> {
    let mut request = Request::builder()
        .method("POST")
        .body(Body::from(received.body.clone()))
        .unwrap();
    *request.headers_mut() = received.headers.clone();
    let mut form = Multipart::from_request(request, &()).await.unwrap();
    let mut parts = Vec::new();
    while let Some(part) = form.next_field().await.unwrap() {
        let (name, file) = (
            part.name().unwrap().to_owned(),
            part.file_name().map(str::to_owned),
        );
        let kind = part.content_type().map(str::to_owned);
        parts.push((name, file, kind, part.bytes().await.unwrap().to_vec()));
    }
    parts
}

#[tokio::test]
async fn a_file_is_uploaded_with_its_name_and_metadata() {
    let server = Server::start().await;
    let zip = zip(LENGTH);
    server.on(
        "POST",
        "/v1/files",
        Reply::json(201, file("f1", LENGTH as u64)),
    );
    let reports = Arc::new(Mutex::new(Vec::new()));
    let on_progress = {
        let reports = reports.clone();
        move |bytes| reports.lock().unwrap().push(bytes)
    };
    let file = server
        .client()
        .upload(&zip.path, "photos.zip", &metadata(), on_progress)
        .await
        .unwrap();

    assert_eq!((file.id.as_str(), file.size), ("f1", LENGTH as u64));
    assert_eq!(file.url, "https://api.replicate.com/v1/files/f1");
    assert_eq!(file.sha256, Some("cd".repeat(32)));
    assert_eq!(
        file.expires_at.unwrap().to_string(),
        "2026-08-23T12:26:51.079Z"
    );
    assert_eq!(file.metadata["run"], "7");

    let received = &server.received()[0];
    let length: usize = received
        .header("content-length")
        .expect("the request has a length")
        .parse()
        .unwrap();
    assert_eq!(length, received.body.len());
    let text = |text: &str| Some(text.to_owned());
    let expected = [
        (
            "content".to_owned(),
            text("photos.zip"),
            text("application/zip"),
            zip.content.clone(),
        ),
        (
            "metadata".to_owned(),
            None,
            text("application/json"),
            br#"{"run":"7"}"#.to_vec(),
        ),
    ];
    assert!(parts(received).await == expected, "the form differs");

    let reports = reports.lock().unwrap();
    assert!(reports.len() > 2 && reports.is_sorted(), "{reports:?}");
    assert_eq!(reports.last(), Some(&(LENGTH as u64)));
}

#[tokio::test]
async fn names_may_be_in_any_language() {
    let server = Server::start().await;
    let zip = zip(10);
    let name = "fótos 写真 📷.zip";
    server.on("POST", "/v1/files", Reply::json(201, file("f1", 10)));
    server
        .client()
        .upload(&zip.path, name, &Map::new(), |_| ())
        .await
        .unwrap();
    let content = parts(&server.received()[0]).await.swap_remove(0);
    assert_eq!(content.1.as_deref(), Some(name));
    for bad in [String::new(), "a".repeat(256)] {
        let refused = server
            .client()
            .upload(&zip.path, &bad, &Map::new(), |_| ())
            .await;
        assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
    }
    assert_eq!(server.calls().len(), 1);
}

#[tokio::test]
async fn an_empty_file_is_uploaded() {
    let server = Server::start().await;
    let zip = zip(0);
    server.on("POST", "/v1/files", Reply::json(201, file("f1", 0)));
    upload(&server.client(), &zip.path).await.unwrap();
    assert!(parts(&server.received()[0]).await[0].3.is_empty());
}

#[tokio::test]
async fn a_missing_file_is_named() {
    let server = Server::start().await;
    let zip = zip(10);
    std::fs::remove_file(&zip.path).unwrap();
    let error = upload(&server.client(), &zip.path).await.unwrap_err();
    assert!(matches!(error, Error::File { .. }), "{error:?}");
    assert!(error.to_string().contains("photos.zip"), "{error}");
    assert!(matches!(
        upload(&server.client(), zip.path.parent().unwrap()).await,
        Err(Error::File { .. })
    ));
}

/// Uploads a file and calls `action` with its path at the first report of progress. Returns the result, the number of
/// requests, and the bytes that arrived, or no bytes if they differ from the file's content.
async fn upload_during(
    action: impl Fn(&Path) + Send + Sync + 'static,
) -> (Result<replicate::File, Error>, usize, Vec<u8>) {
    let server = Server::start().await;
    let zip = zip(LENGTH);
    server.on(
        "POST",
        "/v1/files",
        Reply::json(201, file("f1", LENGTH as u64)),
    );
    let once = std::sync::Once::new();
    let path = zip.path.clone();
    let on_progress = move |_| once.call_once(|| action(&path));
    let result = server
        .client()
        .upload(&zip.path, "photos.zip", &metadata(), on_progress)
        .await;
    let arrived = match server.received().first() {
        Some(received) => parts(received).await[0].3.clone(),
        None => Vec::new(),
    };
    (
        result,
        server.calls().len(),
        if arrived == zip.content {
            arrived
        } else {
            Vec::new()
        },
    )
}

#[tokio::test]
async fn a_file_that_changes_length_during_the_upload_is_an_error() {
    let shrink = |path: &Path| {
        std::fs::OpenOptions::new()
            .write(true)
            .open(path)
            .unwrap()
            .set_len(1000)
            .unwrap()
    };
    let grow = |path: &Path| {
        std::fs::OpenOptions::new()
            .append(true)
            .open(path)
            .unwrap()
            .write_all(&[7; 300_000])
            .unwrap();
    };
    for result in [upload_during(shrink).await, upload_during(grow).await] {
        let (Err(error @ Error::File { .. }), 0, _) = result else {
            panic!("{result:?}")
        };
        assert!(error.to_string().contains("length changed"), "{error}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_deleted_during_the_upload_is_still_sent() {
    let (result, _, arrived) = upload_during(|path| std::fs::remove_file(path).unwrap()).await;
    result.unwrap();
    assert_eq!(arrived.len(), LENGTH);
}

#[tokio::test]
async fn a_broken_connection_is_an_error_and_is_not_retried() {
    for behaviour in [Behaviour::CloseAfter(100_000), Behaviour::DropResponse] {
        let socket = Socket::start(behaviour).await;
        let zip = zip(LENGTH);
        let error = upload(&socket.client(), &zip.path).await.unwrap_err();
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
        assert_eq!(socket.lines(), ["POST /v1/files HTTP/1.1"]);
    }
}

#[tokio::test]
async fn a_stalled_upload_times_out() {
    let brief = Duration::from_millis(100);
    let timeouts = Timeouts {
        idle: brief,
        stored: brief,
        ..Timeouts::default()
    };
    // One server reads nothing; the other reads everything and never responds.
    for (behaviour, length) in [
        (Behaviour::Stall, 20 << 20),
        (Behaviour::NeverRespond, LENGTH),
    ] {
        let socket = Socket::start(behaviour).await;
        let error = upload(&socket.client().with_timeouts(timeouts), &zip(length).path)
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
    }
}

#[tokio::test]
async fn a_refusal_during_the_upload_is_read() {
    let page = "<html><head><title>413 Request Entity Too Large</title></head></html>";
    let response = format!(
        "HTTP/1.1 413 Too Large\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n{page}",
        page.len()
    );
    let socket = Socket::start(Behaviour::RespondEarly(response)).await;
    let error = upload(&socket.client(), &zip(20 << 20).path)
        .await
        .unwrap_err();
    let Error::TooLarge { detail } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(detail, "413 Request Entity Too Large");
}

#[tokio::test]
async fn dropping_the_future_ends_the_upload() {
    let length = 60 << 20;
    let mut socket = Socket::start(Behaviour::NeverRespond).await;
    let (client, zip) = (socket.client(), zip(length));
    let path = zip.path.clone();
    let task = tokio::spawn(async move { upload(&client, &path).await });
    socket
        .arrived
        .wait_for(|(bytes, _)| *bytes > 0)
        .await
        .unwrap();
    task.abort();
    let (bytes, _) = *socket
        .arrived
        .wait_for(|(_, closed)| *closed)
        .await
        .unwrap();
    assert!(bytes < length, "{bytes} bytes arrived after the drop");
}

#[tokio::test]
async fn a_throttled_upload_is_retried() {
    let server = Server::start().await;
    let zip = zip(LENGTH);
    server.on(
        "POST",
        "/v1/files",
        Reply::json(429, json!({ "detail": "slow", "retry_after": 0 })),
    );
    server.on(
        "POST",
        "/v1/files",
        Reply::json(201, file("f1", LENGTH as u64)),
    );
    upload(&server.client(), &zip.path).await.unwrap();
    assert_eq!(parts(&server.received()[1]).await[0].3.len(), LENGTH);
}

#[tokio::test]
async fn files_are_listed_read_and_deleted() {
    let server = Server::start().await;
    let next = json!(format!("{}/v1/files?cursor=cD0y", server.url));
    server.on(
        "GET",
        "/v1/files",
        Reply::json(200, page(vec![file("f2", 2)], next)),
    );
    server.on(
        "GET",
        "/v1/files?cursor=cD0y",
        Reply::json(200, page(vec![file("f1", 1)], Value::Null)),
    );
    server.on("GET", "/v1/files/f1", Reply::json(200, file("f1", 1)));
    server.on("DELETE", "/v1/files/f1", Reply::bytes(204, *b""));
    server.on(
        "DELETE",
        "/v1/files/f1",
        Reply::json(404, json!({ "detail": "File not found" })),
    );
    server.on(
        "GET",
        "/v1/files/f1",
        Reply::json(404, json!({ "detail": "File not found" })),
    );
    let client = server.client();
    let first = client.files(None).await.unwrap();
    let second = client
        .files(first.next.into_cursor().as_ref())
        .await
        .unwrap();
    assert_eq!(
        (first.results[0].id.as_str(), second.results[0].id.as_str()),
        ("f2", "f1")
    );
    assert_eq!(client.file("f1").await.unwrap(), second.results[0]);
    client.delete_file("f1").await.unwrap();
    client
        .delete_file("f1")
        .await
        .expect("deleting a deleted file succeeds");
    assert!(matches!(
        client.file("f1").await,
        Err(Error::NotFound { .. })
    ));
}
