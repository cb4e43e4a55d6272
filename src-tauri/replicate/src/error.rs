//! Errors of calls. Each error's text is a sentence for the person who can act on it; the underlying errors are in the
//! chain of sources, for the log. No error holds a header or a long body.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// The reason a call failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 401.
    #[error(
        "Replicate did not accept the token. It may be revoked or not copied whole: make a new one at replicate.com/account/api-tokens and paste it in Settings."
    )]
    Unauthenticated,
    /// 402.
    #[error(
        "Your Replicate account has no credit for this. Add some at replicate.com/account/billing, wait a few minutes, then try again."
    )]
    PaymentRequired {
        /// The service's message.
        detail: String,
    },
    /// 403.
    #[error("Replicate does not allow this account to do that{}", After(detail))]
    Forbidden {
        /// The service's message.
        detail: String,
    },
    /// 404: it does not exist, or this account may not see it.
    #[error("{}", NotThere(detail))]
    NotFound {
        /// The service's message.
        detail: String,
    },
    /// 409.
    #[error("Replicate has that already{}", After(detail))]
    Conflict {
        /// The service's message.
        detail: String,
    },
    /// 400, 422 and other rejections of the request.
    #[error("Replicate did not accept what was sent{}", Fields(detail, fields))]
    Invalid {
        /// The service's message.
        detail: String,
        /// The invalid fields, as far as the service names them.
        fields: Vec<InvalidField>,
    },
    /// 413.
    #[error(
        "The file is too large for Replicate, which takes less than 100 MB. Leave out some images, then try again."
    )]
    TooLarge {
        /// The service's message.
        detail: String,
    },
    /// 429.
    #[error("Replicate asks to slow down. Try again {}{}", In(*retry_after), Because(detail))]
    Throttled {
        /// The service's message.
        detail: String,
        /// The wait that the service requests.
        retry_after: Option<Duration>,
    },
    /// 5xx: an error of the service.
    #[error(
        "Replicate has a problem of its own just now (status {status}). It mostly passes: try again in a few minutes."
    )]
    Service {
        /// The HTTP status.
        status: u16,
        /// The service's message.
        detail: String,
    },
    /// No response arrived.
    #[error("{failure}")]
    Network {
        /// The type of failure.
        failure: NetworkFailure,
        /// The underlying error.
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// The response can't be understood.
    #[error(
        "Replicate's answer can't be understood: {reason}. Try again; if it stays so, look for a newer version of this app."
    )]
    Answer {
        /// The problem, as a phrase for the error message.
        reason: String,
    },
    /// The local file can't be read.
    #[error("{} could not be read to be uploaded: {source}. Try again.", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's error, or how the file changed.
        source: std::io::Error,
    },
}

/// The reason a call got no response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NetworkFailure {
    /// No connection could be made, so nothing was sent.
    #[error("Replicate can't be reached. Check the internet connection, then try again.")]
    Unreachable,
    /// Nothing arrived before the timeout.
    #[error("Replicate did not answer in time. Check the internet connection, then try again.")]
    TimedOut,
    /// The connection broke after it was made.
    #[error(
        "The connection to Replicate broke off. Check the internet connection, then try again."
    )]
    Interrupted,
    /// The network's proxy requires a password.
    #[error(
        "The proxy of this network wants a name and a password. Put them into its address in HTTPS_PROXY, as in http://name:password@proxy.example.com:3128, then start Tintype again."
    )]
    ProxyPassword,
    /// Something other than the service responded: a captive portal or a proxy.
    #[error(
        "Something on this network answered in place of Replicate. If the network asks you to sign in, open a web page in a browser and do so."
    )]
    Intercepted,
    /// This computer can't make secure connections.
    #[error(
        "This computer can't make secure connections: its certificates can't be read. Install or update them (the package ca-certificates on Linux), then start again."
    )]
    NoCertificates,
}

/// A problem with one field that was sent or is about to be sent. It never holds the field's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidField {
    /// The input's name, such as `training_steps`.
    pub field: String,
    /// The problem, as a phrase such as `must be at most 6000`.
    pub message: String,
}

impl Error {
    /// Returns the wait that the service requests before the next call, if it throttled this one.
    pub fn retry_after(&self) -> Option<Duration> {
        if let Error::Throttled { retry_after, .. } = self {
            *retry_after
        } else {
            None
        }
    }

    /// Returns whether the error is likely to be temporary, so that a later retry is worthwhile.
    pub fn is_passing(&self) -> bool {
        match self {
            Error::Throttled { .. } | Error::Service { .. } => true,
            Error::Network { failure, .. } => *failure != NetworkFailure::NoCertificates,
            Error::Unauthenticated
            | Error::PaymentRequired { .. }
            | Error::Forbidden { .. }
            | Error::NotFound { .. }
            | Error::Conflict { .. }
            | Error::Invalid { .. }
            | Error::TooLarge { .. }
            | Error::Answer { .. }
            | Error::File { .. } => false,
        }
    }

    /// Returns whether the service refused the call, so that it would refuse the same call again.
    pub fn is_refusal(&self) -> bool {
        match self {
            Error::PaymentRequired { .. }
            | Error::Forbidden { .. }
            | Error::NotFound { .. }
            | Error::Conflict { .. }
            | Error::Invalid { .. }
            | Error::TooLarge { .. } => true,
            Error::Unauthenticated
            | Error::Throttled { .. }
            | Error::Service { .. }
            | Error::Network { .. }
            | Error::Answer { .. }
            | Error::File { .. } => false,
        }
    }

    /// Returns whether the call certainly had no effect: the service rejected it before it did anything, or never
    /// received it.
    pub(crate) fn is_before_any_effect(&self) -> bool {
        match self {
            Error::Network { failure, .. } => {
                matches!(
                    failure,
                    NetworkFailure::Unreachable
                        | NetworkFailure::ProxyPassword
                        | NetworkFailure::NoCertificates
                )
            }
            Error::Service { status, .. } => *status < 500,
            Error::Answer { .. } => false,
            Error::Unauthenticated
            | Error::PaymentRequired { .. }
            | Error::Forbidden { .. }
            | Error::NotFound { .. }
            | Error::Conflict { .. }
            | Error::Invalid { .. }
            | Error::TooLarge { .. }
            | Error::Throttled { .. }
            | Error::File { .. } => true,
        }
    }

    pub(crate) fn network(failure: NetworkFailure) -> Error {
        Error::Network {
            failure,
            source: None,
        }
    }

    pub(crate) fn answer(reason: impl Into<String>) -> Error {
        Error::Answer {
            reason: reason.into(),
        }
    }
}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        let failure = if is_about_proxy_password(&error) {
            NetworkFailure::ProxyPassword
        } else if error.is_connect() || error.is_builder() {
            NetworkFailure::Unreachable
        } else if error.is_timeout() {
            NetworkFailure::TimedOut
        } else {
            NetworkFailure::Interrupted
        };
        // An address may contain a signature, and the sentence does not need it.
        Error::Network {
            failure,
            source: Some(Box::new(error.without_url())),
        }
    }
}

/// Returns whether a proxy refused the connection because it requires a password. The HTTP library reports this only
/// in its error text.
fn is_about_proxy_password(error: &reqwest::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(deeper) = cause {
        if deeper.to_string().ends_with("proxy authorization required") {
            return true;
        }
        cause = deeper.source();
    }
    false
}

/// Appends the service's message to a sentence: `: message.`, or a full stop if there is none.
struct After<'a>(&'a str);

impl fmt::Display for After<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.trim_end_matches(['.', ' ', '\n']) {
            "" => f.write_str("."),
            words => write!(f, ": {words}."),
        }
    }
}

/// Appends the service's message in brackets, if there is one.
struct Because<'a>(&'a str);

impl fmt::Display for Because<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            "" => Ok(()),
            words => write!(f, " (it says: {words})"),
        }
    }
}

struct NotThere<'a>(&'a str);

impl fmt::Display for NotThere<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.contains("training destination") {
            return f.write_str(
                "The model that should take the training's result does not exist, or belongs to another account. Choose one of your own models, or create a new one.",
            );
        }
        write!(
            f,
            "Replicate does not have this, or does not show it to your account{}",
            After(self.0)
        )
    }
}

struct Fields<'a>(&'a str, &'a [InvalidField]);

impl fmt::Display for Fields<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fields(detail, fields) = self;
        if fields.is_empty() {
            return After(detail).fmt(f);
        }
        let all: Vec<String> = fields.iter().map(InvalidField::to_string).collect();
        After(&all.join("; ")).fmt(f)
    }
}

impl fmt::Display for InvalidField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field.as_str() {
            "" => f.write_str(&self.message),
            field => write!(f, "{field}: {}", self.message),
        }
    }
}

/// Formats a wait: `in 10 seconds.`, or `in a minute.` if it is unknown.
struct In(Option<Duration>);

impl fmt::Display for In {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(wait) = self.0 else {
            return f.write_str("in a minute.");
        };
        match wait.as_secs_f64().ceil() {
            seconds if seconds <= 1.0 => f.write_str("in a second."),
            seconds if seconds < 120.0 => write!(f, "in {seconds} seconds."),
            seconds => write!(f, "in {} minutes.", (seconds / 60.0).ceil()),
        }
    }
}
