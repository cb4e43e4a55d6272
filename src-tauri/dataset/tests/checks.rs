//! Tests that the checks report the right findings for a folder of images with captions, and no others.

use crate::folders;

use std::fs;
use std::sync::Arc;

use dataset::Dataset;
use dataset::checks::{Analysis, Evidence, Finding, findings};
use folders::{Place, named};
use image::{Rgb, RgbImage, imageops};
use imaging::Thumbnails;

/// Returns blocks of colours with fine stripes: a sharp picture that differs for each seed.
fn scene(seed: u32, width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let cell = (x / 40).wrapping_mul(31) ^ (y / 40).wrapping_mul(17) ^ seed.wrapping_mul(97);
        let mixed = cell.wrapping_mul(2_654_435_761) >> 8;
        let stripe = if (x / 4 + y / 8).is_multiple_of(2) {
            40
        } else {
            0
        };
        Rgb([
            (mixed as u8) / 2 + stripe,
            ((mixed >> 8) as u8) / 2 + stripe,
            ((mixed >> 16) as u8) / 2 + stripe,
        ])
    })
}

fn analysis(dataset: &Dataset, place: &Place) -> Analysis {
    let thumbnails = Thumbnails::new(&place.path("cache"), 1 << 20);
    let measured = dataset
        .images()
        .iter()
        .filter_map(|image| Some((image.id, Arc::new(thumbnails.measure(&image.path).ok()?))))
        .collect();
    Analysis::of(measured, &|| true).unwrap()
}

fn finding<'a>(all: &'a [Finding], kind: &str) -> Option<&'a Finding> {
    all.iter().find(|finding| finding.kind() == kind)
}

fn found<'a>(all: &'a [Finding], kind: &str) -> Option<&'a Evidence> {
    finding(all, kind).map(Finding::evidence)
}

#[test]
fn duplicate_blurred_small_and_extreme_images_are_found() {
    let place = Place::new();
    let save = |name: &str, picture: &RgbImage| picture.save(place.photos().join(name)).unwrap();
    save("one.png", &scene(1, 1200, 900));
    save(
        "one again.jpg",
        &imageops::thumbnail(&scene(1, 1200, 900), 900, 675),
    );
    save("two.png", &scene(2, 1200, 900));
    save("soft.png", &imageops::blur(&scene(3, 1200, 900), 14.0));
    save("long.png", &scene(4, 3000, 800));
    fs::write(place.photos().join("broken.jpg"), b"").unwrap();
    let dataset = place.open();
    let analysis = analysis(&dataset, &place);
    let images = dataset.images();
    let all = findings(&images, &analysis, "", 1024 * 1024);
    let id = |name: &str| named(&dataset, name).id;
    assert_eq!(
        found(&all, "duplicate"),
        Some(&Evidence::Groups(vec![vec![
            id("one.png"),
            id("one again.jpg")
        ]])),
        "the larger one first"
    );
    assert_eq!(
        found(&all, "blur"),
        Some(&Evidence::Images(vec![id("soft.png")]))
    );
    assert_eq!(
        found(&all, "small"),
        Some(&Evidence::Images(vec![id("one again.jpg")]))
    );
    assert_eq!(
        found(&all, "extreme"),
        Some(&Evidence::Images(vec![id("long.png")]))
    );
    assert_eq!(
        found(&all, "broken"),
        Some(&Evidence::Images(vec![id("broken.jpg")]))
    );
    // With one of the two duplicates excluded, the finding is gone.
    dataset.set_excluded(&[id("one again.jpg")], true).unwrap();
    let all = findings(&dataset.images(), &analysis, "", 1024 * 1024);
    assert_eq!(found(&all, "duplicate"), None);
    assert_eq!(found(&all, "small"), None);
}

#[test]
fn captions_without_or_with_a_misspelt_trigger_word_are_found() {
    let names = ["a.png", "b.png", "c.png", "d.png"];
    let place = Place::with_pictures(&names);
    let dataset = place.open();
    let id = |name: &str| named(&dataset, name).id;
    let find = |word: &str| findings(&dataset.images(), &Analysis::default(), word, 6);
    dataset
        .set_caption(id("a.png"), "TOK on the beach")
        .unwrap();
    dataset.set_caption(id("b.png"), "tok on a beach").unwrap();
    dataset.set_caption(id("c.png"), "a beach at noon").unwrap();
    let all = find("TOK");
    assert_eq!(
        found(&all, "misspelt"),
        Some(&Evidence::Images(vec![id("b.png")]))
    );
    assert_eq!(
        found(&all, "no-trigger"),
        Some(&Evidence::Images(vec![id("c.png")]))
    );
    assert_eq!(
        found(&all, "uncaptioned"),
        Some(&Evidence::Images(vec![id("d.png")]))
    );
    assert_eq!(found(&find(""), "no-trigger"), None, "no word, no finding");
    dataset
        .set_caption(id("d.png"), "the beach from above")
        .unwrap();
    let all = find("TOK");
    let Some(Evidence::Words(words)) = found(&all, "dominant") else {
        panic!("beach dominates: {all:?}");
    };
    assert_eq!(words[0].word, "beach");
    assert_eq!((words[0].captions, words[0].of), (4, 4));
    for name in names {
        dataset.set_caption(id(name), "TOK").unwrap();
    }
    let all = find("TOK");
    assert!(found(&all, "same-caption").is_some());
    assert_eq!(
        found(&all, "dominant"),
        None,
        "the captions are reported only once"
    );
}

#[test]
fn the_key_of_a_finding_depends_on_its_images() {
    let place = Place::with_pictures(&["a.png", "b.png", "c.png"]);
    let key = |dataset: &Dataset| {
        let images = dataset.images();
        let all = findings(&images, &Analysis::default(), "", 1024 * 1024);
        finding(&all, "small").unwrap().key(&images)
    };
    let dataset = place.open();
    let first = key(&dataset);
    assert_eq!(key(&place.open()), first, "after a restart");
    dataset
        .set_excluded(&[named(&dataset, "b.png").id], true)
        .unwrap();
    assert_ne!(key(&dataset), first);
}

/// Returns a picture of a ball between a plain sky and a plain field. The ball's centre is `left` pixels from the left.
fn ball(left: u32) -> RgbImage {
    RgbImage::from_fn(1200, 900, |x, y| {
        let (dx, dy) = (x.abs_diff(left), y.abs_diff(400));
        let grain = ((x * 31 + y * 17) % 13) as u8;
        Rgb(if dx * dx + dy * dy < 150 * 150 {
            [220 - grain, 120, 40]
        } else if y > 600 {
            [90 + grain, 110, 60]
        } else {
            [80 + grain, 120 + (y / 15) as u8, 200]
        })
    })
}

#[test]
fn images_with_a_moved_subject_are_not_duplicates() {
    let place = Place::new();
    for (name, left) in [("left.png", 300), ("middle.png", 500), ("right.png", 800)] {
        ball(left).save(place.photos().join(name)).unwrap();
    }
    let copy = imageops::thumbnail(&ball(300), 800, 600);
    copy.save(place.photos().join("left again.jpg")).unwrap();
    let dataset = place.open();
    let analysis = analysis(&dataset, &place);
    let id = |name: &str| named(&dataset, name).id;
    assert_eq!(
        analysis.duplicates,
        [vec![id("left.png"), id("left again.jpg")]]
    );
}
