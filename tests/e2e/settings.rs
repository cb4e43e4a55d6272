//! Tests the settings for prices, trainers' secrets and closing the window, and the app's icon in the dock during a
//! training.

use std::process::Command;
use std::time::Duration;

use sandbox::Options;

use crate::external_apps::Dock;
use crate::fixture::Fixture;
use crate::training::fill_in;

#[tokio::test]
async fn a_price_of_ones_own_replaces_the_published_one() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("bowls", 10);
    let window = fixture.open_signed_in_with(&folder).await;
    window.go_to("settings").await;
    let price = "[data-testid=price][data-trainer='replicate/fast-flux-trainer']";
    window.fill(price, "cheap\u{E004}").await;
    window
        .read(".prices", "Type US dollars per second, such as 0.0122.")
        .await;
    window.picture("settings-price-refused").await;
    window.fill(price, "0,05\u{E004}").await;
    window
        .fill("[data-testid=price-trainer]", "somebody/trainer")
        .await;
    window
        .fill("[data-testid=price-new]", "0.001\u{E007}")
        .await;
    window
        .see("[data-testid=price][data-trainer='somebody/trainer']")
        .await;
    window.picture("settings-prices").await;
    fill_in(&window, "my-bowls").await;
    window
        .read("[data-testid=estimate]", "at your own price of $0.05/s")
        .await;
    window.read("[data-testid=estimate]", "About $6.00").await;
    window.go_to("settings").await;
    window.fill(price, "\u{E003}\u{E004}").await;
    window.go_to("train").await;
    window.read("[data-testid=estimate]", "About $1.46").await;
    window.close().await;
}

#[tokio::test]
async fn a_trainers_secret_goes_to_the_keychain_and_to_the_trainer_only() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("bowls", 10);
    let window = fixture.open_signed_in_with(&folder).await;
    fill_in(&window, "my-bowls").await;
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
        .read("[data-testid=review]", "version 8b107946")
        .await;
    window.picture("train-version").await;
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
        .read(".schema-form", "Stored in the system keychain.")
        .await;
    window.read("[data-testid=inputs]", "(hidden)").await;
    window.picture("train-secret").await;
    window.see("[data-testid=review][data-state=ready]").await;
    window.press("[data-testid=start]").await;
    window
        .see("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    assert_eq!(fixture.sandbox.trainings()[0].input["hf_token"], secret);
    window.go_to("train").await;
    window.press("[data-testid=forget-hf_token]").await;
    window.see_no("[data-testid=forget-hf_token]").await;
    window.close().await;
    fixture.keeps_nowhere(secret);
}

#[tokio::test]
async fn the_dock_says_how_many_trainings_run_and_how_far_they_are() {
    let known = Command::new("/sbin/ldconfig").arg("-p").output().unwrap();
    if !String::from_utf8_lossy(&known.stdout).contains("libunity.so.9") {
        println!("skipped: this system has no libunity, by which a dock is told");
        return;
    }
    let fixture = Fixture::with(Options {
        training_time: Duration::from_secs(8),
        ..Options::default()
    })
    .await;
    let dock = Dock::open().await;
    let folder = fixture.photos("bowls", 10);
    let window = fixture.open_signed_in_with(&folder).await;
    fill_in(&window, "my-bowls").await;
    window.press("[data-testid=start]").await;
    window
        .until("the dock says that one runs", async || {
            dock.count() == Some(1)
        })
        .await;
    window
        .until("the dock shows it on its way", async || {
            dock.progress().is_some_and(|done| done > 0.0 && done < 1.0)
        })
        .await;
    window
        .see("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    window
        .until("the dock shows nothing more", async || {
            dock.count().is_none() && dock.progress().is_none()
        })
        .await;
    window.close().await;
}

#[tokio::test]
async fn a_closed_window_lets_trainings_go_on_where_that_is_wanted() {
    let fixture = Fixture::with(Options {
        training_time: Duration::from_secs(6),
        ..Options::default()
    })
    .await;
    let folder = fixture.photos("bowls", 10);
    let window = fixture.open_signed_in_with(&folder).await;
    window.go_to("settings").await;
    window.press("[data-testid=tray]").await;
    window.picture("settings-tray").await;
    fill_in(&window, "my-bowls").await;
    window.press("[data-testid=start]").await;
    window
        .see("[data-testid=training-detail][data-stage=training]")
        .await;
    window.pointer().closes();
    window
        .until("the window is gone from the screen", async || {
            !window.is_on_screen()
        })
        .await;
    // The same page continues while its window is hidden.
    window
        .see("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    assert_eq!(fixture.sandbox.trainings()[0].status, "succeeded");
    window.close().await;
}
