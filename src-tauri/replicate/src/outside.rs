//! Addresses that the service points to and that are not its own: pictures, outputs. They may be anywhere in the
//! web, so they are asked without the token, over connections that never saw it.

use reqwest::Response;
use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use url::Url;

use crate::base_url::is_loopback;
use crate::client::{Client, USER_AGENT};
use crate::error::{Error, NetworkFailure};
use crate::exchange::in_time;

/// How often an address may lead on to another.
const MOST_REDIRECTS: usize = 5;

impl Client {
    /// Asks an https address, without the token. An address on this computer is allowed only when the service
    /// itself runs here.
    pub(crate) async fn outside(&self, url: &str, headers: HeaderMap) -> Result<Response, Error> {
        let at_home = self.base().is_loopback();
        let url = Url::parse(url).map_err(|_| Error::answer("it leads to no address"))?;
        if !is_allowed(&url, at_home) {
            return Err(Error::answer(
                "it leads to an address that is not an https one",
            ));
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
        Ok(in_time(timeouts.idle, http.get(url).headers(headers).send()).await??)
    }
}

fn is_allowed(url: &Url, at_home: bool) -> bool {
    if is_loopback(url) {
        at_home
    } else {
        url.scheme() == "https"
    }
}
