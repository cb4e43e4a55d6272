//! Tests that the zip holds matching pairs and nothing else, and that every reader of it sees the same content.

use crate::pictures;

use std::fs::{self, File};
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use dataset::{PackError, PackProgress, Packed, Pair, measure, pack, verify};
use imaging::{Background, Crop, Edit, Geometry, Preparation, Problem, Rect, Rotation, prepare};
use pictures::*;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The size limit for a zip in these tests.
const LIMIT: u64 = 100_000_000;

fn keep_going(_: PackProgress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn pair(image: &Path, caption: &str) -> Pair {
    Pair {
        image: image.to_owned(),
        caption: (!caption.is_empty()).then(|| caption.to_owned()),
        edit: Edit::default(),
    }
}

fn packed(pairs: &[Pair], to: &Path) -> Packed {
    pack(pairs, &Preparation::default(), to, None, &keep_going).unwrap()
}

/// Returns the names and contents of a zip's entries, in order.
fn contents(zip: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(File::open(zip).unwrap()).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            std::io::copy(&mut entry, &mut content).unwrap();
            (entry.name().unwrap().into_owned(), content)
        })
        .collect()
}

fn three_pairs(folder: &Path) -> Vec<Pair> {
    let jpg = jpeg(&corners(300, 200), Some(exif(1)), None);
    vec![
        pair(&write(folder, "Über 🦊.jpg", &jpg), "a TOK fox\nin snow"),
        pair(&save(folder, "b.png", &corners(1500, 1000)), ""),
        pair(&save(folder, "c.webp", &corners(200, 300)), "TOK 🦊"),
    ]
}

#[test]
fn the_zip_contains_only_pairs_with_matching_names() {
    let folder = tempfile::tempdir().unwrap();
    let zip = folder.path().join("out.zip");
    let packed = packed(&three_pairs(folder.path()), &zip);
    let names: Vec<_> = contents(&zip).into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "img_0.jpg",
            "img_0.txt",
            "img_1.jpg",
            "img_2.jpg",
            "img_2.txt"
        ]
    );
    let contents = contents(&zip);
    assert_eq!(contents[1].1, "a TOK fox\nin snow".as_bytes());
    assert_eq!(contents[4].1, "TOK 🦊".as_bytes());
    for (name, content) in contents.iter().filter(|(name, _)| name.ends_with("jpg")) {
        assert_corners(&decode_jpeg(content), 12, name);
    }
    assert_eq!((packed.images, packed.captions), (3, 2));
    assert_eq!((packed.scaled, packed.small), (1, 2));
    assert!(packed.skipped.is_empty());
    let bytes = fs::read(&zip).unwrap();
    assert_eq!(packed.bytes, bytes.len() as u64);
    let sha256: String = Sha256::digest(&bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    assert_eq!(packed.sha256, sha256);
    let found = verify(&zip).unwrap();
    assert_eq!((found.images, found.captions), (3, 2));
    assert_eq!((found.bytes, found.sha256), (packed.bytes, packed.sha256));
}

#[test]
fn other_programs_can_read_the_zip() {
    let folder = tempfile::tempdir().unwrap();
    let zip = folder.path().join("out.zip");
    packed(&three_pairs(folder.path()), &zip);
    let zip = zip.to_str().unwrap();
    run("unzip", &["-t", zip]);
    run("7z", &["t", zip]);
    let script = "import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
for i in z.infolist():
    print(i.filename, i.compress_type, i.date_time, oct(i.external_attr >> 16), i.extra, i.flag_bits)";
    let seen = run("python3", &["-c", script, zip]);
    let time = "(1980, 1, 1, 0, 0, 0)";
    let line = |name: &str, method: u32| format!("{name} {method} {time} 0o100644 b'' 0\n");
    let expected = [
        line("img_0.jpg", 0),
        line("img_0.txt", 8),
        line("img_1.jpg", 0),
        line("img_2.jpg", 0),
        line("img_2.txt", 8),
    ];
    assert_eq!(seen, expected.concat());
}

#[test]
fn packing_is_deterministic_and_measuring_agrees() {
    let folder = tempfile::tempdir().unwrap();
    let pairs = three_pairs(folder.path());
    let (one, two) = (folder.path().join("1.zip"), folder.path().join("2.zip"));
    let first = packed(&pairs, &one);
    // The zip must not depend on the files' times and paths.
    let moved = tempfile::tempdir().unwrap();
    let moved_pairs: Vec<Pair> = pairs
        .iter()
        .zip(0..)
        .map(|(pair, number)| {
            let image = moved.path().join(format!("{number}"));
            fs::copy(&pair.image, &image).unwrap();
            Pair {
                image,
                caption: pair.caption.clone(),
                edit: pair.edit,
            }
        })
        .collect();
    packed(&moved_pairs, &two);
    assert_eq!(fs::read(&one).unwrap(), fs::read(&two).unwrap());
    let measured = measure(&pairs, &Preparation::default(), &keep_going).unwrap();
    assert_eq!(measured, first);
}

#[test]
fn images_that_cannot_be_used_are_left_out_without_a_gap() {
    let folder = tempfile::tempdir().unwrap();
    let good = save(folder.path(), "good.png", &corners(64, 64));
    let empty = write(folder.path(), "empty.jpg", b"");
    let text = write(folder.path(), "text.jpg", b"not a picture");
    let gone = folder.path().join("gone.png");
    let pairs = [
        pair(&empty, "nothing"),
        pair(&good, "first"),
        pair(&text, "a text"),
        pair(&gone, ""),
        pair(&good, "second"),
    ];
    let zip = folder.path().join("out.zip");
    let packed = packed(&pairs, &zip);
    let contents = contents(&zip);
    let names: Vec<_> = contents.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["img_0.jpg", "img_0.txt", "img_1.jpg", "img_1.txt"]);
    assert_eq!(contents[3].1, b"second");
    let skipped: Vec<_> = packed
        .skipped
        .iter()
        .map(|(path, _)| path.clone())
        .collect();
    assert_eq!(skipped, [empty, text, gone]);
    assert_eq!(packed.skipped[0].1, Problem::Empty);
}

#[test]
fn empty_captions_are_never_written() {
    let folder = tempfile::tempdir().unwrap();
    let image = save(folder.path(), "a.png", &corners(64, 64));
    let zip = folder.path().join("out.zip");
    for caption in ["", " ", "\n\t \u{a0}"] {
        let pairs = [Pair {
            image: image.clone(),
            caption: Some(caption.to_owned()),
            edit: Edit::default(),
        }];
        assert_eq!(packed(&pairs, &zip).captions, 0);
        assert_eq!(contents(&zip).len(), 1, "{caption:?}");
    }
}

/// Returns the files in a folder other than PNG pictures.
fn other_files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_none_or(|extension| extension != "png"))
        .collect()
}

#[test]
fn without_a_usable_image_there_is_no_zip() {
    let folder = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    let empty = write(folder.path(), "empty.jpg", b"");
    for pairs in [vec![], vec![pair(&empty, "nothing")]] {
        let to = out.path().join("out.zip");
        let refused = pack(
            &pairs,
            &Preparation::default(),
            &to,
            Some(LIMIT),
            &keep_going,
        )
        .unwrap_err();
        assert!(matches!(refused, PackError::NothingToPack), "{refused}");
        assert_eq!(other_files(out.path()), Vec::<PathBuf>::new());
    }
}

#[test]
fn stopping_leaves_the_old_zip_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let image = save(folder.path(), "a.png", &corners(64, 64));
    let pairs = vec![pair(&image, "a caption"); 12];
    let to = write(folder.path(), "out.zip", b"the old one");
    let stop = |progress: PackProgress| match progress.done {
        3 => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    };
    let stopped = pack(&pairs, &Preparation::default(), &to, None, &stop).unwrap_err();
    assert!(matches!(stopped, PackError::Stopped), "{stopped}");
    assert_eq!(other_files(folder.path()), [to.as_path()]);
    assert_eq!(fs::read(&to).unwrap(), b"the old one");
    packed(&pairs, &to);
    assert_eq!(verify(&to).unwrap().images, 12);
}

#[test]
fn progress_counts_every_image_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let image = save(folder.path(), "a.png", &corners(64, 64));
    let seen = std::sync::Mutex::new(Vec::new());
    let record = |progress: PackProgress| {
        assert_eq!(progress.total, 9);
        seen.lock().unwrap().push(progress.done);
        ControlFlow::Continue(())
    };
    measure(&vec![pair(&image, ""); 9], &Preparation::default(), &record).unwrap();
    assert_eq!(*seen.lock().unwrap(), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
}

#[test]
fn a_zip_that_cannot_be_uploaded_is_refused_but_measured() {
    let folder = tempfile::tempdir().unwrap();
    let large = save(folder.path(), "large.bmp", &noise(4096, 4096, 5));
    let preparation = Preparation {
        target_area: u64::MAX,
        quality: 100,
        ..Preparation::default()
    };
    let pairs = vec![pair(&large, ""); 3];
    let to = folder.path().join("out.zip");
    let refused = pack(&pairs, &preparation, &to, Some(LIMIT), &keep_going).unwrap_err();
    let PackError::TooLarge { bytes, limit } = refused else {
        panic!("{refused}");
    };
    assert_eq!(limit, LIMIT);
    assert!(bytes > limit);
    assert!(!to.exists());
    assert_eq!(
        measure(&pairs, &preparation, &keep_going).unwrap().bytes,
        bytes
    );
}

#[test]
fn a_zip_that_reaches_the_limit_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let image = save(folder.path(), "a.png", &corners(64, 64));
    let (pairs, preparation) = (vec![pair(&image, "")], Preparation::default());
    let to = folder.path().join("out.zip");
    let bytes = measure(&pairs, &preparation, &keep_going).unwrap().bytes;
    let refused = pack(&pairs, &preparation, &to, Some(bytes), &keep_going);
    assert!(
        matches!(refused, Err(PackError::TooLarge { .. })),
        "{refused:?}"
    );
    assert!(!to.exists());
    pack(&pairs, &preparation, &to, Some(bytes + 1), &keep_going).unwrap();
}

#[test]
fn a_write_error_names_the_path() {
    let folder = tempfile::tempdir().unwrap();
    let image = save(folder.path(), "a.png", &corners(64, 64));
    let to = folder.path().join("no such folder").join("out.zip");
    let refused = pack(
        &[pair(&image, "")],
        &Preparation::default(),
        &to,
        Some(LIMIT),
        &keep_going,
    )
    .unwrap_err();
    assert!(matches!(refused, PackError::Io { .. }));
    assert!(refused.to_string().contains("no such folder"), "{refused}");
}

/// Verifies a zip with these entries.
fn verified(entries: &[(&str, &[u8])]) -> Result<(), PackError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made.zip");
    let mut zip = ZipWriter::new(File::create(&path).unwrap());
    for (name, content) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap();
    verify(&path).map(|_| ())
}

#[test]
fn verify_refuses_zips_that_the_trainer_rejects() {
    let jpg: &[u8] = &jpeg(&corners(32, 32), None, None);
    verified(&[
        ("img_0.jpg", jpg),
        ("img_0.txt", b"a caption"),
        ("img_1.jpg", jpg),
    ])
    .unwrap();
    type Entries<'a> = &'a [(&'a str, &'a [u8])];
    let wrong: &[(&str, Entries)] = &[
        ("nothing", &[]),
        (
            "a foreign entry",
            &[("img_0.jpg", jpg), ("notes.md", b"hello")],
        ),
        ("a folder", &[("photos/img_0.jpg", jpg)]),
        ("a way out", &[("../img_0.jpg", jpg)]),
        (
            "an empty caption",
            &[("img_0.jpg", jpg), ("img_0.txt", b"")],
        ),
        (
            "a blank caption",
            &[("img_0.jpg", jpg), ("img_0.txt", b" \n")],
        ),
        ("Latin-1", &[("img_0.jpg", jpg), ("img_0.txt", b"caf\xE9")]),
        ("a caption alone", &[("img_0.txt", b"a caption")]),
        (
            "another's caption",
            &[("img_0.jpg", jpg), ("img_1.txt", b"a caption")],
        ),
        ("a gap", &[("img_0.jpg", jpg), ("img_2.jpg", jpg)]),
        ("a start at one", &[("img_1.jpg", jpg)]),
        ("a PNG by name", &[("img_0.jpg", b"\x89PNG\r\n\x1a\n")]),
        ("a JPEG as PNG", &[("img_0.png", jpg)]),
        (
            "two of a number",
            &[("img_0.jpg", jpg), ("img_0.png", b"\x89PNG\r\n\x1a\n")],
        ),
        ("half a header", &[("img_0.jpg", &jpg[..20])]),
        ("no picture", &[("img_0.jpg", b"")]),
    ];
    for (what, entries) in wrong {
        let refused = verified(entries).expect_err(what);
        assert!(
            matches!(refused, PackError::CheckFailed { .. }),
            "{what}: {refused}"
        );
    }
}

#[test]
fn verify_detects_damage() {
    let folder = tempfile::tempdir().unwrap();
    let zip = folder.path().join("out.zip");
    packed(&three_pairs(folder.path()), &zip);
    let whole = fs::read(&zip).unwrap();
    let mut flipped = whole.clone();
    flipped[2000] ^= 1;
    for damage in [&flipped, &whole[..whole.len() / 2], b"not a zip"] {
        fs::write(&zip, damage).unwrap();
        assert!(verify(&zip).is_err());
    }
    fs::remove_file(&zip).unwrap();
    assert!(matches!(verify(&zip), Err(PackError::Io { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_captions_are_packed_unchanged(
        captions in prop::collection::vec(prop::option::of("\\PC{0,40}|[ \n\t]{0,3}|.*\n.*"), 1..7)
    ) {
        let folder = tempfile::tempdir().unwrap();
        let image = save(folder.path(), "a.png", &corners(16, 16));
        let pairs: Vec<Pair> = captions
            .iter()
            .map(|caption| Pair { image: image.clone(), caption: caption.clone(), edit: Edit::default() })
            .collect();
        let zip = folder.path().join("out.zip");
        let packed = packed(&pairs, &zip);
        let mut expected = Vec::new();
        for (number, caption) in captions.iter().enumerate() {
            expected.push((format!("img_{number}.jpg"), None));
            if let Some(text) = caption.as_ref().filter(|text| !text.trim().is_empty()) {
                expected.push((format!("img_{number}.txt"), Some(text.clone().into_bytes())));
            }
        }
        prop_assert_eq!((packed.images + packed.captions) as usize, expected.len());
        for ((name, content), (expected_name, text)) in contents(&zip).iter().zip(&expected) {
            prop_assert_eq!(name, expected_name);
            if let Some(text) = text {
                prop_assert_eq!(content, text);
            }
        }
        prop_assert_eq!(contents(&zip).len(), expected.len());
        prop_assert!(verify(&zip).is_ok());
    }
}

/// Returns images in several formats, three of them with different edits.
fn edited_pairs(folder: &Path) -> Vec<Pair> {
    let mut pairs = three_pairs(folder);
    let transparent = folder.join("clear.png");
    image::RgbaImage::new(70, 50).save(&transparent).unwrap();
    pairs.push(pair(&transparent, "nothing but background"));
    let part = Rect {
        x: 30,
        y: 20,
        width: 150,
        height: 100,
    };
    pairs[0].edit.geometry = Geometry::default().cropped(Crop::of_pixels(part, (300, 200)));
    pairs[1].edit.geometry = Geometry::default().rotated(Rotation::Left).flipped();
    pairs[3].edit.background = Some(Background([9, 99, 199]));
    pairs
}

#[test]
fn packed_images_equal_their_previews() {
    let folder = tempfile::tempdir().unwrap();
    let pairs = edited_pairs(folder.path());
    for keep_png in [false, true] {
        let preparation = Preparation {
            keep_png,
            target_area: 500_000,
            ..Preparation::default()
        };
        let zip = folder.path().join("out.zip");
        let packed = pack(&pairs, &preparation, &zip, None, &keep_going).unwrap();
        assert_eq!(packed, measure(&pairs, &preparation, &keep_going).unwrap());
        let images: Vec<_> = contents(&zip)
            .into_iter()
            .filter(|(name, _)| !name.ends_with(".txt"))
            .collect();
        let png = if keep_png { "png" } else { "jpg" };
        let endings = ["jpg", png, "jpg", png];
        for (number, (name, content)) in images.iter().enumerate() {
            assert_eq!(*name, format!("img_{number}.{}", endings[number]));
            let pair = &pairs[number];
            let previewed = prepare(&pair.image, &pair.edit, &preparation).unwrap();
            assert!(
                *content == previewed.bytes,
                "{name} differs from its preview"
            );
        }
        assert_eq!(verify(&zip).unwrap().images, 4);
    }
}

#[test]
fn the_cropped_size_decides_whether_an_image_is_small() {
    let folder = tempfile::tempdir().unwrap();
    let large = save(folder.path(), "large.png", &corners(1500, 1000));
    let mut pair = pair(&large, "");
    let small = |pair: &Pair| {
        let measured = measure(
            std::slice::from_ref(pair),
            &Preparation::default(),
            &keep_going,
        )
        .unwrap();
        (measured.small, measured.scaled)
    };
    assert_eq!(small(&pair), (0, 1));
    let part = Rect {
        x: 0,
        y: 0,
        width: 600,
        height: 600,
    };
    pair.edit.geometry = Geometry::default().cropped(Crop::of_pixels(part, (1500, 1000)));
    assert_eq!(small(&pair), (1, 0));
}
