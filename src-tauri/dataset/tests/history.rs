//! Tests of undo, redo and the history of captions: no typed text is ever lost, and every step can be undone.

use crate::folders;

use std::fs;
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Stdio};

use dataset::{CaptionError, Dataset, Edits};
use folders::{Place, contents, files, keep_going, named, picture};
use localization::{Message, message};
use proptest::prelude::*;

fn caption(place: &Place, name: &str) -> Option<Vec<u8>> {
    fs::read(place.photos().join(name)).ok()
}

fn undo(dataset: &Dataset) -> Option<String> {
    let result = dataset.undo().unwrap()?;
    dataset.flush(&keep_going).unwrap();
    Some(result.title.to_string())
}

fn redo(dataset: &Dataset) -> Option<String> {
    let result = dataset.redo().unwrap()?;
    dataset.flush(&keep_going).unwrap();
    Some(result.title.to_string())
}

fn all(dataset: &Dataset) -> Vec<dataset::ImageId> {
    dataset.images().iter().map(|image| image.id).collect()
}

#[test]
fn continuous_typing_is_one_step() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    let dataset = place.open();
    let (a, b) = (named(&dataset, "a.png").id, named(&dataset, "b.png").id);
    for text in ["a", "a d", "a dog"] {
        dataset.set_caption(a, text).unwrap();
    }
    // Deleting text and adding text are separate steps.
    dataset.set_caption(a, "").unwrap();
    dataset.set_caption(b, "a cat").unwrap();
    assert_eq!(undo(&dataset).as_deref(), Some("typing"));
    assert_eq!(caption(&place, "b.txt"), None);
    undo(&dataset);
    assert_eq!(caption(&place, "a.txt").unwrap(), b"a dog");
    undo(&dataset);
    assert_eq!(caption(&place, "a.txt"), None);
    assert_eq!(undo(&dataset), None, "nothing is left to undo");
    for _ in 0..3 {
        redo(&dataset);
    }
    assert_eq!(caption(&place, "a.txt"), None);
    assert_eq!(caption(&place, "b.txt").unwrap(), b"a cat");
    assert_eq!(redo(&dataset), None);
}

#[test]
fn a_moved_folder_keeps_its_history() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    let dataset = place.open();
    let a = named(&dataset, "a.png").id;
    dataset.set_caption(a, "a dog").unwrap();
    dataset.set_caption(a, "").unwrap();
    drop(dataset);
    let moved = place.path("moved");
    fs::rename(place.photos(), &moved).unwrap();
    fs::create_dir(place.photos()).unwrap();
    picture(&place.photos().join("a.png"), 1);

    let dataset = Dataset::open(&moved, &place.edits()).unwrap();
    assert_eq!(dataset.moved_from(), Some(&*canonical_photos(&place)));
    let past = dataset.caption_history(named(&dataset, "a.png").id);
    let past: Vec<String> = past.unwrap().into_iter().map(|past| past.text).collect();
    assert_eq!(past, ["a dog"]);
    undo(&dataset);
    assert_eq!(fs::read(moved.join("a.txt")).unwrap(), b"a dog");
    drop(dataset);

    let again = Dataset::open(&moved, &place.edits()).unwrap();
    assert_eq!(again.moved_from(), None, "it is where it was");
    assert_eq!(redo(&again).as_deref(), Some("typing"));
    assert_eq!(undo(&place.open()), None, "another folder in the old place");
}

/// Returns the folder's path as `edits.db` stores it. On some systems, the temporary folder is behind a link.
fn canonical_photos(place: &Place) -> std::path::PathBuf {
    place.path("").canonicalize().unwrap().join("photos")
}

#[test]
fn many_captions_are_one_step_that_survives_a_restart() {
    let place = Place::with_pictures(&["a.png", "b.png", "c.png"]);
    fs::write(place.photos().join("a.txt"), "a dog").unwrap();
    // This file is UTF-16 with a byte order mark. It stays UTF-16 and is restored byte for byte.
    let wide = |text: &str| -> Vec<u8> {
        [0xFF, 0xFE]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect()
    };
    fs::write(place.photos().join("b.txt"), wide("ein Hund")).unwrap();
    let before = contents(&place.photos());
    {
        let dataset = place.open();
        let changed = dataset
            .rewrite_captions(
                &all(&dataset),
                Message::verbatim("putting before"),
                |text| (!text.is_empty()).then(|| format!("TOK, {text}")),
            )
            .unwrap();
        assert_eq!(changed.len(), 2);
        assert_eq!(named(&dataset, "b.png").caption, "TOK, ein Hund");
        dataset.flush(&keep_going).unwrap();
        assert_eq!(caption(&place, "b.txt").unwrap(), wide("TOK, ein Hund"));
    }
    let dataset = place.open();
    assert_eq!(
        dataset.undoable().unwrap().undo,
        Some(Message::verbatim("putting before"))
    );
    assert_eq!(undo(&dataset).as_deref(), Some("putting before"));
    assert_eq!(contents(&place.photos()), before);
    assert_eq!(named(&dataset, "b.png").caption, "ein Hund");
    redo(&dataset);
    assert_eq!(caption(&place, "a.txt").unwrap(), b"TOK, a dog");
}

#[test]
fn pending_captions_are_written_after_a_restart() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    fs::write(place.photos().join("a.txt"), "old").unwrap();
    fs::write(place.photos().join("b.txt"), "old").unwrap();
    {
        let dataset = place.open();
        dataset
            .rewrite_captions(&all(&dataset), Message::verbatim("setting"), |_| {
                Some("new".to_owned())
            })
            .unwrap();
        assert!(dataset.has_pending());
        // The program ends here, before anything is written.
    }
    assert_eq!(caption(&place, "a.txt").unwrap(), b"old");
    // Another program changes a caption in the meantime. Its text is not overwritten.
    fs::write(place.photos().join("b.txt"), "theirs").unwrap();
    let dataset = place.open();
    assert_eq!(named(&dataset, "a.png").caption, "new");
    dataset.flush(&keep_going).unwrap();
    assert_eq!(caption(&place, "a.txt").unwrap(), b"new");
    assert_eq!(caption(&place, "b.txt").unwrap(), b"theirs");
    assert!(!place.open().has_pending());
}

#[test]
fn a_shared_caption_is_rewritten_once() {
    let place = Place::with_pictures(&["a.png", "a.jpg"]);
    fs::write(place.photos().join("a.txt"), "x").unwrap();
    let dataset = place.open();
    let changed = dataset
        .rewrite_captions(&all(&dataset), Message::verbatim("doubling"), |text| {
            Some(text.repeat(2))
        })
        .unwrap();
    assert_eq!(changed.len(), 2, "both show it");
    assert_eq!(named(&dataset, "a.jpg").caption, "xx");
}

#[test]
fn a_new_edit_ends_redo_but_not_the_history() {
    let place = Place::with_pictures(&["a.png"]);
    let dataset = place.open();
    let id = dataset.images()[0].id;
    dataset.set_caption(id, "first idea").unwrap();
    undo(&dataset);
    dataset.set_caption(id, "second idea").unwrap();
    assert_eq!(dataset.undoable().unwrap().redo, None);
    let texts: Vec<String> = dataset
        .caption_history(id)
        .unwrap()
        .into_iter()
        .map(|past| past.text)
        .collect();
    assert_eq!(texts, ["second idea", "first idea"]);
}

#[test]
fn captions_overwritten_by_another_program_are_in_the_history() {
    let place = Place::with_pictures(&["a.png"]);
    let dataset = place.open();
    let id = dataset.images()[0].id;
    dataset.set_caption(id, "mine").unwrap();
    fs::write(place.photos().join("a.txt"), "theirs, at length").unwrap();
    dataset.rescan().unwrap();
    assert_eq!(dataset.image(id).unwrap().caption, "theirs, at length");
    let history = dataset.caption_history(id).unwrap();
    assert_eq!(history[0].text, "theirs, at length");
    assert_eq!(history[0].by.to_string(), "another program");
    assert_eq!(history[1].text, "mine");
}

#[test]
fn typing_into_a_caption_that_changed_outside_keeps_both() {
    let place = Place::with_pictures(&["a.png"]);
    let dataset = place.open();
    let id = dataset.images()[0].id;
    let seen = dataset.set_caption(id, "mine").unwrap().caption_version;
    fs::write(place.photos().join("a.txt"), "theirs, at length").unwrap();
    let refused = dataset.type_caption(id, "mine too", seen);
    assert!(matches!(refused, Err(CaptionError::ChangedOutside)));
    assert_eq!(caption(&place, "a.txt").unwrap(), b"theirs, at length");
    let image = dataset.image(id).unwrap();
    assert_eq!(image.caption, "theirs, at length");
    assert_eq!(image.caption_typed.as_deref(), Some("mine too"));
    let texts: Vec<String> = dataset
        .caption_history(id)
        .unwrap()
        .into_iter()
        .map(|past| past.text)
        .collect();
    assert!(texts.contains(&"mine too".to_owned()), "{texts:?}");
    // Further typing is kept separately as well, even after the other program's version has been seen.
    let seen = image.caption_version;
    let refused = dataset.type_caption(id, "mine too, and more", seen);
    assert!(matches!(refused, Err(CaptionError::ChangedOutside)));
    assert_eq!(caption(&place, "a.txt").unwrap(), b"theirs, at length");
    // The person chooses their own text.
    let mine = dataset.image(id).unwrap().caption_typed.unwrap();
    let image = dataset.set_caption(id, &mine).unwrap();
    assert_eq!(image.caption_typed, None);
    assert_eq!(caption(&place, "a.txt").unwrap(), b"mine too, and more");
}

#[test]
fn titles_are_stored_as_records_and_old_texts_are_read() {
    let place = Place::with_pictures(&["a.png"]);
    let dataset = place.open();
    let a = dataset.images()[0].id;
    let words = Message::verbatim("{words");
    dataset.set_caption(a, "a dog").unwrap();
    dataset
        .rewrite_captions(&[a], words.clone(), |_| Some("a cat".to_owned()))
        .unwrap();
    drop(dataset);

    let database = rusqlite::Connection::open(place.path("data/edits.db")).unwrap();
    let mut query = database.prepare("SELECT title FROM step").unwrap();
    let rows = query.query_map([], |row| row.get(0)).unwrap();
    let kept: Vec<String> = rows.map(Result::unwrap).collect();
    assert_eq!(kept, [r#"{"id":"captions-typing"}"#, "{words"]);
    let dataset = place.open();
    assert_eq!(dataset.undo().unwrap().unwrap().title, words);
    let typing = dataset.undo().unwrap().unwrap().title;
    assert_eq!(typing, message!("captions-typing"));

    database
        .execute("UPDATE step SET title = 'typing, long ago'", [])
        .unwrap();
    let next = dataset.undoable().unwrap().redo;
    assert_eq!(next, Some(Message::verbatim("typing, long ago")));
}

#[test]
fn leaving_out_can_be_undone() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    let dataset = place.open();
    dataset.set_excluded(&all(&dataset), true).unwrap();
    assert_eq!(undo(&dataset).as_deref(), Some("leaving out 2 images"));
    assert!(dataset.images().iter().all(|image| !image.excluded));
    assert!(place.open().images().iter().all(|image| !image.excluded));
    redo(&dataset);
    assert!(place.open().images().iter().all(|image| image.excluded));
}

#[test]
fn an_import_is_undone_with_its_captions() {
    let place = Place::with_pictures(&["a.png"]);
    let from = place.path("from");
    fs::create_dir(&from).unwrap();
    picture(&from.join("new.png"), 9);
    fs::write(from.join("new.txt"), "a new one").unwrap();
    let dataset = place.open();
    let before = contents(&place.photos());
    dataset
        .import(&[from.join("new.png")], &keep_going)
        .unwrap();
    let after = contents(&place.photos());
    assert_eq!(undo(&dataset).as_deref(), Some("adding 1 image"));
    assert_eq!(contents(&place.photos()), before);
    assert_eq!(dataset.images().len(), 1);
    redo(&dataset);
    assert_eq!(contents(&place.photos()), after);
    assert_eq!(named(&dataset, "new.png").caption, "a new one");
}

#[test]
fn removed_images_are_restored_with_their_captions() {
    let place = Place::with_pictures(&["a.png", "b.png", "c.png", "c.jpg"]);
    fs::write(place.photos().join("a.txt"), "a dog").unwrap();
    fs::write(place.photos().join("c.txt"), "shared").unwrap();
    let before = contents(&place.photos());
    let dataset = place.open();
    let ids = [named(&dataset, "a.png").id, named(&dataset, "c.png").id];
    let changes = dataset.remove(&ids).unwrap();
    assert_eq!(changes.removed.len(), 2);
    assert_eq!(
        files(&place.photos()),
        ["b.png", "c.jpg", "c.txt"],
        "the shared caption stays"
    );
    // This also works after a restart.
    let dataset = place.open();
    let result = dataset.undo().unwrap().unwrap();
    assert_eq!(result.title.to_string(), "moving 2 images to the trash");
    assert_eq!(result.missing, 0);
    dataset.flush(&keep_going).unwrap();
    assert_eq!(contents(&place.photos()), before);
    assert_eq!(named(&dataset, "a.png").caption, "a dog");
    let changed = result.changes.changed.iter();
    assert!(
        changed
            .clone()
            .any(|image| image.name == "a.png" && image.caption == "a dog")
    );
}

#[test]
fn history_follows_a_renamed_image() {
    let place = Place::with_pictures(&["a.png"]);
    let dataset = place.open();
    let id = dataset.images()[0].id;
    dataset.set_caption(id, "a dog").unwrap();
    for ending in ["png", "txt"] {
        let at = |stem: &str| place.photos().join(format!("{stem}.{ending}"));
        fs::rename(at("a"), at("z")).unwrap();
    }
    dataset.rescan().unwrap();
    let history = dataset.caption_history(id).unwrap();
    assert_eq!(history.len(), 1);
    undo(&dataset);
    assert_eq!(caption(&place, "z.txt"), None);
}

/// An action of the person between two scans of the folder.
#[derive(Clone, Debug)]
enum Action {
    Type(usize, String),
    Before(String),
    Clear(usize),
    Exclude(usize, bool),
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        (0..4_usize, "[a-c ,\n\u{e9}]{0,6}").prop_map(|(image, text)| Action::Type(image, text)),
        "[a-c]{1,3}, ".prop_map(Action::Before),
        (0..4_usize).prop_map(Action::Clear),
        (0..4_usize, any::<bool>()).prop_map(|(image, out)| Action::Exclude(image, out)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn undoing_everything_restores_every_byte(
        found in proptest::collection::vec(proptest::option::of(proptest::collection::vec(any::<u8>(), 0..12)), 4),
        actions in proptest::collection::vec(action(), 1..12),
        restart in any::<bool>(),
    ) {
        let place = Place::with_pictures(&["0.png", "1.png", "2.png", "3.png"]);
        for (index, bytes) in found.iter().enumerate() {
            if let Some(bytes) = bytes {
                fs::write(place.photos().join(format!("{index}.txt")), bytes).unwrap();
            }
        }
        let before = contents(&place.photos());
        let mut dataset = place.open();
        for action in actions {
            let ids = all(&dataset);
            match action {
                Action::Type(image, text) => drop(dataset.set_caption(ids[image], &text).unwrap()),
                Action::Before(text) => drop(
                    dataset
                        .rewrite_captions(&ids, Message::verbatim("before"), |old| Some(format!("{text}{old}")))
                        .unwrap(),
                ),
                Action::Clear(image) => drop(
                    dataset.rewrite_captions(&ids[image..=image], Message::verbatim("clearing"), |_| Some(String::new())).unwrap(),
                ),
                Action::Exclude(image, out) => drop(dataset.set_excluded(&ids[image..=image], out).unwrap()),
            }
            dataset.flush(&keep_going).unwrap();
        }
        let after = contents(&place.photos());
        if restart {
            dataset = place.open();
        }
        let mut steps = 0;
        while undo(&dataset).is_some() {
            steps += 1;
        }
        prop_assert_eq!(contents(&place.photos()), before);
        prop_assert!(dataset.images().iter().all(|image| !image.excluded));
        for _ in 0..steps {
            prop_assert!(redo(&dataset).is_some());
        }
        prop_assert_eq!(contents(&place.photos()), after);
    }
}

const PLACE_TO_TYPE_IN: &str = "DATASET_TEST_PLACE_TO_TYPE_IN";

#[test]
fn saved_captions_are_in_the_history_after_a_kill() {
    for saves in [1, 7, 40] {
        let place = Place::with_pictures(&["a.png"]);
        drop(place.open());
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--ignored",
                "--exact",
                "history::types_until_killed",
                "--nocapture",
            ])
            .env(PLACE_TO_TYPE_IN, place.path(""))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let saved: Vec<String> = lines
            .map(|line| line.unwrap())
            .filter_map(|line| line.strip_prefix("saved ").map(str::to_owned))
            .take(saves)
            .collect();
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(saved.len(), saves);
        let dataset = place.open();
        let history: Vec<String> = dataset
            .caption_history(dataset.images()[0].id)
            .unwrap()
            .into_iter()
            .map(|past| past.text)
            .collect();
        for text in saved {
            assert!(history.contains(&text), "{text} is lost");
        }
    }
}

/// Types until it is killed. Not a test itself: the test above runs and kills it. Longer and shorter texts alternate,
/// so that each one is a step.
#[test]
#[ignore = "runs for ever; started by the test that kills it"]
fn types_until_killed() {
    let root = std::env::var_os(PLACE_TO_TYPE_IN).expect("started by the other test");
    let root = Path::new(&root);
    let edits = Edits::open(&root.join("data")).unwrap();
    let dataset = Dataset::open(&root.join("photos"), &edits).unwrap();
    let id = dataset.images()[0].id;
    for number in 0.. {
        let text = if number % 2 == 0 {
            format!("{number}, a longer caption")
        } else {
            format!("{number}, short")
        };
        dataset.set_caption(id, &text).unwrap();
        println!("saved {text}");
    }
}

#[test]
fn a_stopped_flush_can_be_continued() {
    let place = Place::with_pictures(&["a.png", "b.png", "c.png"]);
    let dataset = place.open();
    dataset
        .rewrite_captions(&all(&dataset), Message::verbatim("setting"), |_| {
            Some("new".to_owned())
        })
        .unwrap();
    let stop_after_one = |done: usize, _: usize| {
        if done == 1 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    dataset.flush(&stop_after_one).unwrap();
    assert!(dataset.has_pending());
    dataset.flush(&keep_going).unwrap();
    assert!(!dataset.has_pending());
    assert_eq!(files(&place.photos()).len(), 6);
}
