//! Reads the first bytes at the person's own address, to check whether the trainer will find a zip there.

use localization::{Message, message};
use replicate::{Client, Error};

/// The first bytes of every zip that is not empty.
const ZIP_SIGNATURE: &[u8] = b"PK\x03\x04";

/// The reason why an address can't be used, or can't be checked now.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub(crate) enum AddressError {
    /// There is no zip at the address. The message says what was found instead.
    NoZip(Message),
    /// The address can't be reached now.
    Unreachable(#[source] Error),
}

impl AddressError {
    /// Returns the sentence for the person.
    pub(crate) fn message(&self) -> Message {
        match self {
            AddressError::NoZip(message) => message.clone(),
            AddressError::Unreachable(error) => {
                message!("storage-address-away", error = error.message())
            }
        }
    }
}

/// Checks that the first bytes at an address are those of a zip. The account's token is not sent.
pub(crate) async fn check(client: &Client, url: &str) -> Result<(), AddressError> {
    let to_address_error = |error: Error| {
        let is_missing = matches!(error, Error::NotFound { .. });
        if error.is_transient() {
            return AddressError::Unreachable(error);
        }
        AddressError::NoZip(if is_missing {
            message!("storage-address-no-file")
        } else {
            message!("storage-address-not-direct")
        })
    };
    let mut download = client
        .download(url, 0, None)
        .await
        .map_err(to_address_error)?;
    let mut start = Vec::new();
    while start.len() < ZIP_SIGNATURE.len() {
        match download.next().await.map_err(to_address_error)? {
            Some(bytes) => start.extend_from_slice(&bytes),
            None => break,
        }
    }
    if start.starts_with(ZIP_SIGNATURE) {
        return Ok(());
    }
    let message = if start.trim_ascii_start().starts_with(b"<") {
        message!("storage-address-web-page")
    } else {
        message!("storage-address-other-file")
    };
    Err(AddressError::NoZip(message))
}
