//! Tests crops, rotations, the trainer's view of an image, the preparation of images, and exports.

use std::io::Read;
use std::path::Path;

use crate::fixture::{Fixture, draft, quick};
use studio::Error;
use studio::view::{
    Aspect, CropChange, CropHandle, CropPart, ExportChoice, ExportLayout, Image,
    PreparationOptions, Stage, Transform,
};

fn image(fixture: &Fixture, index: usize) -> Image {
    fixture.studio.state().dataset.unwrap().images[index].clone()
}

/// Returns the content of the first image file in a saved zip.
fn first_packed_image(zip: &Path) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(zip).unwrap()).unwrap();
    let mut bytes = Vec::new();
    archive
        .by_name("img_0.jpg")
        .unwrap()
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

fn kohya(repeats: &str, words: &str) -> ExportChoice {
    ExportChoice {
        layout: ExportLayout::Kohya,
        zip: false,
        repeats: repeats.to_owned(),
        words: words.to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trainer_view_matches_the_zip() {
    let fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    let id = image(&fixture, 0).id;
    let view = fixture.studio.workspace.trainer_view(id).await.unwrap();
    assert!(view.line.starts_with("640 × 480 · JPEG · "), "{view:?}");
    assert_eq!(view.caption.as_deref(), Some("TOK, a bowl"));

    let part = CropPart {
        x: 40,
        y: 0,
        width: 300,
        height: 480,
    };
    fixture.studio.workspace.crop_image(id, part).await.unwrap();
    let rotated = fixture
        .studio
        .workspace
        .transform_images(vec![id], Transform::RotateLeft);
    assert_eq!(
        rotated.await.unwrap().changed[0].edited.as_deref(),
        Some("Cropped, rotated")
    );
    let view = fixture.studio.workspace.trainer_view(id).await.unwrap();
    assert!(view.line.starts_with("480 × 300 · JPEG · "), "{view:?}");
    assert!(view.line.contains("cropped"), "{view:?}");

    let zip = fixture.home.path().join("saved.zip");
    fixture.studio.training.save_zip(zip.clone()).await.unwrap();
    let sent = fixture.studio.workspace.sent_picture(id).await.unwrap();
    assert_eq!(sent.media_type, "image/jpeg");
    assert!(sent.bytes == first_packed_image(&zip), "they differ");

    let other = image(&fixture, 1).id;
    let view = fixture.studio.workspace.trainer_view(other).await.unwrap();
    assert_eq!(view.caption, None);
    assert!(view.captioning.contains("The trainer may write one"));
}

#[tokio::test(flavor = "multi_thread")]
async fn images_are_transformed_together_and_reset() {
    let fixture = Fixture::new(quick()).await;
    fixture.open_folder(3).await;
    let ids: Vec<u32> = (0..3).map(|index| image(&fixture, index).id).collect();
    let before = image(&fixture, 0);
    let rotated = fixture
        .studio
        .workspace
        .transform_images(ids.clone(), Transform::RotateRight);
    assert_eq!(rotated.await.unwrap().changed.len(), 3);
    let after = image(&fixture, 0);
    assert_eq!(
        (after.width, after.height),
        (480, 640),
        "the size is the new one"
    );
    assert_ne!(
        after.thumbnail, before.thumbnail,
        "the thumbnail has a new address"
    );
    let undone = fixture.studio.workspace.undo().await.unwrap().unwrap();
    assert_eq!(undone.sentence, "Undone: rotating 3 images.");
    assert_eq!(image(&fixture, 0), before);
    for transform in [Transform::Flip, Transform::RotateLeft, Transform::Reset] {
        fixture
            .studio
            .workspace
            .transform_images(ids.clone(), transform)
            .await
            .unwrap();
    }
    assert_eq!(image(&fixture, 2).edited, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crop_follows_the_pointer_and_keeps_its_aspect() {
    let fixture = Fixture::new(quick()).await;
    fixture.open_folder(1).await;
    let id = image(&fixture, 0).id;
    let editing = fixture.studio.workspace.edit_crop(id).await.unwrap();
    assert_eq!(editing.shape.words, "640 × 480, of 640 × 480");
    assert!(editing.shape.small.is_some(), "less than the trainer wants");
    let whole = editing.shape.part;
    let shape = async |change, aspect| {
        fixture
            .studio
            .workspace
            .shape_crop(id, change, aspect)
            .await
            .unwrap()
    };

    let square = shape(CropChange::Fitted { part: whole }, Aspect::Square).await;
    assert_eq!((square.part.width, square.part.height), (480, 480));
    let corner = CropChange::Dragged {
        part: square.part,
        handle: CropHandle::BottomRight,
        right: -0.25,
        down: -1.0,
    };
    let smaller = shape(corner, Aspect::Square).await;
    assert_eq!((smaller.part.width, smaller.part.height), (320, 320));
    assert_eq!(
        (smaller.part.x, smaller.part.y),
        (square.part.x, square.part.y)
    );
    let drag = CropChange::Dragged {
        part: smaller.part,
        handle: CropHandle::Inside,
        right: 9.0,
        down: 0.0,
    };
    let at_edge = shape(drag, Aspect::Square).await;
    assert_eq!((at_edge.part.x, at_edge.part.width), (320, 320));
    let edge = CropChange::Dragged {
        part: whole,
        handle: CropHandle::Left,
        right: 0.5,
        down: 0.3,
    };
    let half = shape(edge, Aspect::Free).await;
    assert_eq!((half.left, half.width, half.height), (0.5, 0.5, 1.0));
    let smaller_square = shape(
        CropChange::Dragged {
            part: square.part,
            handle: CropHandle::Left,
            right: 0.25,
            down: 0.0,
        },
        Aspect::Square,
    )
    .await;
    assert_eq!(
        (smaller_square.part.width, smaller_square.part.height),
        (320, 320)
    );
    let suggested = shape(CropChange::Suggested, Aspect::Free).await;
    assert_eq!(suggested.aspect, Aspect::Square);
    assert_eq!(suggested.part.height, 480);

    // A crop to the whole picture changes nothing.
    let none = fixture
        .studio
        .workspace
        .crop_image(id, whole)
        .await
        .unwrap();
    assert!(none.changed.is_empty());
    let gone = fixture
        .studio
        .workspace
        .shape_crop(9999, CropChange::Whole, Aspect::Free);
    assert!(matches!(gone.await, Err(Error::NoSuchImage)));
}

#[tokio::test(flavor = "multi_thread")]
async fn preparation_options_belong_to_the_dataset_and_its_runs() {
    let mut fixture = Fixture::new(quick()).await;
    let folder = fixture.open_folder(2).await;
    let options = PreparationOptions {
        side: 512,
        quality: 60,
        ..fixture.studio.workspace.preparation_form().options
    };
    assert!(
        !image(&fixture, 0).remarks.is_empty(),
        "the image is small for 1024"
    );
    fixture
        .studio
        .workspace
        .set_preparation(options.clone())
        .await
        .unwrap();
    assert!(
        image(&fixture, 0).remarks.is_empty(),
        "the image is large enough for 512"
    );
    let id = image(&fixture, 0).id;
    let view = fixture.studio.workspace.trainer_view(id).await.unwrap();
    assert!(view.line.starts_with("591 × 443"), "{view:?}");
    assert!(view.line.contains("scaled down"), "{view:?}");
    let zip = fixture.home.path().join("saved.zip");
    fixture.studio.training.save_zip(zip.clone()).await.unwrap();
    let saved = std::fs::metadata(&zip).unwrap().len();

    fixture.start().await;
    fixture.until_stage(Stage::Training).await;
    assert_eq!(
        fixture.sandbox.files()[0].size,
        saved,
        "the run packs the same zip"
    );
    fixture.until_stage(Stage::Succeeded).await;
    fixture
        .studio
        .training
        .set_train_draft(draft())
        .await
        .unwrap();
    let review = fixture.studio.training.review().await.unwrap();
    assert_eq!(review.size, format!("{:.0} kB", saved as f64 / 1e3));

    // Another folder has its own options.
    let other = fixture.home.path().join("other");
    std::fs::create_dir_all(&other).unwrap();
    std::fs::copy(folder.join("0.jpg"), other.join("0.jpg")).unwrap();
    fixture
        .studio
        .workspace
        .open_paths(vec![other])
        .await
        .unwrap();
    assert_eq!(
        fixture.studio.workspace.preparation_form().options.side,
        1024
    );
    let (again, _) =
        crate::fixture::open(fixture.home.path(), &fixture.sandbox, Some("r8_good")).await;
    again.workspace.open_paths(vec![folder]).await.unwrap();
    assert_eq!(again.workspace.preparation_form().options, options);
    let wrong = PreparationOptions { side: 3, ..options };
    let refused = again.workspace.set_preparation(wrong).await;
    assert!(matches!(refused, Err(Error::Field { field: "side", .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_follow_a_moved_folder() {
    let fixture = Fixture::new(quick()).await;
    let folder = fixture.open_folder(2).await;
    let options = PreparationOptions {
        side: 512,
        ..fixture.studio.workspace.preparation_form().options
    };
    fixture
        .studio
        .workspace
        .set_preparation(options.clone())
        .await
        .unwrap();
    fixture
        .studio
        .training
        .set_train_draft(draft())
        .await
        .unwrap();
    fixture.studio.workspace.close_dataset().await.unwrap();
    let new_path = fixture.home.path().join("elsewhere");
    std::fs::rename(&folder, &new_path).unwrap();
    fixture
        .studio
        .workspace
        .open_paths(vec![new_path])
        .await
        .unwrap();
    assert_eq!(fixture.studio.workspace.preparation_form().options, options);
    assert_eq!(
        fixture.studio.training.train_form().await.unwrap().draft,
        draft()
    );
    let recent = fixture.studio.state().recent;
    assert_eq!(recent.len(), 1, "the old path is not offered: {recent:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_keeps_existing_files_and_reports_its_place() {
    let fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    fixture
        .studio
        .training
        .set_train_draft(draft())
        .await
        .unwrap();
    let form = fixture.studio.workspace.export_form().await.unwrap();
    assert_eq!(form.choice.words, "TOK");
    assert!(form.summary.starts_with("2 images with 1 caption"));
    for (choice, field) in [
        (kohya("often", "TOK"), "repeats"),
        (kohya("0", "TOK"), "repeats"),
        (kohya("10", "  "), "words"),
    ] {
        let refused = fixture.studio.workspace.plan_export(&choice);
        assert!(matches!(refused, Err(Error::Field { field: named, .. }) if named == field));
    }
    let export = fixture
        .studio
        .workspace
        .plan_export(&kohya("4", "TOK bowl"))
        .unwrap();
    assert!(!export.is_zip());
    let place = fixture.home.path().join("exports");
    std::fs::create_dir_all(&place).unwrap();
    std::fs::write(place.join("mine.txt"), "mine").unwrap();
    fixture
        .studio
        .workspace
        .export(export, place.clone())
        .await
        .unwrap();
    let subfolder = place.join("bowls/4_TOK bowl");
    assert!(subfolder.join("0.jpg").exists());
    assert_eq!(
        std::fs::read_to_string(subfolder.join("0.txt")).unwrap(),
        "TOK, a bowl"
    );
    let message = fixture.studio.state().notices.pop().unwrap().message;
    assert!(message.contains("2 images"), "{message}");
    assert!(message.contains("exports"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn exports_for_other_trainers_open_with_their_captions() {
    let fixture = Fixture::new(quick()).await;
    let folder = fixture.open_folder(2).await;
    let hugging_face = ExportChoice {
        layout: ExportLayout::ImageFolder,
        ..kohya("1", "")
    };
    for (name, choice) in [
        ("kohya", kohya("4", "TOK bowl")),
        ("hugging face", hugging_face),
    ] {
        fixture
            .studio
            .workspace
            .open_paths(vec![folder.clone()])
            .await
            .unwrap();
        let place = fixture.home.path().join(name);
        std::fs::create_dir_all(&place).unwrap();
        let export = fixture.studio.workspace.plan_export(&choice).unwrap();
        fixture
            .studio
            .workspace
            .export(export, place.clone())
            .await
            .unwrap();
        let before = files(&place);
        fixture
            .studio
            .workspace
            .open_paths(vec![place.clone()])
            .await
            .unwrap();
        let open = fixture.studio.state().dataset.unwrap();
        assert_eq!(open.folder, format!("~/Pictures/Tintype/{name}"));
        assert_eq!(open.counts.summary, "2 images · 1 captioned");
        assert_eq!(open.images[0].caption, "TOK, a bowl");
        assert_eq!(files(&place), before, "nothing is written into the export");
    }
}

fn files(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            names.push(path.display().to_string());
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    names.sort();
    names
}
