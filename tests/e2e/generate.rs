//! Tests generating pictures with a trained model: from the training to the first picture, the gallery, and failures.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use sandbox::{Fault, FaultKind, Options};

use crate::fixture::Fixture;
use crate::training::train;
use crate::window::Window;

/// Creates a fixture whose stand-in trains quickly and takes this time for each picture.
pub async fn create_fixture(prediction_time: Duration) -> Fixture {
    Fixture::with_options(Options {
        queue_time: Duration::from_millis(50),
        training_time: Duration::from_millis(800),
        prediction_time,
        ..Options::default()
    })
    .await
}

/// Trains a model in the app, and opens the Generate page.
pub async fn open_with_trained_model(fixture: &Fixture) -> Window {
    let folder = fixture.samples("Clay fox");
    let window = fixture.open_signed_in(&folder).await;
    train(&window, "clay-fox").await;
    window.press("[data-testid=make-pictures]").await;
    window.wait_for("body[data-page=generate]").await;
    window.wait_for("[data-testid=input-aspect_ratio]").await;
    window
}

/// Waits until this number of pictures are drawn.
pub async fn wait_for_pictures(window: &Window, count: u64) {
    let shown_count = "return [...document.querySelectorAll('[data-testid=picture] img')].filter(i => i.complete && i.naturalWidth > 0 && i.checkVisibility()).length";
    window
        .wait_until(&format!("{count} pictures are shown"), async || {
            window.run(shown_count, vec![]).await == count
        })
        .await;
}

/// Generates the first picture of a library as a PNG, and returns its file.
pub async fn generate_png(fixture: &Fixture, window: &Window, prompt: &str) -> PathBuf {
    window.fill("[data-testid=prompt]", prompt).await;
    window
        .choose("[data-testid=input-output_format]", "png")
        .await;
    window
        .wait_for_text("[data-testid=generate-press] span", "Generate 1 picture")
        .await;
    window.press("[data-testid=generate-press]").await;
    wait_for_pictures(window, 1).await;
    let picture = fixture.files().into_iter().find(|file| {
        file.extension().is_some_and(|ending| ending == "png")
            && file.to_string_lossy().contains("pictures")
    });
    picture.unwrap()
}

/// Takes a screenshot in dark and in light appearance.
pub async fn screenshot_both_appearances(window: &Window, name: &str) {
    for appearance in ["dark", "light"] {
        let set_appearance =
            "document.documentElement.setAttribute('data-appearance', arguments[0])";
        window.run(set_appearance, vec![appearance.into()]).await;
        window
            .wait_until("the colours have changed", async || {
                window
                    .run("return document.getAnimations().length", vec![])
                    .await
                    == 0
            })
            .await;
        window.screenshot(&format!("{name}-{appearance}")).await;
    }
}

#[tokio::test]
async fn a_trained_model_generates_pictures_for_the_gallery() {
    let fixture = create_fixture(Duration::from_millis(300)).await;
    let window = open_with_trained_model(&fixture).await;
    window.wait_for("[data-testid=gallery-empty]").await;
    screenshot_both_appearances(&window, "generate-empty").await;
    window
        .wait_for("[data-testid=generate-press]:disabled")
        .await;
    window.press("[data-testid=starter]").await;
    window
        .wait_for_text("[data-testid=prompt]", "A photo of TOK in the forest")
        .await;
    window
        .fill("[data-testid=prompt]", "a fox made of clay on a shelf")
        .await;
    window
        .wait_for_text(
            "[data-testid=trigger-missing]",
            "doesn't contain the trigger word TOK",
        )
        .await;
    window.press("[data-testid=put-trigger]").await;
    window
        .wait_until_gone("[data-testid=trigger-missing]")
        .await;
    window
        .wait_for_text("[data-testid=prompt]", "TOK, a fox made of clay on a shelf")
        .await;

    // An invalid value is reported before a request is sent.
    window
        .fill("[data-testid=input-num_inference_steps]", "90")
        .await;
    window
        .wait_for_text("[data-testid=input-problem]", "at most 50")
        .await;
    window
        .wait_for("[data-testid=generate-press]:disabled")
        .await;
    window
        .fill("[data-testid=input-num_inference_steps]", "20")
        .await;
    window
        .choose("[data-testid=input-aspect_ratio]", "3:2")
        .await;
    window.fill("[data-testid=input-num_outputs]", "3").await;
    window
        .wait_for_text("[data-testid=generate-press] span", "Generate 3 pictures")
        .await;
    window
        .wait_for_text("[data-testid=cost]", "for 3 pictures")
        .await;
    window.press("[data-testid=generate-press]").await;
    window
        .wait_for("[data-testid=batch][data-state=running]")
        .await;
    wait_for_pictures(&window, 3).await;
    window
        .wait_for("[data-testid=batch][data-state=ended]")
        .await;

    // The second batch is shown above the first.
    window
        .fill("[data-testid=prompt]", "TOK riding a bicycle")
        .await;
    window.fill("[data-testid=input-num_outputs]", "1").await;
    window
        .wait_for_text("[data-testid=generate-press] span", "Generate 1 picture")
        .await;
    window.send_keys("\u{E009}\u{E007}\u{E000}").await;
    wait_for_pictures(&window, 4).await;
    window
        .wait_for_text("[data-testid=batch] h2", "TOK riding a bicycle")
        .await;
    screenshot_both_appearances(&window, "generate").await;

    // The large view shows the settings of the picture. The arrow keys lead to the other pictures.
    window.press("[data-testid=picture]").await;
    window
        .wait_for_text("[data-testid=big-picture]", "TOK riding a bicycle")
        .await;
    window
        .wait_for_text("[data-testid=big-picture]", "1 of 4")
        .await;
    window
        .wait_until("the picture is shown large", async || {
            let is_shown = "return (document.querySelector('[data-testid=big-image]')?.naturalWidth ?? 0) > 1000";
            window.run(is_shown, vec![]).await == true
        })
        .await;
    screenshot_both_appearances(&window, "generate-big").await;
    window.press("[data-testid=big-favourite]").await;
    window
        .wait_for("[data-testid=big-favourite][aria-pressed=true]")
        .await;
    window.press("[data-testid=big-beside]").await;
    window.wait_for("[data-testid=training-photo]").await;
    window.press("[data-testid=next-photo]").await;
    screenshot_both_appearances(&window, "generate-beside").await;
    window.press("[data-testid=big-beside]").await;
    window.send_keys("\u{E014}").await;
    window
        .wait_for_text("[data-testid=big-picture]", "2 of 4")
        .await;
    window.press("[data-testid=big-copy]").await;
    window.press("[data-testid=big-train]").await;
    window.press("[data-testid=big-again]").await;
    window.wait_until_gone("[data-testid=big-picture]").await;
    window
        .wait_until("the earlier settings are restored", async || {
            window
                .text("[data-testid=prompt]")
                .await
                .starts_with("TOK, a fox made of clay")
                && window.text("[data-testid=input-num_inference_steps]").await == "20"
        })
        .await;

    // The gallery is filtered and searched.
    window.press("[data-testid=gallery-favourites]").await;
    wait_for_pictures(&window, 1).await;
    window.press("[data-testid=gallery-favourites]").await;
    wait_for_pictures(&window, 4).await;
    window
        .fill("[data-testid=gallery-search]", "clay shelf")
        .await;
    wait_for_pictures(&window, 3).await;
    window
        .fill("[data-testid=gallery-search]", "submarine")
        .await;
    window
        .wait_for_text("[data-testid=gallery-empty]", "Nothing found")
        .await;
    window.fill("[data-testid=gallery-search]", "a").await;
    window.send_keys("\u{E003}").await;
    wait_for_pictures(&window, 4).await;

    // Pictures are compared side by side.
    let select = "[...document.querySelectorAll('[data-testid=select-picture]')].slice(0, 3).forEach(b => b.click())";
    window.run(select, vec![]).await;
    window
        .wait_for_text("[data-testid=compare-bar]", "3 pictures selected")
        .await;
    window.press("[data-testid=compare-pictures]").await;
    window
        .wait_until("three pictures are side by side", async || {
            window.count("[data-testid=big-image]").await == 3
        })
        .await;
    screenshot_both_appearances(&window, "generate-compared").await;
    window.press("[data-testid=big-close]").await;

    // A picture is moved to the trash.
    window.press("[data-testid=picture]").await;
    window.press("[data-testid=big-remove]").await;
    window.press("[data-testid=big-remove-confirm]").await;
    window.press("[data-testid=big-close]").await;
    wait_for_pictures(&window, 3).await;
    window.close().await;

    // After a restart, the pictures are still there.
    let window = fixture.open().await;
    window.go_to("generate").await;
    wait_for_pictures(&window, 3).await;
    window.close().await;
}

#[tokio::test]
async fn a_dropped_picture_restores_its_settings() {
    let fixture = create_fixture(Duration::from_millis(50)).await;
    let window = open_with_trained_model(&fixture).await;
    window.fill("[data-testid=input-seed]", "77").await;
    let picture = generate_png(&fixture, &window, "TOK in the rain").await;
    let copy = fixture.path("from a friend.png");
    std::fs::copy(picture, &copy).unwrap();
    window
        .fill("[data-testid=prompt]", "TOK something else")
        .await;
    window.fill("[data-testid=input-seed]", "1").await;
    window.press("[data-testid=gallery-search]").await;
    window.drop_paths(&[&copy]).await;
    window
        .wait_until("its settings are restored", async || {
            window.text("[data-testid=prompt]").await == "TOK in the rain"
                && window.text("[data-testid=input-seed]").await == "77"
        })
        .await;
    let photo = fixture.path("Clay fox/beach-sunset.jpg");
    window.drop_paths(&[&photo]).await;
    window
        .wait_until("the missing settings are reported", async || {
            window.all_text().await.contains("contains no settings")
        })
        .await;
    window.close().await;
}

#[tokio::test]
async fn failures_are_explained_and_can_be_retried() {
    let fixture = create_fixture(Duration::from_millis(50)).await;
    let window = open_with_trained_model(&fixture).await;
    window.fill("[data-testid=prompt]", "TOK NSFW").await;
    window.press("[data-testid=generate-press]").await;
    window
        .wait_for_text(
            "[data-testid=cell-failure]",
            "safety check held this picture back",
        )
        .await;
    fixture
        .sandbox
        .fail(Fault::new("GET", "/delivery/*", FaultKind::NotJson).times(u32::MAX));
    window
        .fill("[data-testid=prompt]", "TOK at the window")
        .await;
    window
        .wait_for_text("[data-testid=generate-press] span", "Generate 1 picture")
        .await;
    window.press("[data-testid=generate-press]").await;
    window
        .wait_for_text("[data-testid=cell-failure]", "is not an image")
        .await;
    screenshot_both_appearances(&window, "generate-failed").await;
    fixture.sandbox.clear_faults();
    window.press("[data-testid=cell-again]").await;
    wait_for_pictures(&window, 1).await;
    assert_eq!(
        fixture.sandbox.predictions().len(),
        2,
        "the picture is fetched, not generated again"
    );
    fixture.sandbox.fail(Fault::new(
        "POST",
        "/predictions",
        FaultKind::Status(402, None),
    ));
    window.press("[data-testid=generate-press]").await;
    window
        .wait_for_text("[data-testid=cell-failure]", "no credit left")
        .await;
    window.close().await;
}

#[tokio::test]
async fn a_running_batch_is_canceled() {
    let fixture = create_fixture(Duration::from_secs(600)).await;
    let window = open_with_trained_model(&fixture).await;
    window.fill("[data-testid=prompt]", "TOK").await;
    window.press("[data-testid=generate-press]").await;
    window
        .wait_until("the prediction has started", async || {
            fixture.sandbox.predictions().len() == 1
        })
        .await;
    window.screenshot("generate-running").await;
    window.press("[data-testid=batch-cancel]").await;
    window
        .wait_for("[data-testid=cell][data-state=canceled]")
        .await;
    assert_eq!(fixture.sandbox.predictions()[0].status, "canceled");
    window.close().await;
}

#[tokio::test]
async fn a_running_batch_resumes_after_a_kill() {
    let fixture = create_fixture(Duration::from_secs(3)).await;
    let window = open_with_trained_model(&fixture).await;
    window.fill("[data-testid=prompt]", "TOK at sea").await;
    window.press("[data-testid=generate-press]").await;
    window
        .wait_until("the prediction has started", async || {
            fixture.sandbox.predictions().len() == 1
        })
        .await;
    window.kill().await;
    let window = fixture.open().await;
    window.go_to("generate").await;
    wait_for_pictures(&window, 1).await;
    assert_eq!(fixture.sandbox.predictions().len(), 1, "billed once");
    window.close().await;
}

/// Measures the wait from the press to the picture, less the time that the service takes. The result is only printed,
/// since it means nothing on a loaded machine.
#[tokio::test]
#[ignore = "a measurement"]
async fn measure_the_time_from_press_to_picture() {
    let service = Duration::from_millis(1000);
    let fixture = create_fixture(service).await;
    let window = open_with_trained_model(&fixture).await;
    let press_and_wait = "
        const done = arguments[0];
        const before = document.querySelectorAll('[data-testid=picture] img').length;
        const begun = performance.now();
        const check = () => {
            const all = [...document.querySelectorAll('[data-testid=picture] img')];
            if (all.length > before && all.every(i => i.complete && i.naturalWidth > 0)) requestAnimationFrame(() => done(performance.now() - begun));
            else requestAnimationFrame(check);
        };
        document.querySelector('[data-testid=generate-press]').click();
        check();";
    let mut overheads = Vec::new();
    for round in 0..8 {
        window
            .fill("[data-testid=prompt]", &format!("TOK number {round}"))
            .await;
        window
            .wait_for_text("[data-testid=generate-press] span", "Generate 1 picture")
            .await;
        window
            .wait_for("[data-testid=generate-press]:not(:disabled)")
            .await;
        let begun = Instant::now();
        let total = window
            .run_async(press_and_wait, Duration::from_secs(30))
            .await;
        // The stand-in's queue takes 50 ms, and a picture takes `service`.
        let drawing_time = drawing_time(&fixture).await;
        let overhead =
            total.as_f64().unwrap() - service.as_secs_f64() * 1000.0 - 50.0 - drawing_time;
        println!(
            "press {round}: {overhead:.0} ms beyond the service ({:.1?} in all)",
            begun.elapsed()
        );
        overheads.push(overhead);
    }
    overheads.sort_by(f64::total_cmp);
    println!(
        "from press to picture beyond the service: median {:.0} ms",
        overheads[overheads.len() / 2]
    );
    window.close().await;
}

/// Returns the milliseconds that the stand-in takes to draw the newest picture when it is fetched. The real service
/// has the picture ready.
async fn drawing_time(fixture: &Fixture) -> f64 {
    let prediction = fixture.sandbox.predictions().pop().unwrap();
    let address = format!(
        "{}/delivery/{}/out-0.webp",
        fixture.sandbox.url(),
        prediction.id
    );
    let output = tokio::task::spawn_blocking(move || {
        let mut curl = std::process::Command::new("curl");
        curl.args(["--noproxy", "*", "-s", "-o", "/dev/null"]);
        curl.args(["-w", "%{time_total}", &address]);
        curl.output().unwrap().stdout
    });
    let seconds = String::from_utf8(output.await.unwrap()).unwrap();
    seconds.trim().parse::<f64>().unwrap() * 1000.0
}
