//! Describes in a sentence what became of a run's zip.

use crate::store::run_record::{Run, Step};
use crate::store::zip_storage::Storage;
use crate::training::storage::place_in_words;

/// Returns the sentence for a run that has ended, if there was a zip to report on.
pub(super) fn afterwards(run: &Run) -> Option<String> {
    if !run.has_ended() || run.is_adopted() {
        return None;
    }
    let expires = match run.order.storage {
        Storage::Replicate => "; it expires there within a day",
        Storage::Bucket(_) => "",
        Storage::Address { .. } => return None,
    };
    let place = place_in_words(&run.order.storage);
    let sentence = if run.zip_left {
        format!("The zip may still be {place}, because it could not be deleted{expires}.")
    } else if let Step::Failed { kept: Some(_), .. } = run.step {
        format!("The zip is still {place}, in case you try again{expires}.")
    } else if run.training_id().is_none() {
        return None;
    } else if run.order.keep_zip {
        format!("The zip is still {place}, as you wanted{expires}.")
    } else {
        format!("The zip {place} was deleted.")
    };
    Some(sentence)
}
