//! Determines which account pays before anything is requested.

use replicate::{Client, NetworkFailure};

use super::{Session, SignedIn};
use crate::error::Error;

/// The reason why nothing can be requested on behalf of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotSignedIn {
    /// Nobody is signed in.
    Nobody,
    /// Another account is signed in.
    Another,
    /// Replicate can't be reached to determine the token's account.
    Unchecked,
}

impl Session {
    /// Returns the signed-in account, which will pay for the next request. A token that has not been checked since the
    /// app was started is checked first. Without a network, returns the token's stored account; [`Session::client_of`]
    /// checks it before anything is sent.
    ///
    /// # Errors
    /// [`Error::NoToken`], or [`Error::Offline`] if Replicate can't be reached and the token has no stored account.
    pub(crate) async fn payer(&self) -> Result<SignedIn, Error> {
        if !self.signed_in()?.is_checked {
            self.check().await;
        }
        let signed_in = self.signed_in()?;
        if signed_in.username.is_empty() {
            let failure = replicate::Error::Network {
                failure: NetworkFailure::Unreachable,
                source: None,
            };
            return Err(Error::Offline(failure));
        }
        Ok(signed_in)
    }

    /// Returns a client that is certain to act for this account. A token that has not been checked since the app was
    /// started is checked first: it may belong to another account, which would then pay.
    pub(crate) async fn client_of(&self, account: &str) -> Result<Client, NotSignedIn> {
        if self
            .signed_in()
            .is_ok_and(|signed_in| !signed_in.is_checked)
        {
            self.check().await;
        }
        match self.signed_in() {
            Ok(signed_in) if !signed_in.is_checked => Err(NotSignedIn::Unchecked),
            // Records of older versions may not name an account.
            Ok(signed_in) if signed_in.username == account || account.is_empty() => {
                Ok(signed_in.client)
            }
            Ok(_) => Err(NotSignedIn::Another),
            Err(_) => Err(NotSignedIn::Nobody),
        }
    }
}
