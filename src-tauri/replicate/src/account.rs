//! The account that the token belongs to.

use serde::Deserialize;

use crate::client::Client;
use crate::error::Error;
use crate::wire;

/// The account that a token acts as. The service does not report its credit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Account {
    /// The type of account.
    #[serde(rename = "type", default)]
    pub kind: AccountKind,
    /// The account's name in API addresses, and the owner in its models' names.
    pub username: String,
    /// The display name.
    #[serde(default, deserialize_with = "wire::text")]
    pub name: Option<String>,
    /// The account's GitHub page.
    #[serde(default, deserialize_with = "wire::text")]
    pub github_url: Option<String>,
    /// The address of the account's picture. See [`Client::picture`].
    #[serde(default, deserialize_with = "wire::text")]
    pub avatar_url: Option<String>,
}

/// The type of an account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountKind {
    /// A person.
    User,
    /// An organization.
    Organization,
    /// A type that is missing or that this client does not know.
    #[default]
    #[serde(other)]
    Other,
}

impl Client {
    /// Returns the account that the token belongs to. This is the cheapest way to check a token.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] if the token is not accepted, and the errors of any call.
    pub async fn account(&self) -> Result<Account, Error> {
        self.get(&["account"]).await
    }
}
