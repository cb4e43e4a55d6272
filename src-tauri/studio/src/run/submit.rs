//! The third step, the one that costs money: asks for the training, once.
//!
//! The service knows no idempotency key. So each attempt is written down before it is made, and one whose
//! answer was lost is looked up in the account's list, by the address of the zip that no other training
//! has, before anything is sent again.

use jiff::Timestamp;
use replicate::{ModelName, SubmitError, Training};
use serde_json::{Map, Value};

use super::drive::{Driver, Halt, Stop};
use super::failure::{ours, refused};
use super::record::{Archive, Attempts, During, Kept, Step, Upload};
use super::upload::address;
use crate::storage::Storage;
use crate::view::{Failure, Fix};

/// How often a training is asked for at the most when each answer is lost.
const ATTEMPTS: u32 = 3;

/// How many pages of the account's newest trainings are read to find one, 100 on each.
const PAGES: usize = 3;

pub(super) async fn submit(
    driver: &mut Driver,
    archive: Option<Archive>,
    upload: Upload,
    mut attempts: Attempts,
) -> Step {
    let mut wait = driver.context.timing.retry_first;
    loop {
        if attempts.unanswered_since.is_some() {
            match look_up(driver, &upload.url, &attempts.others).await {
                Ok(Some(training)) => {
                    return Step::Training {
                        archive,
                        upload: Some(upload),
                        training: training.id,
                    };
                }
                Ok(None) => attempts.unanswered_since = None,
                Err(error) => return failed(refused(&error), archive, upload),
            }
        }
        if driver.is_canceled() {
            return Step::Canceled { training: None };
        }
        if is_over(upload.useful_until)
            && let Some(archive) = archive
        {
            return Step::Uploading {
                archive,
                parts: None,
            };
        }
        if attempts.number >= ATTEMPTS {
            let failure = ours(
                "Replicate did not answer when the training was asked for, and did not start it. Nothing was billed.",
                "Start it again later.",
                Fix::Train,
            );
            return failed(failure, archive, upload);
        }
        let client = match driver.client().await {
            Ok(client) => client,
            // Cancel was pressed while waiting for a token.
            Err(_) => continue,
        };
        let Some((trainer, destination)) = names(driver) else {
            let failure = ours(
                "The trainer's or the destination's name can't be read.",
                "Choose them again.",
                Fix::Train,
            );
            return failed(failure, archive, upload);
        };
        let address = match address(driver, &upload).await {
            Ok(address) => address,
            Err(Stop::Halt(Halt::Canceled)) => continue,
            Err(Stop::Halt(Halt::Refused(error))) => {
                return failed(refused(&error), archive, upload);
            }
            Err(Stop::Failed(failure)) => return failed(failure, archive, upload),
        };
        if attempts.number == 0 {
            attempts.others = match others(driver, &upload.url).await {
                Ok(others) => others,
                Err(Halt::Canceled) => continue,
                Err(Halt::Refused(error)) => return failed(refused(&error), archive, upload),
            };
        }
        let mut input = driver.run.order.input.clone();
        input.insert(driver.run.order.zip_input.clone(), Value::String(address));
        if let Err(failure) = add_secrets(driver, &mut input).await {
            return failed(failure, archive, upload);
        }
        let version = driver.run.order.version.clone();

        let before = Attempts {
            unanswered_since: None,
            ..attempts
        };
        attempts = Attempts {
            number: before.number + 1,
            unanswered_since: Some(Timestamp::now()),
            others: before.others.clone(),
        };
        let step = |attempts| Step::Submitting {
            archive: archive.clone(),
            upload: upload.clone(),
            attempts,
        };
        driver.go(step(attempts.clone())).await;
        match client
            .create_training(&trainer, &version, &destination, &input)
            .await
        {
            Ok(training) => {
                return Step::Training {
                    archive,
                    upload: Some(upload),
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
                driver.go(step(attempts.clone())).await;
                match driver.wait_out(error, &mut wait).await {
                    Ok(()) | Err(Halt::Canceled) => {}
                    Err(Halt::Refused(error)) => {
                        return failed(refused(&error), archive, upload);
                    }
                }
            }
        }
    }
}

/// Nothing was started, so the zip stays for another try.
fn failed(failure: Failure, archive: Option<Archive>, upload: Upload) -> Step {
    Step::Failed {
        during: During::Submitting,
        training: None,
        failure,
        kept: Some(Kept { archive, upload }),
    }
}

/// Puts the secrets in that are only read now, so that no record ever holds them.
async fn add_secrets(driver: &Driver, input: &mut Map<String, Value>) -> Result<(), Failure> {
    let order = &driver.run.order;
    for name in &order.secrets {
        let secret = driver.context.secrets.read(&order.trainer, name).await;
        let Ok(Some(secret)) = secret else {
            return Err(ours(
                format!(
                    "What you typed for {name} is not in the keychain any more. Nothing was billed."
                ),
                "Type it again on the Train page, then start again.",
                Fix::Train,
            ));
        };
        input.insert(name.clone(), Value::String(secret.to_string()));
    }
    Ok(())
}

/// The trainings that were given this zip before. There are none but for somebody's own address.
async fn others(driver: &mut Driver, zip: &str) -> Result<Vec<String>, Halt> {
    let storage = driver.run.order.storage.clone();
    if !matches!(storage, Storage::Address { .. }) {
        return Ok(Vec::new());
    }
    let page = driver
        .patiently(|client| async move { client.trainings(None).await })
        .await?;
    let given = page.results.into_iter();
    let given = given.filter(|training| is_given(&storage, zip, training));
    Ok(given.map(|training| training.id).collect())
}

fn is_given(storage: &Storage, zip: &str, training: &Training) -> bool {
    let mut values = training.input.values().filter_map(Value::as_str);
    values.any(|given| storage.is_address_of(zip, given))
}

fn names(driver: &Driver) -> Option<(ModelName, ModelName)> {
    let order = &driver.run.order;
    Some((
        ModelName::parse(&order.trainer).ok()?,
        ModelName::parse(&order.destination).ok()?,
    ))
}

/// Whether a time has come by this computer's clock.
pub(super) fn is_over(until: Option<Timestamp>) -> bool {
    until.is_some_and(|until| until <= Timestamp::now())
}

/// Looks for the training that was asked for, until it is found or can't turn up any more. After a restart it waits
/// as long again: no clock says for certain how long the app was away.
///
/// Cancel does not end it: what may have been started must be known before it can be canceled.
async fn look_up(
    driver: &mut Driver,
    zip: &str,
    others: &[String],
) -> Result<Option<Training>, replicate::Error> {
    let storage = driver.run.order.storage.clone();
    let is_ours =
        |training: &Training| is_given(&storage, zip, training) && !others.contains(&training.id);
    let late = driver.context.timing.late_arrival;
    let until = tokio::time::Instant::now() + late;
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
        match find(&client, is_ours).await {
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

/// The account's training that is meant, if there is one.
async fn find(
    client: &replicate::Client,
    is_ours: impl Fn(&Training) -> bool,
) -> Result<Option<Training>, replicate::Error> {
    let mut cursor = None;
    for _ in 0..PAGES {
        let page = client.trainings(cursor.as_ref()).await?;
        if let Some(training) = page.results.into_iter().find(&is_ours) {
            return Ok(Some(training));
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    Ok(None)
}
