//! Downloads pictures whose addresses the service sends, such as an account's.

use localization::message;
use reqwest::header::HeaderMap;

use crate::client::Client;
use crate::error::Error;
use crate::exchange::{self, Body};

impl Client {
    /// Downloads a picture of at most `max_bytes` from an https address, without the token. A loopback address, which
    /// may be an http one, is allowed only if the service itself runs on this computer.
    ///
    /// # Errors
    /// [`Error::InvalidResponse`] for another kind of address, a larger picture, or an unsuccessful response;
    /// [`Error::Network`].
    pub async fn picture(&self, url: &str, max_bytes: usize) -> Result<Vec<u8>, Error> {
        let response = self.fetch_unauthenticated(url, HeaderMap::new()).await?;
        if !response.status().is_success() {
            let status = response.status().as_u16();
            return Err(Error::invalid_response(message!(
                "service-answer-no-picture",
                status = status
            )));
        }
        match exchange::read_body(response, self.timeouts().idle, max_bytes).await? {
            Body::Whole(picture) => Ok(picture),
            Body::Truncated(_) => Err(Error::invalid_response(message!(
                "service-answer-picture-too-large"
            ))),
        }
    }
}
