//! Prices in Settings.

use serde::Serialize;

/// What a second of each trainer costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PricesForm {
    /// Known trainers, then others that the person gave a price.
    pub rows: Vec<PriceRow>,
}

/// What a second of one trainer costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PriceRow {
    /// `owner/name`.
    pub trainer: String,
    /// The person's own price, US dollars per second; empty where there is none.
    pub own: String,
    /// The published one; empty where there is none.
    pub usual: String,
    /// Where that is from, and of when: a sentence.
    pub about: String,
}
