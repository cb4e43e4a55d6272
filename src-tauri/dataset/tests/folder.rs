//! Tests of opening a folder and of reading its content.

use crate::folders;

use std::fs;

use dataset::{Dataset, OpenError};
use folders::{Place, files, named, names, picture};
use imaging::Problem;

#[test]
fn images_are_in_natural_order() {
    let wanted = [
        "IMG.png",
        "img1.png",
        "Img2.png",
        "img10.png",
        "img00011.png",
        "img20231231235959999999.png",
        "img 2.png",
        "Zoe.png",
    ];
    let mut shuffled = wanted;
    shuffled.reverse();
    let place = Place::with_pictures(&shuffled);
    assert_eq!(names(&place.open()), wanted);
}

#[test]
fn only_visible_images_directly_in_the_folder_are_listed() {
    let place = Place::with_pictures(&["a.png", ".hidden.png", "._a.png"]);
    let photos = place.photos();
    fs::create_dir_all(photos.join("__MACOSX")).unwrap();
    fs::create_dir_all(photos.join("nested")).unwrap();
    fs::create_dir_all(photos.join("folder.png")).unwrap();
    picture(&photos.join("nested/b.png"), 9);
    fs::write(photos.join("notes.pdf"), "x").unwrap();
    fs::write(photos.join("b.txt"), "a caption without an image").unwrap();
    let before = files(&photos);

    let dataset = place.open();
    assert_eq!(names(&dataset), ["a.png"]);
    assert_eq!(dataset.name(), "photos");
    assert_eq!(files(&photos), before, "opening writes nothing");
}

#[test]
fn an_image_has_a_size_or_a_problem() {
    let place = Place::with_pictures(&["good.png"]);
    fs::write(place.photos().join("empty.jpg"), "").unwrap();
    fs::write(place.photos().join("text.jpg"), "these are words").unwrap();
    let dataset = place.open();

    let facts = named(&dataset, "good.png").facts.unwrap();
    assert_eq!((facts.width, facts.height), (3, 2));
    assert_eq!(named(&dataset, "empty.jpg").facts, Err(Problem::Empty));
    assert!(named(&dataset, "text.jpg").facts.is_err());
    let usable: Vec<_> = dataset.pairs().into_iter().map(|pair| pair.image).collect();
    assert_eq!(usable, [place.photos().join("good.png")]);
}

#[test]
fn pairs_are_the_included_images_with_nonblank_captions() {
    let place = Place::with_pictures(&["a.png", "b.png", "c.png"]);
    fs::write(place.photos().join("a.txt"), "a dog\n").unwrap();
    fs::write(place.photos().join("b.txt"), " \n").unwrap();
    let dataset = place.open();
    dataset
        .set_excluded(&[named(&dataset, "c.png").id], true)
        .unwrap();
    let captions: Vec<_> = dataset
        .pairs()
        .into_iter()
        .map(|pair| pair.caption)
        .collect();
    assert_eq!(captions, [Some("a dog\n".to_owned()), None]);
}

#[test]
fn errors_explain_what_cannot_be_opened() {
    let place = Place::with_pictures(&["a.png"]);
    let open = |name: &str| Dataset::open(&place.path(name), &place.edits()).unwrap_err();
    assert!(matches!(open("nowhere"), OpenError::NotFound { .. }));
    let file = open("photos/a.png");
    assert!(matches!(file, OpenError::NotAFolder { .. }));
    assert!(file.to_string().contains("a.png"), "{file}");
}

#[test]
fn a_new_dataset_needs_an_empty_folder() {
    let place = Place::with_pictures(&["a.png"]);
    let create = |name: &str| Dataset::create(&place.path(name), &place.edits());
    assert!(create("new/deeper").unwrap().images().is_empty());
    fs::write(place.path("new/deeper/.DS_Store"), "x").unwrap();
    assert!(create("new/deeper").is_ok());
    assert!(matches!(create("photos"), Err(OpenError::NotEmpty { .. })));
    assert!(matches!(
        create("photos/a.png"),
        Err(OpenError::NotAFolder { .. } | OpenError::Io { .. })
    ));
}

#[test]
fn a_rescan_reports_new_changed_and_removed_images() {
    let place = Place::with_pictures(&["a.png", "b.png", "c.png"]);
    let photos = place.photos();
    let dataset = place.open();
    let (a, b) = (named(&dataset, "a.png"), named(&dataset, "b.png"));
    assert!(dataset.rescan().unwrap().is_empty());

    fs::remove_file(photos.join("a.png")).unwrap();
    image::RgbImage::new(7, 5)
        .save(photos.join("b.png"))
        .unwrap();
    picture(&photos.join("aa.png"), 77);
    let changes = dataset.rescan().unwrap();
    assert_eq!(changes.removed, [a.id]);
    assert!(changes.reordered);
    let changed: Vec<_> = changes.changed.iter().map(|image| &image.name).collect();
    assert_eq!(changed, ["aa.png", "b.png"]);
    let rewritten = named(&dataset, "b.png");
    assert_eq!(rewritten.id, b.id);
    assert!(rewritten.revision > b.revision);
    assert_eq!(rewritten.facts.unwrap().width, 7);
    assert_eq!(names(&dataset), ["aa.png", "b.png", "c.png"]);
    assert!(dataset.rescan().unwrap().is_empty());
}

#[test]
fn an_image_renamed_by_another_program_keeps_its_identity() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    let dataset = place.open();
    let a = named(&dataset, "a.png");
    dataset.set_excluded(&[a.id], true).unwrap();
    fs::rename(place.photos().join("a.png"), place.photos().join("z.png")).unwrap();
    let changes = dataset.rescan().unwrap();
    assert!(changes.removed.is_empty());
    assert!(changes.reordered);
    let z = named(&dataset, "z.png");
    assert_eq!((z.id, z.excluded, z.revision), (a.id, true, a.revision));
    assert!(
        named(&place.open(), "z.png").excluded,
        "also after opening again"
    );
}

#[test]
fn a_missing_folder_keeps_the_known_images() {
    let place = Place::with_pictures(&["a.png"]);
    let dataset = place.open();
    fs::rename(place.photos(), place.path("elsewhere")).unwrap();
    assert!(matches!(dataset.rescan(), Err(OpenError::NotFound { .. })));
    assert_eq!(dataset.images().len(), 1);
}

#[test]
fn a_file_name_that_is_not_unicode_is_opened() {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::ffi::OsStrExt;
        let place = Place::with_pictures(&["a.png"]);
        let odd = std::ffi::OsStr::from_bytes(b"caf\xe9.png");
        fs::rename(place.photos().join("a.png"), place.photos().join(odd)).unwrap();
        let dataset = place.open();
        let id = dataset.images()[0].id;
        assert!(dataset.images()[0].facts.is_ok());
        dataset.set_caption(id, "a café").unwrap();
        let caption = std::ffi::OsStr::from_bytes(b"caf\xe9.txt");
        assert_eq!(
            fs::read_to_string(place.photos().join(caption)).unwrap(),
            "a café"
        );
    }
}
