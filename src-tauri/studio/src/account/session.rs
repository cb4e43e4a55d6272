//! Keeps track of who is signed in to Replicate: where the token comes from, whether it is valid, and the client that
//! holds it. The token from the person, the environment or the keychain is passed only to the client and, if the person
//! wants to keep it, to the keychain.
//!
//! The service and the keychain may answer slowly, and the person may sign in or out meanwhile. Each sign-in attempt,
//! sign-out and check therefore has a number, and an answer to an outdated one changes nothing.

mod avatar;
mod payer;
mod shown;

use std::sync::Arc;

use localization::{Message, message};
use ordered_lock::{Mutex, MutexGuard, Rank};
use replicate::{BaseUrl, Client, Timeouts, Token};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

pub(crate) use avatar::Avatar;
pub(crate) use payer::NotSignedIn;

use self::shown::AccountState;
use crate::account::secret_store::{Removal, SecretStore};
use crate::error::Error;
use crate::events::Events;
use crate::keychain::KeychainError;
use crate::store::{Key, Store};
use crate::view::{Account, AppEvent, TokenSource};

/// The place where a token is to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Keep {
    /// In the system's keychain.
    Keychain,
    /// In memory until the app closes.
    Session,
}

/// A client and the account that it acts for.
#[derive(Clone)]
pub(crate) struct SignedIn {
    pub(crate) client: Client,
    /// The account's name. Empty if it is unknown: Replicate has not been reached with this token, and no account is
    /// stored for the token's source.
    pub(crate) username: String,
    /// True if Replicate has confirmed the account since the app was started. Otherwise, the name is that of the stored
    /// account, if there is one.
    is_checked: bool,
}

impl SignedIn {
    /// Returns whether Replicate has confirmed the account since the app was started.
    pub(crate) fn is_checked(&self) -> bool {
        self.is_checked
    }
}

/// The account as Replicate last returned it, for starts without a network.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct StoredAccount {
    username: String,
    name: String,
    /// The source of the account's token. Older versions did not store it.
    #[serde(default)]
    source: Option<TokenSource>,
}

/// The app's sign-in state. Clones share it.
#[derive(Clone)]
pub(crate) struct Session(Arc<Inner>);

struct Inner {
    base: BaseUrl,
    timeouts: Timeouts,
    store: Store,
    secret_store: SecretStore,
    events: Events,
    avatar: Avatar,
    state: Mutex<State>,
    /// Changed only under the lock of `state`.
    signed_in: watch::Sender<Option<SignedIn>>,
    /// The number of the last attempt that replaced the token, or of the last sign-out. Changed only under the lock of
    /// `state`.
    newest: watch::Sender<u64>,
}

struct State {
    account: AccountState,
    /// The token that was found or entered, whether or not it has been checked.
    token: Option<(Token, TokenSource)>,
    /// The last number that was assigned to a sign-in attempt, a sign-out or a check.
    last: u64,
    /// The number of the check whose result is shown.
    checked: u64,
}

impl Session {
    pub(crate) fn new(
        base: BaseUrl,
        timeouts: Timeouts,
        thumb_base: &str,
        store: Store,
        secret_store: SecretStore,
        events: Events,
    ) -> Session {
        Session(Arc::new(Inner {
            base,
            timeouts,
            store,
            secret_store,
            events,
            avatar: Avatar::new(thumb_base),
            state: Mutex::new(
                Rank::Account,
                State {
                    account: AccountState::Checking,
                    token: None,
                    last: 0,
                    checked: 0,
                },
            ),
            signed_in: watch::Sender::new(None),
            newest: watch::Sender::new(0),
        }))
    }

    pub(crate) fn account(&self) -> Account {
        self.lock().account.view()
    }

    pub(crate) fn avatar(&self) -> &Avatar {
        &self.0.avatar
    }

    /// Returns the signed-in account and its client.
    pub(crate) fn signed_in(&self) -> Result<SignedIn, Error> {
        self.0.signed_in.borrow().clone().ok_or(Error::NoToken)
    }

    /// Returns a receiver of sign-in changes. Runs use it to wait until a token is valid again.
    pub(crate) fn subscribe(&self) -> watch::Receiver<Option<SignedIn>> {
        self.0.signed_in.subscribe()
    }

    /// Takes the token from the environment or else from the keychain, and checks it. If the keychain does not answer,
    /// shows a message and reads the keychain again in the background.
    pub(crate) async fn begin(&self, environment: Option<&str>) -> Account {
        match environment {
            Some(text) => match Token::parse(text) {
                Ok(token) => {
                    let number = self.begin_attempt();
                    if self.replace_token(number, token, TokenSource::Environment) {
                        self.check().await;
                    }
                }
                Err(error) => {
                    let reason =
                        message!("account-environment-not-a-token", reason = error.message());
                    self.update(0, |state| state.account = signed_out(Some(reason)));
                }
            },
            None => self.sign_in_from_keychain().await,
        }
        self.account()
    }

    async fn sign_in_from_keychain(&self) {
        let number = self.begin_attempt();
        if self.read_keychain(number).await {
            let session = self.clone();
            tokio::spawn(async move {
                session.0.secret_store.wait_before_retry().await;
                while *session.0.newest.borrow() == 0 && session.read_keychain(number).await {
                    session.0.secret_store.wait_before_retry().await;
                }
            });
        }
        let session = self.clone();
        tokio::spawn(async move { session.0.secret_store.remove_forgotten().await });
    }

    /// Signs in with the token from the keychain, unless the person signed in or out meanwhile. Returns true if the
    /// keychain did not answer.
    async fn read_keychain(&self, number: u64) -> bool {
        let stored = self.0.secret_store.read(&self.entry()).await;
        let account = match stored {
            Ok(Some(text)) => match Token::parse(&text) {
                Ok(token) => {
                    if self.replace_token(number, token, TokenSource::Keychain) {
                        self.check().await;
                    }
                    return false;
                }
                Err(_) => signed_out(Some(message!("account-keychain-not-a-token"))),
            },
            Ok(None) => signed_out(None),
            Err(Error::Keychain(KeychainError::Unresponsive)) => {
                self.update(0, |state| {
                    state.account = AccountState::SignedOut {
                        reason: Some(message!("account-waiting-for-keychain")),
                        keychain_silent: true,
                    };
                });
                return true;
            }
            // Such an error is not reported at the start: the page reports it when the person wants to keep a token in
            // the keychain.
            Err(error) => {
                tracing::warn!(%error, "the keychain can't be read");
                signed_out(None)
            }
        };
        self.update(0, |state| state.account = account);
        false
    }

    /// Asks Replicate which account the current token belongs to, and shows the result.
    pub(crate) async fn check(&self) -> Account {
        let (sign_in, current, check) = {
            let mut state = self.lock();
            state.last += 1;
            (*self.0.newest.borrow(), state.token.clone(), state.last)
        };
        let Some((token, source)) = current else {
            // Nobody is signed in. The page keeps showing the earlier reason.
            return self.account();
        };
        let client = self.client(token);
        let response = client.account().await;
        // Read before locking, since the lock must not be held across slow calls.
        let stored = match &response {
            Ok(_) => None,
            Err(_) => Some(self.stored_account(source).await),
        };
        let mut accepted = None;
        self.update(sign_in, |state| {
            if state.checked > check {
                return;
            }
            state.checked = check;
            match response {
                Ok(account) => {
                    accepted = Some(account.clone());
                    self.accept_account(state, client.clone(), account, source);
                }
                Err(replicate::Error::Unauthenticated) => self.reject_token(state, source),
                Err(error) => {
                    tracing::warn!(%error, "the token can't be checked");
                    self.accept_offline(state, client.clone(), source, stored);
                }
            }
        });
        if let Some(account) = accepted {
            self.finish_sign_in(sign_in, client, account, source).await;
        }
        self.account()
    }

    /// Checks a token that the person pasted, and signs in with it if it is valid.
    ///
    /// # Errors
    /// [`Error::Superseded`] if another token was set, or the person signed out, before this token was kept;
    /// [`Error::TokenFromEnvironment`] if the current token comes from the environment; and the errors of parsing,
    /// checking and keeping the token.
    pub(crate) async fn save(&self, text: &str, keep: Keep) -> Result<Account, Error> {
        let number = {
            let mut state = self.lock();
            if matches!(state.token, Some((_, TokenSource::Environment))) {
                return Err(Error::TokenFromEnvironment);
            }
            state.last += 1;
            state.last
        };
        let token = Token::parse(text)?;
        let client = self.client(token.clone());
        let account = client.account().await?;
        let source = match keep {
            Keep::Session => TokenSource::Session,
            Keep::Keychain => {
                let entry = self.entry();
                tokio::select! {
                    written = self.0.secret_store.write(&entry, token.expose()) => written?,
                    // Dropping the write restores the previous content of the keychain.
                    () = self.wait_until_superseded(number) => return Err(Error::Superseded),
                }
                TokenSource::Keychain
            }
        };
        {
            let mut state = self.lock();
            if !self.replace_token_locked(&mut state, number, token, source) {
                // A later sign-out removes this token from the keychain, and a later token for the keychain replaces it
                // there.
                return Err(Error::Superseded);
            }
            state.checked = state.last;
            self.accept_account(&mut state, client.clone(), account.clone(), source);
            self.emit_account(&state);
        }
        self.finish_sign_in(number, client, account, source).await;
        Ok(self.account())
    }

    /// Signs out, and removes the token from memory and from the keychain. Returns true if the keychain has not removed
    /// it yet: the token is no longer used, and is removed once the keychain answers.
    pub(crate) async fn forget(&self) -> Result<bool, Error> {
        let source = {
            let mut state = self.lock();
            if matches!(state.token, Some((_, TokenSource::Environment))) {
                return Err(Error::TokenFromEnvironment);
            }
            state.last += 1;
            self.0.newest.send_replace(state.last);
            let before = state.token.take();
            self.0.signed_in.send_replace(None);
            self.0.avatar.forget();
            state.account = signed_out(None);
            self.emit_account(&state);
            before.map(|(_, source)| source)
        };
        // The keychain's entry is always removed: even if the current token is kept only for this session, the keychain
        // may still have an earlier one.
        match self.0.secret_store.forget(&self.entry()).await? {
            Removal::Done => Ok(false),
            // There is no keychain, so the token was never in it.
            Removal::Pending(KeychainError::Unavailable(_))
                if source != Some(TokenSource::Keychain) =>
            {
                Ok(false)
            }
            Removal::Pending(error) => {
                tracing::warn!(%error, "the token stays in the keychain for now");
                let secret_store = self.0.secret_store.clone();
                tokio::spawn(async move { secret_store.remove_forgotten().await });
                Ok(true)
            }
        }
    }

    /// Sets the token for a stand-in of the service, without checking or storing it.
    pub(crate) fn use_for_session(&self, token: Token) {
        let number = self.begin_attempt();
        self.replace_token(number, token, TokenSource::Session);
    }

    /// Returns the number of a new attempt to sign in.
    fn begin_attempt(&self) -> u64 {
        let mut state = self.lock();
        state.last += 1;
        state.last
    }

    /// Replaces the token. Returns false if a later attempt or a sign-out has already replaced it.
    fn replace_token(&self, number: u64, token: Token, source: TokenSource) -> bool {
        self.replace_token_locked(&mut self.lock(), number, token, source)
    }

    fn replace_token_locked(
        &self,
        state: &mut State,
        number: u64,
        token: Token,
        source: TokenSource,
    ) -> bool {
        if *self.0.newest.borrow() > number {
            return false;
        }
        self.0.newest.send_replace(number);
        state.token = Some((token, source));
        true
    }

    /// Waits until a later attempt or a sign-out has replaced this attempt.
    async fn wait_until_superseded(&self, number: u64) {
        let mut newest = self.0.newest.subscribe();
        // The session owns the sender, so the wait ends only when the condition is met.
        let _ = newest.wait_for(|newest| *newest > number).await;
    }

    /// Changes the state and emits the account, unless `sign_in` is no longer [`Inner::newest`].
    fn update(&self, sign_in: u64, change: impl FnOnce(&mut State)) {
        let mut state = self.lock();
        if *self.0.newest.borrow() != sign_in {
            return;
        }
        change(&mut state);
        self.emit_account(&state);
    }

    /// Emits the account. Called under the lock, so that no older state is emitted afterwards.
    fn emit_account(&self, state: &State) {
        self.0.events.emit(AppEvent::Account {
            account: state.account.view(),
        });
    }

    fn reject_token(&self, state: &mut State, source: TokenSource) {
        self.0.signed_in.send_replace(None);
        state.account = signed_out(Some(match source {
            TokenSource::Environment => message!("account-refused-in-environment"),
            TokenSource::Keychain => message!("account-refused-in-keychain"),
            TokenSource::Session => message!("account-refused-of-session"),
        }));
    }

    fn accept_account(
        &self,
        state: &mut State,
        client: Client,
        account: replicate::Account,
        source: TokenSource,
    ) {
        let is_different = match &state.account {
            AccountState::SignedIn { username, .. } => *username != account.username,
            AccountState::Checking | AccountState::SignedOut { .. } => true,
        };
        if is_different {
            self.0.avatar.forget();
        }
        self.set_signed_in(
            state,
            client,
            to_stored_account(account, source),
            source,
            true,
            None,
        );
    }

    fn accept_offline(
        &self,
        state: &mut State,
        client: Client,
        source: TokenSource,
        stored: Option<StoredAccount>,
    ) {
        // The account that is already shown for this token, or else the stored account for the token's source.
        let known = match &state.account {
            AccountState::SignedIn { username, name, .. } => Some(StoredAccount {
                username: username.clone(),
                name: name.clone(),
                source: None,
            }),
            AccountState::Checking | AccountState::SignedOut { .. } => None,
        };
        let before = self.0.signed_in.borrow().clone();
        let is_checked = known.is_some() && before.is_some_and(|before| before.is_checked);
        let account = known.or(stored).unwrap_or_default();
        let reason = message!("account-not-checked");
        self.set_signed_in(state, client, account, source, is_checked, Some(reason));
    }

    fn set_signed_in(
        &self,
        state: &mut State,
        client: Client,
        stored: StoredAccount,
        source: TokenSource,
        is_checked: bool,
        offline: Option<Message>,
    ) {
        self.0.signed_in.send_replace(Some(SignedIn {
            client,
            username: stored.username.clone(),
            is_checked,
        }));
        state.account = AccountState::SignedIn {
            username: stored.username,
            name: stored.name,
            avatar: self.0.avatar.address(),
            source,
            offline,
        };
    }

    /// Stores the account, unless its token is only for this session, and fetches the account's picture in the
    /// background.
    async fn finish_sign_in(
        &self,
        sign_in: u64,
        client: Client,
        account: replicate::Account,
        source: TokenSource,
    ) {
        let avatar = account.avatar_url.clone();
        if source != TokenSource::Session {
            let (store, stored) = (self.0.store.clone(), to_stored_account(account, source));
            let written = crate::error::blocking(move || store.set(Key::Account, &stored)).await;
            if let Ok(Err(error)) = written {
                tracing::warn!(%error, "the account's name can't be stored");
            }
        }
        if let Some(address) = avatar {
            let session = self.clone();
            tokio::spawn(async move {
                let Some(picture) = session.0.avatar.fetch(&client, &address).await else {
                    return;
                };
                session.update(sign_in, |state| {
                    if let AccountState::SignedIn { avatar, .. } = &mut state.account {
                        session.0.avatar.put(picture);
                        *avatar = session.0.avatar.address();
                    }
                });
            });
        }
    }

    /// Returns the stored account if its token was from this source or from an unknown one, and an empty account
    /// otherwise. For a token that is kept only for this session, the result is always empty.
    async fn stored_account(&self, source: TokenSource) -> StoredAccount {
        let store = self.0.store.clone();
        let stored = crate::error::blocking(move || store.get::<StoredAccount>(Key::Account)).await;
        let stored = stored.ok().and_then(Result::ok).unwrap_or_default();
        let is_same_source =
            source != TokenSource::Session && stored.source.is_none_or(|stored| stored == source);
        if is_same_source {
            stored
        } else {
            StoredAccount::default()
        }
    }

    fn client(&self, token: Token) -> Client {
        Client::new(self.0.base.clone(), token).with_timeouts(self.0.timeouts)
    }

    /// Returns the name of the token's entry in the keychain. It is the service's origin, so that a stand-in's token
    /// never reaches the real service.
    fn entry(&self) -> String {
        self.0.base.origin()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock()
    }
}

fn signed_out(reason: Option<Message>) -> AccountState {
    AccountState::SignedOut {
        reason,
        keychain_silent: false,
    }
}

fn to_stored_account(account: replicate::Account, source: TokenSource) -> StoredAccount {
    StoredAccount {
        name: account
            .name
            .filter(|name| !name.is_empty())
            .unwrap_or(account.username.clone()),
        username: account.username,
        source: Some(source),
    }
}
