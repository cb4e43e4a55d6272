//! Tests of models, their versions and the hardware for new models.

use crate::server;

use replicate::{Error, ModelName, ModelNameError, NewModel, Visibility};
use serde_json::{Value, json};
use server::{Reply, Server, model, name, page, training};

#[tokio::test]
async fn a_model_is_read_with_its_newest_version() {
    let server = Server::start().await;
    let mut full = model("acme", "portrait");
    full["latest_version"] = json!({ "id": "v1", "created_at": "2026-01-02T03:04:05Z", "openapi_schema": { "components": {} } });
    full["visibility"] = json!("public");
    full["is_official"] = json!(true);
    server.on("GET", "/v1/models/acme/portrait", Reply::json(200, full));
    let model = server.client().model(&name("acme/portrait")).await.unwrap();
    let version = model.latest_version.unwrap();
    assert_eq!(
        (
            version.id.as_str(),
            version.created_at.unwrap().to_string().as_str()
        ),
        ("v1", "2026-01-02T03:04:05Z")
    );
    assert!(version.openapi_schema.unwrap().is_object());
    assert!(model.is_official && model.visibility == Visibility::Public);
}

#[tokio::test]
async fn a_model_may_have_no_version() {
    let server = Server::start().await;
    for nothing in [Value::Null, json!({})] {
        let mut new = model("acme", "new");
        new["latest_version"] = nothing;
        server.on("GET", "/v1/models/acme/new", Reply::json(200, new));
        assert_eq!(
            server
                .client()
                .model(&name("acme/new"))
                .await
                .unwrap()
                .latest_version,
            None
        );
    }
    server.on(
        "GET",
        "/v1/models/acme/new",
        Reply::json(
            200,
            json!({ "owner": "acme", "name": "new", "visibility": "secret" }),
        ),
    );
    let model = server.client().model(&name("acme/new")).await.unwrap();
    assert_eq!(model.full_name().unwrap(), name("acme/new"));
    assert_eq!(model.visibility, Visibility::Private);
}

#[tokio::test]
async fn creating_a_model_sends_only_its_properties() {
    let server = Server::start().await;
    server.on(
        "POST",
        "/v1/models",
        Reply::json(201, model("acme", "portrait")),
    );
    let new = NewModel {
        name: ModelName::new("acme", "portrait").unwrap(),
        visibility: Visibility::Private,
        hardware: "cpu".to_owned(),
        description: None,
    };
    assert_eq!(
        server.client().create_model(&new).await.unwrap().name,
        "portrait"
    );
    let sent = server.received()[0].json();
    assert_eq!(
        sent,
        json!({ "owner": "acme", "name": "portrait", "visibility": "private", "hardware": "cpu" })
    );
}

#[test]
fn invalid_names_are_refused() {
    for good in ["a", "portrait", "my-cat.2", "a_b"] {
        assert_eq!(
            ModelName::new("acme", good).unwrap().to_string(),
            format!("acme/{good}")
        );
    }
    for bad in [
        "", "My-Cat", "my cat", "-cat", "cat-", ".cat", "käse", "a/b", "..", "a\n",
    ] {
        assert_eq!(
            ModelName::new("acme", bad),
            Err(ModelNameError::NewName(bad.to_owned())),
            "{bad:?}"
        );
    }
    for bad in [
        "",
        "acme",
        "acme/",
        "/cat",
        "acme/..",
        "./cat",
        "acme/a/b",
        "acme/a b",
        "acme/cat:ab",
        "acme/cat?x",
        "a%2Fb/c",
    ] {
        assert_eq!(
            ModelName::parse(bad),
            Err(ModelNameError::Shape(bad.to_owned())),
            "{bad:?}"
        );
    }
    assert_eq!(name("Acme/Old_Name.1").owner(), "Acme");
}

#[tokio::test]
async fn an_id_cannot_address_another_call() {
    let server = Server::start().await;
    let client = server.client();
    for id in ["", ".", ".."] {
        assert!(
            matches!(
                client.version(&name("a/b"), id).await,
                Err(Error::NotFound { .. })
            ),
            "{id:?}"
        );
        assert!(
            matches!(client.training(id).await, Err(Error::NotFound { .. })),
            "{id:?}"
        );
    }
    assert!(server.calls().is_empty());
    server.on(
        "GET",
        "/v1/trainings/..%2Faccount%3Fx%23y",
        Reply::json(404, json!({})),
    );
    assert!(matches!(
        client.training("../account?x#y").await,
        Err(Error::NotFound { .. })
    ));
}

#[tokio::test]
async fn versions_are_listed_and_read() {
    let server = Server::start().await;
    let version = json!({ "id": "v2", "created_at": "2026-01-02T03:04:05.123456Z", "cog_version": null, "openapi_schema": null });
    server.on(
        "GET",
        "/v1/models/acme/cat/versions",
        Reply::json(200, page(vec![version.clone()], Value::Null)),
    );
    server.on(
        "GET",
        "/v1/models/acme/cat/versions/v2",
        Reply::json(200, version),
    );
    let client = server.client();
    let versions = client.versions(&name("acme/cat")).await.unwrap();
    assert_eq!(versions.results[0].id, "v2");
    assert_eq!(
        client.version(&name("acme/cat"), "v2").await.unwrap(),
        versions.results[0]
    );
}

#[tokio::test]
async fn hardware_is_listed() {
    let server = Server::start().await;
    server.on(
        "GET",
        "/v1/hardware",
        Reply::json(
            200,
            json!([{ "name": "CPU", "sku": "cpu" }, { "sku": "gpu-l40s" }]),
        ),
    );
    let hardware = server.client().hardware().await.unwrap();
    assert_eq!(
        hardware
            .iter()
            .map(|one| one.sku.as_str())
            .collect::<Vec<_>>(),
        ["cpu", "gpu-l40s"]
    );
}

#[tokio::test]
async fn own_models_are_found_in_trainings_and_public_models() {
    let server = Server::start().await;
    let trained = |id: &str, version: &str| {
        let mut training = training(id, "succeeded");
        training["output"] = json!({ "version": version, "weights": "https://w.example" });
        training
    };
    let first = page(
        vec![trained("t3", "acme/cat:v3"), training("t2", "failed")],
        json!(format!("{}/v1/trainings?cursor=2", server.url)),
    );
    let second = page(
        vec![
            trained("t1", "acme/dog:v1"),
            trained("t0", "acme/cat:v0"),
            trained("t9", "other/cow:v1"),
        ],
        Value::Null,
    );
    server.on("GET", "/v1/trainings", Reply::json(200, first));
    server.on("GET", "/v1/trainings?cursor=2", Reply::json(200, second));
    server.on(
        "GET",
        "/v1/models",
        Reply::json(
            200,
            page(
                vec![model("somebody", "else"), model("acme", "public")],
                Value::Null,
            ),
        ),
    );
    server.on(
        "QUERY",
        "/v1/models",
        Reply::json(405, json!({ "detail": "Method not allowed" })),
    );
    let names = server.client().my_models("acme").await.unwrap();
    assert_eq!(
        names,
        [
            name("acme/cat"),
            name("acme/dog"),
            // An organisation's model that this account has trained before.
            name("other/cow"),
            name("acme/public")
        ]
    );
}

#[tokio::test]
async fn the_search_for_own_models_is_limited() {
    let server = Server::start().await;
    let again = json!(format!("{}/v1/trainings?cursor=again", server.url));
    server.on(
        "GET",
        "/v1/trainings",
        Reply::json(200, page(vec![], again.clone())),
    );
    for _ in 0..5 {
        server.on(
            "GET",
            "/v1/trainings?cursor=again",
            Reply::json(200, page(vec![], again.clone())),
        );
    }
    server.on(
        "GET",
        "/v1/models",
        Reply::json(200, page(vec![], Value::Null)),
    );
    server.on(
        "QUERY",
        "/v1/models",
        Reply::json(200, page(vec![model("acme", "found")], Value::Null)),
    );
    assert_eq!(
        server.client().my_models("acme").await.unwrap(),
        [name("acme/found")]
    );
    assert_eq!(server.calls().len(), 5);
    assert_eq!(server.received()[4].body, "acme");
}

#[tokio::test]
async fn hardware_without_an_sku_is_skipped() {
    let server = Server::start().await;
    let all = serde_json::json!([
        { "name": "CPU", "sku": "cpu", "new": { "field": 1 } },
        null,
        { "name": "No longer on offer", "sku": null },
        { "name": null, "sku": "gpu-l40s" },
    ]);
    server.on("GET", "/v1/hardware", Reply::json(200, all));
    let hardware = server.client().hardware().await.unwrap();
    let skus: Vec<&str> = hardware.iter().map(|one| one.sku.as_str()).collect();
    assert_eq!(skus, ["cpu", "gpu-l40s"]);
}
