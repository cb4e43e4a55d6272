//! A job's calls to the service and to the store: which account they are made for, and how they are repeated.

use std::future::Future;
use std::time::Duration;

use localization::{Message, message};
use replicate::{Client, NetworkFailure};

use super::{Backoff, Timing};
use crate::account::session::{NotSignedIn, Session, SignedIn};
use crate::cancel::Cancel;
use crate::error::{StoreError, blocking};
use crate::store::Store;

/// The reason why a call has no result.
pub(crate) enum Interrupted {
    /// The person pressed Cancel.
    Canceled,
    /// The service refused the call permanently.
    Refused(replicate::Error),
}

/// A task that owns a job.
pub(crate) trait Job {
    /// The kind of the job in messages: `picture` or `training`.
    const NAME: &str;

    /// Returns the job's id, for the log.
    fn id(&self) -> &str;

    /// Returns the account that pays.
    fn account(&self) -> &str;

    fn session(&self) -> &Session;

    fn store(&self) -> &Store;

    fn timing(&self) -> &Timing;

    fn cancel(&self) -> &Cancel;

    /// Returns whether a press of Cancel ends a wait. A canceled job may have to keep waiting to learn its outcome.
    fn ends_waits_on_cancel(&self) -> bool;

    /// Returns whether the same call may succeed later.
    fn is_retryable(&self, error: &replicate::Error) -> bool;

    /// Shows why the job is waiting. The job continues by itself.
    async fn show_retry_message(&mut self, message: Message);

    /// Shows that the job is no longer waiting.
    async fn clear_retry_message(&mut self);

    /// Waits until Cancel is pressed.
    fn cancel_pressed(&self) -> impl Future<Output = ()> + use<Self> {
        self.cancel().pressed()
    }

    /// Waits for `time`. Returns early with an error if Cancel is pressed.
    async fn pause(&self, time: Duration) -> Result<(), Interrupted> {
        let pressed = self.cancel_pressed();
        tokio::select! {
            () = tokio::time::sleep(time) => Ok(()),
            () = pressed, if self.ends_waits_on_cancel() => Err(Interrupted::Canceled),
        }
    }

    /// Returns the client of the account that pays. While no account or another account is signed in, or Replicate
    /// can't be reached to check the token, waits and shows the reason.
    async fn client(&mut self) -> Result<Client, Interrupted> {
        let mut session = self.session().subscribe();
        let mut backoff = Backoff::new(self.timing());
        loop {
            session.mark_unchanged();
            let account = self.account().to_owned();
            let reason = match self.session().client_of(&account).await {
                Ok(client) => return Ok(client),
                Err(reason) => reason,
            };
            self.show_retry_message(match reason {
                NotSignedIn::Nobody => message!("app-waiting-for-token"),
                NotSignedIn::Another => message!(
                    "app-waiting-for-account",
                    job = Self::NAME,
                    account = account
                ),
                NotSignedIn::Unchecked => message!(
                    "app-keeps-trying",
                    reason = NetworkFailure::Unreachable.message()
                ),
            })
            .await;
            let pressed = self.cancel_pressed();
            let mut changes = session.clone();
            let until_checked =
                changes.wait_for(|signed_in| signed_in.as_ref().is_none_or(SignedIn::is_checked));
            tokio::select! {
                _ = session.changed(), if reason != NotSignedIn::Unchecked => {}
                // A failed check counts as a change too, even a check made by another job, so `changed` would return at
                // once.
                _ = until_checked, if reason == NotSignedIn::Unchecked => {}
                () = tokio::time::sleep(backoff.pause()), if reason == NotSignedIn::Unchecked => {}
                () = pressed, if self.ends_waits_on_cancel() => return Err(Interrupted::Canceled),
            }
        }
    }

    /// Repeats a call until the service gives a final response. Waits, and shows the reason, while the network is
    /// unreachable, the service is down or the token is refused.
    async fn with_retry<T, F: Future<Output = Result<T, replicate::Error>>>(
        &mut self,
        call: impl Fn(Client) -> F,
    ) -> Result<T, Interrupted> {
        let mut backoff = Backoff::new(self.timing());
        loop {
            let client = self.client().await?;
            let pressed = self.cancel_pressed();
            let response = tokio::select! {
                response = call(client) => response,
                () = pressed, if self.ends_waits_on_cancel() => return Err(Interrupted::Canceled),
            };
            match response {
                Ok(value) => {
                    self.clear_retry_message().await;
                    return Ok(value);
                }
                Err(error) => self.back_off(error, &mut backoff).await?,
            }
        }
    }

    /// Waits before a call is repeated. Returns an error if repeating can't help, or if Cancel ends the wait.
    async fn back_off(
        &mut self,
        error: replicate::Error,
        backoff: &mut Backoff,
    ) -> Result<(), Interrupted> {
        if matches!(error, replicate::Error::Unauthenticated) {
            // The session checks the token and finds it refused; then `client` waits for a better one. If the token was
            // refused only for this call, the call is repeated after a pause.
            self.session().check().await;
        } else if self.is_retryable(&error) {
            tracing::warn!(job = %self.id(), %error, "waiting to try again");
            self.show_retry_message(message!("app-keeps-trying", reason = error.message()))
                .await;
        } else {
            return Err(Interrupted::Refused(error));
        }
        let requested = error.retry_after().unwrap_or_default();
        self.pause(backoff.pause_of_at_least(requested)).await
    }

    /// Repeats a read or a write of the store until it succeeds. If the disk is full, waits for as long as it takes.
    async fn until_stored<T: Send + 'static>(
        &mut self,
        call: impl Fn(&Store) -> Result<T, StoreError> + Clone + Send + 'static,
    ) -> T {
        let mut backoff = Backoff::new(self.timing());
        loop {
            let (store, call) = (self.store().clone(), call.clone());
            let error = match blocking(move || call(&store)).await {
                Ok(Ok(value)) => return value,
                Ok(Err(error)) => error.message(),
                Err(error) => error.message(),
            };
            tracing::error!(job = %self.id(), %error, "the store can't be used");
            self.show_retry_message(message!("app-waiting-for-store", reason = error))
                .await;
            tokio::time::sleep(backoff.pause()).await;
        }
    }
}
