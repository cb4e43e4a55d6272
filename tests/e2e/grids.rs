//! Tests pictures that are laid out for comparison: grids, before and after, and the test sheet.

use std::time::Duration;

use crate::generate::{
    create_fixture, open_with_trained_model, screenshot_both_appearances, wait_for_pictures,
};

#[tokio::test]
async fn a_grid_of_four_by_four_is_made_and_saved_as_one_image() {
    let fixture = create_fixture(Duration::from_millis(60)).await;
    let window = open_with_trained_model(&fixture).await;
    window
        .fill("[data-testid=prompt]", "TOK on a mountain path")
        .await;
    // The bar changes its height until the prompt is complete.
    window.wait_until_gone("[data-testid=starters]").await;
    window
        .wait_until_gone("[data-testid=trigger-missing]")
        .await;
    window
        .press("[data-testid=kinds] label:has([data-testid=kind-grid])")
        .await;
    window
        .wait_for_text(
            "[data-testid=axis-across-problem]",
            "Choose what the grid changes",
        )
        .await;
    window.choose("[data-testid=axis-across]", "scale").await;
    window.choose("[data-testid=axis-down]", "prompt").await;
    window
        .wait_for_text("[data-testid=generate-press] span", "Generate 16 pictures")
        .await;
    window
        .wait_for_text("[data-testid=cost]", "for 16 pictures")
        .await;
    window.screenshot("generate-grid-asked").await;
    window.press("[data-testid=generate-press]").await;
    window
        .wait_for("[data-testid=batch][data-state=running]")
        .await;
    window.wait_for("[data-testid=picture]").await;
    window.screenshot("generate-grid-running").await;
    wait_for_pictures(&window, 16).await;
    window
        .wait_for("[data-testid=batch][data-state=ended]")
        .await;
    let predictions = fixture.sandbox.predictions();
    assert_eq!(predictions.len(), 16);
    let seed = &predictions[0].input["seed"];
    assert!(
        predictions
            .iter()
            .all(|prediction| prediction.input["seed"] == *seed)
    );
    screenshot_both_appearances(&window, "generate-grid").await;
    let file = fixture.path("grid.png");
    window.press("[data-testid=batch-save]").await;
    window.save_with_dialog("^Save the picture$", &file).await;
    let grid = image::open(&file).unwrap();
    assert!(
        grid.width() > 3000 && grid.height() > 3000,
        "{}",
        grid.width()
    );
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
    grid.thumbnail(1400, 1400)
        .save(folder.join("generate-grid-saved.png"))
        .unwrap();
    window.close().await;
}

#[tokio::test]
async fn test_sheets_and_before_and_after_pictures_are_generated() {
    let fixture = create_fixture(Duration::from_millis(60)).await;
    let window = open_with_trained_model(&fixture).await;
    window.go_to("trainings").await;
    window
        .wait_for_text("[data-testid=training-sheet] span", "Generate test sheet")
        .await;
    window.press("[data-testid=training-sheet]").await;
    window
        .wait_for_text("[data-testid=generate-press] span", "Generate test sheet")
        .await;
    window.wait_until_gone("[data-testid=prompt]").await;
    window.press("[data-testid=generate-press]").await;
    wait_for_pictures(&window, 9).await;
    window
        .wait_for_text("[data-testid=grid-table]", "Overfitting")
        .await;
    window.screenshot("generate-sheet").await;
    // A second sheet is generated, as after another training, and is shown beside the first sheet.
    window.press("[data-testid=generate-press]").await;
    wait_for_pictures(&window, 18).await;
    window.wait_for("[data-testid=sheet-beside]").await;
    window
        .run(
            "const beside = [...document.querySelectorAll('[data-testid=sheet-beside]')].find(e => e.checkVisibility());
            beside.value = beside.options[1].value;
            beside.dispatchEvent(new Event('change', { bubbles: true }));",
            vec![],
        )
        .await;
    window
        .wait_until("both sheets are side by side", async || {
            window.count("[data-testid=sheet-pair-table] img").await == 18
        })
        .await;
    screenshot_both_appearances(&window, "generate-sheets").await;
    window.send_keys("\u{E00C}").await;
    window.wait_until_gone("[data-testid=sheet-pair]").await;
    window
        .press("[data-testid=kinds] label:has([data-testid=kind-beforeAfter])")
        .await;
    window.fill("[data-testid=prompt]", "A photo of TOK").await;
    window
        .wait_for_text("[data-testid=generate-press] span", "Generate 2 pictures")
        .await;
    window.press("[data-testid=generate-press]").await;
    wait_for_pictures(&window, 20).await;
    window
        .wait_for_text("[data-testid=grid-table]", "Without the LoRA")
        .await;
    window.screenshot("generate-before-after").await;
    // The sheet is kept with its training.
    window.go_to("trainings").await;
    window
        .wait_for_text("[data-testid=training-sheet] span", "View test sheet")
        .await;
    screenshot_both_appearances(&window, "trainings-sheet").await;
    window.press("[data-testid=training-sheet]").await;
    window.wait_for("body[data-page=generate]").await;
    window
        .wait_until("the newest sheet is in view", async || {
            let kind = "const at = document.elementFromPoint(innerWidth / 2, 160);
                return at?.closest('[data-testid=batch]')?.dataset.kind";
            window.run(kind, vec![]).await == "sheet"
        })
        .await;
    let scales: Vec<f64> = fixture.sandbox.predictions()[18..]
        .iter()
        .map(|prediction| prediction.input["lora_scale"].as_f64().unwrap())
        .collect();
    assert_eq!(scales.iter().sum::<f64>(), 1.0);
    window.close().await;
}
