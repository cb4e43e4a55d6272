//! Requests the prediction, once: the step that costs money.
//!
//! The service has no idempotency keys. So each attempt is recorded before it is made, and an attempt whose response
//! was lost is looked up in the account's list (see `confirm`) before anything is sent again.

use jiff::Timestamp;
use replicate::{Client, Prediction, SubmitError};

use super::confirm;
use super::driver::Driver;
use super::failure;
use crate::jobs::{Backoff, Interrupted, Job};
use crate::store::batch_record::{Attempts, Step};

/// The maximum number of requests for a prediction if every response is lost.
const MAX_ATTEMPTS: u32 = 3;

pub(super) async fn submit(driver: &mut Driver, mut attempts: Attempts) -> Step {
    if attempts.unanswered_since.is_some() {
        return Step::Unconfirmed { attempts };
    }
    let mut backoff = Backoff::new(&driver.context.timing);
    loop {
        if driver.is_canceled() {
            return driver.cell.canceled_without_prediction();
        }
        if attempts.number >= MAX_ATTEMPTS {
            return driver.failed_without_prediction(failure::unanswered());
        }
        // An error means that Cancel was pressed while waiting for a token.
        let Ok(client) = driver.client().await else {
            continue;
        };
        let previous = Attempts {
            unanswered_since: None,
            ..attempts
        };
        attempts = Attempts {
            number: previous.number + 1,
            unanswered_since: Some(Timestamp::now()),
            claims_before: driver.newest_claim().await,
        };
        driver.transition(Step::Submitting { attempts }).await;
        driver.record_request_time();
        match request_prediction(driver, &client).await {
            None => {
                // The prediction may have begun. It is looked up, so that it can be canceled at the service.
                driver.cell.cancel = true;
                return Step::Unconfirmed { attempts };
            }
            Some(Ok(prediction)) => {
                return match confirm::claim(driver, &prediction, attempts, true).await {
                    Some(step) => step,
                    // Another cell with the same input has claimed the prediction; this cell still needs its own.
                    None => Step::Submitting { attempts: previous },
                };
            }
            Some(Err(SubmitError::Unknown(error))) => {
                tracing::warn!(cell = %driver.cell.id, %error, "the response was lost: looking up the prediction");
                return Step::Unconfirmed { attempts };
            }
            Some(Err(SubmitError::Refused(error))) => {
                // The prediction was certainly not started, so this attempt does not count.
                attempts = previous;
                driver.cell.step = Step::Submitting { attempts };
                driver.persist().await;
                match driver.back_off(error, &mut backoff).await {
                    Ok(()) | Err(Interrupted::Canceled) => {}
                    Err(Interrupted::Refused(error)) => {
                        return driver.failed_without_prediction(failure::refused(&error));
                    }
                }
            }
        }
    }
}

/// Requests the prediction. Returns `None` if Cancel was pressed in the meantime.
async fn request_prediction(
    driver: &Driver,
    client: &Client,
) -> Option<Result<Prediction, SubmitError>> {
    let hold = Some(driver.context.timing.hold);
    let request = client.create_prediction(driver.cell.version_id(), &driver.cell.input, hold);
    tokio::select! {
        result = request => Some(result),
        () = driver.cancel_pressed() => None,
    }
}
