//! Fetches the account's picture, since the page makes no network requests, and provides it for `thumb:` addresses.

use std::sync::Arc;

use ordered_lock::{Mutex, Rank};
use replicate::Client;

/// The maximum size of a picture, in bytes. Real account pictures are smaller.
const MAX_BYTES: usize = 2_000_000;

/// The account's picture, once it has been fetched.
#[derive(Clone)]
pub(crate) struct Avatar {
    thumb_base: Arc<str>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// Incremented for each picture, so that the page does not show the previous account's cached picture.
    revision: u32,
    picture: Option<Vec<u8>>,
}

impl Avatar {
    pub(super) fn new(thumb_base: &str) -> Avatar {
        Avatar {
            thumb_base: thumb_base.into(),
            state: Arc::new(Mutex::new(Rank::Avatar, State::default())),
        }
    }

    /// Returns the picture's bytes, in the format in which the service sent them.
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        self.state.lock().picture.clone()
    }

    /// Returns the picture's address, if there is a picture.
    pub(super) fn address(&self) -> Option<String> {
        let state = self.state.lock();
        state
            .picture
            .as_ref()
            .map(|_| format!("{}avatar/{}", self.thumb_base, state.revision))
    }

    /// Fetches a picture. If this fails, the page shows the first letter of the name.
    pub(super) async fn fetch(&self, client: &Client, address: &str) -> Option<Vec<u8>> {
        let picture = client.picture(address, MAX_BYTES).await;
        picture
            .inspect_err(|error| tracing::debug!(%error, "the account's picture can't be fetched"))
            .ok()
    }

    /// Replaces the picture.
    pub(super) fn put(&self, picture: Vec<u8>) {
        let mut state = self.state.lock();
        state.revision += 1;
        state.picture = Some(picture);
    }

    pub(super) fn forget(&self) {
        self.state.lock().picture = None;
    }
}
