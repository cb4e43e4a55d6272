//! Estimates the cost of pictures from the person's own pictures if there are enough, else from published figures. The
//! texts say that the figures are estimates.

use localization::text;

use crate::store::batch_record::{Cell, version_id};

/// The published figures for running a fine-tune of Flux. See Replicate's pricing page (autumn 2026).
struct PublishedFigures {
    /// US dollars per second on the hardware of fast fine-tunes, an H100; only active time is billed.
    per_second: f64,
    /// The lowest and highest number of seconds per picture, as measured and published by others.
    seconds: (f64, f64),
}

const FLUX: PublishedFigures = PublishedFigures {
    per_second: 0.001_525,
    seconds: (3.0, 12.0),
};

/// The number of the person's own cells that are needed before their pace is used.
const MIN_OWN_CELLS: usize = 2;

/// Returns a sentence with the estimated cost of this many pictures.
pub(super) fn estimate(pictures: u32, is_flux: bool, version: &str, past: &[Cell]) -> String {
    let own = paces(version, past);
    let count = f64::from(pictures);
    let rate = format!("${}", FLUX.per_second);
    match (own.as_slice(), is_flux) {
        (own, true) if own.len() >= MIN_OWN_CELLS => {
            let pace = own[own.len() / 2];
            let amount = count * pace * FLUX.per_second;
            text!(
                "generation-cost-own",
                least = if amount < 0.001 { "yes" } else { "no" },
                price = dollars(amount),
                count = pictures,
                pace = format!("{pace:.1}"),
                rate = rate,
            )
        }
        (own, false) if own.len() >= MIN_OWN_CELLS => text!(
            "generation-cost-own-time",
            seconds = (count * own[own.len() / 2]).round_ties_even() as u64,
            count = pictures,
        ),
        (_, true) => {
            let (from, to) = FLUX.seconds;
            text!(
                "generation-cost-published",
                from = dollars(count * from * FLUX.per_second),
                to = dollars(count * to * FLUX.per_second),
                count = pictures,
                rate = rate,
            )
        }
        (_, false) => text!("generation-cost-unknown", count = pictures),
    }
}

/// Returns a text with the total time that was billed for these cells, or `None` if no time is known.
pub(super) fn billed_time(cells: &[Cell]) -> Option<String> {
    let seconds: f64 = cells.iter().filter_map(|cell| cell.predict_time).sum();
    (seconds > 0.0).then(|| {
        text!(
            "generation-status-billed",
            seconds = format!("{seconds:.1}")
        )
    })
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

/// Formats US dollars: with three decimals below $0.095, else with two.
fn dollars(amount: f64) -> String {
    if amount < 0.095 {
        format!("${amount:.3}")
    } else {
        format!("${amount:.2}")
    }
}
