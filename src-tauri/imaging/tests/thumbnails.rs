//! Tests that thumbnails are made in the order in which the person needs them, and are kept between starts.

use crate::pictures;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant, SystemTime};

use image::RgbImage;
use imaging::{Edit, Problem, Size, Thumbnails};
use moxcms::ColorProfile;
use pictures::*;

const PLENTY: u64 = 100 << 20;

fn get(thumbnails: &Thumbnails, path: &Path, size: Size) -> Result<Vec<u8>, Problem> {
    let (send, receive) = channel();
    thumbnails.request(path.to_owned(), Edit::default(), size, move |made| {
        send.send(made).unwrap()
    });
    receive.recv().unwrap()
}

fn made_by_new(cache: &Path, path: &Path) -> RgbImage {
    let thumbnails = Thumbnails::new(cache, PLENTY);
    decoded(&get(&thumbnails, path, Size::Grid).unwrap())
}

fn plain(colour: [u8; 3]) -> RgbImage {
    RgbImage::from_pixel(400, 300, image::Rgb(colour))
}

fn entries(cache: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(cache)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "grid"))
        .collect();
    entries.sort();
    entries
}

fn set_modified(path: &Path, time: SystemTime) {
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(time).unwrap();
}

#[test]
fn a_thumbnail_is_upright_small_and_bare() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let thumbnails = Thumbnails::new(cache.path(), PLENTY);
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    let bytes = jpeg(
        &stored(&corners(2000, 1000), 6),
        Some(exif(6)),
        Some(profile),
    );
    let photo = write(folder.path(), "sideways.jpg", &bytes);
    for (size, width, height) in [(Size::Grid, 320, 160), (Size::Preview, 1600, 800)] {
        let jpeg = get(&thumbnails, &photo, size).unwrap();
        let seen = decoded(&jpeg);
        assert_eq!(seen.dimensions(), (width, height));
        let green = seen_corners(&seen)[1];
        assert!(green[1] > 180 && green[0] < 90, "upside down: {green:?}");
        for secret in [&b"Exif"[..], b"SecretMaker", b"ICC_PROFILE"] {
            assert!(!jpeg.windows(secret.len()).any(|window| window == secret));
        }
    }
    // Blue does not show whether Display P3 was converted, but red does: P3's red is redder than sRGB's.
    let red = seen_corners(&decoded(&get(&thumbnails, &photo, Size::Grid).unwrap()))[0];
    assert!(red[0] > RED[0] + 8, "the profile was not applied: {red:?}");
}

#[test]
fn small_pictures_are_not_blown_up() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let small = save(folder.path(), "small.png", &corners(50, 20));
    let thumbnails = Thumbnails::new(cache.path(), PLENTY);
    let seen = decoded(&get(&thumbnails, &small, Size::Preview).unwrap());
    assert_eq!(seen.dimensions(), (50, 20));
}

/// A [`Thumbnails`] whose threads all wait in a reply until they are released.
struct Held {
    thumbnails: Thumbnails,
    release: Vec<Sender<()>>,
}

fn held(cache: &Path, folder: &Path) -> Held {
    let thumbnails = Thumbnails::new(cache, PLENTY);
    let (arrived, all) = channel();
    let threads = std::thread::available_parallelism().unwrap().get();
    let release = (0..threads)
        .map(|thread| {
            let picture = save(
                folder,
                &format!("hold{thread}.png"),
                &noise(8, 8, thread as u32),
            );
            let (release, wait) = channel::<()>();
            let arrived = arrived.clone();
            thumbnails.request(picture, Edit::default(), Size::Grid, move |_| {
                arrived.send(()).unwrap();
                let _ = wait.recv();
            });
            release
        })
        .collect();
    for _ in 0..threads {
        all.recv().unwrap();
    }
    Held {
        thumbnails,
        release,
    }
}

impl Held {
    fn ask(&self, folder: &Path, name: &'static str, told: &Sender<(&'static str, bool)>) {
        let told = told.clone();
        self.thumbnails.request(
            folder.join(name),
            Edit::default(),
            Size::Grid,
            move |made| {
                told.send((name, made.is_ok())).unwrap();
            },
        );
    }
}

fn heard(told: &Receiver<(&'static str, bool)>, count: usize) -> Vec<(&'static str, bool)> {
    told.iter().take(count).collect()
}

#[test]
fn what_was_asked_last_is_made_first() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    for (seed, name) in ["a.png", "b.png", "c.png"].iter().enumerate() {
        save(folder.path(), name, &noise(40, 40, 90 + seed as u32));
    }
    let mut held = held(cache.path(), folder.path());
    let (tell, told) = channel();
    for name in ["a.png", "b.png", "c.png", "a.png"] {
        held.ask(folder.path(), name, &tell);
    }
    held.release.pop(); // only one thread continues, so the order is fixed
    assert_eq!(
        heard(&told, 4),
        [
            ("a.png", true),
            ("a.png", true),
            ("c.png", true),
            ("b.png", true)
        ],
        "asking again brings to the front, and both are answered"
    );
}

#[test]
fn what_was_scrolled_past_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    save(folder.path(), "a.png", &noise(40, 40, 1));
    save(folder.path(), "b.png", &noise(40, 40, 2));
    let mut held = held(cache.path(), folder.path());
    let (tell, told) = channel();
    held.ask(folder.path(), "a.png", &tell);
    held.thumbnails.forget_pending();
    assert_eq!(heard(&told, 1), [("a.png", false)]);
    held.ask(folder.path(), "b.png", &tell);
    held.release.clear();
    assert_eq!(heard(&told, 1), [("b.png", true)]);
}

#[test]
fn a_reply_that_panics_harms_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let picture = save(folder.path(), "a.png", &noise(40, 40, 1));
    let thumbnails = Thumbnails::new(cache.path(), PLENTY);
    for _ in 0..20 {
        thumbnails.request(picture.clone(), Edit::default(), Size::Grid, |_| {
            panic!("a reply's own fault")
        });
    }
    assert!(get(&thumbnails, &picture, Size::Preview).is_ok());
}

#[test]
fn thumbnails_are_kept_between_starts() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let red = save(folder.path(), "red.png", &plain(RED));
    let blue = save(folder.path(), "blue.png", &plain(BLUE));
    made_by_new(cache.path(), &red);
    made_by_new(cache.path(), &blue);
    // The two cached thumbnails are swapped, so a blue result for the red picture shows that the cache was used.
    let [one, two] = entries(cache.path()).try_into().unwrap();
    let aside = cache.path().join("aside");
    fs::rename(&one, &aside).unwrap();
    fs::rename(&two, &one).unwrap();
    fs::rename(&aside, &two).unwrap();
    let seen = made_by_new(cache.path(), &red);
    assert!(near(seen.get_pixel(5, 5).0, BLUE, 8));
}

#[test]
fn the_same_picture_elsewhere_has_its_thumbnail_already() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let first = save(folder.path(), "first.png", &plain(RED));
    made_by_new(cache.path(), &first);
    let moved = folder.path().join("moved and renamed.png");
    fs::rename(&first, &moved).unwrap();
    made_by_new(cache.path(), &moved);
    assert_eq!(entries(cache.path()).len(), 1);
}

#[test]
fn a_changed_picture_shows_its_new_self() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let thumbnails = Thumbnails::new(cache.path(), PLENTY);
    let path = save(folder.path(), "a.png", &plain(RED));
    get(&thumbnails, &path, Size::Grid).unwrap();
    save(folder.path(), "a.png", &plain(BLUE));
    let later = SystemTime::now() + Duration::from_secs(5);
    set_modified(&path, later);
    let seen = decoded(&get(&thumbnails, &path, Size::Grid).unwrap());
    assert!(near(seen.get_pixel(5, 5).0, BLUE, 8));
}

#[test]
fn a_file_that_did_not_change_is_not_read_again_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    plain([200, 30, 30]).save(&path).unwrap();
    let red = made_by_new(cache.path(), &path);
    let length = fs::metadata(&path).unwrap().len() as usize;
    let modified = fs::metadata(&path).unwrap().modified().unwrap();

    // The file has different bytes but the same length and time, so only reading it would reveal the change.
    fs::write(&path, vec![0; length]).unwrap();
    set_modified(&path, modified);
    assert_eq!(made_by_new(cache.path(), &path), red);

    // A later modification time reveals the change.
    plain([30, 30, 200]).save(&path).unwrap();
    set_modified(&path, modified + Duration::from_secs(1));
    assert_ne!(made_by_new(cache.path(), &path), red);
}

#[test]
fn quiet_is_waited_for_as_long_as_thumbnails_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    plain([200, 30, 30]).save(&path).unwrap();
    let thumbnails = Thumbnails::new(cache.path(), PLENTY);
    let long = Duration::from_millis(300);
    let asked = Instant::now();
    get(&thumbnails, &path, Size::Grid).unwrap();
    thumbnails.wait_for_quiet(long);
    assert!(asked.elapsed() >= long, "{:?}", asked.elapsed());
}

#[test]
fn a_damaged_entry_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let red = save(folder.path(), "red.png", &plain(RED));
    let whole = made_by_new(cache.path(), &red);
    let [entry] = entries(cache.path()).try_into().unwrap();
    let good = fs::read(&entry).unwrap();
    let mut flipped = good.clone();
    *flipped.last_mut().unwrap() ^= 1;
    for damage in [&good[..good.len() / 2], &flipped, b""] {
        fs::write(&entry, damage).unwrap();
        assert_eq!(made_by_new(cache.path(), &red), whole);
        assert_eq!(fs::read(&entry).unwrap(), good, "it was not written anew");
    }
}

#[test]
fn the_cache_stays_within_its_bound_and_keeps_what_was_used() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let bound = 600_000;
    let thumbnails = Thumbnails::new(cache.path(), bound);
    let favourite = save(folder.path(), "favourite.png", &noise(320, 200, 1));
    get(&thumbnails, &favourite, Size::Grid).unwrap();
    let kept = entries(cache.path());
    for seed in 2..40 {
        let next = save(folder.path(), "next.png", &noise(320, 200, seed));
        get(&thumbnails, &next, Size::Grid).unwrap();
        fs::remove_file(next).unwrap();
        get(&thumbnails, &favourite, Size::Grid).unwrap();
        let bytes: u64 = entries(cache.path())
            .iter()
            .map(|entry| fs::metadata(entry).unwrap().len())
            .sum();
        assert!(bytes <= bound, "{bytes} bytes after {seed} pictures");
    }
    let left = entries(cache.path());
    assert!(left.len() > 3, "far more was dropped than had to be");
    assert!(left.contains(&kept[0]), "the one in use was dropped");
}

#[test]
fn files_of_others_in_the_cache_folder_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let foreign = write(cache.path(), "notes.txt", &[7; 5000]);
    let thumbnails = Thumbnails::new(cache.path(), 100);
    let red = save(folder.path(), "red.png", &plain(RED));
    get(&thumbnails, &red, Size::Grid).unwrap();
    assert!(foreign.exists());
}

#[test]
fn without_a_usable_folder_there_are_thumbnails_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let red = save(folder.path(), "red.png", &plain(RED));
    let file_in_the_way = write(folder.path(), "in-the-way", b"");
    let thumbnails = Thumbnails::new(&file_in_the_way.join("cache"), PLENTY);
    for _ in 0..2 {
        assert!(get(&thumbnails, &red, Size::Grid).is_ok());
    }
}

#[test]
fn requests_are_answered_when_the_program_closes() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let held = held(cache.path(), folder.path());
    let (tell, told) = channel();
    held.ask(folder.path(), "never.png", &tell);
    drop(held.thumbnails);
    assert_eq!(heard(&told, 1), [("never.png", false)]);
}
