//! The fourth step: follows the training until it ends, even if the network fails or the computer sleeps meanwhile.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use localization::message;
use replicate::{Status, Training};

use super::driver::Driver;
use super::failure::{explain, own_failure};
use crate::error::blocking;
use crate::jobs::{Backoff, Interrupted, Job};
use crate::store::billing::Billing;
use crate::store::failure_record::Fix;
use crate::store::run_record::{DatasetZip, During, Kept, Service, Step, Upload};

/// The number of consecutive polls, over at least `Timing::lost_after`, after which a training that the service does
/// not know counts as lost.
const MAX_MISSES: u32 = 5;

/// Follows a training until it is in a final state, or counts as lost because the service has not known it for minutes.
/// Returns the run's final step.
pub(super) async fn follow(
    driver: &mut Driver,
    archive: Option<DatasetZip>,
    upload: Option<Upload>,
    id: String,
) -> Step {
    let mut interval = driver.context.timing.poll_initial;
    let mut backoff = Backoff::new(&driver.context.timing);
    let mut misses = 0;
    let mut missed_since = Instant::now();
    let mut cancel_sent = false;
    loop {
        if driver.is_canceled() && !cancel_sent {
            driver.persist().await;
            match request_cancel(driver, &id).await {
                Ok(sent) => cancel_sent = sent,
                Err(error) => {
                    tracing::warn!(run = %driver.run.id, %error, "the training can't be canceled yet")
                }
            }
            interval = driver.context.timing.poll_initial;
        }
        match poll(driver, &id).await {
            Ok(training) => {
                misses = 0;
                backoff.reset();
                if driver.run.service.status != training.status.as_str() {
                    interval = driver.context.timing.poll_initial;
                }
                record_state(driver, &training).await;
                if let Some(step) = final_step(driver, &archive, &id, &training) {
                    return step;
                }
            }
            Err(Interrupted::Refused(replicate::Error::NotFound { .. })) => {
                if misses == 0 {
                    missed_since = Instant::now();
                }
                misses += 1;
                if misses >= MAX_MISSES
                    && missed_since.elapsed() >= driver.context.timing.lost_after
                {
                    return lost_step(driver, archive, upload, id);
                }
            }
            Err(Interrupted::Refused(error)) => {
                misses = 0;
                if matches!(error, replicate::Error::Unauthenticated) {
                    // The session checks the token and marks it as refused, so that `poll` waits for a new one.
                    driver.context.session.check().await;
                } else {
                    tracing::warn!(run = %driver.run.id, %error, "the training can't be polled");
                    driver
                        .show_retry_message(message!(
                            "runs-keep-checking-training",
                            problem = error.message()
                        ))
                        .await;
                }
                pause(
                    driver,
                    backoff.pause_of_at_least(error.retry_after().unwrap_or_default()),
                )
                .await;
                continue;
            }
            Err(Interrupted::Canceled) => {}
        }
        pause(driver, interval).await;
        interval = (interval * 3 / 2).min(driver.context.timing.poll_max);
    }
}

/// Returns the final step of a run whose training the service no longer knows. The zip is kept for another try.
fn lost_step(
    driver: &Driver,
    archive: Option<DatasetZip>,
    upload: Option<Upload>,
    training: String,
) -> Step {
    let is_adopted = driver.run.is_adopted();
    Step::Failed {
        during: During::Training,
        training: Some(training),
        failure: own_failure(
            message!("runs-failed-lost"),
            message!("runs-failed-lost-advice"),
            Fix::Train,
        ),
        billing: Billing::Unknown,
        kept: upload
            .filter(|_| !is_adopted)
            .map(|upload| Kept { archive, upload }),
    }
}

/// Waits before the next poll. The first press of Cancel ends the wait.
async fn pause(driver: &Driver, time: Duration) {
    let cancel_pressed = driver.cancel_pressed();
    tokio::select! {
        () = tokio::time::sleep(time) => {}
        () = cancel_pressed, if !driver.run.cancel => {}
    }
}

/// Polls the training once. Waits for a token, but not for the network: the caller does that.
async fn poll(driver: &mut Driver, id: &str) -> Result<Training, Interrupted> {
    let client = driver.client().await?;
    let training = client.training(id).await.map_err(Interrupted::Refused)?;
    driver.clear_retry_message().await;
    let (secrets, order) = (&driver.context.secrets, &driver.run.order);
    let names = &order.secrets;
    Ok(secrets.redact(&order.trainer, names, training).await)
}

/// Asks the service to cancel the training. If the run's account is not signed in, returns false without asking.
async fn request_cancel(driver: &mut Driver, id: &str) -> Result<bool, replicate::Error> {
    let account = &driver.run.order.account;
    let Ok(client) = driver.context.session.client_of(account).await else {
        return Ok(false);
    };
    client.cancel_training(id).await.map(|_| true)
}

/// Stores the training's state as the service reports it, and notifies the page.
async fn record_state(driver: &mut Driver, training: &Training) {
    let output = training.output.clone().unwrap_or_default();
    let service = Service {
        status: training.status.to_string(),
        started_at: training.started_at,
        completed_at: training.completed_at,
        version: output.version,
        weights: output.weights,
        predict_time: training.metrics.predict_time,
    };
    // A training that was started elsewhere names its destination only when it ends.
    if driver.run.order.destination.is_empty()
        && let Some(model) = &output.model
    {
        driver.run.order.destination = model.to_string();
    }
    if service != driver.run.service {
        driver.run.service = service;
        driver.persist().await;
    }
    // The service returns the whole log each time. A shorter one means that it has dropped old text, so the stored log
    // is kept.
    if training.logs.len() >= driver.log.len() && training.logs != driver.log {
        driver.log.clone_from(&training.logs);
        let (store, id, log) = (
            driver.context.store.clone(),
            driver.run.id.clone(),
            driver.log.clone(),
        );
        if let Ok(Err(error)) = blocking(move || store.save_log(&id, &log)).await {
            tracing::warn!(run = %driver.run.id, %error, "the log can't be saved");
        }
    }
    if !training.status.is_terminal() {
        driver.publish();
    }
}

fn final_step(
    driver: &mut Driver,
    archive: &Option<DatasetZip>,
    id: &str,
    training: &Training,
) -> Option<Step> {
    let training_id = Some(id.to_owned());
    let billing = Billing::of_ended(
        &training.status,
        training.metrics,
        training.started_at.is_some(),
    );
    let failed = |failure| Step::Failed {
        during: During::Training,
        training: training_id.clone(),
        failure,
        billing,
        kept: None,
    };
    driver.run.ended_at = training.completed_at.or(Some(Timestamp::now()));
    match &training.status {
        Status::Succeeded => Some(Step::Succeeded {
            archive: archive.clone(),
            training: id.to_owned(),
        }),
        Status::Canceled => Some(Step::Canceled {
            training: training_id.clone(),
            billing,
        }),
        Status::Failed => Some(failed(explain(training.error.as_deref(), &training.logs))),
        Status::Aborted => Some(failed(own_failure(
            message!("runs-failed-aborted"),
            message!("runs-advice-try-later"),
            Fix::Train,
        ))),
        Status::Starting | Status::Processing | Status::Unknown(_) => {
            driver.run.ended_at = None;
            None
        }
    }
}
