//! The first step: prepares the images and writes the zip into the run's own folder.

use std::ops::ControlFlow;

use dataset::{Dataset, PackError, Packed};
use imaging::Preparation;
use localization::message;
use replicate::FILE_SIZE_LIMIT;

use super::driver::{Driver, Stop};
use super::failure::{ours, refused};
use super::progress::ByteProgress;
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
    match there_already(driver).await {
        Ok(Some(step)) => return step,
        Ok(None) => {}
        Err(Stop::Interrupted(Interrupted::Canceled)) => {
            driver.is_canceled();
            return driver.run.canceled_without_training();
        }
        Err(Stop::Interrupted(Interrupted::Refused(error))) => {
            return failed(driver, refused(&error));
        }
        Err(Stop::Failed(failure)) => return failed(driver, failure),
    }
    let byte_progress = ByteProgress::default();
    let work = {
        let (folder, edits) = (
            driver.run.order.dataset.clone(),
            driver.context.edits.clone(),
        );
        let how = preparation::read(&driver.run.order.preparation.clone().into());
        let (run_folder, byte_progress) = (
            driver.context.dirs.run(&driver.run.id),
            byte_progress.clone(),
        );
        // Replicate refuses larger files, so they are refused before they are sent. A bucket takes any size.
        let limit = (driver.run.order.storage == Storage::Replicate).then_some(FILE_SIZE_LIMIT);
        blocking(move || write_zip(&folder, &edits, &how, &run_folder, limit, &byte_progress))
    };
    match driver.while_showing(&byte_progress, work).await {
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
        Ok(Ok(Err(failure))) => failed(driver, failure),
        Ok(Err(error)) => failed(
            driver,
            ours(
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

fn failed(driver: &Driver, failure: Failure) -> Step {
    Step::Failed {
        during: During::Packing,
        training: None,
        failure,
        billing: driver.run.billing_without_training(),
        kept: None,
    }
}

/// Returns the next step if a zip already exists: at the person's own address, or in storage from an earlier try.
async fn there_already(driver: &mut Driver) -> Result<Option<Step>, Stop> {
    if let Storage::Address { url } = driver.run.order.storage.clone() {
        look_at(driver, &url).await?;
        destination::make(driver).await?;
        let upload = Upload {
            id: String::new(),
            url,
            useful_until: None,
        };
        return Ok(Some(submitting(None, upload)));
    }
    let Some(kept) = driver.run.reuse.clone() else {
        return Ok(None);
    };
    if !upload::is_there(driver, &kept).await? {
        return Ok(None);
    }
    destination::make(driver).await?;
    Ok(Some(submitting(kept.archive, kept.upload)))
}

fn submitting(archive: Option<DatasetZip>, upload: Upload) -> Step {
    Step::Submitting {
        archive,
        upload,
        attempts: Attempts::default(),
    }
}

/// Checks that there is a zip at the person's own address. Waits while the address can't be reached.
async fn look_at(driver: &mut Driver, url: &str) -> Result<(), Stop> {
    let mut backoff = Backoff::new(&driver.context.timing);
    loop {
        let client = driver.client().await?;
        match address::look(&client, url).await {
            Ok(()) => {
                driver.clear_retry_message().await;
                return Ok(());
            }
            Err(AddressError::NoZip(message)) => {
                return Err(Stop::Failed(ours(
                    message,
                    message!("runs-advice-correct-address"),
                    Fix::Train,
                )));
            }
            Err(AddressError::Away(error)) => driver.back_off(error, &mut backoff).await?,
        }
    }
}

fn write_zip(
    folder: &std::path::Path,
    edits: &dataset::Edits,
    how: &Preparation,
    run_folder: &std::path::Path,
    limit: Option<u64>,
    byte_progress: &ByteProgress,
) -> Result<(std::path::PathBuf, Packed), Failure> {
    let dataset = Dataset::open(folder, edits).map_err(|error| {
        ours(
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
        ours(message, message!("runs-advice-check-disk"), Fix::Train)
    })?;
    let path = run_folder.join("dataset.zip");
    let progress = |progress: dataset::PackProgress| {
        byte_progress.set(progress.done as u64, progress.total as u64);
        if byte_progress.must_stop() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    match dataset::pack(&dataset.pairs(), how, &path, limit, &progress) {
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
        PackError::Checked { .. } => (message!("runs-advice-start-again"), Fix::Train),
    };
    ours(error.message(), advice, fix)
}
