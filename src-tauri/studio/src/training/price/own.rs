//! Keeps the prices that the person entered in Settings, because published prices change. A trainer without an entered
//! price has its published price.

use std::collections::BTreeMap;

use localization::{Message, message, text};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::store::{Key, Store};
use crate::training::trainers::known::{KNOWN_TRAINERS, Source, known_trainer};
use crate::training::trainers::parse_trainer;
use crate::view::{PriceRow, PricesForm};

/// The highest price that is accepted, in US dollars per second. No machine costs that much.
const MAX_PRICE: f64 = 10.0;

/// US dollars per second by trainer, `owner/name`, as the person entered them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Prices(BTreeMap<String, f64>);

/// A trainer's price per second, and the source of the price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PricePerSecond {
    /// US dollars.
    pub(crate) dollars: f64,
    /// True if the person entered the price.
    pub(crate) is_own: bool,
}

impl Prices {
    /// Returns the prices in the store. Blocks for a moment.
    pub(crate) fn load(store: &Store) -> Prices {
        store.get(Key::Prices).unwrap_or_default()
    }

    /// Returns a trainer's price per second, if known.
    pub(crate) fn per_second(&self, trainer: &str) -> Option<PricePerSecond> {
        let own = self.0.get(trainer).map(|dollars| PricePerSecond {
            dollars: *dollars,
            is_own: true,
        });
        own.or_else(|| {
            let price = known_trainer(trainer)?.price.as_ref()?;
            Some(PricePerSecond {
                dollars: price.per_second,
                is_own: false,
            })
        })
    }

    /// Stores the price typed for a trainer. Empty text restores the published price. Blocks for a moment.
    ///
    /// # Errors
    /// [`Error::Field`] for the field `trainer` or `price`, or the store's.
    pub(crate) fn set(store: &Store, trainer: &str, typed: &str) -> Result<Prices, Error> {
        let invalid = |field, message: Message| Error::Field { field, message };
        if trainer.trim().is_empty() {
            return Err(invalid("trainer", message!("prices-no-trainer")));
        }
        let choice = parse_trainer(trainer).map_err(|message| invalid("trainer", message))?;
        let name = choice.model.to_string();
        // Many languages write a decimal comma.
        let text = typed.trim().trim_start_matches('$').replace(',', ".");
        let own = if text.is_empty() {
            None
        } else {
            let dollars = text.parse::<f64>().ok();
            let dollars = dollars.filter(|dollars| (0.0..=MAX_PRICE).contains(dollars));
            Some(dollars.ok_or_else(|| invalid("price", message!("prices-not-a-price")))?)
        };
        Ok(store.change(Key::Prices, |prices: &mut Prices| {
            match own {
                Some(dollars) => prices.0.insert(name, dollars),
                None => prices.0.remove(&name),
            };
        })?)
    }

    /// Returns the prices of the known trainers and of those with an entered price, as Settings shows them.
    pub(crate) fn form(&self) -> PricesForm {
        let published = |trainer: &str| {
            let Some(price) = known_trainer(trainer).and_then(|known| known.price.as_ref()) else {
                return text!("prices-none-published");
            };
            let dollars = price.per_second.to_string();
            match price.source {
                Source::Published => text!("prices-uses-published", price = dollars),
                Source::Hardware => text!("prices-uses-hardware", price = dollars),
            }
        };
        let own = |trainer: &str| {
            let own = self.0.get(trainer);
            own.map(ToString::to_string).unwrap_or_default()
        };
        let default_text = |trainer: &str| {
            let price = known_trainer(trainer).and_then(|known| known.price.as_ref());
            price
                .map(|price| price.per_second.to_string())
                .unwrap_or_default()
        };
        let other_trainers = self.0.keys().map(String::as_str);
        let other_trainers = other_trainers.filter(|trainer| known_trainer(trainer).is_none());
        let names = KNOWN_TRAINERS
            .iter()
            .map(|known| known.name)
            .chain(other_trainers);
        PricesForm {
            rows: names
                .map(|trainer| PriceRow {
                    trainer: trainer.to_owned(),
                    own: own(trainer),
                    default_text: default_text(trainer),
                    about: published(trainer),
                })
                .collect(),
        }
    }
}
