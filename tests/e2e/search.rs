//! Tests searching for images, and editing many captions at once.

use std::fs;

use crate::fixture::Fixture;
use crate::window::Window;

async fn open_with_captions(fixture: &Fixture) -> (Window, std::path::PathBuf) {
    let folder = fixture.photos("pots", 6);
    for (name, caption) in [
        ("photo_1", "a red pot on a table"),
        ("photo_2", "a blue pot on a table"),
        ("photo_3", "TOK, a green pot"),
        ("photo_4", "a dog"),
    ] {
        fs::write(folder.join(format!("{name}.txt")), caption).unwrap();
    }
    let window = fixture.open_on(&folder).await;
    (window, folder)
}

async fn wait_for_cards(window: &Window, count: u64) {
    window
        .wait_until(&format!("{count} cards are shown"), async || {
            window.count("[data-testid=card]").await == count
        })
        .await;
}

#[tokio::test]
async fn a_search_filters_images_and_reports_unknown_terms() {
    let fixture = Fixture::new().await;
    let (window, _) = open_with_captions(&fixture).await;
    window
        .press("[data-testid=card][data-name='photo_1.jpg']")
        .await;
    // The shortcut moves the focus to the search field.
    window.send_keys("\u{E009}f\u{E000}").await;
    window.send_keys("pot -blue").await;
    window
        .wait_for_text("[data-testid=search-count]", "2 of 6")
        .await;
    wait_for_cards(&window, 2).await;
    window
        .fill("[data-testid=search]", "is:uncaptioned OR caption:dog")
        .await;
    // The selected image stays in the results, since the person may be editing it.
    window
        .wait_for_text("[data-testid=search-count]", "4 of 6")
        .await;
    window.screenshot("search").await;
    window.fill("[data-testid=search]", "colour:red").await;
    window
        .wait_for_text("[data-testid=search-problem]", "colour")
        .await;
    wait_for_cards(&window, 6).await;
    window.press("[data-testid=search-clear]").await;
    window.wait_until_gone("[data-testid=search-problem]").await;
    // A chip applies its search; pressing it again clears the search.
    let chip = "[data-testid=chip][data-search='is:uncaptioned']";
    window.press(chip).await;
    window.wait_for(&format!("{chip}[aria-pressed=true]")).await;
    window
        .wait_until_gone("[data-testid=card][data-name='photo_2.jpg']")
        .await;
    window.press(chip).await;
    wait_for_cards(&window, 6).await;
    window.close().await;
}

#[tokio::test]
async fn bulk_edits_match_their_preview_and_are_undone_in_one_step() {
    let fixture = Fixture::new().await;
    let (window, folder) = open_with_captions(&fixture).await;
    let caption = |name: &str| fs::read_to_string(folder.join(format!("{name}.txt"))).unwrap();
    window
        .press("[data-testid=card][data-name='photo_1.jpg']")
        .await;
    window.send_keys("\u{E009}h\u{E000}").await;
    window.wait_for("[data-testid=bulk-edit]").await;
    window.fill("[data-testid=edit-find]", "a (\\w+) pot").await;
    window.press("[data-testid=edit-regex]").await;
    window.fill("[data-testid=edit-with]", "one $1 vase").await;
    window
        .wait_for_text("[data-testid=edit-sentence]", "3 of 6 captions will change")
        .await;
    window
        .wait_for_text("[data-testid=edit-examples]", "one red vase")
        .await;
    window.screenshot("bulk-edit").await;
    assert_eq!(
        caption("photo_1"),
        "a red pot on a table",
        "nothing is changed yet"
    );
    window.press("[data-testid=edit-apply]").await;
    window
        .wait_until("the captions are on the disk", async || {
            caption("photo_1") == "one red vase on a table"
                && caption("photo_2") == "one blue vase on a table"
                && caption("photo_3") == "TOK, one green vase"
        })
        .await;
    assert_eq!(caption("photo_4"), "a dog");
    // An invalid pattern is reported and changes nothing.
    window.fill("[data-testid=edit-find]", "a (pot").await;
    window
        .wait_for_text("[data-testid=edit-sentence]", "pattern")
        .await;
    window.wait_for("[data-testid=edit-apply]:disabled").await;
    window.press("[data-testid=edit-close]").await;
    window.send_keys("\u{E009}z\u{E000}").await;
    window
        .wait_for_text("[data-testid=said]", "Undone: replacing")
        .await;
    window
        .wait_until("all three captions are restored", async || {
            caption("photo_1") == "a red pot on a table"
                && caption("photo_2") == "a blue pot on a table"
                && caption("photo_3") == "TOK, a green pot"
        })
        .await;
    window.close().await;
}

#[tokio::test]
async fn captions_are_copied_and_words_are_completed_by_tab() {
    let fixture = Fixture::new().await;
    let (window, folder) = open_with_captions(&fixture).await;
    window
        .press("[data-testid=card][data-name='photo_4.jpg']")
        .await;
    window.send_keys("\u{E009}\u{E008}c\u{E000}").await;
    window
        .wait_for_text("[data-testid=said]", "Caption copied")
        .await;
    // Select the two images after the copied one.
    window.send_keys("\u{E014}").await;
    window.send_keys("\u{E008}\u{E014}\u{E000}").await;
    window
        .wait_for_text("[data-testid=selected-count]", "All 2")
        .await;
    window.send_keys("\u{E009}\u{E008}v\u{E000}").await;
    window
        .wait_until("both images have the caption", async || {
            ["photo_5", "photo_6"].iter().all(|name| {
                fs::read_to_string(folder.join(format!("{name}.txt")))
                    .is_ok_and(|text| text == "a dog")
            })
        })
        .await;
    window
        .press("[data-testid=card][data-name='photo_4.jpg']")
        .await;
    window.press("[data-testid=caption]").await;
    window.send_keys(" on a tab").await;
    window
        .wait_for_text("[data-testid=completions]", "table")
        .await;
    window.screenshot("completion").await;
    window.send_keys("\u{E004}").await;
    window
        .wait_until("the word is completed", async || {
            fs::read_to_string(folder.join("photo_4.txt"))
                .is_ok_and(|text| text == "a dog on a table")
        })
        .await;
    window
        .wait_for_text("[data-testid=caption-length]", "T5")
        .await;
    window.close().await;
}

#[tokio::test]
async fn a_tag_is_added_renamed_and_removed_in_many_captions() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 3);
    for number in 1..=3 {
        fs::write(
            folder.join(format!("photo_{number}.txt")),
            "TOK, red pot, table",
        )
        .unwrap();
    }
    let window = fixture.open_on(&folder).await;
    let wait_for_captions = async |text: &str| {
        window
            .wait_until(&format!("every caption is “{text}”"), async || {
                (1..=3).all(|number| {
                    let caption = fs::read_to_string(folder.join(format!("photo_{number}.txt")));
                    caption.is_ok_and(|caption| caption == text)
                })
            })
            .await;
    };
    window.press("[data-testid=open-edit]").await;
    window.choose("[data-testid=edit-kind]", "addTag").await;
    window.fill("[data-testid=edit-tag]", "soft light").await;
    window.press("[data-testid=edit-apply]").await;
    wait_for_captions("TOK, red pot, table, soft light").await;
    window.choose("[data-testid=edit-kind]", "changeTag").await;
    window.fill("[data-testid=edit-tag]", "red pot").await;
    window.fill("[data-testid=edit-to]", "crimson vase").await;
    window
        .wait_for_text("[data-testid=edit-examples]", "crimson")
        .await;
    window.screenshot("bulk-tags").await;
    window.press("[data-testid=edit-apply]").await;
    wait_for_captions("TOK, crimson vase, table, soft light").await;
    window.fill("[data-testid=edit-tag]", "table").await;
    window.fill("[data-testid=edit-to]", "\u{E003}").await;
    window.press("[data-testid=edit-apply]").await;
    wait_for_captions("TOK, crimson vase, soft light").await;
    // In a field of the panel, undo does not concern the dataset.
    window.choose("[data-testid=edit-kind]", "before").await;
    window.fill("[data-testid=edit-text]", "a").await;
    window.send_keys("\u{E009}z\u{E000}").await;
    window.send_keys("b").await;
    window
        .wait_until("the field takes the next letter", async || {
            window.text("[data-testid=edit-text]").await.contains('b')
        })
        .await;
    window.press("[data-testid=edit-close]").await;
    window.send_keys("\u{E009}z\u{E000}").await;
    wait_for_captions("TOK, crimson vase, table, soft light").await;
    window.close().await;
    let caption = fs::read_to_string(folder.join("photo_1.txt"));
    assert_eq!(caption.unwrap(), "TOK, crimson vase, table, soft light");
}
