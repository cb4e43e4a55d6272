//! Tests of models: the requirements for a new model, its visibility, and its name, which stays taken after deletion.

use serde_json::{Value, json};

use crate::support::Fixture;

fn model(name: &str) -> Value {
    json!({ "owner": "sandbox", "name": name, "visibility": "private", "hardware": "cpu" })
}

#[tokio::test]
async fn an_old_sku_is_refused_with_the_recorded_message() {
    let fixture = Fixture::start().await;
    let mut body = model("made");
    body["hardware"] = json!("gpu-t4");
    let refused = fixture.post("/v1/models", body).await;
    assert_eq!(refused.status, 400);
    let detail = "gpu-t4 is not a valid hardware SKU. Your options are: cpu, gpu-a100-large, gpu-a100-large-2x, \
                  gpu-h100, gpu-l40s, gpu-l40s-2x.";
    assert_eq!(
        refused.body,
        json!({
            "status": 400,
            "title": "Validation failed",
            "detail": format!("The following errors occurred:\n- hardware: {detail}"),
            "errors": [{ "pointer": "/hardware", "detail": detail }],
        })
    );
}

#[tokio::test]
async fn every_invalid_property_is_named() {
    let fixture = Fixture::start().await;
    let body = json!({ "owner": "sandbox", "name": "Not A Name", "visibility": "secret", "github_url": "nowhere" });
    let refused = fixture.post("/v1/models", body).await;
    assert_eq!(refused.status, 400);
    let mut pointers: Vec<&str> = refused.body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    pointers.sort_unstable();
    assert_eq!(
        pointers,
        ["/github_url", "/hardware", "/name", "/visibility"]
    );
    for name in ["-a", "a-", ".a", "a b", "ä", "a/b", "A"] {
        assert_eq!(
            fixture.post("/v1/models", model(name)).await.status,
            400,
            "{name}"
        );
    }
    for name in ["a", "a.b-c_d", "0"] {
        assert_eq!(
            fixture.post("/v1/models", model(name)).await.status,
            201,
            "{name}"
        );
    }
    let mut foreign = model("mine");
    foreign["owner"] = json!("somebody");
    assert_eq!(fixture.post("/v1/models", foreign).await.status, 403);
}

#[tokio::test]
async fn the_name_of_a_deleted_model_stays_taken() {
    let fixture = Fixture::start().await;
    fixture.model("made").await;
    let taken = fixture.post("/v1/models", model("made")).await;
    assert_eq!(taken.status, 409);
    assert_eq!(
        taken.body["errors"][0]["detail"],
        "A model with that name and owner already exists."
    );

    assert_eq!(fixture.delete("/v1/models/sandbox/made").await.status, 204);
    assert_eq!(fixture.get("/v1/models/sandbox/made").await.status, 404);
    assert_eq!(fixture.post("/v1/models", model("made")).await.status, 409);
}

#[tokio::test]
async fn only_public_models_are_listed() {
    let fixture = Fixture::start().await;
    fixture.model("hidden").await;
    let mut body = model("shown");
    body["visibility"] = json!("public");
    assert_eq!(fixture.post("/v1/models", body).await.status, 201);
    let listed = fixture.get("/v1/models").await.body;
    let names: Vec<&str> = listed["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|model| model["name"].as_str().unwrap())
        .collect();
    assert!(
        names.contains(&"shown")
            && names.contains(&"fast-flux-trainer")
            && !names.contains(&"hidden"),
        "{names:?}"
    );
    assert_eq!(
        fixture.get("/v1/models/sandbox/hidden").await.body["visibility"],
        "private"
    );
}

#[tokio::test]
async fn a_model_is_changed() {
    let fixture = Fixture::start().await;
    fixture.model("made").await;
    assert_eq!(
        fixture.get("/v1/models/sandbox/made/readme").await.status,
        404
    );
    let changes = json!({ "description": "My dog", "readme": "# Rex" });
    let changed = fixture.patch("/v1/models/sandbox/made", changes).await;
    assert_eq!(
        (changed.status, &changed.body["description"]),
        (200, &json!("My dog"))
    );
    assert_eq!(
        fixture.get("/v1/models/sandbox/made/readme").await.bytes,
        b"# Rex"
    );
    let refused = fixture
        .patch(
            "/v1/models/replicate/fast-flux-trainer",
            json!({ "description": "mine" }),
        )
        .await;
    assert_eq!(refused.status, 403);
}

#[tokio::test]
async fn a_model_with_versions_is_not_deleted() {
    let fixture = Fixture::start().await;
    let version = fixture.fine_tune("made").await;
    let version = version.split(':').next_back().unwrap();
    assert_eq!(fixture.delete("/v1/models/sandbox/made").await.status, 409);
    let path = format!("/v1/models/sandbox/made/versions/{version}");
    assert_eq!(fixture.delete(&path).await.status, 202);
    assert_eq!(fixture.get(&path).await.status, 404);
    assert_eq!(fixture.delete("/v1/models/sandbox/made").await.status, 204);
    assert_eq!(
        fixture
            .delete("/v1/models/replicate/fast-flux-trainer")
            .await
            .status,
        403
    );
}

#[tokio::test]
async fn a_trainer_describes_its_inputs_as_cog_does() {
    let fixture = Fixture::start().await;
    let versions = fixture
        .get("/v1/models/replicate/fast-flux-trainer/versions")
        .await
        .body;
    assert_eq!(versions["results"].as_array().unwrap().len(), 2);
    assert!(
        versions["results"][1]["id"]
            .as_str()
            .unwrap()
            .starts_with("8b107946")
    );
    let schemas = &versions["results"][0]["openapi_schema"]["components"]["schemas"];
    let training = &schemas["TrainingInput"];
    assert_eq!(training["properties"]["input_images"]["format"], "uri");
    assert_eq!(
        training["properties"]["input_images"]["title"],
        "Input Images"
    );
    let lora_type = &training["properties"]["lora_type"];
    assert_eq!(
        lora_type["allOf"][0]["$ref"],
        "#/components/schemas/lora_type"
    );
    assert_eq!(
        (&lora_type["default"], &lora_type["x-order"]),
        (&json!("subject"), &json!(2))
    );
    assert_eq!(schemas["lora_type"]["enum"], json!(["subject", "style"]));
    assert_eq!(
        schemas["TrainingOutput"]["properties"]["weights"]["format"],
        "uri"
    );

    let ostris = fixture
        .get("/v1/models/ostris/flux-dev-lora-trainer")
        .await
        .body;
    let training =
        &ostris["latest_version"]["openapi_schema"]["components"]["schemas"]["TrainingInput"];
    assert!(
        training.get("required").is_none(),
        "none of its inputs is required"
    );
    assert_eq!(training["properties"].as_object().unwrap().len(), 25);
    assert_eq!(
        training["properties"]["steps"]["maximum"].to_string(),
        "6000.0"
    );
    assert_eq!(training["properties"]["hf_token"]["x-cog-secret"], true);
}
