//! Takes screenshots of every page in light and in dark appearance. The guide's screenshots are made here and in
//! `grids`.

use crate::fixture::Fixture;
use crate::training::fill_in;
use crate::window::Window;

#[tokio::test]
async fn every_page_in_light_and_dark() {
    let fixture = Fixture::new().await;
    let folder = fixture.samples("Clay fox");
    let window = fixture.open_signed_in_with(&folder).await;
    fill_in(&window, "clay-fox").await;
    window.press("[data-testid=start]").await;
    window
        .see("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    for appearance in ["light", "dark"] {
        window.go_to("settings").await;
        window
            .press(&format!("[data-testid=appearance-{appearance}]"))
            .await;
        window.see(&format!("[data-appearance={appearance}]")).await;
        for page in ["dataset", "train", "trainings", "generate", "settings"] {
            window.go_to(page).await;
            if page == "dataset" {
                window
                    .press("[data-testid=card][data-name='beach-sunset.jpg']")
                    .await;
                window
                    .until("the thumbnails are there", async || {
                        window.count("[data-testid=card][data-state=loading]").await == 0
                    })
                    .await;
            }
            if page == "train" {
                window.see("[data-testid=review][data-state=ready]").await;
            }
            window.picture(&format!("{page}-{appearance}")).await;
        }
        window.go_to("dataset").await;
        workbench(&window, appearance).await;
        assert!(
            window.count("nav [data-testid^=rail-]").await >= 4,
            "the rail is a landmark that can be reached"
        );
    }
    window.close().await;
}

/// Takes screenshots of every panel and view that is shown over or beside the grid.
async fn workbench(window: &Window, appearance: &str) {
    let keep = async |name: &str| {
        window.picture(&format!("{name}-{appearance}")).await;
    };
    window.press("[data-testid=open-checks]").await;
    window.see("[data-testid=finding]").await;
    keep("checks").await;
    window.press("[data-testid=open-edit]").await;
    window.fill("[data-testid=edit-find]", "fox").await;
    window.fill("[data-testid=edit-with]", "red fox").await;
    window.read("[data-testid=edit-examples]", "red fox").await;
    keep("edit-captions").await;
    window.press("[data-testid=edit-close]").await;
    window
        .press("[data-testid=card][data-name='beach-sunset.jpg']")
        .await;
    window.keys(" ").await;
    window.see("[data-testid=single-view]").await;
    window.keys("k").await;
    window
        .see("[data-testid=crop-editor][data-state=ready]")
        .await;
    keep("crop").await;
    window.keys("\u{E00C}").await;
    window.see_no("[data-testid=crop-editor]").await;
    window.keys("\u{E00C}").await;
    window.see_no("[data-testid=single-view]").await;
    window.keys("\u{E008}\u{E014}\u{E014}\u{E000}").await;
    window.keys("c").await;
    window.see("[data-testid=compare-view]").await;
    keep("compare").await;
    window.keys("\u{E00C}").await;
    window.see_no("[data-testid=compare-view]").await;
    window.keys("?").await;
    window.see("[data-testid=keys]").await;
    keep("keys").await;
    window.keys("\u{E00C}").await;
    window.see_no("[data-testid=keys]").await;
}
