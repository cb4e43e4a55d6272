//! Tests of zips as other programs write them: with other separators, characters and encodings in their names, with
//! repeated names, other compression methods, and sizes too large for a picture.

use crate::folders;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use dataset::{Dataset, Imported};
use encoding_rs::{Encoding, GBK, SHIFT_JIS};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use folders::{Place, files, keep_going, named, names, picture};

const STORED: u16 = 0;
const DEFLATE_64: u16 = 9;
const BZIP_2: u16 = 12;

/// An entry of a zip, with the values in its headers.
struct Entry {
    name: Vec<u8>,
    method: u16,
    packed: Vec<u8>,
    checksum: u32,
    bytes: u32,
}

impl Entry {
    fn new(name: impl AsRef<[u8]>, content: &[u8]) -> Entry {
        Entry {
            name: name.as_ref().to_vec(),
            method: STORED,
            packed: content.to_vec(),
            checksum: crc32fast::hash(content),
            bytes: content.len() as u32,
        }
    }

    /// Returns the fields that the local and the central header share, from the version needed to the length of the
    /// extra fields. No flag is set, so the encoding of the name is not given.
    fn header(&self) -> Vec<u8> {
        let (no_flags, midnight, first_of_january_1980) = (0_u16, 0_u16, 0x21_u16);
        let mut header = Vec::new();
        for field in [20, no_flags, self.method, midnight, first_of_january_1980] {
            header.extend(field.to_le_bytes());
        }
        for field in [self.checksum, self.packed.len() as u32, self.bytes] {
            header.extend(field.to_le_bytes());
        }
        for field in [self.name.len() as u16, 0] {
            header.extend(field.to_le_bytes());
        }
        header
    }
}

/// Writes a zip byte by byte, because the usual writer refuses or corrects such entries.
fn odd_zip(place: &Place, entries: &[Entry]) -> PathBuf {
    let (mut zip, mut list) = (Vec::new(), Vec::new());
    for entry in entries {
        let at = zip.len() as u32;
        zip.extend(b"PK\x03\x04");
        zip.extend(entry.header());
        zip.extend(&entry.name);
        zip.extend(&entry.packed);
        list.extend(b"PK\x01\x02\x14\0");
        list.extend(entry.header());
        // No comment, the first disk, and no attributes.
        list.extend([0; 10]);
        list.extend(at.to_le_bytes());
        list.extend(&entry.name);
    }
    let (at, count) = (zip.len() as u32, entries.len() as u16);
    zip.extend(&list);
    zip.extend(b"PK\x05\x06\0\0\0\0");
    zip.extend(count.to_le_bytes());
    zip.extend(count.to_le_bytes());
    zip.extend((list.len() as u32).to_le_bytes());
    zip.extend(at.to_le_bytes());
    zip.extend([0; 2]);
    let path = place.path("odd.zip");
    fs::write(&path, zip).unwrap();
    path
}

/// Returns the bytes of a small picture.
fn pixels(place: &Place, colour: u8) -> Vec<u8> {
    let path = place.path("pixels.png");
    picture(&path, colour);
    fs::read(path).unwrap()
}

fn unpack(place: &Place, zip: &Path) -> (Dataset, Imported) {
    let dataset = place.open();
    let imported = dataset.unpack(zip, &keep_going).unwrap();
    (dataset, imported)
}

/// Returns the name and caption of every image, in the order of the dataset.
fn captions(dataset: &Dataset) -> Vec<(String, String)> {
    let images = dataset.images().into_iter();
    images.map(|image| (image.name, image.caption)).collect()
}

#[track_caller]
fn assert_captions(dataset: &Dataset, wanted: &[(&str, &str)]) {
    let mut found = captions(dataset);
    found.sort();
    let mut wanted: Vec<(String, String)> = wanted
        .iter()
        .map(|(name, caption)| ((*name).to_owned(), (*caption).to_owned()))
        .collect();
    wanted.sort();
    assert_eq!(found, wanted);
}

#[test]
fn backslashes_separate_the_folders_in_a_zip_from_powershell() {
    let place = Place::new();
    let zip = odd_zip(
        &place,
        &[
            Entry::new("photos\\", b""),
            Entry::new("photos\\one.png", &pixels(&place, 1)),
            Entry::new("photos\\one.txt", b"first"),
            Entry::new("photos\\two.png", &pixels(&place, 2)),
            Entry::new("photos\\sub\\three.png", &pixels(&place, 3)),
            Entry::new("photos\\sub\\three.txt", b"third"),
            // In a different folder from the image of this name.
            Entry::new("photos\\sub\\two.txt", b"of no image"),
        ],
    );
    let (dataset, imported) = unpack(&place, &zip);
    assert_captions(
        &dataset,
        &[
            ("one.png", "first"),
            ("two.png", ""),
            ("three.png", "third"),
        ],
    );
    assert_eq!((imported.images.len(), imported.captions), (3, 2));
    let [(name, _)] = &imported.skipped[..] else {
        panic!("{:?}", imported.skipped);
    };
    assert!(name.ends_with("two.txt"), "{name}");
    assert_eq!(
        files(&place.photos()),
        ["one.png", "one.txt", "three.png", "three.txt", "two.png"]
    );
}

#[test]
fn backslashes_in_a_caption_list_separate_folders() {
    let place = Place::new();
    let list = r#"{"file_name": "a.png", "text": "first"}
{"file_name": "sub\\b.png", "text": "second"}
{"file_name": ".\\sub\\deeper\\c.png", "text": "third"}"#;
    let zip = odd_zip(
        &place,
        &[
            Entry::new("train/metadata.jsonl", list.as_bytes()),
            Entry::new("train/a.png", &pixels(&place, 1)),
            Entry::new("train/sub/b.png", &pixels(&place, 2)),
            Entry::new("train/sub/deeper/c.png", &pixels(&place, 3)),
        ],
    );
    let (dataset, imported) = unpack(&place, &zip);
    assert_captions(
        &dataset,
        &[("a.png", "first"), ("b.png", "second"), ("c.png", "third")],
    );
    assert!(imported.skipped.is_empty(), "{:?}", imported.skipped);
}

#[test]
fn colons_in_the_names_of_a_zip_are_replaced() {
    let place = Place::new();
    let zip = odd_zip(
        &place,
        &[
            Entry::new("Trip/2024-06-01 10:30:05.png", &pixels(&place, 1)),
            Entry::new("Trip/2024-06-01 10:30:05.txt", b"in the morning"),
            Entry::new("Trip/2024-06-01 10:31:12.png", &pixels(&place, 2)),
            Entry::new("Trip: the way back/home.png", &pixels(&place, 3)),
            Entry::new("Trip: the way back/home.txt", b"in the evening"),
        ],
    );
    let (dataset, imported) = unpack(&place, &zip);
    assert_captions(
        &dataset,
        &[
            ("2024-06-01 10_30_05.png", "in the morning"),
            ("2024-06-01 10_31_12.png", ""),
            ("home.png", "in the evening"),
        ],
    );
    assert!(imported.skipped.is_empty(), "{:?}", imported.skipped);
}

/// Checks that a zip of `images` in `folder` is read correctly. All names are in `encoding`, and the caption of each
/// image is its name.
#[track_caller]
fn assert_names_are_read(encoding: &'static Encoding, folder: &str, images: &[&str]) {
    let place = Place::new();
    let encoded = |name: String| {
        let (bytes, _, lost) = encoding.encode(&name);
        assert!(!lost, "{name} can't be written in {}", encoding.name());
        bytes.into_owned()
    };
    let mut entries = Vec::new();
    for (number, name) in images.iter().enumerate() {
        let path = |ending: &str| encoded(format!("{folder}/{name}.{ending}"));
        let content = pixels(&place, number as u8);
        entries.push(Entry::new(path("png"), &content));
        entries.push(Entry::new(path("txt"), name.as_bytes()));
    }
    let (dataset, imported) = unpack(&place, &odd_zip(&place, &entries));
    assert!(imported.skipped.is_empty(), "{:?}", imported.skipped);
    assert_eq!(imported.images.len(), images.len());
    for name in images {
        assert_eq!(named(&dataset, &format!("{name}.png")).caption, *name);
    }
}

#[test]
fn chinese_names_from_windows_are_read() {
    assert_names_are_read(GBK, "照片", &["狐狸 01", "木桌", "桌子上的猫"]);
}

#[test]
fn japanese_names_with_the_byte_of_a_backslash_are_read() {
    let images = ["表紙", "ソファの上の猫", "能面 02", "庭の花"];
    let backslash = |name: &&str| SHIFT_JIS.encode(name).0.contains(&b'\\');
    assert_eq!(images.iter().filter(|name| backslash(name)).count(), 3);
    assert_names_are_read(SHIFT_JIS, "写真", &images);
}

#[test]
fn western_names_from_old_programs_are_read() {
    let place = Place::new();
    // The names are in code page 437.
    let zip = odd_zip(
        &place,
        &[
            Entry::new(b"K\x84se.png", &pixels(&place, 1)),
            Entry::new(b"K\x84se.txt", b"cheese"),
            Entry::new(b"gar\x87on.png", &pixels(&place, 2)),
        ],
    );
    let (dataset, _) = unpack(&place, &zip);
    assert_captions(&dataset, &[("Käse.png", "cheese"), ("garçon.png", "")]);
}

#[test]
fn three_entries_of_one_name_are_three_images_with_their_captions() {
    let place = Place::new();
    let contents = [1, 2, 3].map(|colour| pixels(&place, colour));
    let zip = odd_zip(
        &place,
        &[
            Entry::new("a.png", &contents[0]),
            Entry::new("a.txt", b"first"),
            Entry::new("a.png", &contents[1]),
            Entry::new("a.txt", b"second"),
            Entry::new("a.png", &contents[2]),
            Entry::new("a.txt", b"third"),
        ],
    );
    let (dataset, imported) = unpack(&place, &zip);
    assert!(imported.skipped.is_empty(), "{:?}", imported.skipped);
    assert_captions(
        &dataset,
        &[
            ("a.png", "first"),
            ("a (2).png", "second"),
            ("a (3).png", "third"),
        ],
    );
    for (name, content) in ["a.png", "a (2).png", "a (3).png"].iter().zip(contents) {
        assert_eq!(fs::read(place.photos().join(name)).unwrap(), content);
    }
}

#[test]
fn skipped_entries_of_one_name_are_reported() {
    let place = Place::new();
    let content = pixels(&place, 1);
    let zip = odd_zip(
        &place,
        &[
            Entry::new("a.png", &content),
            Entry::new("a.png", &content),
            Entry::new("a.txt", b"one caption"),
            Entry::new("a.txt", b"another"),
            Entry::new("a.txt", b"one too many"),
        ],
    );
    let (dataset, imported) = unpack(&place, &zip);
    assert_captions(&dataset, &[("a.png", "one caption")]);
    let skipped: Vec<&str> = imported
        .skipped
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(skipped, ["a.png", "a.txt"], "{:?}", imported.skipped);
    assert!(
        imported.skipped[0].1.to_string().contains("already here"),
        "{:?}",
        imported.skipped
    );
}

#[test]
fn an_unknown_compression_skips_only_its_entry() {
    let place = Place::new();
    let bzip_2 = |name: &str, colour| Entry {
        method: BZIP_2,
        ..Entry::new(name, &pixels(&place, colour))
    };
    let zip = odd_zip(&place, &[bzip_2("a.png", 1), bzip_2("b.png", 2)]);
    let (dataset, imported) = unpack(&place, &zip);
    assert!(names(&dataset).is_empty());
    assert_eq!(imported.skipped.len(), 2, "{:?}", imported.skipped);
    for (name, reason) in &imported.skipped {
        let reason = reason.to_string();
        assert!(
            reason.starts_with("It is compressed in a way that Tintype doesn't know (")
                && reason.contains("Unzip it with the program that made the zip"),
            "{name}: {reason}"
        );
    }

    let good = Entry::new("good.png", &pixels(&place, 3));
    let zip = odd_zip(&place, &[bzip_2("a.png", 1), good]);
    let imported = dataset.unpack(&zip, &keep_going).unwrap();
    assert_eq!(names(&dataset), ["good.png"]);
    assert_eq!(imported.skipped.len(), 1, "{:?}", imported.skipped);
}

#[test]
fn deflate_64_is_supported() {
    let place = Place::new();
    // Deflate data is valid Deflate64 unless it uses the longest matches or distances.
    let packed = |name: &str, content: &[u8]| {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content).unwrap();
        Entry {
            method: DEFLATE_64,
            packed: encoder.finish().unwrap(),
            ..Entry::new(name, content)
        }
    };
    let (content, caption) = (pixels(&place, 1), "a dog, ".repeat(20));
    let entries = [
        packed("a.png", &content),
        packed("a.txt", caption.as_bytes()),
    ];
    assert!(entries[1].packed.len() < 50, "the content is compressed");
    let (dataset, imported) = unpack(&place, &odd_zip(&place, &entries));
    assert!(imported.skipped.is_empty(), "{:?}", imported.skipped);
    assert_captions(&dataset, &[("a.png", &caption)]);
    assert_eq!(fs::read(place.photos().join("a.png")).unwrap(), content);
}

#[test]
fn a_huge_image_is_refused_by_its_header() {
    let place = Place::new();
    // The content is a valid picture: it would be imported if the entry were unpacked in spite of its header.
    let huge = |name: &str, colour| Entry {
        bytes: 3 << 30,
        ..Entry::new(name, &pixels(&place, colour))
    };
    let zip = odd_zip(&place, &[huge("huge.png", 1)]);
    let (dataset, imported) = unpack(&place, &zip);
    let [(name, reason)] = &imported.skipped[..] else {
        panic!("{:?}", imported.skipped);
    };
    assert_eq!(name, "huge.png");
    let reason = reason.to_string();
    assert!(reason.contains("(3.2 GB; the limit is 1 GB)"), "{reason}");
    assert!(files(&place.photos()).is_empty());

    let zip = odd_zip(
        &place,
        &[
            huge("huge.png", 1),
            Entry::new("good.png", &pixels(&place, 2)),
            huge("good.txt", 3),
        ],
    );
    let imported = dataset.unpack(&zip, &keep_going).unwrap();
    assert_eq!(files(&place.photos()), ["good.png"]);
    assert_eq!(imported.skipped.len(), 2, "{:?}", imported.skipped);
    for (name, reason) in &imported.skipped {
        let reason = reason.to_string();
        assert!(reason.contains("(3.2 GB; the limit is"), "{name}: {reason}");
    }
}
