//! Converts a run's step to the stage that the page shows.

use crate::store::run_record::{Run, Step};
use crate::view::Stage;

/// Returns the stage that a run is in.
pub(crate) fn stage(run: &Run) -> Stage {
    match run.step {
        Step::Packing => Stage::Packing,
        Step::Uploading { .. } => Stage::Uploading,
        Step::Submitting { .. } => Stage::Submitting,
        Step::Unconfirmed { .. } => Stage::Unconfirmed,
        Step::Training { .. } => Stage::Training,
        Step::Succeeded { .. } => Stage::Succeeded,
        Step::Failed { .. } => Stage::Failed,
        Step::Canceled { .. } => Stage::Canceled,
    }
}
