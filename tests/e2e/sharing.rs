//! Tests saving pictures with the system's dialog, copying them, showing them in the file manager, and dragging them
//! into another program.

use std::path::Path;
use std::time::Duration;

use crate::external_apps::{DropTarget, FileManager};
use crate::generate::{create_fixture, generate_png, open_with_trained_model};
use crate::gestures::card_names;
use crate::pointer::Pointer;
use crate::window::Window;

/// Drags an element into another program, and waits until that program gets this file.
async fn drag_out(window: &Window, pointer: &Pointer, css: &str, file: &Path) {
    let target = DropTarget::open();
    window
        .wait_until("the other program is visible", async || target.is_visible())
        .await;
    let from = window.position_in(css, 0.5, 0.5).await;
    pointer.drag_to_screen(from, DropTarget::MIDDLE);
    window
        .wait_until("the other program has the file", async || {
            target.dropped_files() == [file]
        })
        .await;
}

#[tokio::test]
async fn a_picture_is_dragged_into_another_program() {
    let fixture = create_fixture(Duration::from_millis(50)).await;
    let window = open_with_trained_model(&fixture).await;
    let picture = generate_png(&fixture, &window, "TOK at sea").await;
    // The window is looked up before the drag: during the drag, the picture at the pointer is another window of the
    // app.
    let pointer = window.pointer();
    drag_out(&window, &pointer, "[data-testid=picture]", &picture).await;
    // A drop on the window itself does nothing: the typed text stays.
    window.fill("[data-testid=prompt]", "TOK in the rain").await;
    let from = window.position_in("[data-testid=picture]", 0.5, 0.5).await;
    pointer.drag_to_screen(from, DropTarget::MIDDLE);
    // The page knows that the drag has ended, so the next press works.
    window.press("[data-testid=picture]").await;
    window.wait_for("[data-testid=big-picture]").await;
    // The picture can also be dragged out of the large view.
    drag_out(&window, &pointer, "[data-testid=big-image]", &picture).await;
    window.press("[data-testid=big-close]").await;
    assert_eq!(window.text("[data-testid=prompt]").await, "TOK in the rain");
    window.close().await;
}

#[tokio::test]
async fn a_press_works_right_after_a_drag_out() {
    let fixture = create_fixture(Duration::from_millis(50)).await;
    let window = open_with_trained_model(&fixture).await;
    let picture = generate_png(&fixture, &window, "TOK at sea").await;
    let pointer = window.pointer();
    drag_out(&window, &pointer, "[data-testid=picture]", &picture).await;
    assert_eq!(
        window.count("[data-testid=big-picture]").await,
        0,
        "the drag is not a click"
    );
    // The page is changed by keyboard, so that the next press is the first one after the drag.
    pointer.press_keys(&["ctrl+1"]);
    window.wait_for("body[data-page=dataset]").await;
    window.wait_for("[data-testid=card]").await;
    let names = card_names(&window).await;
    let card = |number: usize| format!("[data-testid=card][data-name='{}']", names[number - 1]);
    let selected = "[data-testid=card][aria-selected=true]";
    let from = window.position_in(&card(2), 0.9, 1.03).await;
    let to = window.position_in(&card(1), 0.5, 0.5).await;
    pointer.drag(from, to);
    window
        .wait_until("the rubber band has selected two images", async || {
            window.count(selected).await == 2
        })
        .await;
    window.close().await;
}

#[tokio::test]
async fn a_picture_is_saved_copied_and_shown_in_the_file_manager() {
    let fixture = create_fixture(Duration::from_millis(50)).await;
    let window = open_with_trained_model(&fixture).await;
    let picture = generate_png(&fixture, &window, "TOK at sea").await;
    let manager = FileManager::open().await;
    window.press("[data-testid=picture]").await;
    window.press("[data-testid=big-show]").await;
    window
        .wait_until("the file manager shows the picture", async || {
            manager.last_shown() == Some(picture.clone())
        })
        .await;

    window.press("[data-testid=big-copy]").await;
    let pixels = image::open(&picture).unwrap().into_rgba8();
    window
        .wait_until("the picture is on the clipboard", async || {
            let copied = arboard::Clipboard::new().unwrap().get_image();
            copied.is_ok_and(|copied| copied.bytes.as_ref() == *pixels.as_raw())
        })
        .await;

    window.press("[data-testid=big-save]").await;
    let file = fixture.path("for-the-wall.png");
    window.save_with_dialog("Save the picture", &file).await;
    assert_eq!(
        std::fs::read(&file).unwrap(),
        std::fs::read(&picture).unwrap()
    );
    window.close().await;
}

#[tokio::test]
async fn weights_and_photos_are_shown_in_the_file_manager() {
    let fixture = create_fixture(Duration::from_millis(50)).await;
    let window = open_with_trained_model(&fixture).await;
    let manager = FileManager::open().await;
    window.go_to("trainings").await;
    window
        .wait_for("[data-testid=weights][data-kind=kept]")
        .await;
    window.press("[data-testid=show-weights]").await;
    window
        .wait_until("the file manager shows the LoRA", async || {
            let shown = manager.last_shown().unwrap_or_default();
            shown
                .extension()
                .is_some_and(|ending| ending == "safetensors")
                && shown.is_file()
        })
        .await;
    window.go_to("dataset").await;
    window.press("[data-testid=card]").await;
    window.press("[data-testid=show-in-folder]").await;
    let folder = fixture.path("Clay fox");
    window
        .wait_until("the file manager shows the photo", async || {
            manager
                .last_shown()
                .is_some_and(|shown| shown.parent() == Some(&folder) && shown.is_file())
        })
        .await;
    window.close().await;
}
