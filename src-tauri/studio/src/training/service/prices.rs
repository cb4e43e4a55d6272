//! Lets the person enter their own prices in Settings.

use super::TrainingService;
use crate::error::{Error, blocking};
use crate::training::price::Prices;
use crate::view::{AppEvent, PricesForm};

impl TrainingService {
    /// Returns the price per second of each trainer.
    pub async fn prices(&self) -> Result<PricesForm, Error> {
        let store = self.store.clone();
        blocking(move || Prices::load(&store).form()).await
    }

    /// Stores the person's own price for a trainer. Empty text restores the published price.
    pub async fn set_price(&self, trainer: &str, typed: &str) -> Result<PricesForm, Error> {
        let (store, trainer, typed) = (self.store.clone(), trainer.to_owned(), typed.to_owned());
        let prices = blocking(move || Prices::set(&store, &trainer, &typed)).await??;
        self.events.emit(AppEvent::Trainer);
        self.events.emit(AppEvent::Trainings);
        Ok(prices.form())
    }
}
