//! Checks whether the trainer will find a zip at the person's own address, by its first bytes.

use replicate::{Client, Error};

/// The first bytes of every zip that is not empty.
const ZIP: &[u8] = b"PK\x03\x04";

/// Why an address can't be used, or can't be checked now.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AddressError {
    /// There is no zip at the address.
    #[error("{0}")]
    NoZip(String),
    /// The address can't be reached now.
    #[error("The zip's address can't be reached right now: {0}")]
    Away(#[source] Error),
}

/// Checks the first bytes at an address. The token is not sent.
pub(crate) async fn look(client: &Client, url: &str) -> Result<(), AddressError> {
    let refused = |error: Error| {
        let gone = matches!(error, Error::NotFound { .. });
        if error.is_passing() {
            return AddressError::Away(error);
        }
        AddressError::NoZip(if gone {
            "There is no file at this address, or it can't be downloaded without signing in."
                .to_owned()
        } else {
            "This address doesn't lead to a file. It must be an https:// address that downloads the zip without signing in.".to_owned()
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
    let is = if begin.trim_ascii_start().starts_with(b"<") {
        "a web page"
    } else {
        "another kind of file"
    };
    Err(AddressError::NoZip(format!(
        "This address leads to {is}, not to a zip."
    )))
}
