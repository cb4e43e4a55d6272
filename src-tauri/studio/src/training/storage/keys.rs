//! The keys to a bucket, and their entry in the system's keychain. The keys can't be printed or serialised.

use std::fmt;

use zeroize::Zeroizing;

use crate::account::secret_store::{Removal, SecretStore};
use crate::error::Error;
use crate::store::zip_storage::Bucket;

/// The access key ID and the secret access key of a bucket.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Keys {
    access: Zeroizing<String>,
    secret: Zeroizing<String>,
}

impl Keys {
    /// Parses the typed keys. Returns `None` if either key is empty.
    pub(crate) fn parse(access: &str, secret: &str) -> Option<Keys> {
        let non_empty = |text: &str| {
            let text = text.trim();
            (!text.is_empty()).then(|| Zeroizing::new(text.to_owned()))
        };
        Some(Keys {
            access: non_empty(access)?,
            secret: non_empty(secret)?,
        })
    }

    pub(crate) fn access(&self) -> &str {
        &self.access
    }

    pub(crate) fn secret(&self) -> &str {
        &self.secret
    }

    /// Reads the keys to a bucket from the keychain. Returns `None` if they are not there.
    pub(crate) async fn read(store: &SecretStore, bucket: &Bucket) -> Result<Option<Keys>, Error> {
        let stored = store.read(&entry_name(bucket)).await?;
        // An access key contains no line breaks.
        Ok(stored.and_then(|text| {
            let (access, secret) = text.split_once('\n')?;
            Keys::parse(access, secret)
        }))
    }

    /// Writes the keys to a bucket to the keychain.
    pub(crate) async fn write(&self, store: &SecretStore, bucket: &Bucket) -> Result<(), Error> {
        let text = Zeroizing::new(format!("{}\n{}", self.access(), self.secret()));
        store.write(&entry_name(bucket), &text).await
    }

    /// Removes the keys to a bucket from the keychain.
    pub(crate) async fn forget(store: &SecretStore, bucket: &Bucket) -> Result<Removal, Error> {
        store.forget(&entry_name(bucket)).await
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[keys]")
    }
}

/// Returns the name of a bucket's entry in the keychain.
fn entry_name(bucket: &Bucket) -> String {
    let endpoint = if bucket.endpoint.is_empty() {
        "s3.amazonaws.com"
    } else {
        &bucket.endpoint
    };
    format!("{endpoint}/{}", bucket.name)
}
