//! Tests the storage of the zip (the person's own bucket, or an address on the web), a retry with a zip that still
//! exists, and a training that another computer started.

use sandbox::{Fault, FaultKind, Options};

use crate::bucket::{ACCESS, BucketServer, SECRET};
use crate::fixture::{Fixture, TOKEN};
use crate::training::fill_in;
use crate::window::Window;

async fn type_bucket(window: &Window, server: &BucketServer, secret: &str) {
    let bucket = server.bucket();
    for (field, text) in [
        ("endpoint", bucket.endpoint.as_str()),
        ("region", &bucket.region),
        ("name", &bucket.name),
        ("prefix", &bucket.prefix),
        ("access", ACCESS),
        ("secret", secret),
    ] {
        window
            .fill(&format!("[data-testid=bucket-{field}]"), text)
            .await;
    }
    window.press("[data-testid=bucket-save]").await;
}

#[tokio::test]
async fn a_training_goes_through_a_bucket_of_ones_own() {
    let fixture = Fixture::new().await;
    let server = BucketServer::start().await;
    let folder = fixture.photos("bowls", 10);
    let window = fixture.open_signed_in_with(&folder).await;
    window.go_to("settings").await;
    window.press("[data-testid=bucket-begin]").await;
    type_bucket(&window, &server, "wrong").await;
    window
        .read(".storage-form", "The storage refused the keys")
        .await;
    window.picture("storage-refused").await;
    type_bucket(&window, &server, SECRET).await;
    window
        .read("[data-testid=bucket-keys]", "in the system keychain")
        .await;
    window.see_no("[data-testid=bucket-secret]").await;
    window.picture("storage-settings").await;
    window.close().await;

    // After a restart, the keys are still there.
    let window = fixture.open().await;
    fill_in(&window, "my-bowls").await;
    window
        .press("details:has([data-testid=trainer]) > summary")
        .await;
    window.press("[data-testid=storage-bucket]").await;
    window
        .read("[data-testid=zip-afterwards]", "is deleted when")
        .await;
    window.press("[data-testid=keep-zip]").await;
    window
        .read("[data-testid=zip-afterwards]", "stays in your bucket")
        .await;
    window.press("[data-testid=keep-zip]").await;
    window.see("[data-testid=new-model]").await;
    window.choose("[data-testid=visibility]", "public").await;
    window
        .read("[data-testid=new-model]", "Anyone can find it on Replicate")
        .await;
    window.see("[data-testid=review][data-state=ready]").await;
    window.picture("train-storage").await;
    window.press("[data-testid=start]").await;
    window
        .see("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    window
        .read(
            "[data-testid=training-progress]",
            "The zip in the bucket pictures was deleted.",
        )
        .await;
    assert!(server.files().is_empty());
    let model = fixture.sandbox.models();
    let model = model.iter().find(|model| model.name == "my-bowls");
    assert_eq!(model.map(|model| model.visibility.as_str()), Some("public"));

    window.go_to("settings").await;
    window.press("[data-testid=bucket-forget]").await;
    window.see("[data-testid=bucket-begin]").await;
    window.close().await;
    fixture.keeps_nowhere(SECRET);
}

#[tokio::test]
async fn an_address_is_asked_for_where_the_zip_is_on_the_web() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("bowls", 10);
    let window = fixture.open_signed_in_with(&folder).await;
    fill_in(&window, "my-bowls").await;
    window
        .press("details:has([data-testid=trainer]) > summary")
        .await;
    window.press("[data-testid=storage-address]").await;
    window
        .read("[data-testid=review]", "Nothing from this dataset is sent")
        .await;
    window.fill("[data-testid=zip-address]", "images.zip").await;
    window
        .read(".questions", "Type the whole address of the zip")
        .await;
    window.picture("train-address").await;
    window
        .fill(
            "[data-testid=zip-address]",
            &format!("{}/avatar.png", fixture.sandbox.url().replace("/v1", "")),
        )
        .await;
    window.keys("\u{E004}").await;
    window.see("[data-testid=review][data-state=ready]").await;
    window
        .until("it may be started", async || {
            window.count("[data-testid=start]:not([disabled])").await > 0
        })
        .await;
    window.press("[data-testid=start]").await;
    window
        .read(
            "[data-testid=training-failure]",
            "leads to another kind of file, not to a zip",
        )
        .await;
    assert!(fixture.sandbox.trainings().is_empty());
    window.close().await;
}

#[tokio::test]
async fn what_was_refused_is_tried_again_with_the_zip_that_is_still_there() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("bowls", 10);
    fixture.sandbox.fail(Fault::new(
        "POST",
        "/models/*/trainings",
        FaultKind::Status(402, None),
    ));
    let window = fixture.open_signed_in_with(&folder).await;
    fill_in(&window, "my-bowls").await;
    window.press("[data-testid=start]").await;
    window.see("[data-testid=training-failure]").await;
    window
        .read("[data-testid=training-progress]", "in case you try again")
        .await;
    window.picture("training-retry").await;
    window.press("[data-testid=training-retry]").await;
    window
        .see("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    assert_eq!(fixture.sandbox.trainings().len(), 1);
    assert!(fixture.sandbox.files().is_empty());
    window.close().await;
}

#[tokio::test]
async fn a_training_from_elsewhere_is_taken_into_tintype() {
    let fixture = Fixture::with(Options {
        training_time: std::time::Duration::from_secs(4),
        ..Options::default()
    })
    .await;
    // Another computer with the same account.
    let other = Fixture::new().await;
    let folder = other.photos("bowls", 10);
    let there = other
        .open_with(&[("REPLICATE_BASE_URL", &fixture.sandbox.url())])
        .await;
    there.sign_in(TOKEN).await;
    there.drop_paths(&[&folder]).await;
    there.see("[data-testid=card]").await;
    fill_in(&there, "my-bowls").await;
    there.press("[data-testid=start]").await;
    there
        .see("[data-testid=training-detail][data-stage=training]")
        .await;
    there.close().await;

    let window = fixture.open().await;
    window.go_to("trainings").await;
    window.press("[data-testid=training-row]").await;
    window
        .read("[data-testid=training-detail]", "elsewhere")
        .await;
    window.picture("training-elsewhere").await;
    window.press("[data-testid=training-adopt]").await;
    window.see_no("[data-testid=training-adopt]").await;
    window
        .see("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    window.see("[data-testid=weights][data-kind=kept]").await;
    window.picture("training-adopted").await;
    assert_eq!(fixture.sandbox.trainings().len(), 1);
    window.close().await;
}
