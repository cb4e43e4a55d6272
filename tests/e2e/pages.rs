//! Takes screenshots of every page in light and in dark appearance. The user guide's screenshots are taken here and in
//! `grids`.

use crate::fixture::Fixture;
use crate::training::train;
use crate::window::Window;

#[tokio::test]
async fn every_page_is_shown_in_light_and_dark() {
    let fixture = Fixture::new().await;
    let folder = fixture.samples("Clay fox");
    let window = fixture.open_signed_in(&folder).await;
    train(&window, "clay-fox").await;
    for appearance in ["light", "dark"] {
        window.go_to("settings").await;
        window
            .press(&format!("[data-testid=appearance-{appearance}]"))
            .await;
        window
            .wait_for(&format!("[data-appearance={appearance}]"))
            .await;
        for page in ["dataset", "train", "trainings", "generate", "settings"] {
            window.go_to(page).await;
            if page == "dataset" {
                window
                    .press("[data-testid=card][data-name='beach-sunset.jpg']")
                    .await;
                window
                    .wait_until("the thumbnails are loaded", async || {
                        window.count("[data-testid=card][data-state=loading]").await == 0
                    })
                    .await;
            }
            if page == "train" {
                window
                    .wait_for("[data-testid=review][data-state=ready]")
                    .await;
            }
            window.screenshot(&format!("{page}-{appearance}")).await;
        }
        window.go_to("dataset").await;
        capture_dataset_views(&window, appearance).await;
        assert!(
            window.count("nav [data-testid^=rail-]").await >= 4,
            "the rail is a nav landmark"
        );
    }
    window.close().await;
}

/// Takes screenshots of every panel and view that is shown over or beside the grid.
async fn capture_dataset_views(window: &Window, appearance: &str) {
    let capture = async |name: &str| {
        window.screenshot(&format!("{name}-{appearance}")).await;
    };
    window.press("[data-testid=open-checks]").await;
    window.wait_for("[data-testid=finding]").await;
    capture("checks").await;
    window.press("[data-testid=open-edit]").await;
    window.fill("[data-testid=edit-find]", "fox").await;
    window.fill("[data-testid=edit-with]", "red fox").await;
    window
        .wait_for_text("[data-testid=edit-examples]", "red fox")
        .await;
    capture("edit-captions").await;
    window.press("[data-testid=edit-close]").await;
    window
        .press("[data-testid=card][data-name='beach-sunset.jpg']")
        .await;
    window.send_keys(" ").await;
    window.wait_for("[data-testid=single-view]").await;
    window.send_keys("k").await;
    window
        .wait_for("[data-testid=crop-editor][data-state=ready]")
        .await;
    capture("crop").await;
    window.send_keys("\u{E00C}").await;
    window.wait_until_gone("[data-testid=crop-editor]").await;
    window.send_keys("\u{E00C}").await;
    window.wait_until_gone("[data-testid=single-view]").await;
    window.send_keys("\u{E008}\u{E014}\u{E014}\u{E000}").await;
    window.send_keys("c").await;
    window.wait_for("[data-testid=compare-view]").await;
    capture("compare").await;
    window.send_keys("\u{E00C}").await;
    window.wait_until_gone("[data-testid=compare-view]").await;
    window.send_keys("?").await;
    window.wait_for("[data-testid=keys]").await;
    capture("keys").await;
    window.send_keys("\u{E00C}").await;
    window.wait_until_gone("[data-testid=keys]").await;
}
