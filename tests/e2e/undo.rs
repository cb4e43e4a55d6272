//! Tests undo and redo, earlier captions, the trash, selecting and comparing images, and custom keys and phrases.

use std::fs;
use std::path::PathBuf;

use crate::fixture::Fixture;

const CTRL_Z: &str = "\u{E009}z\u{E000}";
const CTRL_Y: &str = "\u{E009}y\u{E000}";
const CTRL_A: &str = "\u{E009}a\u{E000}";
const SHIFT_DEL: &str = "\u{E008}\u{E017}\u{E000}";

#[tokio::test]
async fn what_was_typed_is_undone_also_after_a_kill_and_brought_back_from_the_history() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 3);
    let file = folder.join("photo_1.txt");
    let holds = |text: Option<&str>| {
        let there = fs::read_to_string(&file).ok();
        there.as_deref() == text
    };
    let window = fixture.open_on(&folder).await;
    window.choose_card("photo_1.jpg").await;
    window.fill("[data-testid=caption]", "a blue pot").await;
    window
        .until("it is saved", async || holds(Some("a blue pot")))
        .await;
    window.kill().await;

    let window = fixture.open().await;
    window.choose_card("photo_1.jpg").await;
    window.keys(CTRL_Z).await;
    window.read("[data-testid=said]", "Undone: typing").await;
    window
        .until("the caption is gone", async || holds(None))
        .await;
    assert_eq!(window.text("[data-testid=caption]").await, "");
    window.keys(CTRL_Y).await;
    window
        .until("the caption is there again", async || {
            holds(Some("a blue pot"))
        })
        .await;
    // Undo works in the field as well.
    window.press("[data-testid=caption]").await;
    window.keys(CTRL_Z).await;
    window
        .until("the field undoes it too", async || holds(None))
        .await;
    window.press(".history > summary").await;
    window
        .read("[data-testid=caption-history]", "a blue pot")
        .await;
    window.picture("caption-history").await;
    window.press("[data-testid=bring-back]").await;
    window
        .until("the caption is restored", async || {
            holds(Some("a blue pot"))
        })
        .await;
    window.close().await;
}

#[tokio::test]
async fn many_images_are_left_out_binned_and_come_back() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 6);
    fs::write(folder.join("photo_2.txt"), "two").unwrap();
    let window = fixture.open_on(&folder).await;
    window.choose_card("photo_2.jpg").await;
    // Extend the selection by keys to the third and the fourth image.
    window.keys("\u{E008}\u{E014}\u{E014}\u{E000}").await;
    window.read("[data-testid=selected-count]", "All 3").await;
    window.keys("\u{E017}").await;
    window.read("[data-testid=counts]", "3 left out").await;
    window.keys(CTRL_Z).await;
    window
        .read("[data-testid=said]", "Undone: leaving out 3 images")
        .await;
    assert!(
        !window
            .text("[data-testid=counts]")
            .await
            .contains("left out")
    );
    window.keys(SHIFT_DEL).await;
    window.read("[data-testid=counts]", "3 images").await;
    assert!(!folder.join("photo_2.jpg").exists() && !folder.join("photo_2.txt").exists());
    window.keys(CTRL_Z).await;
    window
        .read("[data-testid=counts]", "6 images · 1 captioned")
        .await;
    window
        .until("the caption is back", async || {
            fs::read_to_string(folder.join("photo_2.txt")).is_ok_and(|text| text == "two")
        })
        .await;
    window.keys(CTRL_A).await;
    window.read("[data-testid=selected-count]", "All 6").await;
    window.picture("selection").await;
    window.close().await;
}

#[tokio::test]
async fn a_caption_changed_by_another_program_while_typing_is_a_choice() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 2);
    let file = folder.join("photo_1.txt");
    let window = fixture.open_on(&folder).await;
    window.choose_card("photo_1.jpg").await;
    window.press("[data-testid=caption]").await;
    window.keys("mine").await;
    window
        .until("it is saved", async || {
            fs::read_to_string(&file).is_ok_and(|text| text == "mine")
        })
        .await;
    fs::write(&file, "theirs").unwrap();
    window.keys(" too").await;
    // Either the page learns of the change before the next letter, which is then appended to the new text, or both
    // texts are kept until one is chosen.
    window
        .until("one of the two is there", async || {
            let text = fs::read_to_string(&file).unwrap();
            window.count("[data-testid=caption-choice]").await > 0 || text == "theirs too"
        })
        .await;
    if window.count("[data-testid=caption-choice]").await > 0 {
        window.read("[data-testid=theirs]", "theirs").await;
        assert_eq!(fs::read_to_string(&file).unwrap(), "theirs");
        window.picture("caption-choice").await;
        window.press("[data-testid=keep-mine]").await;
        window.see_no("[data-testid=caption-choice]").await;
        window
            .until("mine is on the disk", async || {
                fs::read_to_string(&file).is_ok_and(|text| text == "mine too")
            })
            .await;
    }
    // In either case, both texts are in the history.
    window.press(".history > summary").await;
    window.read("[data-testid=caption-history]", "mine").await;
    window.read("[data-testid=caption-history]", "theirs").await;
    window.close().await;
}

#[tokio::test]
async fn keys_and_phrases_are_the_persons_own() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 2);
    let window = fixture.open_on(&folder).await;
    window.go_to("settings").await;
    window
        .fill("[data-testid=phrase-1]", ", in soft light")
        .await;
    window.press(".keys-details > summary").await;
    window.press("[data-testid=key-undo]").await;
    window.keys("\u{E009}u\u{E000}").await;
    window.read(".keys-settings", "Ctrl+U").await;
    window.picture("settings-keys").await;
    window.go_to("dataset").await;
    window.choose_card("photo_1.jpg").await;
    window.press("[data-testid=caption]").await;
    window.keys("a pot").await;
    window.keys("\u{E00A}1\u{E000}").await;
    let file = folder.join("photo_1.txt");
    window
        .until("the phrase is in the caption", async || {
            fs::read_to_string(&file).is_ok_and(|text| text == "a pot, in soft light")
        })
        .await;
    window.keys("\u{E009}u\u{E000}").await;
    window
        .until("the new key undoes", async || !file.exists())
        .await;
    window.close().await;
}

#[tokio::test]
async fn images_are_compared_side_by_side_and_one_is_left_out_there() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 4);
    fs::write(folder.join("photo_2.txt"), "the second").unwrap();
    let window = fixture.open_on(&folder).await;
    window.choose_card("photo_1.jpg").await;
    window.keys("c").await;
    window
        .read("[data-testid=said]", "Select 2 to 4 images")
        .await;
    window.keys("\u{E008}\u{E014}\u{E000}").await;
    window.read("[data-testid=selected-count]", "All 2").await;
    window.keys("c").await;
    window
        .until("both are there", async || {
            window.count("[data-testid=compared]").await == 2
        })
        .await;
    window
        .read(
            "[data-testid=compared][data-name='photo_2.jpg']",
            "the second",
        )
        .await;
    // Both images are zoomed together.
    window.keys("+").await;
    window
        .until("both are zoomed", async || {
            window.count(".compare-well[data-zoomed]").await == 2
        })
        .await;
    window.keys("0").await;
    window.see_no(".compare-well[data-zoomed]").await;
    window.picture("compare").await;
    window
        .press("[data-testid=compared][data-name='photo_2.jpg'] [data-testid=compare-leave]")
        .await;
    window
        .see("[data-testid=compared][data-excluded][data-name='photo_2.jpg']")
        .await;
    window.press("[data-testid=compare-close]").await;
    window.read("[data-testid=counts]", "1 left out").await;
    window.close().await;
}

#[tokio::test]
async fn an_undo_while_images_come_in_keeps_no_caption_from_the_disk() {
    const MANY: usize = 700;
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 1);
    let camera = fixture.photos("camera", 2);
    let one = camera.join("photo_2.jpg");
    let picture = fs::read(&one).unwrap();
    let copies: Vec<_> = (0..MANY)
        .map(|number| {
            // Bytes after a picture's end are not shown, but make the files differ. Equal files would be one image.
            let path = camera.join(format!("many_{number}.jpg"));
            fs::write(&path, [&picture[..], &number.to_le_bytes()].concat()).unwrap();
            path
        })
        .collect();
    fs::rename(&one, camera.join("one.jpg")).unwrap();
    let files = || fs::read_dir(&folder).unwrap().count();

    let window = fixture.open_on(&folder).await;
    window.drop_paths(&[&camera.join("one.jpg")]).await;
    window.read("[data-testid=counts]", "2 images").await;
    let copies: Vec<_> = copies.iter().map(PathBuf::as_path).collect();
    window.drop_paths(&copies).await;
    window
        .until("the import is under way", async || files() > 2)
        .await;
    window.keys(CTRL_Z).await;
    window.choose_card("photo_1.jpg").await;
    window.fill("[data-testid=caption]", "a blue pot").await;
    window
        .until("the caption is on the disk", async || {
            fs::read_to_string(folder.join("photo_1.txt")).is_ok_and(|text| text == "a blue pot")
        })
        .await;
    window.read("[data-testid=counts]", "701 images").await;
    assert!(!folder.join("one.jpg").exists(), "adding it is undone");
    window.close().await;
}
