//! Checks whether the trainer will find a zip at the person's own address, by its first bytes.

use localization::{Message, message};
use replicate::{Client, Error};

/// The first bytes of every zip that is not empty.
const ZIP: &[u8] = b"PK\x03\x04";

/// The reason why an address can't be used, or can't be checked now.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub(crate) enum AddressError {
    /// There is no zip at the address.
    NoZip(Message),
    /// The address can't be reached now.
    Away(#[source] Error),
}

impl AddressError {
    /// Returns the sentence for the person.
    pub(crate) fn message(&self) -> Message {
        match self {
            AddressError::NoZip(message) => message.clone(),
            AddressError::Away(error) => message!("storage-address-away", error = error.message()),
        }
    }
}

/// Checks the first bytes at an address. The token is not sent.
pub(crate) async fn look(client: &Client, url: &str) -> Result<(), AddressError> {
    let refused = |error: Error| {
        let gone = matches!(error, Error::NotFound { .. });
        if error.is_passing() {
            return AddressError::Away(error);
        }
        AddressError::NoZip(if gone {
            message!("storage-address-no-file")
        } else {
            message!("storage-address-not-direct")
        })
    };
    let mut download = client.download(url, 0, None).await.map_err(refused)?;
    let mut begin = Vec::new();
    while begin.len() < ZIP.len() {
        match download.next().await.map_err(refused)? {
            Some(bytes) => begin.extend_from_slice(&bytes),
            None => break,
        }
    }
    if begin.starts_with(ZIP) {
        return Ok(());
    }
    let message = if begin.trim_ascii_start().starts_with(b"<") {
        message!("storage-address-web-page")
    } else {
        message!("storage-address-other-file")
    };
    Err(AddressError::NoZip(message))
}
