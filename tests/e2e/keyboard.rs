//! Tests non-Latin keyboard layouts and input methods, with the X server's real keyboard and GTK's built-in input
//! method.

use std::fs;
use std::process::Command;

use crate::fixture::Fixture;

/// The keys that type [`WATER`] by its code point with GTK's built-in input method, without the key that ends the
/// composition.
const COMPOSE_WATER: [&str; 5] = ["ctrl+shift+u", "6", "c", "3", "4"];
const WATER: &str = "水";

/// A layout of the X server's keyboard, which is in effect until the value is dropped.
struct Layout;

impl Layout {
    fn set(name: &str) -> Layout {
        let status = Command::new("setxkbmap").arg(name).status();
        let status = status.expect("setxkbmap is installed (scripts/setup test)");
        assert!(status.success());
        Layout
    }
}

impl Drop for Layout {
    fn drop(&mut self) {
        Command::new("setxkbmap").arg("us").status().ok();
    }
}

#[tokio::test]
async fn shortcuts_work_on_a_russian_keyboard() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 2);
    let window = fixture.open_on(&folder).await;
    window.select_card("photo_1.jpg").await;
    let _russian = Layout::set("ru");
    let pointer = window.pointer();
    let left_out = "[data-testid=card][data-excluded][data-name='photo_1.jpg']";
    pointer.press_keys(&["Delete"]);
    window.wait_for(left_out).await;
    pointer.press_keys(&["ctrl+Cyrillic_ya"]);
    window.wait_for_text("[data-testid=said]", "Undone").await;
    window.wait_until_gone(left_out).await;
    pointer.press_keys(&["ctrl+Cyrillic_a"]);
    window
        .wait_until("the search has the focus", async || {
            window
                .run("return document.activeElement.dataset.testid", vec![])
                .await
                == "search"
        })
        .await;
    window.close().await;
}

#[tokio::test]
async fn input_method_keys_trigger_no_shortcuts() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 2);
    let window = fixture.open_on(&folder).await;
    window.select_card("photo_1.jpg").await;
    let pointer = window.pointer();

    // Enter normally leaves the search. Here it only ends the composition.
    window.press("[data-testid=search]").await;
    pointer.press_keys(&COMPOSE_WATER);
    pointer.press_keys(&["Return"]);
    window
        .wait_until("the character is in the search", async || {
            window.text("[data-testid=search]").await == WATER
        })
        .await;
    let focused = "return document.activeElement.dataset.testid";
    assert_eq!(window.run(focused, vec![]).await, "search");
    pointer.press_keys(&["Escape"]);
    window
        .wait_until("Escape clears the search", async || {
            window.text("[data-testid=search]").await.is_empty()
        })
        .await;

    // Escape normally leaves the caption. Here it only cancels the composition.
    window.press("[data-testid=caption]").await;
    pointer.press_keys(&["a"]);
    pointer.press_keys(&COMPOSE_WATER);
    pointer.press_keys(&["Escape"]);
    pointer.press_keys(&["b"]);
    let caption = folder.join("photo_1.txt");
    window
        .wait_until("the typed text is on the disk", async || {
            fs::read_to_string(&caption).is_ok_and(|text| text.ends_with('b'))
        })
        .await;
    assert_eq!(window.run(focused, vec![]).await, "caption");
    window.close().await;
}

/// Begins a composition in the caption, with the events that the web view sends to the page.
const BEGIN_COMPOSITION: &str = "
    const field = document.querySelector('[data-testid=caption]');
    field.focus();
    field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    field.value += arguments[0];
    field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }))";
const END_COMPOSITION: &str = "
    const field = document.querySelector('[data-testid=caption]');
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }))";

#[tokio::test]
async fn a_caption_is_not_redrawn_during_composition() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 2);
    let caption = folder.join("photo_1.txt");
    fs::write(&caption, "clay").unwrap();
    let window = fixture.open_on(&folder).await;
    window.select_card("photo_1.jpg").await;
    window.run(BEGIN_COMPOSITION, vec![WATER.into()]).await;
    // Another program changes this caption and that of another image, and the page is redrawn.
    fs::write(&caption, "clay from elsewhere").unwrap();
    fs::write(folder.join("photo_2.txt"), "another").unwrap();
    window
        .wait_for_text("[data-testid=counts]", "2 captioned")
        .await;
    assert_eq!(window.text("[data-testid=caption]").await, "clay水");
    // The composed text is based on the earlier caption, so both texts are kept.
    window.run(END_COMPOSITION, vec![]).await;
    window
        .wait_for_text("[data-testid=theirs]", "clay from elsewhere")
        .await;
    window.press("[data-testid=keep-mine]").await;
    window
        .wait_until("the caption is on the disk", async || {
            fs::read_to_string(&caption).is_ok_and(|text| text == "clay水")
        })
        .await;
    window.close().await;
}

#[tokio::test]
async fn a_caption_keeps_its_line_endings_and_caret_position() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 2);
    let caption = folder.join("photo_1.txt");
    fs::write(&caption, "a pot\r\nof clay\r\n").unwrap();
    let window = fixture.open_on(&folder).await;
    window.select_card("photo_1.jpg").await;
    window.press("[data-testid=caption]").await;
    let place_caret = "document.querySelector('[data-testid=caption]').setSelectionRange(5, 5)";
    window.run(place_caret, vec![]).await;
    // Another program's change redraws the page.
    fs::write(folder.join("photo_2.txt"), "another").unwrap();
    window
        .wait_for_text("[data-testid=counts]", "2 captioned")
        .await;
    window.send_keys("s").await;
    window
        .wait_until("the letter is where the caret was", async || {
            fs::read_to_string(&caption).is_ok_and(|text| text == "a pots\r\nof clay\r\n")
        })
        .await;
    window.close().await;
}
