//! Looks whether the trainer will find a zip at an address that a person has, by its first bytes.

use replicate::{Client, Error};

/// How every zip with something in it begins.
const ZIP: &[u8] = b"PK\x03\x04";

/// Why an address is of no use, or can't be looked at now.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AddressError {
    /// There is no zip at it.
    #[error("{0}")]
    NoZip(String),
    /// It can't be reached now.
    #[error("The zip's address can't be reached just now: {0}")]
    Away(#[source] Error),
}

/// Looks at the first bytes behind an address, without the token.
pub(crate) async fn look(client: &Client, url: &str) -> Result<(), AddressError> {
    let refused = |error: Error| {
        let gone = matches!(error, Error::NotFound { .. });
        if error.is_passing() {
            return AddressError::Away(error);
        }
        AddressError::NoZip(if gone {
            "There is no file at this address, or it is not for everybody who has it.".to_owned()
        } else {
            "This address leads to no file. It must be an https:// address that fetches the zip without signing in.".to_owned()
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
        "What is at this address is no zip but {is}."
    )))
}
