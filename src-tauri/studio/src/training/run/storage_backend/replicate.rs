//! Uploads the zip to Replicate's own file storage. See Replicate `files.create`.

use jiff::{SignedDuration, Timestamp};
use localization::message;
use replicate::{Error, FILE_SIZE_LIMIT, File};
use serde_json::{Map, Value, json};

use super::{Operation, StorageBackend, has_passed};
use crate::jobs::{Backoff, Interrupted, Job};
use crate::store::failure_record::Fix;
use crate::store::run_record::{DatasetZip, Order, Run, Upload};
use crate::store::zip_storage::Parts;
use crate::training::run::context::Context;
use crate::training::run::driver::{Driver, Stop};
use crate::training::run::failure::own_failure;
use crate::training::run::progress::WorkProgress;

/// The metadata key for the id of an upload's run. By this id, an upload whose response was lost can be found.
const RUN_KEY: &str = "tintype_run";

/// The allowance for the time that a training waits in the queue before the trainer fetches the zip.
const QUEUE_TIME: SignedDuration = SignedDuration::from_mins(30);

/// The number of damaged uploads after which the run fails. An upload that does not arrive at all is repeated without
/// limit.
const MAX_DAMAGED: u32 = 3;

/// The maximum number of attempts to delete a zip that is no longer needed.
const MAX_DELETE_ATTEMPTS: u32 = 3;

/// Replicate's own file storage.
pub(super) struct ReplicateFiles;

impl StorageBackend for ReplicateFiles {
    fn size_limit(&self) -> Option<u64> {
        Some(FILE_SIZE_LIMIT)
    }

    fn upload<'a>(
        &'a self,
        driver: &'a mut Driver,
        archive: &'a DatasetZip,
        _parts: Option<Parts>,
    ) -> Operation<'a, Result<Option<Upload>, Stop>> {
        Box::pin(send_zip(driver, archive))
    }

    fn zip_exists<'a>(
        &'a self,
        driver: &'a mut Driver,
        archive: Option<&'a DatasetZip>,
        upload: &'a Upload,
    ) -> Operation<'a, Result<bool, Stop>> {
        Box::pin(async move {
            match archive {
                Some(archive) => is_available(driver, archive, upload).await,
                None => Ok(false),
            }
        })
    }

    /// `useful_until` is less than an hour before the zip expires, so the zip has expired an hour after it.
    fn has_expired(&self, upload: &Upload) -> bool {
        upload
            .useful_until
            .is_some_and(|until| has_passed(Some(until + SignedDuration::from_hours(1))))
    }

    fn delete_zip<'a>(
        &'a self,
        context: &'a Context,
        order: &'a Order,
        upload: &'a Upload,
    ) -> Operation<'a, bool> {
        Box::pin(delete(context, &order.account, &upload.id))
    }

    fn delete_arrived<'a>(&'a self, context: &'a Context, run: &'a Run) -> Operation<'a, bool> {
        Box::pin(delete_arrived(context, run))
    }
}

/// Uploads the zip. Returns `None` if the zip no longer exists on this computer and has to be packed again.
async fn send_zip(driver: &mut Driver, archive: &DatasetZip) -> Result<Option<Upload>, Stop> {
    let mut damaged = 0;
    let mut backoff = Backoff::new(&driver.context.timing);
    while damaged < MAX_DAMAGED {
        if !archive.path.is_file() {
            return Ok(None);
        }
        let file = match find_earlier_upload(driver, archive).await? {
            Some(file) => file,
            None => match send(driver, archive, &mut backoff).await? {
                Some(file) => file,
                // It is unknown whether the file arrived, so the list is checked before the file is sent again.
                None => continue,
            },
        };
        if is_complete(&file, archive) {
            return Ok(Some(Upload {
                useful_until: useful_until(&file),
                id: file.id,
                url: file.url,
            }));
        }
        damaged += 1;
        tracing::warn!(run = %driver.run.id, "the zip arrived damaged");
        let id = file.id;
        driver
            .with_retry(|client| {
                let id = id.clone();
                async move { client.delete_file(&id).await }
            })
            .await?;
    }
    Err(Stop::Failed(own_failure(
        message!("runs-damaged-on-replicate"),
        message!("runs-damaged-on-replicate-advice"),
        Fix::Train,
    )))
}

/// Finds a complete upload of this run whose response was lost, by the run's id in the file's metadata. Files that
/// expire too soon are ignored.
async fn find_earlier_upload(
    driver: &mut Driver,
    archive: &DatasetZip,
) -> Result<Option<File>, Stop> {
    let files = driver
        .with_retry(|client| async move { client.files(None).await })
        .await?;
    let id = driver.run.id.clone();
    let found = files.results.into_iter().find(|file| {
        belongs_to(file, &id) && is_complete(file, archive) && !has_passed(useful_until(file))
    });
    Ok(found)
}

async fn send(
    driver: &mut Driver,
    archive: &DatasetZip,
    backoff: &mut Backoff,
) -> Result<Option<File>, Stop> {
    let client = driver.client().await?;
    if !driver.run.upload_begun {
        driver.run.upload_begun = true;
        driver.persist().await;
    }
    let metadata: Map<String, Value> = Map::from_iter([(RUN_KEY.to_owned(), json!(driver.run.id))]);
    let name = format!("tintype-{}.zip", driver.run.id);
    let work_progress = WorkProgress::of(archive.bytes);
    let sending = {
        let (work_progress, total) = (work_progress.clone(), archive.bytes);
        let path = archive.path.clone();
        async move {
            client
                .upload(&path, &name, &metadata, move |sent| {
                    work_progress.set(sent.min(total), total)
                })
                .await
        }
    };
    match driver.run_with_progress(&work_progress, sending).await? {
        Ok(file) => Ok(Some(file)),
        Err(error) => {
            driver.back_off(error, backoff).await?;
            Ok(None)
        }
    }
}

/// Returns whether the zip of an earlier attempt still exists, is complete, and remains for long enough.
async fn is_available(
    driver: &mut Driver,
    archive: &DatasetZip,
    upload: &Upload,
) -> Result<bool, Stop> {
    let found = driver
        .with_retry(|client| {
            let id = upload.id.clone();
            async move { client.file(&id).await }
        })
        .await;
    match found {
        Ok(file) => Ok(is_complete(&file, archive) && !has_passed(useful_until(&file))),
        Err(Interrupted::Refused(Error::NotFound { .. })) => Ok(false),
        Err(interruption) => Err(interruption.into()),
    }
}

/// Deletes an uploaded zip that is no longer needed. Returns false if that failed, or if it is not certain that
/// `account` is signed in: for other accounts the file does not exist. The zip then expires by itself.
async fn delete(context: &Context, account: &str, file: &str) -> bool {
    let mut backoff = Backoff::new(&context.timing);
    for _ in 0..MAX_DELETE_ATTEMPTS {
        let Ok(client) = context.session.client_of(account).await else {
            return false;
        };
        match client.delete_file(file).await {
            Ok(()) | Err(Error::NotFound { .. }) => return true,
            Err(error) => {
                tracing::warn!(%file, %error, "the uploaded zip can't be deleted");
                if !error.is_transient() {
                    return false;
                }
            }
        }
        tokio::time::sleep(backoff.pause()).await;
    }
    false
}

/// Deletes the files of a canceled upload that arrived nevertheless. Returns false if they can't be listed or deleted,
/// or if it is not certain that the run's account is signed in.
async fn delete_arrived(context: &Context, run: &Run) -> bool {
    if !run.upload_begun {
        return true;
    }
    let Ok(client) = context.session.client_of(&run.order.account).await else {
        return false;
    };
    let Ok(files) = client.files(None).await else {
        return false;
    };
    let mut all_deleted = true;
    for file in files.results {
        all_deleted &=
            !belongs_to(&file, &run.id) || delete(context, &run.order.account, &file.id).await;
    }
    all_deleted
}

/// Returns the time until which a training may be requested with a file, or `None` if the service did not report when
/// the file expires. The time is earlier than the expiry by [`QUEUE_TIME`], or by half of the file's lifetime if that
/// is shorter.
///
/// The lifetime is the difference between two times that the service reported. If this computer's time is outside that
/// period, its clock disagrees with the service's, and the file is treated as just created.
fn useful_until(file: &File) -> Option<Timestamp> {
    let (created_at, expires_at) = (file.created_at?, file.expires_at?);
    let lifetime = expires_at.duration_since(created_at);
    let now = Timestamp::now();
    let start = if (created_at..expires_at).contains(&now) {
        created_at
    } else {
        now
    };
    start
        .checked_add(lifetime - QUEUE_TIME.min(lifetime / 2))
        .ok()
}

fn belongs_to(file: &File, run: &str) -> bool {
    file.metadata.get(RUN_KEY).and_then(Value::as_str) == Some(run)
}

fn is_complete(file: &File, archive: &DatasetZip) -> bool {
    file.size == archive.bytes
        && file
            .sha256
            .as_deref()
            .is_none_or(|sha256| sha256.eq_ignore_ascii_case(&archive.sha256))
}
