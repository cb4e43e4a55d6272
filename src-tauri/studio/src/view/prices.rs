//! Prices in Settings.

use serde::Serialize;

/// The price per second of each trainer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PricesForm {
    /// The known trainers, followed by other trainers for which the person set a price.
    pub rows: Vec<PriceRow>,
}

/// The price per second of one trainer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PriceRow {
    /// `owner/name`.
    pub trainer: String,
    /// The person's own price, in US dollars per second; empty if there is none.
    pub own: String,
    /// The published price; empty if there is none.
    pub default_text: String,
    /// The source and the date of the published price, as a sentence.
    pub about: String,
}
