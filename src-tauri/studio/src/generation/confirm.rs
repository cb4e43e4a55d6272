//! Finds out whether a prediction was made although the answer to its request was lost.
//!
//! A prediction is recognised by its version and its input, which includes the seed. It belongs to the first attempt
//! that claims it. Only the account's list can prove that no prediction was made: it must be read to its end, or back
//! to a prediction that existed before the attempt. Until then, the request is not sent again, unless the person says
//! that no prediction was made.

use std::time::Duration;

use localization::{Message, message};
use replicate::{Client, Error, NetworkFailure, Prediction};
use serde_json::{Map, Value};
use tokio::time::Instant;

use super::driver::Driver;
use super::{failure, follow};
use crate::account::session::NotSignedIn;
use crate::jobs::Backoff;
use crate::listing::{Further, Pages};
use crate::store::batch_record::{Attempts, Step};

/// The age up to which the service certainly still has a prediction's input: it deletes the input after an hour.
/// Without the input, the prediction can't be told from others.
const REMEMBERED: Duration = Duration::from_secs(50 * 60);

/// The result of one look at the list.
enum Found {
    /// The prediction was made, and this is the next step.
    Made(Step),
    /// The list was read far enough, and the prediction is not in it.
    Absent,
    /// A prediction exists that may be the right one, but the service no longer has its input.
    Forgotten,
    /// The list could not be read far enough.
    Incomplete,
}

pub(super) async fn confirm(driver: &mut Driver, attempts: Attempts) -> Step {
    driver.ignore_earlier_presses();
    // After a restart of the app, the whole wait begins again: no clock shows reliably how long the app was not
    // running.
    let until = Instant::now() + driver.context.timing.late_arrival;
    let mut backoff = Backoff::new(&driver.context.timing);
    loop {
        // The time must be checked before the look; otherwise, a prediction that arrives in between would be missed.
        let last = Instant::now() >= until;
        // The person's statement takes effect only after one more look, which begins after the statement: a look in
        // progress may have begun while the list could not be read.
        let pressed = driver.says_it_was_not_made();
        match look(driver, attempts).await {
            Ok(Found::Made(step)) => return step,
            Ok(Found::Forgotten) => return driver.failed_unconfirmed(failure::forgotten()),
            Ok(Found::Absent) if last => {
                let attempts = Attempts {
                    unanswered_since: None,
                    ..attempts
                };
                return none_made(driver, attempts);
            }
            Ok(Found::Absent) => {}
            Ok(Found::Incomplete) => {
                driver.doubt(message!("generation-list-incomplete")).await;
            }
            Err(why) => driver.doubt(why).await,
        }
        if pressed && driver.in_doubt() {
            tracing::warn!(cell = %driver.cell.id, "the person says that the picture was not made");
            driver.cell.assumed_not_made = true;
            return none_made(driver, Attempts::default());
        }
        driver.pause_or_press(backoff.pause()).await;
    }
}

/// Returns the step that follows if no prediction was made.
fn none_made(driver: &mut Driver, attempts: Attempts) -> Step {
    if driver.is_canceled() {
        driver.cell.canceled_without_prediction()
    } else {
        Step::Submitting { attempts }
    }
}

/// Looks once for the prediction of this attempt. The error is a message with the reason why the outcome is unknown.
async fn look(driver: &mut Driver, attempts: Attempts) -> Result<Found, Message> {
    let client = client_of_the_account(driver).await?;
    match find(driver, &client, attempts).await {
        Ok(found) => Ok(found),
        Err(Error::Unauthenticated) => {
            driver.context.session.check().await;
            Err(message!("generation-token-refused"))
        }
        Err(error) => Err(error.message()),
    }
}

/// Returns the client if it is certainly signed in to the picture's account: another account's list proves nothing.
/// Otherwise returns the reason, without waiting.
async fn client_of_the_account(driver: &Driver) -> Result<Client, Message> {
    let account = &driver.cell.account;
    let client = driver.context.session.client_of(account).await;
    client.map_err(|why| match why {
        NotSignedIn::Unchecked => NetworkFailure::Unreachable.message(),
        NotSignedIn::Nobody | NotSignedIn::Another => {
            message!("generation-sign-in-to-check", account = account)
        }
    })
}

async fn find(driver: &mut Driver, client: &Client, attempts: Attempts) -> Result<Found, Error> {
    let may_be_forgotten = driver.asked_longer_ago_than(REMEMBERED, attempts.unanswered_since);
    let mut forgotten = false;
    let mut pages = Pages::default();
    let mut cursor = None;
    loop {
        let page = client.predictions(cursor.as_ref()).await?;
        let mut was_there_before = false;
        for prediction in page.results {
            if let Some(claim) = driver.claim_of(&prediction.id).await {
                was_there_before |= claim <= attempts.claims_before;
                continue;
            }
            if prediction.version != driver.cell.version_id() {
                continue;
            }
            if prediction.data_removed && prediction.input.is_empty() {
                forgotten |= may_be_forgotten;
            } else if is_same(&driver.cell.input, &prediction.input)
                && let Some(step) = may_be_ours(driver, &prediction, attempts, false).await
            {
                return Ok(Found::Made(step));
            }
        }
        let end = if forgotten {
            Found::Forgotten
        } else {
            Found::Absent
        };
        match pages.after(page.next) {
            // The list is newest first, so all further predictions also existed before the attempt.
            Further::End | Further::Page(_) | Further::Unknown if was_there_before => {
                return Ok(end);
            }
            Further::End => return Ok(end),
            Further::Page(next) => cursor = Some(next),
            Further::Unknown => return Ok(Found::Incomplete),
        }
    }
}

/// Claims a prediction for this attempt, and returns the next step, which is recorded with the claim. Returns `None` if
/// another attempt has the prediction. `held` is true if the service delayed its answer: the prediction may then have
/// all its output although its status is `processing`.
pub(super) async fn may_be_ours(
    driver: &mut Driver,
    prediction: &Prediction,
    attempts: Attempts,
    held: bool,
) -> Option<Step> {
    let before = driver.cell.predict_time;
    let next = follow::ended(driver, prediction, held).unwrap_or_else(|| Step::Running {
        prediction: prediction.id.clone(),
    });
    let ours = driver.claim(&prediction.id, attempts, &next).await;
    if !ours {
        driver.cell.predict_time = before;
    }
    ours.then_some(next)
}

/// Returns whether `given` has all inputs of `asked`. The service may have added default values.
fn is_same(asked: &Map<String, Value>, given: &Map<String, Value>) -> bool {
    asked.iter().all(|(name, value)| match given.get(name) {
        Some(other) => value == other || (value.is_number() && value.as_f64() == other.as_f64()),
        None => false,
    })
}
