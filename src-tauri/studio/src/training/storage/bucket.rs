//! Parses the settings of a bucket that speaks S3 (AWS, R2, MinIO, Garage, …), and calls its service. A large file is
//! uploaded in parts, each of which the service keeps, so that an interrupted upload continues where it stopped.

use std::time::Duration;

use bytes::Bytes;
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

/// A part's size in bytes: the smallest that S3 accepts for all parts but the last.
pub(crate) const PART: u64 = 5 * 1024 * 1024;

/// How long the signed address given to the trainer is valid. In the worst case queues last for hours.
const LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// The time limit of a call, as a multiple of how long the service may be silent: enough for a part at 10 kB per
/// second.
const SLOW_PARTS: u32 = 20;

/// The name of the file that is written, read and deleted to find out whether a bucket can be used.
const TRIAL: &str = "tintype-trial.txt";

/// Why a call to the bucket failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BucketError {
    /// The storage can't be reached, or is temporarily unavailable.
    #[error("The storage at {place} can't be reached.")]
    Away { place: String },
    /// The keys are wrong, or do not permit this.
    #[error(
        "The storage refused the keys{}. They must be allowed to write, read and delete in {bucket}.",
        Said(said.as_deref())
    )]
    Refused {
        bucket: String,
        said: Option<String>,
    },
    /// The storage requires the bucket's name in the address.
    #[error(
        "This storage requires the bucket's name in its address. Type it like https://{bucket}.{host}."
    )]
    NotByPath { bucket: String, host: String },
    /// The bucket does not exist, or the upload or file in it.
    #[error("The storage has no {what}.")]
    NotFound { what: String },
    /// Any other error that the storage reports.
    #[error("The storage reported: {said}")]
    Said { said: String },
}

/// The storage's own words, appended to the error's message.
struct Said<'a>(Option<&'a str>);

impl std::fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(said) => write!(f, ": {}", said.trim_end_matches('.')),
            None => Ok(()),
        }
    }
}

impl BucketError {
    /// Returns whether the call may succeed later.
    pub(crate) fn is_passing(&self) -> bool {
        matches!(self, BucketError::Away { .. })
    }
}

/// Parses what was typed in Settings.
///
/// # Errors
/// [`Error::Field`] with the field that is invalid.
pub(crate) fn parse(typed: &Bucket) -> Result<Bucket, Error> {
    let wrong = |field, message: &str| Error::Field {
        field,
        message: message.to_owned(),
    };
    let endpoint = typed.endpoint.trim().trim_end_matches('/');
    if !endpoint.is_empty() {
        let how = "Type the storage's address, such as https://s3.example.com. Leave it empty for Amazon.";
        let url = Url::parse(endpoint).map_err(|_| wrong("endpoint", how))?;
        if url.path() != "/" || url.query().is_some() || !url.username().is_empty() {
            return Err(wrong("endpoint", how));
        }
        if url.scheme() != "https" && !replicate::is_loopback(&url) {
            return Err(wrong(
                "endpoint",
                "The address must start with https://, because keys and images are sent there.",
            ));
        }
    }
    let region = typed.region.trim();
    if region.is_empty() {
        return Err(wrong(
            "region",
            "Type the region, such as eu-central-1. If there is none, use auto or us-east-1.",
        ));
    }
    let name = typed.name.trim();
    let is_name = |name: &str| {
        (1..=255).contains(&name.len())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))
    };
    if !is_name(name) {
        return Err(wrong(
            "name",
            "Type the bucket's name: letters, digits, dots and dashes.",
        ));
    }
    let prefix = typed.prefix.trim().trim_matches('/');
    if Path::parse(prefix).is_err() {
        return Err(wrong("prefix", "Type the folder like pictures/tintype."));
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
            .with_timeout(timeouts.idle * SLOW_PARTS);
        // Waiting and retrying are left to the run, which shows them and can be canceled.
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
            // Amazon's certificate covers only one label before its own name, so a bucket's name with dots goes into
            // the path.
            builder.with_virtual_hosted_style_request(!bucket.name.contains('.'))
        } else if is_in_the_address(bucket) {
            builder
                .with_endpoint(&bucket.endpoint)
                .with_virtual_hosted_style_request(true)
        } else {
            builder.with_endpoint(&bucket.endpoint)
        };
        let store = builder.build().map_err(|error| BucketError::Said {
            said: error.to_string(),
        })?;
        Ok(OpenBucket {
            bucket: bucket.clone(),
            store,
        })
    }

    /// Writes, reads and deletes a small file, the way a zip will be.
    pub(crate) async fn try_out(&self) -> Result<(), BucketError> {
        let path = self.path(TRIAL);
        let text = "Tintype writes, reads and deletes this to see whether it may.";
        let done = self.store.put(&path, text.into()).await;
        done.map_err(|error| self.error(error))?;
        let read = self.store.get(&path).await;
        let read = read.map_err(|error| self.error(error))?.bytes().await;
        let same = read.map_err(|error| self.error(error))? == text.as_bytes();
        let gone = self.store.delete(&path).await;
        gone.map_err(|error| self.error(error))?;
        if same {
            Ok(())
        } else {
            Err(BucketError::Said {
                said: "the file that was read differs from the one that was written".to_owned(),
            })
        }
    }

    /// Returns the size of a file; `None` if it does not exist. Keys without the permission to list the bucket get 403
    /// for a missing file, as Amazon documents for `HeadObject`. Wrong keys are refused by the next call.
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
    pub(crate) async fn begin(&self, key: &str) -> Result<Parts, BucketError> {
        let id = self.store.create_multipart(&self.path(key)).await;
        Ok(Parts {
            id: id.map_err(|error| self.error(error))?,
            arrived: Vec::new(),
        })
    }

    /// Sends the part that follows the arrived ones, and returns the id that the service gives it.
    pub(crate) async fn put(
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
    pub(crate) async fn complete(&self, key: &str, parts: &Parts) -> Result<(), BucketError> {
        let path = self.path(key);
        let arrived = parts.arrived.iter().cloned();
        let arrived = arrived.map(|content_id| PartId { content_id }).collect();
        let done = self.store.complete_multipart(&path, &parts.id, arrived);
        done.await.map(|_| ()).map_err(|error| self.error(error))
    }

    /// Deletes the parts that have arrived, and ends the upload.
    pub(crate) async fn give_up(&self, key: &str, parts: &Parts) -> Result<(), BucketError> {
        let done = self.store.abort_multipart(&self.path(key), &parts.id).await;
        match done {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.error(error)),
        }
    }

    /// Deletes a file. Does nothing if it does not exist.
    pub(crate) async fn delete(&self, key: &str) -> Result<(), BucketError> {
        match self.store.delete(&self.path(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.error(error)),
        }
    }

    /// Returns an address from which anyone who has it can fetch the file for a day.
    pub(crate) async fn address(&self, key: &str) -> Result<String, BucketError> {
        let path = self.path(key);
        let signed = self.store.signed_url(Method::GET, &path, LIFE);
        let signed = signed.await.map_err(|error| self.error(error))?;
        Ok(signed.to_string())
    }

    fn path(&self, key: &str) -> Path {
        let prefix = Path::parse(&self.bucket.prefix).unwrap_or_default();
        prefix.join(key)
    }

    fn error(&self, error: object_store::Error) -> BucketError {
        tracing::warn!(bucket = %self.bucket.name, "the storage refused: {}", brief(&error));
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "what is left is not told apart"
        )]
        match &error {
            denied if denied.to_string().contains("RequestTimeTooSkewed") => BucketError::Said {
                said: "this computer's clock is wrong. Set it, then try again.".to_owned(),
            },
            other if wants_name_in_address(&other.to_string()) => BucketError::NotByPath {
                bucket: self.bucket.name.clone(),
                host: host(&self.bucket.endpoint),
            },
            object_store::Error::PermissionDenied { .. }
            | object_store::Error::Unauthenticated { .. } => BucketError::Refused {
                bucket: self.bucket.name.clone(),
                said: message(&error.to_string()),
            },
            object_store::Error::NotFound { source, .. } => BucketError::NotFound {
                what: if source.to_string().contains("NoSuchUpload") {
                    "such upload".to_owned()
                } else {
                    format!("bucket {}", self.bucket.name)
                },
            },
            other if is_passing(other) => BucketError::Away {
                place: self.place(),
            },
            other => BucketError::Said {
                said: said(&other.to_string()),
            },
        }
    }

    fn place(&self) -> String {
        if self.bucket.endpoint.is_empty() {
            "Amazon".to_owned()
        } else {
            self.bucket.endpoint.clone()
        }
    }
}

/// Returns whether there was no answer, or one that says that the service is temporarily unavailable.
fn is_passing(error: &object_store::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(deeper) = cause {
        if deeper.is::<HttpError>() {
            return true;
        }
        cause = deeper.source();
    }
    let text = error.to_string();
    [
        "status code: 5",
        "status code: 429",
        "SlowDown",
        "InternalError",
    ]
    .iter()
    .any(|sign| text.contains(sign))
}

/// Returns whether the typed endpoint begins with the bucket's name. Services that refuse the name in the path require
/// this.
fn is_in_the_address(bucket: &Bucket) -> bool {
    host(&bucket.endpoint).starts_with(&format!("{}.", bucket.name.to_ascii_lowercase()))
}

fn host(endpoint: &str) -> String {
    let url = Url::parse(endpoint).ok();
    url.and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Returns whether a service refuses the bucket's name in the path. Aliyun reports it with this code.
fn wants_name_in_address(text: &str) -> bool {
    text.contains("SecondLevelDomainForbidden")
}

/// Returns the message of an XML answer, at most 200 characters. The rest is left out, since it may repeat what was
/// signed.
fn message(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("<Message>")?;
    let (message, _) = rest.split_once("</Message>")?;
    Some(message.chars().take(200).collect()).filter(|message: &String| !message.is_empty())
}

fn said(text: &str) -> String {
    message(text).unwrap_or_else(|| "the request failed, and no reason was given.".to_owned())
}

/// Describes an error for the log: its kind and message, without addresses, which may be signed.
fn brief(error: &object_store::Error) -> String {
    let text = error.to_string();
    let kind = text.split([':', '(', '{']).next().unwrap_or_default();
    format!("{kind}; {}", said(&text))
}
