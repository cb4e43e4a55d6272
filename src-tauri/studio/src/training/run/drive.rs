//! Moves a run from step to step until it has ended.

use super::driver::Driver;
use super::{confirm, follow, pack, storage_backend, submit, upload};
use crate::error::blocking;
use crate::store::run_record::Step;

/// Performs the steps one at a time until the run has ended, then removes the run's folder.
pub(super) async fn drive(driver: &mut Driver) {
    while !driver.run.has_ended() {
        let next = match driver.run.step.clone() {
            Step::Packing => pack::pack(driver).await,
            Step::Uploading { archive, parts } => {
                Box::pin(upload::upload(driver, archive, parts)).await
            }
            Step::Submitting {
                archive,
                upload,
                attempts,
            } => Box::pin(submit::submit(driver, archive, upload, attempts)).await,
            Step::Unconfirmed {
                archive,
                upload,
                attempts,
            } => Box::pin(confirm::confirm(driver, archive, upload, attempts)).await,
            Step::Training {
                archive,
                upload,
                training,
            } => Box::pin(follow::follow(driver, archive, upload, training)).await,
            Step::Succeeded { .. } | Step::Failed { .. } | Step::Canceled { .. } => break,
        };
        if next.is_end()
            && !driver.run.order.keep_zip
            && next.kept().is_none()
            && let Some(upload) = driver.run.step.upload()
        {
            let order = &driver.run.order;
            let backend = storage_backend::of(&order.storage);
            driver.run.zip_left = !backend.delete_zip(&driver.context, order, upload).await;
        }
        if let Step::Succeeded { .. } = next {
            let (weights, id) = (driver.context.weights.clone(), driver.run.id.clone());
            if let Err(error) = blocking(move || weights.mark_due(&id)).await {
                tracing::warn!(run = %driver.run.id, %error, "the weights can't be marked as due");
            }
        }
        driver.transition(next).await;
    }
    clean_up(driver).await;
}

/// Removes the run's folder, which is needed only while the run is in progress.
async fn clean_up(driver: &Driver) {
    let folder = driver.context.dirs.run(&driver.run.id);
    if let Ok(Err(error)) = blocking(move || std::fs::remove_dir_all(folder)).await
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(run = %driver.run.id, %error, "the run's folder can't be removed");
    }
}
