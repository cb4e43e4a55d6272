//! The second step: makes sure that the destination exists, then sends the zip and compares what arrived.

use std::time::Duration;

use replicate::{Error, File, ModelName, NewModel, Visibility};
use serde_json::{Map, Value, json};

use super::drive::{Driver, Halt};
use super::failure::{ours, refused};
use super::meter::Meter;
use super::record::{Archive, Attempts, During, Step, Upload};
use crate::view::{Failure, Fix};

/// The key under which an upload carries the id of its run, so that one whose answer was lost is found again.
const RUN: &str = "tintype_run";

/// How often a zip may arrive damaged. One that does not arrive at all is sent for as long as it takes.
const DAMAGED: u32 = 3;

/// How often a zip that is no longer needed is asked to be deleted.
const TRIES: u32 = 3;

pub(super) async fn upload(driver: &mut Driver, archive: Archive) -> Step {
    if driver.is_canceled() {
        forget_arrived(driver).await;
        return Step::Canceled { training: None };
    }
    match try_to(driver, &archive).await {
        Ok(Some(upload)) => Step::Submitting {
            archive,
            upload,
            attempts: Attempts::default(),
        },
        Ok(None) => Step::Packing,
        Err(Stop::Halt(Halt::Canceled)) => {
            driver.is_canceled();
            forget_arrived(driver).await;
            Step::Canceled { training: None }
        }
        Err(Stop::Halt(Halt::Refused(error))) => failed(refused(&error)),
        Err(Stop::Failed(failure)) => failed(failure),
    }
}

enum Stop {
    Halt(Halt),
    Failed(Failure),
}

impl From<Halt> for Stop {
    fn from(halt: Halt) -> Self {
        Stop::Halt(halt)
    }
}

fn failed(failure: Failure) -> Step {
    Step::Failed {
        during: During::Uploading,
        training: None,
        failure,
    }
}

/// The upload; nothing when the zip is gone and has to be made again.
async fn try_to(driver: &mut Driver, archive: &Archive) -> Result<Option<Upload>, Stop> {
    make_destination(driver).await?;
    let mut damaged = 0;
    let mut wait = driver.context.timing.retry_first;
    while damaged < DAMAGED {
        if !archive.path.is_file() {
            return Ok(None);
        }
        let file = match arrived_before(driver, archive).await? {
            Some(file) => file,
            None => match send(driver, archive, &mut wait).await? {
                Some(file) => file,
                // Whether it arrived is not known: look before it is sent again.
                None => continue,
            },
        };
        if is_whole(&file, archive) {
            return Ok(Some(Upload {
                id: file.id,
                url: file.url,
                expires_at: file.expires_at,
            }));
        }
        damaged += 1;
        tracing::warn!(run = %driver.run.id, "the zip arrived damaged");
        let id = file.id;
        driver
            .patiently(|client| {
                let id = id.clone();
                async move { client.delete_file(&id).await }
            })
            .await?;
    }
    Err(Stop::Failed(ours(
        "The zip did not arrive whole at Replicate, three times in a row. Nothing was billed.",
        "Try again on another network.",
        Fix::Train,
    )))
}

/// The destination must be there before anything is uploaded: a training without one is refused.
async fn make_destination(driver: &mut Driver) -> Result<(), Stop> {
    let name = driver.run.order.destination.clone();
    let name = ModelName::parse(&name).map_err(|error| {
        Stop::Failed(ours(
            error.to_string(),
            "Choose another destination.",
            Fix::Train,
        ))
    })?;
    if exists(driver, &name).await? {
        return Ok(());
    }
    let hardware = driver
        .patiently(|client| async move { client.hardware().await })
        .await?;
    // A fine-tune runs on its base model's hardware whatever is said here, so any one on offer will do.
    let Some(hardware) = hardware
        .iter()
        .find(|offer| offer.sku == "cpu")
        .or(hardware.first())
    else {
        let message = "Replicate offers no hardware to make a model on just now.";
        return Err(Stop::Failed(ours(
            message,
            "Try again later, or choose a model that is there.",
            Fix::Train,
        )));
    };
    let new = NewModel {
        name: name.clone(),
        visibility: Visibility::Private,
        hardware: hardware.sku.clone(),
        description: Some("Trained with Tintype.".to_owned()),
    };
    let made = driver
        .patiently(|client| {
            let new = new.clone();
            async move { client.create_model(&new).await }
        })
        .await;
    match made {
        Ok(_) => Ok(()),
        // It is there by now: made by a call whose answer was lost, or by the person elsewhere.
        Err(Halt::Refused(Error::Conflict { .. })) if exists(driver, &name).await? => Ok(()),
        Err(Halt::Refused(Error::Conflict { .. })) => Err(Stop::Failed(ours(
            format!(
                "Replicate does not give out the name {name} any more: a model of that name was deleted. Nothing was billed."
            ),
            "Choose another name, then start again.",
            Fix::Train,
        ))),
        Err(halt) => Err(halt.into()),
    }
}

async fn exists(driver: &mut Driver, name: &ModelName) -> Result<bool, Stop> {
    let found = driver
        .patiently(|client| {
            let name = name.clone();
            async move { client.model(&name).await }
        })
        .await;
    match found {
        Ok(_) => Ok(true),
        Err(Halt::Refused(Error::NotFound { .. })) => Ok(false),
        Err(halt) => Err(halt.into()),
    }
}

/// An upload of this run whose answer was lost: found by the run's id that it carries.
async fn arrived_before(driver: &mut Driver, archive: &Archive) -> Result<Option<File>, Stop> {
    let files = driver
        .patiently(|client| async move { client.files(None).await })
        .await?;
    let id = driver.run.id.clone();
    let ours = files
        .results
        .into_iter()
        .find(|file| is_of(file, &id) && is_whole(file, archive));
    Ok(ours)
}

async fn send(
    driver: &mut Driver,
    archive: &Archive,
    wait: &mut Duration,
) -> Result<Option<File>, Stop> {
    let client = driver.client().await?;
    let metadata: Map<String, Value> = Map::from_iter([(RUN.to_owned(), json!(driver.run.id))]);
    let name = format!("tintype-{}.zip", driver.run.id);
    let meter = Meter::of(archive.bytes);
    let sending = {
        let (meter, total) = (meter.clone(), archive.bytes);
        let path = archive.path.clone();
        async move {
            client
                .upload(&path, &name, &metadata, move |sent| {
                    meter.set(sent.min(total), total)
                })
                .await
        }
    };
    match driver.while_showing(&meter, sending).await? {
        Ok(file) => Ok(Some(file)),
        Err(error) => {
            driver.wait_out(error, wait).await?;
            Ok(None)
        }
    }
}

/// Deletes a zip that is no longer needed at the service. False when that did not come through: then it expires
/// by itself.
pub(super) async fn forget(driver: &mut Driver, file: &str) -> bool {
    let mut wait = driver.context.timing.retry_first;
    for _ in 0..TRIES {
        let Ok(signed_in) = driver.context.session.signed_in() else {
            return false;
        };
        match signed_in.client.delete_file(file).await {
            Ok(()) | Err(Error::NotFound { .. }) => return true,
            Err(error) => {
                tracing::warn!(run = %driver.run.id, %error, "the uploaded zip can't be deleted");
                if !error.is_passing() {
                    return false;
                }
            }
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(driver.context.timing.retry_most);
    }
    false
}

/// Deletes what of a canceled upload arrived all the same, as far as that can be known now.
async fn forget_arrived(driver: &mut Driver) {
    let Ok(signed_in) = driver.context.session.signed_in() else {
        return;
    };
    let Ok(files) = signed_in.client.files(None).await else {
        driver.run.zip_left = true;
        return;
    };
    for file in files.results {
        if is_of(&file, &driver.run.id) && !forget(driver, &file.id).await {
            driver.run.zip_left = true;
        }
    }
}

fn is_of(file: &File, run: &str) -> bool {
    file.metadata.get(RUN).and_then(Value::as_str) == Some(run)
}

fn is_whole(file: &File, archive: &Archive) -> bool {
    file.size == archive.bytes
        && file
            .sha256
            .as_deref()
            .is_none_or(|sha256| sha256.eq_ignore_ascii_case(&archive.sha256))
}
