//! Keeps the secret inputs of trainers, such as the token of another service, in the system's keychain. If the keychain
//! can't be used, they are held in memory until the app ends. No draft, record or response to the page contains a
//! secret.

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

/// The secret inputs of all trainers. Clones share the secrets that are held for this session.
#[derive(Clone)]
pub(crate) struct Secrets {
    store: SecretStore,
    /// The origin of the service that the secrets are sent to.
    origin: String,
    /// The secrets held for this session and the known state of the keychain's entries, by the entry's name. Entries
    /// that were not looked up yet are missing.
    states: Arc<Mutex<HashMap<String, SecretState>>>,
    /// The secrets that were typed or read since the app was started, by the entry's name. They are removed from the
    /// service's responses.
    redactions: Arc<Mutex<HashMap<String, Redaction>>>,
}

enum SecretState {
    InMemory(Zeroizing<String>),
    InKeychain,
    Absent,
}

impl SecretState {
    fn place(&self) -> Option<SecretPlace> {
        match self {
            SecretState::InMemory(_) => Some(SecretPlace::Session),
            SecretState::InKeychain => Some(SecretPlace::Keychain),
            SecretState::Absent => None,
        }
    }
}

impl Secrets {
    pub(crate) fn new(store: SecretStore, origin: String) -> Secrets {
        Secrets {
            store,
            origin,
            states: Arc::new(Mutex::new(Rank::Secrets, HashMap::new())),
            redactions: Arc::new(Mutex::new(Rank::RedactedSecrets, HashMap::new())),
        }
    }

    /// Returns the place where the secret of a trainer's input is kept. Returns `None` if there is no secret, or if the
    /// keychain fails. The keychain is called only until it has answered once.
    pub(crate) async fn place(&self, trainer: &str, input: &str) -> Option<SecretPlace> {
        let entry = self.entry(trainer, input);
        if let Some(state) = self.lock().get(&entry) {
            return state.place();
        }
        let state = match self.store.read(&entry).await {
            Ok(Some(_)) => SecretState::InKeychain,
            Ok(None) => SecretState::Absent,
            Err(error) => {
                tracing::warn!(%error, "the keychain can't be searched for a secret");
                return None;
            }
        };
        // A secret that was typed in the meantime takes precedence.
        self.lock().entry(entry).or_insert(state).place()
    }

    /// Keeps a secret. If the keychain can't be written to, the secret is held in memory until the app ends, and the
    /// page shows that. An earlier secret in the keychain is then removed in the background.
    pub(crate) async fn keep(&self, trainer: &str, input: &str, text: &str) -> Result<(), Error> {
        let entry = self.entry(trainer, input);
        self.add_to_redaction(&entry, Some(text));
        let state = match self.store.write(&entry, text).await {
            Ok(()) => SecretState::InKeychain,
            Err(error) => {
                tracing::warn!(%error, "a secret is held for this session only");
                let store = self.store.clone();
                let replaced = entry.clone();
                tokio::spawn(async move {
                    if let Err(error) = store.forget(&replaced).await {
                        tracing::warn!(%error, "a replaced secret can't be removed");
                    }
                });
                SecretState::InMemory(Zeroizing::new(text.to_owned()))
            }
        };
        self.lock().insert(entry, state);
        Ok(())
    }

    /// Forgets a secret, wherever it is kept.
    pub(crate) async fn forget(&self, trainer: &str, input: &str) -> Result<(), Error> {
        let entry = self.entry(trainer, input);
        self.lock().insert(entry.clone(), SecretState::Absent);
        match self.store.forget(&entry).await? {
            Removal::Done => {}
            Removal::Pending(error) => {
                tracing::warn!(%error, "a secret that is not used any more stays in the keychain for now");
            }
        }
        Ok(())
    }

    /// Reads the secret of a trainer's input, to send it. Returns `None` if there is no secret, or if the keychain is
    /// unavailable.
    ///
    /// # Errors
    /// [`Error::Keychain`] if the keychain does not answer, or the store's.
    pub(crate) async fn read(
        &self,
        trainer: &str,
        input: &str,
    ) -> Result<Option<Zeroizing<String>>, Error> {
        let entry = self.entry(trainer, input);
        if let Some(SecretState::InMemory(text)) = self.lock().get(&entry) {
            return Ok(Some(text.clone()));
        }
        let read = self.store.read(&entry).await;
        if let Ok(text) = &read {
            self.add_to_redaction(&entry, text.as_deref().map(String::as_str));
        }
        match read {
            // Without a keychain the secret has to be typed again, just as if it were not in the keychain.
            Err(Error::Keychain(
                error @ (KeychainError::Unavailable(_) | KeychainError::Unreadable),
            )) => {
                tracing::warn!(%error, "a secret can't be read");
                Ok(None)
            }
            result => result,
        }
    }

    /// Removes the secret inputs `names` from a training, because the service repeats them in its responses.
    pub(crate) async fn redact(
        &self,
        trainer: &str,
        names: &[String],
        training: Training,
    ) -> Training {
        let redaction = self.redaction(trainer, names).await;
        secret::redact(training, names, redaction)
    }

    /// Returns the redaction that hides the values that these inputs of a trainer have had since the app was started.
    pub(crate) async fn redaction(&self, trainer: &str, names: &[String]) -> Redaction {
        let mut all = Redaction::default();
        for name in names {
            let entry = self.entry(trainer, name);
            let has_redaction = self.lock_redactions().contains_key(&entry);
            if !has_redaction && let Err(error) = self.read(trainer, name).await {
                tracing::warn!(%error, "a secret can't be read for redaction");
            }
            if let Some(redaction) = self.lock_redactions().get(&entry) {
                all.hide_all(redaction);
            }
        }
        all
    }

    fn add_to_redaction(&self, entry: &str, text: Option<&str>) {
        let mut redactions = self.lock_redactions();
        let redaction = redactions.entry(entry.to_owned()).or_default();
        if let Some(text) = text {
            redaction.hide(text);
        }
    }

    fn lock_redactions(&self) -> MutexGuard<'_, HashMap<String, Redaction>> {
        self.redactions.lock()
    }

    fn entry(&self, trainer: &str, input: &str) -> String {
        format!("{} {trainer} {input}", self.origin)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, SecretState>> {
        self.states.lock()
    }
}
