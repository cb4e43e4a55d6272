//! Prices of one's own, in Settings.

use super::Studio;
use crate::error::{Error, blocking};
use crate::price::Prices;
use crate::view::{Change, PricesForm};

impl Studio {
    /// What a second of each trainer costs.
    pub async fn prices(&self) -> Result<PricesForm, Error> {
        let ledger = self.ledger.clone();
        blocking(move || Prices::kept(&ledger).form()).await
    }

    /// Keeps a price of the person's own for a trainer; nothing typed goes back to what was published.
    pub async fn set_price(&self, trainer: &str, typed: &str) -> Result<PricesForm, Error> {
        let (ledger, trainer, typed) = (self.ledger.clone(), trainer.to_owned(), typed.to_owned());
        let prices = blocking(move || Prices::set(&ledger, &trainer, &typed)).await??;
        self.changes.say(Change::Trainer);
        self.changes.say(Change::Trainings);
        Ok(prices.form())
    }
}
