//! An in-memory keychain for tests. It survives restarts of the app, and it can be locked. Calls to a locked keychain
//! wait until it is unlocked, like calls to the system's keychain while nobody answers its prompt.

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use keyring_core::api::{Credential, CredentialApi, CredentialStoreApi};
use keyring_core::{CredentialStore, Entry, Error, Result};
use studio::{Keychain, KeychainLimits};

/// Limits that only a call to a locked keychain can exceed.
pub const LONG_LIMITS: KeychainLimits = KeychainLimits {
    read: Duration::from_secs(60),
    change: Duration::from_secs(60),
    abandon: Duration::from_secs(60),
};

/// Short limits, for tests with a locked keychain.
pub const SHORT_LIMITS: KeychainLimits = KeychainLimits {
    read: Duration::from_millis(200),
    change: Duration::from_millis(300),
    abandon: Duration::from_millis(400),
};

#[derive(Clone, Default)]
pub struct MemoryKeychain(Arc<Inner>);

#[derive(Default)]
struct Inner {
    state: Mutex<State>,
    unlocked: Condvar,
}

#[derive(Default)]
struct State {
    is_locked: bool,
    /// True if only calls that change something wait.
    is_locked_for_changes: bool,
    waiting: usize,
    entries: BTreeMap<String, Vec<u8>>,
}

impl MemoryKeychain {
    pub fn keychain(&self, limits: KeychainLimits) -> Keychain {
        let store = self.clone();
        let open = move || {
            store.wait_while(|state| state.is_locked);
            let store: Arc<CredentialStore> = Arc::new(store.clone());
            Ok(store)
        };
        Keychain::new(open, limits)
    }

    pub fn lock(&self) {
        self.0.state.lock().unwrap().is_locked = true;
    }

    /// Locks the keychain for changes; reads still succeed.
    pub fn lock_changes(&self) {
        self.0.state.lock().unwrap().is_locked_for_changes = true;
    }

    pub fn unlock(&self) {
        let mut state = self.0.state.lock().unwrap();
        state.is_locked = false;
        state.is_locked_for_changes = false;
        self.0.unlocked.notify_all();
    }

    /// Returns the number of calls that wait until the keychain is unlocked.
    pub fn waiting(&self) -> usize {
        self.0.state.lock().unwrap().waiting
    }

    /// Returns the secrets by the name of their entry.
    pub fn entries(&self) -> BTreeMap<String, String> {
        let state = self.0.state.lock().unwrap();
        let text = |secret: &Vec<u8>| String::from_utf8(secret.clone()).unwrap();
        let entries = state.entries.iter();
        entries
            .map(|(name, secret)| (name.clone(), text(secret)))
            .collect()
    }

    pub fn put(&self, entry: &str, text: &str) {
        let mut state = self.0.state.lock().unwrap();
        state.entries.insert(entry.to_owned(), text.into());
    }

    fn wait_while(&self, while_locked: impl Fn(&State) -> bool) {
        let mut state = self.0.state.lock().unwrap();
        state.waiting += 1;
        while while_locked(&state) {
            state = self.0.unlocked.wait(state).unwrap();
        }
        state.waiting -= 1;
    }
}

impl std::fmt::Debug for MemoryKeychain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemoryKeychain")
    }
}

impl CredentialStoreApi for MemoryKeychain {
    fn vendor(&self) -> String {
        "tests".to_owned()
    }

    fn id(&self) -> String {
        "tests".to_owned()
    }

    fn build(&self, _: &str, user: &str, _: Option<&HashMap<&str, &str>>) -> Result<Entry> {
        Ok(Entry::new_with_credential(Arc::new(OneEntry {
            keychain: self.clone(),
            name: user.to_owned(),
        })))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn debug_fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self, f)
    }
}

struct OneEntry {
    keychain: MemoryKeychain,
    name: String,
}

impl CredentialApi for OneEntry {
    fn set_secret(&self, secret: &[u8]) -> Result<()> {
        self.keychain
            .wait_while(|state| state.is_locked || state.is_locked_for_changes);
        let mut state = self.keychain.0.state.lock().unwrap();
        state.entries.insert(self.name.clone(), secret.to_vec());
        Ok(())
    }

    fn get_secret(&self) -> Result<Vec<u8>> {
        self.keychain.wait_while(|state| state.is_locked);
        let state = self.keychain.0.state.lock().unwrap();
        state.entries.get(&self.name).cloned().ok_or(Error::NoEntry)
    }

    fn delete_credential(&self) -> Result<()> {
        self.keychain
            .wait_while(|state| state.is_locked || state.is_locked_for_changes);
        let mut state = self.keychain.0.state.lock().unwrap();
        let removed = state.entries.remove(&self.name);
        removed.map(|_| ()).ok_or(Error::NoEntry)
    }

    fn get_credential(&self) -> Result<Option<Arc<Credential>>> {
        Ok(None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        None
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn debug_fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OneEntry")
    }
}
