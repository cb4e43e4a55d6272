//! What pictures cost: reckoned from the person's own where there are some, from published figures else, and said to be
//! no quote.

use crate::generate::record::{Cell, version_id};
use crate::words::count;

/// What is published of running a fine-tune of Flux. See Replicate's pricing page (autumn 2026).
struct Published {
    /// US dollars per second of the hardware that fast fine-tunes run on, an H100; only active time is billed.
    per_second: f64,
    /// Seconds a picture, from and to, in write-ups of others.
    seconds: (f64, f64),
}

const FLUX: Published = Published {
    per_second: 0.001_525,
    seconds: (3.0, 12.0),
};

/// How many pictures a person must have made for their own pace to count.
const ENOUGH: usize = 2;

/// What so many pictures will cost, in a sentence.
pub(super) fn estimate(pictures: u32, is_flux: bool, version: &str, past: &[Cell]) -> String {
    let own = paces(version, past);
    let number = f64::from(pictures);
    let many = count(pictures as usize, "picture");
    match (own.as_slice(), is_flux) {
        (own, true) if own.len() >= ENOUGH => {
            let pace = own[own.len() / 2];
            format!(
                "{} for {many}. Reckoned from your last {}, {pace:.1} seconds each, at Replicate's ${} a second; not a quote.",
                about(number * pace * FLUX.per_second),
                count(own.len(), "picture"),
                FLUX.per_second
            )
        }
        (own, false) if own.len() >= ENOUGH => format!(
            "About {:.0} seconds for {many}, going by your last ones. What a second of this model costs is not known here.",
            number * own[own.len() / 2]
        ),
        (_, true) => {
            let (from, to) = FLUX.seconds;
            format!(
                "About {} to {} for {many}. Reckoned from 3 to 12 seconds a picture at Replicate's published ${} a second; not a quote.",
                dollars(number * from * FLUX.per_second),
                dollars(number * to * FLUX.per_second),
                FLUX.per_second
            )
        }
        (_, false) => format!(
            "What {many} of this model cost is not known here. Its page at Replicate may say; after a few pictures Tintype knows how long they take."
        ),
    }
}

/// The time that was billed for these, where it is known.
pub(super) fn billed(cells: &[Cell]) -> Option<String> {
    let seconds: f64 = cells.iter().filter_map(|cell| cell.predict_time).sum();
    (seconds > 0.0).then(|| format!("{seconds:.1} s billed"))
}

/// Seconds a picture of this version, smallest first.
fn paces(version: &str, past: &[Cell]) -> Vec<f64> {
    let of_version = past
        .iter()
        .filter(|cell| cell.version_id() == version_id(version));
    let mut paces: Vec<f64> = of_version
        .filter_map(|cell| Some(cell.predict_time? / f64::from(cell.pictures().max(1))))
        .take(12)
        .collect();
    paces.sort_by(f64::total_cmp);
    paces
}

fn about(amount: f64) -> String {
    if amount < 0.001 {
        "Less than $0.001".to_owned()
    } else {
        format!("About {}", dollars(amount))
    }
}

/// Money as a person reads it: cents, and less where it is less.
fn dollars(amount: f64) -> String {
    if amount < 0.095 {
        format!("${amount:.3}")
    } else {
        format!("${amount:.2}")
    }
}
