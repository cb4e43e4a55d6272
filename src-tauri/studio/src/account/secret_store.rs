//! Keeps secrets in the keychain. The app's store has the names of the forgotten entries that are still to be removed
//! from the keychain; these entries already count as removed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ordered_lock::{Mutex, Rank};
use zeroize::Zeroizing;

use crate::error::{Error, blocking};
use crate::keychain::{Keychain, KeychainError};
use crate::store::{Key, Store};

/// The outcome of removing an entry.
#[derive(Debug)]
pub(crate) enum Removal {
    /// The entry is gone.
    Done,
    /// The entry is still in the keychain. It is no longer used, and will be removed later.
    Pending(KeychainError),
}

/// The app's entries in the keychain. Clones share the same state.
#[derive(Clone)]
pub(crate) struct SecretStore {
    keychain: Keychain,
    store: Store,
    /// Locked while an entry is being changed in the keychain and in the store.
    change_lock: Arc<tokio::sync::Mutex<()>>,
    /// The number of times that each entry was forgotten since the app was started.
    times_forgotten: Arc<Mutex<BTreeMap<String, Arc<AtomicU64>>>>,
}

impl SecretStore {
    pub(crate) fn new(keychain: Keychain, store: Store) -> SecretStore {
        SecretStore {
            keychain,
            store,
            change_lock: Arc::default(),
            times_forgotten: Arc::new(Mutex::new(Rank::SecretsForgotten, BTreeMap::new())),
        }
    }

    /// Reads an entry. Returns `None` if it does not exist or was forgotten.
    ///
    /// # Errors
    /// [`Error::Keychain`], or the store's.
    pub(crate) async fn read(&self, entry: &str) -> Result<Option<Zeroizing<String>>, Error> {
        if self.forgotten().await?.contains(entry) {
            return Ok(None);
        }
        let text = self.keychain.read(entry).await;
        let text = text.map_err(Error::Keychain)?;
        // The entry may have been forgotten in the meantime.
        let is_forgotten = self.forgotten().await?.contains(entry);
        Ok(text.filter(|_| !is_forgotten))
    }

    /// Writes a text to an entry. If the future is dropped before the keychain answers, the entry's previous content is
    /// restored.
    ///
    /// # Errors
    /// [`Error::NoKeychain`], or the store's.
    pub(crate) async fn write(&self, entry: &str, text: &str) -> Result<(), Error> {
        let times = self.times_forgotten(entry);
        let before = times.load(Ordering::SeqCst);
        let _guard = self.change_lock.lock().await;
        self.keychain.write(entry, text).await?;
        // An entry that was forgotten meanwhile must still be removed. The closure checks for this itself, since it
        // runs even if this future is dropped.
        let is_current = move || times.load(Ordering::SeqCst) == before;
        self.change_forgotten(entry, move |forgotten, entry| {
            if is_current() {
                forgotten.remove(&entry);
            }
        })
        .await
    }

    /// Removes an entry. Even if the keychain does not answer, the entry can't be read until it is written again.
    pub(crate) async fn forget(&self, entry: &str) -> Result<Removal, Error> {
        self.times_forgotten(entry).fetch_add(1, Ordering::SeqCst);
        self.change_forgotten(entry, |forgotten, entry| {
            forgotten.insert(entry);
        })
        .await?;
        self.remove(entry).await
    }

    /// Removes the entries that are still to be removed. If the keychain does not answer, tries again until it does.
    pub(crate) async fn remove_forgotten(&self) {
        loop {
            let Ok(entries) = self.forgotten().await else {
                return;
            };
            let mut is_unresponsive = false;
            for entry in entries {
                match self.remove(&entry).await {
                    Ok(Removal::Done) => {}
                    Ok(Removal::Pending(error)) => {
                        tracing::warn!(%error, "a secret can't be removed from the keychain yet");
                        is_unresponsive |= matches!(error, KeychainError::Unresponsive);
                    }
                    Err(error) => tracing::warn!(%error, "a secret can't be removed"),
                }
            }
            if !is_unresponsive {
                return;
            }
            self.wait_before_retry().await;
        }
    }

    /// Waits until it is worthwhile to call an unresponsive keychain again.
    pub(crate) async fn wait_before_retry(&self) {
        self.keychain.wait_before_retry().await;
    }

    async fn remove(&self, entry: &str) -> Result<Removal, Error> {
        let _guard = self.change_lock.lock().await;
        // A new text may have been written while this function waited for the lock.
        if !self.forgotten().await?.contains(entry) {
            return Ok(Removal::Done);
        }
        match self.keychain.remove(entry).await {
            Ok(()) => {
                self.change_forgotten(entry, |forgotten, entry| {
                    forgotten.remove(&entry);
                })
                .await?;
                Ok(Removal::Done)
            }
            Err(error) => Ok(Removal::Pending(error)),
        }
    }

    async fn forgotten(&self) -> Result<BTreeSet<String>, Error> {
        let store = self.store.clone();
        Ok(blocking(move || store.get(Key::ForgottenSecrets)).await??)
    }

    async fn change_forgotten(
        &self,
        entry: &str,
        change: impl FnOnce(&mut BTreeSet<String>, String) + Send + 'static,
    ) -> Result<(), Error> {
        let (store, entry) = (self.store.clone(), entry.to_owned());
        let changed =
            move || store.change(Key::ForgottenSecrets, |forgotten| change(forgotten, entry));
        blocking(changed).await??;
        Ok(())
    }

    fn times_forgotten(&self, entry: &str) -> Arc<AtomicU64> {
        let mut times = self.times_forgotten.lock();
        Arc::clone(times.entry(entry.to_owned()).or_default())
    }
}
