//! Measures the precision and recall of the checks on pictures whose properties are known.
//!
//! The thresholds were chosen on one half of the computed scenes. The other half is computed from other seeds and shows
//! whether the thresholds hold; the tests assert only its results. There are too few sample photos to hold any back, so
//! all of them were used to choose the thresholds.

use crate::scenes;

use std::collections::BTreeMap;
use std::path::Path;

use image::{DynamicImage, ImageDecoder, ImageReader, Rgb, RgbImage};
use imaging::measures::{Measures, alike, duplicates};
use scenes::changes::*;
use scenes::{Family, Scene, graphics};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Half {
    Tuning,
    HeldOut,
}

impl Half {
    fn families(self, from: u64, count: u64) -> Vec<Family> {
        let seed = match self {
            Half::Tuning => 0,
            Half::HeldOut => 7000,
        };
        (0..count).map(|i| Family::new(seed + from + i)).collect()
    }

    /// Returns this half of the project's own pictures: every second one.
    fn samples(self) -> Vec<RgbImage> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
        let mut paths: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "jpg"));
        paths.sort();
        let first = usize::from(self == Half::HeldOut);
        paths
            .iter()
            .skip(first)
            .step_by(2)
            .map(|path| load_upright(path))
            .collect()
    }
}

fn load_upright(path: &Path) -> RgbImage {
    let mut decoder = ImageReader::open(path).unwrap().into_decoder().unwrap();
    let orientation = decoder.orientation().unwrap();
    let mut picture = DynamicImage::from_decoder(decoder).unwrap();
    picture.apply_orientation(orientation);
    scaled_to_fit(&picture.to_rgb8(), 512)
}

/// Scales a picture down so that its longer side has at most `longer` pixels.
fn scaled_to_fit(picture: &RgbImage, longer: u32) -> RgbImage {
    let scale = longer as f32 / picture.width().max(picture.height()) as f32;
    if scale < 1.0 {
        scaled(picture, scale)
    } else {
        picture.clone()
    }
}

fn measure(picture: &RgbImage) -> Measures {
    Measures::of(&scaled_to_fit(picture, 512), picture.dimensions())
}

/// The number of correct, wrong and missed reports of a check.
#[derive(Default)]
struct Count {
    right: f64,
    wrong: f64,
    missed: f64,
}

impl Count {
    fn add(&mut self, reported: bool, expected: bool) {
        match (reported, expected) {
            (true, true) => self.right += 1.0,
            (true, false) => self.wrong += 1.0,
            (false, true) => self.missed += 1.0,
            (false, false) => {}
        }
    }

    /// Counts the pairs of pictures. A pair is reported if both are in the same group, and expected if both have the
    /// same truth, unless it is `None`.
    fn pairs<T: PartialEq>(groups: &[Vec<usize>], truth: &[Option<T>]) -> Count {
        let mut group = vec![None; truth.len()];
        for (number, members) in groups.iter().enumerate() {
            for &member in members {
                group[member] = Some(number);
            }
        }
        let mut count = Count::default();
        for i in 0..truth.len() {
            for j in 0..i {
                let reported = group[i].is_some() && group[i] == group[j];
                count.add(reported, truth[i].is_some() && truth[i] == truth[j]);
            }
        }
        count
    }

    fn precision(&self) -> f64 {
        self.right / (self.right + self.wrong)
    }

    fn recall(&self) -> f64 {
        self.right / (self.right + self.missed)
    }

    fn print(&self, check: &str, half: Half) {
        let (precision, recall) = (self.precision(), self.recall());
        println!("{check:<12} {half:<8?} precision {precision:.3} recall {recall:.3}");
    }

    fn assert(&self, min: f64) {
        assert!(self.precision() >= min, "precision {}", self.precision());
        assert!(self.recall() >= min, "recall {}", self.recall());
    }
}

type Change = (&'static str, fn(&RgbImage) -> RgbImage);

const COPIES: [Change; 18] = [
    ("jpeg 40", |p| jpeg(p, 40)),
    ("jpeg 95", |p| jpeg(p, 95)),
    ("scaled 25 %", |p| scaled(p, 0.25)),
    ("scaled 60 %", |p| scaled(p, 0.6)),
    ("crop 6 % all", |p| cropped(p, [0.06; 4])),
    ("crop left", |p| cropped(p, [0.06, 0.0, 0.0, 0.0])),
    ("crop top", |p| cropped(p, [0.0, 0.06, 0.0, 0.0])),
    ("crop right", |p| cropped(p, [0.0, 0.0, 0.06, 0.0])),
    ("crop corner", |p| cropped(p, [0.0, 0.0, 0.05, 0.06])),
    ("crop uneven", |p| cropped(p, [0.02, 0.0, 0.01, 0.04])),
    ("brighter", |p| toned(p, |level, _| level * 1.2)),
    ("darker", |p| toned(p, |level, _| level * 0.8)),
    ("more contrast", |p| contrast(p, 1.2)),
    ("less contrast", |p| contrast(p, 0.8)),
    ("warmer", |p| {
        toned(p, |level, c| level * [1.08, 1.0, 0.9][c])
    }),
    ("cooler", |p| {
        toned(p, |level, c| level * [0.93, 1.0, 1.07][c])
    }),
    ("hue", |p| hue(p, 8)),
    ("shared", |p| {
        let small = cropped(&scaled(p, 0.5), [0.05, 0.01, 0.03, 0.06]);
        jpeg(&toned(&small, |level, _| level * 1.1 + 4.0), 50)
    }),
];

/// Returns all pictures of a half and their copies, each with the number of its original and the name of the change.
fn copies(half: Half) -> Vec<(usize, &'static str, Measures)> {
    let mut pictures = half.samples();
    for family in half.families(0, 8) {
        let scenes: Vec<Scene> = (0..3).map(|seed| family.scene(seed)).collect();
        pictures.extend(scenes.iter().map(|scene| family.draw(scene)));
        pictures
            .extend([0.06, 0.15].map(|distance| family.draw(&family.burst(&scenes[0], distance))));
    }
    let photos = pictures.len();
    pictures.extend(graphics(half as u64));
    let mut all = Vec::new();
    for (number, picture) in pictures.iter().enumerate() {
        all.push((number, "original", measure(picture)));
        // A brighter copy of a plain graphic counts as another picture.
        let changes = if number < photos {
            &COPIES[..]
        } else {
            &COPIES[..4]
        };
        for (name, change) in changes {
            all.push((number, name, measure(&change(picture))));
        }
    }
    all
}

fn count_duplicates(half: Half) -> Count {
    let copies = copies(half);
    let images: Vec<&Measures> = copies.iter().map(|(_, _, measures)| measures).collect();
    let groups = duplicates(&images);
    let truth: Vec<_> = copies.iter().map(|(number, ..)| Some(*number)).collect();
    let mut found: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (i, (number, name, _)) in copies.iter().enumerate() {
        let original = copies
            .iter()
            .position(|(other, ..)| other == number)
            .unwrap();
        let together = groups
            .iter()
            .any(|group| group.contains(&i) && group.contains(&original));
        let found = found.entry(name).or_default();
        *found = (found.0 + usize::from(together), found.1 + 1);
    }
    for (name, (found, all)) in found.iter().filter(|(name, _)| **name != "original") {
        println!("    {name:<16} {found:>3} of {all}");
    }
    let count = Count::pairs(&groups, &truth);
    count.print("duplicates", half);
    count
}

#[test]
fn copies_are_duplicates_and_other_pictures_of_the_same_scene_are_not() {
    count_duplicates(Half::HeldOut).assert(0.95);
}

const SHARP: [Change; 6] = [
    ("as it is", |p| p.clone()),
    ("sigma 0.5", |p| blur(p, 0.5)),
    ("jpeg 40", |p| jpeg(p, 40)),
    ("low contrast", |p| contrast(p, 0.3)),
    ("dim, jpeg 60", |p| {
        jpeg(&toned(p, |level, _| level * 0.4), 60)
    }),
    ("grain", |p| grain(p, 6.0)),
];

const BLURRED: [Change; 9] = [
    ("sigma 3", |p| blur(p, 3.0)),
    ("sigma 4", |p| blur(p, 4.0)),
    ("sigma 6", |p| blur(p, 6.0)),
    ("sigma 3, jpeg 40", |p| jpeg(&blur(p, 3.0), 40)),
    ("sigma 3, grain", |p| grain(&blur(p, 3.0), 6.0)),
    ("sigma 3, dim", |p| contrast(&blur(p, 3.0), 0.5)),
    ("moved 9 across", |p| motion_blur(p, 9.0, 0.0)),
    ("moved 9 aslant", |p| motion_blur(p, 9.0, 0.9)),
    ("moved 15 down", |p| motion_blur(p, 15.0, 1.5)),
];

fn count_blurred(half: Half) -> Count {
    let families = half.families(20, 10);
    let scenes: Vec<(&Family, Scene)> = families.iter().map(|f| (f, f.scene(7))).collect();
    let drawn = scenes.iter().map(|(family, scene)| family.draw(scene));
    let pictures: Vec<RgbImage> = half
        .samples()
        .into_iter()
        .chain(drawn)
        .map(|p| scaled_to_fit(&p, 512))
        .collect();
    let mut count = Count::default();
    let mut count_level =
        |name: &str, expected: bool, pictures: &mut dyn Iterator<Item = RgbImage>| {
            let reported: Vec<bool> = pictures.map(|p| measure(&p).is_blurred()).collect();
            let blurred = reported.iter().filter(|reported| **reported).count();
            println!("    {name:<18} {blurred:>3} of {} blurred", reported.len());
            reported
                .into_iter()
                .for_each(|reported| count.add(reported, expected));
        };
    for (changes, expected) in [(&SHARP[..], false), (&BLURRED[..], true)] {
        for (name, change) in changes {
            count_level(name, expected, &mut pictures.iter().map(change));
        }
    }
    count_level(
        "shallow",
        false,
        &mut scenes.iter().map(|(family, scene)| {
            let [x, y] = family.focus(scene);
            shallow_focus(&scaled_to_fit(&family.draw(scene), 512), [x, y, 0.17])
        }),
    );
    count.print("blur", half);
    count
}

#[test]
fn soft_and_shaken_pictures_are_blurred_and_sharp_subjects_are_not() {
    count_blurred(Half::HeldOut).assert(0.95);
}

/// Prints the tables for choosing new thresholds, when run with `--run-ignored` and `--no-capture`.
#[test]
#[ignore = "takes as long as the three it repeats"]
fn thresholds_fit_the_half_they_were_chosen_on() {
    for count in [count_duplicates, count_blurred, count_alike] {
        count(Half::Tuning).assert(0.95);
    }
}

#[test]
fn a_picture_without_detail_is_not_blurred() {
    let plain = &graphics(3)[..9];
    for picture in plain {
        assert!(!measure(picture).is_blurred());
    }
    assert_eq!(measure(&plain[0]).sharpness(), None);
}

fn count_alike(half: Half) -> Count {
    let (mut measures, mut truth) = (Vec::new(), Vec::new());
    for (number, family) in half.families(40, 8).iter().enumerate() {
        for seed in 0..5 {
            let exposed = toned(&family.draw(&family.scene(seed)), |level, _| {
                level * (0.9 + 0.05 * seed as f32)
            });
            measures.push(measure(&exposed));
            truth.push(Some(number));
        }
    }
    let single = half
        .families(60, 24)
        .into_iter()
        .map(|family| family.draw(&family.scene(0)));
    for picture in half.samples().into_iter().chain(single) {
        measures.push(measure(&picture));
        truth.push(None);
    }
    // Copies must not make a scene more frequent.
    for _ in 0..3 {
        measures.push(measures[measures.len() - 1].clone());
        truth.push(None);
    }
    let images: Vec<&Measures> = measures.iter().collect();
    let count = Count::pairs(&alike(&images, &duplicates(&images)), &truth);
    count.print("alike", half);
    count
}

#[test]
fn scenes_with_the_same_background_are_alike() {
    count_alike(Half::HeldOut).assert(0.9);
}

#[test]
fn the_largest_and_sharpest_copy_is_first() {
    let family = Family::new(5);
    let large = family.draw(&family.scene(0));
    let other = family.draw(&family.scene(1));
    let pictures = [
        scaled(&large, 0.5),
        other,
        blur(&large, 1.0),
        large.clone(),
        jpeg(&scaled(&large, 0.8), 80),
    ];
    let measures = pictures.each_ref().map(measure);
    assert_eq!(duplicates(&measures.each_ref()), [[3, 2, 4, 0]]);
}

#[test]
fn too_dark_and_too_bright_pictures_are_found() {
    let grey = |level: u8| measure(&RgbImage::from_pixel(300, 200, Rgb([level; 3])));
    assert!((grey(128).brightness() - 128.0 / 255.0).abs() < 0.01);
    assert!(grey(2).is_too_dark() && !grey(2).is_too_bright());
    assert!(grey(254).is_too_bright() && !grey(254).is_too_dark());
    assert!(!grey(128).is_too_dark() && !grey(128).is_too_bright());
    let on = |backdrop: u8, subject: u8| {
        measure(&RgbImage::from_fn(300, 200, |x, y| {
            let inside = (100..200).contains(&x) && (50..150).contains(&y);
            Rgb([if inside { subject } else { backdrop }; 3])
        }))
    };
    assert!(!on(0, 150).is_too_dark(), "a lit subject before black");
    assert!(!on(255, 60).is_too_bright(), "a subject before white");
}

#[test]
fn measures_are_restored_from_their_bytes() {
    let family = Family::new(3);
    for picture in [
        family.draw(&family.scene(0)),
        RgbImage::from_pixel(1, 1, Rgb([9; 3])),
    ] {
        let measures = measure(&picture);
        let bytes = measures.to_bytes();
        assert_eq!(Measures::from_bytes(&bytes), Some(measures));
        for length in 0..bytes.len() {
            assert_eq!(Measures::from_bytes(&bytes[..length]), None);
        }
        let mut newer = bytes.clone();
        newer[0] += 1;
        assert_eq!(Measures::from_bytes(&newer), None);
    }
}

#[test]
fn few_or_narrow_pictures_are_measured() {
    assert!(duplicates(&[]).is_empty() && alike(&[], &[]).is_empty());
    for (width, height) in [(1, 1), (1, 512), (512, 1), (33, 40)] {
        let measures = measure(&RgbImage::from_pixel(width, height, Rgb([90, 20, 60])));
        assert!(!measures.is_blurred());
        assert_eq!(duplicates(&[&measures, &measures]), [[0, 1]]);
    }
}
