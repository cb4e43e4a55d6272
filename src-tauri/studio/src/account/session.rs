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

use self::shown::Shown;
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
    /// The account's name. Empty if Replicate was never reached with this token.
    pub(crate) username: String,
    /// True if Replicate has confirmed the account since the app was started. Otherwise, the name is that of the stored
    /// account.
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
    account: Shown,
    /// The token that was found or entered, whether or not it has been checked.
    held: Option<(Token, TokenSource)>,
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
                    account: Shown::Checking,
                    held: None,
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
    pub(crate) fn follow(&self) -> watch::Receiver<Option<SignedIn>> {
        self.0.signed_in.subscribe()
    }

    /// Takes the token from the environment or else from the keychain, and checks it. If the keychain does not answer,
    /// shows a message and reads the keychain again in the background.
    pub(crate) async fn begin(&self, environment: Option<&str>) -> Account {
        match environment {
            Some(text) => match Token::parse(text) {
                Ok(token) => {
                    let number = self.begin_attempt();
                    if self.take(number, token, TokenSource::Environment) {
                        self.check().await;
                    }
                }
                Err(error) => {
                    let reason =
                        message!("account-environment-not-a-token", reason = error.message());
                    self.show(0, |state| state.account = signed_out(Some(reason)));
                }
            },
            None => self.look_in_keychain().await,
        }
        self.account()
    }

    async fn look_in_keychain(&self) {
        let number = self.begin_attempt();
        if self.read_keychain(number).await {
            let session = self.clone();
            tokio::spawn(async move {
                session.0.secret_store.until_worth_asking().await;
                while *session.0.newest.borrow() == 0 && session.read_keychain(number).await {
                    session.0.secret_store.until_worth_asking().await;
                }
            });
        }
        let session = self.clone();
        tokio::spawn(async move { session.0.secret_store.remove_forgotten().await });
    }

    /// Signs in with the token from the keychain, unless the person signed in or out meanwhile. Returns true if the
    /// keychain did not answer.
    async fn read_keychain(&self, number: u64) -> bool {
        let kept = self.0.secret_store.read(&self.entry()).await;
        let account = match kept {
            Ok(Some(text)) => match Token::parse(&text) {
                Ok(token) => {
                    if self.take(number, token, TokenSource::Keychain) {
                        self.check().await;
                    }
                    return false;
                }
                Err(_) => signed_out(Some(message!("account-keychain-not-a-token"))),
            },
            Ok(None) => signed_out(None),
            Err(Error::Keychain(KeychainError::Silent)) => {
                self.show(0, |state| {
                    state.account = Shown::SignedOut {
                        reason: Some(message!("account-waiting-for-keychain")),
                        keychain_silent: true,
                    };
                });
                return true;
            }
            // This is not reported at the start: the page reports it when the person wants to keep a token in the
            // keychain.
            Err(error) => {
                tracing::warn!(%error, "the keychain can't be read");
                signed_out(None)
            }
        };
        self.show(0, |state| state.account = account);
        false
    }

    /// Asks Replicate which account the current token belongs to, and shows the result.
    pub(crate) async fn check(&self) -> Account {
        let (sign_in, held, check) = {
            let mut state = self.lock();
            state.last += 1;
            (*self.0.newest.borrow(), state.held.clone(), state.last)
        };
        let Some((token, source)) = held else {
            // Nobody is signed in. The page keeps showing the earlier reason.
            return self.account();
        };
        let client = self.client(token);
        let answer = client.account().await;
        // Read before locking, since the lock must not be held across slow calls.
        let remembered = match &answer {
            Ok(_) => None,
            Err(_) => Some(self.remembered(source).await),
        };
        let mut entered = None;
        self.show(sign_in, |state| {
            if state.checked > check {
                return;
            }
            state.checked = check;
            match answer {
                Ok(account) => {
                    entered = Some(account.clone());
                    self.enter(state, client.clone(), account, source);
                }
                Err(replicate::Error::Unauthenticated) => self.refuse(state, source),
                Err(error) => {
                    tracing::warn!(%error, "the token can't be checked");
                    self.enter_offline(state, client.clone(), source, remembered);
                }
            }
        });
        if let Some(account) = entered {
            self.after_entering(sign_in, client, account, source).await;
        }
        self.account()
    }

    /// Checks a token that the person pasted, and signs in with it if it is valid.
    ///
    /// # Errors
    /// [`Error::Superseded`] if another token was taken, or the person signed out, before this one was kept.
    pub(crate) async fn save(&self, text: &str, keep: Keep) -> Result<Account, Error> {
        let number = {
            let mut state = self.lock();
            if matches!(state.held, Some((_, TokenSource::Environment))) {
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
                    () = self.superseded(number) => return Err(Error::Superseded),
                }
                TokenSource::Keychain
            }
        };
        {
            let mut state = self.lock();
            if !self.take_under(&mut state, number, token, source) {
                // A later sign-out, or a later token for the keychain, replaces this token there.
                return Err(Error::Superseded);
            }
            state.checked = state.last;
            self.enter(&mut state, client.clone(), account.clone(), source);
            self.tell(&state);
        }
        self.after_entering(number, client, account, source).await;
        Ok(self.account())
    }

    /// Signs out, and removes the token from memory and from the keychain. Returns true if the keychain has not removed
    /// it yet: the token is no longer used, and is removed once the keychain answers.
    pub(crate) async fn forget(&self) -> Result<bool, Error> {
        let source = {
            let mut state = self.lock();
            if matches!(state.held, Some((_, TokenSource::Environment))) {
                return Err(Error::TokenFromEnvironment);
            }
            state.last += 1;
            self.0.newest.send_replace(state.last);
            let before = state.held.take();
            self.0.signed_in.send_replace(None);
            self.0.avatar.forget();
            state.account = signed_out(None);
            self.tell(&state);
            before.map(|(_, source)| source)
        };
        // The keychain's entry is always removed: a token that is kept for this session may have replaced the one in
        // the keychain.
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

    /// Signs in with the stand-in's token, which is not stored anywhere.
    pub(crate) fn hold_for_session(&self, token: Token) {
        let number = self.begin_attempt();
        self.take(number, token, TokenSource::Session);
    }

    /// Returns the number of a new attempt to sign in.
    fn begin_attempt(&self) -> u64 {
        let mut state = self.lock();
        state.last += 1;
        state.last
    }

    /// Replaces the token. Returns false if a later attempt or a sign-out has already replaced it.
    fn take(&self, number: u64, token: Token, source: TokenSource) -> bool {
        self.take_under(&mut self.lock(), number, token, source)
    }

    fn take_under(
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
        state.held = Some((token, source));
        true
    }

    /// Waits until a later attempt or a sign-out has replaced this attempt.
    async fn superseded(&self, number: u64) {
        let mut newest = self.0.newest.subscribe();
        // The session owns the sender, so the wait ends only when the condition is met.
        let _ = newest.wait_for(|newest| *newest > number).await;
    }

    /// Changes the state and emits the account, unless `sign_in` is no longer [`Inner::newest`].
    fn show(&self, sign_in: u64, change: impl FnOnce(&mut State)) {
        let mut state = self.lock();
        if *self.0.newest.borrow() != sign_in {
            return;
        }
        change(&mut state);
        self.tell(&state);
    }

    /// Emits the account. Called under the lock, so that no older state is emitted afterwards.
    fn tell(&self, state: &State) {
        self.0.events.emit(AppEvent::Account {
            account: state.account.view(),
        });
    }

    fn refuse(&self, state: &mut State, source: TokenSource) {
        self.0.signed_in.send_replace(None);
        state.account = signed_out(Some(match source {
            TokenSource::Environment => message!("account-refused-in-environment"),
            TokenSource::Keychain => message!("account-refused-in-keychain"),
            TokenSource::Session => message!("account-refused-of-session"),
        }));
    }

    fn enter(
        &self,
        state: &mut State,
        client: Client,
        account: replicate::Account,
        source: TokenSource,
    ) {
        let is_another = match &state.account {
            Shown::SignedIn { username, .. } => *username != account.username,
            Shown::Checking | Shown::SignedOut { .. } => true,
        };
        if is_another {
            self.0.avatar.forget();
        }
        self.go_in(state, client, who(account, source), source, true, None);
    }

    fn enter_offline(
        &self,
        state: &mut State,
        client: Client,
        source: TokenSource,
        remembered: Option<StoredAccount>,
    ) {
        // The account that this token belonged to when it was last checked, or else the stored account for its source.
        let known = match &state.account {
            Shown::SignedIn { username, name, .. } => Some(StoredAccount {
                username: username.clone(),
                name: name.clone(),
                source: None,
            }),
            Shown::Checking | Shown::SignedOut { .. } => None,
        };
        let before = self.0.signed_in.borrow().clone();
        let is_checked = known.is_some() && before.is_some_and(|before| before.is_checked);
        let who = known.or(remembered).unwrap_or_default();
        let why = message!("account-not-checked");
        self.go_in(state, client, who, source, is_checked, Some(why));
    }

    fn go_in(
        &self,
        state: &mut State,
        client: Client,
        who: StoredAccount,
        source: TokenSource,
        is_checked: bool,
        offline: Option<Message>,
    ) {
        self.0.signed_in.send_replace(Some(SignedIn {
            client,
            username: who.username.clone(),
            is_checked,
        }));
        state.account = Shown::SignedIn {
            username: who.username,
            name: who.name,
            avatar: self.0.avatar.address(),
            source,
            offline,
        };
    }

    /// Stores the account, and fetches its picture in the background.
    async fn after_entering(
        &self,
        sign_in: u64,
        client: Client,
        account: replicate::Account,
        source: TokenSource,
    ) {
        let avatar = account.avatar_url.clone();
        if source != TokenSource::Session {
            let (store, who) = (self.0.store.clone(), who(account, source));
            let written = crate::error::blocking(move || store.set(Key::Account, &who)).await;
            if let Ok(Err(error)) = written {
                tracing::warn!(%error, "the account's name can't be remembered");
            }
        }
        if let Some(address) = avatar {
            let session = self.clone();
            tokio::spawn(async move {
                let Some(picture) = session.0.avatar.fetch(&client, &address).await else {
                    return;
                };
                session.show(sign_in, |state| {
                    if let Shown::SignedIn { avatar, .. } = &mut state.account {
                        session.0.avatar.put(picture);
                        *avatar = session.0.avatar.address();
                    }
                });
            });
        }
    }

    /// Returns the stored account, if its token was from this source.
    async fn remembered(&self, source: TokenSource) -> StoredAccount {
        let store = self.0.store.clone();
        let kept = crate::error::blocking(move || store.get::<StoredAccount>(Key::Account)).await;
        let kept = kept.ok().and_then(Result::ok).unwrap_or_default();
        let is_its = source != TokenSource::Session && kept.source.is_none_or(|of| of == source);
        if is_its {
            kept
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

fn signed_out(reason: Option<Message>) -> Shown {
    Shown::SignedOut {
        reason,
        keychain_silent: false,
    }
}

fn who(account: replicate::Account, source: TokenSource) -> StoredAccount {
    StoredAccount {
        name: account
            .name
            .filter(|name| !name.is_empty())
            .unwrap_or(account.username.clone()),
        username: account.username,
        source: Some(source),
    }
}
