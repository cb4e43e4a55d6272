//! The third step of a run, which is the step that costs money: starts the training, and never starts a second one.
//!
//! The service has no idempotency key. So each attempt is recorded before it is made, and an attempt whose response was
//! lost is looked up in the account's list (see `confirm`) before anything is sent again.

use jiff::Timestamp;
use localization::message;
use replicate::{ModelName, SubmitError};
use serde_json::{Map, Value};

use super::confirm;
use super::driver::{Driver, Stop};
use super::failure::{own_failure, refusal};
use super::storage_backend::{self, has_passed};
use crate::jobs::{Backoff, Interrupted, Job};
use crate::store::failure_record::{Failure, Fix};
use crate::store::run_record::{Attempts, DatasetZip, During, Kept, Step, Upload};

/// The maximum number of requests for one training if every response is lost.
const MAX_ATTEMPTS: u32 = 3;

pub(super) async fn submit(
    driver: &mut Driver,
    archive: Option<DatasetZip>,
    upload: Upload,
    mut attempts: Attempts,
) -> Step {
    let unconfirmed = |attempts| Step::Unconfirmed {
        archive: archive.clone(),
        upload: upload.clone(),
        attempts,
    };
    // An interrupted attempt, or the earlier run that used the same zip, may already have started a training.
    if attempts.unanswered_since.is_some() || (driver.run.reuse.take().is_some()) {
        return unconfirmed(attempts);
    }
    let mut backoff = Backoff::new(&driver.context.timing);
    loop {
        if driver.is_canceled() {
            return driver.run.canceled_without_training();
        }
        if has_passed(upload.useful_until)
            && let Some(archive) = archive
        {
            return Step::Uploading {
                archive,
                parts: None,
            };
        }
        if attempts.number >= MAX_ATTEMPTS {
            let failure = own_failure(
                message!("runs-not-answered"),
                message!("runs-advice-try-later"),
                Fix::Train,
            );
            return failed_step(driver, failure, archive, upload);
        }
        let client = match driver.client().await {
            Ok(client) => client,
            // Cancel was pressed while the run waited for a token.
            Err(_) => continue,
        };
        let Some((trainer, destination)) = parse_names(driver) else {
            let failure = own_failure(
                message!("runs-names-unreadable"),
                message!("runs-names-unreadable-advice"),
                Fix::Train,
            );
            return failed_step(driver, failure, archive, upload);
        };
        let backend = storage_backend::of(&driver.run.order.storage);
        let address = match backend.address(driver, &upload).await {
            Ok(address) => address,
            Err(Stop::Interrupted(Interrupted::Canceled)) => continue,
            Err(Stop::Interrupted(Interrupted::Refused(error))) => {
                return failed_step(driver, refusal(&error), archive, upload);
            }
            Err(Stop::Failed(failure)) => return failed_step(driver, failure, archive, upload),
        };
        if attempts.number == 0 {
            attempts.others = match confirm::earlier_trainings(driver, &upload.url).await {
                Ok(others) => others,
                Err(Interrupted::Canceled) => continue,
                Err(Interrupted::Refused(error)) => {
                    return failed_step(driver, refusal(&error), archive, upload);
                }
            };
        }
        let mut input = driver.run.order.input.clone();
        input.insert(driver.run.order.zip_input.clone(), Value::String(address));
        if let Err(failure) = add_secrets(driver, &mut input).await {
            return failed_step(driver, failure, archive, upload);
        }
        let version = driver.run.order.version.clone();
        // The service repeats refused values in its responses, so the secrets are hidden in the client's errors.
        let (secrets, order) = (&driver.context.secrets, &driver.run.order);
        let client = client.with_redaction(secrets.redaction(&order.trainer, &order.secrets).await);

        let previous = Attempts {
            unanswered_since: None,
            ..attempts
        };
        attempts = Attempts {
            number: previous.number + 1,
            unanswered_since: Some(Timestamp::now()),
            others: previous.others.clone(),
        };
        let submitting = |attempts| Step::Submitting {
            archive: archive.clone(),
            upload: upload.clone(),
            attempts,
        };
        driver.transition(submitting(attempts.clone())).await;
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
                tracing::warn!(run = %driver.run.id, %error, "the response was lost; looking up the training");
                return unconfirmed(attempts);
            }
            Err(SubmitError::Refused(error)) => {
                // The training was certainly not started, so this attempt does not count.
                attempts = previous;
                driver.transition(submitting(attempts.clone())).await;
                match driver.back_off(error, &mut backoff).await {
                    Ok(()) | Err(Interrupted::Canceled) => {}
                    Err(Interrupted::Refused(error)) => {
                        return failed_step(driver, refusal(&error), archive, upload);
                    }
                }
            }
        }
    }
}

/// Returns the final step of a run whose training was not started. The zip is kept for another try.
fn failed_step(
    driver: &Driver,
    failure: Failure,
    archive: Option<DatasetZip>,
    upload: Upload,
) -> Step {
    Step::Failed {
        during: During::Submitting,
        training: None,
        failure,
        billing: driver.run.billing_without_training(),
        kept: Some(Kept { archive, upload }),
    }
}

/// Adds the secret inputs. They are read just before they are sent, so that no record ever contains them.
async fn add_secrets(driver: &Driver, input: &mut Map<String, Value>) -> Result<(), Failure> {
    let order = &driver.run.order;
    for name in &order.secrets {
        let secret = match driver.context.secrets.read(&order.trainer, name).await {
            Ok(Some(secret)) => secret,
            Ok(None) => {
                return Err(own_failure(
                    message!("runs-secret-gone", name = name),
                    message!("runs-secret-gone-advice"),
                    Fix::Train,
                ));
            }
            Err(error) => {
                return Err(own_failure(
                    message!(
                        "runs-secret-unreadable",
                        name = name,
                        problem = error.message()
                    ),
                    message!("runs-secret-unreadable-advice"),
                    Fix::Train,
                ));
            }
        };
        input.insert(name.clone(), Value::String(secret.to_string()));
    }
    Ok(())
}

fn parse_names(driver: &Driver) -> Option<(ModelName, ModelName)> {
    let order = &driver.run.order;
    Some((
        ModelName::parse(&order.trainer).ok()?,
        ModelName::parse(&order.destination).ok()?,
    ))
}
