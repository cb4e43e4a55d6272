//! Describes in a sentence what became of a run's zip.

use localization::text;

use crate::store::run_record::{Run, Step};
use crate::store::zip_storage::Storage;

/// Returns the sentence for a run that has ended, if there was a zip to report on.
pub(super) fn sentence(run: &Run) -> Option<String> {
    if !run.has_ended() || run.is_adopted() {
        return None;
    }
    let (storage, bucket) = match &run.order.storage {
        Storage::Replicate => ("replicate", ""),
        Storage::Bucket(bucket) => ("bucket", bucket.name.as_str()),
        Storage::Address { .. } => return None,
    };
    let sentence = if run.zip_left {
        text!("runs-zip-may-be-left", storage = storage, bucket = bucket)
    } else if let Step::Failed { kept: Some(_), .. } = run.step {
        text!(
            "runs-zip-kept-for-retry",
            storage = storage,
            bucket = bucket
        )
    } else if run.training_id().is_none() {
        return None;
    } else if run.order.keep_zip {
        text!(
            "runs-zip-kept-as-wanted",
            storage = storage,
            bucket = bucket
        )
    } else {
        text!("runs-zip-deleted", storage = storage, bucket = bucket)
    };
    Some(sentence)
}
