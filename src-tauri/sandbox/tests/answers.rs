//! Tests that every answer in a long session conforms to Replicate's own OpenAPI document.
//!
//! The document is not part of the project. It is read from the file that `TINTYPE_OPENAPI` names, or from
//! `shared/reference` beside the repository. If the document does not exist, the test prints that and passes.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;

use reqwest::Method;
use sandbox::Options;
use serde_json::{Value, json};

use crate::support::{FAST_FLUX, Fixture, TestResponse, jpeg, send, zip_of};

/// The document, and the described responses that have been seen, as `METHOD path status`.
struct Document {
    document: Value,
    seen: RefCell<BTreeSet<String>>,
}

impl Document {
    fn open() -> Option<Document> {
        let default_path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../../shared/reference/replicate-openapi.json");
        let path = std::env::var_os("TINTYPE_OPENAPI").map_or(default_path, Into::into);
        let Ok(bytes) = std::fs::read(&path) else {
            println!("skipped: no OpenAPI document at {}", path.display());
            return None;
        };
        let mut document = serde_json::from_slice(&bytes).unwrap();
        fix_document(&mut document);
        Some(Document {
            document,
            seen: RefCell::default(),
        })
    }

    /// Checks a response against the document's description of this call and status.
    fn check(&self, method: &str, path: &str, response: &TestResponse) {
        let name = format!("{method} {path} {}", response.status);
        let responses = &self.document["paths"][path][method.to_lowercase()]["responses"];
        assert!(responses.is_object(), "the document has no {method} {path}");
        let Some(description) = responses.get(response.status.to_string()) else {
            panic!("{name} is not documented: {}", response.body);
        };
        let content = description["content"].as_object();
        match content.and_then(|content| content.iter().next()) {
            None => assert!(response.bytes.is_empty(), "{name} should have no body"),
            Some((kind, media)) => {
                let sent = response.headers["content-type"].to_str().unwrap();
                assert_eq!(sent.split(';').next().unwrap(), kind, "{name}");
                if kind.ends_with("json") {
                    self.validate(&media["schema"], &response.body, &name);
                }
            }
        }
        self.seen.borrow_mut().insert(name);
    }

    fn validate(&self, schema: &Value, body: &Value, name: &str) {
        let mut root = schema.clone();
        root["components"] = self.document["components"].clone();
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .build(&root)
            .unwrap();
        let errors: Vec<String> = validator
            .iter_errors(body)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}\n{body:#}");
    }

    /// Returns the responses that the document describes for these calls, but that have not been seen.
    fn unseen(&self, calls: &[&str]) -> Vec<String> {
        let mut unseen = Vec::new();
        for call in calls {
            let (method, path) = call.split_once(' ').unwrap();
            for status in self.document["paths"][path][method.to_lowercase()]["responses"]
                .as_object()
                .unwrap()
                .keys()
            {
                let name = format!("{call} {status}");
                if !self.seen.borrow().contains(&name) {
                    unseen.push(name);
                }
            }
        }
        unseen
    }
}

/// Corrects two mistakes in the document. It uses `nullable` as in OpenAPI 3.0 although it declares 3.1, which does
/// not have that keyword. It also requires a prediction's version to match exactly one of two schemas, any text and
/// `hidden`, although `hidden` matches both.
fn fix_document(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if object.get("nullable") == Some(&json!(true))
                && let Some(Value::String(kind)) = object.get("type")
            {
                let both = json!([kind, "null"]);
                object.insert("type".to_owned(), both);
            }
            if let Some(choices) = object.remove("oneOf") {
                object.insert("anyOf".to_owned(), choices);
            }
            object.values_mut().for_each(fix_document);
        }
        Value::Array(array) => array.iter_mut().for_each(fix_document),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

const FILE: &str = "/files/{file_id}";
const MODEL: &str = "/models/{model_owner}/{model_name}";
const VERSION: &str = "/models/{model_owner}/{model_name}/versions/{version_id}";
const TRAINING: &str = "/trainings/{training_id}";
const PREDICTION: &str = "/predictions/{prediction_id}";

#[tokio::test]
async fn every_response_conforms_to_the_document() {
    let Some(document) = Document::open() else {
        return;
    };
    let prediction_time = std::time::Duration::from_millis(1500);
    let fixture = Fixture::with(Options {
        prediction_time,
        ..Options::default()
    })
    .await;

    document.check("GET", "/account", &fixture.get("/v1/account").await);
    document.check("GET", "/hardware", &fixture.get("/v1/hardware").await);
    document.check(
        "GET",
        "/webhooks/default/secret",
        &fixture.get("/v1/webhooks/default/secret").await,
    );

    let new = json!({ "owner": "sandbox", "name": "made", "visibility": "private", "hardware": "cpu",
                      "github_url": "https://github.com/a/b" });
    document.check("POST", "/models", &fixture.post("/v1/models", new).await);
    document.check("GET", "/models", &fixture.get("/v1/models").await);
    document.check("GET", MODEL, &fixture.get("/v1/models/sandbox/made").await);
    let readme = "/models/{model_owner}/{model_name}/readme";
    let missing_readme = fixture.get("/v1/models/sandbox/made/readme").await;
    assert_eq!(missing_readme.status, 404);
    document.check(
        "PATCH",
        MODEL,
        &fixture
            .patch("/v1/models/sandbox/made", json!({ "readme": "# Rex" }))
            .await,
    );
    document.check(
        "GET",
        readme,
        &fixture.get("/v1/models/sandbox/made/readme").await,
    );

    let part = crate::support::Part {
        head: "name=\"content\"; filename=\"a.zip\"",
        kind: Some("application/zip"),
        bytes: &zip_of(&[("a.jpg", &jpeg())]),
    };
    let file = fixture.multipart(&[part]).await;
    document.check("POST", "/files", &file);
    let large = vec![0; 100_000_001];
    let part = crate::support::Part {
        head: "name=\"content\"; filename=\"a.zip\"",
        kind: None,
        bytes: &large,
    };
    document.check("POST", "/files", &fixture.multipart(&[part]).await);
    let file = file.body["urls"]["get"].as_str().unwrap();
    document.check("GET", FILE, &fixture.get(file).await);
    document.check("GET", "/files", &fixture.get("/v1/files").await);

    let versions = "/v1/models/replicate/fast-flux-trainer/versions";
    document.check(
        "GET",
        "/models/{model_owner}/{model_name}/versions",
        &fixture.get(versions).await,
    );
    let version = format!("{versions}/{FAST_FLUX}");
    document.check("GET", VERSION, &fixture.get(&version).await);
    let training = json!({
        "destination": "sandbox/made",
        "input": { "input_images": file, "trigger_word": "TOK" },
        "webhook": "https://example.com/hook",
        "webhook_events_filter": ["completed"],
    });
    let create = "/models/{model_owner}/{model_name}/versions/{version_id}/trainings";
    let created = fixture
        .post(&format!("{version}/trainings"), training.clone())
        .await;
    document.check("POST", create, &created);
    let path = format!("/v1/trainings/{}", created.body["id"].as_str().unwrap());
    assert!(
        created.body["urls"]["get"]
            .as_str()
            .unwrap()
            .contains("/v1/predictions/")
    );
    document.check("GET", TRAINING, &fixture.get(&path).await);
    fixture.wait_for_any_status(&path, &["processing"]).await;
    document.check("GET", TRAINING, &fixture.get(&path).await);
    let trained = fixture.wait_for_any_status(&path, &["succeeded"]).await;
    document.check("GET", TRAINING, &fixture.get(&path).await);
    assert!(
        trained["urls"]["get"]
            .as_str()
            .unwrap()
            .contains("/v1/trainings/")
    );
    let other = fixture
        .post(&format!("{version}/trainings"), training.clone())
        .await;
    let path = format!(
        "/v1/trainings/{}/cancel",
        other.body["id"].as_str().unwrap()
    );
    document.check(
        "POST",
        "/trainings/{training_id}/cancel",
        &fixture.post_empty(&path).await,
    );
    let mut broken = training;
    broken["input"]["input_images"] = json!(format!("{}/avatar.png", fixture.sandbox.url()));
    let failing = fixture.post(&format!("{version}/trainings"), broken).await;
    let path = format!("/v1/trainings/{}", failing.body["id"].as_str().unwrap());
    fixture.wait_for_any_status(&path, &["failed"]).await;
    document.check("GET", TRAINING, &fixture.get(&path).await);
    document.check("GET", "/trainings", &fixture.get("/v1/trainings").await);

    let download = fixture
        .sandbox
        .requests()
        .into_iter()
        .find(|request| request.path.ends_with("/download"))
        .unwrap();
    let download = format!("{}?{}", download.path, download.query.unwrap());
    document.check(
        "GET",
        "/files/{file_id}/download",
        &fixture.get(&download).await,
    );
    document.check("DELETE", FILE, &fixture.delete(file).await);
    document.check("DELETE", FILE, &fixture.delete(file).await);
    document.check("GET", FILE, &fixture.get(file).await);
    document.check(
        "GET",
        "/files/{file_id}/download",
        &fixture.get(&download).await,
    );

    let body = json!({ "version": trained["output"]["version"], "input": { "prompt": "TOK" } });
    let predict = |wait: &'static str| {
        send(
            fixture
                .request(Method::POST, "/v1/predictions")
                .header("prefer", wait)
                .json(&body),
        )
    };
    document.check("POST", "/predictions", &predict("wait").await);
    document.check("POST", "/predictions", &predict("wait=1").await);
    let created = fixture.post("/v1/predictions", body.clone()).await;
    document.check("POST", "/predictions", &created);
    let path = format!("/v1/predictions/{}", created.body["id"].as_str().unwrap());
    document.check("GET", PREDICTION, &fixture.get(&path).await);
    document.check(
        "POST",
        "/predictions/{prediction_id}/cancel",
        &fixture.post_empty(&format!("{path}/cancel")).await,
    );
    let official = "/models/{model_owner}/{model_name}/predictions";
    let schnell = "/v1/models/black-forest-labs/flux-schnell/predictions";
    let body = json!({ "input": { "prompt": "a dog" } });
    document.check("POST", official, &fixture.post(schnell, body.clone()).await);
    let short = fixture
        .request(Method::POST, schnell)
        .header("prefer", "wait=1")
        .json(&body);
    document.check("POST", official, &send(short).await);
    document.check("GET", "/predictions", &fixture.get("/v1/predictions").await);
    document.check("GET", MODEL, &fixture.get("/v1/models/sandbox/made").await);

    let latest = fixture.sandbox.models()[0].versions[0].clone();
    let path = format!("/v1/models/sandbox/made/versions/{latest}");
    document.check("DELETE", VERSION, &fixture.delete(&path).await);
    document.check(
        "DELETE",
        MODEL,
        &fixture.delete("/v1/models/sandbox/made").await,
    );

    let unseen = document.unseen(&[
        "GET /account",
        "GET /hardware",
        "GET /webhooks/default/secret",
        "GET /models",
        "POST /models",
        "GET /models/{model_owner}/{model_name}",
        "PATCH /models/{model_owner}/{model_name}",
        "DELETE /models/{model_owner}/{model_name}",
        "GET /models/{model_owner}/{model_name}/versions",
        "GET /models/{model_owner}/{model_name}/versions/{version_id}",
        "DELETE /models/{model_owner}/{model_name}/versions/{version_id}",
        "POST /models/{model_owner}/{model_name}/versions/{version_id}/trainings",
        "POST /models/{model_owner}/{model_name}/predictions",
        "GET /files",
        "POST /files",
        "GET /files/{file_id}",
        "DELETE /files/{file_id}",
        "GET /files/{file_id}/download",
        "GET /trainings",
        "GET /trainings/{training_id}",
        "POST /trainings/{training_id}/cancel",
        "GET /predictions",
        "POST /predictions",
        "GET /predictions/{prediction_id}",
        "POST /predictions/{prediction_id}/cancel",
    ]);
    assert!(
        unseen.is_empty(),
        "documented but never returned: {unseen:?}"
    );
}
