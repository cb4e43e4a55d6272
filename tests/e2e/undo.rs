//! Tests undo and redo, earlier captions, the trash, selecting and comparing images, and custom keys and phrases.

use std::fs;
use std::path::PathBuf;

use crate::fixture::Fixture;

const CTRL_Z: &str = "\u{E009}z\u{E000}";
const CTRL_Y: &str = "\u{E009}y\u{E000}";
const CTRL_A: &str = "\u{E009}a\u{E000}";
const SHIFT_DEL: &str = "\u{E008}\u{E017}\u{E000}";

#[tokio::test]
async fn typing_is_undone_after_a_kill_and_restored_from_the_history() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 3);
    let file = folder.join("photo_1.txt");
    let caption_is = |text: Option<&str>| {
        let caption = fs::read_to_string(&file).ok();
        caption.as_deref() == text
    };
    let window = fixture.open_on(&folder).await;
    window.select_card("photo_1.jpg").await;
    window.fill("[data-testid=caption]", "a blue pot").await;
    window
        .wait_until("the caption is saved", async || {
            caption_is(Some("a blue pot"))
        })
        .await;
    window.kill().await;

    let window = fixture.open().await;
    window.select_card("photo_1.jpg").await;
    window.send_keys(CTRL_Z).await;
    window
        .wait_for_text("[data-testid=said]", "Undone: typing")
        .await;
    window
        .wait_until("the caption is gone", async || caption_is(None))
        .await;
    assert_eq!(window.text("[data-testid=caption]").await, "");
    window.send_keys(CTRL_Y).await;
    window
        .wait_until("the caption is redone", async || {
            caption_is(Some("a blue pot"))
        })
        .await;
    // Undo works in the caption field as well.
    window.press("[data-testid=caption]").await;
    window.send_keys(CTRL_Z).await;
    window
        .wait_until("the typing is undone in the field", async || {
            caption_is(None)
        })
        .await;
    window.press(".history > summary").await;
    window
        .wait_for_text("[data-testid=caption-history]", "a blue pot")
        .await;
    window.screenshot("caption-history").await;
    window.press("[data-testid=bring-back]").await;
    window
        .wait_until("the caption is restored", async || {
            caption_is(Some("a blue pot"))
        })
        .await;
    window.close().await;
}

#[tokio::test]
async fn excluded_and_deleted_images_are_restored_by_undo() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 6);
    fs::write(folder.join("photo_2.txt"), "two").unwrap();
    let window = fixture.open_on(&folder).await;
    window.select_card("photo_2.jpg").await;
    // Extend the selection by keys to the third and the fourth image.
    window.send_keys("\u{E008}\u{E014}\u{E014}\u{E000}").await;
    window
        .wait_for_text("[data-testid=selected-count]", "All 3")
        .await;
    window.send_keys("\u{E017}").await;
    window
        .wait_for_text("[data-testid=counts]", "3 left out")
        .await;
    window.send_keys(CTRL_Z).await;
    window
        .wait_for_text("[data-testid=said]", "Undone: leaving out 3 images")
        .await;
    assert!(
        !window
            .text("[data-testid=counts]")
            .await
            .contains("left out")
    );
    window.send_keys(SHIFT_DEL).await;
    window
        .wait_for_text("[data-testid=counts]", "3 images")
        .await;
    assert!(!folder.join("photo_2.jpg").exists() && !folder.join("photo_2.txt").exists());
    window.send_keys(CTRL_Z).await;
    window
        .wait_for_text("[data-testid=counts]", "6 images · 1 captioned")
        .await;
    window
        .wait_until("the caption is restored", async || {
            fs::read_to_string(folder.join("photo_2.txt")).is_ok_and(|text| text == "two")
        })
        .await;
    window.send_keys(CTRL_A).await;
    window
        .wait_for_text("[data-testid=selected-count]", "All 6")
        .await;
    window.screenshot("selection").await;
    window.close().await;
}

#[tokio::test]
async fn a_caption_conflict_with_another_program_keeps_both_texts() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 2);
    let file = folder.join("photo_1.txt");
    let window = fixture.open_on(&folder).await;
    window.select_card("photo_1.jpg").await;
    window.press("[data-testid=caption]").await;
    window.send_keys("mine").await;
    window
        .wait_until("the caption is saved", async || {
            fs::read_to_string(&file).is_ok_and(|text| text == "mine")
        })
        .await;
    fs::write(&file, "theirs").unwrap();
    window.send_keys(" too").await;
    // If the page is notified of the change before the next letter, the letter is appended to the new text. Otherwise
    // both texts are kept until one is chosen.
    window
        .wait_until("a conflict is shown or the texts are merged", async || {
            let text = fs::read_to_string(&file).unwrap();
            window.count("[data-testid=caption-choice]").await > 0 || text == "theirs too"
        })
        .await;
    if window.count("[data-testid=caption-choice]").await > 0 {
        window.wait_for_text("[data-testid=theirs]", "theirs").await;
        assert_eq!(fs::read_to_string(&file).unwrap(), "theirs");
        window.screenshot("caption-choice").await;
        window.press("[data-testid=keep-mine]").await;
        window.wait_until_gone("[data-testid=caption-choice]").await;
        window
            .wait_until("the typed text is on the disk", async || {
                fs::read_to_string(&file).is_ok_and(|text| text == "mine too")
            })
            .await;
    }
    // In either case, both texts are in the history.
    window.press(".history > summary").await;
    window
        .wait_for_text("[data-testid=caption-history]", "mine")
        .await;
    window
        .wait_for_text("[data-testid=caption-history]", "theirs")
        .await;
    window.close().await;
}

#[tokio::test]
async fn keys_and_phrases_can_be_customised() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 2);
    let window = fixture.open_on(&folder).await;
    window.go_to("settings").await;
    window
        .fill("[data-testid=phrase-1]", ", in soft light")
        .await;
    window.press(".keys-details > summary").await;
    window.press("[data-testid=key-undo]").await;
    window.send_keys("\u{E009}u\u{E000}").await;
    window.wait_for_text(".keys-settings", "Ctrl+U").await;
    window.screenshot("settings-keys").await;
    window.go_to("dataset").await;
    window.select_card("photo_1.jpg").await;
    window.press("[data-testid=caption]").await;
    window.send_keys("a pot").await;
    window.send_keys("\u{E00A}1\u{E000}").await;
    let file = folder.join("photo_1.txt");
    window
        .wait_until("the phrase is in the caption", async || {
            fs::read_to_string(&file).is_ok_and(|text| text == "a pot, in soft light")
        })
        .await;
    window.send_keys("\u{E009}u\u{E000}").await;
    window
        .wait_until("the new key undoes the typing", async || !file.exists())
        .await;
    window.close().await;
}

#[tokio::test]
async fn images_are_compared_side_by_side_and_one_is_excluded() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 4);
    fs::write(folder.join("photo_2.txt"), "the second").unwrap();
    let window = fixture.open_on(&folder).await;
    window.select_card("photo_1.jpg").await;
    window.send_keys("c").await;
    window
        .wait_for_text("[data-testid=said]", "Select 2 to 4 images")
        .await;
    window.send_keys("\u{E008}\u{E014}\u{E000}").await;
    window
        .wait_for_text("[data-testid=selected-count]", "All 2")
        .await;
    window.send_keys("c").await;
    window
        .wait_until("both images are shown", async || {
            window.count("[data-testid=compared]").await == 2
        })
        .await;
    window
        .wait_for_text(
            "[data-testid=compared][data-name='photo_2.jpg']",
            "the second",
        )
        .await;
    // Both images are zoomed together.
    window.send_keys("+").await;
    window
        .wait_until("both images are zoomed", async || {
            window.count(".compare-well[data-zoomed]").await == 2
        })
        .await;
    window.send_keys("0").await;
    window.wait_until_gone(".compare-well[data-zoomed]").await;
    window.screenshot("compare").await;
    window
        .press("[data-testid=compared][data-name='photo_2.jpg'] [data-testid=compare-leave]")
        .await;
    window
        .wait_for("[data-testid=compared][data-excluded][data-name='photo_2.jpg']")
        .await;
    window.press("[data-testid=compare-close]").await;
    window
        .wait_for_text("[data-testid=counts]", "1 left out")
        .await;
    window.close().await;
}

#[tokio::test]
async fn an_undo_during_an_import_does_not_block_captions() {
    const MANY: usize = 700;
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 1);
    let camera = fixture.photos("camera", 2);
    let single = camera.join("photo_2.jpg");
    let picture = fs::read(&single).unwrap();
    let copies: Vec<_> = (0..MANY)
        .map(|number| {
            // Bytes after a picture's end are not shown, but make the files differ. Equal files would be one image.
            let path = camera.join(format!("many_{number}.jpg"));
            fs::write(&path, [&picture[..], &number.to_le_bytes()].concat()).unwrap();
            path
        })
        .collect();
    fs::rename(&single, camera.join("one.jpg")).unwrap();
    let file_count = || fs::read_dir(&folder).unwrap().count();

    let window = fixture.open_on(&folder).await;
    window.drop_paths(&[&camera.join("one.jpg")]).await;
    window
        .wait_for_text("[data-testid=counts]", "2 images")
        .await;
    let copies: Vec<_> = copies.iter().map(PathBuf::as_path).collect();
    window.drop_paths(&copies).await;
    window
        .wait_until("the import is running", async || file_count() > 2)
        .await;
    window.send_keys(CTRL_Z).await;
    window.select_card("photo_1.jpg").await;
    window.fill("[data-testid=caption]", "a blue pot").await;
    window
        .wait_until("the caption is on the disk", async || {
            fs::read_to_string(folder.join("photo_1.txt")).is_ok_and(|text| text == "a blue pot")
        })
        .await;
    window
        .wait_for_text("[data-testid=counts]", "701 images")
        .await;
    assert!(!folder.join("one.jpg").exists(), "its import is undone");
    window.close().await;
}
