//! Uploads a file as a multipart form of known length, streamed from the disk in pieces.
//!
//! Only a few pieces are in memory at once. The total time is not limited, but an upload without progress fails after
//! a timeout. Dropping the future closes the connection.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use futures_util::stream::try_unfold;
use localization::text;
use reqwest::multipart::{Form, Part};
use reqwest::{Body, Method};
use serde_json::{Map, Value};
use tokio::io::AsyncReadExt;
use tokio::sync::watch;

use crate::client::Client;
use crate::error::{Error, InvalidField, NetworkFailure};
use crate::exchange::{self, BufferedResponse};
use crate::files::File;
use crate::retry::{Failure, RetryCondition};
use crate::timeouts::Timeouts;

/// The number of bytes that are read from the disk at once.
const PIECE_SIZE: usize = 128 << 10;

/// The maximum length of a file name, in bytes.
const MAX_NAME_BYTES: usize = 255;

type Progress = Arc<dyn Fn(u64) + Send + Sync>;

impl Client {
    /// Uploads a zip with a name and metadata. The service returns the metadata with the file.
    ///
    /// `progress` is called with the number of bytes of the file that have been handed to the HTTP client so far. The
    /// last call reports the file's length; for an empty file, there is no call. If the upload is retried, the count
    /// starts again at zero.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the name is empty or longer than 255 bytes; [`Error::File`] if the file can't be read or
    /// its length changes during the upload; [`Error::TooLarge`] if the service refuses a file of
    /// [`FILE_SIZE_LIMIT`](crate::FILE_SIZE_LIMIT) or more; and the errors of any call. After [`Error::Network`], the
    /// file may still have arrived.
    pub async fn upload(
        &self,
        file: &Path,
        name: &str,
        metadata: &Map<String, Value>,
        progress: impl Fn(u64) + Send + Sync + 'static,
    ) -> Result<File, Error> {
        if name.is_empty() || name.len() > MAX_NAME_BYTES {
            let message = text!("service-file-name-length", most = MAX_NAME_BYTES);
            let fields = vec![InvalidField {
                field: "filename".to_owned(),
                message,
            }];
            return Err(Error::Invalid {
                detail: String::new(),
                fields,
            });
        }
        let metadata = Value::Object(metadata.clone()).to_string();
        let progress: Progress = Arc::new(progress);
        let attempt = || self.upload_once(file, name, &metadata, &progress);
        let response = self.retry(RetryCondition::WithoutEffect, attempt).await?;
        self.parse(&response)
    }

    async fn upload_once(
        &self,
        path: &Path,
        name: &str,
        metadata: &str,
        progress: &Progress,
    ) -> Result<BufferedResponse, Failure> {
        let file_error = |source| Error::File {
            path: path.to_owned(),
            source,
        };
        let content = Content::open(path, progress.clone())
            .await
            .map_err(file_error)?;
        let (sent, read_error, length) = (
            content.sent.subscribe(),
            content.read_error.clone(),
            content.length,
        );

        let content = Part::stream_with_length(Body::wrap_stream(content.stream()), length)
            .file_name(name.to_owned())
            .mime_str("application/zip")
            .map_err(Error::from)?;
        let metadata = Part::text(metadata.to_owned())
            .mime_str("application/json")
            .map_err(Error::from)?;
        let form = Form::new()
            .part("content", content)
            .part("metadata", metadata);
        let request = self
            .request(Method::POST, self.base().endpoint(&["files"])?)?
            .multipart(form);

        let timeouts = self.timeouts();
        let result = with_progress_timeout(sent, length, timeouts, request.send()).await;
        // The error that ended the stream early is more useful than the network error that it causes.
        if let Some(source) = read_error
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
        {
            return Err(file_error(source).into());
        }
        let response = result?.map_err(Error::from)?;
        self.check_status(exchange::read(response, timeouts.idle).await?)
    }
}

/// Waits for the response. Fails if no bytes are handed to the HTTP client for [`Timeouts::idle`], or if the response
/// takes longer than [`Timeouts::stored`] after the last byte.
async fn with_progress_timeout<T>(
    mut sent: watch::Receiver<u64>,
    length: u64,
    timeouts: Timeouts,
    work: impl Future<Output = T>,
) -> Result<T, Error> {
    let mut work = std::pin::pin!(work);
    let mut is_streaming = true;
    loop {
        let is_sent = !is_streaming || *sent.borrow_and_update() >= length;
        let limit = if is_sent {
            timeouts.stored
        } else {
            timeouts.idle
        };
        tokio::select! {
            done = &mut work => return Ok(done),
            changed = sent.changed(), if is_streaming => is_streaming = changed.is_ok(),
            () = tokio::time::sleep(limit) => return Err(Error::network(NetworkFailure::TimedOut)),
        }
    }
}

/// The file that is being uploaded.
struct Content {
    file: tokio::fs::File,
    /// The length that the form announces. The file's length must not change during the upload.
    length: u64,
    progress: Progress,
    sent: watch::Sender<u64>,
    /// The error that ended the stream early.
    read_error: Arc<Mutex<Option<io::Error>>>,
}

impl Content {
    async fn open(path: &Path, progress: Progress) -> io::Result<Content> {
        let file = tokio::fs::File::open(path).await?;
        let length = file.metadata().await?.len();
        Ok(Content {
            file,
            length,
            progress,
            sent: watch::Sender::new(0),
            read_error: Arc::default(),
        })
    }

    fn stream(self) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        try_unfold(self, async |mut content| match content.read_piece().await {
            Ok(Some(piece)) => Ok(Some((piece, content))),
            Ok(None) => Ok(None),
            Err(error) => {
                let copy = io::Error::new(error.kind(), error.to_string());
                *content
                    .read_error
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner) = Some(error);
                Err(copy)
            }
        })
    }

    async fn read_piece(&mut self) -> io::Result<Option<Bytes>> {
        let mut piece = BytesMut::with_capacity(PIECE_SIZE);
        let read = self.file.read_buf(&mut piece).await? as u64;
        let sent = *self.sent.borrow() + read;
        if sent > self.length || (read == 0 && sent < self.length) {
            return Err(io::Error::other(text!("service-file-changed")));
        }
        if read == 0 {
            return Ok(None);
        }
        self.sent.send_replace(sent);
        (self.progress)(sent);
        Ok(Some(piece.freeze()))
    }
}
