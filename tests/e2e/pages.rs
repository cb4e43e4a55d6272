//! Every page in light and in dark, kept as pictures of the test run.

use crate::desk::Desk;
use crate::training::fill_in;

#[tokio::test]
async fn every_page_in_light_and_dark() {
    let desk = Desk::new().await;
    let folder = desk.photos("ceramics", 12);
    for index in 1..=8 {
        std::fs::write(
            folder.join(format!("photo_{index}.txt")),
            format!("TOK, a ball on a lawn, take {index}"),
        )
        .unwrap();
    }
    let window = desk.open_signed_in_with(&folder).await;
    fill_in(&window, "my-ceramics").await;
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
                    .press("[data-testid=card][data-name='photo_3.jpg']")
                    .await;
                window
                    .until("the thumbnails are there", async || {
                        window.count("[data-testid=card][data-state=loading]").await == 0
                    })
                    .await;
            }
            window.picture(&format!("{page}-{appearance}")).await;
        }
        assert!(
            window.count("nav [data-testid^=rail-]").await >= 4,
            "the rail is a landmark that can be reached"
        );
    }
    window.close().await;
}
