//! The API client: the service's address, the token, and the HTTP methods that the other modules use.
//!
//! All requests with the token are made by [`Client::request`], only for addresses at the [`BaseUrl`]'s origin. Their
//! redirects are not followed.

use std::future::Future;
use std::sync::Arc;

use localization::Message;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Method, RequestBuilder, StatusCode, redirect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::base_url::BaseUrl;
use crate::cursor::{Cursor, Page, WirePage};
use crate::error::{Error, NetworkFailure};
use crate::error_response::{self, truncate};
use crate::exchange::{self, BufferedResponse};
use crate::redaction::Redaction;
use crate::retry::{Failure, Retry, RetryCondition};
use crate::timeouts::Timeouts;
use crate::token::Token;

/// The `User-Agent` of every request.
pub(crate) const USER_AGENT: &str = concat!("tintype/", env!("CARGO_PKG_VERSION"));

/// A client of Replicate's API for one account. Clones share their connections.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    base: BaseUrl,
    token: Token,
    /// `None` if this computer's certificates can't be read.
    http: Option<reqwest::Client>,
    retry: Retry,
    timeouts: Timeouts,
    /// The secrets, besides the token, that are removed from the service's messages.
    redaction: Redaction,
}

impl Client {
    /// Creates a client for the service at `base`. Sends nothing.
    pub fn new(base: BaseUrl, token: Token) -> Client {
        let timeouts = Timeouts::default();
        let http = build_http_client(&base, &timeouts);
        Client(Arc::new(Inner {
            base,
            token,
            http,
            retry: Retry::default(),
            timeouts,
            redaction: Redaction::default(),
        }))
    }

    /// Removes these secrets from the client's errors, in case the service repeats them.
    #[must_use]
    pub fn with_redaction(mut self, redaction: Redaction) -> Client {
        Arc::make_mut(&mut self.0).redaction = redaction;
        self
    }

    /// Sets how calls are retried.
    #[must_use]
    pub fn with_retry(mut self, retry: Retry) -> Client {
        Arc::make_mut(&mut self.0).retry = retry;
        self
    }

    /// Sets the timeouts.
    #[must_use]
    pub fn with_timeouts(mut self, timeouts: Timeouts) -> Client {
        let inner = Arc::make_mut(&mut self.0);
        inner.timeouts = timeouts;
        inner.http = build_http_client(&inner.base, &timeouts);
        self
    }

    /// Returns the address of the service.
    pub fn base(&self) -> &BaseUrl {
        &self.0.base
    }

    pub(crate) fn timeouts(&self) -> Timeouts {
        self.0.timeouts
    }

    /// Sends a GET request and parses the result.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &[&str]) -> Result<T, Error> {
        let url = self.0.base.endpoint(path)?;
        let response = self
            .call(RetryCondition::Always, || {
                self.request(Method::GET, url.clone())
            })
            .await?;
        self.parse(&response)
    }

    /// Returns the first page of a list, or the cursor's page.
    pub(crate) async fn get_page<T: DeserializeOwned>(
        &self,
        path: &[&str],
        cursor: Option<&Cursor>,
    ) -> Result<Page<T>, Error> {
        let url = match cursor {
            Some(cursor) => cursor.url(&self.0.base),
            None => self.0.base.endpoint(path)?,
        };
        let response = self
            .call(RetryCondition::Always, || {
                self.request(Method::GET, url.clone())
            })
            .await?;
        self.parse_page(&response)
    }

    /// Sends a POST request with a JSON body.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &[&str],
        body: &impl Serialize,
        condition: RetryCondition,
    ) -> Result<T, Error> {
        self.post_with(path, body, condition, None).await
    }

    /// Sends a POST request with a JSON body and an additional header.
    pub(crate) async fn post_with<T: DeserializeOwned>(
        &self,
        path: &[&str],
        body: &impl Serialize,
        condition: RetryCondition,
        header: Option<(&str, &str)>,
    ) -> Result<T, Error> {
        let url = self.0.base.endpoint(path)?;
        let request = || {
            let request = self.request(Method::POST, url.clone())?.json(body);
            Ok(match header {
                Some((name, value)) => request.header(name, value),
                None => request,
            })
        };
        let response = self.call(condition, request).await?;
        self.parse(&response)
    }

    /// Sends a POST request without a body. The call must be idempotent, since it is retried.
    pub(crate) async fn post_empty<T: DeserializeOwned>(&self, path: &[&str]) -> Result<T, Error> {
        let url = self.0.base.endpoint(path)?;
        let request = || Ok(self.request(Method::POST, url.clone())?.body(""));
        let response = self.call(RetryCondition::Always, request).await?;
        self.parse(&response)
    }

    /// Searches for a text with the `QUERY` method, which has no side effects. Returns the first page of results.
    pub(crate) async fn query<T: DeserializeOwned>(
        &self,
        path: &[&str],
        text: &str,
    ) -> Result<Page<T>, Error> {
        let url = self.0.base.endpoint(path)?;
        let method = Method::from_bytes(b"QUERY").unwrap_or(Method::GET);
        let request = || {
            let request = self.request(method.clone(), url.clone())?;
            Ok(request
                .header("Content-Type", "text/plain")
                .body(text.to_owned()))
        };
        let response = self.call(RetryCondition::Always, request).await?;
        self.parse_page(&response)
    }

    /// Sends a DELETE request.
    pub(crate) async fn delete(&self, path: &[&str]) -> Result<(), Error> {
        let url = self.0.base.endpoint(path)?;
        let response = self
            .call(RetryCondition::Always, || {
                self.request(Method::DELETE, url.clone())
            })
            .await?;
        // A successful deletion has no body, so a response with one is not from the service.
        if response.status == StatusCode::OK && !response.body.is_empty() {
            return Err(Error::network(NetworkFailure::Intercepted));
        }
        Ok(())
    }

    /// Returns a request with the token. The address must be at the configured origin.
    pub(crate) fn request(&self, method: Method, url: Url) -> Result<RequestBuilder, Error> {
        let Some(http) = &self.0.http else {
            return Err(Error::network(NetworkFailure::NoCertificates));
        };
        Ok(http
            .request(method, url)
            .header(AUTHORIZATION, self.authorization()?))
    }

    fn authorization(&self) -> Result<HeaderValue, Error> {
        let text = zeroize::Zeroizing::new(format!("Bearer {}", self.0.token.expose()));
        let mut value = HeaderValue::from_str(&text).map_err(|_| Error::Unauthenticated)?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Sends a request with a short body, and retries it if that is safe.
    async fn call(
        &self,
        condition: RetryCondition,
        request: impl Fn() -> Result<RequestBuilder, Error>,
    ) -> Result<BufferedResponse, Error> {
        self.retry(condition, || async {
            let response = exchange::send(request()?, self.0.timeouts.idle).await?;
            self.check_status(response)
        })
        .await
    }

    /// Attempts the call until it succeeds, or until a retry would be unsafe or useless.
    pub(crate) async fn retry<T, F>(
        &self,
        condition: RetryCondition,
        attempt: impl Fn() -> F,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let mut number = 1;
        loop {
            let failure = match attempt().await {
                Ok(value) => return Ok(value),
                Err(failure) => failure,
            };
            let Some(pause) = self.0.retry.delay(number, condition, &failure) else {
                return Err(failure.error);
            };
            tracing::debug!(number, ?pause, error = %failure.error, "retrying");
            tokio::time::sleep(pause).await;
            number += 1;
        }
    }

    /// Returns a successful response unchanged, and converts an error response to the error that it describes.
    pub(crate) fn check_status(
        &self,
        response: BufferedResponse,
    ) -> Result<BufferedResponse, Failure> {
        tracing::trace!(
            status = response.status.as_u16(),
            bytes = response.body.len(),
            "response received"
        );
        if response.status.is_success() {
            Ok(response)
        } else {
            Err(error_response::read(&response, &|text| self.redact(text)))
        }
    }

    /// Parses the body of a successful response. A web page instead of JSON means that a portal or a proxy responded.
    pub(crate) fn parse<T: DeserializeOwned>(
        &self,
        response: &BufferedResponse,
    ) -> Result<T, Error> {
        serde_json::from_slice(&response.body).map_err(|error| {
            if error_response::is_web_page(response) {
                return Error::network(NetworkFailure::Intercepted);
            }
            Error::invalid_response(Message::verbatim(truncate(
                &self.redact(&error.to_string()),
            )))
        })
    }

    /// Removes the token and the other secrets from a text that the service sent.
    fn redact(&self, text: &str) -> String {
        self.0.redaction.redact_text(&self.0.token.redact(text))
    }

    fn parse_page<T: DeserializeOwned>(
        &self,
        response: &BufferedResponse,
    ) -> Result<Page<T>, Error> {
        Ok(self.parse::<WirePage<T>>(response)?.into_page(&self.0.base))
    }
}

/// Omits the token completely, without even a placeholder.
impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("base", &self.0.base)
            .finish_non_exhaustive()
    }
}

fn build_http_client(base: &BaseUrl, timeouts: &Timeouts) -> Option<reqwest::Client> {
    let mut builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .redirect(redirect::Policy::none())
        .connect_timeout(timeouts.connect);
    if base.is_loopback() {
        // A proxy on another computer would resolve the loopback address to itself.
        builder = builder.no_proxy();
    }
    builder
        .build()
        .inspect_err(|error| tracing::error!(%error, "the HTTP client can't be built"))
        .ok()
}
