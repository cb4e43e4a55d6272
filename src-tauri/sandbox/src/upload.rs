//! Handles `POST /files`, with a multipart body that is written to disk as it arrives.
//!
//! Clients send the metadata in three ways, all of which are accepted: as a text field with JSON (`metadata`), as a
//! file part with JSON (the JavaScript client), and as a field for each key (`metadata[key]`, the newer Python client).

use std::io::Write;
use std::sync::Arc;

use axum::Json;
use axum::extract::multipart::{Field, MultipartRejection};
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use md5::Md5;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::clock;
use crate::problem::Problem;
use crate::records::File;
use crate::service::Service;
use crate::{files, ids};

/// The limit of a file's length in bytes. Files of this length or more are refused: they "must be less than 100MB".
const SIZE_LIMIT: u64 = 100_000_000;
/// The maximum length of a file name, in bytes.
const MAX_NAME_BYTES: usize = 255;

pub(crate) async fn create(
    State(service): State<Arc<Service>>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let mut multipart =
        multipart.map_err(|rejection| Problem::bad_request(rejection.body_text()))?;
    let mut parts = Parts::default();
    while let Some(field) = multipart.next_field().await.map_err(bad_multipart)? {
        parts.add_field(&service, field).await?;
    }
    let content = parts
        .content
        .ok_or_else(|| Problem::bad_request("content: This field is required."))?;
    let name = parts
        .filename
        .or(content.filename)
        .unwrap_or_else(|| "file".to_owned());
    if name.is_empty() || name.len() > MAX_NAME_BYTES {
        return Err(Problem::bad_request(
            "filename: must be 1 to 255 bytes of UTF-8.",
        ));
    }
    let created_at = Timestamp::now();
    let file = File {
        id: ids::file_id(),
        name,
        content_type: parts
            .content_type
            .or(content.content_type)
            .unwrap_or_else(|| "application/octet-stream".to_owned()),
        size: content.size,
        md5: content.md5,
        sha256: content.sha256,
        metadata: parts.metadata,
        created_at,
        expires_at: clock::after(created_at, service.options.file_lifetime),
    };
    service
        .store
        .keep(content.bytes, &file.id)
        .map_err(|error| disk_error(&error))?;
    let response = files::file_json(&service, &file);
    let expired = service.change(|state| {
        let all = std::mem::take(&mut state.records.files);
        let (kept, expired): (Vec<File>, Vec<File>) = all
            .into_iter()
            .partition(|other| other.expires_at > created_at);
        state.records.files = kept;
        state.records.files.push(file);
        expired
    });
    for file in expired {
        service.store.remove(&file.id);
    }
    Ok((StatusCode::CREATED, Json(response)))
}

/// The parts of the body that have arrived.
#[derive(Default)]
struct Parts {
    content: Option<Content>,
    filename: Option<String>,
    content_type: Option<String>,
    metadata: Map<String, Value>,
}

/// The file's content.
struct Content {
    bytes: NamedTempFile,
    size: u64,
    md5: String,
    sha256: String,
    filename: Option<String>,
    content_type: Option<String>,
}

impl Parts {
    async fn add_field(&mut self, service: &Service, field: Field<'_>) -> Result<(), Problem> {
        let name = field.name().unwrap_or_default().to_owned();
        let metadata_key = name
            .strip_prefix("metadata[")
            .and_then(|key| key.strip_suffix(']'));
        match (name.as_str(), metadata_key) {
            ("content", _) => self.content = Some(Content::receive(service, field).await?),
            ("filename", _) => self.filename = Some(field.text().await.map_err(bad_multipart)?),
            ("type", _) => self.content_type = Some(field.text().await.map_err(bad_multipart)?),
            ("metadata", _) => {
                let json = field.bytes().await.map_err(bad_multipart)?;
                self.metadata = serde_json::from_slice(&json)
                    .map_err(|_| Problem::bad_request("metadata: must be a JSON object."))?;
            }
            (_, Some(key)) => {
                let key = key.to_owned();
                self.metadata.insert(
                    key,
                    Value::String(field.text().await.map_err(bad_multipart)?),
                );
            }
            // Other parts are ignored, as by the real service.
            _ => drop(field.bytes().await.map_err(bad_multipart)?),
        }
        Ok(())
    }
}

impl Content {
    async fn receive(service: &Service, mut field: Field<'_>) -> Result<Content, Problem> {
        let filename = field.file_name().map(str::to_owned);
        let content_type = field.content_type().map(str::to_owned);
        let mut bytes = service
            .store
            .incoming()
            .map_err(|error| disk_error(&error))?;
        let (mut size, mut md5, mut sha256) = (0_u64, Md5::new(), Sha256::new());
        while let Some(chunk) = field.chunk().await.map_err(bad_multipart)? {
            size += chunk.len() as u64;
            // Data beyond the limit is read but not kept: if the connection were closed while the client is still
            // sending, the client would not receive the response.
            if size <= SIZE_LIMIT {
                md5.update(&chunk);
                sha256.update(&chunk);
                bytes
                    .write_all(&chunk)
                    .map_err(|error| disk_error(&error))?;
            }
        }
        if size >= SIZE_LIMIT {
            return Err(Problem::file_too_large());
        }
        Ok(Content {
            bytes,
            size,
            md5: hex(&md5.finalize()),
            sha256: hex(&sha256.finalize()),
            filename,
            content_type,
        })
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bad_multipart(error: axum::extract::multipart::MultipartError) -> Problem {
    Problem::bad_request(error.body_text())
}

fn disk_error(error: &std::io::Error) -> Problem {
    tracing::error!(%error, "the sandbox could not keep an uploaded file");
    Problem::with_status(StatusCode::INTERNAL_SERVER_ERROR, None)
}
