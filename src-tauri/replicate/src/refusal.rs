//! What a refusal means: the status and the two families of problem bodies, or a proxy's page, read into
//! an [`Error`] and the wait that is asked for.

use std::time::{Duration, SystemTime};

use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, RETRY_AFTER};
use serde_json::Value;

use crate::error::{Error, InvalidField, NetworkFailure};
use crate::exchange::Answer;
use crate::retry::Failure;

/// The most of the service's words that is repeated, in characters.
const LONGEST_WORDS: usize = 500;

/// The most fields that are listed.
const MOST_FIELDS: usize = 20;

/// Reads an answer that is not a success; `redact` takes secrets out of its words.
pub(crate) fn read(answer: &Answer, redact: &dyn Fn(&str) -> String) -> Failure {
    let problem: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let words = |text: &str| brief(&redact(text));
    let detail = words(&detail(answer, &problem));
    let status = answer.status;
    let wait = match status.as_u16() {
        429 => asked_wait(&answer.headers)
            .or_else(|| duration(problem.get("retry_after")?.as_f64()?))
            .or_else(|| wait_in_words(&detail))
            .or_else(|| seconds_header(&answer.headers, "ratelimit-reset")),
        500..=599 => asked_wait(&answer.headers),
        _ => None,
    };
    let error = match status.as_u16() {
        // The service refuses in JSON, but for what its own proxies refuse: a body that is too large, too many calls.
        code @ 400..=499 if is_page(answer) && !matches!(code, 408 | 413 | 425 | 429) => {
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
        // The request did not arrive whole, or too early: the same one may well do.
        408 | 425 | 500..=599 => Error::Service {
            status: status.as_u16(),
            detail,
        },
        400..=499 => Error::Invalid {
            detail,
            fields: fields(&problem, &words),
        },
        // The service does not redirect; networks that ask to sign in do. Redirects are never followed with the token.
        300..=399 => Error::network(NetworkFailure::Intercepted),
        _ => Error::answer(format!("its status is {}", status.as_u16())),
    };
    Failure { error, wait }
}

/// The service's own words: `detail`, else `title`, else the first of `errors`, else a page's title.
fn detail(answer: &Answer, problem: &Value) -> String {
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
        .or_else(|| page_title(answer))
        .or_else(|| answer.status.canonical_reason().map(str::to_owned))
        .unwrap_or_default()
}

/// What is wrong with which field, from `invalid_fields` and from `errors`.
fn fields(problem: &Value, words: &dyn Fn(&str) -> String) -> Vec<InvalidField> {
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
    let invalid = list("invalid_fields").map(|one| (text(one, "field"), text(one, "description")));
    let errors = list("errors").map(|one| {
        (
            text(one, "pointer")
                .trim_start_matches('/')
                .replace('/', "."),
            text(one, "detail"),
        )
    });
    invalid
        .chain(errors)
        .filter(|(_, message)| !message.is_empty())
        .take(MOST_FIELDS)
        .map(|(field, message)| InvalidField {
            // `input.steps` is what a person knows as `steps`.
            field: words(field.strip_prefix("input.").unwrap_or(&field)),
            message: words(&message),
        })
        .collect()
}

/// Whether the body is a web page: a proxy's, or a network's that asks to sign in.
pub(crate) fn is_page(answer: &Answer) -> bool {
    let said = answer
        .headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    said || answer.body.trim_ascii_start().starts_with(b"<")
}

/// The title of a proxy's page, such as `413 Request Entity Too Large`.
fn page_title(answer: &Answer) -> Option<String> {
    if !is_page(answer) {
        return None;
    }
    let page = String::from_utf8_lossy(&answer.body);
    let (_, rest) = page.split_once("<title>")?;
    let (title, _) = rest.split_once("</title>")?;
    Some(title.trim().to_owned()).filter(|title| !title.is_empty())
}

/// A text shortened to what a person would read, on one line or several but without control characters.
pub(crate) fn brief(text: &str) -> String {
    let mut letters = text
        .trim()
        .chars()
        .filter(|letter| *letter == '\n' || !letter.is_control());
    let brief: String = letters.by_ref().take(LONGEST_WORDS).collect();
    if letters.next().is_some() {
        brief + "…"
    } else {
        brief
    }
}

/// `Retry-After`: seconds, or a date. A date is measured from the answer's own, as clocks differ.
fn asked_wait(headers: &HeaderMap) -> Option<Duration> {
    seconds_header(headers, RETRY_AFTER.as_str()).or_else(|| {
        let date = |name| httpdate::parse_http_date(headers.get(name)?.to_str().ok()?).ok();
        let now = date(DATE).unwrap_or_else(SystemTime::now);
        Some(date(RETRY_AFTER)?.duration_since(now).unwrap_or_default())
    })
}

fn seconds_header(headers: &HeaderMap, name: &str) -> Option<Duration> {
    duration(headers.get(name)?.to_str().ok()?.trim().parse().ok()?)
}

/// `~10s` or `available in 1 second`, as seen in the detail of a throttled call.
fn wait_in_words(detail: &str) -> Option<Duration> {
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
