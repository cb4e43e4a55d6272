//! Who is signed in to Replicate: where the token comes from, whether it is good, and the client that
//! holds it. The token goes from the person or the keychain into the client, and nowhere else.

mod avatar;

use std::sync::Arc;

use ordered_lock::{Mutex, Rank};
use replicate::{BaseUrl, Client, Timeouts, Token};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

pub(crate) use avatar::Avatar;

use crate::changes::Changes;
use crate::error::{Error, blocking};
use crate::keychain::Keychain;
use crate::ledger::Ledger;
use crate::view::{Account, Change, TokenSource};

/// Where a person wants a token to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Keep {
    /// In the system's keychain.
    Keychain,
    /// In memory until the app closes.
    Session,
}

/// A client with the account it speaks for.
#[derive(Clone)]
pub(crate) struct SignedIn {
    pub(crate) client: Client,
    /// The account's name; empty while Replicate was never reached with this token.
    pub(crate) username: String,
}

/// The account as it was when Replicate last answered, for starting without a network.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Remembered {
    username: String,
    name: String,
}

/// The one sign-in of the app.
#[derive(Clone)]
pub(crate) struct Session(Arc<Inner>);

struct Inner {
    base: BaseUrl,
    timeouts: Timeouts,
    ledger: Ledger,
    changes: Changes,
    avatar: Avatar,
    account: Mutex<Account>,
    /// The token that was found or given, good or not yet checked.
    held: Mutex<Option<(Token, TokenSource)>>,
    signed_in: watch::Sender<Option<SignedIn>>,
}

impl Session {
    pub(crate) fn new(
        base: BaseUrl,
        timeouts: Timeouts,
        thumb_base: &str,
        ledger: Ledger,
        changes: Changes,
    ) -> Session {
        Session(Arc::new(Inner {
            base,
            timeouts,
            ledger,
            changes,
            avatar: Avatar::new(thumb_base),
            account: Mutex::new(Rank::Account, Account::Checking),
            held: Mutex::new(Rank::Token, None),
            signed_in: watch::Sender::new(None),
        }))
    }

    pub(crate) fn account(&self) -> Account {
        self.0.account.lock().clone()
    }

    pub(crate) fn avatar(&self) -> &Avatar {
        &self.0.avatar
    }

    /// The client, for whoever is signed in.
    pub(crate) fn signed_in(&self) -> Result<SignedIn, Error> {
        self.0.signed_in.borrow().clone().ok_or(Error::NoToken)
    }

    /// Follows who is signed in: runs wait on it for a token that is good again.
    pub(crate) fn follow(&self) -> watch::Receiver<Option<SignedIn>> {
        self.0.signed_in.subscribe()
    }

    /// Finds the token, in the environment first and then in the keychain, and checks it.
    pub(crate) async fn begin(&self, environment: Option<&str>) -> Account {
        let found = match environment {
            Some(text) => match Token::parse(text) {
                Ok(token) => Ok(Some((token, TokenSource::Environment))),
                Err(error) => Err(format!(
                    "REPLICATE_API_TOKEN is set, but not to a token: {error}"
                )),
            },
            None => self.kept_in_keychain().await,
        };
        match found {
            Ok(Some((token, source))) => {
                self.hold(Some((token, source)));
                self.check().await
            }
            Ok(None) => self.set(Account::SignedOut { reason: None }),
            Err(reason) => self.set(Account::SignedOut {
                reason: Some(reason),
            }),
        }
    }

    async fn kept_in_keychain(&self) -> Result<Option<(Token, TokenSource)>, String> {
        let keychain = self.keychain();
        match blocking(move || keychain.read()).await {
            Ok(Ok(token)) => Ok(token.map(|token| (token, TokenSource::Keychain))),
            // On a first start this is no news yet: the page says so when a token is to be kept.
            Ok(Err(error)) => {
                tracing::warn!(%error, "the keychain can't be read");
                Ok(None)
            }
            Err(error) => Err(error.to_string()),
        }
    }

    /// Asks Replicate who the held token belongs to, and says what came of it.
    pub(crate) async fn check(&self) -> Account {
        let Some((token, source)) = self.held() else {
            return self.set(Account::SignedOut { reason: None });
        };
        let client = self.client(token);
        match client.account().await {
            Ok(account) => self.enter(client, account, source),
            Err(replicate::Error::Unauthenticated) => {
                self.0.signed_in.send_replace(None);
                let place = match source {
                    TokenSource::Environment => "in REPLICATE_API_TOKEN",
                    TokenSource::Keychain => "in the keychain",
                    TokenSource::Session => "of this session",
                };
                let reason =
                    format!("Replicate no longer accepts the token {place}. Paste a new one.");
                self.set(Account::SignedOut {
                    reason: Some(reason),
                })
            }
            Err(error) => self.enter_offline(client, source, &error),
        }
    }

    /// Checks a token that a person pasted, and keeps it when it is good.
    pub(crate) async fn save(&self, text: &str, keep: Keep) -> Result<Account, Error> {
        if matches!(self.held(), Some((_, TokenSource::Environment))) {
            return Err(Error::TokenFromEnvironment);
        }
        let token = Token::parse(text)?;
        let client = self.client(token.clone());
        let account = client.account().await?;
        let source = match keep {
            Keep::Session => TokenSource::Session,
            Keep::Keychain => {
                let (keychain, token) = (self.keychain(), token.clone());
                blocking(move || keychain.write(&token)).await??;
                TokenSource::Keychain
            }
        };
        self.hold(Some((token, source)));
        Ok(self.enter(client, account, source))
    }

    /// Removes the token from wherever it is kept.
    pub(crate) async fn forget(&self) -> Result<Account, Error> {
        match self.held() {
            Some((_, TokenSource::Environment)) => return Err(Error::TokenFromEnvironment),
            Some((_, TokenSource::Session)) | None => {}
            Some((_, TokenSource::Keychain)) => {
                let keychain = self.keychain();
                blocking(move || keychain.forget()).await??;
            }
        }
        self.hold(None);
        self.0.signed_in.send_replace(None);
        self.0.avatar.forget();
        Ok(self.set(Account::SignedOut { reason: None }))
    }

    fn enter(&self, client: Client, account: replicate::Account, source: TokenSource) -> Account {
        let remembered = Remembered {
            name: account
                .name
                .clone()
                .filter(|name| !name.is_empty())
                .unwrap_or(account.username.clone()),
            username: account.username,
        };
        if let Err(error) = self.0.ledger.remember("account", &remembered) {
            tracing::warn!(%error, "the account's name can't be remembered");
        }
        if let Some(address) = account.avatar_url {
            let (session, client) = (self.clone(), client.clone());
            tokio::spawn(async move {
                if session.0.avatar.fetch(&client, &address).await {
                    session.show_avatar();
                }
            });
        }
        self.go_in(client, remembered, source, None)
    }

    fn enter_offline(
        &self,
        client: Client,
        source: TokenSource,
        error: &replicate::Error,
    ) -> Account {
        tracing::warn!(%error, "the token can't be checked");
        let remembered: Remembered = self.0.ledger.recall("account").unwrap_or_default();
        let why = "Replicate can't be reached, so the token has not been checked yet.".to_owned();
        self.go_in(client, remembered, source, Some(why))
    }

    fn go_in(
        &self,
        client: Client,
        who: Remembered,
        source: TokenSource,
        offline: Option<String>,
    ) -> Account {
        self.0.signed_in.send_replace(Some(SignedIn {
            client,
            username: who.username.clone(),
        }));
        let name = if who.name.is_empty() {
            "Your Replicate account".to_owned()
        } else {
            who.name
        };
        self.set(Account::SignedIn {
            username: who.username,
            name,
            avatar: self.0.avatar.address(),
            source,
            offline,
        })
    }

    fn show_avatar(&self) {
        let mut kept = self.0.account.lock();
        if let Account::SignedIn { avatar, .. } = &mut *kept {
            *avatar = self.0.avatar.address();
            self.0.changes.say(Change::Account {
                account: kept.clone(),
            });
        }
    }

    fn set(&self, account: Account) -> Account {
        let mut kept = self.0.account.lock();
        *kept = account.clone();
        // Said under the lock: nothing older is said after it.
        self.0.changes.say(Change::Account {
            account: account.clone(),
        });
        account
    }

    fn hold(&self, token: Option<(Token, TokenSource)>) {
        *self.0.held.lock() = token;
    }

    /// Gives a token that is not kept anywhere: the stand-in's.
    pub(crate) fn hold_for_session(&self, token: Token) {
        self.hold(Some((token, TokenSource::Session)));
    }

    fn held(&self) -> Option<(Token, TokenSource)> {
        self.0.held.lock().clone()
    }

    fn client(&self, token: Token) -> Client {
        Client::new(self.0.base.clone(), token).with_timeouts(self.0.timeouts)
    }

    fn keychain(&self) -> Keychain {
        Keychain::for_origin(&self.0.base.origin())
    }
}
