//! Keeps the secret inputs of trainers, such as the token of another service: in the system's keychain, or in memory
//! for this session if the keychain can't be used. No draft, record or response to the page contains a secret.

use std::collections::HashMap;
use std::sync::Arc;

use ordered_lock::{Mutex, MutexGuard, Rank};
use replicate::{Redaction, Training};
use zeroize::Zeroizing;

use crate::account::secret_store::{Removal, SecretStore};
use crate::error::Error;
use crate::inputs::secret;
use crate::keychain::KeychainError;
use crate::view::SecretPlace;

/// The secret inputs. Clones share the secrets that are held for this session.
#[derive(Clone)]
pub(crate) struct Secrets {
    store: SecretStore,
    /// The origin of the service that the secrets are sent to.
    origin: String,
    /// The secrets held for this session and the known state of the keychain's entries, by the entry's name. Entries
    /// that were not looked up yet are missing.
    known: Arc<Mutex<HashMap<String, Known>>>,
    /// The texts that were typed or read since the app was started, by the entry's name. They are removed from the
    /// service's responses.
    seen: Arc<Mutex<HashMap<String, Redaction>>>,
}

enum Known {
    Held(Zeroizing<String>),
    Kept,
    Nowhere,
}

impl Known {
    fn place(&self) -> Option<SecretPlace> {
        match self {
            Known::Held(_) => Some(SecretPlace::Session),
            Known::Kept => Some(SecretPlace::Keychain),
            Known::Nowhere => None,
        }
    }
}

impl Secrets {
    pub(crate) fn new(store: SecretStore, origin: String) -> Secrets {
        Secrets {
            store,
            origin,
            known: Arc::new(Mutex::new(Rank::Secrets, HashMap::new())),
            seen: Arc::new(Mutex::new(Rank::SecretsSeen, HashMap::new())),
        }
    }

    /// Returns the place where the secret for a trainer's input is kept, if there is one. The keychain is called only
    /// the first time, and again if it did not answer.
    pub(crate) async fn place(&self, trainer: &str, input: &str) -> Option<SecretPlace> {
        let entry = self.entry(trainer, input);
        if let Some(known) = self.lock().get(&entry) {
            return known.place();
        }
        let found = match self.store.read(&entry).await {
            Ok(Some(_)) => Known::Kept,
            Ok(None) => Known::Nowhere,
            Err(error) => {
                tracing::warn!(%error, "whether a secret is kept can't be seen");
                return None;
            }
        };
        // A secret that was typed in the meantime takes precedence.
        self.lock().entry(entry).or_insert(found).place()
    }

    /// Keeps a secret. If the keychain can't be written to, the secret is held in memory until the app ends, and the
    /// page shows that. An earlier secret in the keychain is not used again.
    pub(crate) async fn keep(&self, trainer: &str, input: &str, text: &str) -> Result<(), Error> {
        let entry = self.entry(trainer, input);
        self.note(&entry, Some(text));
        let known = match self.store.write(&entry, text).await {
            Ok(()) => Known::Kept,
            Err(error) => {
                tracing::warn!(%error, "a secret is held for this session only");
                let store = self.store.clone();
                let replaced = entry.clone();
                tokio::spawn(async move {
                    if let Err(error) = store.forget(&replaced).await {
                        tracing::warn!(%error, "a replaced secret can't be removed");
                    }
                });
                Known::Held(Zeroizing::new(text.to_owned()))
            }
        };
        self.lock().insert(entry, known);
        Ok(())
    }

    /// Forgets a secret, wherever it is kept.
    pub(crate) async fn forget(&self, trainer: &str, input: &str) -> Result<(), Error> {
        let entry = self.entry(trainer, input);
        self.lock().insert(entry.clone(), Known::Nowhere);
        match self.store.forget(&entry).await? {
            Removal::Done => {}
            Removal::Pending(error) => {
                tracing::warn!(%error, "a secret that is not used any more stays in the keychain for now");
            }
        }
        Ok(())
    }

    /// Reads the secret, to send it.
    ///
    /// # Errors
    /// [`Error::Keychain`] if the keychain does not answer.
    pub(crate) async fn read(
        &self,
        trainer: &str,
        input: &str,
    ) -> Result<Option<Zeroizing<String>>, Error> {
        let entry = self.entry(trainer, input);
        if let Some(Known::Held(text)) = self.lock().get(&entry) {
            return Ok(Some(text.clone()));
        }
        let read = self.store.read(&entry).await;
        if let Ok(text) = &read {
            self.note(&entry, text.as_deref().map(String::as_str));
        }
        match read {
            // Without a keychain the secret has to be typed again, just as if it were not in the keychain.
            Err(Error::Keychain(
                error @ (KeychainError::Unavailable(_) | KeychainError::Unreadable),
            )) => {
                tracing::warn!(%error, "a secret can't be read");
                Ok(None)
            }
            read => read,
        }
    }

    /// Removes the secrets that a training of this trainer was given, because the service repeats them.
    pub(crate) async fn redacted(
        &self,
        trainer: &str,
        names: &[String],
        training: Training,
    ) -> Training {
        let known = self.redaction(trainer, names).await;
        secret::redacted(training, names, known)
    }

    /// Returns the redaction that hides the current and earlier values of these inputs of a trainer.
    pub(crate) async fn redaction(&self, trainer: &str, names: &[String]) -> Redaction {
        let mut all = Redaction::default();
        for name in names {
            let entry = self.entry(trainer, name);
            let is_known = self.lock_seen().contains_key(&entry);
            if !is_known && let Err(error) = self.read(trainer, name).await {
                tracing::warn!(%error, "a secret can't be read to be taken out of a log");
            }
            if let Some(seen) = self.lock_seen().get(&entry) {
                all.hide_all(seen);
            }
        }
        all
    }

    fn note(&self, entry: &str, text: Option<&str>) {
        let mut seen = self.lock_seen();
        let seen = seen.entry(entry.to_owned()).or_default();
        if let Some(text) = text {
            seen.hide(text);
        }
    }

    fn lock_seen(&self) -> MutexGuard<'_, HashMap<String, Redaction>> {
        self.seen.lock()
    }

    fn entry(&self, trainer: &str, input: &str) -> String {
        format!("{} {trainer} {input}", self.origin)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        self.known.lock()
    }
}
