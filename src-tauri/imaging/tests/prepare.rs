//! Tests of the images that the trainer receives: their size, their colours, and the removal of metadata.

use crate::pictures;

use std::path::Path;

use image::{DynamicImage, GrayImage, Luma, RgbImage, Rgba, RgbaImage};
use imaging::{Background, Edit, Encoding, Preparation, Prepared, prepare};
use moxcms::ColorProfile;
use pictures::*;

fn prepare_unedited(path: &Path) -> Prepared {
    prepare(path, &Edit::default(), &Preparation::default()).unwrap()
}

#[test]
fn large_images_are_scaled_down_to_about_a_megapixel() {
    let folder = tempfile::tempdir().unwrap();
    for (width, height) in [
        (2400, 1600),
        (1600, 2400),
        (4000, 3000),
        (1025, 1024),
        (6000, 300),
    ] {
        for extension in ["jpg", "png"] {
            let name = format!("{width}x{height}.{extension}");
            let path = save(folder.path(), &name, &corners(width, height));
            let prepared = prepare_unedited(&path);
            let area = prepared.width * prepared.height;
            assert!(area <= 1024 * 1024, "{name}: {area}");
            assert!(area > 1024 * 1024 * 99 / 100, "{name}: {area}");
            let (before, after) = (
                f64::from(width) / f64::from(height),
                f64::from(prepared.width) / f64::from(prepared.height),
            );
            assert!(
                (before / after - 1.0).abs() < 0.01,
                "{name}: {before} became {after}"
            );
            assert!(prepared.scaled);
            assert_eq!(prepared.original, (width, height));
            let seen = decode_jpeg(&prepared.bytes);
            assert_eq!(seen.dimensions(), (prepared.width, prepared.height));
            assert_corners(&seen, 12, &name);
        }
    }
}

#[test]
fn small_images_keep_their_size() {
    let folder = tempfile::tempdir().unwrap();
    for (width, height) in [(1024, 1024), (300, 200), (1, 1)] {
        let path = save(folder.path(), "small.png", &corners(width, height));
        let prepared = prepare_unedited(&path);
        assert_eq!((prepared.width, prepared.height), (width, height));
        assert!(!prepared.scaled);
    }
}

#[test]
fn fine_detail_survives_the_scaling() {
    let folder = tempfile::tempdir().unwrap();
    // Stripes that are finer than the target's pixels must become grey and not a coarse pattern.
    let stripes = RgbImage::from_fn(4000, 3000, |x, y| {
        image::Rgb([if (x + y) % 4 < 2 { 0 } else { 255 }; 3])
    });
    for name in ["stripes.jpg", "stripes.png"] {
        let path = save(folder.path(), name, &stripes);
        let seen = decode_jpeg(&prepare_unedited(&path).bytes);
        let values = seen.pixels().map(|pixel| pixel.0[1]);
        let (low, high) = (values.clone().min().unwrap(), values.max().unwrap());
        assert!(high - low < 70, "{name}: from {low} to {high}");
    }
}

#[test]
fn metadata_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    let bytes = jpeg(&corners(300, 200), Some(exif(1)), Some(profile));
    assert!(bytes.windows(11).any(|window| window == b"SecretMaker"));
    let photo = write(folder.path(), "photo.jpg", &bytes);
    let heic = heif(folder.path(), "photo.heic", &photo, &[]);
    for path in [photo, heic] {
        let jpeg = prepare_unedited(&path).bytes;
        let kinds: Vec<u8> = segments(&jpeg);
        for kind in &kinds {
            assert!(
                matches!(kind, 0xE0 | 0xDB | 0xC0 | 0xC4 | 0xDA),
                "{path:?}: a segment of kind {kind:02X} among {kinds:02X?}"
            );
        }
        assert!(!jpeg.windows(11).any(|window| window == b"SecretMaker"));
    }
}

/// Returns the types of the segments before a JPEG's pixels, including the scan header.
fn segments(jpeg: &[u8]) -> Vec<u8> {
    let mut kinds = Vec::new();
    let mut at = 2;
    while kinds.last() != Some(&0xDA) {
        assert_eq!(jpeg[at], 0xFF);
        kinds.push(jpeg[at + 1]);
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    kinds
}

#[test]
fn transparent_parts_become_white() {
    let folder = tempfile::tempdir().unwrap();
    let picture = RgbaImage::from_fn(90, 30, |x, _| match x / 30 {
        0 => Rgba([0, 0, 0, 0]),
        1 => Rgba([0, 0, 0, 128]),
        _ => Rgba([0, 0, 0, 255]),
    });
    for name in ["a.png", "a.webp", "a.tiff"] {
        let path = folder.path().join(name);
        picture.save(&path).unwrap();
        let prepared = prepare_unedited(&path);
        assert!(prepared.flattened_alpha, "{name}");
        let seen = decode_jpeg(&prepared.bytes);
        for (x, expected) in [(15, 255), (45, 127), (75, 0)] {
            let pixel = seen.get_pixel(x, 15).0;
            assert!(is_near(pixel, [expected; 3], 4), "{name} at {x}: {pixel:?}");
        }
    }
    let opaque = folder.path().join("opaque.png");
    DynamicImage::ImageRgb8(corners(90, 30))
        .to_rgba8()
        .save(&opaque)
        .unwrap();
    assert!(!prepare_unedited(&opaque).flattened_alpha);
}

#[test]
fn grey_and_deep_pictures_keep_their_colours() {
    let folder = tempfile::tempdir().unwrap();
    let grey = GrayImage::from_fn(256, 40, |x, _| Luma([x as u8]));
    let deep = DynamicImage::ImageLuma8(grey.clone());
    let path = |name: &str| folder.path().join(name);
    grey.save(path("grey.jpg")).unwrap();
    grey.save(path("grey.png")).unwrap();
    deep.to_luma16().save(path("deep.png")).unwrap();
    deep.to_luma_alpha8().save(path("alpha.png")).unwrap();
    deep.to_rgb16().save(path("deep.tiff")).unwrap();
    deep.to_rgb32f().save(path("float.tiff")).unwrap();
    for name in [
        "grey.jpg",
        "grey.png",
        "deep.png",
        "alpha.png",
        "deep.tiff",
        "float.tiff",
    ] {
        let seen = decode_jpeg(&prepare_unedited(&path(name)).bytes);
        for x in [3, 100, 200, 252] {
            let pixel = seen.get_pixel(x, 20).0;
            assert!(is_near(pixel, [x as u8; 3], 5), "{name} at {x}: {pixel:?}");
        }
    }
}

#[test]
fn cmyk_becomes_rgb() {
    let folder = tempfile::tempdir().unwrap();
    // CMYK as Adobe's programs store it: inverted, so 255 means no ink.
    let patches = [
        ([255, 255, 255, 255], [255, 255, 255]),
        ([255, 0, 0, 255], [255, 0, 0]),
        ([0, 255, 0, 255], [0, 255, 0]),
        ([255, 255, 255, 0], [0, 0, 0]),
        ([255, 255, 255, 128], [128, 128, 128]),
    ];
    let pixels: Vec<u8> = (0..32)
        .flat_map(|_| patches.iter().flat_map(|(inks, _)| inks.repeat(32)))
        .collect();
    let jpeg = turbojpeg::compress(
        turbojpeg::Image {
            pixels: pixels.as_slice(),
            width: 160,
            pitch: 640,
            height: 32,
            format: turbojpeg::PixelFormat::CMYK,
        },
        95,
        turbojpeg::Subsamp::None,
    )
    .unwrap();
    let path = write(folder.path(), "inks.jpg", &jpeg);
    let seen = decode_jpeg(&prepare_unedited(&path).bytes);
    for ((_, expected), x) in patches.iter().zip((16..).step_by(32)) {
        let pixel = seen.get_pixel(x, 16).0;
        assert!(
            is_near(pixel, *expected, 6),
            "{pixel:?} instead of {expected:?}"
        );
    }
}

#[test]
fn the_same_image_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = save(folder.path(), "a.jpg", &noise(1500, 1200, 3));
    let before = std::fs::read(&path).unwrap();
    assert_eq!(prepare_unedited(&path).bytes, prepare_unedited(&path).bytes);
    assert_eq!(
        std::fs::read(&path).unwrap(),
        before,
        "the original changed"
    );
}

#[test]
fn target_and_quality_are_respected() {
    let folder = tempfile::tempdir().unwrap();
    let path = save(folder.path(), "a.jpg", &noise(1000, 1000, 3));
    let prepare_with = |target_area, quality| {
        prepare(
            &path,
            &Edit::default(),
            &Preparation {
                target_area,
                quality,
                ..Preparation::default()
            },
        )
        .unwrap()
    };
    assert_eq!(prepare_with(250_000, 95).width, 500);
    assert!(prepare_with(250_000, 60).bytes.len() < prepare_with(250_000, 95).bytes.len() / 2);
}

#[test]
fn png_stays_png_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let lossless = Preparation {
        keep_png: true,
        ..Preparation::default()
    };
    let picture = noise(120, 80, 4);
    let png = save(folder.path(), "really.png", &picture);
    // The content determines the format, not the name.
    let misnamed = folder.path().join("a.jpg");
    std::fs::copy(&png, &misnamed).unwrap();
    for path in [&png, &misnamed] {
        let prepared = prepare(path, &Edit::default(), &lossless).unwrap();
        assert_eq!(prepared.encoding, Encoding::Png);
        let seen = image::load_from_memory_with_format(&prepared.bytes, image::ImageFormat::Png);
        assert_eq!(seen.unwrap().into_rgb8(), picture, "pixels were lost");
    }
    let bmp = save(folder.path(), "a.bmp", &picture);
    for (path, preparation) in [(&bmp, lossless), (&png, Preparation::default())] {
        let prepared = prepare(path, &Edit::default(), &preparation).unwrap();
        assert_eq!(prepared.encoding, Encoding::Jpeg);
        assert_eq!(decode_jpeg(&prepared.bytes).dimensions(), (120, 80));
    }
}

#[test]
fn a_kept_png_loses_its_metadata_and_its_profile() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    let mut encoder = image::codecs::png::PngEncoder::new(std::fs::File::create(&path).unwrap());
    use image::ImageEncoder;
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    encoder.set_icc_profile(profile).unwrap();
    encoder.set_exif_metadata(exif(1)).unwrap();
    let picture = corners(60, 40);
    encoder
        .write_image(&picture, 60, 40, image::ExtendedColorType::Rgb8)
        .unwrap();
    let prepared = prepare(
        &path,
        &Edit::default(),
        &Preparation {
            keep_png: true,
            ..Preparation::default()
        },
    )
    .unwrap();
    assert!(prepared.converted_colours);
    let red = image::load_from_memory(&prepared.bytes)
        .unwrap()
        .into_rgb8();
    assert!(red.get_pixel(5, 5).0[0] > RED[0] + 8);
    let mut kinds = Vec::new();
    let mut at = 8;
    while at < prepared.bytes.len() {
        let length = u32::from_be_bytes(prepared.bytes[at..at + 4].try_into().unwrap());
        kinds.push(String::from_utf8(prepared.bytes[at + 4..at + 8].to_vec()).unwrap());
        at += 12 + length as usize;
    }
    kinds.dedup();
    assert_eq!(kinds, ["IHDR", "IDAT", "IEND"]);
}

#[test]
fn transparent_parts_show_the_chosen_background() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    RgbaImage::from_pixel(40, 40, Rgba([0, 0, 0, 0]))
        .save(&path)
        .unwrap();
    let seen = |own: Option<&str>, default: &str| {
        let edit = Edit {
            background: own.map(|colour| colour.parse().unwrap()),
            ..Edit::default()
        };
        let preparation = Preparation {
            background: default.parse().unwrap(),
            ..Preparation::default()
        };
        let prepared = prepare(&path, &edit, &preparation).unwrap();
        decode_jpeg(&prepared.bytes).get_pixel(20, 20).0
    };
    assert!(is_near(seen(None, "#ffffff"), [255; 3], 2));
    assert!(is_near(seen(None, "#20a040"), [0x20, 0xA0, 0x40], 4));
    assert!(is_near(
        seen(Some("#C01010"), "#20a040"),
        [0xC0, 0x10, 0x10],
        4
    ));
}

#[test]
fn background_colours_have_css_syntax() {
    for (text, colour) in [("#ffffff", [255; 3]), ("#0a0B0c", [10, 11, 12])] {
        let parsed: Background = text.parse().unwrap();
        assert_eq!(parsed, Background(colour));
        assert_eq!(parsed.to_string(), text.to_lowercase());
    }
    for wrong in [
        "", "#", "ffffff", "#fff", "#fffffff", "#ggffff", "#+fffff", "white", "#ÿÿÿ",
    ] {
        let refused = wrong.parse::<Background>().unwrap_err();
        assert!(refused.to_string().contains("#rrggbb"), "{wrong}");
    }
}
