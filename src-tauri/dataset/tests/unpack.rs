//! Tests of importing zips, both valid and hostile.

use crate::folders;

use std::fs::{self, File};
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use dataset::{Dataset, ImportError, Imported, MAX_ZIP_ENTRIES};
use folders::{Place, files, keep_going, named, names, picture};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Returns the bytes of a small PNG picture. A different `colour` gives different bytes.
fn pixels(place: &Place, colour: u8) -> Vec<u8> {
    let path = place.path("pixels.png");
    picture(&path, colour);
    fs::read(path).unwrap()
}

fn zip(place: &Place, entries: &[(&str, &[u8])]) -> PathBuf {
    let path = place.path("dropped.zip");
    let mut zip = ZipWriter::new(File::create(&path).unwrap());
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in entries {
        if name.ends_with('/') {
            zip.add_directory(*name, stored).unwrap();
        } else {
            zip.start_file(*name, stored).unwrap();
            zip.write_all(content).unwrap();
        }
    }
    zip.finish().unwrap();
    path
}

/// Applies `change` to every header of a zip: the local headers before the entries, and the headers in the central
/// directory at the end. The passed slice starts at the header.
fn patch(zip: &PathBuf, change: impl Fn(&mut [u8], Header)) {
    let mut bytes = fs::read(zip).unwrap();
    for start in 0..bytes.len() - 4 {
        match &bytes[start..start + 4] {
            b"PK\x03\x04" => change(&mut bytes[start..], Header::Local),
            b"PK\x01\x02" => change(&mut bytes[start..], Header::Central),
            _ => {}
        }
    }
    fs::write(zip, bytes).unwrap();
}

enum Header {
    Local,
    Central,
}

fn unpack(place: &Place, zip: &Path) -> (Dataset, Imported) {
    let dataset = place.open();
    let imported = dataset.unpack(zip, &keep_going).unwrap();
    (dataset, imported)
}

#[test]
fn nested_folders_are_flattened_and_captions_stay_with_their_images() {
    let place = Place::new();
    let (one, two, three) = (pixels(&place, 1), pixels(&place, 2), pixels(&place, 3));
    let zip = zip(
        &place,
        &[
            ("my dog/", b""),
            ("my dog/img.png", &one),
            ("my dog/img.txt", b"first"),
            ("my dog/more/img.png", &two),
            ("my dog/more/img.TXT", b"\xff\xfes\0e\0c\0o\0n\0d\0"),
            ("./my dog/third.png", &three),
            ("my dog/.DS_Store", b"x"),
            ("my dog/._img.png", b"x"),
            ("__MACOSX/my dog/._img.png", b"x"),
            ("__MACOSX/my dog/img.png", b"x"),
        ],
    );
    let (dataset, imported) = unpack(&place, &zip);
    assert_eq!((imported.images.len(), imported.captions), (3, 2));
    assert!(imported.skipped.is_empty(), "{:?}", imported.skipped);
    assert_eq!(names(&dataset), ["img.png", "img (2).png", "third.png"]);
    let bytes = |name: &str| fs::read(place.photos().join(name)).unwrap();
    assert_eq!(
        (
            bytes("img.png"),
            named(&dataset, "img.png").caption.as_str()
        ),
        (one, "first")
    );
    assert_eq!(bytes("img (2).png"), two);
    assert_eq!(bytes("img (2).txt"), b"second", "as UTF-8");
    assert!(dataset.rescan().unwrap().is_empty());
}

#[test]
fn no_entry_escapes_the_folder() {
    let place = Place::new();
    let good = pixels(&place, 1);
    let evil = pixels(&place, 2);
    let absolute = place.path("absolute.png").display().to_string();
    let hostile = [
        "../up.png",
        "a/../../up.png",
        "a/../b.png",
        "..\\up.png",
        "C:\\up.png",
        "C:up.png",
        absolute.as_str(),
    ];
    let mut entries: Vec<(&str, &[u8])> = vec![("good.png", &good)];
    entries.extend(hostile.iter().map(|name| (*name, evil.as_slice())));
    let zip = zip(&place, &entries);
    // The zip must contain these names unchanged: a writer that cleans them would make this test meaningless.
    let raw = fs::read(&zip).unwrap();
    for name in hostile {
        assert!(
            raw.windows(name.len())
                .any(|bytes| bytes == name.as_bytes()),
            "{name}"
        );
    }
    let (_, imported) = unpack(&place, &zip);
    assert_eq!(files(&place.photos()), ["good.png"]);
    assert_eq!(
        imported.skipped.len(),
        hostile.len(),
        "{:?}",
        imported.skipped
    );
    let beside = files(place.photos().parent().unwrap());
    assert_eq!(beside, ["data", "dropped.zip", "photos", "pixels.png"]);
}

#[test]
fn links_are_not_followed() {
    let place = Place::new();
    let path = place.path("dropped.zip");
    let mut zip = ZipWriter::new(File::create(&path).unwrap());
    zip.add_symlink("link.png", "/etc/passwd", SimpleFileOptions::default())
        .unwrap();
    zip.start_file("good.png", SimpleFileOptions::default())
        .unwrap();
    zip.write_all(&pixels(&place, 1)).unwrap();
    zip.finish().unwrap();
    let (dataset, imported) = unpack(&place, &path);
    assert_eq!(names(&dataset), ["good.png"]);
    assert_eq!(imported.skipped[0].0, "link.png");
}

#[test]
fn other_files_and_lone_captions_are_reported() {
    let place = Place::new();
    let zip = zip(
        &place,
        &[
            ("a.png", &pixels(&place, 1)),
            ("captions/a.txt", b"in another folder"),
            ("metadata.jsonl", b"{}"),
        ],
    );
    let (dataset, imported) = unpack(&place, &zip);
    let skipped: Vec<_> = imported
        .skipped
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(skipped, ["metadata.jsonl", "captions/a.txt"]);
    assert_eq!(named(&dataset, "a.png").caption, "");
}

#[test]
fn a_name_in_utf_8_is_read_without_its_flag() {
    let place = Place::new();
    let zip = zip(&place, &[("Käse 🧀.png", &pixels(&place, 1))]);
    patch(&zip, |header, kind| {
        let flags = match kind {
            Header::Local => 7,
            Header::Central => 9,
        };
        assert_eq!(header[flags] & 0x08, 0x08, "the bit for UTF-8 was set");
        header[flags] &= !0x08;
    });
    assert_eq!(names(&unpack(&place, &zip).0), ["Käse 🧀.png"]);
}

#[test]
fn one_damaged_entry_does_not_stop_the_others() {
    let place = Place::new();
    let (good, bad) = (pixels(&place, 1), pixels(&place, 2));
    let zip = zip(&place, &[("bad.png", &bad), ("good.png", &good)]);
    let mut bytes = fs::read(&zip).unwrap();
    let content = bytes
        .windows(bad.len())
        .position(|part| part == bad)
        .unwrap();
    bytes[content + 40] ^= 0xff;
    fs::write(&zip, bytes).unwrap();
    let (_, imported) = unpack(&place, &zip);
    assert_eq!(files(&place.photos()), ["good.png"]);
    assert_eq!(imported.skipped[0].0, "bad.png");
}

#[test]
fn an_unreadable_zip_is_refused_and_leaves_nothing() {
    let place = Place::new();
    let refused = |zip: &PathBuf| {
        let refused = place.open().unpack(zip, &keep_going).unwrap_err();
        assert!(refused.to_string().contains("dropped.zip"), "{refused}");
        assert!(files(&place.photos()).is_empty());
        refused
    };
    let good = pixels(&place, 1);

    let locked = zip(&place, &[("a.png", &good)]);
    patch(&locked, |header, kind| match kind {
        Header::Local => header[6] |= 1,
        Header::Central => header[8] |= 1,
    });
    assert!(matches!(refused(&locked), ImportError::Encrypted { .. }));

    let torn = zip(&place, &[("a.png", &good)]);
    let bytes = fs::read(&torn).unwrap();
    fs::write(&torn, &bytes[..bytes.len() / 2]).unwrap();
    assert!(matches!(refused(&torn), ImportError::BrokenZip { .. }));

    fs::write(&torn, "").unwrap();
    assert!(matches!(refused(&torn), ImportError::BrokenZip { .. }));

    fs::remove_file(&torn).unwrap();
    assert!(matches!(refused(&torn), ImportError::Unreadable { .. }));

    let empty = zip(&place, &[("readme.md", b"x")]);
    assert!(matches!(refused(&empty), ImportError::NoImages { .. }));
}

#[test]
fn zip_bombs_are_refused_before_anything_is_written() {
    let place = Place::new();
    let good = pixels(&place, 1);
    // Five entries that claim 4.3 GB each.
    let names: Vec<String> = (0..5).map(|number| format!("{number}.png")).collect();
    let entries: Vec<_> = names
        .iter()
        .map(|name| (name.as_str(), good.as_slice()))
        .collect();
    let huge = zip(&place, &entries);
    patch(&huge, |header, kind| {
        if let Header::Central = kind {
            header[24..28].copy_from_slice(&0xffff_fff0_u32.to_le_bytes());
        }
    });
    let imported = place.open().unpack(&huge, &keep_going).unwrap();
    assert!(imported.images.is_empty(), "{imported:?}");
    assert_eq!(imported.skipped.len(), 5, "each is reported: {imported:?}");
    for (name, reason) in &imported.skipped {
        let reason = reason.to_string();
        assert!(reason.contains("4.3 GB"), "{name}: {reason}");
    }
    assert!(files(&place.photos()).is_empty());

    let names: Vec<String> = (0..=MAX_ZIP_ENTRIES)
        .map(|number| format!("{number}.png"))
        .collect();
    let entries: Vec<_> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let many = zip(&place, &entries);
    let refused = place.open().unpack(&many, &keep_going).unwrap_err();
    assert!(
        matches!(refused, ImportError::TooManyFiles { .. }),
        "{refused}"
    );
    assert!(files(&place.photos()).is_empty());
}

#[test]
fn a_stopped_unpack_can_be_continued() {
    let place = Place::new();
    let (one, two) = (pixels(&place, 1), pixels(&place, 2));
    let zip = zip(
        &place,
        &[("1.png", &one), ("2.png", &two), ("1.txt", b"first")],
    );
    let dataset = place.open();
    let stop_at_one = |done, _| match done {
        1 => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    };
    assert!(dataset.unpack(&zip, &stop_at_one).unwrap().stopped);
    assert_eq!(files(&place.photos()), ["1.png", "1.txt"]);
    let rest = dataset.unpack(&zip, &keep_going).unwrap();
    assert_eq!((rest.images.len(), rest.captions), (1, 0));
    assert_eq!(names(&dataset), ["1.png", "2.png"]);
}

#[test]
fn captions_in_a_list_are_assigned_to_their_images() {
    let place = Place::new();
    let images: Vec<Vec<u8>> = (1..7).map(|colour| pixels(&place, colour)).collect();
    let list = "\u{feff}{\"file_name\": \"one.png\", \"text\": \"first, \\u00fcber\", \"other\": 7}

{\"file_name\": \"./sub/two.png\", \"caption\": \"second\"}\r
{\"file_name\": \"three.png\", \"prompt\": \"third\", \"text\": null}
{\"file_name\": \"beside.png\", \"text\": \"not this one\"}
{\"file_name\": \"../data/up.png\", \"text\": \"a way out\"}
{\"file_name\": \"gone.png\", \"text\": \"of nothing\"}
no JSON
{\"text\": \"of no file\"}
{\"file_name\": \"one.png\", \"text\": \"again\"}";
    let zip = zip(
        &place,
        &[
            ("data/metadata.jsonl", list.as_bytes()),
            ("data/one.png", &images[0]),
            ("data/sub/two.png", &images[1]),
            ("data/three.png", &images[2]),
            ("data/beside.png", &images[3]),
            ("data/beside.txt", b"from beside"),
            ("data/up.png", &images[4]),
            ("elsewhere/one (2).png", &images[5]),
        ],
    );
    let (dataset, imported) = unpack(&place, &zip);
    for (name, caption) in [
        ("one.png", "first, \u{fc}ber"),
        ("two.png", "second"),
        ("three.png", "third"),
        ("beside.png", "from beside"),
        ("up.png", ""),
        ("one (2).png", ""),
    ] {
        assert_eq!(named(&dataset, name).caption, caption, "{name}");
    }
    assert_eq!(imported.captions, 4);
    let [(name, reason), (other, without_image)] = &imported.skipped[..] else {
        panic!("{:?}", imported.skipped);
    };
    assert_eq!(
        (&**name, &**other),
        ("data/metadata.jsonl", "data/metadata.jsonl")
    );
    let (reason, without_image) = (reason.to_string(), without_image.to_string());
    assert!(without_image.contains("2 images") && without_image.contains("“../data/up.png”"));
    assert!(
        reason.starts_with("2 lines, the first of them line 8,"),
        "{reason}"
    );
}
