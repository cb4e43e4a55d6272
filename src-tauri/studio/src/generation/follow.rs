//! Follows a prediction until it has ended, even if the network fails or the computer sleeps meanwhile.

use std::time::{Duration, Instant};

use localization::message;
use replicate::{Prediction, Status};

use super::driver::Driver;
use super::failure;
use crate::jobs::{Backoff, Job};
use crate::store::batch_record::Step;
use crate::store::billing::Billing;
use crate::store::failure_record::PictureFailure;

/// The number of consecutive polls, over at least `Timing::lost_after`, after which a prediction that the service does
/// not know counts as lost.
const MISSES_UNTIL_LOST: u32 = 5;

/// Follows a prediction until it is in a final state, or counts as lost because the service has not known it for
/// minutes. Returns the next step.
pub(super) async fn follow(driver: &mut Driver, id: String) -> Step {
    let mut poll_interval = driver.context.timing.poll_initial;
    let mut backoff = Backoff::new(&driver.context.timing);
    let mut misses = 0;
    let mut missed_since = Instant::now();
    let mut cancel_sent = false;
    loop {
        // Waiting for a token continues after Cancel, because the outcome of the prediction must be known.
        let Ok(client) = driver.client().await else {
            driver.is_canceled();
            continue;
        };
        if driver.is_canceled() && !cancel_sent {
            driver.persist().await;
            match client.cancel_prediction(&id).await {
                Ok(_) => cancel_sent = true,
                Err(error) => tracing::warn!(%error, "the prediction can't be canceled yet"),
            }
            poll_interval = driver.context.timing.poll_initial;
        }
        match client.prediction(&id).await {
            Ok(prediction) => {
                misses = 0;
                backoff.reset();
                driver.clear_retry_message().await;
                if let Some(step) = step_if_ended(driver, &prediction, false) {
                    return step;
                }
            }
            Err(replicate::Error::NotFound { .. }) => {
                if misses == 0 {
                    missed_since = Instant::now();
                }
                misses += 1;
                if misses >= MISSES_UNTIL_LOST
                    && missed_since.elapsed() >= driver.context.timing.lost_after
                {
                    return failed(&id, failure::lost(), Billing::Unknown);
                }
            }
            Err(error) => {
                misses = 0;
                if matches!(error, replicate::Error::Unauthenticated) {
                    driver.context.session.check().await;
                } else {
                    driver
                        .show_retry_message(message!("app-keeps-trying", reason = error.message()))
                        .await;
                }
                let retry_after = error.retry_after().unwrap_or_default();
                pause(driver, backoff.pause_of_at_least(retry_after)).await;
                continue;
            }
        }
        pause(driver, poll_interval).await;
        poll_interval = (poll_interval * 3 / 2).min(driver.context.timing.poll_max);
    }
}

/// Waits until the next poll. Only the first press of Cancel ends the wait early.
async fn pause(driver: &Driver, time: Duration) {
    let pressed = driver.cancel_pressed();
    tokio::select! {
        () = tokio::time::sleep(time) => {}
        () = pressed, if !driver.cell.cancel => {}
    }
}

/// Returns the next step if a prediction has ended, and copies its billed time to the cell in any case. If `held` is
/// true, because the service delayed its response until the output was ready, a prediction that is processing and has
/// output counts as ended.
pub(super) fn step_if_ended(
    driver: &mut Driver,
    prediction: &Prediction,
    held: bool,
) -> Option<Step> {
    let id = prediction.id.clone();
    driver.cell.predict_time = prediction.metrics.predict_time;
    let billing = Billing::of_ended(
        &prediction.status,
        prediction.metrics,
        prediction.started_at.is_some(),
    );
    let failed = |failure| failed(&id, failure, billing);
    let outputs = driver.set_aside_inline_outputs(&prediction.output);
    let fetching = || Step::Fetching {
        prediction: prediction.id.clone(),
        outputs: outputs.clone(),
    };
    match &prediction.status {
        Status::Succeeded if prediction.output.is_empty() => {
            Some(failed(if prediction.data_removed {
                failure::expired()
            } else {
                failure::no_output()
            }))
        }
        Status::Succeeded => Some(fetching()),
        Status::Failed => Some(failed(failure::explain(prediction.error.as_deref()))),
        Status::Canceled if driver.is_canceled() => Some(Step::Canceled { billing }),
        Status::Canceled => Some(failed(failure::canceled_elsewhere())),
        Status::Aborted => Some(failed(failure::aborted())),
        Status::Processing if held && !prediction.output.is_empty() => Some(fetching()),
        Status::Starting | Status::Processing | Status::Unknown(_) => None,
    }
}

fn failed(id: &str, failure: PictureFailure, billing: Billing) -> Step {
    Step::Failed {
        prediction: Some(id.to_owned()),
        outputs: Vec::new(),
        failure,
        billing,
    }
}
