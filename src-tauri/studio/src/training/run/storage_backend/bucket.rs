//! Uploads the zip to the person's own bucket in parts. The parts that have arrived are recorded, so that an
//! interrupted upload continues where it stopped.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use bytes::Bytes;
use localization::message;

use super::{Operation, StorageBackend};
use crate::error::blocking;
use crate::jobs::{Backoff, Interrupted, Job};
use crate::store::failure_record::Fix;
use crate::store::run_record::{DatasetZip, Order, Run, Step, Upload};
use crate::store::zip_storage::{Bucket, Parts};
use crate::training::run::context::Context;
use crate::training::run::driver::{Driver, Stop};
use crate::training::run::failure::own_failure;
use crate::training::run::progress::WorkProgress;
use crate::training::storage::bucket::{BucketError, OpenBucket, PART_SIZE};

/// The maximum number of times that an upload is begun. Calls to a storage that can't be reached are repeated without
/// limit.
const MAX_UPLOADS: u32 = 3;

/// The maximum number of attempts to delete a zip that is no longer needed.
const MAX_DELETE_ATTEMPTS: u32 = 3;

/// The person's bucket.
pub(super) struct BucketBackend(pub(super) Bucket);

impl StorageBackend for BucketBackend {
    fn size_limit(&self) -> Option<u64> {
        None
    }

    fn upload<'a>(
        &'a self,
        driver: &'a mut Driver,
        archive: &'a DatasetZip,
        parts: Option<Parts>,
    ) -> Operation<'a, Result<Option<Upload>, Stop>> {
        Box::pin(send_zip(driver, archive, parts, &self.0))
    }

    fn address<'a>(
        &'a self,
        driver: &'a mut Driver,
        upload: &'a Upload,
    ) -> Operation<'a, Result<String, Stop>> {
        Box::pin(address(driver, &self.0, &upload.id))
    }

    fn zip_exists<'a>(
        &'a self,
        driver: &'a mut Driver,
        archive: Option<&'a DatasetZip>,
        upload: &'a Upload,
    ) -> Operation<'a, Result<bool, Stop>> {
        Box::pin(async move {
            let Some(archive) = archive else {
                return Ok(false);
            };
            let size = size(driver, &self.0, &upload.id).await?;
            Ok(size == Some(archive.bytes))
        })
    }

    fn delete_zip<'a>(
        &'a self,
        context: &'a Context,
        _order: &'a Order,
        upload: &'a Upload,
    ) -> Operation<'a, bool> {
        Box::pin(delete(context, &self.0, &upload.id, None))
    }

    fn delete_arrived<'a>(&'a self, context: &'a Context, run: &'a Run) -> Operation<'a, bool> {
        Box::pin(async {
            match &run.step {
                Step::Uploading { parts, .. } => {
                    delete(context, &self.0, &key(&run.id), parts.as_ref()).await
                }
                Step::Packing
                | Step::Submitting { .. }
                | Step::Unconfirmed { .. }
                | Step::Training { .. }
                | Step::Succeeded { .. }
                | Step::Failed { .. }
                | Step::Canceled { .. } => true,
            }
        })
    }

    fn keeps_parts(&self) -> bool {
        true
    }
}

/// Returns the name of a run's zip in the bucket, relative to the bucket's folder.
fn key(run: &str) -> String {
    format!("tintype-{run}.zip")
}

/// Uploads the zip. Returns `None` if the zip no longer exists on this computer and has to be packed again.
async fn send_zip(
    driver: &mut Driver,
    archive: &DatasetZip,
    mut parts: Option<Parts>,
    bucket: &Bucket,
) -> Result<Option<Upload>, Stop> {
    let key = key(&driver.run.id);
    let work_progress = WorkProgress::of(archive.bytes);
    let mut failed_uploads = 0;
    while failed_uploads < MAX_UPLOADS {
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
        let upload = match parts.take() {
            Some(parts) => parts,
            None => {
                let begin = |open: OpenBucket| {
                    let key = key.clone();
                    async move { open.begin_upload(&key).await }
                };
                let upload = with_retry(driver, bucket, &WorkProgress::default(), begin).await?;
                persist(driver, archive, Some(upload.clone())).await;
                upload
            }
        };
        // If the storage no longer knows the upload, a new one is begun.
        parts = send_rest(driver, archive, upload, bucket, &key, &work_progress).await?;
        if parts.is_none() {
            failed_uploads += 1;
            persist(driver, archive, None).await;
        }
    }
    Err(Stop::Failed(own_failure(
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
    work_progress: &WorkProgress,
) -> Result<Option<Parts>, Stop> {
    let part_count = archive.bytes.div_ceil(PART_SIZE).max(1) as usize;
    while parts.arrived.len() < part_count {
        let from = parts.arrived.len() as u64 * PART_SIZE;
        work_progress.set(from, archive.bytes);
        let path = archive.path.clone();
        let bytes = blocking(move || read_part(&path, from)).await;
        let Ok(Ok(bytes)) = bytes else {
            return Ok(None);
        };
        let send = |open: OpenBucket| {
            let (key, parts, bytes) = (key.to_owned(), parts.clone(), bytes.clone());
            async move { none_if_not_found(open.put_part(&key, &parts, bytes).await) }
        };
        match with_retry(driver, bucket, work_progress, send).await? {
            Some(arrived) => parts.arrived.push(arrived),
            None => return Ok(None),
        }
        persist(driver, archive, Some(parts.clone())).await;
    }
    work_progress.set(archive.bytes, archive.bytes);
    let complete = |open: OpenBucket| {
        let (key, parts) = (key.to_owned(), parts.clone());
        async move { none_if_not_found(open.complete_upload(&key, &parts).await) }
    };
    let done = with_retry(driver, bucket, work_progress, complete).await?;
    // `None` doesn't prove a failure: an earlier call may have assembled the file although its response was lost, and
    // then the storage no longer knows the upload.
    Ok(done.map(|()| parts))
}

/// Converts [`BucketError::NotFound`], which is not an error here, to `None`.
fn none_if_not_found<T>(result: Result<T, BucketError>) -> Result<Option<T>, BucketError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(BucketError::NotFound { .. }) => Ok(None),
        Err(
            error @ (BucketError::Unavailable { .. }
            | BucketError::Refused { .. }
            | BucketError::PathStyleRefused { .. }
            | BucketError::Other { .. }),
        ) => Err(error),
    }
}

/// Reads the part that begins at the byte offset `from`.
fn read_part(path: &Path, from: u64) -> io::Result<Bytes> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(PART_SIZE).read_to_end(&mut bytes)?;
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
async fn size(driver: &mut Driver, bucket: &Bucket, key: &str) -> Result<Option<u64>, Stop> {
    let call = |open: OpenBucket| {
        let key = key.to_owned();
        async move { open.size(&key).await }
    };
    with_retry(driver, bucket, &WorkProgress::default(), call).await
}

/// Returns a newly signed address from which a zip in the bucket can be fetched.
async fn address(driver: &mut Driver, bucket: &Bucket, key: &str) -> Result<String, Stop> {
    let call = |open: OpenBucket| {
        let key = key.to_owned();
        async move { open.signed_address(&key).await }
    };
    with_retry(driver, bucket, &WorkProgress::default(), call).await
}

/// Repeats a call until the storage gives a final response. Waits, and shows the reason, while the storage can't be
/// reached or its keys can't be read.
async fn with_retry<T, F: Future<Output = Result<T, BucketError>>>(
    driver: &mut Driver,
    bucket: &Bucket,
    work_progress: &WorkProgress,
    call: impl Fn(OpenBucket) -> F,
) -> Result<T, Stop> {
    let mut backoff = Backoff::new(&driver.context.timing);
    loop {
        let retry_message = match driver.context.buckets.open(bucket).await {
            Ok(Some(open)) => match driver.run_with_progress(work_progress, call(open)).await? {
                Ok(value) => {
                    driver.clear_retry_message().await;
                    return Ok(value);
                }
                Err(error) if error.is_transient() => {
                    message!("app-keeps-trying", reason = error.message())
                }
                Err(error) => {
                    return Err(Stop::Failed(own_failure(
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
        let cancel_pressed = driver.cancel_pressed();
        tokio::select! {
            () = tokio::time::sleep(backoff.pause()) => {}
            () = cancel_pressed => return Err(Stop::Interrupted(Interrupted::Canceled)),
        }
    }
}

/// Deletes a zip, and the parts of an upload that has not been completed, if any. Returns false if that failed.
async fn delete(context: &Context, bucket: &Bucket, key: &str, parts: Option<&Parts>) -> bool {
    let mut backoff = Backoff::new(&context.timing);
    for _ in 0..MAX_DELETE_ATTEMPTS {
        let Ok(Some(open)) = context.buckets.open(bucket).await else {
            return false;
        };
        let deletion = async {
            if let Some(parts) = parts {
                open.abort_upload(key, parts).await?;
            }
            open.delete(key).await
        };
        match deletion.await {
            Ok(()) => return true,
            Err(error) if error.is_transient() => {}
            Err(_) => return false,
        }
        tokio::time::sleep(backoff.pause()).await;
    }
    false
}
