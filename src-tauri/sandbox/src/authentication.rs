//! Authentication: a token in the `Authorization` header, with the scheme `Bearer` or the older `Token`.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::options::Options;
use crate::problem::Problem;
use crate::service::Service;

/// Forwards a request that has a valid token, and adds the rate limit headers to the response. Responds to any other
/// request with 401.
pub(crate) async fn require(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Response {
    if !is_authentic(request.headers(), &service.options) {
        return Problem::unauthenticated().into_response();
    }
    // The service allows 600 predictions and 3,000 other requests per minute. The headers always report the remainder
    // after the first request: the sandbox throttles only if a test orders it.
    let remaining = if request.method() == "POST" && request.uri().path().ends_with("/predictions")
    {
        "599"
    } else {
        "2999"
    };
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .insert("ratelimit-remaining", HeaderValue::from_static(remaining));
    response
        .headers_mut()
        .insert("ratelimit-reset", HeaderValue::from_static("1"));
    response
}

fn is_authentic(headers: &HeaderMap, options: &Options) -> bool {
    let Some((scheme, token)) = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
    else {
        return false;
    };
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("token"))
        && match &options.token {
            Some(only) => token == only,
            None => !token.is_empty() && !token.starts_with("r8_bad"),
        }
}
