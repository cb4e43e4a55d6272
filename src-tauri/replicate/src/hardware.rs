//! What a model may run on.

use serde::Deserialize;

use crate::client::Client;
use crate::error::Error;
use crate::wire;

/// A kind of machine on offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hardware {
    /// The name for people: `Nvidia L40S GPU`.
    pub name: String,
    /// The name to say when a model is created: `gpu-l40s`.
    pub sku: String,
}

/// A kind of machine as it is sent.
#[derive(Deserialize)]
struct Offer {
    #[serde(default, deserialize_with = "wire::text_or_empty")]
    name: String,
    #[serde(default, deserialize_with = "wire::text")]
    sku: Option<String>,
}

impl Client {
    /// All hardware on offer today; old names are refused when a model is created.
    ///
    /// # Errors
    /// What any call may fail with.
    pub async fn hardware(&self) -> Result<Vec<Hardware>, Error> {
        let all: Vec<Option<Offer>> = self.get(&["hardware"]).await?;
        // One without a name to say can't be chosen.
        let named = all.into_iter().flatten().filter_map(|offer| {
            Some(Hardware {
                name: offer.name,
                sku: offer.sku.filter(|sku| !sku.is_empty())?,
            })
        });
        Ok(named.collect())
    }
}
