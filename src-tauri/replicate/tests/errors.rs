//! Tests that every refusal that the service has been observed to return becomes the right kind of error, with a
//! message for the person.

use crate::server;

use replicate::{Error, InvalidField, NewModel, Visibility};
use serde_json::{Value, json};
use server::{Reply, Server, name};

/// Returns the error that the client derives from a reply.
async fn error_for(reply: Reply) -> Error {
    let server = Server::start().await;
    server.on("POST", "/v1/models", reply);
    let new = NewModel {
        name: name("acme/cat"),
        visibility: Visibility::Private,
        hardware: "cpu".to_owned(),
        description: None,
    };
    server
        .client()
        .with_retry(replicate::Retry::never())
        .create_model(&new)
        .await
        .unwrap_err()
}

async fn json_error_for(status: u16, body: Value) -> Error {
    error_for(Reply::json(status, body)).await
}

/// Checks that the error's message contains these words and ends with a full stop or a closing parenthesis.
fn assert_message_contains(error: &Error, words: &[&str]) {
    let sentence = error.to_string();
    for word in words {
        assert!(sentence.contains(word), "“{word}” is not in: {sentence}");
    }
    assert!(
        sentence.ends_with(['.', ')']) && !sentence.contains(".."),
        "{sentence}"
    );
}

#[tokio::test]
async fn an_invalid_token_is_unauthenticated() {
    let error = json_error_for(401, json!({ "title": "Unauthenticated", "detail": "You did not pass a valid authentication token", "status": 401 })).await;
    assert!(matches!(error, Error::Unauthenticated));
    assert_message_contains(
        &error,
        &[
            "did not accept the token",
            "make a new one",
            "replicate.com/account/api-tokens",
        ],
    );
}

#[tokio::test]
async fn missing_credit_requires_payment() {
    let detail = "You have insufficient credit to run this model. Go to https://replicate.com/account/billing#billing to purchase credit.";
    let error = json_error_for(
        402,
        json!({ "title": "Insufficient credit", "detail": detail, "status": 402 }),
    )
    .await;
    let Error::PaymentRequired { detail: kept } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(kept, detail);
    assert_message_contains(
        &error,
        &["no credit", "replicate.com/account/billing", "few minutes"],
    );
    assert!(!error.is_transient());
}

#[tokio::test]
async fn a_missing_destination_is_not_found() {
    let error = json_error_for(
        404,
        json!({ "detail": "The specified training destination does not exist", "status": 404 }),
    )
    .await;
    assert!(matches!(error, Error::NotFound { .. }));
    assert_message_contains(
        &error,
        &["The destination model does not exist", "create a new one"],
    );
    let other = json_error_for(
        404,
        json!({ "detail": "The requested resource could not be found.", "status": 404 }),
    )
    .await;
    assert_message_contains(&other, &["does not have this", "could not be found"]);
}

#[tokio::test]
async fn invalid_inputs_are_listed() {
    let error = json_error_for(422, json!({
        "detail": "- input: prompt is required\n- input.num_inference_steps: Must be less than or equal to 4\n",
        "status": 422, "title": "Input validation failed",
        "invalid_fields": [
            { "type": "required", "field": "input", "description": "prompt is required" },
            { "type": "number_lte", "field": "input.num_inference_steps", "description": "Must be less than or equal to 4" }
        ]
    })).await;
    let Error::Invalid { fields, .. } = &error else {
        panic!("{error:?}")
    };
    let field = |field: &str, message: &str| InvalidField {
        field: field.to_owned(),
        message: message.to_owned(),
    };
    assert_eq!(
        fields,
        &[
            field("input", "prompt is required"),
            field("num_inference_steps", "Must be less than or equal to 4")
        ]
    );
    assert_message_contains(
        &error,
        &["num_inference_steps: Must be less than or equal to 4"],
    );
}

#[tokio::test]
async fn an_invalid_webhook_or_version_is_named() {
    let webhook = json!({ "status": 422, "title": "Input validation failed", "detail": "- webhook: Not a valid HTTPS URL",
        "invalid_fields": [{ "type": "format", "field": "webhook", "description": "Not a valid HTTPS URL" }] });
    assert_message_contains(
        &json_error_for(422, webhook).await,
        &["webhook: Not a valid HTTPS URL"],
    );
    let version = json!({ "title": "Invalid version or not permitted", "status": 422,
        "detail": "The specified version does not exist (or perhaps you don't have permission to use it?)" });
    assert_message_contains(
        &json_error_for(422, version).await,
        &["version does not exist"],
    );
}

#[tokio::test]
async fn unavailable_hardware_is_invalid() {
    let words = "gpu-t4 is not a valid hardware SKU. Your options are: cpu, gpu-l40s.";
    let error = json_error_for(
        400,
        json!({ "status": 400, "title": "Validation failed",
        "detail": format!("The following errors occurred:\n- hardware: {words}"),
        "errors": [{ "pointer": "/hardware", "detail": words }] }),
    )
    .await;
    let Error::Invalid { fields, .. } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(fields[0].field, "hardware");
    assert_message_contains(&error, &["hardware: gpu-t4 is not a valid hardware SKU"]);
}

#[tokio::test]
async fn a_taken_name_is_a_conflict() {
    let words = "A model with that name and owner already exists.";
    for body in [
        json!({ "detail": words }),
        json!({ "title": "", "errors": [{ "detail": words, "pointer": "/name" }] }),
    ] {
        let error = json_error_for(409, body).await;
        assert!(matches!(error, Error::Conflict { .. }));
        assert_message_contains(&error, &["already exists"]);
    }
}

#[tokio::test]
async fn an_oversized_file_is_too_large() {
    let plain = json_error_for(
        413,
        json!({ "detail": "Files must be less than 100MB in size" }),
    )
    .await;
    let page = "<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>\r\n<center><h1>413 Request Entity Too Large</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>";
    let proxy = error_for(Reply::html(413, page)).await;
    for error in [plain, proxy] {
        assert!(matches!(error, Error::TooLarge { .. }));
        assert_message_contains(&error, &["too large", "100 MB", "Leave out"]);
        assert!(!format!("{error:?}").contains("<"), "{error:?}");
    }
}

#[tokio::test]
async fn throttling_reports_the_wait() {
    let error = json_error_for(429, json!({ "detail": "Request was throttled. Your rate limit resets in ~10s.", "status": 429, "retry_after": 10 })).await;
    assert!(error.is_transient());
    assert_message_contains(&error, &["in 10 seconds", "Request was throttled"]);
}

#[tokio::test]
async fn service_errors_are_transient() {
    let broken = json_error_for(500, json!({ "detail": "An unexpected error ocurred" })).await;
    assert_message_contains(&broken, &["has a problem right now", "500"]);
    let gateway = error_for(Reply::html(502, "<!DOCTYPE html><html><head><title>replicate.com | 502: Bad gateway</title></head><body>cloudflare</body></html>")).await;
    let Error::Service {
        status: 502,
        detail,
    } = &gateway
    else {
        panic!("{gateway:?}")
    };
    assert_eq!(detail, "replicate.com | 502: Bad gateway");
    assert!(gateway.is_transient());
}

#[tokio::test]
async fn a_refusal_without_a_message_is_an_error() {
    for (status, body) in [
        (403, ""),
        (404, "null"),
        (422, "[]"),
        (409, "\"x\""),
        (400, "{\"detail\": []}"),
        (418, "\u{1}"),
    ] {
        let error = error_for(Reply::bytes(status, body)).await;
        assert_message_contains(&error, &["Replicate"]);
        assert!(!error.is_transient());
    }
}

#[tokio::test]
async fn long_messages_are_truncated() {
    let long = "läuft ".repeat(20_000);
    for reply in [
        Reply::json(
            422,
            json!({ "detail": long, "errors": [{ "pointer": "/a", "detail": long }] }),
        ),
        Reply::json(422, json!({ "detail": long })),
        Reply::html(502, &format!("<title>{long}</title>")),
        Reply::json(201, json!({ "owner": 1, "name": long })),
    ] {
        let error = error_for(reply).await;
        assert!(error.to_string().chars().count() < 700, "{error}");
        assert!(format!("{error:?}").chars().count() < 1600, "{error:?}");
    }
}

#[tokio::test]
async fn an_unexpected_body_is_an_invalid_response() {
    for body in ["", "{", "[]", "{\"owner\":\"acme\"}", "null", "\u{feff}{}"] {
        let error = error_for(Reply::bytes(201, body)).await;
        assert!(
            matches!(error, Error::InvalidResponse { .. }),
            "{body}: {error:?}"
        );
        assert_message_contains(&error, &["can't be understood"]);
    }
}

#[tokio::test]
async fn a_web_page_or_redirect_is_intercepted() {
    let page = "<html><head><title>Welcome to the hotel</title></head></html>";
    for status in [
        200, 201, 302, 307, 400, 401, 402, 403, 404, 407, 409, 410, 422,
    ] {
        let error = error_for(Reply::html(status, page)).await;
        assert!(
            matches!(
                error,
                Error::Network {
                    failure: replicate::NetworkFailure::Intercepted,
                    ..
                }
            ),
            "{status}: {error:?}"
        );
        assert!(error.is_transient() && !error.is_refusal(), "{status}");
        assert_message_contains(&error, &["in place of Replicate", "sign in"]);
    }
}

#[tokio::test]
async fn an_intercepted_start_is_unknown() {
    for status in [200, 302, 403, 404] {
        let server = Server::start().await;
        let path = "/v1/models/acme/trainer/versions/v/trainings";
        server.on("POST", path, Reply::html(status, "<html></html>"));
        let (trainer, to) = (name("acme/trainer"), name("acme/cat"));
        let result = server
            .client()
            .create_training(&trainer, "v", &to, &serde_json::Map::new())
            .await;
        assert!(
            matches!(result, Err(replicate::SubmitError::Unknown(_))),
            "{status}: {result:?}"
        );
        assert_eq!(server.calls().len(), 1, "{status}: never sent twice");
    }
}
