//! Tests of uploaded files: the ways to send them, their maximum size, and their lifetime.

use std::time::Duration;

use reqwest::Method;
use sandbox::Options;
use serde_json::json;

use crate::support::{Fixture, Part, send};

fn content(bytes: &[u8]) -> Part<'_> {
    Part {
        head: "name=\"content\"; filename=\"photos.zip\"",
        kind: Some("application/zip"),
        bytes,
    }
}

#[tokio::test]
async fn a_file_has_the_properties_that_clients_need() {
    let fixture = Fixture::start().await;
    let file = fixture.multipart(&[content(b"abc")]).await;
    assert_eq!(file.status, 201);
    let file = file.body;
    assert_eq!(file["name"], "photos.zip");
    assert_eq!(file["content_type"], "application/zip");
    assert_eq!(file["size"], 3);
    assert_eq!(file["etag"], "900150983cd24fb0d6963f7d28e17f72");
    assert_eq!(file["checksums"]["md5"], file["etag"]);
    assert_eq!(
        file["checksums"]["sha256"],
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert_eq!(file["metadata"], json!({}));
    let lifetime = |name: &str| {
        file[name]
            .as_str()
            .unwrap()
            .parse::<jiff::Timestamp>()
            .unwrap()
    };
    assert_eq!(
        (lifetime("expires_at") - lifetime("created_at")).as_hours(),
        24
    );

    let url = file["urls"]["get"].as_str().unwrap();
    assert_eq!(fixture.get(url).await.body, file);
    assert_eq!(
        fixture.get("/v1/files").await.body["results"],
        json!([file])
    );
    let kept = &fixture.sandbox.files()[0];
    assert_eq!((kept.url.as_str(), kept.size), (url, 3));
}

#[tokio::test]
async fn metadata_has_three_forms() {
    let fixture = Fixture::start().await;
    let json_field = Part {
        head: "name=\"metadata\"",
        kind: None,
        bytes: b"{\"run\": 7}",
    };
    let json_file = Part {
        head: "name=\"metadata\"; filename=\"blob\"",
        kind: Some("application/json"),
        bytes: b"{\"run\": 7}",
    };
    let field = Part {
        head: "name=\"metadata[run]\"",
        kind: None,
        bytes: b"7",
    };
    for (part, metadata) in [
        (json_field, json!({ "run": 7 })),
        (json_file, json!({ "run": 7 })),
        (field, json!({ "run": "7" })),
    ] {
        assert_eq!(
            fixture.multipart(&[content(b"abc"), part]).await.body["metadata"],
            metadata
        );
    }
    let broken = Part {
        head: "name=\"metadata\"",
        kind: None,
        bytes: b"run=7",
    };
    assert_eq!(
        fixture.multipart(&[content(b"abc"), broken]).await.status,
        400
    );
}

#[tokio::test]
async fn name_and_type_may_be_separate_parts() {
    let fixture = Fixture::start().await;
    let bare = Part {
        head: "name=\"content\"",
        kind: None,
        bytes: b"abc",
    };
    let name = Part {
        head: "name=\"filename\"",
        kind: None,
        bytes: "Früchte 🍊.zip".as_bytes(),
    };
    let kind = Part {
        head: "name=\"type\"",
        kind: None,
        bytes: b"application/zip",
    };
    let file = fixture.multipart(&[name, bare, kind]).await.body;
    assert_eq!(
        (&file["name"], &file["content_type"]),
        (&json!("Früchte 🍊.zip"), &json!("application/zip"))
    );

    let long = "x".repeat(256);
    let name = Part {
        head: "name=\"filename\"",
        kind: None,
        bytes: long.as_bytes(),
    };
    assert_eq!(
        fixture.multipart(&[content(b"abc"), name]).await.status,
        400
    );
}

#[tokio::test]
async fn an_incomplete_form_is_refused() {
    let fixture = Fixture::start().await;
    assert_eq!(fixture.multipart(&[]).await.status, 400);
    assert_eq!(
        fixture
            .post("/v1/files", json!({ "content": "abc" }))
            .await
            .status,
        400
    );
    assert!(fixture.sandbox.files().is_empty());
}

#[tokio::test]
async fn a_file_of_a_hundred_megabytes_is_refused() {
    let fixture = Fixture::start().await;
    let mut bytes = vec![7; 99_999_999];
    assert_eq!(
        fixture.multipart(&[content(&bytes)]).await.body["size"],
        99_999_999
    );
    bytes.push(7);
    let refused = fixture.multipart(&[content(&bytes)]).await;
    assert_eq!(refused.status, 413);
    assert_eq!(
        refused.body["detail"],
        "Files must be less than 100MB in size"
    );
    assert_eq!(fixture.sandbox.files().len(), 1);
}

#[tokio::test]
async fn a_deleted_file_is_gone() {
    let fixture = Fixture::start().await;
    let url = fixture.upload(b"abc").await;
    assert_eq!(fixture.delete(&url).await.status, 204);
    for gone in [fixture.get(&url).await, fixture.delete(&url).await] {
        assert_eq!(
            (gone.status, gone.body),
            (404, json!({ "detail": "File not found" }))
        );
    }
    assert_eq!(fixture.get("/v1/files").await.body["results"], json!([]));
}

#[tokio::test]
async fn an_expired_file_is_gone() {
    let fixture = Fixture::with(Options {
        file_lifetime: Duration::ZERO,
        ..Options::default()
    })
    .await;
    let url = fixture.upload(b"abc").await;
    assert_eq!(fixture.get(&url).await.status, 404);
    assert_eq!(fixture.get("/v1/files").await.body["results"], json!([]));
    assert!(fixture.sandbox.files().is_empty());
}

#[tokio::test]
async fn a_download_requires_a_signature() {
    let fixture = Fixture::start().await;
    let url = fixture.upload(b"abc").await;
    for query in [
        "",
        "?owner=sandbox&expiry=99999999999&signature=AAAA",
        "?owner=sandbox",
    ] {
        assert_eq!(
            fixture.get(&format!("{url}/download{query}")).await.status,
            404
        );
    }
}

#[tokio::test]
async fn a_token_is_required() {
    let fixture = Fixture::start().await;
    let plain = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/v1/account", fixture.sandbox.url());
    let bad = |header: &'static str| plain.get(&url).header("authorization", header);
    for request in [
        plain.get(&url),
        bad("Bearer r8_bad_one"),
        bad("Bearer "),
        bad("Basic abc"),
        bad("r8_good"),
    ] {
        let refused = send(request).await;
        assert_eq!(refused.status, 401);
        assert_eq!(refused.headers["content-type"], "application/problem+json");
        assert_eq!(
            refused.body,
            json!({
                "title": "Unauthenticated",
                "detail": "You did not pass a valid authentication token",
                "status": 401,
            })
        );
    }
    assert_eq!(send(bad("Token r8_good")).await.status, 200);
    let requests = fixture.sandbox.requests();
    assert!(
        requests
            .iter()
            .all(|request| !format!("{request:?}").contains("r8_")),
        "{requests:?}"
    );

    let strict = Fixture::with(Options {
        token: Some("r8_only".to_owned()),
        ..Options::default()
    })
    .await;
    assert_eq!(strict.get("/v1/account").await.status, 401);
    let url = format!("{}/v1/account", strict.sandbox.url());
    assert_eq!(
        send(plain.get(&url).bearer_auth("r8_only")).await.status,
        200
    );
}

#[tokio::test]
async fn the_account_has_a_picture() {
    let fixture = Fixture::start().await;
    let account = fixture.get("/v1/account").await;
    assert_eq!(
        (&account.body["type"], &account.body["username"]),
        (&json!("user"), &json!("sandbox"))
    );
    assert_eq!(account.headers["ratelimit-remaining"], "2999");
    let picture = fixture
        .get(account.body["avatar_url"].as_str().unwrap())
        .await;
    assert!(image::load_from_memory(&picture.bytes).is_ok());
    assert_eq!(
        send(fixture.request(Method::PUT, "/v1/account"))
            .await
            .status,
        405
    );
}
