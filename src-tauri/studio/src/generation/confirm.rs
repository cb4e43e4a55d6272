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
use crate::listing::{Continuation, Pages};
use crate::store::batch_record::{Attempts, Step};

/// The age up to which the service certainly still has a prediction's input: it deletes the input after an hour.
/// Without the input, the prediction can't be told from others.
const INPUT_KEPT_FOR: Duration = Duration::from_secs(50 * 60);

/// The result of one lookup in the list.
enum Lookup {
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
    let deadline = Instant::now() + driver.context.timing.late_arrival;
    let mut backoff = Backoff::new(&driver.context.timing);
    loop {
        // The time must be checked before the lookup; otherwise, a prediction that arrives in between would be missed.
        let is_last = Instant::now() >= deadline;
        // The person's statement takes effect only after one more lookup, which begins after the statement: a lookup in
        // progress may have begun while the list could not be read.
        let pressed = driver.is_not_made_pressed();
        match look_up(driver, attempts).await {
            Ok(Lookup::Made(step)) => return step,
            Ok(Lookup::Forgotten) => return driver.failed_unconfirmed(failure::forgotten()),
            Ok(Lookup::Absent) if is_last => {
                let attempts = Attempts {
                    unanswered_since: None,
                    ..attempts
                };
                return not_made_step(driver, attempts);
            }
            Ok(Lookup::Absent) => {}
            Ok(Lookup::Incomplete) => {
                driver
                    .show_doubt(message!("generation-list-incomplete"))
                    .await;
            }
            Err(why) => driver.show_doubt(why).await,
        }
        if pressed && driver.in_doubt() {
            tracing::warn!(cell = %driver.cell.id, "the person says that the picture was not made");
            driver.cell.assumed_not_made = true;
            return not_made_step(driver, Attempts::default());
        }
        driver.pause_until_press(backoff.pause()).await;
    }
}

/// Returns the step that follows if no prediction was made.
fn not_made_step(driver: &mut Driver, attempts: Attempts) -> Step {
    if driver.is_canceled() {
        driver.cell.canceled_without_prediction()
    } else {
        Step::Submitting { attempts }
    }
}

/// Looks once for the prediction of this attempt. The error is a message with the reason why the outcome is unknown.
async fn look_up(driver: &mut Driver, attempts: Attempts) -> Result<Lookup, Message> {
    let client = account_client(driver).await?;
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
async fn account_client(driver: &Driver) -> Result<Client, Message> {
    let account = &driver.cell.account;
    let client = driver.context.session.client_of(account).await;
    client.map_err(|why| match why {
        NotSignedIn::Unchecked => NetworkFailure::Unreachable.message(),
        NotSignedIn::Nobody | NotSignedIn::Another => {
            message!("generation-sign-in-to-check", account = account)
        }
    })
}

async fn find(driver: &mut Driver, client: &Client, attempts: Attempts) -> Result<Lookup, Error> {
    let may_be_forgotten =
        driver.request_may_be_older_than(INPUT_KEPT_FOR, attempts.unanswered_since);
    let mut forgotten = false;
    let mut pages = Pages::default();
    let mut cursor = None;
    loop {
        let page = client.predictions(cursor.as_ref()).await?;
        let mut has_reached_earlier = false;
        for prediction in page.results {
            if let Some(claim) = driver.claim_number(&prediction.id).await {
                has_reached_earlier |= claim <= attempts.claims_before;
                continue;
            }
            if prediction.version != driver.cell.version_id() {
                continue;
            }
            if prediction.data_removed && prediction.input.is_empty() {
                forgotten |= may_be_forgotten;
            } else if has_same_input(&driver.cell.input, &prediction.input)
                && let Some(step) = claim(driver, &prediction, attempts, false).await
            {
                return Ok(Lookup::Made(step));
            }
        }
        let end = if forgotten {
            Lookup::Forgotten
        } else {
            Lookup::Absent
        };
        match pages.after(page.next) {
            // The list is newest first, so all further predictions also existed before the attempt.
            Continuation::End | Continuation::Page(_) | Continuation::Unknown
                if has_reached_earlier =>
            {
                return Ok(end);
            }
            Continuation::End => return Ok(end),
            Continuation::Page(next) => cursor = Some(next),
            Continuation::Unknown => return Ok(Lookup::Incomplete),
        }
    }
}

/// Claims a prediction for this attempt, and returns the next step, which is recorded with the claim. Returns `None` if
/// another attempt has the prediction. `held` is true if the service held back its answer until the prediction had
/// output: the prediction may then have all its output although its status is `processing`.
pub(super) async fn claim(
    driver: &mut Driver,
    prediction: &Prediction,
    attempts: Attempts,
    held: bool,
) -> Option<Step> {
    let previous_time = driver.cell.predict_time;
    let next = follow::step_if_ended(driver, prediction, held).unwrap_or_else(|| Step::Running {
        prediction: prediction.id.clone(),
    });
    let is_claimed = driver.claim(&prediction.id, attempts, &next).await;
    if !is_claimed {
        driver.cell.predict_time = previous_time;
    }
    is_claimed.then_some(next)
}

/// Returns whether `returned` has all inputs of `requested`. The service may have added default values.
fn has_same_input(requested: &Map<String, Value>, returned: &Map<String, Value>) -> bool {
    requested
        .iter()
        .all(|(name, value)| match returned.get(name) {
            Some(other) => {
                value == other || (value.is_number() && value.as_f64() == other.as_f64())
            }
            None => false,
        })
}
