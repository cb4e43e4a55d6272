//! The hardware that models can run on.

use serde::Deserialize;

use crate::client::Client;
use crate::error::Error;
use crate::wire;

/// A type of hardware.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hardware {
    /// The display name: `Nvidia L40S GPU`.
    pub name: String,
    /// The identifier for creating a model: `gpu-l40s`.
    pub sku: String,
}

/// A type of hardware as the service sends it.
#[derive(Deserialize)]
struct WireHardware {
    #[serde(default, deserialize_with = "wire::text_or_empty")]
    name: String,
    #[serde(default, deserialize_with = "wire::text")]
    sku: Option<String>,
}

impl Client {
    /// Returns all available hardware. When a model is created, the service refuses any other hardware.
    ///
    /// # Errors
    /// The errors of any call.
    pub async fn hardware(&self) -> Result<Vec<Hardware>, Error> {
        let all: Vec<Option<WireHardware>> = self.get(&["hardware"]).await?;
        // Hardware without a SKU can't be chosen.
        let chosen = all.into_iter().flatten().filter_map(|hardware| {
            Some(Hardware {
                name: hardware.name,
                sku: hardware.sku.filter(|sku| !sku.is_empty())?,
            })
        });
        Ok(chosen.collect())
    }
}
