//! Pictures that the service points to, such as an account's. They are anywhere in the web, so they are
//! fetched without the token, over connections that never saw it.

use reqwest::redirect::Policy;
use url::Url;

use crate::base_url::is_loopback;
use crate::client::{Client, USER_AGENT};
use crate::error::{Error, NetworkFailure};
use crate::exchange::{self, Body};

/// How often a picture's address may lead on to another.
const MOST_REDIRECTS: usize = 5;

impl Client {
    /// Fetches a picture of at most `max_bytes`, without the token, from an https address. An address on
    /// this computer is allowed only when the service itself runs here.
    ///
    /// # Errors
    /// [`Error::Answer`] for another kind of address, a larger picture, or any answer but the picture;
    /// [`Error::Network`].
    pub async fn picture(&self, url: &str, max_bytes: usize) -> Result<Vec<u8>, Error> {
        let at_home = self.base().is_loopback();
        let url = Url::parse(url).map_err(|_| Error::answer("the picture's address is none"))?;
        if !is_allowed(&url, at_home) {
            return Err(Error::answer("the picture's address is not an https one"));
        }
        let timeouts = self.timeouts();
        let follow = Policy::custom(move |to| {
            let good = to.previous().len() <= MOST_REDIRECTS && is_allowed(to.url(), at_home);
            if good { to.follow() } else { to.stop() }
        });
        let mut builder = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .referer(false)
            .redirect(follow)
            .connect_timeout(timeouts.connect);
        if is_loopback(&url) {
            builder = builder.no_proxy();
        }
        let http = builder
            .build()
            .map_err(|_| Error::network(NetworkFailure::NoCertificates))?;
        let response = tokio::time::timeout(timeouts.idle, http.get(url).send())
            .await
            .map_err(|_| Error::network(NetworkFailure::TimedOut))??;
        if !response.status().is_success() {
            let status = response.status().as_u16();
            return Err(Error::answer(format!(
                "there is no picture at its address (status {status})"
            )));
        }
        match exchange::body(response, timeouts.idle, max_bytes).await? {
            Body::Whole(picture) => Ok(picture),
            Body::Cut(_) => Err(Error::answer("the picture is too large")),
        }
    }
}

fn is_allowed(url: &Url, at_home: bool) -> bool {
    if is_loopback(url) {
        at_home
    } else {
        url.scheme() == "https"
    }
}
