//! The calls for uploaded files: list, get, delete, and the signed download. The upload is in [`crate::upload`].

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio_util::io::ReaderStream;
use url::Url;

use crate::page::{PageQuery, page};
use crate::problem::Problem;
use crate::records::File;
use crate::service::Service;

/// The key that signs downloads. It protects nothing: any client that can reach the sandbox may read its files.
const SIGNING_SECRET: &[u8] = b"the sandbox's files";

pub(crate) async fn list(
    State(service): State<Arc<Service>>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Value>, Problem> {
    let now = Timestamp::now();
    let files: Vec<File> = service.read(|state| {
        state
            .records
            .files
            .iter()
            .rev()
            .filter(|file| file.expires_at > now)
            .cloned()
            .collect()
    });
    let address = format!("{}/v1/files", service.url);
    page(
        &files,
        &query,
        &address,
        |file| file.id.clone(),
        |file| file_json(&service, file),
    )
    .map(Json)
}

pub(crate) async fn get(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let file = find(&service, &id)?;
    Ok(Json(file_json(&service, &file)))
}

pub(crate) async fn delete(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    find(&service, &id)?;
    service.change(|state| state.records.files.retain(|file| file.id != id));
    service.store.remove(&id);
    Ok(StatusCode::NO_CONTENT)
}

/// The query of a signed download.
#[derive(Debug, Deserialize)]
pub(crate) struct DownloadQuery {
    owner: String,
    expiry: i64,
    signature: String,
}

/// Sends a file's bytes if the URL has a valid signature that has not expired. No token is required.
pub(crate) async fn download(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    query: Result<Query<DownloadQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let Ok(Query(signed)) = query else {
        return Err(Problem::file_not_found());
    };
    let is_valid = signed.expiry >= Timestamp::now().as_second()
        && signed.owner == service.options.username
        && STANDARD.decode(&signed.signature).is_ok_and(|signature| {
            mac(&signed.owner, &id, signed.expiry)
                .verify_slice(&signature)
                .is_ok()
        });
    if !is_valid {
        return Err(Problem::file_not_found());
    }
    let file = find(&service, &id)?;
    let bytes = tokio::fs::File::open(service.store.path_of(&id))
        .await
        .map_err(|_| Problem::file_not_found())?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, file.size.to_string()),
    ];
    Ok((headers, Body::from_stream(ReaderStream::new(bytes))).into_response())
}

/// Returns the signed download URL, valid for one hour, for the URL of a file (`urls.get`), or `None` for a URL with
/// another path. The host and port of `address` are ignored, since it may be from an earlier run of the sandbox on
/// another port.
pub(crate) fn signed_download(service: &Service, address: &Url) -> Option<Url> {
    let id = address.path().strip_prefix("/v1/files/")?;
    if id.is_empty() || id.contains('/') {
        return None;
    }
    let owner = &service.options.username;
    let expiry = Timestamp::now().as_second() + 60 * 60;
    let signature = STANDARD.encode(mac(owner, id, expiry).finalize().into_bytes());
    let mut url = Url::parse(&service.url).ok()?;
    url.set_path(&format!("/v1/files/{id}/download"));
    url.query_pairs_mut()
        .append_pair("owner", owner)
        .append_pair("expiry", &expiry.to_string())
        .append_pair("signature", &signature);
    Some(url)
}

#[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
fn mac(owner: &str, id: &str, expiry: i64) -> Hmac<Sha256> {
    Hmac::<Sha256>::new_from_slice(SIGNING_SECRET)
        .expect("a key of any length")
        .chain_update(format!("{owner} {id} {expiry}"))
}

fn find(service: &Service, id: &str) -> Result<File, Problem> {
    let now = Timestamp::now();
    service
        .read(|state| state.records.file(id, now).cloned())
        .ok_or_else(Problem::file_not_found)
}

/// Returns a file's JSON. `name`, `etag` and `md5` are not in the OpenAPI document, but the service sends them, and
/// the Python client fails without them.
pub(crate) fn file_json(service: &Service, file: &File) -> Value {
    json!({
        "id": file.id,
        "name": file.name,
        "content_type": file.content_type,
        "size": file.size,
        "etag": file.md5,
        "checksums": { "sha256": file.sha256, "md5": file.md5 },
        "metadata": file.metadata,
        "created_at": file.created_at,
        "expires_at": file.expires_at,
        "urls": { "get": format!("{}/v1/files/{}", service.url, file.id) },
    })
}
