//! The second step: makes sure that the destination exists, then puts the zip where the trainer can fetch it.
//! `to_replicate` and `to_bucket` are the two possible places.

mod to_bucket;
mod to_replicate;

use jiff::{SignedDuration, Timestamp};

use super::context::Context;
use super::destination;
use super::driver::{Driver, Stop};
use super::failure::refusal;
use crate::jobs::Interrupted;
use crate::store::failure_record::Failure;
use crate::store::run_record::{Attempts, DatasetZip, During, Kept, Order, Step, Upload};
use crate::store::zip_storage::Parts;
use crate::store::zip_storage::Storage;

pub(super) async fn upload(driver: &mut Driver, archive: DatasetZip, parts: Option<Parts>) -> Step {
    if driver.is_canceled() {
        delete_arrived(driver).await;
        return driver.run.canceled_without_training();
    }
    match upload_zip(driver, &archive, parts).await {
        Ok(Some(upload)) => Step::Submitting {
            archive: Some(archive),
            upload,
            attempts: Attempts::default(),
        },
        Ok(None) => Step::Packing,
        Err(Stop::Interrupted(Interrupted::Canceled)) => {
            driver.is_canceled();
            delete_arrived(driver).await;
            driver.run.canceled_without_training()
        }
        Err(Stop::Interrupted(Interrupted::Refused(error))) => {
            failed_step(driver, refusal(&error)).await
        }
        Err(Stop::Failed(failure)) => failed_step(driver, failure).await,
    }
}

async fn failed_step(driver: &mut Driver, failure: Failure) -> Step {
    // Replicate lists a file only when it is complete; a bucket keeps the parts that have arrived.
    if matches!(driver.run.order.storage, Storage::Bucket(_)) {
        delete_arrived(driver).await;
    }
    Step::Failed {
        during: During::Uploading,
        training: None,
        failure,
        billing: driver.run.billing_without_training(),
        kept: None,
    }
}

/// Uploads the zip. Returns `None` if the zip no longer exists on this computer and has to be packed again.
async fn upload_zip(
    driver: &mut Driver,
    archive: &DatasetZip,
    parts: Option<Parts>,
) -> Result<Option<Upload>, Stop> {
    destination::ensure_exists(driver).await?;
    match driver.run.order.storage.clone() {
        Storage::Replicate => to_replicate::send_zip(driver, archive).await,
        Storage::Bucket(bucket) => to_bucket::send_zip(driver, archive, parts, &bucket).await,
        // A zip at the person's own address already exists, so its run never reaches this step.
        Storage::Address { url } => Ok(Some(Upload {
            id: String::new(),
            url,
            useful_until: None,
        })),
    }
}

/// Returns the zip's address for the trainer. For a bucket, the address is newly signed.
pub(super) async fn address(driver: &mut Driver, upload: &Upload) -> Result<String, Stop> {
    match driver.run.order.storage.clone() {
        Storage::Replicate | Storage::Address { .. } => Ok(upload.url.clone()),
        Storage::Bucket(bucket) => to_bucket::address(driver, &bucket, &upload.id).await,
    }
}

/// Returns whether the zip of an earlier try still exists and is complete.
pub(super) async fn zip_exists(driver: &mut Driver, kept: &Kept) -> Result<bool, Stop> {
    match (driver.run.order.storage.clone(), &kept.archive) {
        (Storage::Replicate, Some(archive)) => {
            to_replicate::is_available(driver, archive, &kept.upload).await
        }
        (Storage::Bucket(bucket), Some(archive)) => {
            let size = to_bucket::size(driver, &bucket, &kept.upload.id).await?;
            Ok(size == Some(archive.bytes))
        }
        (Storage::Replicate | Storage::Bucket(_), None) => Ok(false),
        (Storage::Address { .. }, _) => Ok(true),
    }
}

/// Deletes a zip that is no longer needed from its storage. Returns false if that failed.
pub(super) async fn delete_zip(context: &Context, order: &Order, upload: &Upload) -> bool {
    match &order.storage {
        Storage::Replicate => to_replicate::delete_zip(context, &order.account, &upload.id).await,
        Storage::Bucket(bucket) => to_bucket::delete_zip(context, bucket, &upload.id, None).await,
        Storage::Address { .. } => true,
    }
}

/// Deletes the data that has arrived of a canceled or failed upload. Records in the run if that failed.
async fn delete_arrived(driver: &mut Driver) {
    let is_deleted = match (&driver.run.order.storage, &driver.run.step) {
        (Storage::Replicate, _) => to_replicate::delete_arrived(&driver.context, &driver.run).await,
        (Storage::Bucket(bucket), Step::Uploading { parts, .. }) => {
            let key = to_bucket::key(&driver.run.id);
            to_bucket::delete_zip(&driver.context, bucket, &key, parts.as_ref()).await
        }
        (Storage::Bucket(_) | Storage::Address { .. }, _) => true,
    };
    driver.run.zip_left |= !is_deleted;
}

/// Returns whether `until` has passed by this computer's clock. Returns false for `None`.
pub(super) fn has_passed(until: Option<Timestamp>) -> bool {
    until.is_some_and(|until| until <= Timestamp::now())
}

/// Returns whether a zip has certainly expired, so that Replicate has deleted it. `useful_until` is less than an hour
/// before the zip expires.
pub(super) fn has_expired(storage: &Storage, upload: &Upload) -> bool {
    *storage == Storage::Replicate
        && upload
            .useful_until
            .is_some_and(|until| has_passed(Some(until + SignedDuration::from_hours(1))))
}
