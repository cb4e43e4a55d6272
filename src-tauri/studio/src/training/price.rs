//! Estimates the cost and duration of trainings, and sums up the billed time and cost. `own` has the price per second.

mod own;

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::Offset;
use localization::text;

use crate::formatting::format_duration;
use crate::store::billing::Billing;
use crate::training::trainers::known::{Source, known_trainer};
use crate::view::Month;

pub(crate) use own::{PricePerSecond, Prices};

/// An earlier training.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PastTraining {
    pub(crate) steps: u64,
    /// The billed seconds.
    pub(crate) seconds: f64,
}

/// Returns a sentence with the estimated cost and duration of a training of this many steps, and with the source of the
/// estimate: the person's own trainings by the same trainer if there are at least two, else published figures.
pub(crate) fn estimate(
    trainer: &str,
    steps: u64,
    past: &[PastTraining],
    prices: &Prices,
) -> String {
    let per_second = prices.per_second(trainer);
    let price = known_trainer(trainer).and_then(|known| known.price.as_ref());
    let mut paces: Vec<f64> = past
        .iter()
        .filter(|past| past.steps > 0 && past.seconds > 0.0)
        .map(|past| past.seconds / past.steps as f64)
        .collect();
    paces.sort_by(f64::total_cmp);
    let duration = |pace: f64| pace * steps as f64;
    let own_price = match per_second {
        Some(PricePerSecond {
            dollars,
            is_own: true,
        }) => dollars.to_string(),
        Some(PricePerSecond { is_own: false, .. }) | None => "none".to_owned(),
    };
    let (seconds, source) = match (paces.as_slice(), price) {
        ([first, .., last], _) => (
            duration(paces[paces.len() / 2]),
            text!(
                "prices-source-own-trainings",
                trainings = paces.len(),
                shortest = format_minutes(duration(*first)),
                longest = format_minutes(duration(*last)),
                steps = steps,
                own_price = own_price
            ),
        ),
        (_, Some(price)) => {
            let published = price.per_second.to_string();
            let source = match price.source {
                Source::Published => text!(
                    "prices-source-published",
                    price = published,
                    own_price = own_price
                ),
                Source::Hardware => text!(
                    "prices-source-hardware",
                    price = published,
                    own_price = own_price
                ),
            };
            (price.seconds * steps as f64 / 1000.0, source)
        }
        (_, None) => {
            return match per_second {
                Some(_) => text!("prices-time-unknown", trainer = trainer),
                None => text!("prices-time-and-price-unknown", trainer = trainer),
            };
        }
    };
    let time = format_minutes(seconds);
    match per_second {
        Some(PricePerSecond { dollars, .. }) => text!(
            "prices-estimate",
            dollars = format_dollars(seconds * dollars),
            time = time,
            source = source
        ),
        None => text!("prices-estimate-of-time", time = time, source = source),
    }
}

fn format_minutes(seconds: f64) -> String {
    match (seconds / 60.0).round().max(1.0) as usize {
        minutes @ ..100 => text!("prices-minutes", minutes = minutes),
        minutes => format_duration(Duration::from_secs(minutes as u64 * 60)),
    }
}

/// Formats a number of seconds as a duration.
fn format_seconds(seconds: f64) -> String {
    format_duration(Duration::try_from_secs_f64(seconds).unwrap_or_default())
}

/// Formats an amount of US dollars with two decimals.
fn format_dollars(dollars: f64) -> String {
    format!("{dollars:.2}")
}

/// Returns the billed time, and the approximate amount of money if the price is known.
pub(crate) fn billed_text(per_second: Option<f64>, seconds: f64) -> String {
    let time = format_seconds(seconds);
    match per_second {
        Some(dollars) => text!(
            "prices-time-and-dollars",
            time = time,
            dollars = format_dollars(dollars * seconds)
        ),
        None => text!("prices-time", time = time),
    }
}

/// A training that was billed.
#[derive(Debug, Clone)]
pub(crate) struct BilledTraining {
    /// US dollars per second, if known.
    pub(crate) per_second: Option<f64>,
    pub(crate) seconds: f64,
    pub(crate) at: Timestamp,
}

/// Returns the duration and cost of trainings by month (UTC), newest first.
pub(crate) fn monthly_totals(mut billed: Vec<BilledTraining>) -> Vec<Month> {
    billed.sort_by_key(|billed| std::cmp::Reverse(billed.at));
    let month = |billed: &BilledTraining| {
        let date = Offset::UTC.to_datetime(billed.at).date();
        (date.year(), date.month())
    };
    let months = billed.chunk_by(|a, b| month(a) == month(b));
    months
        .filter_map(|billed| {
            let (year, month) = month(billed.first()?);
            let seconds: f64 = billed.iter().map(|billed| billed.seconds).sum();
            let time = format_seconds(seconds);
            let cost = |billed: &BilledTraining| Some(billed.per_second? * billed.seconds);
            let costs: Vec<f64> = billed.iter().filter_map(cost).collect();
            let mut about = vec![
                text!("prices-month-trainings", trainings = billed.len()),
                time,
            ];
            let dollars = format_dollars(costs.iter().sum());
            if costs.len() == billed.len() {
                about.push(text!("prices-month-dollars", dollars = dollars));
            } else if !costs.is_empty() {
                about.push(text!(
                    "prices-month-dollars-of-some",
                    dollars = dollars,
                    known = costs.len()
                ));
            }
            Some(Month {
                name: text!(
                    "prices-month",
                    month = i32::from(month),
                    year = year.to_string()
                ),
                about: about.join(" · "),
            })
        })
        .collect()
}

/// Returns a sentence about the billing, for the person.
pub(crate) fn billing_sentence(billing: Billing, per_second: Option<f64>) -> String {
    match billing {
        Billing::None => text!("prices-billed-nothing"),
        Billing::Unknown => text!("prices-billed-unknown"),
        Billing::Billed(seconds) if seconds < 0.5 => text!("prices-billed-less-than-a-second"),
        Billing::Billed(seconds) => {
            let time = format_seconds(seconds);
            match per_second {
                Some(dollars) => text!(
                    "prices-billed-time-and-dollars",
                    time = time,
                    dollars = format_dollars(dollars * seconds)
                ),
                None => text!("prices-billed-time", time = time),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn billed_training(trainer: &str, seconds: f64, at: &str) -> BilledTraining {
        let per_second = Prices::default().per_second(trainer);
        BilledTraining {
            per_second: per_second.map(|price| price.dollars),
            seconds,
            at: at.parse().unwrap_or_default(),
        }
    }

    #[test]
    fn monthly_totals_mention_missing_prices() {
        let fast = "replicate/fast-flux-trainer";
        let months = monthly_totals(vec![
            billed_training(fast, 100.0, "2026-10-31T23:59:59Z"),
            billed_training(fast, 120.0, "2026-11-01T00:00:00Z"),
            billed_training("somebody/else", 60.0, "2026-11-20T10:00:00Z"),
            billed_training(fast, 124.0, "2025-11-20T10:00:00Z"),
        ]);
        let texts: Vec<(&str, &str)> = months
            .iter()
            .map(|month| (month.name.as_str(), month.about.as_str()))
            .collect();
        assert_eq!(
            texts,
            [
                (
                    "November 2026",
                    "2 trainings · 3 min · about $1.46 for 1 of them"
                ),
                ("October 2026", "1 training · 1 min 40 s · about $1.22"),
                ("November 2025", "1 training · 2 min 4 s · about $1.51"),
            ]
        );
    }

    #[test]
    fn an_estimate_prefers_own_trainings() {
        let fast = "replicate/fast-flux-trainer";
        let past = |steps, seconds| PastTraining { steps, seconds };
        let published = estimate(fast, 1000, &[past(1000, 300.0)], &Prices::default());
        assert!(
            published.starts_with("About $1.46 and 2 minutes."),
            "{published}"
        );
        let own = [past(1000, 60.0), past(500, 90.0), past(1000, 240.0)];
        let estimate = estimate(fast, 2000, &own, &Prices::default());
        assert!(
            estimate.starts_with("About $4.39 and 6 minutes."),
            "{estimate}"
        );
        assert!(
            estimate.contains("your 3 trainings with this trainer"),
            "{estimate}"
        );
        assert!(
            estimate.contains("At 2000 steps, they would take 2 minutes to 8 minutes."),
            "{estimate}"
        );
    }
}
