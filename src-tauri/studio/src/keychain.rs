//! The system's keychain. Nothing else in the app touches it.
//!
//! A keychain may ask the person to unlock it, and one whose prompt can't appear never answers. So all calls are made
//! on a thread of their own (`worker`), and a caller waits only so long.

mod worker;

use std::sync::Arc;
use std::time::Duration;

use keyring_core::CredentialStore;
use zeroize::Zeroizing;

use worker::{Request, Worker};

/// How long a call waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeychainLimits {
    /// To read. Longer than a keychain takes that is unlocked.
    pub read: Duration,
    /// To write or remove: long enough for a person to unlock the keychain.
    pub change: Duration,
    /// Until a read that was not answered is given up for good, and the next one made on another connection. Doubled
    /// each time.
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

/// Why the keychain could not be used. No error holds anything of what is in it.
#[derive(Debug, thiserror::Error)]
pub enum KeychainError {
    /// There is none on this machine, or it refuses.
    #[error(
        "This computer has no keychain that Tintype can use, so what you typed can't be kept safely."
    )]
    Unavailable(#[source] keyring_core::Error),
    /// It does not answer.
    #[error("The keychain of this computer does not answer. It may be locked.")]
    Silent,
    /// It holds something else than Tintype writes.
    #[error("What the keychain holds for Tintype can't be read. Paste it again.")]
    Unreadable,
}

/// A keychain. Clones share its thread.
#[derive(Clone)]
pub struct Keychain {
    worker: Arc<Worker>,
    limits: KeychainLimits,
}

impl Keychain {
    /// The system's own: Keychain Services, the Credential Manager, or the Secret Service.
    pub fn of_system() -> Keychain {
        Keychain::new(of_system, KeychainLimits::default())
    }

    /// The keychain that `open` connects to. It is called on the keychain's thread, and again after a call failed.
    pub fn new(
        open: impl Fn() -> keyring_core::Result<Arc<CredentialStore>> + Send + Sync + 'static,
        limits: KeychainLimits,
    ) -> Keychain {
        Keychain {
            worker: Arc::new(Worker::new(open, limits.read, limits.abandon)),
            limits,
        }
    }

    /// What an entry holds; nothing where there is none.
    pub(crate) async fn read(
        &self,
        entry: &str,
    ) -> Result<Option<Zeroizing<String>>, KeychainError> {
        self.worker
            .call(entry, Request::Read, self.limits.read)
            .await
    }

    /// Keeps a text in an entry. Where the answer comes too late, or the future is dropped before, the entry gets back
    /// what it held.
    pub(crate) async fn write(&self, entry: &str, text: &str) -> Result<(), KeychainError> {
        let text = Zeroizing::new(text.to_owned());
        self.worker
            .call(entry, Request::Write(text), self.limits.change)
            .await
            .map(|_| ())
    }

    /// Removes an entry, if there is one. It may be removed later than the answer.
    pub(crate) async fn remove(&self, entry: &str) -> Result<(), KeychainError> {
        self.worker
            .call(entry, Request::Remove, self.limits.change)
            .await
            .map(|_| ())
    }

    /// Waits until it is worthwhile to ask again a keychain that did not answer.
    pub(crate) async fn until_worth_asking(&self) {
        let answered = self.worker.answered();
        tokio::select! {
            () = answered => {}
            () = tokio::time::sleep(self.limits.abandon) => {}
        }
    }
}

#[cfg(target_os = "macos")]
fn of_system() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(target_os = "windows")]
fn of_system() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(not(any(target_os = "macos", target_os = "windows")))]
fn of_system() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}
