//! Tests that an export has the form that other trainers read, is complete or absent, and can be imported unchanged.

use crate::folders;
use crate::pictures;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::num::NonZeroU32;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use dataset::{Container, Dataset, ExportError, Exported, Layout, PackProgress, Pair, export};
use folders::Place;
use imaging::{Crop, Edit, Geometry, Preparation, Problem, Rect, Rotation, prepare};
use pictures::*;
use proptest::prelude::*;
use zip::ZipArchive;

const KEPT: Preparation = Preparation {
    target_area: 1024 * 1024,
    quality: 95,
    keep_png: true,
    background: imaging::Background([255; 3]),
};

fn keep_going(_: PackProgress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn pair(image: &Path, caption: &str) -> Pair {
    Pair {
        image: image.to_owned(),
        caption: Some(caption.to_owned()),
        edit: Edit::default(),
    }
}

fn exported(pairs: &[Pair], layout: &Layout, container: Container, to: &Path) -> Exported {
    export(pairs, &KEPT, layout, container, to, &keep_going).unwrap()
}

fn kohya(repeats: u32, words: &str) -> Layout {
    Layout::Kohya {
        repeats: NonZeroU32::new(repeats).unwrap(),
        words: words.to_owned(),
    }
}

/// Returns the contents of all files below a folder, by their relative path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap();
                found.insert(name.replace('\\', "/"), fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn unzipped(zip: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(File::open(zip).unwrap()).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (entry.name().unwrap().into_owned(), content)
        })
        .collect()
}

/// Returns five pairs: four images and a file that is not an image. Three of the images have the same stem except for
/// case, and one of these has a blank caption.
fn sample_pairs(folder: &Path) -> Vec<Pair> {
    let other = folder.join("other");
    fs::create_dir(&other).unwrap();
    let mut rotated = pair(
        &save(folder, "Über 🦊.png", &corners(64, 48)),
        "a \"TOK\" fox,\nin snow",
    );
    rotated.edit.geometry = Geometry::default().rotated(Rotation::Right);
    vec![
        rotated,
        pair(&save(folder, "b.bmp", &corners(80, 60)), "TOK, a cat"),
        pair(&write(folder, "broken.jpg", b"no picture"), "nothing"),
        pair(&save(&other, "B.png", &corners(40, 40)), "  \n"),
        pair(&save(&other, "b.png", &corners(50, 40)), "another b"),
    ]
}

fn names(files: &BTreeMap<String, Vec<u8>>) -> Vec<&str> {
    files.keys().map(String::as_str).collect()
}

#[test]
fn exported_pairs_have_readable_names_and_previewed_bytes() {
    let place = tempfile::tempdir().unwrap();
    let pairs = sample_pairs(place.path());
    let to = place.path().join("out");
    let exported = exported(&pairs, &Layout::Plain, Container::Folder, &to);
    let files = files(&to);
    assert_eq!(
        names(&files),
        [
            "B (2).png",
            "b (3).png",
            "b (3).txt",
            "b.jpg",
            "b.txt",
            "Über 🦊.png",
            "Über 🦊.txt"
        ]
    );
    assert_eq!(files["Über 🦊.txt"], "a \"TOK\" fox,\nin snow".as_bytes());
    let fox = prepare(&pairs[0].image, &pairs[0].edit, &KEPT).unwrap();
    assert_eq!((fox.width, fox.height), (48, 64));
    assert_eq!(files["Über 🦊.png"], fox.bytes);
    assert_eq!((exported.images, exported.captions), (4, 3));
    assert_eq!(
        exported.skipped,
        [(pairs[2].image.clone(), Problem::NotAnImage)]
    );
}

#[test]
fn a_zip_has_the_same_content_as_a_folder() {
    let place = tempfile::tempdir().unwrap();
    let pairs = sample_pairs(place.path());
    for (number, layout) in [Layout::Plain, Layout::ImageFolder, kohya(10, "TOK person")]
        .iter()
        .enumerate()
    {
        let folder = place.path().join(format!("folder {number}"));
        let zip = place.path().join(format!("{number}.zip"));
        let one = exported(&pairs, layout, Container::Folder, &folder);
        let other = exported(&pairs, layout, Container::Zip, &zip);
        assert_eq!(one, other);
        assert_eq!(files(&folder), unzipped(&zip));
        run("unzip", &["-t", zip.to_str().unwrap()]);
        let again = place.path().join(format!("{number} again.zip"));
        exported(&pairs, layout, Container::Zip, &again);
        assert_eq!(fs::read(zip).unwrap(), fs::read(again).unwrap());
    }
}

#[test]
fn an_imagefolder_has_a_line_of_json_for_each_image() {
    let place = tempfile::tempdir().unwrap();
    let to = place.path().join("out");
    exported(
        &sample_pairs(place.path()),
        &Layout::ImageFolder,
        Container::Folder,
        &to,
    );
    let script = "import json, os, sys
folder = sys.argv[1]
lines = [json.loads(line) for line in open(os.path.join(folder, 'metadata.jsonl'), encoding='utf-8')]
assert all(set(line) == {'file_name', 'text'} for line in lines), lines
images = sorted(set(os.listdir(folder)) - {'metadata.jsonl'})
assert sorted(line['file_name'] for line in lines) == images, (lines, images)
print(ascii([line['text'] for line in lines]))";
    let seen = run("python3", &["-c", script, to.to_str().unwrap()]);
    let texts = r#"['a "TOK" fox,\nin snow', 'TOK, a cat', '', 'another b']"#;
    assert_eq!(seen.trim(), texts);
}

#[test]
fn a_kohya_folder_is_named_by_repeats_and_words() {
    let place = tempfile::tempdir().unwrap();
    let pairs = sample_pairs(place.path());
    for (words, folder) in [("TOK person", "10_TOK person"), (" a/b: c. ", "10_a_b_ c")] {
        let to = place.path().join(folder);
        exported(&pairs, &kohya(10, words), Container::Folder, &to);
        let files = files(&to);
        assert_eq!(files.len(), 7);
        assert!(
            files.contains_key(&format!("{folder}/b.txt")),
            "{:?}",
            names(&files)
        );
    }
    let to = place.path().join("nameless");
    let refused = export(
        &pairs,
        &KEPT,
        &kohya(3, " "),
        Container::Folder,
        &to,
        &keep_going,
    )
    .unwrap_err();
    assert!(matches!(refused, ExportError::NoWords), "{refused}");
    assert!(!to.exists());
}

#[test]
fn nothing_is_overwritten() {
    let place = tempfile::tempdir().unwrap();
    let pairs = sample_pairs(place.path());
    let full = place.path().join("full");
    fs::create_dir(&full).unwrap();
    let precious = write(&full, "precious.txt", b"precious");
    let file = write(place.path(), "file", b"precious");
    for (container, to) in [
        (Container::Folder, &full),
        (Container::Folder, &file),
        (Container::Zip, &file),
        (Container::Zip, &full),
    ] {
        let refused =
            export(&pairs, &KEPT, &Layout::Plain, container, to, &keep_going).unwrap_err();
        assert!(matches!(refused, ExportError::Occupied { .. }), "{refused}");
        assert!(refused.to_string().contains(to.to_str().unwrap()));
    }
    assert_eq!(fs::read(&precious).unwrap(), b"precious");
    assert_eq!(fs::read(&file).unwrap(), b"precious");
    assert_eq!(left_over(place.path()), Vec::<PathBuf>::new());
    let empty = place.path().join("empty");
    fs::create_dir(&empty).unwrap();
    exported(&pairs, &Layout::Plain, Container::Folder, &empty);
    assert_eq!(files(&empty).len(), 7);
}

#[test]
fn files_created_during_an_export_are_not_overwritten() {
    let place = tempfile::tempdir().unwrap();
    let pairs = sample_pairs(place.path());
    for container in [Container::Folder, Container::Zip] {
        let to = place.path().join(format!("{container:?}"));
        let interfere = |progress: PackProgress| {
            if progress.done == 2 && container == Container::Folder {
                fs::create_dir(&to).unwrap();
                fs::write(to.join("precious"), b"precious").unwrap();
            } else if progress.done == 2 {
                fs::write(&to, b"precious").unwrap();
            }
            ControlFlow::Continue(())
        };
        let refused =
            export(&pairs, &KEPT, &Layout::Plain, container, &to, &interfere).unwrap_err();
        assert!(matches!(refused, ExportError::Occupied { .. }), "{refused}");
        let existing = if to.is_dir() { to.join("precious") } else { to };
        assert_eq!(fs::read(existing).unwrap(), b"precious");
        assert_eq!(left_over(place.path()), Vec::<PathBuf>::new());
    }
}

/// Returns the hidden files that an unfinished export would leave.
fn left_over(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with('.'))
        .collect()
}

#[test]
fn a_stopped_or_failed_export_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    let pairs = sample_pairs(place.path());
    let to = place.path().join("out");
    for container in [Container::Folder, Container::Zip] {
        let stop = |progress: PackProgress| match progress.done {
            3 => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        };
        let stopped = export(&pairs, &KEPT, &Layout::Plain, container, &to, &stop).unwrap_err();
        assert!(matches!(stopped, ExportError::Stopped), "{stopped}");
        let nothing = export(
            &pairs[2..3],
            &KEPT,
            &Layout::Plain,
            container,
            &to,
            &keep_going,
        )
        .unwrap_err();
        assert!(matches!(nothing, ExportError::NothingToExport), "{nothing}");
        let nowhere = place.path().join("no such folder").join("out");
        let refused = export(
            &pairs,
            &KEPT,
            &Layout::Plain,
            container,
            &nowhere,
            &keep_going,
        )
        .unwrap_err();
        assert!(matches!(refused, ExportError::Write { .. }), "{refused}");
        assert!(!to.exists());
        assert_eq!(left_over(place.path()), Vec::<PathBuf>::new());
    }
}

#[test]
fn progress_counts_every_image() {
    let place = tempfile::tempdir().unwrap();
    let pairs = sample_pairs(place.path());
    let seen = std::sync::Mutex::new(Vec::new());
    let record = |progress: PackProgress| {
        seen.lock().unwrap().push((progress.done, progress.total));
        ControlFlow::Continue(())
    };
    let to = place.path().join("out");
    export(
        &pairs,
        &KEPT,
        &Layout::Plain,
        Container::Folder,
        &to,
        &record,
    )
    .unwrap();
    assert_eq!(
        *seen.lock().unwrap(),
        [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
    );
}

fn captions(dataset: &Dataset) -> BTreeMap<String, String> {
    dataset
        .images()
        .into_iter()
        .map(|image| (image.name, image.caption))
        .collect()
}

#[test]
fn every_exported_zip_can_be_unpacked() {
    let source = tempfile::tempdir().unwrap();
    let pairs = sample_pairs(source.path());
    for layout in [Layout::Plain, Layout::ImageFolder, kohya(3, "TOK cat")] {
        let place = Place::new();
        let zip = place.path("out.zip");
        exported(&pairs, &layout, Container::Zip, &zip);
        let dataset = place.open();
        let imported = dataset
            .unpack(&zip, &|_, _| ControlFlow::Continue(()))
            .unwrap();
        assert_eq!(imported.skipped, [], "{layout:?}");
        assert_eq!(
            (imported.images.len(), imported.captions),
            (4, 3),
            "{layout:?}"
        );
        let expected = [
            ("B (2).png", ""),
            ("b (3).png", "another b"),
            ("b.jpg", "TOK, a cat"),
            ("Über 🦊.png", "a \"TOK\" fox,\nin snow"),
        ];
        let expected: BTreeMap<_, _> = expected
            .map(|(name, caption)| (name.to_owned(), caption.to_owned()))
            .into();
        assert_eq!(captions(&dataset), expected, "{layout:?}");
    }
}

#[test]
fn an_exported_folder_is_a_dataset() {
    let place = Place::new();
    let source = tempfile::tempdir().unwrap();
    let mut pairs = sample_pairs(source.path());
    let right = Rect {
        x: 40,
        y: 0,
        width: 40,
        height: 60,
    };
    pairs[1].edit.geometry = Geometry::default().cropped(Crop::of_pixels(right, (80, 60)));
    exported(&pairs, &Layout::Plain, Container::Folder, &place.photos());
    let dataset = place.open();
    let found = captions(&dataset);
    assert_eq!(found.len(), 4);
    assert_eq!(found["b.jpg"], "TOK, a cat");
    let cat = folders::named(&dataset, "b.jpg").facts.unwrap();
    assert_eq!((cat.width, cat.height), (40, 60));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_captions_and_names_survive_an_imagefolder(
        // The captions have no NUL, which would make the file UTF-16, and no byte order mark, which is not text.
        set in prop::collection::vec(("[a-zA-Z0-9 ._äß🦊-]{1,12}", "\\PC{0,30}|[^\0\n\u{feff}]{0,8}\n[^\0\n\u{feff}]{0,8}"), 1..6)
    ) {
        let source = tempfile::tempdir().unwrap();
        let pairs: Vec<Pair> = set
            .iter()
            .enumerate()
            .map(|(number, (name, caption))| {
                let folder = source.path().join(number.to_string());
                fs::create_dir(&folder).unwrap();
                let side = 20 + number as u32;
                let image = folder.join(format!("x{name}"));
                corners(side, side).save_with_format(&image, image::ImageFormat::Png).unwrap();
                pair(&image, caption)
            })
            .collect();
        let place = Place::new();
        let zip = place.path("out.zip");
        exported(&pairs, &Layout::ImageFolder, Container::Zip, &zip);
        let dataset = place.open();
        let imported = dataset.unpack(&zip, &|_, _| ControlFlow::Continue(())).unwrap();
        prop_assert_eq!(&imported.skipped, &[]);
        let mut found: Vec<(u32, String)> = dataset
            .images()
            .into_iter()
            .map(|image| (image.facts.unwrap().width, image.caption))
            .collect();
        found.sort();
        let blank = |text: &str| text.trim().is_empty();
        for (number, (_, caption)) in set.iter().enumerate() {
            prop_assert_eq!(found[number].0, 20 + number as u32);
            if !blank(caption) {
                prop_assert_eq!(&found[number].1, caption);
            }
        }
        prop_assert_eq!(found.len(), set.len());
    }
}
