//! Tests that rotating, mirroring and cropping show the intended part of the picture, both in thumbnails and in
//! prepared images.

use crate::pictures;

use std::path::Path;
use std::sync::mpsc::channel;

use image::{Rgb, RgbImage, imageops};
use imaging::{
    Aspect, Background, Crop, Edit, Geometry, MIN_SIDE, Preparation, Rect, Rotation, Size,
    Thumbnails, facts, prepare, suggest_crop,
};
use pictures::*;
use proptest::prelude::*;

/// Returns the exact pixels that are prepared from a picture. The picture must need no scaling.
fn prepared_pixels(path: &Path, geometry: Geometry) -> RgbImage {
    let lossless = Preparation {
        keep_png: true,
        ..Preparation::default()
    };
    let edit = Edit {
        geometry,
        ..Edit::default()
    };
    let prepared = prepare(path, &edit, &lossless).unwrap();
    assert!(!prepared.scaled);
    image::load_from_memory(&prepared.bytes)
        .unwrap()
        .into_rgb8()
}

fn rect(x: u32, y: u32, width: u32, height: u32) -> Rect {
    Rect {
        x,
        y,
        width,
        height,
    }
}

const PICTURE: (u32, u32) = (60, 44);

fn rotations() -> impl Strategy<Value = Rotation> {
    prop::sample::select(vec![
        Rotation::None,
        Rotation::Right,
        Rotation::Half,
        Rotation::Left,
    ])
}

/// Generates geometries that the app's controls can produce: rotated, mirrored, and cropped to whole pixels of
/// [`PICTURE`].
fn geometries() -> impl Strategy<Value = Geometry> {
    let part = prop::option::of((0..60_u32, 0..60_u32, 1..61_u32, 1..61_u32));
    (rotations(), any::<bool>(), part).prop_map(|(rotation, flip, part)| {
        let mut geometry = Geometry::default().rotated(rotation);
        if flip {
            geometry = geometry.flipped();
        }
        let rotated = geometry.rotated_size(PICTURE.0, PICTURE.1);
        match part {
            Some((x, y, width, height)) => {
                geometry.cropped(Crop::of_pixels(rect(x, y, width, height), rotated))
            }
            None => geometry,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn rotating_and_mirroring_show_the_same_part(geometry in geometries()) {
        let folder = tempfile::tempdir().unwrap();
        let path = save(folder.path(), "a.png", &noise(PICTURE.0, PICTURE.1, 9));
        let before = prepared_pixels(&path, geometry);
        prop_assert_eq!(before.dimensions(), geometry.size(PICTURE.0, PICTURE.1));
        prop_assert_eq!(
            prepared_pixels(&path, geometry.rotated(Rotation::Right)),
            imageops::rotate90(&before)
        );
        prop_assert_eq!(
            prepared_pixels(&path, geometry.rotated(Rotation::Half)),
            imageops::rotate180(&before)
        );
        prop_assert_eq!(
            prepared_pixels(&path, geometry.rotated(Rotation::Left)),
            imageops::rotate270(&before)
        );
        prop_assert_eq!(
            prepared_pixels(&path, geometry.flipped()),
            imageops::flip_horizontal(&before)
        );
    }

    #[test]
    fn full_turns_and_double_mirroring_change_nothing(geometry in geometries(), rotation in rotations()) {
        let full_turn = (0..4).fold(geometry, |geometry, _| geometry.rotated(rotation));
        prop_assert_eq!(full_turn, geometry);
        prop_assert_eq!(geometry.flipped().flipped(), geometry);
        prop_assert_eq!(
            geometry.rotated(Rotation::Right).rotated(Rotation::Right),
            geometry.rotated(Rotation::Half)
        );
    }

    #[test]
    fn a_crop_is_a_part_of_the_rotated_picture(geometry in geometries()) {
        let folder = tempfile::tempdir().unwrap();
        let path = save(folder.path(), "a.png", &noise(PICTURE.0, PICTURE.1, 5));
        let whole = prepared_pixels(&path, geometry.uncropped());
        let part = geometry.crop().unwrap_or(Crop::WHOLE).pixels(whole.dimensions());
        prop_assert_eq!(
            prepared_pixels(&path, geometry),
            imageops::crop_imm(&whole, part.x, part.y, part.width, part.height).to_image()
        );
    }

    #[test]
    fn a_geometry_is_parsed_from_its_text(geometry in geometries()) {
        let text = geometry.to_string();
        prop_assert_eq!(text.parse::<Geometry>().unwrap(), geometry);
        prop_assert!(text.chars().all(|c| c.is_ascii_alphanumeric() || "-,".contains(c)));
    }

    #[test]
    fn any_text_is_parsed_or_refused(text in "r?[0-4]?f?(-c)?[0-9,]{0,20}|.{0,12}") {
        match text.parse::<Geometry>() {
            Ok(geometry) => prop_assert_eq!(geometry.to_string(), text),
            Err(refused) => prop_assert!(refused.to_string().contains(&text)),
        }
    }

    #[test]
    fn crops_keep_their_pixels_in_pictures_of_any_size(
        (width, height) in (16..70_000_u32, 16..70_000_u32),
        part in (0..70_000_u32, 0..70_000_u32, 0..70_000_u32, 0..70_000_u32),
    ) {
        let wanted = rect(part.0, part.1, part.2, part.3);
        let kept = Crop::of_pixels(wanted, (width, height)).pixels((width, height));
        prop_assert!(kept.width >= MIN_SIDE && kept.height >= MIN_SIDE);
        prop_assert!(kept.x + kept.width <= width && kept.y + kept.height <= height);
        if wanted.x + wanted.width <= width && wanted.width >= MIN_SIDE {
            prop_assert_eq!((kept.x, kept.width), (wanted.x, wanted.width));
        }
    }

    #[test]
    fn changed_crops_stay_inside_and_keep_their_aspect(
        (width, height) in (64..5000_u32, 64..5000_u32),
        part in (0..5000_u32, 0..5000_u32, 0..5000_u32, 0..5000_u32),
        (right, down, by) in (-6000..6000, -6000..6000, -3000..3000),
        aspect in prop::sample::select(Aspect::ALL.to_vec()),
    ) {
        let picture = (width, height);
        let start = Crop::of_pixels(rect(part.0, part.1, part.2, part.3), picture);
        let fitted = aspect.fit(Some(start), picture);
        let dragged = Crop::between((part.0, part.1), (right, down), aspect, picture);
        for crop in [fitted, fitted.nudged(right, down, picture), fitted.grown(by, aspect, picture), dragged] {
            let kept = crop.pixels(picture);
            prop_assert!(kept.x + kept.width <= width && kept.y + kept.height <= height);
            prop_assert!(kept.width >= MIN_SIDE && kept.height >= MIN_SIDE);
        }
        for crop in [fitted, fitted.nudged(right, down, picture), fitted.grown(by, aspect, picture)] {
            let kept = crop.pixels(picture);
            prop_assert!(has_aspect(aspect, kept), "{} became {:?}", aspect.label(), kept);
        }
        let moved = fitted.nudged(right, down, picture).pixels(picture);
        prop_assert_eq!((moved.width, moved.height), {
            let before = fitted.pixels(picture);
            (before.width, before.height)
        });
    }
}

/// Returns whether a part has this aspect ratio, as closely as whole pixels allow.
fn has_aspect(aspect: Aspect, part: Rect) -> bool {
    let label = aspect.label();
    let Some((ratio_width, ratio_height)) = label.split_once(':') else {
        return true;
    };
    let (ratio_width, ratio_height): (f64, f64) =
        (ratio_width.parse().unwrap(), ratio_height.parse().unwrap());
    let (width, height) = (f64::from(part.width), f64::from(part.height));
    (width - height * ratio_width / ratio_height).abs() <= 1.0
        || (height - width * ratio_height / ratio_width).abs() <= 1.0
}

#[test]
fn each_geometry_has_one_short_text() {
    let rotated = Geometry::default().rotated(Rotation::Left).flipped();
    assert_eq!(Geometry::default().to_string(), "r0");
    assert_eq!(rotated.to_string(), "r3f");
    let crop = Crop::of_pixels(rect(250, 0, 500, 100), (1000, 100));
    assert_eq!(
        Geometry::default().cropped(crop).to_string(),
        "r0-c250000,0,500000,1000000"
    );
    for wrong in [
        "",
        "r",
        "r4",
        "r0f ",
        "R0",
        "r00",
        "r0-c",
        "r0-c0,0,1000000,1000000",
        "r0-c1,2,3",
        "r0-c0,0,0,500",
        "r0-c600000,0,500000,500000",
        "r0-c-1,0,5,5",
        "r0-c1,2,3,4,5",
        "r0-c01,2,3,4",
        "r0-c4294967295,0,2,2",
    ] {
        let refused = wrong.parse::<Geometry>().unwrap_err();
        assert!(refused.to_string().contains("again"), "{wrong}");
    }
}

#[test]
fn a_crop_of_everything_is_no_crop() {
    let all = Crop::of_pixels(rect(0, 0, 300, 200), (300, 200));
    assert!(Geometry::default().cropped(all).is_untouched());
    assert!(Aspect::Landscape.fit(None, (400, 300)) == Crop::WHOLE);
}

#[test]
fn an_aspect_gives_the_largest_crop_around_the_same_centre() {
    let picture = (1200, 800);
    let left = Crop::of_pixels(rect(100, 300, 200, 100), picture);
    assert_eq!(Aspect::Free.fit(Some(left), picture), left);
    let square = Aspect::Square.fit(Some(left), picture).pixels(picture);
    assert_eq!(square, rect(0, 0, 800, 800), "moved inside");
    let middle = Crop::of_pixels(rect(500, 300, 200, 200), picture);
    let tall = Aspect::Tall.fit(Some(middle), picture).pixels(picture);
    assert_eq!(tall, rect(375, 0, 450, 800));
    let wide = Aspect::Wide.fit(Some(left), picture).pixels(picture);
    assert_eq!(wide, rect(0, 12, 1200, 675));
}

#[test]
fn a_crop_is_moved_and_grown_by_pixels() {
    let picture = (1000, 600);
    let crop = Crop::of_pixels(rect(100, 100, 300, 200), picture);
    let moved = |right, down| crop.nudged(right, down, picture).pixels(picture);
    assert_eq!(moved(10, -1), rect(110, 99, 300, 200));
    assert_eq!(moved(-500, 5000), rect(0, 400, 300, 200));
    let grown = |by, aspect| crop.grown(by, aspect, picture).pixels(picture);
    assert_eq!(grown(20, Aspect::Free), rect(80, 80, 340, 240));
    assert_eq!(grown(-20, Aspect::Free), rect(120, 120, 260, 160));
    assert_eq!(grown(5000, Aspect::Free), rect(0, 0, 1000, 600));
    assert_eq!(grown(-5000, Aspect::Free), rect(242, 192, 16, 16));
    let square = Aspect::Square.fit(Some(crop), (400, 400));
    let smaller = square.grown(-50, Aspect::Square, (400, 400));
    assert_eq!(smaller.pixels((400, 400)), rect(50, 50, 300, 300));
}

#[test]
fn a_corner_is_dragged_while_the_other_stays() {
    let picture = (1000, 600);
    let drag =
        |corner, pointer, aspect| Crop::between(corner, pointer, aspect, picture).pixels(picture);
    assert_eq!(
        drag((100, 100), (400, 300), Aspect::Free),
        rect(100, 100, 300, 200)
    );
    assert_eq!(
        drag((400, 300), (100, 100), Aspect::Free),
        rect(100, 100, 300, 200)
    );
    assert_eq!(
        drag((400, 300), (-50, 9000), Aspect::Free),
        rect(0, 300, 400, 300)
    );
    assert_eq!(
        drag((100, 100), (400, 300), Aspect::Square),
        rect(100, 100, 300, 300)
    );
    assert_eq!(
        drag((400, 500), (300, 200), Aspect::Square),
        rect(100, 200, 300, 300)
    );
    assert_eq!(
        drag((100, 100), (5000, 150), Aspect::Square),
        rect(100, 100, 500, 500),
        "limited by the picture"
    );
    assert_eq!(
        drag((100, 100), (101, 101), Aspect::Free),
        rect(100, 100, 16, 16)
    );
}

#[test]
fn crops_refer_to_the_upright_picture() {
    let folder = tempfile::tempdir().unwrap();
    let upright = corners(400, 200);
    for orientation in 1..=8 {
        let bytes = jpeg(
            &store_rotated(&upright, orientation),
            Some(exif(orientation)),
            None,
        );
        let path = write(folder.path(), "a.jpg", &bytes);
        let facts = facts(&path).unwrap();
        let picture = (facts.width, facts.height);
        assert_eq!(picture, (400, 200));
        for (part, colour) in [
            (rect(20, 10, 100, 60), RED),
            (rect(250, 10, 100, 60), GREEN),
            (rect(20, 120, 100, 60), BLUE),
            (rect(250, 120, 100, 60), YELLOW),
        ] {
            let geometry = Geometry::default().cropped(Crop::of_pixels(part, picture));
            let edit = Edit {
                geometry,
                ..Edit::default()
            };
            let prepared = prepare(&path, &edit, &Preparation::default()).unwrap();
            assert_eq!((prepared.width, prepared.height), (100, 60));
            assert_eq!((prepared.original, prepared.cropped), (picture, (100, 60)));
            let shown = decode_jpeg(&prepared.bytes);
            for pixel in shown.pixels() {
                assert!(is_near(pixel.0, colour, 12), "{orientation}: {pixel:?}");
            }
        }
    }
}

#[test]
fn a_small_crop_is_decoded_at_full_resolution() {
    let folder = tempfile::tempdir().unwrap();
    // The stripes are two pixels wide, so decoding at half the size would turn them into grey.
    let stripes = RgbImage::from_fn(4000, 3000, |x, _| Rgb([if x % 4 < 2 { 0 } else { 255 }; 3]));
    for name in ["a.jpg", "a.png"] {
        let path = save(folder.path(), name, &stripes);
        let part = Crop::of_pixels(rect(1500, 700, 800, 800), (4000, 3000));
        let edit = Edit {
            geometry: Geometry::default().cropped(part),
            ..Edit::default()
        };
        let prepared = prepare(&path, &edit, &Preparation::default()).unwrap();
        assert_eq!((prepared.width, prepared.height), (800, 800));
        let shown = decode_jpeg(&prepared.bytes);
        let row: Vec<u8> = (0..800).map(|x| shown.get_pixel(x, 400).0[1]).collect();
        assert!(
            row.iter()
                .filter(|light| (60..196).contains(*light))
                .count()
                < 8,
            "{name}"
        );
        // A larger part is scaled down to the target size, but not below it.
        let part = Crop::of_pixels(rect(1000, 0, 2000, 2000), (4000, 3000));
        let edit = Edit {
            geometry: Geometry::default().cropped(part),
            ..Edit::default()
        };
        let prepared = prepare(&path, &edit, &Preparation::default()).unwrap();
        assert_eq!((prepared.width, prepared.height), (1024, 1024));
        assert!(prepared.scaled);
    }
}

#[test]
fn scaled_crops_show_exactly_their_part() {
    let folder = tempfile::tempdir().unwrap();
    let picture = corners(4000, 3000);
    for name in ["a.jpg", "a.png"] {
        let path = save(folder.path(), name, &picture);
        let part = Crop::of_pixels(rect(1000, 750, 2000, 1500), (4000, 3000));
        let geometry = Geometry::default().cropped(part).rotated(Rotation::Right);
        let edit = Edit {
            geometry,
            ..Edit::default()
        };
        let shown = decode_jpeg(
            &prepare(&path, &edit, &Preparation::default())
                .unwrap()
                .bytes,
        );
        let back = imageops::rotate270(&shown);
        assert_corners(&back, 12, name);
        // The border between the colours must be exactly in the middle.
        let (w, h) = back.dimensions();
        for (x, y, colour) in [
            (w / 2 - 6, h / 2 - 6, RED),
            (w / 2 + 6, h / 2 - 6, GREEN),
            (w / 2 - 6, h / 2 + 6, BLUE),
            (w / 2 + 6, h / 2 + 6, YELLOW),
        ] {
            assert!(
                is_near(back.get_pixel(x, y).0, colour, 12),
                "{name} at {x}, {y}"
            );
        }
    }
}

fn thumbnail(thumbnails: &Thumbnails, path: &Path, edit: Edit) -> RgbImage {
    let (sender, receiver) = channel();
    thumbnails.request(path.to_owned(), edit, Size::Grid, move |result| {
        sender.send(result).unwrap()
    });
    decode_jpeg(&receiver.recv().unwrap().unwrap())
}

#[test]
fn thumbnails_show_the_edit_and_are_cached_by_it() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let path = save(folder.path(), "a.png", &corners(1600, 1200));
    let green = Crop::of_pixels(rect(900, 50, 600, 300), (1600, 1200));
    let cropped = Edit {
        geometry: Geometry::default().cropped(green),
        ..Edit::default()
    };
    let rotated = Edit {
        geometry: Geometry::default().rotated(Rotation::Right),
        ..Edit::default()
    };
    for _ in 0..2 {
        let thumbnails = Thumbnails::new(cache.path(), 1 << 20);
        let part = thumbnail(&thumbnails, &path, cropped);
        assert_eq!(part.dimensions(), (320, 160));
        assert!(part.pixels().all(|pixel| is_near(pixel.0, GREEN, 12)));
        let whole = thumbnail(&thumbnails, &path, Edit::default());
        assert_corners(&whole, 12, "unedited");
        let shown = thumbnail(&thumbnails, &path, rotated);
        assert_eq!(shown.dimensions(), (240, 320));
        assert_corners(&imageops::rotate270(&shown), 12, "rotated");
        let kept = std::fs::read_dir(cache.path()).unwrap().flatten();
        let kept = kept.filter(|file| file.path().extension().is_some_and(|end| end == "grid"));
        assert_eq!(kept.count(), 3);
    }
}

#[test]
fn a_thumbnail_shows_the_chosen_background() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    image::RgbaImage::new(50, 50).save(&path).unwrap();
    let thumbnails = Thumbnails::new(cache.path(), 1 << 20);
    let edit = Edit {
        background: Some(Background([200, 20, 20])),
        ..Edit::default()
    };
    let shown = thumbnail(&thumbnails, &path, edit);
    assert!(is_near(shown.get_pixel(25, 25).0, [200, 20, 20], 6));
}

/// Returns a picture of a sharp chequered square, 300 pixels wide and high, on a soft gradient from dark to light.
fn subject_at(left: u32, top: u32, width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let inside = (left..left + 300).contains(&x) && (top..top + 300).contains(&y);
        if inside {
            Rgb([if (x / 25 + y / 25) % 2 == 0 { 20 } else { 235 }; 3])
        } else {
            Rgb([
                (60 + 120 * x / width) as u8,
                110,
                (60 + 120 * y / height) as u8,
            ])
        }
    })
}

#[test]
fn a_suggested_crop_has_the_subject_near_its_middle() {
    let folder = tempfile::tempdir().unwrap();
    for (left, top, width, height) in [
        (700, 400, 2400, 1000),
        (1500, 100, 2400, 1000),
        (300, 1600, 1000, 2400),
        (500, 600, 1000, 2400),
    ] {
        let path = save(
            folder.path(),
            "a.png",
            &subject_at(left, top, width, height),
        );
        let picture = (width, height);
        let crop = suggest_crop(&path, Geometry::default(), Aspect::Square).unwrap();
        let part = crop.pixels(picture);
        assert_eq!((part.width, part.height), (1000, 1000));
        let (x, y) = (part.x + 500, part.y + 500);
        let along = if width > height {
            x.abs_diff(left + 150)
        } else {
            y.abs_diff(top + 150)
        };
        assert!(along < 60, "{part:?} for a subject at {left}, {top}");
        let again = suggest_crop(&path, Geometry::default(), Aspect::Square).unwrap();
        assert_eq!(crop, again);
    }
}

#[test]
fn a_suggested_crop_follows_the_rotation_and_stays_inside() {
    let folder = tempfile::tempdir().unwrap();
    let path = save(folder.path(), "a.png", &subject_at(0, 350, 2400, 1000));
    let at_the_edge = suggest_crop(&path, Geometry::default(), Aspect::Square).unwrap();
    assert_eq!(at_the_edge.pixels((2400, 1000)), rect(0, 0, 1000, 1000));
    let rotated = Geometry::default().rotated(Rotation::Right);
    let on_top = suggest_crop(&path, rotated, Aspect::Square).unwrap();
    assert_eq!(on_top.pixels((1000, 2400)), rect(0, 0, 1000, 1000));
    // An earlier crop does not affect a new suggestion.
    let cropped = rotated.cropped(Crop::of_pixels(rect(0, 1400, 1000, 1000), (1000, 2400)));
    assert_eq!(
        suggest_crop(&path, cropped, Aspect::Square).unwrap(),
        on_top
    );
    assert_eq!(
        suggest_crop(&path, rotated, Aspect::Free).unwrap(),
        Crop::WHOLE
    );
}

#[test]
fn without_a_subject_the_centre_is_suggested() {
    let folder = tempfile::tempdir().unwrap();
    let path = save(
        folder.path(),
        "a.png",
        &RgbImage::from_pixel(900, 600, Rgb([90; 3])),
    );
    let crop = suggest_crop(&path, Geometry::default(), Aspect::Square).unwrap();
    let part = crop.pixels((900, 600));
    assert_eq!((part.y, part.width, part.height), (0, 600, 600));
    assert!(part.x.abs_diff(150) <= 2, "{part:?}");
}
