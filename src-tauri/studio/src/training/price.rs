//! Estimates what trainings cost and take, and sums up what was billed. `own` has the price of a second.

mod own;

use std::time::Duration;

use jiff::Timestamp;

use crate::formatting::{count, span};
use crate::store::billing::Billing;
use crate::training::trainers::known::known;
use crate::view::Month;

pub(crate) use own::{PerSecond, Prices};

/// An earlier training.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Past {
    pub(crate) steps: u64,
    /// The billed seconds.
    pub(crate) seconds: f64,
}

/// Returns a sentence that says what a training of this many steps will cost and take, and the source of the figure:
/// the account's own trainings by the same trainer if there are at least two, else published figures.
pub(crate) fn estimate(trainer: &str, steps: u64, past: &[Past], prices: &Prices) -> String {
    let per_second = prices.per_second(trainer);
    let price = known(trainer).and_then(|known| known.price.as_ref());
    let mut paces: Vec<f64> = past
        .iter()
        .filter(|past| past.steps > 0 && past.seconds > 0.0)
        .map(|past| past.seconds / past.steps as f64)
        .collect();
    paces.sort_by(f64::total_cmp);
    let took = |pace: f64| pace * steps as f64;
    let (seconds, source) = match (paces.as_slice(), price) {
        ([first, .., last], _) => {
            let median = took(paces[paces.len() / 2]);
            let range = format!("{} to {}", minutes(took(*first)), minutes(took(*last)));
            (
                median,
                format!(
                    "Estimated from your own {} trainings with this trainer, which would have taken {range} for {steps} steps",
                    paces.len()
                ),
            )
        }
        (_, Some(price)) => {
            let seconds = price.seconds * steps as f64 / 1000.0;
            (seconds, format!("Estimated from {}", price.source))
        }
        (_, None) => {
            return format!(
                "Tintype doesn't know how long {trainer} takes{}. Its page on Replicate may say. Tintype can estimate it after two trainings.",
                if per_second.is_some() {
                    ""
                } else {
                    " or what it costs"
                }
            );
        }
    };
    let time = minutes(seconds);
    match per_second {
        Some(PerSecond { dollars, own }) => {
            let own = if own {
                format!(", at your own price of ${dollars}/s from Settings")
            } else {
                String::new()
            };
            format!("About ${:.2} and {time}. {source}{own}.", seconds * dollars)
        }
        None => format!(
            "About {time}. {source}. The price per second is unknown. You can enter it in Settings."
        ),
    }
}

fn minutes(seconds: f64) -> String {
    match (seconds / 60.0).round().max(1.0) as usize {
        minutes @ ..100 => count(minutes, "minute"),
        minutes => span(Duration::from_secs(minutes as u64 * 60)),
    }
}

/// Returns the time that was billed, and about how much money that is if the price is known.
pub(crate) fn billed(per_second: Option<f64>, seconds: f64) -> String {
    let time = span(Duration::try_from_secs_f64(seconds).unwrap_or_default());
    match per_second {
        Some(dollars) => format!("{time} on the trainer, about ${:.2}", dollars * seconds),
        None => format!("{time} on the trainer"),
    }
}

/// A training that was billed.
#[derive(Debug, Clone)]
pub(crate) struct Billed {
    /// US dollars per second, if known.
    pub(crate) per_second: Option<f64>,
    pub(crate) seconds: f64,
    pub(crate) at: Timestamp,
}

/// Returns what trainings took and cost by month (UTC), newest first.
pub(crate) fn months(mut billed: Vec<Billed>) -> Vec<Month> {
    billed.sort_by_key(|billed| std::cmp::Reverse(billed.at));
    let name = |billed: &Billed| billed.at.strftime("%B %Y").to_string();
    let months = billed.chunk_by(|one, other| name(one) == name(other));
    months
        .filter_map(|month| {
            let seconds: f64 = month.iter().map(|billed| billed.seconds).sum();
            let time = span(Duration::try_from_secs_f64(seconds).unwrap_or_default());
            let priced = |billed: &Billed| Some(billed.per_second? * billed.seconds);
            let known: Vec<f64> = month.iter().filter_map(priced).collect();
            let money = match known.len() {
                0 => String::new(),
                all if all == month.len() => format!(" · about ${:.2}", known.iter().sum::<f64>()),
                some => format!(
                    " · about ${:.2} for {some} of them",
                    known.iter().sum::<f64>()
                ),
            };
            Some(Month {
                name: name(month.first()?),
                about: format!("{} · {time}{money}", count(month.len(), "training")),
            })
        })
        .collect()
}

/// Returns a sentence that tells the person what was billed.
pub(crate) fn billing_sentence(billing: Billing, per_second: Option<f64>) -> String {
    match billing {
        Billing::None => "Nothing was billed.".to_owned(),
        Billing::Unknown => {
            "Tintype can't tell whether this was billed. See your billing page on Replicate."
                .to_owned()
        }
        Billing::Billed(seconds) if seconds < 0.5 => "Billed: less than a second.".to_owned(),
        Billing::Billed(seconds) => format!("Billed: {}.", billed(per_second, seconds)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn billed(trainer: &str, seconds: f64, at: &str) -> Billed {
        let per_second = Prices::default().per_second(trainer);
        Billed {
            per_second: per_second.map(|price| price.dollars),
            seconds,
            at: at.parse().unwrap_or_default(),
        }
    }

    #[test]
    fn months_are_told_apart_and_what_has_no_price_is_said() {
        let fast = "replicate/fast-flux-trainer";
        let months = months(vec![
            billed(fast, 100.0, "2026-10-31T23:59:59Z"),
            billed(fast, 120.0, "2026-11-01T00:00:00Z"),
            billed("somebody/else", 60.0, "2026-11-20T10:00:00Z"),
            billed(fast, 124.0, "2025-11-20T10:00:00Z"),
        ]);
        let said: Vec<(&str, &str)> = months
            .iter()
            .map(|month| (month.name.as_str(), month.about.as_str()))
            .collect();
        assert_eq!(
            said,
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
    fn an_estimate_is_from_ones_own_trainings_once_there_are_some() {
        let fast = "replicate/fast-flux-trainer";
        let past = |steps, seconds| Past { steps, seconds };
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
            estimate.contains("your own 3 trainings with this trainer"),
            "{estimate}"
        );
        assert!(
            estimate.contains("2 minutes to 8 minutes for 2000 steps"),
            "{estimate}"
        );
    }
}
