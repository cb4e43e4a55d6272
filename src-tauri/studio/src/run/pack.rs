//! The first step: prepares the images and writes the zip into the run's own folder.

use std::ops::ControlFlow;

use dataset::{Dataset, PackError, Packed, Preparation};

use super::drive::{Driver, Halt};
use super::failure::ours;
use super::meter::Meter;
use super::record::{Archive, During, Step};
use crate::error::blocking;
use crate::preparation;
use crate::view::{Failure, Fix};

pub(super) async fn pack(driver: &mut Driver) -> Step {
    if driver.is_canceled() {
        return Step::Canceled { training: None };
    }
    let meter = Meter::default();
    let work = {
        let (folder, edits) = (
            driver.run.order.dataset.clone(),
            driver.context.edits.clone(),
        );
        let how = preparation::read(&driver.run.order.preparation);
        let (run_folder, meter) = (driver.context.folders.run(&driver.run.id), meter.clone());
        blocking(move || write_zip(&folder, &edits, &how, &run_folder, &meter))
    };
    match driver.while_showing(&meter, work).await {
        Ok(Ok(Ok((path, packed)))) => Step::Uploading {
            archive: Archive {
                path,
                bytes: packed.bytes,
                sha256: packed.sha256,
                images: packed.images,
                captions: packed.captions,
            },
        },
        Ok(Ok(Err(failure))) => Step::Failed {
            during: During::Packing,
            training: None,
            failure,
        },
        Ok(Err(error)) => Step::Failed {
            during: During::Packing,
            training: None,
            failure: ours(
                error.to_string(),
                "Start it again. Nothing was sent.",
                Fix::Train,
            ),
        },
        Err(Halt::Canceled | Halt::Refused(_)) => {
            driver.is_canceled();
            Step::Canceled { training: None }
        }
    }
}

fn write_zip(
    folder: &std::path::Path,
    edits: &dataset::Edits,
    how: &Preparation,
    run_folder: &std::path::Path,
    meter: &Meter,
) -> Result<(std::path::PathBuf, Packed), Failure> {
    let dataset = Dataset::open(folder, edits).map_err(|error| {
        ours(
            error.to_string(),
            "Put the folder back, then start again. Nothing was sent.",
            Fix::Dataset,
        )
    })?;
    std::fs::create_dir_all(run_folder).map_err(|error| {
        let message = format!(
            "The zip can't be written to {}: {error}.",
            run_folder.display()
        );
        ours(
            message,
            "Check that the disk is not full, then start again. Nothing was sent.",
            Fix::Train,
        )
    })?;
    let path = run_folder.join("dataset.zip");
    let progress = |progress: dataset::PackProgress| {
        meter.set(progress.done as u64, progress.total as u64);
        if meter.must_stop() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    match dataset::pack(&dataset.pairs(), how, &path, &progress) {
        Ok(packed) => Ok((path, packed)),
        Err(error) => Err(explain(&error)),
    }
}

fn explain(error: &PackError) -> Failure {
    let (advice, fix) = match error {
        PackError::NothingToPack => ("Add images to the dataset, then start again.", Fix::Dataset),
        PackError::TooLarge { .. } => (
            "Leave out some images, then start again. Nothing was sent.",
            Fix::Dataset,
        ),
        PackError::Stopped => ("Nothing was sent.", Fix::Train),
        PackError::Io { .. } => (
            "Check that the disk is not full, then start again. Nothing was sent.",
            Fix::Train,
        ),
        PackError::Checked { .. } => ("Start it again. Nothing was sent.", Fix::Train),
    };
    ours(error.to_string(), advice, fix)
}
