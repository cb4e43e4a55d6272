//! Creates the ids of runs and batches.

use jiff::Timestamp;

/// Returns a new id for a run or a batch: the current time, by which it can be found in a log, and a random number.
pub(crate) fn new_id() -> String {
    let random: u32 = fastrand::u32(..);
    format!(
        "{}-{random:08x}",
        Timestamp::now().strftime("%Y%m%d-%H%M%S")
    )
}
