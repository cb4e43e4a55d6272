//! Inputs of trainers that are secret, such as the token of another service: in the system's keychain, or in memory
//! for this session where there is none. No draft, no record and no answer to the page holds one.

use std::collections::HashMap;
use std::sync::Arc;

use ordered_lock::{Mutex, MutexGuard, Rank};
use zeroize::Zeroizing;

use crate::error::{Error, blocking};
use crate::keychain;
use crate::view::SecretPlace;

/// The secret inputs. Clones share what is held for this session.
#[derive(Clone)]
pub(crate) struct Secrets {
    /// The service that gets them.
    origin: String,
    /// By the entry's name: what is held for this session, and which entries the keychain has, as far as they were
    /// looked for.
    known: Arc<Mutex<HashMap<String, Known>>>,
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
    pub(crate) fn new(origin: String) -> Secrets {
        Secrets {
            origin,
            known: Arc::new(Mutex::new(Rank::Secrets, HashMap::new())),
        }
    }

    /// Where the secret for a trainer's input is, if there is one. Blocks the first time.
    pub(crate) fn place(&self, trainer: &str, input: &str) -> Option<SecretPlace> {
        let entry = self.entry(trainer, input);
        if let Some(known) = self.lock().get(&entry) {
            return known.place();
        }
        let known = match keychain::read_text(&entry) {
            Ok(Some(_)) => Known::Kept,
            Ok(None) => Known::Nowhere,
            Err(error) => {
                tracing::warn!(%error, "whether a secret is kept can't be seen");
                Known::Nowhere
            }
        };
        let place = known.place();
        self.lock().insert(entry, known);
        place
    }

    /// Keeps a secret. Where there is no keychain it is held until the app ends, which the page then says.
    pub(crate) async fn keep(&self, trainer: &str, input: &str, text: &str) -> Result<(), Error> {
        let entry = self.entry(trainer, input);
        let text = Zeroizing::new(text.to_owned());
        let kept = {
            let (entry, text) = (entry.clone(), text.clone());
            blocking(move || keychain::write_text(&entry, &text)).await?
        };
        let known = match kept {
            Ok(()) => Known::Kept,
            Err(error) => {
                tracing::warn!(%error, "a secret is held for this session only");
                Known::Held(text)
            }
        };
        self.lock().insert(entry, known);
        Ok(())
    }

    /// Forgets a secret.
    pub(crate) async fn forget(&self, trainer: &str, input: &str) -> Result<(), Error> {
        let entry = self.entry(trainer, input);
        let was_kept = matches!(self.lock().get(&entry), Some(Known::Kept) | None);
        if was_kept {
            let entry = entry.clone();
            blocking(move || keychain::forget_text(&entry)).await??;
        }
        self.lock().insert(entry, Known::Nowhere);
        Ok(())
    }

    /// The secret itself, to be sent.
    pub(crate) async fn read(
        &self,
        trainer: &str,
        input: &str,
    ) -> Result<Option<Zeroizing<String>>, Error> {
        let entry = self.entry(trainer, input);
        if let Some(Known::Held(text)) = self.lock().get(&entry) {
            return Ok(Some(text.clone()));
        }
        let kept = blocking(move || keychain::read_text(&entry)).await?;
        Ok(kept.unwrap_or_else(|error| {
            tracing::warn!(%error, "a secret can't be read");
            None
        }))
    }

    fn entry(&self, trainer: &str, input: &str) -> String {
        format!("{} {trainer} {input}", self.origin)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        self.known.lock()
    }
}
