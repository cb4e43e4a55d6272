//! Files that were uploaded: what is known of them, and their end. How one is sent is in `upload`.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::client::Client;
use crate::cursor::{Cursor, Page};
use crate::error::Error;
use crate::wire;

/// The service takes files of less than so many bytes, and refuses one of just as many.
pub const FILE_SIZE_LIMIT: u64 = 100_000_000;

/// A file that the service keeps for a while.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(from = "Sent")]
pub struct File {
    /// The service's name for it.
    pub id: String,
    /// The name it was sent with.
    pub name: Option<String>,
    /// What it was said to be: `application/zip`.
    pub content_type: Option<String>,
    /// Its length in bytes, to be compared with what was sent.
    pub size: u64,
    /// The SHA-256 of its content in hexadecimal digits, to be compared with what was sent.
    pub sha256: Option<String>,
    /// The address to give to a trainer. The account's token is needed to read it, which the trainer's
    /// side has.
    pub url: String,
    /// When it was stored.
    pub created_at: Option<Timestamp>,
    /// When the service forgets it.
    pub expires_at: Option<Timestamp>,
    /// What was said of it when it was sent.
    pub metadata: Map<String, Value>,
}

/// A file as it is sent.
#[derive(Deserialize)]
struct Sent {
    id: String,
    #[serde(default, deserialize_with = "wire::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "wire::text")]
    content_type: Option<String>,
    size: u64,
    #[serde(default, deserialize_with = "wire::or_default")]
    checksums: Checksums,
    urls: Urls,
    #[serde(default, deserialize_with = "wire::moment")]
    created_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "wire::moment")]
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

impl From<Sent> for File {
    fn from(sent: Sent) -> Self {
        File {
            id: sent.id,
            name: sent.name,
            content_type: sent.content_type,
            size: sent.size,
            sha256: sent.checksums.sha256,
            url: sent.urls.get,
            created_at: sent.created_at,
            expires_at: sent.expires_at,
            metadata: sent.metadata,
        }
    }
}

impl Client {
    /// What is known of a file.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it has expired or never was, and what any call may fail with.
    pub async fn file(&self, id: &str) -> Result<File, Error> {
        self.get(&["files", id]).await
    }

    /// A page of the account's files, newest first.
    ///
    /// # Errors
    /// What any call may fail with.
    pub async fn files(&self, cursor: Option<&Cursor>) -> Result<Page<File>, Error> {
        self.get_page(&["files"], cursor).await
    }

    /// Deletes a file. One that is gone already is as good: an earlier try may have done it, its answer
    /// lost.
    ///
    /// # Errors
    /// What any call may fail with.
    pub async fn delete_file(&self, id: &str) -> Result<(), Error> {
        match self.delete(&["files", id]).await {
            Err(Error::NotFound { .. }) => Ok(()),
            other => other,
        }
    }
}
