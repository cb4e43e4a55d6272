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
use crate::account::session::NotSignedIn;
use crate::jobs::{Backoff, Interrupted, Job};
use crate::listing::{Further, Pages, Search};
use crate::store::run_record::{Attempts, DatasetZip, Step, Upload, is_given};
use crate::store::zip_storage::Storage;

pub(super) async fn confirm(
    driver: &mut Driver,
    archive: Option<DatasetZip>,
    upload: Upload,
    attempts: Attempts,
) -> Step {
    driver.ignore_earlier_presses();
    // A training that was just requested may take a moment to appear in the list. After a restart the full
    // delay applies again, since no clock shows reliably how long the app was closed.
    let late = match attempts.unanswered_since {
        Some(_) => driver.context.timing.late_arrival,
        None => std::time::Duration::ZERO,
    };
    let until = Instant::now() + late;
    let mut backoff = Backoff::new(&driver.context.timing);
    loop {
        // Decided before the lookup; otherwise a training that appears in between would be missed.
        let last = Instant::now() >= until;
        // The person's statement counts only after one more lookup that begins after the press. A lookup already in
        // progress may have begun while the list could not be read.
        let pressed = driver.says_it_did_not_start();
        match look(driver, &upload.url, &attempts.others).await {
            Ok(Search::Found(training)) => {
                return Step::Training {
                    archive,
                    upload: Some(upload),
                    training,
                };
            }
            Ok(Search::Absent) if last => {
                let attempts = Attempts {
                    unanswered_since: None,
                    ..attempts
                };
                return none_started(driver, archive, upload, attempts);
            }
            Ok(Search::Absent) => {}
            Ok(Search::Incomplete) => {
                doubt(driver, message!("runs-list-incomplete")).await;
            }
            Err(why) => doubt(driver, why).await,
        }
        if pressed && driver.live.doubt {
            tracing::warn!(run = %driver.run.id, "the person says that the training did not start");
            driver.run.assumed_not_started = true;
            return none_started(driver, archive, upload, Attempts::default());
        }
        driver.pause_or_press(backoff.pause()).await;
    }
}

/// Shows that it is unknown whether the training has started.
async fn doubt(driver: &mut Driver, why: Message) {
    tracing::warn!(run = %driver.run.id, %why, "not known whether the training has started");
    driver.live.doubt = true;
    driver
        .show_retry_message(message!("runs-keep-checking", problem = why))
        .await;
}

/// Returns the next step if no training was started.
fn none_started(
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
async fn look(
    driver: &mut Driver,
    zip: &str,
    others: &[String],
) -> Result<Search<String>, Message> {
    let client = client_of_the_account(driver).await?;
    let storage = driver.run.order.storage.clone();
    let is_ours =
        |training: &Training| is_given(&storage, zip, training) && !others.contains(&training.id);
    match find(&client, is_ours).await {
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
async fn client_of_the_account(driver: &Driver) -> Result<Client, Message> {
    let account = &driver.run.order.account;
    let client = driver.context.session.client_of(account).await;
    client.map_err(|why| match why {
        NotSignedIn::Unchecked => NetworkFailure::Unreachable.message(),
        NotSignedIn::Nobody | NotSignedIn::Another => {
            message!("runs-sign-in-to-confirm", account = account)
        }
    })
}

/// Returns the ids of the trainings that were given this zip before. Only a zip at the person's own address can have
/// any.
pub(super) async fn others(driver: &mut Driver, zip: &str) -> Result<Vec<String>, Interrupted> {
    let storage = driver.run.order.storage.clone();
    if !matches!(storage, Storage::Address { .. }) {
        return Ok(Vec::new());
    }
    let mut backoff = Backoff::new(&driver.context.timing);
    loop {
        let client = driver.client().await?;
        let mut given = Vec::new();
        let read = find(&client, |training| {
            if is_given(&storage, zip, training) {
                given.push(training.id.clone());
            }
            false
        });
        match read.await {
            Ok(Search::Absent | Search::Found(_)) => {
                driver.clear_retry_message().await;
                return Ok(given);
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

/// Returns the id of the account's first training for which `is_meant` is true.
async fn find(
    client: &Client,
    mut is_meant: impl FnMut(&Training) -> bool,
) -> Result<Search<String>, Error> {
    let mut pages = Pages::default();
    let mut cursor = None;
    loop {
        let page = client.trainings(cursor.as_ref()).await?;
        if let Some(training) = page.results.into_iter().find(|one| is_meant(one)) {
            return Ok(Search::Found(training.id));
        }
        match pages.after(page.next) {
            Further::Page(next) => cursor = Some(next),
            Further::End => return Ok(Search::Absent),
            Further::Unknown => return Ok(Search::Incomplete),
        }
    }
}
