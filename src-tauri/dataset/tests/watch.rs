//! Tests that changes by other programs in an open folder are reported and the app's own changes are not.

use crate::folders;

use std::fs;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use dataset::{Changes, Dataset, Watch};
use folders::{Place, go_on, named, picture};

/// Far longer than any system takes to report a change; only a failing test waits this long.
const PATIENCE: Duration = Duration::from_secs(30);

fn watched(dataset: &Dataset) -> (Watch, Receiver<Changes>) {
    let (tell, told) = channel();
    let watch = dataset
        .watch(move |changes| drop(tell.send(changes)))
        .unwrap();
    (watch, told)
}

/// Waits until a report satisfies `wanted`. One change may be reported in several parts.
fn wait_for(told: &Receiver<Changes>, wanted: impl Fn(&Changes) -> bool) -> Changes {
    loop {
        let changes = told.recv_timeout(PATIENCE).expect("the change is told");
        if wanted(&changes) {
            return changes;
        }
    }
}

#[test]
fn new_changed_and_removed_images_are_told() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    let dataset = place.open();
    let (a, b) = (named(&dataset, "a.png"), named(&dataset, "b.png"));
    let (_watch, told) = watched(&dataset);

    picture(&place.photos().join("c.png"), 99);
    let changes = wait_for(&told, |changes| {
        changes
            .changed
            .iter()
            .any(|image| image.name == "c.png" && image.facts.is_ok())
    });
    assert!(changes.removed.is_empty());

    image::RgbImage::new(20, 10)
        .save(place.photos().join("b.png"))
        .unwrap();
    let changes = wait_for(&told, |changes| {
        changes
            .changed
            .iter()
            .any(|image| image.facts.as_ref().is_ok_and(|facts| facts.width == 20))
    });
    assert_eq!(changes.changed[0].id, b.id);
    assert!(changes.changed[0].revision > b.revision);

    fs::remove_file(place.photos().join("a.png")).unwrap();
    let changes = wait_for(&told, |changes| !changes.removed.is_empty());
    assert_eq!(changes.removed, [a.id]);
}

#[test]
fn a_caption_written_by_another_program_is_told() {
    let place = Place::with_pictures(&["a.png"]);
    let dataset = place.open();
    let (_watch, told) = watched(&dataset);
    for text in ["theirs", "theirs, longer", ""] {
        if text.is_empty() {
            fs::remove_file(place.photos().join("a.txt")).unwrap();
        } else {
            fs::write(place.photos().join("a.txt"), text).unwrap();
        }
        wait_for(&told, |changes| {
            changes.changed.iter().any(|image| image.caption == text)
        });
        assert_eq!(named(&dataset, "a.png").caption, text);
    }
}

#[test]
fn our_own_writing_does_not_come_back() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    let dataset = place.open();
    let (a, b) = (named(&dataset, "a.png"), named(&dataset, "b.png"));
    fs::create_dir(place.path("dropped")).unwrap();
    picture(&place.path("dropped/new.png"), 99);
    let (_watch, told) = watched(&dataset);

    dataset.set_caption(a.id, "ours").unwrap();
    dataset.import(&[place.path("dropped")], &go_on).unwrap();
    dataset.set_caption(a.id, "").unwrap();
    // The first report must be about this change, which another program makes after all of the app's own.
    fs::write(place.photos().join("b.txt"), "theirs").unwrap();
    let first = told.recv_timeout(PATIENCE).unwrap();
    let changed: Vec<_> = first.changed.iter().map(|image| image.id).collect();
    assert_eq!(changed, [b.id]);
    assert!(first.removed.is_empty() && !first.reordered);
}

#[test]
fn a_deleted_folder_takes_all_its_images_along() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    let dataset = place.open();
    let mut ids: Vec<_> = dataset.images().iter().map(|image| image.id).collect();
    let (_watch, told) = watched(&dataset);
    fs::remove_dir_all(place.photos()).unwrap();
    let mut removed = Vec::new();
    while removed.len() < ids.len() {
        removed.extend(told.recv_timeout(PATIENCE).unwrap().removed);
    }
    removed.sort();
    ids.sort();
    assert_eq!(removed, ids);
    assert!(dataset.images().is_empty());
}

#[test]
fn nothing_is_told_after_the_watch_is_dropped() {
    let place = Place::with_pictures(&["a.png"]);
    let dataset = place.open();
    let (watch, told) = watched(&dataset);
    drop(watch);
    fs::remove_file(place.photos().join("a.png")).unwrap();
    // Dropping the watch drops the sender, which ends the wait.
    let end = told.recv_timeout(PATIENCE);
    assert_eq!(
        end.unwrap_err(),
        std::sync::mpsc::RecvTimeoutError::Disconnected
    );
}
