//! The sign-in state that the page shows.

use localization::{Message, text};

use crate::view::{Account, TokenSource};

/// The same state as [`Account`], but with messages that are not translated yet.
pub(super) enum AccountState {
    Checking,
    SignedOut {
        reason: Option<Message>,
        keychain_silent: bool,
    },
    SignedIn {
        username: String,
        /// The display name. Empty if it is unknown.
        name: String,
        avatar: Option<String>,
        source: TokenSource,
        offline: Option<Message>,
    },
}

impl AccountState {
    pub(super) fn view(&self) -> Account {
        match self {
            AccountState::Checking => Account::Checking,
            AccountState::SignedOut {
                reason,
                keychain_silent,
            } => Account::SignedOut {
                reason: reason.as_ref().map(Message::to_string),
                keychain_silent: *keychain_silent,
            },
            AccountState::SignedIn {
                username,
                name,
                avatar,
                source,
                offline,
            } => Account::SignedIn {
                username: username.clone(),
                name: match name.as_str() {
                    "" => text!("account-unnamed"),
                    name => name.to_owned(),
                },
                avatar: avatar.clone(),
                source: *source,
                offline: offline.as_ref().map(Message::to_string),
            },
        }
    }
}
