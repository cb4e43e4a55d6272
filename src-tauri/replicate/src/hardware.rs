//! What a model may run on.

use serde::Deserialize;

use crate::client::Client;
use crate::error::Error;
use crate::wire;

/// A kind of machine on offer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Hardware {
    /// The name for people: `Nvidia L40S GPU`.
    #[serde(default, deserialize_with = "wire::text_or_empty")]
    pub name: String,
    /// The name to say when a model is created: `gpu-l40s`.
    pub sku: String,
}

impl Client {
    /// All hardware on offer today; old names are refused when a model is created.
    ///
    /// # Errors
    /// What any call may fail with.
    pub async fn hardware(&self) -> Result<Vec<Hardware>, Error> {
        self.get(&["hardware"]).await
    }
}
