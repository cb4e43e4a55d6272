//! Tests that every refusal that the service has been observed to return becomes the right kind of error, with a
//! message for the person.

use crate::server;

use replicate::{Error, InvalidField, NewModel, Visibility};
use serde_json::{Value, json};
use server::{Reply, Server, name};

/// Returns the error that the client returns for an answer.
async fn refused(reply: Reply) -> Error {
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

async fn json_refused(status: u16, body: Value) -> Error {
    refused(Reply::json(status, body)).await
}

/// Checks that the error's message contains these words and ends like a sentence.
fn says(error: &Error, words: &[&str]) {
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
async fn a_token_that_is_not_accepted() {
    let error = json_refused(401, json!({ "title": "Unauthenticated", "detail": "You did not pass a valid authentication token", "status": 401 })).await;
    assert!(matches!(error, Error::Unauthenticated));
    says(
        &error,
        &[
            "did not accept the token",
            "make a new one",
            "replicate.com/account/api-tokens",
        ],
    );
}

#[tokio::test]
async fn no_credit() {
    let detail = "You have insufficient credit to run this model. Go to https://replicate.com/account/billing#billing to purchase credit.";
    let error = json_refused(
        402,
        json!({ "title": "Insufficient credit", "detail": detail, "status": 402 }),
    )
    .await;
    let Error::PaymentRequired { detail: kept } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(kept, detail);
    says(
        &error,
        &["no credit", "replicate.com/account/billing", "few minutes"],
    );
    assert!(!error.is_passing());
}

#[tokio::test]
async fn a_destination_that_is_not_there() {
    let error = json_refused(
        404,
        json!({ "detail": "The specified training destination does not exist", "status": 404 }),
    )
    .await;
    assert!(matches!(error, Error::NotFound { .. }));
    says(
        &error,
        &["should take the training's result", "create a new one"],
    );
    let other = json_refused(
        404,
        json!({ "detail": "The requested resource could not be found.", "status": 404 }),
    )
    .await;
    says(&other, &["does not have this", "could not be found"]);
}

#[tokio::test]
async fn inputs_that_are_not_accepted() {
    let error = json_refused(422, json!({
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
    says(
        &error,
        &["num_inference_steps: Must be less than or equal to 4"],
    );
}

#[tokio::test]
async fn a_webhook_or_a_version_that_is_not_accepted() {
    let webhook = json!({ "status": 422, "title": "Input validation failed", "detail": "- webhook: Not a valid HTTPS URL",
        "invalid_fields": [{ "type": "format", "field": "webhook", "description": "Not a valid HTTPS URL" }] });
    says(
        &json_refused(422, webhook).await,
        &["webhook: Not a valid HTTPS URL"],
    );
    let version = json!({ "title": "Invalid version or not permitted", "status": 422,
        "detail": "The specified version does not exist (or perhaps you don't have permission to use it?)" });
    says(
        &json_refused(422, version).await,
        &["version does not exist"],
    );
}

#[tokio::test]
async fn hardware_that_is_no_longer_there() {
    let words = "gpu-t4 is not a valid hardware SKU. Your options are: cpu, gpu-l40s.";
    let error = json_refused(
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
    says(&error, &["hardware: gpu-t4 is not a valid hardware SKU"]);
}

#[tokio::test]
async fn a_name_that_is_taken() {
    let words = "A model with that name and owner already exists.";
    for body in [
        json!({ "detail": words }),
        json!({ "title": "", "errors": [{ "detail": words, "pointer": "/name" }] }),
    ] {
        let error = json_refused(409, body).await;
        assert!(matches!(error, Error::Conflict { .. }));
        says(&error, &["already exists"]);
    }
}

#[tokio::test]
async fn a_file_that_is_too_large() {
    let plain = json_refused(
        413,
        json!({ "detail": "Files must be less than 100MB in size" }),
    )
    .await;
    let page = "<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>\r\n<center><h1>413 Request Entity Too Large</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>";
    let proxy = refused(Reply::html(413, page)).await;
    for error in [plain, proxy] {
        assert!(matches!(error, Error::TooLarge { .. }));
        says(&error, &["too large", "100 MB", "Leave out"]);
        assert!(!format!("{error:?}").contains("<"), "{error:?}");
    }
}

#[tokio::test]
async fn asked_to_slow_down() {
    let error = json_refused(429, json!({ "detail": "Request was throttled. Your rate limit resets in ~10s.", "status": 429, "retry_after": 10 })).await;
    assert!(error.is_passing());
    says(&error, &["in 10 seconds", "Request was throttled"]);
}

#[tokio::test]
async fn a_fault_of_the_service() {
    let broken = json_refused(500, json!({ "detail": "An unexpected error ocurred" })).await;
    says(&broken, &["problem of its own", "500"]);
    let gateway = refused(Reply::html(502, "<!DOCTYPE html><html><head><title>replicate.com | 502: Bad gateway</title></head><body>cloudflare</body></html>")).await;
    let Error::Service {
        status: 502,
        detail,
    } = &gateway
    else {
        panic!("{gateway:?}")
    };
    assert_eq!(detail, "replicate.com | 502: Bad gateway");
    assert!(gateway.is_passing());
}

#[tokio::test]
async fn a_refusal_without_words_is_still_one() {
    for (status, body) in [
        (403, ""),
        (404, "null"),
        (422, "[]"),
        (409, "\"x\""),
        (400, "{\"detail\": []}"),
        (418, "\u{1}"),
    ] {
        let error = refused(Reply::bytes(status, body)).await;
        says(&error, &["Replicate"]);
        assert!(!error.is_passing());
    }
}

#[tokio::test]
async fn a_long_explanation_is_cut() {
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
        let error = refused(reply).await;
        assert!(error.to_string().chars().count() < 700, "{error}");
        assert!(format!("{error:?}").chars().count() < 1600, "{error:?}");
    }
}

#[tokio::test]
async fn an_answer_that_is_not_what_was_asked_for() {
    for body in ["", "{", "[]", "{\"owner\":\"acme\"}", "null", "\u{feff}{}"] {
        let error = refused(Reply::bytes(201, body)).await;
        assert!(matches!(error, Error::Answer { .. }), "{body}: {error:?}");
        says(&error, &["can't be understood"]);
    }
}

#[tokio::test]
async fn a_page_or_a_redirect_is_not_an_answer_of_the_service() {
    let page = "<html><head><title>Welcome to the hotel</title></head></html>";
    for status in [
        200, 201, 302, 307, 400, 401, 402, 403, 404, 407, 409, 410, 422,
    ] {
        let error = refused(Reply::html(status, page)).await;
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
        assert!(error.is_passing() && !error.is_refusal(), "{status}");
        says(&error, &["in place of Replicate", "sign in"]);
    }
}

#[tokio::test]
async fn a_page_in_answer_to_a_start_leaves_open_whether_it_started() {
    for status in [200, 302, 403, 404] {
        let server = Server::start().await;
        let path = "/v1/models/acme/trainer/versions/v/trainings";
        server.on("POST", path, Reply::html(status, "<html></html>"));
        let (trainer, to) = (name("acme/trainer"), name("acme/cat"));
        let asked = server
            .client()
            .create_training(&trainer, "v", &to, &serde_json::Map::new())
            .await;
        assert!(
            matches!(asked, Err(replicate::SubmitError::Unknown(_))),
            "{status}: {asked:?}"
        );
        assert_eq!(server.calls().len(), 1, "{status}: never sent twice");
    }
}
