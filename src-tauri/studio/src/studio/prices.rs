//! Lets the person keep their own prices, in Settings.

use super::Studio;
use crate::error::{Error, blocking};
use crate::price::Prices;
use crate::view::{Change, PricesForm};

impl Studio {
    /// Returns the price of a second of each trainer.
    pub async fn prices(&self) -> Result<PricesForm, Error> {
        let ledger = self.ledger.clone();
        blocking(move || Prices::kept(&ledger).form()).await
    }

    /// Keeps the person's own price for a trainer. Empty text goes back to the published price.
    pub async fn set_price(&self, trainer: &str, typed: &str) -> Result<PricesForm, Error> {
        let (ledger, trainer, typed) = (self.ledger.clone(), trainer.to_owned(), typed.to_owned());
        let prices = blocking(move || Prices::set(&ledger, &trainer, &typed)).await??;
        self.changes.say(Change::Trainer);
        self.changes.say(Change::Trainings);
        Ok(prices.form())
    }
}
