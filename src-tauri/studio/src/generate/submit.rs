//! The step that costs money: asks for the prediction, once.
//!
//! The service knows no idempotency key. So each attempt is written down before it is made, and one whose answer was
//! lost is looked up in the account's list, by version and input (which has a seed that no other press has) before
//! anything is sent again.

use std::time::Duration;

use jiff::Timestamp;
use replicate::{Client, Prediction, SubmitError};
use serde_json::{Map, Value};

use super::drive::{Driver, Halt};
use super::failure;
use super::follow;
use super::record::{Attempts, Step};
use crate::error::blocking;

/// How often a prediction is asked for at the most when each answer is lost.
const ATTEMPTS: u32 = 3;

/// How many pages of the account's newest predictions are read to find one, 100 on each.
const PAGES: usize = 3;

/// The service forgets what a prediction was given after an hour; then it can't be told from others any more.
const REMEMBERED: Duration = Duration::from_secs(50 * 60);

/// What became of an attempt whose answer was lost.
enum Found {
    /// It was made.
    Made(Box<Prediction>),
    /// It was not.
    Nothing,
    /// Something was made then, and the service no longer says what of.
    Forgotten,
}

pub(super) async fn submit(driver: &mut Driver, mut attempts: Attempts) -> Step {
    let mut wait = driver.context.timing.retry_first;
    loop {
        if let Some(since) = attempts.unanswered_since {
            match look_up(driver, since).await {
                Ok(Found::Made(prediction)) => return taken(driver, &prediction, false).await,
                Ok(Found::Nothing) => attempts.unanswered_since = None,
                Ok(Found::Forgotten) => return failed(failure::forgotten()),
                Err(error) => return driver.refused(None, &error),
            }
        }
        if driver.is_canceled() {
            return Step::Canceled;
        }
        if attempts.number >= ATTEMPTS {
            return failed(failure::unanswered());
        }
        // Cancel was pressed while waiting for a token.
        let Ok(client) = driver.client().await else {
            continue;
        };
        let before = Attempts {
            unanswered_since: None,
            ..attempts
        };
        attempts = Attempts {
            number: before.number + 1,
            unanswered_since: Some(Timestamp::now()),
        };
        driver.go(Step::Submitting { attempts }).await;
        match ask(driver, &client).await {
            // What was asked for may have begun: it is looked up, to be canceled there.
            None => driver.cell.cancel = true,
            Some(Ok(prediction)) => return taken(driver, &prediction, true).await,
            Some(Err(SubmitError::Unknown(error))) => {
                tracing::warn!(cell = %driver.cell.id, %error, "the answer was lost: looking it up");
                driver
                    .trouble(
                        "The answer was lost on the way. Looking whether the picture has begun."
                            .to_owned(),
                    )
                    .await;
            }
            Some(Err(SubmitError::Refused(error))) => {
                // It was certainly not started, so this attempt does not count.
                attempts = before;
                driver.cell.step = Step::Submitting { attempts };
                driver.write_down().await;
                match driver.wait_out(error, &mut wait).await {
                    Ok(()) | Err(Halt::Canceled) => {}
                    Err(Halt::Refused(error)) => return driver.refused(None, &error),
                }
            }
        }
    }
}

/// Asks for the prediction. Nothing when Cancel was pressed meanwhile.
async fn ask(driver: &Driver, client: &Client) -> Option<Result<Prediction, SubmitError>> {
    let hold = Some(driver.context.timing.hold);
    let asked = client.create_prediction(driver.cell.version_id(), &driver.cell.input, hold);
    tokio::select! {
        answer = asked => Some(answer),
        () = driver.cancel_pressed() => None,
    }
}

/// The next step with the prediction that is this cell's.
async fn taken(driver: &mut Driver, prediction: &Prediction, held: bool) -> Step {
    driver.claim(&prediction.id).await;
    follow::ended(driver, prediction, held).unwrap_or_else(|| Step::Running {
        prediction: prediction.id.clone(),
    })
}

fn failed(failure: crate::view::PictureFailure) -> Step {
    Step::Failed {
        prediction: None,
        outputs: Vec::new(),
        failure,
    }
}

/// Looks for the prediction that was asked for at `since`, until it is found or can't turn up any more.
///
/// Cancel does not end it: what may have been started must be known before it can be canceled. After a restart it waits
/// as long again: no clock says for certain how long the app was away.
async fn look_up(driver: &mut Driver, since: Timestamp) -> Result<Found, replicate::Error> {
    let late = driver.context.timing.late_arrival;
    let until = tokio::time::Instant::now() + late;
    let mut wait = driver.context.timing.retry_first;
    loop {
        // Whether the time was up must be known before looking, or what arrives between would be missed.
        let last = tokio::time::Instant::now() >= until;
        let Ok(client) = driver.client().await else {
            // Cancel was pressed and nobody is signed in: nothing can be known yet.
            driver.cell.cancel = true;
            continue;
        };
        match find(driver, &client, since).await {
            Ok(Found::Nothing) if !last => {}
            Ok(found) => return Ok(found),
            Err(error) => match driver.wait_out(error, &mut wait).await {
                Ok(()) => continue,
                Err(Halt::Canceled) => driver.cell.cancel = true,
                Err(Halt::Refused(error)) => return Err(error),
            },
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(driver.context.timing.retry_most);
    }
}

async fn find(
    driver: &mut Driver,
    client: &Client,
    since: Timestamp,
) -> Result<Found, replicate::Error> {
    let old = Timestamp::now().duration_since(since).as_secs() > REMEMBERED.as_secs() as i64;
    let mut forgotten = false;
    let mut cursor = None;
    for _ in 0..PAGES {
        let page = client.predictions(cursor.as_ref()).await?;
        for prediction in page.results {
            if prediction.version != driver.cell.version_id() {
                continue;
            }
            let (ledger, id) = (driver.context.ledger.clone(), prediction.id.clone());
            // What can't be looked up in the ledger is looked up again.
            let known = blocking(move || ledger.is_claimed(&id)).await;
            if !matches!(known, Ok(Ok(false))) {
                continue;
            }
            if prediction.data_removed && prediction.input.is_empty() {
                forgotten |= old;
            } else if is_same(&driver.cell.input, &prediction.input)
                && driver.claim(&prediction.id).await
            {
                return Ok(Found::Made(Box::new(prediction)));
            }
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    Ok(if forgotten {
        Found::Forgotten
    } else {
        Found::Nothing
    })
}

/// Whether all that was asked for is in what the service was given; it may have added what it takes for granted.
fn is_same(asked: &Map<String, Value>, given: &Map<String, Value>) -> bool {
    asked.iter().all(|(name, value)| match given.get(name) {
        Some(other) => value == other || (value.is_number() && value.as_f64() == other.as_f64()),
        None => false,
    })
}
