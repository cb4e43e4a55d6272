//! Estimates what pictures cost: from the person's own pictures if there are enough, else from published figures. An
//! estimate says that it is not a quote.

use crate::formatting::count;
use crate::store::batch_record::{Cell, version_id};

/// The published figures for running a fine-tune of Flux. See Replicate's pricing page (autumn 2026).
struct Published {
    /// US dollars per second on the hardware of fast fine-tunes, an H100; only active time is billed.
    per_second: f64,
    /// The lowest and highest number of seconds per picture, from write-ups by others.
    seconds: (f64, f64),
}

const FLUX: Published = Published {
    per_second: 0.001_525,
    seconds: (3.0, 12.0),
};

/// The number of the person's own cells that are needed before their pace is used.
const ENOUGH: usize = 2;

/// Returns a sentence with the estimated cost of this many pictures.
pub(super) fn estimate(pictures: u32, is_flux: bool, version: &str, past: &[Cell]) -> String {
    let own = paces(version, past);
    let number = f64::from(pictures);
    let many = count(pictures as usize, "picture");
    match (own.as_slice(), is_flux) {
        (own, true) if own.len() >= ENOUGH => {
            let pace = own[own.len() / 2];
            format!(
                "{} for {many}. Estimated from your last {} of {pace:.1} seconds each and Replicate's published price of ${}/s.",
                about(number * pace * FLUX.per_second),
                count(own.len(), "picture"),
                FLUX.per_second
            )
        }
        (own, false) if own.len() >= ENOUGH => format!(
            "About {:.0} seconds for {many}, estimated from your last pictures. The price of this model is unknown.",
            number * own[own.len() / 2]
        ),
        (_, true) => {
            let (from, to) = FLUX.seconds;
            format!(
                "About {} to {} for {many}. Estimated from 3 to 12 seconds per picture and Replicate's published price of ${}/s.",
                dollars(number * from * FLUX.per_second),
                dollars(number * to * FLUX.per_second),
                FLUX.per_second
            )
        }
        (_, false) => format!(
            "The price of {many} from this model is unknown. Its page on Replicate may list it. After a few pictures, Tintype can estimate how long they take."
        ),
    }
}

/// Returns the time that was billed for these cells, if it is known.
pub(super) fn billed(cells: &[Cell]) -> Option<String> {
    let seconds: f64 = cells.iter().filter_map(|cell| cell.predict_time).sum();
    (seconds > 0.0).then(|| format!("{seconds:.1} s billed"))
}

/// Returns the seconds per picture of up to 12 of the newest cells of this version, smallest first.
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

/// Formats US dollars: with three decimals below $0.095, else with two.
fn dollars(amount: f64) -> String {
    if amount < 0.095 {
        format!("${amount:.3}")
    } else {
        format!("${amount:.2}")
    }
}
