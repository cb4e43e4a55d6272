//! Tests that captions are read in any encoding, saved exactly as typed, and complete on the disk at every moment.

use crate::folders;

use std::fs::{self, File};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use dataset::{CAPTION_LIMIT, CaptionError, CaptionProblem, Dataset, Edits, decode_caption};
use folders::{Place, files, named};
use localization::Message;
use proptest::prelude::*;

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

proptest! {
    #[test]
    fn every_encoding_is_read(text in "\\PC*[a-z \n]\\PC*[\r\n\t]{0,2}") {
        // A text that starts with a byte order mark can't be distinguished from a marked one.
        prop_assume!(!text.starts_with('\u{feff}'));
        prop_assert_eq!(decode_caption(text.as_bytes()), text.as_str());
        let marked = format!("\u{feff}{text}");
        prop_assert_eq!(decode_caption(marked.as_bytes()), text.as_str());
        prop_assert_eq!(decode_caption(&utf16(&marked, u16::to_le_bytes)), text.as_str());
        prop_assert_eq!(decode_caption(&utf16(&marked, u16::to_be_bytes)), text.as_str());
    }

    #[test]
    fn utf_16_without_a_bom_is_recognised_by_its_latin_letters(text in "[ -~äöüéñ\n]*[a-z ]") {
        prop_assert_eq!(decode_caption(&utf16(&text, u16::to_le_bytes)), text.as_str());
        prop_assert_eq!(decode_caption(&utf16(&text, u16::to_be_bytes)), text.as_str());
    }

    #[test]
    fn any_bytes_are_decoded(bytes: Vec<u8>) {
        decode_caption(&bytes);
    }
}

#[test]
fn deferred_captions_do_not_overwrite_newer_ones() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    let (a, b) = (place.photos().join("a.txt"), place.photos().join("b.txt"));
    for file in [&a, &b] {
        fs::write(file, "old").unwrap();
    }
    let dataset = place.open();
    let ids: Vec<_> = dataset.images().iter().map(|image| image.id).collect();
    let rewrite = |text: &str| Some(format!("{text}, new"));
    dataset
        .rewrite_captions(&ids, Message::verbatim("rewriting"), rewrite)
        .unwrap();
    dataset.defer_pending();
    fs::write(&a, "from another program").unwrap();
    dataset.flush(&|_, _| ControlFlow::Continue(())).unwrap();
    let read = || [&a, &b].map(|file| fs::read_to_string(file).unwrap());
    assert_eq!(read(), ["from another program", "old"]);
    // After the folder is opened again, the caption whose file has not changed is written.
    let dataset = place.open();
    dataset.flush(&|_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!(read(), ["from another program", "old, new"]);
    assert_eq!(named(&dataset, "a.png").caption, "from another program");
}

#[test]
fn a_caption_is_saved_as_typed_and_read_again() {
    let place = Place::with_pictures(&["a.png"]);
    let dataset = place.open();
    let id = named(&dataset, "a.png").id;
    let text = "  TOK, smiling\r\n\tund 🎞️ Film \n\n";
    assert_eq!(dataset.set_caption(id, text).unwrap().caption, text);
    assert_eq!(
        fs::read(place.photos().join("a.txt")).unwrap(),
        text.as_bytes()
    );
    assert_eq!(files(&place.photos()), ["a.png", "a.txt"]);
    assert_eq!(named(&place.open(), "a.png").caption, text);
    assert!(dataset.rescan().unwrap().is_empty());
}

#[test]
fn an_emptied_caption_removes_its_file() {
    let place = Place::with_pictures(&["a.png"]);
    let dataset = place.open();
    let id = named(&dataset, "a.png").id;
    for blank in ["", " \n\t "] {
        dataset.set_caption(id, "a dog").unwrap();
        assert_eq!(dataset.set_caption(id, blank).unwrap().caption, "");
        assert_eq!(files(&place.photos()), ["a.png"]);
    }
    assert!(dataset.rescan().unwrap().is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn a_caption_is_saved_to_the_file_that_it_was_read_from() {
    let place = Place::with_pictures(&["a.png"]);
    fs::write(place.photos().join("a.TXT"), "old").unwrap();
    let dataset = place.open();
    let image = named(&dataset, "a.png");
    assert_eq!(image.caption, "old");
    dataset.set_caption(image.id, "new").unwrap();
    assert_eq!(files(&place.photos()), ["a.TXT", "a.png"]);
    assert_eq!(
        fs::read_to_string(place.photos().join("a.TXT")).unwrap(),
        "new"
    );
}

#[test]
fn images_with_one_stem_share_their_caption() {
    let place = Place::with_pictures(&["a.jpg", "a.png", "b.png"]);
    let dataset = place.open();
    let saved = dataset
        .set_caption(named(&dataset, "a.jpg").id, "both")
        .unwrap();
    assert_eq!(saved.caption_shared_with, ["a.png"]);
    assert_eq!(named(&dataset, "a.png").caption, "both");
    assert!(named(&dataset, "b.png").caption_shared_with.is_empty());

    fs::remove_file(place.photos().join("a.jpg")).unwrap();
    let changes = dataset.rescan().unwrap();
    assert_eq!(
        changes.changed[0].name, "a.png",
        "the caption is no longer shared"
    );
    assert!(changes.changed[0].caption_shared_with.is_empty());
}

#[test]
fn an_invalid_caption_file_is_reported_and_kept() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    let huge = vec![b'x'; CAPTION_LIMIT as usize + 1];
    fs::write(place.photos().join("a.txt"), &huge).unwrap();
    fs::create_dir(place.photos().join("b.txt")).unwrap();
    let dataset = place.open();
    let (a, b) = (named(&dataset, "a.png"), named(&dataset, "b.png"));
    assert_eq!(a.caption, "");
    assert!(matches!(
        a.caption_problem,
        Some(CaptionProblem::TooLarge { .. })
    ));
    assert!(matches!(
        b.caption_problem,
        Some(CaptionProblem::NotAFile { .. })
    ));
    for image in [a, b] {
        let refused = dataset.set_caption(image.id, "new").unwrap_err();
        assert!(matches!(refused, CaptionError::Blocked(_)), "{refused}");
    }
    assert_eq!(fs::read(place.photos().join("a.txt")).unwrap(), huge);

    fs::remove_file(place.photos().join("a.txt")).unwrap();
    let changes = dataset.rescan().unwrap();
    assert_eq!(changes.changed[0].caption_problem, None);
    assert!(dataset.set_caption(changes.changed[0].id, "new").is_ok());
}

#[test]
fn a_caption_above_the_limit_is_refused() {
    let place = Place::with_pictures(&["a.png"]);
    let dataset = place.open();
    let text = "x".repeat(CAPTION_LIMIT as usize + 1);
    let refused = dataset.set_caption(dataset.images()[0].id, &text);
    assert!(matches!(refused, Err(CaptionError::TooLong { .. })));
    assert_eq!(files(&place.photos()), ["a.png"]);
}

#[test]
fn a_removed_image_takes_no_caption() {
    let place = Place::with_pictures(&["a.png"]);
    let dataset = place.open();
    let id = dataset.images()[0].id;
    fs::remove_file(place.photos().join("a.png")).unwrap();
    dataset.rescan().unwrap();
    let refused = dataset.set_caption(id, "late");
    assert!(matches!(refused, Err(CaptionError::NoSuchImage)));
    assert!(files(&place.photos()).is_empty());
}

#[test]
fn saving_into_a_missing_folder_fails() {
    let place = Place::with_pictures(&["a.png"]);
    let dataset = place.open();
    fs::remove_dir_all(place.photos()).unwrap();
    let refused = dataset
        .set_caption(dataset.images()[0].id, "late")
        .unwrap_err();
    assert!(refused.to_string().contains("a.txt"), "{refused}");
    assert_eq!(
        dataset.images()[0].caption,
        "",
        "the unsaved caption is not shown"
    );
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_keeps_its_captions() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::with_pictures(&["a.png"]);
    fs::write(place.photos().join("a.txt"), "old").unwrap();
    let dataset = place.open();
    fs::set_permissions(place.photos(), fs::Permissions::from_mode(0o555)).unwrap();
    let may_write_anyway = File::create(place.photos().join("probe")).is_ok();
    let saved = dataset.set_caption(dataset.images()[0].id, "new");
    fs::set_permissions(place.photos(), fs::Permissions::from_mode(0o755)).unwrap();
    if may_write_anyway {
        eprintln!("skipped: the superuser may write everywhere");
        return;
    }
    assert!(
        saved
            .unwrap_err()
            .to_string()
            .contains("Change the folder's permissions")
    );
    assert_eq!(
        fs::read_to_string(place.photos().join("a.txt")).unwrap(),
        "old"
    );
}

#[cfg(unix)]
#[test]
fn a_caption_keeps_its_permissions_and_a_new_one_has_ordinary_ones() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::with_pictures(&["a.png", "b.png"]);
    let mode = |path: &str| {
        fs::metadata(place.photos().join(path))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    fs::write(place.photos().join("a.txt"), "old").unwrap();
    fs::set_permissions(
        place.photos().join("a.txt"),
        fs::Permissions::from_mode(0o640),
    )
    .unwrap();
    let dataset = place.open();
    for image in dataset.images() {
        dataset.set_caption(image.id, "new").unwrap();
    }
    assert_eq!(mode("a.txt"), 0o640);
    assert_eq!(mode("b.txt"), mode("b.png"));
}

#[cfg(unix)]
#[test]
fn a_linked_caption_stays_a_link() {
    let place = Place::with_pictures(&["a.png"]);
    fs::write(place.path("shared.txt"), "old").unwrap();
    std::os::unix::fs::symlink(place.path("shared.txt"), place.photos().join("a.txt")).unwrap();
    let dataset = place.open();
    dataset.set_caption(dataset.images()[0].id, "new").unwrap();
    assert!(place.photos().join("a.txt").is_symlink());
    assert_eq!(fs::read_to_string(place.path("shared.txt")).unwrap(), "new");
    assert!(dataset.rescan().unwrap().is_empty());
}

/// Scans read captions from the disk while captions are being saved. A scan must not restore an older caption.
#[test]
fn typing_during_scans_loses_nothing() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    let dataset = place.open();
    let ids: Vec<_> = dataset.images().iter().map(|image| image.id).collect();
    let typing = AtomicBool::new(true);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while typing.load(Ordering::Relaxed) {
                assert!(
                    dataset.rescan().unwrap().is_empty(),
                    "an own write is reported as a change"
                );
            }
        });
        for round in 0..100 {
            for &id in &ids {
                let text = if round % 7 == 0 {
                    String::new()
                } else {
                    format!("{round}")
                };
                assert_eq!(dataset.set_caption(id, &text).unwrap().caption, text);
                assert_eq!(dataset.image(id).unwrap().caption, text);
            }
        }
        typing.store(false, Ordering::Relaxed);
    });
    assert_eq!(
        fs::read_to_string(place.photos().join("a.txt")).unwrap(),
        "99"
    );
}

const FOLDER_TO_CAPTION: &str = "DATASET_TEST_FOLDER_TO_CAPTION";
const ROUNDS: usize = 12;

fn long_caption(letter: char) -> String {
    letter.to_string().repeat(30_000)
}

#[test]
fn a_kill_while_saving_leaves_the_old_or_the_new_text() {
    let place = Place::with_pictures(&["a.png"]);
    let caption = place.photos().join("a.txt");
    let whole = [long_caption('A'), long_caption('B')];
    fs::write(&caption, &whole[0]).unwrap();
    for round in 0..ROUNDS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--ignored",
                "--exact",
                "captions::saves_captions_until_killed",
            ])
            .env(FOLDER_TO_CAPTION, place.photos())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // The number of saves differs in each round, so that the kill happens at a different moment.
        let deadline = Instant::now() + Duration::from_secs(30);
        let mut seen = fs::read_to_string(&caption).unwrap();
        let mut saves = 0;
        while saves <= round {
            assert!(Instant::now() < deadline, "the child saves nothing");
            let now = fs::read_to_string(&caption).unwrap();
            assert!(
                whole.contains(&now),
                "a torn caption of {} bytes",
                now.len()
            );
            if now != seen {
                saves += 1;
                seen = now;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let left = fs::read_to_string(&caption).unwrap();
        assert!(
            whole.contains(&left),
            "a torn caption of {} bytes",
            left.len()
        );
    }
    place.open();
    assert_eq!(
        files(&place.photos()),
        ["a.png", "a.txt"],
        "nothing is left behind"
    );
}

/// Saves captions until it is killed. Not a test itself: the test above runs and kills it.
#[test]
#[ignore = "runs for ever; started by the test that kills it"]
fn saves_captions_until_killed() {
    let folder = std::env::var_os(FOLDER_TO_CAPTION).expect("started by the other test");
    let data = tempfile::tempdir().unwrap();
    let dataset = Dataset::open(Path::new(&folder), &Edits::open(data.path()).unwrap()).unwrap();
    let id = dataset.images()[0].id;
    loop {
        for letter in ['B', 'A'] {
            dataset.set_caption(id, &long_caption(letter)).unwrap();
        }
    }
}

#[test]
fn only_temporary_files_of_dead_writers_are_removed() {
    let place = Place::with_pictures(&["a.png"]);
    let dead = place.photos().join(".tintype-abc123.part");
    let living = place.photos().join(".tintype-def456.part");
    fs::write(&dead, "half a cap").unwrap();
    fs::write(&living, "half a cap").unwrap();
    let writer = File::open(&living).unwrap();
    writer.lock().unwrap();
    let dataset = place.open();
    assert_eq!(dataset.images().len(), 1);
    assert_eq!(files(&place.photos()), [".tintype-def456.part", "a.png"]);
}
