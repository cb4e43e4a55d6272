//! The address of the service and of its calls. The token is sent to this origin only.

use std::fmt;

use localization::{Message, message, text};
use url::{Host, Url};

use crate::error::Error;

/// The address of the API. The default is `https://api.replicate.com/v1`.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

/// The reason why a text can't be the service's address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum BaseUrlError {
    /// Not an absolute http(s) address.
    NotAnAddress,
    /// Plain http to another computer: a third party could read the token in transit.
    NotEncrypted,
    /// It has a user name, a password, a query or a fragment.
    NotPlain,
}

impl BaseUrlError {
    /// Returns the message that the app shows.
    pub fn message(&self) -> Message {
        match self {
            BaseUrlError::NotAnAddress => message!("service-base-url-not-an-address"),
            BaseUrlError::NotEncrypted => message!("service-base-url-not-encrypted"),
            BaseUrlError::NotPlain => message!("service-base-url-not-plain"),
        }
    }
}

impl BaseUrl {
    /// Parses an address, with or without `/v1` at its end.
    ///
    /// # Errors
    /// If the text is not an address, or a token must not be sent to it.
    pub fn parse(text: &str) -> Result<BaseUrl, BaseUrlError> {
        let mut url = Url::parse(text.trim()).map_err(|_| BaseUrlError::NotAnAddress)?;
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            "http" => return Err(BaseUrlError::NotEncrypted),
            _ => return Err(BaseUrlError::NotAnAddress),
        }
        let is_plain = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if !is_plain {
            return Err(BaseUrlError::NotPlain);
        }
        let path = url.path().trim_end_matches('/');
        let path = path.strip_suffix("/v1").unwrap_or(path);
        let path = format!("{path}/v1");
        url.set_path(&path);
        Ok(BaseUrl(url))
    }

    /// Returns the scheme, host and port as text: `https://api.replicate.com`.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// Returns whether the service runs on this computer.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// Returns the address of a call. Each part becomes one path segment, and is escaped if necessary. Refuses parts
    /// that are empty, `.` or `..`.
    pub(crate) fn endpoint(&self, path: &[&str]) -> Result<Url, Error> {
        // An empty or dotted segment would silently address another call.
        if let Some(segment) = path
            .iter()
            .find(|segment| matches!(**segment, "" | "." | ".."))
        {
            return Err(Error::NotFound {
                detail: text!("service-no-name-or-id", text = *segment),
            });
        }
        let mut url = self.0.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        Ok(url)
    }

    pub(crate) fn url(&self) -> &Url {
        &self.0
    }
}

impl Default for BaseUrl {
    #[expect(clippy::expect_used, reason = "a constant that a test parses")]
    fn default() -> Self {
        BaseUrl::parse("https://api.replicate.com/v1").expect("the default address is valid")
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BaseUrl({})", self.0)
    }
}

/// Returns whether an address has a loopback host: `localhost` or a loopback IP address. Other host names may resolve
/// to this computer too, but only these hosts always do.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
