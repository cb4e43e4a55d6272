//! The first step: prepares the images and writes the zip into the run's own folder.

use std::ops::ControlFlow;

use dataset::{Dataset, PackError, Packed};
use imaging::Preparation;
use localization::message;
use replicate::FILE_SIZE_LIMIT;

use super::driver::{Driver, Stop};
use super::failure::{own_failure, refusal};
use super::progress::WorkProgress;
use super::{destination, upload};
use crate::error::blocking;
use crate::jobs::{Backoff, Interrupted, Job};
use crate::store::failure_record::{Failure, Fix};
use crate::store::run_record::{Attempts, DatasetZip, During, Step, Upload};
use crate::store::zip_storage::Storage;
use crate::training::storage::address::{self, AddressError};
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
        // Replicate refuses larger files, so they are refused before they are sent. A bucket takes any size.
        let limit = (driver.run.order.storage == Storage::Replicate).then_some(FILE_SIZE_LIMIT);
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
    if let Storage::Address { url } = driver.run.order.storage.clone() {
        check_address(driver, &url).await?;
        destination::ensure_exists(driver).await?;
        let upload = Upload {
            id: String::new(),
            url,
            useful_until: None,
        };
        return Ok(Some(submitting_step(None, upload)));
    }
    let Some(kept) = driver.run.reuse.clone() else {
        return Ok(None);
    };
    if !upload::zip_exists(driver, &kept).await? {
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

/// Checks that there is a zip at the person's own address. Waits while the address can't be reached.
async fn check_address(driver: &mut Driver, url: &str) -> Result<(), Stop> {
    let mut backoff = Backoff::new(&driver.context.timing);
    loop {
        let client = driver.client().await?;
        match address::check(&client, url).await {
            Ok(()) => {
                driver.clear_retry_message().await;
                return Ok(());
            }
            Err(AddressError::NoZip(message)) => {
                return Err(Stop::Failed(own_failure(
                    message,
                    message!("runs-advice-correct-address"),
                    Fix::Train,
                )));
            }
            Err(AddressError::Unreachable(error)) => driver.back_off(error, &mut backoff).await?,
        }
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
