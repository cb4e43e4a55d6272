//! Tests of importing dropped files into a dataset.

use crate::folders;

use std::cell::RefCell;
use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;

use dataset::{ImportError, Imported};
use folders::{Place, files, keep_going, named, names, picture};

/// Creates a place whose dataset contains `a.png`, with a folder `dropped` beside it.
fn place() -> Place {
    let place = Place::with_pictures(&["a.png"]);
    fs::create_dir(place.path("dropped")).unwrap();
    place
}

fn dropped(place: &Place, name: &str) -> PathBuf {
    place.path("dropped").join(name)
}

fn skipped(imported: &Imported) -> Vec<&str> {
    imported
        .skipped
        .iter()
        .map(|(name, _)| name.as_str())
        .collect()
}

#[test]
fn images_are_copied_with_the_captions_beside_them() {
    let place = place();
    picture(&dropped(&place, "b.png"), 50);
    picture(&dropped(&place, "c.jpg"), 51);
    fs::write(dropped(&place, "b.TXT"), b"\xff\xfea\0 \0d\0o\0g\0").unwrap();
    fs::write(dropped(&place, "c.txt"), " \n").unwrap();
    let before = files(&place.path("dropped"));
    let dataset = place.open();
    let imported = dataset
        .import(
            &[dropped(&place, "b.png"), dropped(&place, "c.jpg")],
            &keep_going,
        )
        .unwrap();

    assert_eq!((imported.images.len(), imported.captions), (2, 1));
    assert!(imported.skipped.is_empty() && !imported.stopped);
    assert_eq!(files(&place.photos()), ["a.png", "b.png", "b.txt", "c.jpg"]);
    assert_eq!(fs::read(place.photos().join("b.txt")).unwrap(), b"a dog");
    assert_eq!(named(&dataset, "b.png").caption, "a dog");
    assert_eq!(files(&place.path("dropped")), before);
    assert_eq!(names(&dataset), ["a.png", "b.png", "c.jpg"]);
    assert!(
        dataset.rescan().unwrap().is_empty(),
        "the own import is reported as a change"
    );
    assert_eq!(names(&place.open()), names(&dataset));
}

#[test]
fn nothing_is_overwritten_and_no_caption_changes_its_image() {
    let place = place();
    fs::write(place.photos().join("a.txt"), "mine").unwrap();
    fs::write(place.photos().join("lonely.txt"), "of no image").unwrap();
    picture(&dropped(&place, "a.png"), 50);
    fs::write(dropped(&place, "a.txt"), "theirs").unwrap();
    picture(&dropped(&place, "A.jpg"), 51);
    picture(&dropped(&place, "lonely.png"), 52);
    let dataset = place.open();
    let old = fs::read(place.photos().join("a.png")).unwrap();
    dataset
        .import(&[place.path("dropped")], &keep_going)
        .unwrap();

    assert_eq!(fs::read(place.photos().join("a.png")).unwrap(), old);
    assert_eq!(named(&dataset, "a.png").caption, "mine");
    let captions: Vec<_> = dataset
        .images()
        .into_iter()
        .map(|image| image.caption)
        .collect();
    assert_eq!(
        captions
            .iter()
            .filter(|caption| *caption == "theirs")
            .count(),
        1
    );
    assert_eq!(named(&dataset, "lonely (2).png").caption, "");
    assert!(
        dataset
            .images()
            .iter()
            .all(|image| image.caption_shared_with.is_empty())
    );
    assert_eq!(dataset.images().len(), 4);
}

#[test]
fn a_known_picture_is_skipped_but_its_missing_caption_is_imported() {
    let place = place();
    fs::copy(
        place.photos().join("a.png"),
        dropped(&place, "other name.png"),
    )
    .unwrap();
    fs::write(dropped(&place, "other name.txt"), "a dog").unwrap();
    picture(&dropped(&place, "twice.png"), 60);
    picture(&dropped(&place, "twice again.png"), 60);
    let dataset = place.open();
    let imported = dataset
        .import(&[place.path("dropped")], &keep_going)
        .unwrap();
    assert_eq!(imported.images.len(), 1);
    assert_eq!(skipped(&imported), ["other name.png", "twice again.png"]);
    assert!(
        imported.skipped[0].1.to_string().contains("“a.png”"),
        "{:?}",
        imported.skipped
    );
    assert_eq!(named(&dataset, "a.png").caption, "a dog");

    let again = dataset
        .import(&[place.path("dropped"), place.photos()], &keep_going)
        .unwrap();
    assert!(again.images.is_empty());
    assert_eq!(dataset.images().len(), 2);
}

#[test]
fn a_lone_caption_is_assigned_to_its_uncaptioned_image() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    fs::create_dir(place.path("dropped")).unwrap();
    fs::write(place.photos().join("b.txt"), "mine").unwrap();
    let captions = ["a.txt", "b.txt", "c.txt"].map(|name| dropped(&place, name));
    for caption in &captions {
        fs::write(caption, "theirs").unwrap();
    }
    let dataset = place.open();
    let imported = dataset.import(&captions, &keep_going).unwrap();
    assert_eq!(imported.captions, 1);
    assert_eq!(skipped(&imported), ["b.txt", "c.txt"]);
    assert_eq!(named(&dataset, "a.png").caption, "theirs");
    assert_eq!(named(&dataset, "b.png").caption, "mine");
}

#[test]
fn files_that_are_no_images_are_skipped() {
    let place = place();
    picture(&dropped(&place, "good.png"), 50);
    fs::write(dropped(&place, "empty.jpg"), "").unwrap();
    fs::write(dropped(&place, "notes.pdf"), "x").unwrap();
    picture(&dropped(&place, "._good.png"), 51);
    let all = [
        "notes.pdf",
        "gone.png",
        "._good.png",
        "empty.jpg",
        "good.png",
    ];
    let dataset = place.open();
    let imported = dataset
        .import(&all.map(|name| dropped(&place, name)), &keep_going)
        .unwrap();
    assert_eq!(skipped(&imported), ["notes.pdf", "._good.png", "gone.png"]);
    assert_eq!(names(&dataset), ["a.png", "empty.jpg", "good.png"]);
    assert!(named(&dataset, "empty.jpg").facts.is_err());
}

#[test]
fn a_stopped_import_keeps_the_imported_images() {
    let place = place();
    for number in 0..5 {
        picture(&dropped(&place, &format!("{number}.png")), 50 + number);
    }
    let reported = RefCell::new(Vec::new());
    let dataset = place.open();
    let stop_at_two = |done, total| {
        reported.borrow_mut().push((done, total));
        if done == 2 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let imported = dataset
        .import(&[place.path("dropped")], &stop_at_two)
        .unwrap();
    assert!(imported.stopped);
    assert_eq!(reported.into_inner(), [(0, 5), (1, 5), (2, 5)]);
    assert_eq!(files(&place.photos()), ["0.png", "1.png", "a.png"]);
}

#[test]
fn names_are_made_portable() {
    let place = place();
    // The name has the maximum length and is already in use, so the number has to replace some letters.
    let long = format!("{}abc.png", "🎞".repeat(62));
    picture(&place.photos().join(&long), 9);
    for (number, name) in [long.as_str(), "con.png"].iter().enumerate() {
        picture(&dropped(&place, name), 50 + number as u8);
        fs::write(
            dropped(&place, name).with_extension("txt"),
            format!("{number}"),
        )
        .unwrap();
    }
    #[cfg(unix)]
    {
        picture(&dropped(&place, "what: a \"dog\"?.png"), 90);
    }
    let dataset = place.open();
    let imported = dataset
        .import(&[place.path("dropped")], &keep_going)
        .unwrap();
    assert!(imported.skipped.is_empty(), "{:?}", imported.skipped);
    let names = names(&dataset);
    assert!(names.contains(&"_con.png".to_owned()), "{names:?}");
    assert!(
        names
            .iter()
            .any(|name| name.starts_with("🎞🎞") && name.ends_with(" (2).png"))
    );
    #[cfg(unix)]
    assert!(
        names.contains(&"what_ a _dog__.png".to_owned()),
        "{names:?}"
    );
    let mut captions: Vec<_> = dataset
        .images()
        .into_iter()
        .map(|image| image.caption)
        .collect();
    captions.retain(|caption| !caption.is_empty());
    captions.sort();
    assert_eq!(captions, ["0", "1"]);
}

#[test]
fn importing_into_a_missing_folder_fails() {
    let place = place();
    picture(&dropped(&place, "b.png"), 50);
    let dataset = place.open();
    fs::remove_dir_all(place.photos()).unwrap();
    let refused = dataset
        .import(&[dropped(&place, "b.png")], &keep_going)
        .unwrap_err();
    assert!(matches!(refused, ImportError::Folder { .. }), "{refused}");
    assert!(!place.photos().exists());
}

#[test]
fn an_import_does_not_block_typing() {
    let place = place();
    picture(&dropped(&place, "b.png"), 50);
    let dataset = place.open();
    let id = named(&dataset, "a.png").id;
    let type_meanwhile = |_, _| {
        std::thread::scope(|scope| {
            let typed = scope.spawn(|| dataset.set_caption(id, "typed").unwrap().caption);
            assert_eq!(typed.join().unwrap(), "typed");
        });
        ControlFlow::Continue(())
    };
    dataset
        .import(&[dropped(&place, "b.png")], &type_meanwhile)
        .unwrap();
    assert_eq!(names(&dataset), ["a.png", "b.png"]);
}
