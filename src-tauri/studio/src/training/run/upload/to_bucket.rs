//! Uploads the zip to the person's own bucket in parts. The parts that have arrived are recorded, so that an
//! interrupted upload continues where it stopped.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use bytes::Bytes;
use localization::message;

use crate::error::blocking;
use crate::jobs::{Backoff, Interrupted, Job};
use crate::store::failure_record::Fix;
use crate::store::run_record::{DatasetZip, Step, Upload};
use crate::store::zip_storage::Bucket;
use crate::store::zip_storage::Parts;
use crate::training::run::context::Context;
use crate::training::run::driver::{Driver, Stop};
use crate::training::run::failure::ours;
use crate::training::run::progress::ByteProgress;
use crate::training::storage::bucket::{BucketError, OpenBucket, PART};

/// The maximum number of times that an upload is begun. Calls to a storage that can't be reached are repeated without
/// limit.
const DAMAGED: u32 = 3;

/// The maximum number of attempts to delete a zip that is no longer needed.
const TRIES: u32 = 3;

/// Returns the name of a run's zip in the bucket, relative to the bucket's folder.
pub(super) fn key(run: &str) -> String {
    format!("tintype-{run}.zip")
}

/// Uploads the zip. Returns `None` if the zip no longer exists on this computer and has to be packed again.
pub(super) async fn send_to(
    driver: &mut Driver,
    archive: &DatasetZip,
    mut parts: Option<Parts>,
    bucket: &Bucket,
) -> Result<Option<Upload>, Stop> {
    let key = key(&driver.run.id);
    let byte_progress = ByteProgress::of(archive.bytes);
    let mut begun_anew = 0;
    while begun_anew < DAMAGED {
        if !archive.path.is_file() {
            return Ok(None);
        }
        if size(driver, bucket, &key).await? == Some(archive.bytes) {
            let address = address(driver, bucket, &key).await?;
            return Ok(Some(Upload {
                id: key,
                url: address.split('?').next().unwrap_or_default().to_owned(),
                useful_until: None,
            }));
        }
        let begun = match parts.take() {
            Some(parts) => parts,
            None => {
                let begin = |open: OpenBucket| {
                    let key = key.clone();
                    async move { open.begin(&key).await }
                };
                let begun = with_retry(driver, bucket, &ByteProgress::default(), begin).await?;
                persist(driver, archive, Some(begun.clone())).await;
                begun
            }
        };
        // If the storage no longer knows the upload, a new one is begun.
        parts = send_rest(driver, archive, begun, bucket, &key, &byte_progress).await?;
        if parts.is_none() {
            begun_anew += 1;
            persist(driver, archive, None).await;
        }
    }
    Err(Stop::Failed(ours(
        message!("runs-damaged-in-bucket"),
        message!("runs-advice-check-storage"),
        Fix::Settings,
    )))
}

/// Sends the parts that have not arrived, then has the storage assemble the file. Returns the parts, or `None` if the
/// storage no longer knows the upload or the zip can't be read. The caller checks whether the file exists.
async fn send_rest(
    driver: &mut Driver,
    archive: &DatasetZip,
    mut parts: Parts,
    bucket: &Bucket,
    key: &str,
    byte_progress: &ByteProgress,
) -> Result<Option<Parts>, Stop> {
    let all = archive.bytes.div_ceil(PART).max(1) as usize;
    while parts.arrived.len() < all {
        let from = parts.arrived.len() as u64 * PART;
        byte_progress.set(from, archive.bytes);
        let path = archive.path.clone();
        let bytes = blocking(move || part(&path, from)).await;
        let Ok(Ok(bytes)) = bytes else {
            return Ok(None);
        };
        let send = |open: OpenBucket| {
            let (key, parts, bytes) = (key.to_owned(), parts.clone(), bytes.clone());
            async move { found(open.put(&key, &parts, bytes).await) }
        };
        match with_retry(driver, bucket, byte_progress, send).await? {
            Some(arrived) => parts.arrived.push(arrived),
            None => return Ok(None),
        }
        persist(driver, archive, Some(parts.clone())).await;
    }
    byte_progress.set(archive.bytes, archive.bytes);
    let complete = |open: OpenBucket| {
        let (key, parts) = (key.to_owned(), parts.clone());
        async move { found(open.complete(&key, &parts).await) }
    };
    let done = with_retry(driver, bucket, byte_progress, complete).await?;
    // `None` doesn't prove a failure: an earlier call may have assembled the file although its response was lost, and
    // then the storage no longer knows the upload.
    Ok(done.map(|()| parts))
}

/// Converts [`BucketError::NotFound`], which is not an error here, to `None`.
fn found<T>(answer: Result<T, BucketError>) -> Result<Option<T>, BucketError> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(BucketError::NotFound { .. }) => Ok(None),
        Err(
            error @ (BucketError::Away { .. }
            | BucketError::Refused { .. }
            | BucketError::NotByPath { .. }
            | BucketError::Said { .. }),
        ) => Err(error),
    }
}

/// Reads the part that begins at `from`.
fn part(path: &Path, from: u64) -> io::Result<Bytes> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(PART).read_to_end(&mut bytes)?;
    Ok(bytes.into())
}

async fn persist(driver: &mut Driver, archive: &DatasetZip, parts: Option<Parts>) {
    driver.run.step = Step::Uploading {
        archive: archive.clone(),
        parts,
    };
    driver.persist().await;
}

/// Returns the size of a zip in the bucket; `None` if it does not exist.
pub(super) async fn size(
    driver: &mut Driver,
    bucket: &Bucket,
    key: &str,
) -> Result<Option<u64>, Stop> {
    let call = |open: OpenBucket| {
        let key = key.to_owned();
        async move { open.size(&key).await }
    };
    with_retry(driver, bucket, &ByteProgress::default(), call).await
}

/// Returns a newly signed address from which a zip in the bucket can be fetched.
pub(super) async fn address(
    driver: &mut Driver,
    bucket: &Bucket,
    key: &str,
) -> Result<String, Stop> {
    let call = |open: OpenBucket| {
        let key = key.to_owned();
        async move { open.address(&key).await }
    };
    with_retry(driver, bucket, &ByteProgress::default(), call).await
}

/// Repeats a call until the storage gives a final response. Waits, and shows the reason, while the storage can't be
/// reached or its keys can't be read.
async fn with_retry<T, F: Future<Output = Result<T, BucketError>>>(
    driver: &mut Driver,
    bucket: &Bucket,
    byte_progress: &ByteProgress,
    call: impl Fn(OpenBucket) -> F,
) -> Result<T, Stop> {
    let mut backoff = Backoff::new(&driver.context.timing);
    loop {
        let retry_message = match driver.context.buckets.open(bucket).await {
            Ok(Some(open)) => match driver.while_showing(byte_progress, call(open)).await? {
                Ok(answer) => {
                    driver.clear_retry_message().await;
                    return Ok(answer);
                }
                Err(error) if error.is_passing() => {
                    message!("app-keeps-trying", reason = error.message())
                }
                Err(error) => {
                    return Err(Stop::Failed(ours(
                        error.message(),
                        message!("runs-advice-check-storage"),
                        Fix::Settings,
                    )));
                }
            },
            Ok(None) => {
                message!("runs-waiting-for-bucket-keys", bucket = &bucket.name)
            }
            Err(error) => message!("app-keeps-trying", reason = error.message()),
        };
        driver.show_retry_message(retry_message).await;
        let pressed = driver.cancel_pressed();
        tokio::select! {
            () = tokio::time::sleep(backoff.pause()) => {}
            () = pressed => return Err(Stop::Interrupted(Interrupted::Canceled)),
        }
    }
}

/// Deletes a zip, or the parts of it that have arrived. Returns false if that failed.
pub(super) async fn forget(
    context: &Context,
    bucket: &Bucket,
    key: &str,
    parts: Option<&Parts>,
) -> bool {
    let mut backoff = Backoff::new(&context.timing);
    for _ in 0..TRIES {
        let Ok(Some(open)) = context.buckets.open(bucket).await else {
            return false;
        };
        let gone = async {
            if let Some(parts) = parts {
                open.give_up(key, parts).await?;
            }
            open.delete(key).await
        };
        match gone.await {
            Ok(()) => return true,
            Err(error) if error.is_passing() => {}
            Err(_) => return false,
        }
        tokio::time::sleep(backoff.pause()).await;
    }
    false
}
