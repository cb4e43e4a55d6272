//! Tests the settings for prices, trainers' secrets and closing the window, and the app's icon in the dock during a
//! training.

use std::process::Command;
use std::time::Duration;

use sandbox::Options;

use crate::external_apps::Dock;
use crate::fixture::Fixture;
use crate::training::fill_in_train_page;

#[tokio::test]
async fn a_custom_price_replaces_the_published_one() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("bowls", 10);
    let window = fixture.open_signed_in(&folder).await;
    window.go_to("settings").await;
    let price = "[data-testid=price][data-trainer='replicate/fast-flux-trainer']";
    window.fill(price, "cheap\u{E004}").await;
    window
        .wait_for_text(".prices", "Type US dollars per second, such as 0.0122.")
        .await;
    window.screenshot("settings-price-refused").await;
    window.fill(price, "0,05\u{E004}").await;
    window
        .fill("[data-testid=price-trainer]", "somebody/trainer")
        .await;
    window
        .fill("[data-testid=price-new]", "0.001\u{E007}")
        .await;
    window
        .wait_for("[data-testid=price][data-trainer='somebody/trainer']")
        .await;
    window.screenshot("settings-prices").await;
    fill_in_train_page(&window, "my-bowls").await;
    window
        .wait_for_text(
            "[data-testid=estimate]",
            "your price of $0.05/s from Settings",
        )
        .await;
    window
        .wait_for_text("[data-testid=estimate]", "About $6.00")
        .await;
    window.go_to("settings").await;
    window.fill(price, "\u{E003}\u{E004}").await;
    window.go_to("train").await;
    window
        .wait_for_text("[data-testid=estimate]", "About $1.46")
        .await;
    window.close().await;
}

#[tokio::test]
async fn a_trainers_secret_goes_to_the_keychain_and_to_the_trainer_only() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("bowls", 10);
    let window = fixture.open_signed_in(&folder).await;
    fill_in_train_page(&window, "my-bowls").await;
    window
        .press("details:has([data-testid=trainer]) > summary")
        .await;
    window
        .choose(
            "[data-testid=trainer-version]",
            "replicate/fast-flux-trainer:8b10794665aed907bb98a1a5324cd1d3a8bea0e9b31e65210967fb9c9e2e08ed",
        )
        .await;
    window
        .wait_for_text("[data-testid=review]", "version 8b107946")
        .await;
    window.screenshot("train-version").await;
    window
        .fill(
            "[data-testid=trainer]",
            "ostris/flux-dev-lora-trainer\u{E004}",
        )
        .await;
    let secret = "hf_mysecretmysecret";
    window
        .fill("[data-testid=input-hf_token]", &format!("{secret}\u{E004}"))
        .await;
    window
        .wait_for_text(".schema-form", "Stored in the system keychain.")
        .await;
    window
        .wait_for_text("[data-testid=inputs]", "(hidden)")
        .await;
    window.screenshot("train-secret").await;
    window
        .wait_for("[data-testid=review][data-state=ready]")
        .await;
    window.press("[data-testid=start]").await;
    window
        .wait_for("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    assert_eq!(fixture.sandbox.trainings()[0].input["hf_token"], secret);
    window.go_to("train").await;
    window.press("[data-testid=forget-hf_token]").await;
    window
        .wait_until_gone("[data-testid=forget-hf_token]")
        .await;
    window.close().await;
    fixture.assert_not_stored(secret);
}

#[tokio::test]
async fn the_dock_shows_the_number_and_progress_of_trainings() {
    let libraries = Command::new("/sbin/ldconfig").arg("-p").output().unwrap();
    if !String::from_utf8_lossy(&libraries.stdout).contains("libunity.so.9") {
        println!("skipped: this system has no libunity, which sends updates to the dock");
        return;
    }
    let fixture = Fixture::with_options(Options {
        training_time: Duration::from_secs(8),
        ..Options::default()
    })
    .await;
    let dock = Dock::open().await;
    let folder = fixture.photos("bowls", 10);
    let window = fixture.open_signed_in(&folder).await;
    fill_in_train_page(&window, "my-bowls").await;
    window.press("[data-testid=start]").await;
    window
        .wait_until("the dock shows that one training runs", async || {
            dock.count() == Some(1)
        })
        .await;
    window
        .wait_until("the dock shows its progress", async || {
            dock.progress().is_some_and(|done| done > 0.0 && done < 1.0)
        })
        .await;
    window
        .wait_for("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    window
        .wait_until("the dock shows no training", async || {
            dock.count().is_none() && dock.progress().is_none()
        })
        .await;
    window.close().await;
}

#[tokio::test]
async fn trainings_continue_after_the_window_closes_if_enabled() {
    let fixture = Fixture::with_options(Options {
        training_time: Duration::from_secs(6),
        ..Options::default()
    })
    .await;
    let folder = fixture.photos("bowls", 10);
    let window = fixture.open_signed_in(&folder).await;
    window.go_to("settings").await;
    window.press("[data-testid=tray]").await;
    window.screenshot("settings-tray").await;
    fill_in_train_page(&window, "my-bowls").await;
    window.press("[data-testid=start]").await;
    window
        .wait_for("[data-testid=training-detail][data-stage=training]")
        .await;
    window.pointer().close_window();
    window
        .wait_until("the window is hidden", async || !window.is_on_screen())
        .await;
    // The same page continues while its window is hidden.
    window
        .wait_for("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    assert_eq!(fixture.sandbox.trainings()[0].status, "succeeded");
    window.close().await;
}
