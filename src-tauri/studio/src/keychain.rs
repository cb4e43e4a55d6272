//! Where the API token is kept: the system's keychain, or this session's memory for machines without one.
//!
//! Nothing else in the app touches the keychain. All calls block (the keychain may ask the person to
//! unlock it), so they are made on threads of their own.

use replicate::Token;
use zeroize::Zeroizing;

/// The name the entry has in the system's keychain.
const SERVICE: &str = "tintype";

/// Why the keychain could not be used.
#[derive(Debug, thiserror::Error)]
pub enum KeychainError {
    /// There is none on this machine, or it stays locked.
    #[error(
        "This computer has no keychain that Tintype can use, so the token can't be kept safely."
    )]
    Unavailable(#[source] keyring::Error),
    /// What is stored there is not a token.
    #[error(
        "What the keychain holds for Tintype is not a Replicate token. Paste your token again."
    )]
    NotAToken,
}

/// The entry for one Replicate address, so that a token for a stand-in never reaches the real service.
pub(crate) struct Keychain {
    origin: String,
}

/// Any other secret text, by the name of its entry.
pub(crate) fn read_text(entry: &str) -> Result<Option<Zeroizing<String>>, KeychainError> {
    match open(entry)?.get_password() {
        Ok(text) => Ok(Some(Zeroizing::new(text))),
        Err(keyring::Error::NoEntry) => Ok(None),
        Err(error) => Err(KeychainError::Unavailable(error)),
    }
}

pub(crate) fn write_text(entry: &str, text: &str) -> Result<(), KeychainError> {
    open(entry)?
        .set_password(text)
        .map_err(KeychainError::Unavailable)
}

pub(crate) fn forget_text(entry: &str) -> Result<(), KeychainError> {
    match open(entry)?.delete_credential() {
        Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
        Err(error) => Err(KeychainError::Unavailable(error)),
    }
}

fn open(entry: &str) -> Result<keyring::Entry, KeychainError> {
    keyring::Entry::new(SERVICE, entry).map_err(KeychainError::Unavailable)
}

impl Keychain {
    /// The entry for the service at this origin.
    pub(crate) fn for_origin(origin: &str) -> Keychain {
        Keychain {
            origin: origin.to_owned(),
        }
    }

    pub(crate) fn read(&self) -> Result<Option<Token>, KeychainError> {
        let kept = read_text(&self.origin)?;
        let token = kept.map(|text| Token::parse(&text)).transpose();
        token.map_err(|_| KeychainError::NotAToken)
    }

    pub(crate) fn write(&self, token: &Token) -> Result<(), KeychainError> {
        write_text(&self.origin, token.expose())
    }

    pub(crate) fn forget(&self) -> Result<(), KeychainError> {
        forget_text(&self.origin)
    }
}
