//! Tests that pictures of every format are decoded upright and with the right colours, whatever their names.

use crate::pictures;

use std::path::Path;

use image::codecs::{png::PngEncoder, webp::WebPEncoder};
use image::{DynamicImage, ImageEncoder, RgbImage};
use imaging::{Edit, Format, Preparation, Prepared, facts, prepare};
use moxcms::ColorProfile;
use pictures::*;

fn prepare_unedited(path: &Path) -> Prepared {
    prepare(path, &Edit::default(), &Preparation::default())
        .unwrap_or_else(|problem| panic!("{path:?}: {problem}"))
}

#[track_caller]
fn assert_shows_corners(path: &Path, format: Format, size: (u32, u32)) {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let facts = facts(path).unwrap_or_else(|problem| panic!("{name}: {problem}"));
    assert_eq!(facts.format, format, "{name}");
    assert_eq!((facts.width, facts.height), size, "{name}");
    let prepared = prepare_unedited(path);
    assert_eq!(prepared.original, size, "{name}");
    assert_corners(&decode_jpeg(&prepared.bytes), 12, &name);
}

#[test]
fn formats_are_recognised_by_content() {
    let folder = tempfile::tempdir().unwrap();
    let picture = corners(96, 64);
    for (extension, format) in [
        ("png", Format::Png),
        ("jpg", Format::Jpeg),
        ("webp", Format::WebP),
        ("gif", Format::Gif),
        ("bmp", Format::Bmp),
        ("tiff", Format::Tiff),
    ] {
        let right = save(folder.path(), &format!("right.{extension}"), &picture);
        assert_shows_corners(&right, format, (96, 64));
        let wrong = folder.path().join(format!("{extension}-inside.jpg"));
        std::fs::rename(&right, &wrong).unwrap();
        assert_shows_corners(&wrong, format, (96, 64));
    }
}

#[test]
fn photos_of_phones_are_read() {
    let folder = tempfile::tempdir().unwrap();
    for (width, height) in [(96, 64), (131, 97)] {
        let png = save(folder.path(), "from.png", &corners(width, height));
        for chroma in ["420", "444"] {
            let option = format!("chroma={chroma}");
            let heic = heif(folder.path(), "a.heic", &png, &["-p", &option]);
            assert_shows_corners(&heic, Format::Heic, (width, height));
            let avif = heif(folder.path(), "a.avif", &png, &["-p", &option]);
            assert_shows_corners(&avif, Format::Avif, (width, height));
        }
    }
}

#[test]
fn deep_and_transparent_phone_photos_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("deep.png");
    let picture = DynamicImage::ImageRgb8(corners(96, 64));
    picture.to_rgb16().save(&deep).unwrap();
    let clear = folder.path().join("clear.png");
    let mut alpha = picture.to_rgba8();
    alpha.enumerate_pixels_mut().for_each(|(x, _, pixel)| {
        if x < 20 {
            pixel.0[3] = 0;
        }
    });
    alpha.save(&clear).unwrap();
    for (name, format, bits) in [
        ("a.heic", Format::Heic, "10"),
        ("a.avif", Format::Avif, "12"),
    ] {
        let path = heif(folder.path(), name, &deep, &["-b", bits]);
        assert_shows_corners(&path, format, (96, 64));
        let path = heif(folder.path(), name, &clear, &[]);
        let prepared = prepare_unedited(&path);
        assert!(prepared.flattened_alpha, "{name}");
        let seen = decode_jpeg(&prepared.bytes);
        assert!(is_near(seen.get_pixel(4, 30).0, [255; 3], 8), "{name}");
        assert_corners(&seen, 12, name);
    }
}

/// Makes a HEIF file declare that its picture is rotated or mirrored, by overwriting its `pixi` property, which
/// decoders don't need. Makes its EXIF block declare the same.
fn declare_orientation(file: &Path, property: &[u8; 4], value: u8, exif_orientation: u8) {
    let mut bytes = std::fs::read(file).unwrap();
    let mut replace = |old: &[u8], new: &[u8]| {
        let at = bytes.windows(old.len()).position(|window| window == old);
        let at = at.unwrap_or_else(|| panic!("heif-enc wrote no {old:?} into {file:?}"));
        bytes[at..at + new.len()].copy_from_slice(new);
    };
    replace(b"pixi", &[property.as_slice(), &[value]].concat());
    let entry = [0x12, 1, 3, 0, 1, 0, 0, 0, 1, 0];
    let declared = [0x12, 1, 3, 0, 1, 0, 0, 0, exif_orientation, 0];
    replace(&entry, &declared);
    std::fs::write(file, bytes).unwrap();
}

#[test]
fn a_phone_photo_is_rotated_once() {
    let folder = tempfile::tempdir().unwrap();
    for (orientation, property, value) in [
        (8, b"irot", 1), // quarter turns anticlockwise
        (3, b"irot", 2),
        (6, b"irot", 3),
        (4, b"imir", 0), // top and bottom are swapped
        (2, b"imir", 1), // left and right are swapped
    ] {
        let stored = store_rotated(&corners(96, 64), orientation);
        let from = write(
            folder.path(),
            "from.jpg",
            &jpeg(&stored, Some(exif(1)), None),
        );
        for (name, format) in [("a.heic", Format::Heic), ("a.avif", Format::Avif)] {
            let path = heif(folder.path(), name, &from, &[]);
            declare_orientation(&path, property, value, orientation as u8);
            assert_shows_corners(&path, format, (96, 64));
        }
    }
}

#[test]
fn exif_orientation_is_applied() {
    let folder = tempfile::tempdir().unwrap();
    let upright = corners(96, 64);
    for orientation in 1..=8 {
        let stored = store_rotated(&upright, orientation);
        let name = |extension: &str| format!("{orientation}.{extension}");
        let bytes = jpeg(&stored, Some(exif(orientation)), None);
        let path = write(folder.path(), &name("jpg"), &bytes);
        assert_shows_corners(&path, Format::Jpeg, (96, 64));

        let mut bytes = Vec::new();
        let mut encoder = PngEncoder::new(&mut bytes);
        encoder.set_exif_metadata(exif(orientation)).unwrap();
        write_rgb(encoder, &stored);
        let path = write(folder.path(), &name("png"), &bytes);
        assert_shows_corners(&path, Format::Png, (96, 64));

        let mut bytes = Vec::new();
        let mut encoder = WebPEncoder::new_lossless(&mut bytes);
        encoder.set_exif_metadata(exif(orientation)).unwrap();
        write_rgb(encoder, &stored);
        let path = write(folder.path(), &name("webp"), &bytes);
        assert_shows_corners(&path, Format::WebP, (96, 64));

        let path = write(folder.path(), &name("tiff"), &tiff(&stored, orientation));
        assert_shows_corners(&path, Format::Tiff, (96, 64));
    }
}

fn write_rgb(encoder: impl ImageEncoder, picture: &RgbImage) {
    encoder
        .write_image(
            picture,
            picture.width(),
            picture.height(),
            image::ExtendedColorType::Rgb8,
        )
        .unwrap();
}

/// Returns an uncompressed TIFF with an orientation, which the `image` crate can't write.
fn tiff(picture: &RgbImage, orientation: u16) -> Vec<u8> {
    let entries: [(u16, u32); 9] = [
        (256, picture.width()),
        (257, picture.height()),
        (258, 8), // bits per sample
        (259, 1), // no compression
        (262, 2), // RGB
        (273, 8), // the offset of the pixels
        (274, u32::from(orientation)),
        (277, 3),                             // samples per pixel
        (279, picture.as_raw().len() as u32), // bytes of pixels
    ];
    let mut file = b"II*\0".to_vec();
    file.extend((8 + picture.as_raw().len() as u32).to_le_bytes());
    file.extend(picture.as_raw());
    file.extend((entries.len() as u16).to_le_bytes());
    for (tag, value) in entries {
        file.extend(tag.to_le_bytes());
        file.extend(4u16.to_le_bytes());
        file.extend(1u32.to_le_bytes());
        file.extend(value.to_le_bytes());
    }
    file.extend(0u32.to_le_bytes());
    file
}

/// Converts Display P3 to sRGB by the published matrices (CSS Color 4, section 10). No colour library is used, so that
/// a mistake in such a library doesn't go unnoticed.
fn p3_to_srgb(p3: [u8; 3]) -> [u8; 3] {
    let linear = p3.map(|channel| {
        let value = f64::from(channel) / 255.0;
        match value <= 0.04045 {
            true => value / 12.92,
            false => ((value + 0.055) / 1.055).powf(2.4),
        }
    });
    let matrix = [
        [1.224_940_2, -0.224_940_4, 0.0],
        [-0.042_056_9, 1.042_057_1, 0.0],
        [-0.019_637_6, -0.078_636_1, 1.098_273_5],
    ];
    matrix.map(|row| {
        let light: f64 = row.iter().zip(linear).map(|(m, c)| m * c).sum();
        let value = match light <= 0.003_130_8 {
            true => 12.92 * light,
            false => 1.055 * light.powf(1.0 / 2.4) - 0.055,
        };
        (value * 255.0).round().clamp(0.0, 255.0) as u8
    })
}

const P3_COLOURS: [[u8; 3]; 4] = [
    [190, 90, 70],
    [90, 170, 80],
    [60, 160, 200],
    [200, 180, 120],
];

fn p3_patches() -> RgbImage {
    RgbImage::from_fn(96, 64, |x, y| {
        image::Rgb(P3_COLOURS[usize::from(x >= 48) + 2 * usize::from(y >= 32)])
    })
}

#[track_caller]
fn assert_p3_patches(path: &Path) {
    let prepared = prepare_unedited(path);
    assert!(prepared.converted_colours, "{path:?}");
    let seen = corner_colours(&decode_jpeg(&prepared.bytes));
    for (seen, p3) in seen.iter().zip(P3_COLOURS) {
        let expected = p3_to_srgb(p3);
        assert!(
            !is_near(p3, expected, 8),
            "the colour {p3:?} is too similar to its sRGB value for this test"
        );
        assert!(
            is_near(*seen, expected, 4),
            "{path:?}: {seen:?}, not {expected:?}"
        );
    }
}

#[test]
fn display_p3_photos_keep_their_colours() {
    let folder = tempfile::tempdir().unwrap();
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    let bytes = jpeg(&p3_patches(), None, Some(profile.clone()));
    let photo = write(folder.path(), "p3.jpg", &bytes);
    assert_p3_patches(&photo);

    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    encoder.set_icc_profile(profile).unwrap();
    let deep = DynamicImage::ImageRgb8(p3_patches()).to_rgb16();
    let raw: Vec<u8> = deep.iter().flat_map(|v| v.to_ne_bytes()).collect();
    encoder
        .write_image(&raw, 96, 64, image::ExtendedColorType::Rgb16)
        .unwrap();
    assert_p3_patches(&write(folder.path(), "p3-deep.png", &bytes));

    for name in ["p3.heic", "p3.avif"] {
        assert_p3_patches(&heif(folder.path(), name, &photo, &["-p", "chroma=444"]));
    }
}

#[test]
fn code_points_define_the_colours_without_a_profile() {
    let folder = tempfile::tempdir().unwrap();
    let png = save(folder.path(), "from.png", &p3_patches());
    let path = heif(folder.path(), "p3.avif", &png, &["-p", "chroma=444"]);
    assert!(!prepare_unedited(&path).converted_colours);
    declare_colours(&path, 12, 13); // Display P3
    assert_p3_patches(&path);
}

#[test]
fn high_dynamic_range_is_compressed() {
    let folder = tempfile::tempdir().unwrap();
    // Reference white, 203 cd/m², is at 58% of the signal in PQ and at 75% in HLG.
    for (transfer, white) in [(16, 148), (18, 191)] {
        let greys = [0, white / 2, white, 255];
        let picture = RgbImage::from_fn(128, 32, |x, _| image::Rgb([greys[x as usize / 32]; 3]));
        let png = save(folder.path(), "from.png", &picture);
        let path = heif(folder.path(), "hdr.avif", &png, &["-p", "chroma=444"]);
        declare_colours(&path, 9, transfer);
        let prepared = prepare_unedited(&path);
        assert!(prepared.converted_colours);
        let seen = decode_jpeg(&prepared.bytes);
        let [black, dark, white, bright] = [16, 48, 80, 112].map(|x| seen.get_pixel(x, 16).0[1]);
        assert!(black < 4, "black became {black}");
        assert!((20..150).contains(&dark), "the middle became {dark}");
        assert!((225..252).contains(&white), "white became {white}");
        assert!(bright > white, "light brighter than white became {bright}");
    }
}

/// Changes the colour primaries and the transfer function that an AVIF declares.
fn declare_colours(file: &Path, primaries: u8, transfer: u8) {
    let mut bytes = std::fs::read(file).unwrap();
    let at = bytes
        .windows(8)
        .position(|window| window == b"colrnclx")
        .unwrap();
    bytes[at + 8..at + 12].copy_from_slice(&[0, primaries, 0, transfer]);
    std::fs::write(file, bytes).unwrap();
}

#[test]
fn an_srgb_profile_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let profile = ColorProfile::new_srgb().encode().unwrap();
    let bytes = jpeg(&corners(96, 64), None, Some(profile));
    let prepared = prepare_unedited(&write(folder.path(), "srgb.jpg", &bytes));
    assert!(!prepared.converted_colours);
    assert_corners(&decode_jpeg(&prepared.bytes), 8, "sRGB");
}

#[test]
fn a_damaged_profile_is_ignored() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = jpeg(&corners(96, 64), None, Some(vec![7; 300]));
    let path = write(folder.path(), "damaged-profile.jpg", &bytes);
    assert_shows_corners(&path, Format::Jpeg, (96, 64));
}
