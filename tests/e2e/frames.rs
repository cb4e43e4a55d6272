//! Tests cropping, rotating and flipping images, the trainer's view, the preparation settings, and the export panel.

use crate::fixture::Fixture;
use crate::photos;
use crate::window::Window;

const CTRL_Z: &str = "\u{E009}z\u{E000}";
const ENTER: &str = "\u{E007}";
const ESCAPE: &str = "\u{E00C}";
const LINE: &str = "[data-testid=trainer-view-line][data-state=ready]";
const LARGE_LINE: &str = "[data-testid=single-trainer-view-line][data-state=ready]";

/// Opens a folder of photos of 1400 × 1050 pixels and selects the first photo, which has a caption.
async fn open_with_first_selected(fixture: &Fixture, number: u32) -> Window {
    let folder = fixture.photos("pots", number);
    std::fs::write(folder.join("photo_1.txt"), "TOK, a pot").unwrap();
    let window = fixture.open_on(&folder).await;
    window
        .press("[data-testid=card][data-name='photo_1.jpg']")
        .await;
    window
        .wait_for("[data-testid=card][data-chosen][data-name='photo_1.jpg']")
        .await;
    window
}

#[tokio::test]
async fn a_photo_is_cropped_by_keyboard_for_the_trainer() {
    let fixture = Fixture::new().await;
    let window = open_with_first_selected(&fixture, 2).await;
    window.send_keys("t").await;
    // The photo is scaled to the area of 1024 × 1024 pixels and keeps its aspect ratio.
    window.wait_for_text(LINE, "1182 × 886 · JPEG").await;
    window.wait_for_text(LINE, "scaled down").await;
    window.wait_for_text(LINE, "TOK, a pot").await;
    window.screenshot("trainer-view").await;

    window.send_keys("k").await;
    window
        .wait_for("[data-testid=crop-editor][data-state=ready]")
        .await;
    window
        .wait_for_text("[data-testid=crop-words]", "1400 × 1050, of 1400 × 1050")
        .await;
    window.press("[data-testid=crop-square]").await;
    window
        .wait_for_text("[data-testid=crop-words]", "1050 × 1050, of 1400 × 1050")
        .await;
    // Two arrow keys move the crop, and three minus keys shrink it around its centre.
    window.send_keys("\u{E014}\u{E014}---").await;
    window
        .wait_for_text("[data-testid=crop-words]", "990 × 990, of 1400 × 1050")
        .await;
    window
        .wait_for_text("[data-testid=crop-small]", "1024 × 1024")
        .await;
    window.screenshot("crop-editor").await;
    window.press("[data-testid=crop-frame]").await;
    window.send_keys(ENTER).await;
    window.wait_until_gone("[data-testid=crop-editor]").await;
    window.wait_for_text(LARGE_LINE, "990 × 990 · JPEG").await;
    window.wait_for_text(LARGE_LINE, "cropped").await;
    window.screenshot("single-trainer-view").await;
    window.send_keys(ESCAPE).await;
    window.wait_until_gone("[data-testid=single-view]").await;
    window.wait_for("[data-testid=card-edited]").await;
    window
        .wait_for_text("[data-testid=facts]", "cropped to 990 × 990")
        .await;
    window.send_keys(CTRL_Z).await;
    window
        .wait_for_text("[data-testid=said]", "Undone: cropping photo_1.jpg")
        .await;
    window.wait_until_gone("[data-testid=card-edited]").await;
    window.wait_for_text(LINE, "1182 × 886").await;
    window.close().await;
}

#[tokio::test]
async fn the_crop_frame_is_dragged_and_a_canceled_crop_changes_nothing() {
    let fixture = Fixture::new().await;
    let window = open_with_first_selected(&fixture, 1).await;
    window.send_keys("k").await;
    window
        .wait_for("[data-testid=crop-editor][data-state=ready]")
        .await;
    let drag = "const frame = document.querySelector('[data-testid=crop-frame]');
        const handle = frame.querySelector('[data-handle=bottomRight]');
        const { right, bottom, width, height } = frame.getBoundingClientRect();
        frame.setPointerCapture = () => {};
        const send = (at, type, x, y) => at.dispatchEvent(new PointerEvent(type, { bubbles: true, button: 0, pointerId: 1, clientX: x, clientY: y }));
        send(handle, 'pointerdown', right, bottom);
        send(frame, 'pointermove', right - width / 4, bottom - height / 4);
        send(frame, 'pointermove', right - width / 2, bottom - height / 2);
        send(frame, 'pointerup', right - width / 2, bottom - height / 2);";
    window.run(drag, vec![]).await;
    // The size is only approximate, since the screen has fewer pixels than the photo.
    window
        .wait_until("the frame is a quarter of the photo", async || {
            let words = window.text("[data-testid=crop-words]").await;
            let mut numbers = words
                .split(|c: char| !c.is_ascii_digit())
                .filter_map(|n| n.parse().ok());
            let (width, height): (Option<i32>, Option<i32>) = (numbers.next(), numbers.next());
            width.is_some_and(|width| (width - 700).abs() < 4)
                && height.is_some_and(|height| (height - 525).abs() < 4)
        })
        .await;
    window.press("[data-testid=crop-whole]").await;
    window
        .wait_for_text("[data-testid=crop-words]", "1400 × 1050, of 1400 × 1050")
        .await;
    window.press("[data-testid=crop-suggest]").await;
    window
        .wait_for_text("[data-testid=crop-words]", "1050 × 1050")
        .await;
    window.send_keys(ESCAPE).await;
    window.wait_until_gone("[data-testid=crop-editor]").await;
    window.send_keys(ESCAPE).await;
    window.wait_until_gone("[data-testid=single-view]").await;
    assert_eq!(window.count("[data-testid=card-edited]").await, 0);
    window.close().await;
}

#[tokio::test]
async fn many_images_are_rotated_flipped_and_reset() {
    let fixture = Fixture::new().await;
    let window = open_with_first_selected(&fixture, 3).await;
    window.send_keys("t").await;
    window.send_keys("\u{E009}a\u{E000}").await;
    window
        .wait_for_text("[data-testid=selected-count]", "All 3")
        .await;
    window.send_keys("]").await;
    window
        .wait_until("all images are rotated", async || {
            window.count("[data-testid=card-edited]").await == 3
        })
        .await;
    window.wait_for_text(LINE, "886 × 1182").await;
    window.send_keys(CTRL_Z).await;
    window
        .wait_for_text("[data-testid=said]", "Undone: rotating 3 images")
        .await;
    window.wait_until_gone("[data-testid=card-edited]").await;
    window.wait_for_text(LINE, "1182 × 886").await;
    window.send_keys("m").await;
    window
        .wait_until("all images are flipped", async || {
            window.count("[data-testid=card-edited]").await == 3
        })
        .await;
    window.press("[data-testid=as-it-was]").await;
    window.wait_until_gone("[data-testid=card-edited]").await;
    window.close().await;
}

#[tokio::test]
async fn preparation_settings_change_the_trainer_view_and_persist() {
    let fixture = Fixture::new().await;
    let window = open_with_first_selected(&fixture, 2).await;
    window.send_keys("t").await;
    window.wait_for_text(LINE, "1182 × 886").await;
    window.press("[data-testid=export]").await;
    window
        .wait_for_text("[data-testid=export-summary]", "2 images with 1 caption")
        .await;
    window.press("[data-testid=export-kohya]").await;
    window.press("[data-testid=export-go]").await;
    window
        .wait_for_text("[data-testid=export-panel]", "Say in a word or two")
        .await;
    window
        .press("[data-testid=export-panel] details > summary")
        .await;
    window.choose("[data-testid=prepare-side]", "512").await;
    window
        .wait_for_text("[data-testid=export-summary]", "512 × 512")
        .await;
    window.screenshot("export").await;
    window.wait_for_text(LINE, "591 × 443").await;
    window.close().await;

    let window = fixture.open().await;
    window
        .press("[data-testid=card][data-name='photo_1.jpg']")
        .await;
    window.send_keys("t").await;
    window.wait_for_text(LINE, "591 × 443").await;
    window.go_to("train").await;
    window.press(".questions details > summary").await;
    window
        .wait_for_text("[data-testid=prepare-note]", "512 × 512")
        .await;
    window.screenshot("train-preparation").await;
    window.close().await;
}

#[tokio::test]
async fn a_transparent_image_gets_its_own_background() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 1);
    photos::write_png_with_alpha(&folder.join("ball.png"), 4);
    let window = fixture.open_on(&folder).await;
    let card = "[data-testid=card][data-name='ball.png']";
    window.press(card).await;
    window.send_keys("t").await;
    window.wait_for(LINE).await;
    window.wait_for("[data-testid=image-background]").await;
    window
        .wait_until_gone("[data-testid=image-background-usual]")
        .await;
    window
        .choose("[data-testid=image-background]", "#0a6030")
        .await;
    window
        .wait_for("[data-testid=image-background-usual]")
        .await;
    window.wait_for(LINE).await;
    window.screenshot("image-background").await;
    window.send_keys(CTRL_Z).await;
    window
        .wait_until_gone("[data-testid=image-background-usual]")
        .await;
    // No background is offered for photos without transparent parts.
    window
        .press("[data-testid=card][data-name='photo_1.jpg']")
        .await;
    window.wait_for_text(LINE, "1182 × 886").await;
    window
        .wait_until_gone("[data-testid=image-background]")
        .await;
    window.close().await;
}

#[tokio::test]
async fn an_export_is_saved_where_the_dialog_says() {
    let fixture = Fixture::new().await;
    let window = open_with_first_selected(&fixture, 2).await;
    window.press("[data-testid=export]").await;
    window.press("[data-testid=export-zip]").await;
    window.press("[data-testid=export-go]").await;
    let file = fixture.path("for-others.zip");
    window.save_with_dialog("Save zip", &file).await;
    let archive = zip::ZipArchive::new(std::fs::File::open(&file).unwrap()).unwrap();
    let mut names: Vec<String> = archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["photo_1.jpg", "photo_1.txt", "photo_2.jpg"]);
    window.close().await;
}
