//! Reads and changes the entries of the system's keychain. No other module accesses it.
//!
//! A keychain may prompt the person to unlock it, and if the prompt can't appear, the keychain never answers. So all
//! calls are made on a separate thread (`worker`), and callers wait for a limited time.

mod worker;

use std::sync::Arc;
use std::time::Duration;

use keyring_core::CredentialStore;
use localization::{Message, message};
use zeroize::Zeroizing;

use worker::{Request, Worker};

/// The time limits of calls to the keychain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeychainLimits {
    /// The limit for a read: longer than an unlocked keychain takes.
    pub read: Duration,
    /// The limit for a write or a removal: long enough for the person to unlock the keychain.
    pub change: Duration,
    /// The time after which a read without an answer is abandoned for good, and the next call is made over another
    /// connection. Doubled for each abandoned read that still hangs.
    pub abandon: Duration,
}

impl Default for KeychainLimits {
    fn default() -> Self {
        KeychainLimits {
            read: Duration::from_secs(4),
            change: Duration::from_secs(30),
            abandon: Duration::from_secs(15),
        }
    }
}

/// The reason why the keychain could not be used. Contains nothing that is stored in the keychain.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum KeychainError {
    /// This computer has no keychain, or the keychain refuses access.
    Unavailable(#[source] keyring_core::Error),
    /// The keychain does not answer.
    Unresponsive,
    /// The keychain holds something that Tintype did not write.
    Unreadable,
}

impl KeychainError {
    /// Returns the sentence for the person.
    pub fn message(&self) -> Message {
        match self {
            KeychainError::Unavailable(_) => message!("account-keychain-unavailable"),
            KeychainError::Unresponsive => message!("account-keychain-silent"),
            KeychainError::Unreadable => message!("account-keychain-unreadable"),
        }
    }
}

/// A keychain. Clones share its thread.
#[derive(Clone)]
pub struct Keychain {
    worker: Arc<Worker>,
    limits: KeychainLimits,
}

impl Keychain {
    /// Returns the system's keychain: Keychain Services, the Credential Manager, or the Secret Service.
    pub fn system() -> Keychain {
        Keychain::new(open_system_store, KeychainLimits::default())
    }

    /// Returns the keychain that `open` connects to. `open` is called on the keychain's thread, and again after a call
    /// failed.
    pub fn new(
        open: impl Fn() -> keyring_core::Result<Arc<CredentialStore>> + Send + Sync + 'static,
        limits: KeychainLimits,
    ) -> Keychain {
        Keychain {
            worker: Arc::new(Worker::new(open, limits.read, limits.abandon)),
            limits,
        }
    }

    /// Reads an entry. Returns `None` if it does not exist.
    pub(crate) async fn read(
        &self,
        entry: &str,
    ) -> Result<Option<Zeroizing<String>>, KeychainError> {
        self.worker
            .call(entry, Request::Read, self.limits.read)
            .await
    }

    /// Writes a text to an entry. If the answer arrives too late, or the future is dropped before the answer, the
    /// entry's previous content is restored.
    pub(crate) async fn write(&self, entry: &str, text: &str) -> Result<(), KeychainError> {
        let text = Zeroizing::new(text.to_owned());
        self.worker
            .call(entry, Request::Write(text), self.limits.change)
            .await
            .map(|_| ())
    }

    /// Removes an entry, if it exists. If this call times out, the entry may still be removed later.
    pub(crate) async fn remove(&self, entry: &str) -> Result<(), KeychainError> {
        self.worker
            .call(entry, Request::Remove, self.limits.change)
            .await
            .map(|_| ())
    }

    /// Waits until it is worthwhile to try a keychain again that did not answer: until any call ends, or
    /// [`KeychainLimits::abandon`] has passed.
    pub(crate) async fn wait_before_retry(&self) {
        let call_ended = self.worker.wait_for_call();
        tokio::select! {
            () = call_ended => {}
            () = tokio::time::sleep(self.limits.abandon) => {}
        }
    }
}

#[cfg(target_os = "macos")]
fn open_system_store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(target_os = "windows")]
fn open_system_store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(not(any(target_os = "macos", target_os = "windows")))]
fn open_system_store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}
