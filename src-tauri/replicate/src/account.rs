//! Who the token belongs to.

use serde::Deserialize;

use crate::client::Client;
use crate::error::Error;
use crate::wire;

/// The account that a token acts as. The service tells nothing of its credit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Account {
    /// A person or an organization.
    #[serde(rename = "type", default)]
    pub kind: AccountKind,
    /// The owner's part of the account's model names.
    pub username: String,
    /// The name for people.
    #[serde(default, deserialize_with = "wire::text")]
    pub name: Option<String>,
    /// The account's page at GitHub.
    #[serde(default, deserialize_with = "wire::text")]
    pub github_url: Option<String>,
    /// The account's picture: see [`Client::picture`].
    #[serde(default, deserialize_with = "wire::text")]
    pub avatar_url: Option<String>,
}

/// What kind of account it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountKind {
    /// A person.
    User,
    /// An organization.
    Organization,
    /// Something that this client does not know yet.
    #[default]
    #[serde(other)]
    Other,
}

impl Client {
    /// Who the token belongs to: the cheapest way to find out whether it is good.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] when the token is not accepted, and what any call may fail with.
    pub async fn account(&self) -> Result<Account, Error> {
        self.get(&["account"]).await
    }
}
