//! Follows a prediction until it has ended, through bad networks and a closed lid.

use replicate::{Prediction, Status};

use super::drive::{Driver, Halt};
use super::failure;
use super::record::Step;
use crate::view::PictureFailure;

/// A prediction that the service does not know so many times in a row is lost.
const MISSES: u32 = 5;

pub(super) async fn follow(driver: &mut Driver, id: String) -> Step {
    let mut polling = driver.context.timing.poll_first;
    let mut wait = driver.context.timing.retry_first;
    let mut misses = 0;
    let mut cancel_sent = false;
    loop {
        // Waiting for a token goes on after Cancel: what is being made must be known.
        let Ok(client) = driver.client().await else {
            driver.is_canceled();
            continue;
        };
        if driver.is_canceled() && !cancel_sent {
            driver.write_down().await;
            match client.cancel_prediction(&id).await {
                Ok(_) => cancel_sent = true,
                Err(error) => tracing::warn!(%error, "the prediction can't be canceled yet"),
            }
            polling = driver.context.timing.poll_first;
        }
        match client.prediction(&id).await {
            Ok(prediction) => {
                misses = 0;
                wait = driver.context.timing.retry_first;
                driver.clear_trouble().await;
                if let Some(step) = ended(driver, &prediction, false) {
                    return step;
                }
            }
            Err(replicate::Error::NotFound { .. }) => {
                misses += 1;
                if misses >= MISSES {
                    return failed(&id, failure::lost());
                }
            }
            Err(error) => match driver.wait_out(error, &mut wait).await {
                Ok(()) => continue,
                Err(Halt::Canceled) => {}
                Err(Halt::Refused(error)) => return driver.refused(Some(id), &error),
            },
        }
        let pressed = driver.cancel_pressed();
        tokio::select! {
            () = tokio::time::sleep(polling) => {}
            () = pressed, if !driver.cell.cancel => {}
        }
        polling = (polling * 3 / 2).min(driver.context.timing.poll_most);
    }
}

/// The next step of a prediction that has ended. One whose answer was `held` back has when it is past its start and
/// has an output, whatever its status says.
pub(super) fn ended(driver: &mut Driver, prediction: &Prediction, held: bool) -> Option<Step> {
    let id = prediction.id.clone();
    driver.cell.predict_time = prediction.metrics.predict_time;
    let made = || Step::Fetching {
        prediction: prediction.id.clone(),
        outputs: prediction.output.clone(),
    };
    match &prediction.status {
        Status::Succeeded if prediction.output.is_empty() => Some(failed(
            &id,
            if prediction.data_removed {
                failure::expired()
            } else {
                failure::no_output()
            },
        )),
        Status::Succeeded => Some(made()),
        Status::Failed => Some(failed(&id, failure::explain(prediction.error.as_deref()))),
        Status::Canceled if driver.is_canceled() => Some(Step::Canceled),
        Status::Canceled => Some(failed(&id, failure::canceled_elsewhere())),
        Status::Aborted => Some(failed(&id, failure::aborted())),
        Status::Processing if held && !prediction.output.is_empty() => Some(made()),
        Status::Starting | Status::Processing | Status::Unknown(_) => None,
    }
}

fn failed(id: &str, failure: PictureFailure) -> Step {
    Step::Failed {
        prediction: Some(id.to_owned()),
        outputs: Vec::new(),
        failure,
    }
}
