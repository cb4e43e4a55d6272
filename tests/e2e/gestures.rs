//! Tests clicks, drags and the wheel with the real pointer.

use std::fs;

use crate::fixture::Fixture;
use crate::window::Window;

fn card(number: u32) -> String {
    format!("[data-testid=card][data-name='photo_{number}.jpg']")
}

async fn wait_for_selected(window: &Window, count: u64) {
    let css = "[data-testid=card][aria-selected=true]";
    window
        .wait_until(&format!("{count} cards are selected"), async || {
            window.count(css).await == count
        })
        .await;
}

/// Returns the names of the cards in their order on the screen: row by row, from the left.
pub async fn card_names(window: &Window) -> Vec<String> {
    let script = "
        const place = card => card.getBoundingClientRect();
        return [...document.querySelectorAll('[data-testid=card]')]
            .sort((a, b) => place(a).top - place(b).top || place(a).left - place(b).left)
            .map(card => card.dataset.name)";
    let names = window.run(script, vec![]).await;
    serde_json::from_value(names).unwrap()
}

#[tokio::test]
async fn a_rubber_band_selects_and_ctrl_extends_the_selection() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 9);
    let window = fixture.open_on(&folder).await;
    // From the gap below the second picture to the middle of the first.
    let from = window.position_in(&card(2), 0.9, 1.03).await;
    let to = window.position_in(&card(1), 0.5, 0.5).await;
    window.pointer().drag(from, to);
    wait_for_selected(&window, 2).await;
    let from = window.position_in(&card(4), 0.5, 1.03).await;
    let to = window.position_in(&card(4), 0.5, 0.5).await;
    window.pointer().drag_with_key("ctrl", from, to);
    wait_for_selected(&window, 3).await;
    window.screenshot("rubber-band").await;
    // A press between the pictures reduces the selection to one image.
    let (x, y) = window.position_in(&card(8), 0.5, 1.03).await;
    window.pointer().drag((x, y), (x, y));
    wait_for_selected(&window, 1).await;
    window.close().await;
}

#[tokio::test]
async fn tags_are_reordered_by_dragging() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 3);
    for number in 1..=3 {
        let caption = folder.join(format!("photo_{number}.txt"));
        fs::write(caption, "clay, blue glaze, table").unwrap();
    }
    let window = fixture.open_on(&folder).await;
    window.press(&card(1)).await;
    let tag = |number: u32| format!("[data-testid=tag]:nth-child({number})");
    let from = window.position_in(&tag(3), 0.3, 0.5).await;
    let to = window.position_in(&tag(1), 0.5, 0.5).await;
    window.pointer().drag(from, to);
    let caption = folder.join("photo_1.txt");
    window
        .wait_until("the last tag is the first", async || {
            fs::read_to_string(&caption).is_ok_and(|text| text == "table, clay, blue glaze")
        })
        .await;
    window.close().await;
}

#[tokio::test]
async fn a_picture_is_zoomed_by_the_wheel_and_moved_by_dragging() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 1);
    let window = fixture.open_on(&folder).await;
    window.press(&card(1)).await;
    window.send_keys(" ").await;
    let picture = ".single-well img";
    window.wait_for(picture).await;
    let middle = window.position_in(".single-well", 0.5, 0.5).await;
    let (_, before) = window.position_in(picture, 0.0, 0.0).await;
    window.pointer().turn_wheel(middle, 4);
    window
        .wait_until("the picture is larger than the window", async || {
            window.position_in(picture, 0.0, 0.0).await.1 < before - 100
        })
        .await;
    let (left, top) = window.position_in(picture, 0.0, 0.0).await;
    window
        .pointer()
        .drag(middle, (middle.0 + 60, middle.1 + 40));
    window
        .wait_until("the picture has moved as far as the pointer", async || {
            let (x, y) = window.position_in(picture, 0.0, 0.0).await;
            (x - left - 60).abs() <= 2 && (y - top - 40).abs() <= 2
        })
        .await;
    window.close().await;
}

#[tokio::test]
async fn cards_are_resized_and_sorted_and_their_size_persists() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 4);
    for (number, caption) in [(1, "a long caption"), (2, "a dog"), (3, ""), (4, "TOK")] {
        if !caption.is_empty() {
            fs::write(folder.join(format!("photo_{number}.txt")), caption).unwrap();
        }
    }
    let window = fixture.open_on(&folder).await;
    let width = async |window: &Window| {
        let left = window.position_in(&card(1), 0.0, 0.5).await.0;
        window.position_in(&card(1), 1.0, 0.5).await.0 - left
    };
    let before = width(&window).await;
    let (x, y) = window
        .position_in("[data-testid=cell-size]", 0.97, 0.5)
        .await;
    window.pointer().drag((x, y), (x, y));
    window
        .wait_until("the cards are larger", async || {
            width(&window).await > before + 100
        })
        .await;
    let larger = width(&window).await;

    let (x, y) = window
        .position_in("[data-testid=cell-size]", 0.2, 0.5)
        .await;
    window.pointer().drag((x, y), (x, y));
    window
        .wait_until("the cards are smaller", async || {
            width(&window).await < larger
        })
        .await;
    let small = width(&window).await;
    window.choose("[data-testid=sort]", "caption").await;
    let file_names = |numbers: [u32; 4]| numbers.map(|number| format!("photo_{number}.jpg"));
    window
        .wait_until("the shortest caption is first", async || {
            card_names(&window).await == file_names([3, 4, 2, 1])
        })
        .await;
    window.press("[data-testid=sort-backwards]").await;
    window
        .wait_until("the longest caption is first", async || {
            card_names(&window).await == file_names([1, 2, 4, 3])
        })
        .await;
    window.close().await;

    let window = fixture.open().await;
    window.wait_for(&card(4)).await;
    assert_eq!(width(&window).await, small);
    window.close().await;
}
