//! Uploaded files: their metadata and their deletion. The upload itself is in `upload`.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::client::Client;
use crate::cursor::{Cursor, Page};
use crate::error::Error;
use crate::wire;

/// The limit of a file's length in bytes. Files must be smaller: the service refuses a file of exactly this length.
pub const FILE_SIZE_LIMIT: u64 = 100_000_000;

/// A file that the service keeps for a limited time.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(from = "WireFile")]
pub struct File {
    /// The service's identifier.
    pub id: String,
    /// The name that the file was uploaded with.
    pub name: Option<String>,
    /// The content type that the file was uploaded with, such as `application/zip`.
    pub content_type: Option<String>,
    /// The length in bytes, for comparison with the local file.
    pub size: u64,
    /// The SHA-256 of the content in hexadecimal digits, for comparison with the local file.
    pub sha256: Option<String>,
    /// The address to pass to a trainer. Reading it requires the account's token, which the trainer has.
    pub url: String,
    /// The time of the upload.
    pub created_at: Option<Timestamp>,
    /// The time when the service deletes the file.
    pub expires_at: Option<Timestamp>,
    /// The metadata that the file was uploaded with.
    pub metadata: Map<String, Value>,
}

/// A file as the service sends it.
#[derive(Deserialize)]
struct WireFile {
    id: String,
    #[serde(default, deserialize_with = "wire::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "wire::text")]
    content_type: Option<String>,
    size: u64,
    #[serde(default, deserialize_with = "wire::or_default")]
    checksums: Checksums,
    urls: Urls,
    #[serde(default, deserialize_with = "wire::timestamp")]
    created_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "wire::timestamp")]
    expires_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "wire::or_default")]
    metadata: Map<String, Value>,
}

#[derive(Default, Deserialize)]
struct Checksums {
    #[serde(default, deserialize_with = "wire::text")]
    sha256: Option<String>,
}

#[derive(Deserialize)]
struct Urls {
    get: String,
}

impl From<WireFile> for File {
    fn from(file: WireFile) -> Self {
        File {
            id: file.id,
            name: file.name,
            content_type: file.content_type,
            size: file.size,
            sha256: file.checksums.sha256,
            url: file.urls.get,
            created_at: file.created_at,
            expires_at: file.expires_at,
            metadata: file.metadata,
        }
    }
}

impl Client {
    /// Returns a file's metadata.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the file has expired or never existed, and the errors of any call.
    pub async fn file(&self, id: &str) -> Result<File, Error> {
        self.get(&["files", id]).await
    }

    /// Returns a page of the account's files, newest first.
    ///
    /// # Errors
    /// The errors of any call.
    pub async fn files(&self, cursor: Option<&Cursor>) -> Result<Page<File>, Error> {
        self.get_page(&["files"], cursor).await
    }

    /// Deletes a file. Succeeds if the file no longer exists, since an earlier attempt may have deleted it although
    /// its response was lost.
    ///
    /// # Errors
    /// The errors of any call.
    pub async fn delete_file(&self, id: &str) -> Result<(), Error> {
        match self.delete(&["files", id]).await {
            Err(Error::NotFound { .. }) => Ok(()),
            other => other,
        }
    }
}
