//! Tests that an exclusion stays with its image, and never applies to another image.

use crate::folders;

use std::fs;

use dataset::{Dataset, Edits, EditsError};
use folders::{Place, files, named, picture};

fn exclude(dataset: &Dataset, name: &str) {
    let images = dataset
        .set_excluded(&[named(dataset, name).id], true)
        .unwrap();
    assert!(images[0].excluded);
}

/// Opens a folder again and returns the names of its excluded images.
fn excluded(place: &Place, folder: &str) -> Vec<String> {
    let dataset = Dataset::open(&place.path(folder), &place.edits()).unwrap();
    let images = dataset.images().into_iter();
    images
        .filter(|image| image.excluded)
        .map(|image| image.name)
        .collect()
}

#[test]
fn an_exclusion_is_remembered_until_it_is_removed() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    let dataset = place.open();
    exclude(&dataset, "a.png");
    assert_eq!(excluded(&place, "photos"), ["a.png"]);
    dataset
        .set_excluded(&[named(&dataset, "a.png").id], false)
        .unwrap();
    assert!(excluded(&place, "photos").is_empty());
    assert_eq!(
        files(&place.photos()),
        ["a.png", "b.png"],
        "the folder has nothing of ours"
    );
}

#[test]
fn an_exclusion_follows_a_renamed_file() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    exclude(&place.open(), "a.png");
    fs::rename(place.photos().join("a.png"), place.photos().join("z.png")).unwrap();
    assert_eq!(excluded(&place, "photos"), ["z.png"]);
    assert_eq!(excluded(&place, "photos"), ["z.png"], "and again");
}

#[test]
fn an_exclusion_follows_a_moved_folder() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    exclude(&place.open(), "a.png");
    fs::rename(place.photos(), place.path("moved")).unwrap();
    assert_eq!(excluded(&place, "moved"), ["a.png"]);
}

#[test]
fn an_exclusion_does_not_spread_to_a_copy() {
    let place = Place::with_pictures(&["a.png"]);
    exclude(&place.open(), "a.png");
    fs::create_dir(place.path("copy")).unwrap();
    fs::copy(place.photos().join("a.png"), place.path("copy/a.png")).unwrap();
    fs::copy(place.photos().join("a.png"), place.photos().join("b.png")).unwrap();
    assert!(excluded(&place, "copy").is_empty());
    assert_eq!(excluded(&place, "photos"), ["a.png"]);
}

#[test]
fn an_exclusion_does_not_move_to_an_existing_twin() {
    let place = Place::with_pictures(&["a.png"]);
    fs::copy(
        place.photos().join("a.png"),
        place.photos().join("twin.png"),
    )
    .unwrap();
    exclude(&place.open(), "a.png");
    fs::remove_file(place.photos().join("a.png")).unwrap();
    assert!(excluded(&place, "photos").is_empty());
}

#[test]
fn twins_keep_their_places_when_their_folder_moves() {
    let place = Place::with_pictures(&["b.png"]);
    for name in ["a.png", "c.png"] {
        fs::copy(place.photos().join("b.png"), place.photos().join(name)).unwrap();
    }
    exclude(&place.open(), "b.png");
    fs::rename(place.photos(), place.path("moved")).unwrap();
    assert_eq!(excluded(&place, "moved"), ["b.png"]);
}

#[test]
fn a_picture_edited_by_another_program_stays_excluded() {
    let place = Place::with_pictures(&["a.png"]);
    let dataset = place.open();
    exclude(&dataset, "a.png");
    image::RgbImage::new(40, 30)
        .save(place.photos().join("a.png"))
        .unwrap();
    let changes = dataset.rescan().unwrap();
    assert!(changes.changed[0].excluded);
    assert_eq!(excluded(&place, "photos"), ["a.png"]);
}

#[test]
fn replacing_an_excluded_file_ends_its_exclusion() {
    let place = Place::with_pictures(&["a.png"]);
    exclude(&place.open(), "a.png");
    image::RgbImage::new(40, 30)
        .save(place.photos().join("a.png"))
        .unwrap();
    assert!(excluded(&place, "photos").is_empty());
}

#[test]
fn two_windows_can_write_concurrently() {
    let place = Place::new();
    for number in 0..40 {
        picture(&place.photos().join(format!("{number}.png")), number);
    }
    std::thread::scope(|scope| {
        for half in 0..2 {
            let place = &place;
            scope.spawn(move || {
                let dataset = place.open();
                for image in dataset.images().iter().skip(half).step_by(2) {
                    dataset.set_excluded(&[image.id], true).unwrap();
                }
            });
        }
    });
    assert_eq!(excluded(&place, "photos").len(), 40);
}

#[test]
fn a_damaged_or_newer_database_is_refused_and_kept() {
    let place = Place::new();
    fs::create_dir(place.path("data")).unwrap();
    let path = place.path("data/edits.db");
    fs::write(
        &path,
        "no database, but long enough to look like one".repeat(50),
    )
    .unwrap();
    let before = fs::read(&path).unwrap();
    let damaged = Edits::open(&place.path("data")).unwrap_err();
    assert!(matches!(damaged, EditsError::Damaged { .. }), "{damaged}");
    assert_eq!(fs::read(&path).unwrap(), before);

    fs::remove_dir_all(place.path("data")).unwrap();
    drop(place.edits());
    let database = rusqlite::Connection::open(&path).unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
    drop(database);
    let newer = Edits::open(&place.path("data")).unwrap_err();
    assert!(
        matches!(newer, EditsError::Newer { found: 99, .. }),
        "{newer}"
    );
}
