//! Finds out whether a training was started although the response to its request was lost.
//!
//! A training is identified by the address of its zip, which no other training has. For a zip at the person's own
//! address, only a training that did not exist before the request counts. Only the account's whole list, read to its
//! end, proves that none was started. Until then nothing is sent again, however long that takes, unless the person
//! states that none was started.

use localization::{Message, message};
use replicate::{Client, Error, NetworkFailure, Training};
use tokio::time::Instant;

use super::driver::Driver;
use super::storage_backend;
use crate::account::session::NotSignedIn;
use crate::jobs::{Backoff, Interrupted, Job};
use crate::listing::{Continuation, Pages, Search};
use crate::store::run_record::{Attempts, DatasetZip, Step, Upload, is_given};

pub(super) async fn confirm(
    driver: &mut Driver,
    archive: Option<DatasetZip>,
    upload: Upload,
    attempts: Attempts,
) -> Step {
    driver.ignore_earlier_presses();
    // A training that was just requested may take a moment to appear in the list. After a restart the full
    // delay applies again, since no clock shows reliably how long the app was closed.
    let delay = match attempts.unanswered_since {
        Some(_) => driver.context.timing.late_arrival,
        None => std::time::Duration::ZERO,
    };
    let deadline = Instant::now() + delay;
    let mut backoff = Backoff::new(&driver.context.timing);
    loop {
        // Decided before the lookup; otherwise a training that appears in between would be missed.
        let is_last = Instant::now() >= deadline;
        // The person's statement counts only after one more lookup that begins after the press. A lookup already in
        // progress may have begun while the list could not be read.
        let is_pressed = driver.is_not_started_pressed();
        match find_training(driver, &upload.url, &attempts.others).await {
            Ok(Search::Found(training)) => {
                return Step::Training {
                    archive,
                    upload: Some(upload),
                    training,
                };
            }
            Ok(Search::Absent) if is_last => {
                let attempts = Attempts {
                    unanswered_since: None,
                    ..attempts
                };
                return not_started_step(driver, archive, upload, attempts);
            }
            Ok(Search::Absent) => {}
            Ok(Search::Incomplete) => {
                show_doubt(driver, message!("runs-list-incomplete")).await;
            }
            Err(reason) => show_doubt(driver, reason).await,
        }
        if is_pressed && driver.live.in_doubt {
            tracing::warn!(run = %driver.run.id, "the person states that the training did not start");
            driver.run.assumed_not_started = true;
            return not_started_step(driver, archive, upload, Attempts::default());
        }
        driver.pause_until_press(backoff.pause()).await;
    }
}

/// Shows that it is unknown whether the training has started.
async fn show_doubt(driver: &mut Driver, reason: Message) {
    tracing::warn!(run = %driver.run.id, %reason, "it is unknown whether the training has started");
    driver.live.in_doubt = true;
    driver
        .show_retry_message(message!("runs-keep-checking", problem = reason))
        .await;
}

/// Returns the next step if no training was started.
fn not_started_step(
    driver: &mut Driver,
    archive: Option<DatasetZip>,
    upload: Upload,
    attempts: Attempts,
) -> Step {
    if driver.is_canceled() {
        return driver.run.canceled_without_training();
    }
    Step::Submitting {
        archive,
        upload,
        attempts,
    }
}

/// Searches the account's list once for the training of this zip. The error is a sentence that says why the result is
/// not known.
async fn find_training(
    driver: &mut Driver,
    zip: &str,
    others: &[String],
) -> Result<Search<String>, Message> {
    let client = account_client(driver).await?;
    let storage = driver.run.order.storage.clone();
    let is_ours =
        |training: &Training| is_given(&storage, zip, training) && !others.contains(&training.id);
    match search(&client, is_ours).await {
        Ok(found) => Ok(found),
        Err(Error::Unauthenticated) => {
            driver.context.session.check().await;
            Err(message!("runs-token-not-accepted"))
        }
        Err(error) => Err(error.message()),
    }
}

/// Returns the client if it is certain that it acts for the account that the training belongs to: the list of another
/// account proves nothing. Does not wait.
async fn account_client(driver: &Driver) -> Result<Client, Message> {
    let account = &driver.run.order.account;
    let client = driver.context.session.client_of(account).await;
    client.map_err(|reason| match reason {
        NotSignedIn::Unchecked => NetworkFailure::Unreachable.message(),
        NotSignedIn::Nobody | NotSignedIn::Another => {
            message!("runs-sign-in-to-confirm", account = account)
        }
    })
}

/// Returns the ids of the trainings that were given this zip before. Only a zip at the person's own address can have
/// any.
pub(super) async fn earlier_trainings(
    driver: &mut Driver,
    zip: &str,
) -> Result<Vec<String>, Interrupted> {
    let storage = driver.run.order.storage.clone();
    if !storage_backend::of(&storage).has_shared_zip() {
        return Ok(Vec::new());
    }
    let mut backoff = Backoff::new(&driver.context.timing);
    loop {
        let client = driver.client().await?;
        let mut ids = Vec::new();
        let result = search(&client, |training| {
            if is_given(&storage, zip, training) {
                ids.push(training.id.clone());
            }
            false
        });
        match result.await {
            Ok(Search::Absent | Search::Found(_)) => {
                driver.clear_retry_message().await;
                return Ok(ids);
            }
            Ok(Search::Incomplete) => {
                let problem = message!("runs-list-incomplete");
                driver
                    .show_retry_message(message!("app-keeps-trying", reason = problem))
                    .await;
            }
            Err(error) => {
                driver.back_off(error, &mut backoff).await?;
                continue;
            }
        }
        driver.pause(backoff.pause()).await?;
    }
}

/// Returns the id of the account's first training for which `matches` is true.
async fn search(
    client: &Client,
    mut matches: impl FnMut(&Training) -> bool,
) -> Result<Search<String>, Error> {
    let mut pages = Pages::default();
    let mut cursor = None;
    loop {
        let page = client.trainings(cursor.as_ref()).await?;
        if let Some(training) = page.results.into_iter().find(|training| matches(training)) {
            return Ok(Search::Found(training.id));
        }
        match pages.after(page.next) {
            Continuation::Page(next) => cursor = Some(next),
            Continuation::End => return Ok(Search::Absent),
            Continuation::Unknown => return Ok(Search::Incomplete),
        }
    }
}
