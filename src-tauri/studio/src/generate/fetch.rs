//! Brings the pictures of a prediction here before their addresses lead nowhere: without the token, whole or not at all.

use std::io;

use replicate::{Client, Error};

use super::drive::{Driver, Halt};
use super::failure;
use super::library::{KeepError, Library};
use super::record::Step;
use crate::error::blocking;
use crate::view::PictureFailure;

/// The most that a picture may have.
const LARGEST: usize = 100 << 20;

/// How often what comes may be no image before it is given up, to be fetched again by the person.
const PATIENCE: u32 = 3;

/// How often in a row a fetch may fail for the network before it is given up; a closed lid is waited out.
const TRIES: u32 = 200;

pub(super) async fn fetch(driver: &mut Driver, prediction: String, outputs: Vec<String>) -> Step {
    for (index, address) in (0..).zip(&outputs) {
        let here = {
            let (library, id) = (driver.context.library.clone(), driver.cell.id.clone());
            blocking(move || library.has(&id, index)).await
        };
        if matches!(here, Ok(true)) {
            continue;
        }
        match bring(driver, index, address).await {
            // Each is shown as soon as it is here.
            Ok(()) => driver.tell().await,
            Err(failure) => {
                return Step::Failed {
                    prediction: Some(prediction),
                    outputs,
                    failure,
                };
            }
        }
    }
    let made = u32::try_from(outputs.len()).unwrap_or(u32::MAX);
    Step::Done { prediction, made }
}

async fn bring(driver: &mut Driver, index: u32, address: &str) -> Result<(), PictureFailure> {
    let mut wait = driver.context.timing.retry_first;
    let (mut odd, mut tries) = (0, 0);
    loop {
        let Ok(client) = driver.client().await else {
            // What is made is billed: it is fetched even so.
            driver.is_canceled();
            continue;
        };
        let bytes = match download(&client, address).await {
            Ok(bytes) => bytes,
            Err(Error::NotFound { .. }) => return Err(failure::expired()),
            Err(error) if tries < TRIES => {
                tries += 1;
                match driver.wait_out(error, &mut wait).await {
                    Ok(()) | Err(Halt::Canceled) => {}
                    Err(Halt::Refused(error)) => return Err(failure::not_fetched(&error)),
                }
                driver.is_canceled();
                continue;
            }
            Err(error) => return Err(failure::not_fetched(&error)),
        };
        let why = match keep(driver, index, bytes).await {
            Ok(()) => return Ok(()),
            Err(KeepError::NotAnImage(why)) => {
                odd += 1;
                if odd >= PATIENCE {
                    return Err(failure::not_an_image(&why));
                }
                None
            }
            Err(KeepError::Disk(error)) => Some(error.to_string()),
            Err(KeepError::Ledger(error)) => Some(error.to_string()),
        };
        if let Some(why) = why {
            let sentence =
                format!("Waiting: the picture can't be put away ({why}). Is the disk full?");
            driver.trouble(sentence).await;
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(driver.context.timing.retry_most);
    }
}

async fn download(client: &Client, address: &str) -> Result<Vec<u8>, Error> {
    let mut download = client.download(address, 0, None).await?;
    let mut bytes = Vec::new();
    while let Some(piece) = download.next().await? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > LARGEST {
            return Err(Error::Answer {
                reason: "the picture is too large".to_owned(),
            });
        }
    }
    Ok(bytes)
}

async fn keep(driver: &Driver, index: u32, bytes: Vec<u8>) -> Result<(), KeepError> {
    let library: Library = driver.context.library.clone();
    let cell = driver.cell.clone();
    blocking(move || library.keep(&cell, index, &bytes))
        .await
        .map_err(|_| KeepError::Disk(io::Error::other("a thread ended early")))?
}
