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

const LARGE_CACHE: u64 = 100 << 20;

fn get(thumbnails: &Thumbnails, path: &Path, size: Size) -> Result<Vec<u8>, Problem> {
    let (sender, receiver) = channel();
    thumbnails.request(path.to_owned(), Edit::default(), size, move |result| {
        sender.send(result).unwrap()
    });
    receiver.recv().unwrap()
}

fn thumbnail_of_new_instance(cache: &Path, path: &Path) -> RgbImage {
    let thumbnails = Thumbnails::new(cache, LARGE_CACHE);
    decode_jpeg(&get(&thumbnails, path, Size::Grid).unwrap())
}

fn solid(colour: [u8; 3]) -> RgbImage {
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
fn a_thumbnail_is_upright_small_and_without_metadata() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let thumbnails = Thumbnails::new(cache.path(), LARGE_CACHE);
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    let bytes = jpeg(
        &store_rotated(&corners(2000, 1000), 6),
        Some(exif(6)),
        Some(profile),
    );
    let photo = write(folder.path(), "sideways.jpg", &bytes);
    for (size, width, height) in [(Size::Grid, 320, 160), (Size::Preview, 1600, 800)] {
        let jpeg = get(&thumbnails, &photo, size).unwrap();
        let seen = decode_jpeg(&jpeg);
        assert_eq!(seen.dimensions(), (width, height));
        let green = corner_colours(&seen)[1];
        assert!(green[1] > 180 && green[0] < 90, "upside down: {green:?}");
        for secret in [&b"Exif"[..], b"SecretMaker", b"ICC_PROFILE"] {
            assert!(!jpeg.windows(secret.len()).any(|window| window == secret));
        }
    }
    // Red shows whether Display P3 was converted, since P3's red is more saturated than sRGB's.
    let red = corner_colours(&decode_jpeg(&get(&thumbnails, &photo, Size::Grid).unwrap()))[0];
    assert!(red[0] > RED[0] + 8, "the profile was not applied: {red:?}");
}

#[test]
fn small_pictures_are_not_enlarged() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let small = save(folder.path(), "small.png", &corners(50, 20));
    let thumbnails = Thumbnails::new(cache.path(), LARGE_CACHE);
    let seen = decode_jpeg(&get(&thumbnails, &small, Size::Preview).unwrap());
    assert_eq!(seen.dimensions(), (50, 20));
}

/// A [`Thumbnails`] whose threads all wait in a reply until they are released.
struct Blocked {
    thumbnails: Thumbnails,
    release: Vec<Sender<()>>,
}

fn block_threads(cache: &Path, folder: &Path) -> Blocked {
    let thumbnails = Thumbnails::new(cache, LARGE_CACHE);
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
    Blocked {
        thumbnails,
        release,
    }
}

impl Blocked {
    fn request(&self, folder: &Path, name: &'static str, results: &Sender<(&'static str, bool)>) {
        let results = results.clone();
        self.thumbnails.request(
            folder.join(name),
            Edit::default(),
            Size::Grid,
            move |result| {
                results.send((name, result.is_ok())).unwrap();
            },
        );
    }
}

fn receive(results: &Receiver<(&'static str, bool)>, count: usize) -> Vec<(&'static str, bool)> {
    results.iter().take(count).collect()
}

#[test]
fn the_latest_request_is_served_first() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    for (seed, name) in ["a.png", "b.png", "c.png"].iter().enumerate() {
        save(folder.path(), name, &noise(40, 40, 90 + seed as u32));
    }
    let mut blocked = block_threads(cache.path(), folder.path());
    let (sender, results) = channel();
    for name in ["a.png", "b.png", "c.png", "a.png"] {
        blocked.request(folder.path(), name, &sender);
    }
    blocked.release.pop(); // only one thread continues, so the order is fixed
    assert_eq!(
        receive(&results, 4),
        [
            ("a.png", true),
            ("a.png", true),
            ("c.png", true),
            ("b.png", true)
        ],
        "a repeated request moves to the front, and both get a reply"
    );
}

#[test]
fn forgotten_requests_are_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    save(folder.path(), "a.png", &noise(40, 40, 1));
    save(folder.path(), "b.png", &noise(40, 40, 2));
    let mut blocked = block_threads(cache.path(), folder.path());
    let (sender, results) = channel();
    blocked.request(folder.path(), "a.png", &sender);
    blocked.thumbnails.forget_pending();
    assert_eq!(receive(&results, 1), [("a.png", false)]);
    blocked.request(folder.path(), "b.png", &sender);
    blocked.release.clear();
    assert_eq!(receive(&results, 1), [("b.png", true)]);
}

#[test]
fn a_panicking_reply_affects_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let picture = save(folder.path(), "a.png", &noise(40, 40, 1));
    let thumbnails = Thumbnails::new(cache.path(), LARGE_CACHE);
    for _ in 0..20 {
        thumbnails.request(picture.clone(), Edit::default(), Size::Grid, |_| {
            panic!("a panic in a reply")
        });
    }
    assert!(get(&thumbnails, &picture, Size::Preview).is_ok());
}

#[test]
fn thumbnails_are_kept_between_starts() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let red = save(folder.path(), "red.png", &solid(RED));
    let blue = save(folder.path(), "blue.png", &solid(BLUE));
    thumbnail_of_new_instance(cache.path(), &red);
    thumbnail_of_new_instance(cache.path(), &blue);
    // The two cached thumbnails are swapped, so a blue result for the red picture shows that the cache was used.
    let [one, two] = entries(cache.path()).try_into().unwrap();
    let aside = cache.path().join("aside");
    fs::rename(&one, &aside).unwrap();
    fs::rename(&two, &one).unwrap();
    fs::rename(&aside, &two).unwrap();
    let seen = thumbnail_of_new_instance(cache.path(), &red);
    assert!(is_near(seen.get_pixel(5, 5).0, BLUE, 8));
}

#[test]
fn a_moved_picture_keeps_its_thumbnail() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let first = save(folder.path(), "first.png", &solid(RED));
    thumbnail_of_new_instance(cache.path(), &first);
    let moved = folder.path().join("moved and renamed.png");
    fs::rename(&first, &moved).unwrap();
    thumbnail_of_new_instance(cache.path(), &moved);
    assert_eq!(entries(cache.path()).len(), 1);
}

#[test]
fn a_changed_picture_gets_a_new_thumbnail() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let thumbnails = Thumbnails::new(cache.path(), LARGE_CACHE);
    let path = save(folder.path(), "a.png", &solid(RED));
    get(&thumbnails, &path, Size::Grid).unwrap();
    save(folder.path(), "a.png", &solid(BLUE));
    let later = SystemTime::now() + Duration::from_secs(5);
    set_modified(&path, later);
    let seen = decode_jpeg(&get(&thumbnails, &path, Size::Grid).unwrap());
    assert!(is_near(seen.get_pixel(5, 5).0, BLUE, 8));
}

#[test]
fn an_unchanged_file_is_not_read_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    solid([200, 30, 30]).save(&path).unwrap();
    let red = thumbnail_of_new_instance(cache.path(), &path);
    let length = fs::metadata(&path).unwrap().len() as usize;
    let modified = fs::metadata(&path).unwrap().modified().unwrap();

    // The file has different bytes but the same length and time, so only reading it would reveal the change.
    fs::write(&path, vec![0; length]).unwrap();
    set_modified(&path, modified);
    assert_eq!(thumbnail_of_new_instance(cache.path(), &path), red);

    // A later modification time reveals the change.
    solid([30, 30, 200]).save(&path).unwrap();
    set_modified(&path, modified + Duration::from_secs(1));
    assert_ne!(thumbnail_of_new_instance(cache.path(), &path), red);
}

#[test]
fn waiting_for_quiet_continues_after_the_last_request() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    solid([200, 30, 30]).save(&path).unwrap();
    let thumbnails = Thumbnails::new(cache.path(), LARGE_CACHE);
    let quiet = Duration::from_millis(300);
    let start = Instant::now();
    get(&thumbnails, &path, Size::Grid).unwrap();
    thumbnails.wait_for_quiet(quiet);
    assert!(start.elapsed() >= quiet, "{:?}", start.elapsed());
}

#[test]
fn a_damaged_entry_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let red = save(folder.path(), "red.png", &solid(RED));
    let whole = thumbnail_of_new_instance(cache.path(), &red);
    let [entry] = entries(cache.path()).try_into().unwrap();
    let good = fs::read(&entry).unwrap();
    let mut flipped = good.clone();
    *flipped.last_mut().unwrap() ^= 1;
    for damage in [&good[..good.len() / 2], &flipped, b""] {
        fs::write(&entry, damage).unwrap();
        assert_eq!(thumbnail_of_new_instance(cache.path(), &red), whole);
        assert_eq!(
            fs::read(&entry).unwrap(),
            good,
            "the entry was not rewritten"
        );
    }
}

#[test]
fn the_cache_stays_within_its_limit_and_keeps_recent_entries() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let limit = 600_000;
    let thumbnails = Thumbnails::new(cache.path(), limit);
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
        assert!(bytes <= limit, "{bytes} bytes after {seed} pictures");
    }
    let left = entries(cache.path());
    assert!(left.len() > 3, "too many entries were removed");
    assert!(left.contains(&kept[0]), "the entry in use was removed");
}

#[test]
fn other_files_in_the_cache_folder_stay() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let foreign = write(cache.path(), "notes.txt", &[7; 5000]);
    let thumbnails = Thumbnails::new(cache.path(), 100);
    let red = save(folder.path(), "red.png", &solid(RED));
    get(&thumbnails, &red, Size::Grid).unwrap();
    assert!(foreign.exists());
}

#[test]
fn thumbnails_work_without_a_usable_folder() {
    let folder = tempfile::tempdir().unwrap();
    let red = save(folder.path(), "red.png", &solid(RED));
    let file_in_the_way = write(folder.path(), "in-the-way", b"");
    let thumbnails = Thumbnails::new(&file_in_the_way.join("cache"), LARGE_CACHE);
    for _ in 0..2 {
        assert!(get(&thumbnails, &red, Size::Grid).is_ok());
    }
}

#[test]
fn pending_requests_are_refused_on_close() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let blocked = block_threads(cache.path(), folder.path());
    let (sender, results) = channel();
    blocked.request(folder.path(), "never.png", &sender);
    drop(blocked.thumbnails);
    assert_eq!(receive(&results, 1), [("never.png", false)]);
}
