//! Tests that changes by other programs in an open folder are reported and the app's own changes are not.

use crate::folders;

use std::fs;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use dataset::{Changes, Dataset, Watch};
use folders::{Place, keep_going, named, picture};

/// Far longer than any system takes to report a change; only a failing test waits this long.
const TIMEOUT: Duration = Duration::from_secs(30);

fn watched(dataset: &Dataset) -> (Watch, Receiver<Changes>) {
    let (sender, receiver) = channel();
    let watch = dataset
        .watch(move |changes| drop(sender.send(changes)))
        .unwrap();
    (watch, receiver)
}

/// Waits until a report satisfies `wanted`. One change may be reported in several parts.
fn wait_for(receiver: &Receiver<Changes>, wanted: impl Fn(&Changes) -> bool) -> Changes {
    loop {
        let changes = receiver
            .recv_timeout(TIMEOUT)
            .expect("the change is reported");
        if wanted(&changes) {
            return changes;
        }
    }
}

#[test]
fn new_changed_and_removed_images_are_reported() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    let dataset = place.open();
    let (a, b) = (named(&dataset, "a.png"), named(&dataset, "b.png"));
    let (_watch, receiver) = watched(&dataset);

    picture(&place.photos().join("c.png"), 99);
    let changes = wait_for(&receiver, |changes| {
        changes
            .changed
            .iter()
            .any(|image| image.name == "c.png" && image.facts.is_ok())
    });
    assert!(changes.removed.is_empty());

    image::RgbImage::new(20, 10)
        .save(place.photos().join("b.png"))
        .unwrap();
    let changes = wait_for(&receiver, |changes| {
        changes
            .changed
            .iter()
            .any(|image| image.facts.as_ref().is_ok_and(|facts| facts.width == 20))
    });
    assert_eq!(changes.changed[0].id, b.id);
    assert!(changes.changed[0].revision > b.revision);

    fs::remove_file(place.photos().join("a.png")).unwrap();
    let changes = wait_for(&receiver, |changes| !changes.removed.is_empty());
    assert_eq!(changes.removed, [a.id]);
}

#[test]
fn a_caption_written_by_another_program_is_reported() {
    let place = Place::with_pictures(&["a.png"]);
    let dataset = place.open();
    let (_watch, receiver) = watched(&dataset);
    for text in ["theirs", "theirs, longer", ""] {
        if text.is_empty() {
            fs::remove_file(place.photos().join("a.txt")).unwrap();
        } else {
            fs::write(place.photos().join("a.txt"), text).unwrap();
        }
        wait_for(&receiver, |changes| {
            changes.changed.iter().any(|image| image.caption == text)
        });
        assert_eq!(named(&dataset, "a.png").caption, text);
    }
}

#[test]
fn own_writes_are_not_reported() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    let dataset = place.open();
    let (a, b) = (named(&dataset, "a.png"), named(&dataset, "b.png"));
    fs::create_dir(place.path("dropped")).unwrap();
    picture(&place.path("dropped/new.png"), 99);
    let (_watch, receiver) = watched(&dataset);

    dataset.set_caption(a.id, "ours").unwrap();
    dataset
        .import(&[place.path("dropped")], &keep_going)
        .unwrap();
    dataset.set_caption(a.id, "").unwrap();
    // The first report must be about this change, which another program makes after all of the app's own.
    fs::write(place.photos().join("b.txt"), "theirs").unwrap();
    let first = receiver.recv_timeout(TIMEOUT).unwrap();
    let changed: Vec<_> = first.changed.iter().map(|image| image.id).collect();
    assert_eq!(changed, [b.id]);
    assert!(first.removed.is_empty() && !first.reordered);
}

#[test]
fn a_deleted_folder_removes_all_its_images() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    let dataset = place.open();
    let mut ids: Vec<_> = dataset.images().iter().map(|image| image.id).collect();
    let (_watch, receiver) = watched(&dataset);
    fs::remove_dir_all(place.photos()).unwrap();
    let mut removed = Vec::new();
    while removed.len() < ids.len() {
        removed.extend(receiver.recv_timeout(TIMEOUT).unwrap().removed);
    }
    removed.sort();
    ids.sort();
    assert_eq!(removed, ids);
    assert!(dataset.images().is_empty());
}

#[test]
fn nothing_is_reported_after_the_watch_is_dropped() {
    let place = Place::with_pictures(&["a.png"]);
    let dataset = place.open();
    let (watch, receiver) = watched(&dataset);
    drop(watch);
    fs::remove_file(place.photos().join("a.png")).unwrap();
    // Dropping the watch drops the sender, which ends the wait.
    let end = receiver.recv_timeout(TIMEOUT);
    assert_eq!(
        end.unwrap_err(),
        std::sync::mpsc::RecvTimeoutError::Disconnected
    );
}
