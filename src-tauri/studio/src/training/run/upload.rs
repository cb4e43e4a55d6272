//! The second step of a run: makes sure that the destination exists, then uploads the zip to the run's storage.

use super::destination;
use super::driver::{Driver, Stop};
use super::failure::refusal;
use super::storage_backend;
use crate::jobs::Interrupted;
use crate::store::failure_record::Failure;
use crate::store::run_record::{Attempts, DatasetZip, During, Step, Upload};
use crate::store::zip_storage::Parts;

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
    if storage_backend::of(&driver.run.order.storage).keeps_parts() {
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

/// Makes sure that the destination exists, and uploads the zip. Returns `None` if the zip no longer exists on this
/// computer and has to be packed again.
async fn upload_zip(
    driver: &mut Driver,
    archive: &DatasetZip,
    parts: Option<Parts>,
) -> Result<Option<Upload>, Stop> {
    destination::ensure_exists(driver).await?;
    let backend = storage_backend::of(&driver.run.order.storage);
    backend.upload(driver, archive, parts).await
}

/// Deletes the part of a canceled or failed upload that has arrived. If the deletion fails, records that in the run.
async fn delete_arrived(driver: &mut Driver) {
    let backend = storage_backend::of(&driver.run.order.storage);
    let is_deleted = backend.delete_arrived(&driver.context, &driver.run).await;
    driver.run.zip_left |= !is_deleted;
}
