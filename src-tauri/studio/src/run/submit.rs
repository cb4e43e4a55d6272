//! The third step, the one that costs money: asks for the training, once.
//!
//! The service knows no idempotency key. So each attempt is written down before it is made, and one whose
//! answer was lost is looked up in the account's list, by the address of the zip that no other training
//! has, before anything is sent again.

use std::time::Duration;

use jiff::Timestamp;
use replicate::{ModelName, SubmitError, Training};
use serde_json::Value;

use super::drive::{Driver, Halt};
use super::failure::{ours, refused};
use super::record::{Archive, Attempts, During, Step, Upload};
use crate::view::{Failure, Fix};

/// How often a training is asked for at the most when each answer is lost.
const ATTEMPTS: u32 = 3;

/// How many pages of the account's newest trainings are read to find one, 100 on each.
const PAGES: usize = 3;

/// A zip that expires sooner than this is uploaded anew, since the trainer may wait in the queue.
const LIFE_NEEDED: Duration = Duration::from_secs(30 * 60);

pub(super) async fn submit(
    driver: &mut Driver,
    archive: Archive,
    upload: Upload,
    mut attempts: Attempts,
) -> Step {
    let mut wait = driver.context.timing.retry_first;
    loop {
        if let Some(since) = attempts.unanswered_since {
            match look_up(driver, &upload.url, since).await {
                Ok(Some(training)) => {
                    return Step::Training {
                        archive,
                        upload,
                        training: training.id,
                    };
                }
                Ok(None) => attempts.unanswered_since = None,
                Err(error) => return failed(refused(&error)),
            }
        }
        if driver.is_canceled() {
            return Step::Canceled { training: None };
        }
        if expires_soon(&upload) {
            return Step::Uploading { archive };
        }
        if attempts.number >= ATTEMPTS {
            return failed(ours(
                "Replicate did not answer when the training was asked for, and did not start it. Nothing was billed.",
                "Start it again later.",
                Fix::Train,
            ));
        }
        let client = match driver.client().await {
            Ok(client) => client,
            // Cancel was pressed while waiting for a token.
            Err(_) => continue,
        };
        let Some((trainer, destination)) = names(driver) else {
            return failed(ours(
                "The trainer's or the destination's name can't be read.",
                "Choose them again.",
                Fix::Train,
            ));
        };
        let mut input = driver.run.order.input.clone();
        input.insert(
            driver.run.order.zip_input.clone(),
            Value::String(upload.url.clone()),
        );
        let version = driver.run.order.version.clone();

        let before = Attempts {
            unanswered_since: None,
            ..attempts
        };
        attempts = Attempts {
            number: before.number + 1,
            unanswered_since: Some(Timestamp::now()),
        };
        let step = |attempts| Step::Submitting {
            archive: archive.clone(),
            upload: upload.clone(),
            attempts,
        };
        driver.go(step(attempts)).await;
        match client
            .create_training(&trainer, &version, &destination, &input)
            .await
        {
            Ok(training) => {
                return Step::Training {
                    archive,
                    upload,
                    training: training.id,
                };
            }
            Err(SubmitError::Unknown(error)) => {
                tracing::warn!(run = %driver.run.id, %error, "the answer was lost: looking the training up");
                driver.trouble(
                    "The answer was lost on the way. Looking whether the training has begun."
                        .to_owned(),
                );
            }
            Err(SubmitError::Refused(error)) => {
                // It was certainly not started, so this attempt does not count.
                attempts = before;
                driver.go(step(attempts)).await;
                match driver.wait_out(error, &mut wait).await {
                    Ok(()) | Err(Halt::Canceled) => {}
                    Err(Halt::Refused(error)) => return failed(refused(&error)),
                }
            }
        }
    }
}

fn failed(failure: Failure) -> Step {
    Step::Failed {
        during: During::Submitting,
        training: None,
        failure,
    }
}

fn names(driver: &Driver) -> Option<(ModelName, ModelName)> {
    let order = &driver.run.order;
    Some((
        ModelName::parse(&order.trainer).ok()?,
        ModelName::parse(&order.destination).ok()?,
    ))
}

fn expires_soon(upload: &Upload) -> bool {
    let in_time = |expires: Timestamp| {
        expires.duration_since(Timestamp::now()).as_secs() > LIFE_NEEDED.as_secs() as i64
    };
    upload.expires_at.is_some_and(|expires| !in_time(expires))
}

/// Looks for the training that was asked for at `since`, until it is found or can't turn up any more.
///
/// Cancel does not end it: what may have been started must be known before it can be canceled.
async fn look_up(
    driver: &mut Driver,
    address: &str,
    since: Timestamp,
) -> Result<Option<Training>, replicate::Error> {
    let late = driver.context.timing.late_arrival;
    // After a restart the time away counts. A clock that was set back makes it wait the whole time again.
    let waited = Timestamp::now().duration_since(since);
    let waited = Duration::try_from(waited).unwrap_or_default();
    let until = tokio::time::Instant::now() + late.saturating_sub(waited);
    let mut wait = driver.context.timing.retry_first;
    loop {
        // Whether the time was up must be known before looking, or what arrives between would be missed.
        let last = tokio::time::Instant::now() >= until;
        let client = match driver.client().await {
            Ok(client) => client,
            Err(_) => {
                // Cancel was pressed and nobody is signed in: nothing can be known yet.
                let mut follow = driver.context.session.follow();
                // The session lives as long as the app, so this ends only when somebody signs in.
                let _ = follow.changed().await;
                continue;
            }
        };
        match find(&client, address).await {
            Ok(Some(training)) => return Ok(Some(training)),
            Ok(None) if last => return Ok(None),
            Ok(None) => {}
            Err(replicate::Error::Unauthenticated) => {
                driver.context.session.check().await;
                continue;
            }
            Err(error) if error.is_passing() => {
                driver.trouble(format!(
                    "{error} Tintype keeps looking whether the training has begun."
                ));
            }
            Err(error) => return Err(error),
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(driver.context.timing.poll_most);
    }
}

/// The account's training that was given this address, if there is one.
async fn find(
    client: &replicate::Client,
    address: &str,
) -> Result<Option<Training>, replicate::Error> {
    let mut cursor = None;
    for _ in 0..PAGES {
        let page = client.trainings(cursor.as_ref()).await?;
        let ours = |training: &Training| {
            training
                .input
                .values()
                .any(|value| value.as_str() == Some(address))
        };
        if let Some(training) = page.results.into_iter().find(ours) {
            return Ok(Some(training));
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    Ok(None)
}
