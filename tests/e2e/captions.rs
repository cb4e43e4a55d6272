//! Tests typing captions with the keyboard, and that captions and exclusions survive a restart.

use std::time::{Duration, Instant};

use crate::fixture::Fixture;

const CTRL_ENTER: &str = "\u{E009}\u{E007}\u{E000}";

#[tokio::test]
async fn captions_are_typed_without_the_mouse_and_saved_at_once() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 4);
    let window = fixture.open_on(&folder).await;

    window
        .press("[data-testid=card][data-name='photo_1.jpg']")
        .await;
    window
        .wait_for("[data-testid=card][aria-selected=true][data-name='photo_1.jpg']")
        .await;
    window.press("[data-testid=caption]").await;
    let typing_began = Instant::now();
    window.send_keys("first, with “quotes” & ümläuts ✿").await;
    let file = folder.join("photo_1.txt");
    window
        .wait_until("the caption is on the disk", async || {
            std::fs::read_to_string(&file).is_ok_and(|text| text.ends_with("✿"))
        })
        .await;
    assert!(typing_began.elapsed() < Duration::from_secs(10));
    window.send_keys(CTRL_ENTER).await;
    window
        .wait_for("[data-testid=card][aria-selected=true][data-name='photo_2.jpg']")
        .await;
    window.send_keys("second").await;
    window.send_keys(CTRL_ENTER).await;
    window
        .wait_for("[data-testid=card][aria-selected=true][data-name='photo_3.jpg']")
        .await;
    window.send_keys("third").await;
    window
        .wait_until("the third caption is on the disk", async || {
            std::fs::read_to_string(folder.join("photo_3.txt")).is_ok_and(|text| text == "third")
        })
        .await;
    window
        .wait_for_text("[data-testid=counts]", "3 captioned")
        .await;
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        "first, with “quotes” & ümläuts ✿"
    );
    window.screenshot("captions").await;

    // After a kill, the saved captions are complete.
    window.kill().await;
    assert_eq!(
        std::fs::read_to_string(folder.join("photo_2.txt")).unwrap(),
        "second"
    );

    // If the person empties a caption, its file is removed, not left empty.
    let window = fixture.open().await;
    window
        .press("[data-testid=card][data-name='photo_2.jpg']")
        .await;
    window.fill("[data-testid=caption]", "\u{E003}").await;
    window
        .wait_until("the empty caption's file is gone", async || {
            !folder.join("photo_2.txt").exists()
        })
        .await;
    window
        .wait_for_text("[data-testid=counts]", "2 captioned")
        .await;
    let names: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(
        names.len(),
        6,
        "four photos and two captions, nothing else: {names:?}"
    );
    window.close().await;
}

#[tokio::test]
async fn an_excluded_image_stays_excluded_and_on_the_disk() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 3);
    let window = fixture.open_on(&folder).await;
    window
        .press("[data-testid=card][data-name='photo_2.jpg']")
        .await;
    window
        .wait_for("[data-testid=card][aria-selected=true][data-name='photo_2.jpg']")
        .await;
    window.send_keys("\u{E017}").await;
    window
        .wait_for_text("[data-testid=counts]", "1 left out")
        .await;
    assert!(folder.join("photo_2.jpg").exists());
    window.close().await;
    // The person renames the file while the app is closed. It is still the same image.
    std::fs::rename(folder.join("photo_2.jpg"), folder.join("renamed.jpg")).unwrap();
    let window = fixture.open().await;
    window
        .wait_for_text("[data-testid=counts]", "1 left out")
        .await;
    window.close().await;
}

#[tokio::test]
async fn a_right_to_left_caption_is_saved_and_highlighted() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 2);
    std::fs::write(folder.join("photo_2.txt"), "TOK, إبريق أزرق").unwrap();
    let window = fixture.open_on(&folder).await;
    window.go_to("train").await;
    window.fill("[data-testid=trigger-word]", "TOK").await;
    window.go_to("dataset").await;
    window
        .press("[data-testid=card][data-name='photo_1.jpg']")
        .await;
    let text = "כד כחול של TOK על שולחן, אור רך\nTOK, a blue pot";
    let keys = text.replace('\n', "\u{E007}");
    window.fill("[data-testid=caption]", &keys).await;
    let file = folder.join("photo_1.txt");
    window
        .wait_until("the caption is saved as it was typed", async || {
            std::fs::read_to_string(&file).is_ok_and(|saved| saved == text)
        })
        .await;
    // Each trigger word is highlighted where the field shows it: in the right half of the first line, and in the left
    // half of the second line.
    let places = "const ink = document.querySelector('.caption-ink').getBoundingClientRect();
        return [...document.querySelectorAll('.caption-ink mark')].map(mark => {
            const { left, right } = mark.getBoundingClientRect();
            return (left + right) / 2 < (ink.left + ink.right) / 2 ? 'left' : 'right';
        });";
    window
        .wait_until(
            "both trigger words are highlighted in their places",
            async || window.run(places, vec![]).await == serde_json::json!(["right", "left"]),
        )
        .await;
    window.screenshot("right-to-left").await;
    window.close().await;
}
