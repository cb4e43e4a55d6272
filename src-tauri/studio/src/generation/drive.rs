//! Moves a cell from step to step until it has ended.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::driver::Driver;
use super::{confirm, fetch, follow, submit};
use crate::jobs::Job;
use crate::store::batch_record::{Attempts, Step};

/// Waits for the cell's turn, then runs step after step until the cell has ended.
pub(super) async fn drive(driver: &mut Driver, turns: Arc<Semaphore>) {
    let mut turn = None;
    while !driver.cell.has_ended() {
        if matches!(driver.cell.step, Step::Unconfirmed { .. }) {
            // Confirmation may take a long time and needs no turn.
            turn = None;
        } else if turn.is_none() {
            turn = tokio::select! {
                turn = Arc::clone(&turns).acquire_owned() => turn.ok(),
                () = driver.cancel_pressed(), if driver.cell.step == Step::Waiting => None,
            };
        }
        let next = match driver.cell.step.clone() {
            Step::Waiting if driver.is_canceled() => driver.cell.canceled_without_prediction(),
            Step::Waiting => Step::Submitting {
                attempts: Attempts::default(),
            },
            Step::Submitting { attempts } => Box::pin(submit::submit(driver, attempts)).await,
            Step::Unconfirmed { attempts } => Box::pin(confirm::confirm(driver, attempts)).await,
            Step::Running { prediction } => Box::pin(follow::follow(driver, prediction)).await,
            Step::Fetching {
                prediction,
                outputs,
            } => Box::pin(fetch::fetch(driver, prediction, outputs)).await,
            Step::Done { .. } | Step::Failed { .. } | Step::Canceled { .. } => break,
        };
        driver.transition(next).await;
    }
}
