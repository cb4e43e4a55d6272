//! Parses the request headers for the wait (`Prefer`) and the deadline (`Cancel-After`) of a prediction.

use std::time::Duration;

use axum::http::HeaderMap;

use crate::problem::Problem;

/// The maximum and the default of `Prefer: wait`.
const MAX_WAIT: Duration = Duration::from_secs(60);

/// Parses `Prefer: wait` or `Prefer: wait=N`, with N from 1 to 60 seconds. Returns `None` if there is no such header,
/// and an error if it has another value.
pub(super) fn wait(headers: &HeaderMap) -> Result<Option<Duration>, Problem> {
    let Some(prefer) = headers.get("prefer") else {
        return Ok(None);
    };
    let wait = prefer
        .to_str()
        .ok()
        .and_then(|prefer| match prefer.strip_prefix("wait")? {
            "" => Some(MAX_WAIT),
            seconds => {
                let seconds = seconds
                    .strip_prefix('=')?
                    .parse()
                    .ok()
                    .map(Duration::from_secs)?;
                (Duration::from_secs(1)..=MAX_WAIT)
                    .contains(&seconds)
                    .then_some(seconds)
            }
        });
    wait.map(Some)
        .ok_or_else(|| Problem::bad_request("Prefer: must be wait or wait=1 to wait=60."))
}

/// Parses `Cancel-After`: a duration such as `1h2m30s`, or a number of seconds. Returns `None` if there is no such
/// header, and an error for an invalid duration or one of less than 5 seconds.
pub(super) fn cancel_after(headers: &HeaderMap) -> Result<Option<Duration>, Problem> {
    let Some(header) = headers.get("cancel-after") else {
        return Ok(None);
    };
    let seconds = header.to_str().ok().and_then(|text| {
        let (mut total, mut number) = (0_u64, String::new());
        for letter in text.chars() {
            let unit = match letter {
                '0'..='9' => {
                    number.push(letter);
                    continue;
                }
                's' => 1,
                'm' => 60,
                'h' => 3600,
                _ => return None,
            };
            total = total.checked_add(number.parse::<u64>().ok()?.checked_mul(unit)?)?;
            number.clear();
        }
        if number.is_empty() {
            Some(total)
        } else {
            total.checked_add(number.parse().ok()?)
        }
    });
    match seconds {
        Some(seconds) if seconds >= 5 => Ok(Some(Duration::from_secs(seconds))),
        _ => Err(Problem::bad_request(
            "Cancel-After: must be a duration of at least 5 seconds, such as 30s or 5m.",
        )),
    }
}
