//! Errors of calls. Each error's message is a sentence that helps the person to act; the underlying errors are in the
//! chain of sources, for the log. No error holds a header or a long body.

use std::path::PathBuf;
use std::time::Duration;

use localization::{Message, message};

/// The reason why a call failed.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum Error {
    /// 401.
    Unauthenticated,
    /// 402.
    PaymentRequired {
        /// The service's message.
        detail: String,
    },
    /// 403.
    Forbidden {
        /// The service's message.
        detail: String,
    },
    /// 404 or 410: the object does not exist, or this account may not see it.
    NotFound {
        /// The service's message.
        detail: String,
    },
    /// 409.
    Conflict {
        /// The service's message.
        detail: String,
    },
    /// 400, 422 and other rejections of the request.
    Invalid {
        /// The service's message.
        detail: String,
        /// The invalid fields, as far as the service names them.
        fields: Vec<InvalidField>,
    },
    /// 413.
    TooLarge {
        /// The service's message.
        detail: String,
    },
    /// 429.
    Throttled {
        /// The service's message.
        detail: String,
        /// The wait that the service requests.
        retry_after: Option<Duration>,
    },
    /// 5xx, 408 or 425: an error that may pass.
    Service {
        /// The HTTP status.
        status: u16,
        /// The service's message.
        detail: String,
    },
    /// No complete response from the service arrived.
    Network {
        /// The type of failure.
        failure: NetworkFailure,
        /// The underlying error.
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// The response can't be understood.
    InvalidResponse {
        /// The problem, as a phrase for the error message.
        reason: Message,
    },
    /// The local file can't be read.
    File {
        /// The file.
        path: PathBuf,
        /// The system's error, or how the file changed.
        source: std::io::Error,
    },
}

/// The reason why a call got no response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum NetworkFailure {
    /// No connection could be made, so nothing was sent.
    Unreachable,
    /// Nothing arrived before the timeout.
    TimedOut,
    /// The connection broke after it was made.
    Interrupted,
    /// The network's proxy requires a password.
    ProxyPassword,
    /// Something other than the service responded: a captive portal or a proxy.
    Intercepted,
    /// This computer can't make secure connections.
    NoCertificates,
}

/// A problem with one field of the request, as the service describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidField {
    /// The input's name, such as `training_steps`. Empty if the service names none.
    pub field: String,
    /// The problem, such as `Must be less than or equal to 6000`.
    pub message: String,
}

impl Error {
    /// Returns the message that the app shows.
    pub fn message(&self) -> Message {
        match self {
            Error::Unauthenticated => message!("service-unauthenticated"),
            Error::PaymentRequired { .. } => message!("service-no-credit"),
            Error::Forbidden { detail } => match without_full_stop(detail) {
                "" => message!("service-forbidden"),
                words => message!("service-forbidden-because", words = words),
            },
            Error::NotFound { detail } if detail.contains("training destination") => {
                message!("service-no-destination")
            }
            Error::NotFound { detail } => match without_full_stop(detail) {
                "" => message!("service-not-found"),
                words => message!("service-not-found-because", words = words),
            },
            Error::Conflict { detail } => match without_full_stop(detail) {
                "" => message!("service-conflict"),
                words => message!("service-conflict-because", words = words),
            },
            Error::Invalid { detail, fields } => {
                let problems: Vec<String> = fields.iter().map(InvalidField::describe).collect();
                let problems = problems.join("; ");
                match without_full_stop(if fields.is_empty() { detail } else { &problems }) {
                    "" => message!("service-invalid"),
                    words => message!("service-invalid-because", words = words),
                }
            }
            Error::TooLarge { .. } => message!("service-too-large"),
            Error::Throttled {
                detail,
                retry_after,
            } => {
                let sentence = throttled_message(*retry_after);
                match detail.as_str() {
                    "" => sentence,
                    words => message!(
                        "service-throttled-because",
                        sentence = sentence,
                        words = words
                    ),
                }
            }
            Error::Service { status, .. } => message!("service-fault", status = *status),
            Error::Network { failure, .. } => failure.message(),
            Error::InvalidResponse { reason } => message!("service-answer", reason = reason),
            Error::File { path, source } => message!(
                "service-file",
                path = path.display().to_string(),
                reason = source.to_string()
            ),
        }
    }

    /// Returns the wait that the service requests before the next call, if it throttled this one.
    pub fn retry_after(&self) -> Option<Duration> {
        if let Error::Throttled { retry_after, .. } = self {
            *retry_after
        } else {
            None
        }
    }

    /// Returns whether the error is likely to be temporary, so that a later retry is worthwhile.
    pub fn is_transient(&self) -> bool {
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
            | Error::InvalidResponse { .. }
            | Error::File { .. } => false,
        }
    }

    /// Returns whether the service refused the call, so that it would refuse the same call again. A rejected token
    /// doesn't count as a refusal of the call.
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
            | Error::InvalidResponse { .. }
            | Error::File { .. } => false,
        }
    }

    /// Returns whether the call certainly had no effect: the service rejected it before it did anything, or never
    /// received it.
    pub(crate) fn has_no_effect(&self) -> bool {
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
            Error::InvalidResponse { .. } => false,
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

    pub(crate) fn invalid_response(reason: Message) -> Error {
        Error::InvalidResponse { reason }
    }
}

impl NetworkFailure {
    /// Returns the message that the app shows.
    pub fn message(&self) -> Message {
        match self {
            NetworkFailure::Unreachable => message!("service-unreachable"),
            NetworkFailure::TimedOut => message!("service-timed-out"),
            NetworkFailure::Interrupted => message!("service-interrupted"),
            NetworkFailure::ProxyPassword => message!("service-proxy-password"),
            NetworkFailure::Intercepted => message!("service-intercepted"),
            NetworkFailure::NoCertificates => message!("service-no-certificates"),
        }
    }
}

impl InvalidField {
    /// Returns the field and its problem, as in `steps: Must be greater than 0`.
    fn describe(&self) -> String {
        match self.field.as_str() {
            "" => self.message.clone(),
            field => format!("{field}: {}", self.message),
        }
    }
}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        let failure = if requires_proxy_password(&error) {
            NetworkFailure::ProxyPassword
        } else if error.is_connect() || error.is_builder() {
            NetworkFailure::Unreachable
        } else if error.is_timeout() {
            NetworkFailure::TimedOut
        } else {
            NetworkFailure::Interrupted
        };
        // An address may contain a signature, and the message does not need the address.
        Error::Network {
            failure,
            source: Some(Box::new(error.without_url())),
        }
    }
}

/// Returns whether a proxy refused the connection because it requires a password. The HTTP library reports this only
/// in its error text.
fn requires_proxy_password(error: &reqwest::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(deeper) = cause {
        if deeper.to_string().ends_with("proxy authorization required") {
            return true;
        }
        cause = deeper.source();
    }
    false
}

/// Returns the service's message without its final full stop, since it becomes part of a sentence.
fn without_full_stop(detail: &str) -> &str {
    detail.trim_end_matches(['.', ' ', '\n'])
}

/// Returns the message that asks the person to wait, for a minute if the time is unknown.
fn throttled_message(wait: Option<Duration>) -> Message {
    let Some(wait) = wait else {
        return message!("service-throttled-minutes", minutes = 1);
    };
    let seconds = wait.as_secs_f64().ceil();
    if seconds < 120.0 {
        message!(
            "service-throttled-seconds",
            seconds = seconds.max(1.0) as i64
        )
    } else {
        message!(
            "service-throttled-minutes",
            minutes = (seconds / 60.0).ceil() as i64
        )
    }
}
