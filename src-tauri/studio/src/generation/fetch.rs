//! Fetches the pictures of a prediction before their addresses expire. The token is not sent to these addresses, and a
//! picture is kept only if it is complete.

use std::sync::Arc;

use localization::message;
use replicate::{Client, Error};

use super::driver::Driver;
use super::failure;
use super::library::{KeepError, Library};
use crate::error::blocking;
use crate::jobs::{Backoff, Interrupted, Job};
use crate::store::batch_record::Step;
use crate::store::billing::Billing;
use crate::store::failure_record::PictureFailure;

/// The maximum size of a picture, in bytes.
const MAX_PICTURE_BYTES: usize = 100 << 20;

/// A picture fails after this many fetches that returned something other than an image. The person can then fetch it
/// again.
const MAX_NON_IMAGES: u32 = 3;

/// The number of times that a fetch is repeated after an error: enough to outlast a long interruption, such as a
/// sleeping laptop.
const MAX_RETRIES: u32 = 200;

pub(super) async fn fetch(driver: &mut Driver, prediction: String, outputs: Vec<String>) -> Step {
    let mut failed = None;
    for (index, address) in (0..).zip(&outputs) {
        let is_kept = {
            let (library, id) = (driver.context.library.clone(), prediction.clone());
            blocking(move || library.has(&id, index)).await
        };
        if matches!(is_kept, Ok(true)) {
            continue;
        }
        match fetch_picture(driver, &prediction, index, address).await {
            // Each picture is shown as soon as it is fetched.
            Ok(()) => driver.emit_batch().await,
            // The other pictures may still be available.
            Err(failure) => failed = failed.or(Some(failure)),
        }
    }
    if let Some(failure) = failed {
        return Step::Failed {
            prediction: Some(prediction),
            outputs,
            failure,
            billing: driver
                .cell
                .predict_time
                .map_or(Billing::Unknown, Billing::Billed),
        };
    }
    let made = u32::try_from(outputs.len()).unwrap_or(u32::MAX);
    Step::Done { prediction, made }
}

async fn fetch_picture(
    driver: &mut Driver,
    prediction: &str,
    index: u32,
    address: &str,
) -> Result<(), PictureFailure> {
    let mut backoff = Backoff::new(&driver.context.timing);
    let (mut non_images, mut retries) = (0, 0);
    loop {
        let Ok(client) = driver.client().await else {
            // Cancel does not stop the fetch: the picture is already made and billed.
            driver.is_canceled();
            continue;
        };
        let bytes = match output_bytes(driver, &client, prediction, index, address).await {
            Ok(bytes) => bytes,
            Err(Error::NotFound { .. }) => return Err(failure::expired()),
            Err(error) if retries < MAX_RETRIES => {
                retries += 1;
                match driver.back_off(error, &mut backoff).await {
                    Ok(()) | Err(Interrupted::Canceled) => {}
                    Err(Interrupted::Refused(error)) => return Err(failure::not_fetched(&error)),
                }
                driver.is_canceled();
                continue;
            }
            Err(error) => return Err(failure::not_fetched(&error)),
        };
        match keep(driver, prediction, index, bytes).await {
            Ok(()) => {
                driver.clear_retry_message().await;
                return Ok(());
            }
            Err(failure) => {
                non_images += 1;
                if non_images >= MAX_NON_IMAGES {
                    return Err(failure);
                }
            }
        }
        tokio::time::sleep(backoff.pause()).await;
    }
}

/// Returns the bytes of one output. If the output was included in an answer, it is in memory; after a restart, the
/// prediction is requested again to get it.
async fn output_bytes(
    driver: &Driver,
    client: &Client,
    prediction: &str,
    index: u32,
    address: &str,
) -> Result<Vec<u8>, Error> {
    if !address.starts_with("data:") {
        return download(client, address).await;
    }
    if let Some(inline) = driver.inline_output(index) {
        return decode(inline);
    }
    let outputs = client.prediction(prediction).await?.output;
    match outputs.get(index as usize) {
        Some(inline) if inline.starts_with("data:") => decode(inline),
        Some(address) => download(client, address).await,
        None => Err(Error::NotFound {
            detail: String::new(),
        }),
    }
}

/// Decodes the bytes of a `data:` address.
fn decode(address: &str) -> Result<Vec<u8>, Error> {
    let damaged = || Error::InvalidResponse {
        reason: message!("generation-answer-damaged"),
    };
    if address.len() / 4 * 3 > MAX_PICTURE_BYTES {
        return Err(too_large());
    }
    let url = data_url::DataUrl::process(address).map_err(|_| damaged())?;
    let (bytes, _) = url.decode_to_vec().map_err(|_| damaged())?;
    Ok(bytes)
}

async fn download(client: &Client, address: &str) -> Result<Vec<u8>, Error> {
    let mut download = client.download(address, 0, None).await?;
    let mut bytes = Vec::new();
    while let Some(piece) = download.next().await? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > MAX_PICTURE_BYTES {
            return Err(too_large());
        }
    }
    Ok(bytes)
}

fn too_large() -> Error {
    Error::InvalidResponse {
        reason: message!("service-answer-picture-too-large"),
    }
}

/// Adds a picture to the library, or returns the failure if it is not an image that can be read. As long as it can't be saved, its bytes
/// are kept in memory: by the time that it can be saved, the picture's address may no longer work.
async fn keep(
    driver: &mut Driver,
    prediction: &str,
    index: u32,
    bytes: Vec<u8>,
) -> Result<(), PictureFailure> {
    let bytes = Arc::new(bytes);
    let mut backoff = Backoff::new(&driver.context.timing);
    loop {
        let library: Library = driver.context.library.clone();
        let (cell, bytes) = (driver.cell.clone(), Arc::clone(&bytes));
        let prediction = prediction.to_owned();
        let why = match blocking(move || library.keep(&cell, &prediction, index, &bytes)).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(KeepError::NotAnImage(why))) => return Err(failure::not_an_image(why)),
            Ok(Err(KeepError::UnreadableImage(problem))) => {
                return Err(failure::unreadable_image(&problem));
            }
            Ok(Err(KeepError::NoDecoder(problem))) => {
                tracing::warn!(%problem, "a picture can't be decoded now");
                driver
                    .show_retry_message(message!("app-keeps-trying", reason = problem.message()))
                    .await;
                tokio::time::sleep(backoff.pause()).await;
                continue;
            }
            Ok(Err(error @ (KeepError::Disk(_) | KeepError::Store(_)))) => error.message(),
            Err(error) => error.message(),
        };
        let sentence = message!("generation-cannot-save", problem = why);
        driver.show_retry_message(sentence).await;
        tokio::time::sleep(backoff.pause()).await;
    }
}
