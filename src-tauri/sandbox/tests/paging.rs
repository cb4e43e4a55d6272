//! Tests that lists are returned one page at a time, newest first.

use serde_json::{Value, json};

use crate::support::{FAST_FLUX, FAST_FLUX_PATH, Fixture};

fn ids(page: &Value) -> Vec<String> {
    page["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn pages_lead_forward_and_back() {
    let fixture = Fixture::with_long_trainings().await;
    let destination = fixture.model("made").await;
    let path = format!("{FAST_FLUX_PATH}/versions/{FAST_FLUX}/trainings");
    let input = json!({ "input_images": "http://127.0.0.1:9/none.zip", "trigger_word": "TOK" });
    let mut created = Vec::new();
    for _ in 0..205 {
        created.push(fixture.train_with(&path, &destination, input.clone()).await);
    }
    created.reverse();

    let first = fixture.get("/v1/trainings").await.body;
    assert_eq!(first["previous"], Value::Null);
    let next = first["next"].as_str().unwrap();
    assert!(
        next.starts_with(&format!("{}/v1/trainings?cursor=", fixture.sandbox.url())),
        "{next}"
    );
    // An entry that is created in the meantime does not shift the following pages.
    fixture.train_with(&path, &destination, input).await;
    let second = fixture.get(next).await.body;
    let third = fixture.get(second["next"].as_str().unwrap()).await.body;
    assert_eq!(third["next"], Value::Null);
    assert_eq!(
        [ids(&first).len(), ids(&second).len(), ids(&third).len()],
        [100, 100, 5]
    );
    assert_eq!([ids(&first), ids(&second), ids(&third)].concat(), created);

    let back = fixture.get(third["previous"].as_str().unwrap()).await.body;
    assert_eq!(ids(&back), ids(&second));
}

#[tokio::test]
async fn a_made_up_cursor_is_refused() {
    let fixture = Fixture::start().await;
    for cursor in ["abc", "b2xkZXIgbm9uZQ", "%20"] {
        assert_eq!(
            fixture
                .get(&format!("/v1/trainings?cursor={cursor}"))
                .await
                .status,
            400,
            "{cursor}"
        );
    }
}

#[tokio::test]
async fn predictions_are_listed_by_time_and_source() {
    let fixture = Fixture::start().await;
    let path = "/v1/models/black-forest-labs/flux-schnell/predictions";
    let older = fixture
        .post(path, json!({ "input": { "prompt": "one" } }))
        .await
        .body;
    let newer = fixture
        .post(path, json!({ "input": { "prompt": "two" } }))
        .await
        .body;
    let all = fixture.get("/v1/predictions").await.body;
    assert_eq!(
        ids(&all),
        [newer["id"].as_str().unwrap(), older["id"].as_str().unwrap()]
    );
    let since = older["created_at"].as_str().unwrap();
    let later = fixture
        .get(&format!("/v1/predictions?created_after={since}&source=api"))
        .await
        .body;
    assert_eq!(ids(&later), [newer["id"].as_str().unwrap()]);
    let until = newer["created_at"].as_str().unwrap();
    let earlier = fixture
        .get(&format!("/v1/predictions?created_before={until}"))
        .await
        .body;
    assert_eq!(ids(&earlier), [older["id"].as_str().unwrap()]);
    assert!(ids(&fixture.get("/v1/predictions?source=web").await.body).is_empty());
    assert_eq!(
        fixture
            .get("/v1/predictions?created_after=yesterday")
            .await
            .status,
        400
    );
}
