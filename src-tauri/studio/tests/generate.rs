//! Tests the generation of pictures, from the press of Generate to the library, including faults. A press is never
//! billed twice.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sandbox::{Fault, FaultKind, Options};
use studio::Studio;
use studio::view::{
    AppEvent, AxisDraft, AxisKind, Batch, BatchKind, CellState, GalleryFilter, GenerateDraft,
    PictureFix, Stage,
};

use crate::fixture::{Fixture, TIMEOUT, eventually, eventually_async, open, quick};

/// Creates a fixture with a trained model.
async fn trained(options: Options) -> Fixture {
    let mut fixture = Fixture::new(options).await;
    fixture.open_folder(2).await;
    fixture.start().await;
    fixture.until_stage(Stage::Succeeded).await;
    wait_for_inputs(&fixture.studio).await;
    fixture
}

/// Waits until the version's inputs are known.
async fn wait_for_inputs(studio: &Studio) {
    eventually_async("the version's inputs are known", async || {
        !studio
            .generation
            .generate_form()
            .await
            .unwrap()
            .main
            .is_empty()
    })
    .await;
}

fn draft(prompt: &str) -> GenerateDraft {
    GenerateDraft {
        prompt: prompt.to_owned(),
        inputs: [("megapixels".to_owned(), "0.25".to_owned())].into(),
        ..GenerateDraft::default()
    }
}

fn axis(what: AxisKind, values: &str) -> AxisDraft {
    AxisDraft {
        what,
        values: values.to_owned(),
    }
}

async fn until_ended(studio: &Studio, id: &str) -> Batch {
    let begun = Instant::now();
    loop {
        let batch = studio.generation.batch(id).await.unwrap();
        if !batch.running {
            return batch;
        }
        assert!(begun.elapsed() < TIMEOUT, "it does not end: {batch:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Presses Generate and waits until the batch ends.
async fn generate(fixture: &Fixture, draft: GenerateDraft) -> Batch {
    let begun = fixture.studio.generation.generate(draft).await.unwrap();
    until_ended(&fixture.studio, &begun.id).await
}

fn files(fixture: &Fixture) -> Vec<PathBuf> {
    let folder = fixture.home.path().join("data/pictures");
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_makes_pictures_with_notes() {
    let fixture = trained(quick()).await;
    let form = fixture.studio.generation.generate_form().await.unwrap();
    assert!(form.versions[0].label.starts_with("bowls · "), "{form:?}");
    assert_eq!(form.main[0].name, "aspect_ratio");
    assert!(!form.can_press, "there is no prompt yet");
    assert!(form.starters[0].contains("TOK"));
    let form = fixture
        .studio
        .generation
        .set_generate_draft(draft("a bowl"))
        .await;
    let form = form.unwrap();
    let missing = form.trigger.unwrap();
    assert_eq!(missing.prompt, "TOK, a bowl");
    assert!(
        form.cost
            .starts_with("About $0.005 to $0.018 for 1 picture.")
    );

    let mut two = draft("TOK, a bowl");
    two.inputs.insert("num_outputs".to_owned(), "2".to_owned());
    two.inputs
        .insert("output_format".to_owned(), "png".to_owned());
    let made = generate(&fixture, two.clone()).await;
    assert_eq!(made.cells.len(), 1);
    let cell = &made.cells[0];
    assert_eq!((cell.state, cell.pictures.len()), (CellState::Done, 2));
    assert_eq!(files(&fixture).len(), 2);
    let small = fixture
        .studio
        .generation
        .picture_file(cell.pictures[0].id, true)
        .unwrap();
    assert_eq!(small.media_type, "image/jpeg");
    let whole = fixture
        .studio
        .generation
        .picture_file(cell.pictures[1].id, false)
        .unwrap();
    assert_eq!(whole.media_type, "image/png");

    // The file contains the seed that Tintype chose, so that the same picture can be generated again.
    let [prediction] = fixture.sandbox.predictions().try_into().unwrap();
    assert!(prediction.input["seed"].is_u64(), "{:?}", prediction.input);
    let elsewhere = fixture.home.path().join("copy.png");
    std::fs::copy(&files(&fixture)[1], &elsewhere).unwrap();
    let form = fixture
        .studio
        .generation
        .use_settings_of(vec![elsewhere.display().to_string()])
        .await
        .unwrap();
    assert_eq!(form.draft.prompt, "TOK, a bowl");
    assert_eq!(
        form.draft.inputs["seed"],
        prediction.input["seed"].to_string()
    );
    assert_eq!(form.draft.inputs["num_outputs"], "2");
    assert!(form.can_press);
    let without_note = fixture.home.path().join("bowls/0.jpg");
    let refused = fixture
        .studio
        .generation
        .use_settings_of(vec![without_note.display().to_string()])
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("contains no settings"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_response_is_looked_up_and_nothing_is_billed_twice() {
    let fixture = trained(quick()).await;
    for (kind, billed) in [
        (FaultKind::LoseAnswer, 1),
        (FaultKind::HangAfter, 1),
        (FaultKind::Truncate(20), 1),
        (FaultKind::CutBefore, 1),
        (FaultKind::Hang, 1),
        (FaultKind::Status(500, None), 1),
        (FaultKind::NotJson, 1),
        (FaultKind::Status(429, None), 1),
        (FaultKind::Status(401, None), 1),
    ] {
        let before = fixture.sandbox.predictions().len();
        fixture
            .sandbox
            .fail(Fault::new("POST", "/predictions", kind.clone()));
        let made = generate(&fixture, draft("TOK")).await;
        assert_eq!(made.cells[0].state, CellState::Done, "{kind:?}: {made:?}");
        let after = fixture.sandbox.predictions().len();
        assert_eq!(after - before, billed, "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn equal_presses_with_lost_responses_are_two_predictions() {
    let fixture = trained(quick()).await;
    let mut same = draft("TOK");
    same.inputs.insert("seed".to_owned(), "7".to_owned());
    generate(&fixture, same.clone()).await;
    fixture
        .sandbox
        .fail(Fault::new("POST", "/predictions", FaultKind::LoseAnswer).times(2));
    let one = fixture
        .studio
        .generation
        .generate(same.clone())
        .await
        .unwrap();
    let other = fixture.studio.generation.generate(same).await.unwrap();
    for id in [one.id, other.id] {
        assert_eq!(
            until_ended(&fixture.studio, &id).await.cells[0].state,
            CellState::Done
        );
    }
    assert_eq!(fixture.sandbox.predictions().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_download_is_repeated() {
    let fixture = trained(quick()).await;
    for kind in [
        FaultKind::Truncate(1000),
        FaultKind::Status(503, None),
        FaultKind::CutBefore,
        FaultKind::NotJson,
    ] {
        fixture
            .sandbox
            .fail(Fault::new("GET", "/delivery/*", kind.clone()).times(2));
        let before = files(&fixture).len();
        let made = generate(&fixture, draft("TOK")).await;
        assert_eq!(made.cells[0].state, CellState::Done, "{kind:?}: {made:?}");
        assert_eq!(files(&fixture).len(), before + 1, "{kind:?}: no other file");
    }
    assert_eq!(fixture.sandbox.predictions().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_an_image_is_reported_and_fetched_again_for_free() {
    let fixture = trained(quick()).await;
    fixture
        .sandbox
        .fail(Fault::new("GET", "/delivery/*", FaultKind::NotJson).times(u32::MAX));
    let failed = generate(&fixture, draft("TOK")).await;
    let failure = failed.cells[0].failure.clone().unwrap();
    assert!(
        failure
            .message
            .contains("is not an image (it is a web page)")
    );
    assert_eq!(failure.fix, PictureFix::Fetch);
    assert!(files(&fixture).is_empty());
    fixture.sandbox.clear_faults();
    fixture
        .studio
        .generation
        .retry_cell(&failed.cells[0].id)
        .await
        .unwrap();
    let made = until_ended(&fixture.studio, &failed.id).await;
    assert_eq!(made.cells[0].state, CellState::Done);
    assert_eq!(fixture.sandbox.predictions().len(), 1, "billed once");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_address_is_reported() {
    let fixture = trained(quick()).await;
    fixture
        .sandbox
        .fail(Fault::new("GET", "/delivery/*", FaultKind::Status(404, None)).times(u32::MAX));
    let failed = generate(&fixture, draft("TOK")).await;
    let failure = failed.cells[0].failure.clone().unwrap();
    assert!(
        failure
            .message
            .contains("deleted before Tintype could download it")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_explained() {
    let fixture = trained(quick()).await;
    let gone = serde_json::json!({
        "title": "Invalid version or not permitted", "status": 422,
        "detail": "The specified version does not exist (or perhaps you don't have permission to use it?)",
    });
    for (kind, words, fix) in [
        (
            FaultKind::Status(402, None),
            "no credit left",
            PictureFix::Billing,
        ),
        (
            FaultKind::Status(404, None),
            "can't find this version",
            PictureFix::Answers,
        ),
        (
            FaultKind::Status(422, Some(gone)),
            "no longer on Replicate",
            PictureFix::Answers,
        ),
    ] {
        fixture
            .sandbox
            .fail(Fault::new("POST", "/predictions", kind.clone()));
        let failed = generate(&fixture, draft("TOK")).await;
        let failure = failed.cells[0].failure.clone().unwrap();
        assert!(failure.message.contains(words), "{failure:?}");
        assert_eq!(failure.fix, fix);
    }
    assert!(fixture.sandbox.predictions().is_empty());

    let failed = generate(&fixture, draft("TOK NSFW")).await;
    let failure = failed.cells[0].failure.clone().unwrap();
    assert!(failure.message.contains("safety check"), "{failure:?}");
    // The retry uses another seed.
    let seed = fixture.sandbox.predictions()[0].input["seed"].clone();
    fixture
        .studio
        .generation
        .retry_cell(&failed.cells[0].id)
        .await
        .unwrap();
    until_ended(&fixture.studio, &failed.id).await;
    assert_ne!(fixture.sandbox.predictions()[1].input["seed"], seed);

    // The service's message about a field is shown beside that field.
    let refused = serde_json::json!({
        "title": "Input validation failed", "status": 422, "detail": "- input.seed: no",
        "invalid_fields": [{ "type": "x", "field": "input.seed", "description": "Must be prime" }],
    });
    let kind = FaultKind::Status(422, Some(refused));
    fixture
        .sandbox
        .fail(Fault::new("POST", "/predictions", kind));
    let failed = generate(&fixture, draft("TOK, prime")).await;
    assert_eq!(
        failed.cells[0].failure.clone().unwrap().fix,
        PictureFix::Answers
    );
    let form = fixture.studio.generation.generate_form().await.unwrap();
    assert_eq!(form.problems[0].field, "inputs.seed");
    assert!(form.can_press, "the service may accept it by now");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_inputs_are_refused_before_anything_is_sent() {
    let fixture = trained(quick()).await;
    let mut wrong = draft("TOK");
    wrong
        .inputs
        .insert("num_inference_steps".to_owned(), "90".to_owned());
    let form = fixture
        .studio
        .generation
        .set_generate_draft(wrong.clone())
        .await
        .unwrap();
    assert_eq!(form.problems[0].field, "inputs.num_inference_steps");
    assert!(form.problems[0].message.contains("at most 50"));
    assert!(fixture.studio.generation.generate(wrong).await.is_err());
    let grid = GenerateDraft {
        kind: BatchKind::Grid,
        across: axis(AxisKind::Scale, "0.5, 9"),
        down: axis(AxisKind::Scale, "1"),
        ..draft("TOK")
    };
    let form = fixture
        .studio
        .generation
        .set_generate_draft(grid)
        .await
        .unwrap();
    let fields: Vec<&str> = form
        .problems
        .iter()
        .map(|problem| problem.field.as_str())
        .collect();
    assert_eq!(fields, ["down", "across"]);
    let large = GenerateDraft {
        kind: BatchKind::Grid,
        across: axis(AxisKind::Seed, "1 2 3 4 5 6 7 8 9"),
        down: axis(AxisKind::Steps, "1 2 3 4 5 6 7 8"),
        ..draft("TOK")
    };
    let form = fixture
        .studio
        .generation
        .set_generate_draft(large)
        .await
        .unwrap();
    assert!(form.problems[0].message.contains("72 pictures"));
    assert!(!form.can_press);
    assert!(fixture.sandbox.predictions().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grid_has_one_seed() {
    let fixture = trained(quick()).await;
    let grid = GenerateDraft {
        kind: BatchKind::Grid,
        across: axis(AxisKind::Scale, "0, 0.5, 1, 1.5"),
        down: axis(AxisKind::Prompt, "TOK one\nTOK two\nTOK three\nTOK four"),
        ..draft("TOK")
    };
    let form = fixture
        .studio
        .generation
        .set_generate_draft(grid.clone())
        .await
        .unwrap();
    assert_eq!(form.press, "Generate 16 pictures");
    let made = generate(&fixture, grid).await;
    assert_eq!(
        made.columns,
        ["Scale 0", "Scale 0.5", "Scale 1", "Scale 1.5"]
    );
    assert_eq!(made.rows[3], "TOK four");
    assert!(made.cells.iter().all(|cell| cell.pictures.len() == 1));
    let predictions = fixture.sandbox.predictions();
    assert_eq!(predictions.len(), 16);
    let seed = &predictions[0].input["seed"];
    assert!(
        predictions
            .iter()
            .all(|prediction| prediction.input["seed"] == *seed)
    );
    let last = made
        .cells
        .iter()
        .find(|cell| (cell.row, cell.column) == (3, 1));
    assert_eq!(last.unwrap().pictures[0].prompt, "TOK four");

    let sheet = GenerateDraft {
        kind: BatchKind::Sheet,
        ..draft("")
    };
    let sheet = generate(&fixture, sheet).await;
    assert_eq!(sheet.rows, ["Likeness", "Flexibility", "Overfitting"]);
    assert_eq!(sheet.cells.len(), 9);
    let both = GenerateDraft {
        kind: BatchKind::BeforeAfter,
        ..draft("TOK")
    };
    let both = generate(&fixture, both).await;
    assert_eq!(both.columns, ["Without the LoRA", "With the LoRA"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn canceling_a_batch_requests_nothing_more() {
    let fixture = trained(Options {
        prediction_time: Duration::from_secs(600),
        ..quick()
    })
    .await;
    let grid = GenerateDraft {
        kind: BatchKind::Grid,
        across: axis(AxisKind::Seed, "1 2 3 4 5 6 7 8"),
        ..draft("TOK")
    };
    let begun = fixture.studio.generation.generate(grid).await.unwrap();
    eventually_async("four predictions have begun", async || {
        fixture.sandbox.predictions().len() == 4
    })
    .await;
    fixture
        .studio
        .generation
        .cancel_batch(&begun.id)
        .await
        .unwrap();
    let canceled = until_ended(&fixture.studio, &begun.id).await;
    assert!(
        canceled
            .cells
            .iter()
            .all(|cell| cell.state == CellState::Canceled)
    );
    let predictions = fixture.sandbox.predictions();
    assert_eq!(predictions.len(), 4);
    assert!(
        predictions
            .iter()
            .all(|prediction| prediction.status == "canceled")
    );
    fixture
        .studio
        .generation
        .remove_batch(&begun.id)
        .await
        .unwrap();
    let gallery = fixture
        .studio
        .generation
        .gallery(all_batches())
        .await
        .unwrap();
    assert!(gallery.batches.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn canceling_before_the_response_cancels_at_the_service() {
    let fixture = trained(Options {
        prediction_time: Duration::from_secs(600),
        ..quick()
    })
    .await;
    fixture
        .sandbox
        .fail(Fault::new("POST", "/predictions", FaultKind::HangAfter));
    let begun = fixture
        .studio
        .generation
        .generate(draft("TOK"))
        .await
        .unwrap();
    eventually_async("the prediction has begun", async || {
        fixture.sandbox.predictions().len() == 1
    })
    .await;
    fixture.studio.generation.cancel_cell(&begun.cells[0].id);
    let canceled = until_ended(&fixture.studio, &begun.id).await;
    assert_eq!(canceled.cells[0].state, CellState::Canceled);
    assert_eq!(fixture.sandbox.predictions()[0].status, "canceled");
}

fn all_batches() -> GalleryFilter {
    GalleryFilter {
        most: 20,
        ..GalleryFilter::default()
    }
}

/// Ends a studio without letting its tasks finish, as a power cut would. Returns once no task runs any more, after 30 s
/// at the latest.
fn kill(runtime: tokio::runtime::Runtime) {
    runtime.shutdown_timeout(Duration::from_secs(30));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_batch_resumes_and_nothing_is_billed_twice() {
    let fixture = trained(Options {
        prediction_time: Duration::from_millis(200),
        ..quick()
    })
    .await;
    let (home, url) = (fixture.home.path().to_owned(), fixture.sandbox.url());
    let library = home.join("data/pictures");
    std::fs::create_dir_all(&library).unwrap();
    std::fs::write(library.join(".tintype-cut"), "off").unwrap();
    let mut expected = 0;
    for round in 0..10 {
        let (home, url) = (home.clone(), url.clone());
        let id = tokio::task::spawn_blocking(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            let id = runtime.block_on(async {
                let (studio, _) = crate::fixture::open_at(&home, &url, Some("r8_good")).await;
                let grid = GenerateDraft {
                    kind: BatchKind::Grid,
                    across: axis(AxisKind::Scale, "0.5, 1"),
                    down: axis(AxisKind::Steps, "4, 8, 12"),
                    ..draft("TOK")
                };
                let id = studio.generation.generate(grid).await.unwrap().id;
                tokio::time::sleep(Duration::from_millis(round * 70)).await;
                id
            });
            kill(runtime);
            id
        })
        .await
        .unwrap();
        let (studio, _): (Arc<Studio>, _) =
            open(fixture.home.path(), &fixture.sandbox, Some("r8_good")).await;
        let made = until_ended(&studio, &id).await;
        assert!(
            made.cells.iter().all(|cell| cell.pictures.len() == 1),
            "round {round}: {made:?}"
        );
        expected += 6;
        assert_eq!(
            fixture.sandbox.predictions().len(),
            expected,
            "round {round}"
        );
    }
    // A thread of a killed app may still be writing.
    eventually("each picture exists once, and no other file", || {
        files(&fixture).len() == expected
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gallery_is_searched_and_pictures_are_used() {
    let fixture = trained(quick()).await;
    let sea = generate(&fixture, draft("TOK at sea")).await;
    generate(&fixture, draft("TOK on a hill")).await;
    let picture = sea.cells[0].pictures[0].clone();
    fixture
        .studio
        .generation
        .set_favourite(picture.id, true)
        .await
        .unwrap();
    let titles = async |filter: GalleryFilter| {
        let gallery = fixture.studio.generation.gallery(filter).await.unwrap();
        let titles: Vec<String> = gallery
            .batches
            .into_iter()
            .map(|batch| batch.title)
            .collect();
        titles
    };
    assert_eq!(titles(all_batches()).await, ["TOK on a hill", "TOK at sea"]);
    let search = "SEA tok".to_owned();
    assert_eq!(
        titles(GalleryFilter {
            search,
            ..all_batches()
        })
        .await,
        ["TOK at sea"]
    );
    let favourites = true;
    assert_eq!(
        titles(GalleryFilter {
            favourites,
            ..all_batches()
        })
        .await,
        ["TOK at sea"]
    );
    let model = "somebody/else".to_owned();
    assert!(
        titles(GalleryFilter {
            model,
            ..all_batches()
        })
        .await
        .is_empty()
    );

    let name = fixture
        .studio
        .generation
        .picture_file_name(picture.id)
        .await
        .unwrap();
    assert_eq!(name, "TOK at sea.webp");
    let to = fixture.home.path().join(&name);
    fixture
        .studio
        .generation
        .save_picture_as(picture.id, to.clone())
        .await
        .unwrap();
    assert!(image::open(&to).is_ok());
    assert!(
        fixture
            .studio
            .generation
            .picture_pixels(picture.id)
            .await
            .unwrap()
            .width
            > 0
    );
    let images = fixture.studio.state().dataset.unwrap().images.len();
    fixture
        .studio
        .generation
        .use_for_training(picture.id)
        .await
        .unwrap();
    eventually_async("the picture is in the dataset", async || {
        fixture.studio.state().dataset.unwrap().images.len() == images + 1
    })
    .await;
    let form = fixture
        .studio
        .generation
        .use_settings(picture.id)
        .await
        .unwrap();
    assert_eq!(form.draft.prompt, "TOK at sea");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_response_is_found_with_wrong_clocks() {
    for days in [-3_i64, 3] {
        let fixture = trained(Options {
            clock_ahead: jiff::SignedDuration::from_hours(24 * days),
            ..quick()
        })
        .await;
        fixture
            .sandbox
            .fail(Fault::new("POST", "/predictions", FaultKind::LoseAnswer));
        let made = generate(&fixture, draft("TOK")).await;
        assert_eq!(made.cells[0].state, CellState::Done, "{made:?}");
        assert_eq!(fixture.sandbox.predictions().len(), 1, "{days} days");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_waits_for_disk_space_and_is_fetched_once() {
    let fixture = trained(quick()).await;
    // A file in place of the folder makes every write fail, as a full disk does.
    let library = fixture.home.path().join("data/pictures");
    std::fs::write(&library, "").unwrap();
    let begun = fixture
        .studio
        .generation
        .generate(draft("TOK"))
        .await
        .unwrap();
    eventually_async("the problem is shown", async || {
        let batch = fixture.studio.generation.batch(&begun.id).await.unwrap();
        let message = batch.cells[0].retry_message.as_deref().unwrap_or_default();
        message.contains("can't be saved") && message.contains("Is the disk full?")
    })
    .await;
    // From now on the picture's address returns 404.
    fixture
        .sandbox
        .fail(Fault::new("GET", "/delivery/*", FaultKind::Status(404, None)).times(u32::MAX));
    std::fs::remove_file(&library).unwrap();
    let made = until_ended(&fixture.studio, &begun.id).await;
    assert_eq!(made.cells[0].state, CellState::Done, "{made:?}");
    assert_eq!(made.cells[0].retry_message, None);
    assert_eq!(files(&fixture).len(), 1);
    assert_eq!(fixture.sandbox.predictions().len(), 1);
}

/// Return values and events reach the window separately, so the state with the higher sequence number must be the newer
/// one.
#[tokio::test(flavor = "multi_thread")]
async fn the_highest_sequence_is_the_last_state_of_a_batch() {
    let fixture = trained(quick()).await;
    let emitted: Arc<Mutex<Vec<Batch>>> = Arc::default();
    let recorded = Arc::clone(&emitted);
    let listener = move |event: &AppEvent| {
        if let AppEvent::Batch { batch } = event {
            recorded.lock().unwrap().push(batch.clone());
        }
    };
    let (home, url) = (fixture.home.path(), fixture.sandbox.url());
    let (studio, _) =
        crate::fixture::open_with_listener(home, &url, Some("r8_good"), listener).await;
    fixture
        .sandbox
        .fail(Fault::new("POST", "/predictions", FaultKind::Status(402, None)).times(u32::MAX));
    for _ in 0..30 {
        let mut four = draft("TOK");
        four.kind = BatchKind::Grid;
        four.across = axis(AxisKind::Prompt, "a TOK\nb TOK\nc TOK\nd TOK");
        let returned = studio.generation.generate(four).await.unwrap();
        let is_last = |emitted: &[Batch]| {
            let of_batch = emitted.iter().filter(|batch| batch.id == returned.id);
            let newest = of_batch
                .chain([&returned])
                .max_by_key(|batch| batch.sequence);
            newest.is_some_and(|batch| !batch.running)
        };
        eventually("the newest state is the end", || {
            is_last(&emitted.lock().unwrap())
        })
        .await;
    }
}

/// The service may send pictures within the response: alone, in a list, or as fields of an object.
#[tokio::test(flavor = "multi_thread")]
async fn inline_pictures_are_kept_out_of_the_ledger() {
    let fixture = trained(quick()).await;
    let mut png = std::io::Cursor::new(Vec::new());
    // Noise makes the file large.
    image::RgbImage::from_fn(300, 200, |x, y| {
        let seed = x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503);
        image::Rgb([(seed >> 3) as u8, (seed >> 11) as u8, (seed >> 19) as u8])
    })
    .write_to(&mut png, image::ImageFormat::Png)
    .unwrap();
    let png = png.into_inner();
    let address = format!("data:image/png;base64,{}", STANDARD.encode(&png));
    let outputs = [
        serde_json::json!(address),
        serde_json::json!([address]),
        serde_json::json!({ "image": address, "text": "a bowl" }),
    ];
    for (number, output) in outputs.into_iter().enumerate() {
        let prediction = serde_json::json!({
            "id": format!("inline{number}"), "status": "succeeded", "model": "sandbox/bowls", "version": "v",
            "input": {}, "output": output, "error": null, "logs": "", "metrics": { "predict_time": 1.5 },
            "created_at": "2026-11-26T07:00:00Z", "started_at": "2026-11-26T07:00:00Z",
            "completed_at": "2026-11-26T07:00:01Z", "urls": {},
        });
        let response = FaultKind::Status(201, Some(prediction));
        fixture
            .sandbox
            .fail(Fault::new("POST", "/predictions", response));
        let made = generate(&fixture, draft("TOK")).await;
        let cell = &made.cells[0];
        assert_eq!(
            (cell.state, cell.pictures.len()),
            (CellState::Done, 1),
            "{cell:?}"
        );
        assert_eq!(cell.pictures[0].width, 300);
    }
    let data = fixture.home.path().join("data");
    for file in ["ledger.db", "ledger.db-wal"] {
        let ledger = std::fs::read(data.join(file)).unwrap();
        let piece = &address.as_bytes()[2_000..2_060];
        assert!(
            !ledger.windows(piece.len()).any(|bytes| bytes == piece),
            "{file}"
        );
    }
}
