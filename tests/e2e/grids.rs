//! Tests pictures that are laid out for comparison: grids, before and after, and the test sheet.

use std::time::Duration;

use crate::generate::{fixture, in_both, see_pictures, trained};

#[tokio::test]
async fn a_grid_of_four_by_four_is_made_and_saved_as_one_image() {
    let fixture = fixture(Duration::from_millis(60)).await;
    let window = trained(&fixture).await;
    window
        .fill("[data-testid=prompt]", "TOK on a mountain path")
        .await;
    window
        .press("[data-testid=kinds] label:has([data-testid=kind-grid])")
        .await;
    window
        .read(
            "[data-testid=axis-across-problem]",
            "Choose what the grid changes",
        )
        .await;
    window.choose("[data-testid=axis-across]", "scale").await;
    window.choose("[data-testid=axis-down]", "prompt").await;
    window
        .read("[data-testid=generate-press] span", "Generate 16 pictures")
        .await;
    window.read("[data-testid=cost]", "for 16 pictures").await;
    window.picture("generate-grid-asked").await;
    window.press("[data-testid=generate-press]").await;
    window.see("[data-testid=batch][data-state=running]").await;
    window.see("[data-testid=picture]").await;
    window.picture("generate-grid-running").await;
    see_pictures(&window, 16).await;
    window.see("[data-testid=batch][data-state=ended]").await;
    let predictions = fixture.sandbox.predictions();
    assert_eq!(predictions.len(), 16);
    let seed = &predictions[0].input["seed"];
    assert!(predictions.iter().all(|made| made.input["seed"] == *seed));
    in_both(&window, "generate-grid").await;
    let to = fixture.path("grid.png");
    window.press("[data-testid=batch-save]").await;
    window.save_by("^Save the picture$", &to).await;
    let grid = image::open(&to).unwrap();
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
async fn a_test_sheet_and_before_and_after() {
    let fixture = fixture(Duration::from_millis(60)).await;
    let window = trained(&fixture).await;
    window.go_to("trainings").await;
    window
        .read("[data-testid=training-sheet] span", "Generate test sheet")
        .await;
    window.press("[data-testid=training-sheet]").await;
    window
        .read("[data-testid=generate-press] span", "Generate test sheet")
        .await;
    window.see_no("[data-testid=prompt]").await;
    window.press("[data-testid=generate-press]").await;
    see_pictures(&window, 9).await;
    window
        .read("[data-testid=grid-table]", "Over-fitting")
        .await;
    window.picture("generate-sheet").await;
    // A second sheet is made, as after another training, and shown beside the first.
    window.press("[data-testid=generate-press]").await;
    see_pictures(&window, 18).await;
    window.see("[data-testid=sheet-beside]").await;
    window
        .run(
            "const beside = [...document.querySelectorAll('[data-testid=sheet-beside]')].find(e => e.checkVisibility());
            beside.value = beside.options[1].value;
            beside.dispatchEvent(new Event('change', { bubbles: true }));",
            vec![],
        )
        .await;
    window
        .until("both sheets are side by side", async || {
            window.count("[data-testid=sheet-pair-table] img").await == 18
        })
        .await;
    in_both(&window, "generate-sheets").await;
    window.keys("\u{E00C}").await;
    window.see_no("[data-testid=sheet-pair]").await;
    window
        .press("[data-testid=kinds] label:has([data-testid=kind-beforeAfter])")
        .await;
    window.fill("[data-testid=prompt]", "A photo of TOK").await;
    window
        .read("[data-testid=generate-press] span", "Generate 2 pictures")
        .await;
    window.press("[data-testid=generate-press]").await;
    see_pictures(&window, 20).await;
    window
        .read("[data-testid=grid-table]", "Without the LoRA")
        .await;
    window.picture("generate-before-after").await;
    // The sheet is kept with its training.
    window.go_to("trainings").await;
    window
        .read("[data-testid=training-sheet] span", "View test sheet")
        .await;
    in_both(&window, "trainings-sheet").await;
    window.press("[data-testid=training-sheet]").await;
    window.see("body[data-page=generate]").await;
    window
        .until("the newest sheet is in view", async || {
            let kind = "const at = document.elementFromPoint(innerWidth / 2, 160);
                return at?.closest('[data-testid=batch]')?.dataset.kind";
            window.run(kind, vec![]).await == "sheet"
        })
        .await;
    let scales: Vec<f64> = fixture.sandbox.predictions()[18..]
        .iter()
        .map(|made| made.input["lora_scale"].as_f64().unwrap())
        .collect();
    assert_eq!(scales.iter().sum::<f64>(), 1.0);
    window.close().await;
}
