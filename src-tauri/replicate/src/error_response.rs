//! Converts error responses to an [`Error`] and the requested wait. The body of an error response is in one of the
//! service's two problem formats, or is the page of a proxy.

use std::time::{Duration, SystemTime};

use localization::message;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, RETRY_AFTER};
use serde_json::Value;

use crate::error::{Error, InvalidField, NetworkFailure};
use crate::exchange::BufferedResponse;
use crate::retry::Failure;

/// The maximum length of a message from the service, in characters.
const MAX_MESSAGE_CHARS: usize = 500;

/// The maximum number of invalid fields that are kept.
const MAX_FIELDS: usize = 20;

/// Reads a response that is not a success. `redact` removes secrets from its messages.
pub(crate) fn read(response: &BufferedResponse, redact: &dyn Fn(&str) -> String) -> Failure {
    let problem: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let message = |text: &str| truncate(&redact(text));
    let detail = message(&detail(response, &problem));
    let status = response.status;
    let wait = match status.as_u16() {
        429 => retry_after(&response.headers)
            .or_else(|| duration(problem.get("retry_after")?.as_f64()?))
            .or_else(|| wait_in_message(&detail))
            .or_else(|| seconds_header(&response.headers, "ratelimit-reset")),
        500..=599 => retry_after(&response.headers),
        _ => None,
    };
    let error = match status.as_u16() {
        // The service's errors are JSON, except those of its own proxies, such as for a body that is too large or for
        // too many requests.
        code @ 400..=499 if is_web_page(response) && !matches!(code, 408 | 413 | 425 | 429) => {
            Error::network(NetworkFailure::Intercepted)
        }
        401 => Error::Unauthenticated,
        402 => Error::PaymentRequired { detail },
        403 => Error::Forbidden { detail },
        404 | 410 => Error::NotFound { detail },
        409 => Error::Conflict { detail },
        413 => Error::TooLarge { detail },
        429 => Error::Throttled {
            detail,
            retry_after: wait,
        },
        // The request arrived incompletely or too early. The same request may succeed later.
        408 | 425 | 500..=599 => Error::Service {
            status: status.as_u16(),
            detail,
        },
        400..=499 => Error::Invalid {
            detail,
            fields: fields(&problem, &message),
        },
        // The service does not redirect, but captive portals do. Redirects are never followed with the token.
        300..=399 => Error::network(NetworkFailure::Intercepted),
        _ => Error::invalid_response(message!("service-answer-status", status = status.as_u16())),
    };
    Failure { error, wait }
}

/// Returns the service's message: `detail`, else `title`, else the `detail` of the first of `errors`, else the title of
/// a page, else the usual phrase for the status.
fn detail(response: &BufferedResponse, problem: &Value) -> String {
    let text = |value: &Value, key: &str| {
        value
            .get(key)
            .and_then(Value::as_str)
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    text(problem, "detail")
        .or_else(|| text(problem, "title"))
        .or_else(|| text(problem.get("errors")?.get(0)?, "detail"))
        .or_else(|| page_title(response))
        .or_else(|| response.status.canonical_reason().map(str::to_owned))
        .unwrap_or_default()
}

/// Returns the invalid fields, from `invalid_fields` and from `errors`.
fn fields(problem: &Value, message_of: &dyn Fn(&str) -> String) -> Vec<InvalidField> {
    let list = |key: &str| {
        problem
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    let text = |value: &Value, key: &str| {
        value
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let invalid =
        list("invalid_fields").map(|entry| (text(entry, "field"), text(entry, "description")));
    let errors = list("errors").map(|entry| {
        (
            text(entry, "pointer")
                .trim_start_matches('/')
                .replace('/', "."),
            text(entry, "detail"),
        )
    });
    invalid
        .chain(errors)
        .filter(|(_, message)| !message.is_empty())
        .take(MAX_FIELDS)
        .map(|(field, message)| InvalidField {
            // The app shows `input.steps` as `steps`.
            field: message_of(field.strip_prefix("input.").unwrap_or(&field)),
            message: message_of(&message),
        })
        .collect()
}

/// Returns whether the body is a web page, of a proxy or of a captive portal.
pub(crate) fn is_web_page(response: &BufferedResponse) -> bool {
    let is_html = response
        .headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    is_html || response.body.trim_ascii_start().starts_with(b"<")
}

/// Returns the title of a proxy's page, such as `413 Request Entity Too Large`.
fn page_title(response: &BufferedResponse) -> Option<String> {
    if !is_web_page(response) {
        return None;
    }
    let page = String::from_utf8_lossy(&response.body);
    let (_, rest) = page.split_once("<title>")?;
    let (title, _) = rest.split_once("</title>")?;
    Some(title.trim().to_owned()).filter(|title| !title.is_empty())
}

/// Truncates a text for display, and removes control characters other than line feeds.
pub(crate) fn truncate(text: &str) -> String {
    let mut letters = text
        .trim()
        .chars()
        .filter(|letter| *letter == '\n' || !letter.is_control());
    let truncated: String = letters.by_ref().take(MAX_MESSAGE_CHARS).collect();
    if letters.next().is_some() {
        truncated + "…"
    } else {
        truncated
    }
}

/// Returns the wait in `Retry-After`, which is in seconds or a date. A date is compared with the response's own date,
/// since clocks differ.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    seconds_header(headers, RETRY_AFTER.as_str()).or_else(|| {
        let date = |name| httpdate::parse_http_date(headers.get(name)?.to_str().ok()?).ok();
        let now = date(DATE).unwrap_or_else(SystemTime::now);
        Some(date(RETRY_AFTER)?.duration_since(now).unwrap_or_default())
    })
}

fn seconds_header(headers: &HeaderMap, name: &str) -> Option<Duration> {
    duration(headers.get(name)?.to_str().ok()?.trim().parse().ok()?)
}

/// Returns the wait in the message of a throttled call: `~10s` or `available in 1 second`.
fn wait_in_message(detail: &str) -> Option<Duration> {
    let number = |after: &str| {
        let (_, rest) = detail.split_once(after)?;
        let digits: &str = rest.split(|letter: char| !letter.is_ascii_digit()).next()?;
        rest[digits.len()..]
            .trim_start()
            .starts_with('s')
            .then_some(())?;
        duration(digits.parse().ok()?)
    };
    number("~").or_else(|| number("available in "))
}

fn duration(seconds: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(seconds).ok()
}
