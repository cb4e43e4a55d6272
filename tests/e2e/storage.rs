//! Tests the storage of the zip (the person's own bucket, or an address on the web), a retry with a zip that still
//! exists, and a training that another computer started.

use sandbox::{Fault, FaultKind, Options};

use crate::bucket::{ACCESS, BucketServer, SECRET};
use crate::fixture::{Fixture, TOKEN};
use crate::training::fill_in_train_page;
use crate::window::Window;

async fn fill_in_bucket(window: &Window, server: &BucketServer, secret: &str) {
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
async fn a_training_uses_the_persons_own_bucket() {
    let fixture = Fixture::new().await;
    let server = BucketServer::start().await;
    let folder = fixture.photos("bowls", 10);
    let window = fixture.open_signed_in(&folder).await;
    window.go_to("settings").await;
    window.press("[data-testid=bucket-begin]").await;
    fill_in_bucket(&window, &server, "wrong").await;
    window
        .wait_for_text(".storage-form", "The storage refused the keys")
        .await;
    window.screenshot("storage-refused").await;
    fill_in_bucket(&window, &server, SECRET).await;
    window
        .wait_for_text("[data-testid=bucket-keys]", "in the system keychain")
        .await;
    window.wait_until_gone("[data-testid=bucket-secret]").await;
    window.screenshot("storage-settings").await;
    window.close().await;

    // After a restart, the keys are still there.
    let window = fixture.open().await;
    fill_in_train_page(&window, "my-bowls").await;
    window
        .press("details:has([data-testid=trainer]) > summary")
        .await;
    window.press("[data-testid=storage-bucket]").await;
    window
        .wait_for_text("[data-testid=zip-afterwards]", "is deleted when")
        .await;
    window.press("[data-testid=keep-zip]").await;
    window
        .wait_for_text("[data-testid=zip-afterwards]", "stays in your bucket")
        .await;
    window.press("[data-testid=keep-zip]").await;
    window.wait_for("[data-testid=new-model]").await;
    window.choose("[data-testid=visibility]", "public").await;
    window
        .wait_for_text(
            "[data-testid=new-model]",
            "Anyone can find and run it on Replicate",
        )
        .await;
    window
        .wait_for("[data-testid=review][data-state=ready]")
        .await;
    window.screenshot("train-storage").await;
    window.press("[data-testid=start]").await;
    window
        .wait_for("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    window
        .wait_for_text(
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
    window.wait_for("[data-testid=bucket-begin]").await;
    window.close().await;
    fixture.assert_not_stored(SECRET);
}

#[tokio::test]
async fn a_zip_on_the_web_requires_a_valid_address() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("bowls", 10);
    let window = fixture.open_signed_in(&folder).await;
    fill_in_train_page(&window, "my-bowls").await;
    window
        .press("details:has([data-testid=trainer]) > summary")
        .await;
    window.press("[data-testid=storage-address]").await;
    window
        .wait_for_text("[data-testid=review]", "Nothing from this dataset is sent")
        .await;
    window.fill("[data-testid=zip-address]", "images.zip").await;
    window
        .wait_for_text(".questions", "Type the whole address of the zip")
        .await;
    window.screenshot("train-address").await;
    window
        .fill(
            "[data-testid=zip-address]",
            &format!("{}/avatar.png", fixture.sandbox.url().replace("/v1", "")),
        )
        .await;
    window.send_keys("\u{E004}").await;
    window
        .wait_for("[data-testid=review][data-state=ready]")
        .await;
    window
        .wait_until("Start is enabled", async || {
            window.count("[data-testid=start]:not([disabled])").await > 0
        })
        .await;
    window.press("[data-testid=start]").await;
    window
        .wait_for_text(
            "[data-testid=training-failure]",
            "leads to another kind of file, not to a zip",
        )
        .await;
    assert!(fixture.sandbox.trainings().is_empty());
    window.close().await;
}

#[tokio::test]
async fn a_refused_training_is_retried_with_the_uploaded_zip() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("bowls", 10);
    fixture.sandbox.fail(Fault::new(
        "POST",
        "/models/*/trainings",
        FaultKind::Status(402, None),
    ));
    let window = fixture.open_signed_in(&folder).await;
    fill_in_train_page(&window, "my-bowls").await;
    window.press("[data-testid=start]").await;
    window.wait_for("[data-testid=training-failure]").await;
    window
        .wait_for_text("[data-testid=training-progress]", "in case you try again")
        .await;
    window.screenshot("training-retry").await;
    window.press("[data-testid=training-retry]").await;
    window
        .wait_for("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    assert_eq!(fixture.sandbox.trainings().len(), 1);
    assert!(fixture.sandbox.files().is_empty());
    window.close().await;
}

#[tokio::test]
async fn a_training_from_another_computer_is_adopted() {
    let fixture = Fixture::with_options(Options {
        training_time: std::time::Duration::from_secs(4),
        ..Options::default()
    })
    .await;
    // This fixture is another computer on which the same account is used.
    let other = Fixture::new().await;
    let folder = other.photos("bowls", 10);
    let other_window = other
        .open_with(&[("REPLICATE_BASE_URL", &fixture.sandbox.url())])
        .await;
    other_window.sign_in(TOKEN).await;
    other_window.drop_paths(&[&folder]).await;
    other_window.wait_for("[data-testid=card]").await;
    fill_in_train_page(&other_window, "my-bowls").await;
    other_window.press("[data-testid=start]").await;
    other_window
        .wait_for("[data-testid=training-detail][data-stage=training]")
        .await;
    other_window.close().await;

    let window = fixture.open().await;
    window.go_to("trainings").await;
    window.press("[data-testid=training-row]").await;
    window
        .wait_for_text("[data-testid=training-detail]", "elsewhere")
        .await;
    window.screenshot("training-elsewhere").await;
    window.press("[data-testid=training-adopt]").await;
    window.wait_until_gone("[data-testid=training-adopt]").await;
    window
        .wait_for("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    window
        .wait_for("[data-testid=weights][data-kind=kept]")
        .await;
    window.screenshot("training-adopted").await;
    assert_eq!(fixture.sandbox.trainings().len(), 1);
    window.close().await;
}
