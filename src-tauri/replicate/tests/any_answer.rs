//! Tests that no answer or schema makes the client panic.

use crate::server;

use proptest::prelude::*;
use replicate::schema::Form;
use replicate::{Client, Retry};
use serde_json::{Map, Value};
use server::{Reply, Server, name};

/// Keys and values that the client recognises. Generated answers contain them, so that the tests reach deep into the
/// client's code.
const WORDS: &[&str] = &[
    "id",
    "status",
    "output",
    "version",
    "weights",
    "logs",
    "error",
    "metrics",
    "predict_time",
    "created_at",
    "input",
    "results",
    "next",
    "owner",
    "name",
    "latest_version",
    "urls",
    "get",
    "size",
    "checksums",
    "sha256",
    "metadata",
    "detail",
    "title",
    "errors",
    "pointer",
    "invalid_fields",
    "field",
    "description",
    "retry_after",
    "username",
    "type",
    "sku",
    "components",
    "schemas",
    "TrainingInput",
    "Input",
    "properties",
    "required",
    "allOf",
    "anyOf",
    "$ref",
    "enum",
    "format",
    "uri",
    "integer",
    "minimum",
    "maximum",
    "x-order",
    "default",
    "minLength",
    "exclusiveMinimum",
    "#/components/schemas/Input",
    "succeeded",
    "owner/name:abc",
    "null",
    "2026-01-01T00:00:00Z",
    "~9s",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![4 => proptest::sample::select(WORDS).prop_map(str::to_owned), 1 => "\\PC{0,12}"]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((word(), inner), 0..8)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn any_body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => any_json().prop_map(|value| value.to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..300),
        1 => "<title>\\PC{0,40}(</title>)?".prop_map(String::into_bytes),
    ]
}

fn any_reply() -> impl Strategy<Value = Reply> {
    let status = prop_oneof![Just(200), Just(201), 200_u16..600];
    (status, any_body(), "[ -~]{0,20}", any::<bool>()).prop_map(|(status, body, wait, html)| {
        let kind = if html {
            "text/html"
        } else {
            "application/json"
        };
        Reply::bytes(status, body)
            .with("retry-after", wait.trim())
            .with("content-type", kind)
    })
}

/// Makes each call of [`CALLS`] once and ignores the results.
async fn call_everything(client: &Client) {
    let (model, id) = (name("a/b"), "c");
    let _ = client.account().await;
    let _ = client.hardware().await;
    let _ = client.models(None).await;
    let _ = client.model(&model).await;
    let _ = client.version(&model, id).await;
    let _ = client.versions(&model).await;
    let _ = client.file(id).await;
    let _ = client.files(None).await;
    let _ = client.delete_file(id).await;
    let _ = client
        .create_training(&model, id, &model, &Map::new())
        .await;
    let _ = client.training(id).await;
    let _ = client.trainings(None).await;
    let _ = client.cancel_training(id).await;
}

const CALLS: &[(&str, &str)] = &[
    ("GET", "/v1/account"),
    ("GET", "/v1/hardware"),
    ("GET", "/v1/models"),
    ("GET", "/v1/models/a/b"),
    ("GET", "/v1/models/a/b/versions/c"),
    ("GET", "/v1/models/a/b/versions"),
    ("GET", "/v1/files/c"),
    ("GET", "/v1/files"),
    ("DELETE", "/v1/files/c"),
    ("POST", "/v1/models/a/b/versions/c/trainings"),
    ("GET", "/v1/trainings/c"),
    ("GET", "/v1/trainings"),
    ("POST", "/v1/trainings/c/cancel"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_response_makes_the_client_panic(reply in any_reply()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let calls = runtime.block_on(async {
            let server = Server::start().await;
            for (method, path) in CALLS {
                server.on(method, path, reply.clone());
            }
            call_everything(&server.client().with_retry(Retry::never())).await;
            server.calls().len()
        });
        prop_assert_eq!(calls, CALLS.len());
    }

    #[test]
    fn no_schema_and_no_values_make_the_form_panic(schema in any_json(), property in any_json(), value in any_json()) {
        let _ = Form::training(&schema);
        let document = serde_json::json!({ "components": { "schemas": { "Input": { "properties": { "x": property }, "required": ["x"] }, "y": schema } } });
        let form = Form::prediction(&document).unwrap();
        prop_assert_eq!(form.fields.len(), 1);
        let _ = form.check(&Map::from_iter([("x".to_owned(), value.clone())]));
        if let Value::Object(values) = &value {
            let problems = form.check(values);
            prop_assert!(values.contains_key("x") || problems.iter().any(|problem| problem.field == "x"));
        }
    }
}
