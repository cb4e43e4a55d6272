//! Fetches URLs that the service's responses contain but that are not part of its API, such as those of outputs. They
//! may be on any host, so they are requested without the token, over separate connections.

use localization::message;
use reqwest::Response;
use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use url::Url;

use crate::base_url::is_loopback;
use crate::client::{Client, USER_AGENT};
use crate::error::{Error, NetworkFailure};
use crate::exchange::with_timeout;

const MAX_REDIRECTS: usize = 5;

impl Client {
    /// Sends a GET request to an `https:` URL, without the token. A loopback URL is allowed only if the service is on
    /// loopback as well; its scheme may then be `http:`. Redirects follow the same rules: one to a forbidden URL, or
    /// beyond [`MAX_REDIRECTS`], is not followed but returned as the response.
    pub(crate) async fn fetch_unauthenticated(
        &self,
        url: &str,
        headers: HeaderMap,
    ) -> Result<Response, Error> {
        let allow_loopback = self.base().is_loopback();
        let url = Url::parse(url)
            .map_err(|_| Error::invalid_response(message!("service-answer-no-address")))?;
        if !is_allowed(&url, allow_loopback) {
            return Err(Error::invalid_response(message!(
                "service-answer-not-https"
            )));
        }
        let timeouts = self.timeouts();
        let follow = Policy::custom(move |to| {
            let is_permitted =
                to.previous().len() <= MAX_REDIRECTS && is_allowed(to.url(), allow_loopback);
            if is_permitted { to.follow() } else { to.stop() }
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
        Ok(with_timeout(timeouts.idle, http.get(url).headers(headers).send()).await??)
    }
}

fn is_allowed(url: &Url, allow_loopback: bool) -> bool {
    if is_loopback(url) {
        allow_loopback
    } else {
        url.scheme() == "https"
    }
}
