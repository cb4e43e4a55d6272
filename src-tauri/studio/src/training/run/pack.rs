//! The first step: prepares the images and writes the zip into the run's own folder.

use std::ops::ControlFlow;

use dataset::{Dataset, PackError, Packed};
use imaging::Preparation;
use localization::message;

use super::driver::{Driver, Stop};
use super::failure::{own_failure, refusal};
use super::progress::WorkProgress;
use super::{destination, storage_backend};
use crate::error::blocking;
use crate::jobs::Interrupted;
use crate::store::failure_record::{Failure, Fix};
use crate::store::run_record::{Attempts, DatasetZip, During, Step, Upload};
use crate::workspace::preparation;

pub(super) async fn pack(driver: &mut Driver) -> Step {
    if driver.is_canceled() {
        return driver.run.canceled_without_training();
    }
    match find_existing_zip(driver).await {
        Ok(Some(step)) => return step,
        Ok(None) => {}
        Err(Stop::Interrupted(Interrupted::Canceled)) => {
            driver.is_canceled();
            return driver.run.canceled_without_training();
        }
        Err(Stop::Interrupted(Interrupted::Refused(error))) => {
            return failed_step(driver, refusal(&error));
        }
        Err(Stop::Failed(failure)) => return failed_step(driver, failure),
    }
    let work_progress = WorkProgress::default();
    let work = {
        let (folder, edits) = (
            driver.run.order.dataset.clone(),
            driver.context.edits.clone(),
        );
        let preparation =
            preparation::parse_or_default(&driver.run.order.preparation.clone().into());
        let (run_folder, work_progress) = (
            driver.context.dirs.run(&driver.run.id),
            work_progress.clone(),
        );
        // A zip that the storage would refuse is refused before it is sent.
        let limit = storage_backend::of(&driver.run.order.storage).size_limit();
        blocking(move || {
            write_zip(
                &folder,
                &edits,
                &preparation,
                &run_folder,
                limit,
                &work_progress,
            )
        })
    };
    match driver.run_with_progress(&work_progress, work).await {
        Ok(Ok(Ok((path, packed)))) => Step::Uploading {
            archive: DatasetZip {
                path,
                bytes: packed.bytes,
                sha256: packed.sha256,
                images: packed.images,
                captions: packed.captions,
            },
            parts: None,
        },
        Ok(Ok(Err(failure))) => failed_step(driver, failure),
        Ok(Err(error)) => failed_step(
            driver,
            own_failure(
                error.message(),
                message!("runs-advice-start-again"),
                Fix::Train,
            ),
        ),
        Err(Interrupted::Canceled | Interrupted::Refused(_)) => {
            driver.is_canceled();
            driver.run.canceled_without_training()
        }
    }
}

fn failed_step(driver: &Driver, failure: Failure) -> Step {
    Step::Failed {
        during: During::Packing,
        training: None,
        failure,
        billing: driver.run.billing_without_training(),
        kept: None,
    }
}

/// Returns the next step if a zip already exists: at the person's own address, or in storage from an earlier try.
async fn find_existing_zip(driver: &mut Driver) -> Result<Option<Step>, Stop> {
    let backend = storage_backend::of(&driver.run.order.storage);
    if let Some(upload) = backend.existing_zip(driver).await? {
        destination::ensure_exists(driver).await?;
        return Ok(Some(submitting_step(None, upload)));
    }
    let Some(kept) = driver.run.reuse.clone() else {
        return Ok(None);
    };
    let exists = backend.zip_exists(driver, kept.archive.as_ref(), &kept.upload);
    if !exists.await? {
        return Ok(None);
    }
    destination::ensure_exists(driver).await?;
    Ok(Some(submitting_step(kept.archive, kept.upload)))
}

fn submitting_step(archive: Option<DatasetZip>, upload: Upload) -> Step {
    Step::Submitting {
        archive,
        upload,
        attempts: Attempts::default(),
    }
}

fn write_zip(
    folder: &std::path::Path,
    edits: &dataset::Edits,
    preparation: &Preparation,
    run_folder: &std::path::Path,
    limit: Option<u64>,
    work_progress: &WorkProgress,
) -> Result<(std::path::PathBuf, Packed), Failure> {
    let dataset = Dataset::open(folder, edits).map_err(|error| {
        own_failure(
            error.message(),
            message!("runs-advice-put-folder-back"),
            Fix::Dataset,
        )
    })?;
    std::fs::create_dir_all(run_folder).map_err(|error| {
        let message = message!(
            "runs-zip-not-written",
            path = run_folder.display().to_string(),
            error = error.to_string(),
        );
        own_failure(message, message!("runs-advice-check-disk"), Fix::Train)
    })?;
    let path = run_folder.join("dataset.zip");
    let on_progress = |progress: dataset::PackProgress| {
        work_progress.set(progress.done as u64, progress.total as u64);
        if work_progress.must_stop() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    match dataset::pack(&dataset.pairs(), preparation, &path, limit, &on_progress) {
        Ok(packed) => Ok((path, packed)),
        Err(error) => Err(explain(&error)),
    }
}

fn explain(error: &PackError) -> Failure {
    let (advice, fix) = match error {
        PackError::NothingToPack => (message!("runs-advice-add-images"), Fix::Dataset),
        PackError::TooLarge { .. } => (message!("runs-advice-leave-out-images"), Fix::Dataset),
        PackError::Stopped => (message!("runs-advice-start-when-ready"), Fix::Train),
        PackError::Io { .. } => (message!("runs-advice-check-disk"), Fix::Train),
        PackError::CheckFailed { .. } => (message!("runs-advice-start-again"), Fix::Train),
    };
    own_failure(error.message(), advice, fix)
}
