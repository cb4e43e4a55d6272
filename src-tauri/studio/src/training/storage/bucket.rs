//! Parses the settings of an S3-compatible bucket (AWS, R2, MinIO, Garage, …), and calls its service. A zip is uploaded
//! in parts. The service keeps each part, so that an interrupted upload continues where it stopped.

use std::time::Duration;

use bytes::Bytes;
use localization::{Message, message, text};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::client::HttpError;
use object_store::multipart::{MultipartStore, PartId};
use object_store::path::Path;
use object_store::signer::{Method, Signer};
use object_store::{BackoffConfig, ClientOptions, ObjectStoreExt, RetryConfig};
use replicate::Timeouts;
use url::Url;

use super::keys::Keys;
use crate::error::Error;
use crate::store::zip_storage::Bucket;
use crate::store::zip_storage::Parts;

/// The size of a part, in bytes: the minimum that S3 accepts for every part except the last.
pub(crate) const PART_SIZE: u64 = 5 * 1024 * 1024;

/// The lifetime of the signed address that the trainer gets. In the worst case, a training waits in the queue for
/// hours.
const ADDRESS_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The time limit of a call, as a multiple of [`Timeouts::idle`]. It is long enough to send a part at 10 kB per second.
const IDLE_FACTOR: u32 = 20;

/// The name of the file that is written, read and deleted to find out whether a bucket can be used.
const TEST_FILE: &str = "tintype-trial.txt";

/// The reason why a call to the bucket failed.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub(crate) enum BucketError {
    /// The storage can't be reached, or is temporarily unavailable.
    Unavailable {
        /// The storage's address; empty for Amazon.
        endpoint: String,
    },
    /// The keys are wrong, or do not permit the call.
    Refused {
        bucket: String,
        reason: Option<String>,
    },
    /// The storage requires the bucket's name in the host name, and refuses it in the path.
    PathStyleRefused { bucket: String, host: String },
    /// The bucket, or the upload or file in it, does not exist.
    NotFound {
        /// The bucket's name; `None` if an upload in parts does not exist.
        bucket: Option<String>,
    },
    /// Any other error that the storage reports.
    Other {
        /// The complete message for the person.
        message: Message,
    },
}

impl BucketError {
    /// Returns the sentence for the person.
    pub(crate) fn message(&self) -> Message {
        match self {
            BucketError::Unavailable { endpoint } if endpoint.is_empty() => {
                message!("storage-amazon-away")
            }
            BucketError::Unavailable { endpoint } => message!("storage-away", place = endpoint),
            BucketError::Refused {
                bucket,
                reason: Some(reason),
            } => message!(
                "storage-refused-said",
                said = reason.trim_end_matches('.'),
                bucket = bucket
            ),
            BucketError::Refused {
                bucket,
                reason: None,
            } => {
                message!("storage-refused", bucket = bucket)
            }
            BucketError::PathStyleRefused { bucket, host } => {
                message!("storage-not-by-path", bucket = bucket, host = host)
            }
            BucketError::NotFound {
                bucket: Some(bucket),
            } => message!("storage-no-such-bucket", bucket = bucket),
            BucketError::NotFound { bucket: None } => message!("storage-no-such-upload"),
            BucketError::Other { message } => message.clone(),
        }
    }

    /// Returns whether the call may succeed later.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self, BucketError::Unavailable { .. })
    }
}

/// Parses the bucket that was typed in Settings.
///
/// # Errors
/// [`Error::Field`] with the field that is invalid.
pub(crate) fn parse(typed: &Bucket) -> Result<Bucket, Error> {
    let invalid = |field, message: Message| Error::Field { field, message };
    let endpoint = typed.endpoint.trim().trim_end_matches('/');
    if !endpoint.is_empty() {
        let bad_endpoint = || invalid("endpoint", message!("storage-bad-endpoint"));
        let url = Url::parse(endpoint).map_err(|_| bad_endpoint())?;
        if url.path() != "/" || url.query().is_some() || !url.username().is_empty() {
            return Err(bad_endpoint());
        }
        if url.scheme() != "https" && !replicate::is_loopback(&url) {
            return Err(invalid("endpoint", message!("storage-insecure-endpoint")));
        }
    }
    let region = typed.region.trim();
    if region.is_empty() {
        return Err(invalid("region", message!("storage-no-region")));
    }
    let name = typed.name.trim();
    let is_name = |name: &str| {
        (1..=255).contains(&name.len())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))
    };
    if !is_name(name) {
        return Err(invalid("name", message!("storage-bad-name")));
    }
    let prefix = typed.prefix.trim().trim_matches('/');
    if Path::parse(prefix).is_err() {
        return Err(invalid("prefix", message!("storage-bad-prefix")));
    }
    Ok(Bucket {
        endpoint: endpoint.to_owned(),
        region: region.to_owned(),
        name: name.to_owned(),
        prefix: prefix.to_owned(),
    })
}

/// A bucket with the keys to it.
#[derive(Clone)]
pub(crate) struct OpenBucket {
    bucket: Bucket,
    store: AmazonS3,
}

impl OpenBucket {
    /// Opens a bucket whose settings were checked by [`parse`]. Nothing is sent yet.
    pub(crate) fn new(
        bucket: &Bucket,
        keys: &Keys,
        timeouts: Timeouts,
    ) -> Result<OpenBucket, BucketError> {
        let options = ClientOptions::new()
            .with_allow_http(true)
            .with_connect_timeout(timeouts.connect)
            .with_timeout(timeouts.idle * IDLE_FACTOR);
        // The run itself waits and retries, because it can show the retry and can be canceled.
        let retry = RetryConfig {
            backoff: BackoffConfig::default(),
            max_retries: 0,
            retry_timeout: timeouts.idle,
        };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&bucket.name)
            .with_region(&bucket.region)
            .with_access_key_id(keys.access())
            .with_secret_access_key(keys.secret())
            .with_client_options(options)
            .with_retry(retry);
        builder = if bucket.endpoint.is_empty() {
            // Amazon's certificate covers only one label before its own domain, so a bucket's name with dots goes into
            // the path.
            builder.with_virtual_hosted_style_request(!bucket.name.contains('.'))
        } else if is_virtual_hosted(bucket) {
            builder
                .with_endpoint(&bucket.endpoint)
                .with_virtual_hosted_style_request(true)
        } else {
            builder.with_endpoint(&bucket.endpoint)
        };
        let store = builder.build().map_err(|error| BucketError::Other {
            message: message!("storage-said", said = error.to_string()),
        })?;
        Ok(OpenBucket {
            bucket: bucket.clone(),
            store,
        })
    }

    /// Writes, reads and deletes a small file, to test whether a zip can be stored.
    pub(crate) async fn test_access(&self) -> Result<(), BucketError> {
        let path = self.path(TEST_FILE);
        let text = text!("storage-trial");
        let written = self.store.put(&path, text.clone().into()).await;
        written.map_err(|error| self.error(error))?;
        let read = self.store.get(&path).await;
        let read = read.map_err(|error| self.error(error))?.bytes().await;
        let is_equal = read.map_err(|error| self.error(error))? == text.as_bytes();
        let deleted = self.store.delete(&path).await;
        deleted.map_err(|error| self.error(error))?;
        if is_equal {
            Ok(())
        } else {
            Err(BucketError::Other {
                message: message!("storage-differs"),
            })
        }
    }

    /// Returns the size of a file, in bytes, or `None` if the file does not exist.
    ///
    /// The status 403 also counts as a missing file: keys without the permission to list the bucket get it for a
    /// missing file, as Amazon documents for `HeadObject`. If the keys are wrong, the next call reports that.
    pub(crate) async fn size(&self, key: &str) -> Result<Option<u64>, BucketError> {
        match self.store.head(&self.path(key)).await {
            Ok(found) => Ok(Some(found.size)),
            Err(
                object_store::Error::NotFound { .. } | object_store::Error::PermissionDenied { .. },
            ) => Ok(None),
            Err(error) => Err(self.error(error)),
        }
    }

    /// Begins the upload of a file in parts.
    pub(crate) async fn begin_upload(&self, key: &str) -> Result<Parts, BucketError> {
        let id = self.store.create_multipart(&self.path(key)).await;
        Ok(Parts {
            id: id.map_err(|error| self.error(error))?,
            arrived: Vec::new(),
        })
    }

    /// Sends the part that follows the arrived ones, and returns the id that the service assigns to it.
    pub(crate) async fn put_part(
        &self,
        key: &str,
        parts: &Parts,
        bytes: Bytes,
    ) -> Result<String, BucketError> {
        let (path, number) = (self.path(key), parts.arrived.len());
        let put = self.store.put_part(&path, &parts.id, number, bytes.into());
        let part = put.await.map_err(|error| self.error(error))?;
        Ok(part.content_id)
    }

    /// Assembles the file from its parts.
    pub(crate) async fn complete_upload(
        &self,
        key: &str,
        parts: &Parts,
    ) -> Result<(), BucketError> {
        let path = self.path(key);
        let arrived = parts.arrived.iter().cloned();
        let arrived = arrived.map(|content_id| PartId { content_id }).collect();
        let completed = self.store.complete_multipart(&path, &parts.id, arrived);
        completed
            .await
            .map(|_| ())
            .map_err(|error| self.error(error))
    }

    /// Deletes the parts that have arrived, and ends the upload. Does nothing if the upload does not exist.
    pub(crate) async fn abort_upload(&self, key: &str, parts: &Parts) -> Result<(), BucketError> {
        let aborted = self.store.abort_multipart(&self.path(key), &parts.id).await;
        match aborted {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.error(error)),
        }
    }

    /// Deletes a file. Does nothing if the file does not exist.
    pub(crate) async fn delete(&self, key: &str) -> Result<(), BucketError> {
        match self.store.delete(&self.path(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.error(error)),
        }
    }

    /// Returns a signed address, with which anyone can fetch the file for a day.
    pub(crate) async fn signed_address(&self, key: &str) -> Result<String, BucketError> {
        let path = self.path(key);
        let signed = self.store.signed_url(Method::GET, &path, ADDRESS_LIFETIME);
        let signed = signed.await.map_err(|error| self.error(error))?;
        Ok(signed.to_string())
    }

    fn path(&self, key: &str) -> Path {
        let prefix = Path::parse(&self.bucket.prefix).unwrap_or_default();
        prefix.join(key)
    }

    fn error(&self, error: object_store::Error) -> BucketError {
        tracing::warn!(bucket = %self.bucket.name, "the storage refused: {}", describe_for_log(&error));
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "all other errors are treated the same"
        )]
        match &error {
            other if other.to_string().contains("RequestTimeTooSkewed") => BucketError::Other {
                message: message!("storage-wrong-clock"),
            },
            other if requires_bucket_in_host(&other.to_string()) => BucketError::PathStyleRefused {
                bucket: self.bucket.name.clone(),
                host: host(&self.bucket.endpoint),
            },
            object_store::Error::PermissionDenied { .. }
            | object_store::Error::Unauthenticated { .. } => BucketError::Refused {
                bucket: self.bucket.name.clone(),
                reason: service_message(&error.to_string()),
            },
            object_store::Error::NotFound { source, .. } => BucketError::NotFound {
                bucket: (!source.to_string().contains("NoSuchUpload"))
                    .then(|| self.bucket.name.clone()),
            },
            other if is_transient(other) => BucketError::Unavailable {
                endpoint: self.bucket.endpoint.clone(),
            },
            other => BucketError::Other {
                message: match service_message(&other.to_string()) {
                    Some(text) => message!("storage-said", said = text),
                    None => message!("storage-said-nothing"),
                },
            },
        }
    }
}

/// Returns true if no response arrived, or if the response reports that the service is temporarily unavailable.
fn is_transient(error: &object_store::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(current) = cause {
        if current.is::<HttpError>() {
            return true;
        }
        cause = current.source();
    }
    let text = error.to_string();
    [
        "status code: 5",
        "status code: 429",
        "SlowDown",
        "InternalError",
    ]
    .iter()
    .any(|marker| text.contains(marker))
}

/// Returns whether the host of the typed endpoint begins with the bucket's name. Services that refuse the name in the
/// path require such an endpoint.
fn is_virtual_hosted(bucket: &Bucket) -> bool {
    host(&bucket.endpoint).starts_with(&format!("{}.", bucket.name.to_ascii_lowercase()))
}

fn host(endpoint: &str) -> String {
    let url = Url::parse(endpoint).ok();
    url.and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Returns whether the text of an error says that the service refuses the bucket's name in the path. Aliyun uses the
/// code below.
fn requires_bucket_in_host(text: &str) -> bool {
    text.contains("SecondLevelDomainForbidden")
}

/// Returns the `<Message>` of an XML error response, cut to 200 characters. The rest of the response is left out, since
/// it may repeat signed data.
fn service_message(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("<Message>")?;
    let (message, _) = rest.split_once("</Message>")?;
    Some(message.chars().take(200).collect()).filter(|message: &String| !message.is_empty())
}

/// Describes an error for the log: its kind and message, without addresses, which may be signed.
fn describe_for_log(error: &object_store::Error) -> String {
    let text = error.to_string();
    let kind = text.split([':', '(', '{']).next().unwrap_or_default();
    format!("{kind}; {}", service_message(&text).unwrap_or_default())
}
