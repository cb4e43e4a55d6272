//! Tests of folders as they occur in practice: with pipes and devices, with everything in sub-folders, with pictures
//! that can't be read or are not on this computer, and with names that are unusual for pictures.

use crate::folders;
use crate::pictures;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dataset::{Dataset, Imported, PassedOver};
use folders::{Place, files, keep_going, named, names, picture};
use pictures::jpeg;

/// Writes a JPEG under any name.
fn photo(path: &Path, colour: u8) {
    let pixel = image::Rgb([colour.wrapping_mul(37), colour, 255 - colour]);
    let picture = image::RgbImage::from_pixel(8, 6, pixel);
    fs::write(path, jpeg(&picture, None, None)).unwrap();
}

fn skipped(imported: &Imported) -> Vec<&str> {
    let skipped = imported.skipped.iter();
    skipped.map(|(name, _)| name.as_str()).collect()
}

fn usable(dataset: &Dataset) -> Vec<String> {
    let images = dataset.images().into_iter();
    images
        .filter(|image| image.facts.is_ok())
        .map(|image| image.name)
        .collect()
}

fn sorted(mut paths: Vec<PathBuf>) -> Vec<PathBuf> {
    paths.sort();
    paths
}

/// Tests of pipes, which keep a reader waiting forever, and devices, which return endless bytes.
#[cfg(unix)]
mod pipes {
    use std::os::unix::fs::symlink;
    use std::sync::mpsc::channel;
    use std::thread;
    use std::time::Duration;

    use dataset::{ImportError, is_foreign};

    use super::pictures::run;
    use super::*;

    /// Far longer than any of these operations takes; only a failing test waits this long.
    const TIMEOUT: Duration = Duration::from_secs(60);

    /// Runs `work` on a new thread and fails if it does not finish.
    #[track_caller]
    fn with_timeout<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
        let (sender, receiver) = channel();
        thread::spawn(move || drop(sender.send(work())));
        receiver
            .recv_timeout(TIMEOUT)
            .expect("the work ends, without waiting for a pipe or a device")
    }

    fn pipe(path: &Path) {
        run("mkfifo", &[path.to_str().unwrap()]);
    }

    const PIPES: [&str; 5] = ["x.jpg", "x.zip", "x", "good.txt", "metadata.jsonl"];

    /// Fills a folder with a valid picture, and with pipes and devices beside it.
    fn fill(folder: &Path) {
        picture(&folder.join("good.png"), 1);
        for name in PIPES {
            pipe(&folder.join(name));
        }
        symlink("/dev/zero", folder.join("y.jpg")).unwrap();
    }

    #[test]
    fn opening_a_folder_ignores_pipes_and_devices() {
        let place = Place::new();
        fill(&place.photos());
        let before = files(&place.photos());
        let (photos, edits) = (place.photos(), place.edits());
        let (dataset, found) = with_timeout(move || {
            assert!(!is_foreign(&photos));
            let dataset = Dataset::open(&photos, &edits).unwrap();
            assert!(dataset.rescan().unwrap().is_empty());
            let found = dataset.passed_over();
            (dataset, found)
        });
        assert_eq!(names(&dataset), ["good.png"]);
        assert_eq!(found, PassedOver::default());
        let good = named(&dataset, "good.png");
        assert_eq!(good.caption, "");
        assert!(good.caption_problem.is_some(), "its caption is a pipe");
        assert_eq!(files(&place.photos()), before);
    }

    #[test]
    fn importing_a_folder_ignores_pipes_and_devices() {
        let place = Place::new();
        let dropped = place.path("dropped");
        fs::create_dir(&dropped).unwrap();
        fill(&dropped);
        let dataset = place.open();
        let imported = {
            let dataset = dataset.clone();
            with_timeout(move || dataset.import(&[dropped], &keep_going).unwrap())
        };
        assert_eq!(files(&place.photos()), ["good.png"]);
        assert_eq!(skipped(&imported), ["metadata.jsonl", "good.txt"]);
        assert!(
            imported.skipped[0]
                .1
                .to_string()
                .contains("it is a pipe or a device"),
            "{:?}",
            imported.skipped
        );
    }

    #[test]
    fn a_folder_with_pipes_in_its_sub_folders_is_imported() {
        let place = Place::new();
        let below = place.path("dropped/below");
        fs::create_dir_all(&below).unwrap();
        fill(&below);
        let dataset = place.open();
        let dropped = place.path("dropped");
        with_timeout(move || dataset.import(&[dropped], &keep_going).unwrap());
        assert_eq!(files(&place.photos()), ["good.png"]);
    }

    #[test]
    fn dropped_pipes_and_devices_are_reported() {
        let place = Place::new();
        let dropped = place.path("dropped");
        fs::create_dir(&dropped).unwrap();
        fill(&dropped);
        let all = ["x.jpg", "x.zip", "x", "good.txt", "metadata.jsonl", "y.jpg"];
        let paths: Vec<PathBuf> = all.iter().map(|name| dropped.join(name)).collect();
        let dataset = place.open();
        let imported = with_timeout(move || dataset.import(&paths, &keep_going).unwrap());
        assert!(imported.images.is_empty());
        let names: BTreeSet<&str> = skipped(&imported).into_iter().collect();
        assert_eq!(names, BTreeSet::from(all), "{:?}", imported.skipped);
        for (name, reason) in &imported.skipped {
            if name.ends_with(".jpg") {
                let reason = reason.to_string();
                assert!(
                    reason.contains("it is a pipe or a device"),
                    "{name}: {reason}"
                );
            }
        }
        assert!(files(&place.photos()).is_empty());
    }

    #[test]
    fn a_pipe_named_like_a_zip_is_refused() {
        let place = Place::new();
        let zip = place.path("x.zip");
        pipe(&zip);
        let dataset = place.open();
        let refused = with_timeout(move || dataset.unpack(&zip, &keep_going).unwrap_err());
        assert!(
            matches!(refused, ImportError::Unreadable { .. }),
            "{refused}"
        );
        assert!(refused.to_string().contains("x.zip"), "{refused}");
    }

    #[test]
    fn an_image_replaced_by_a_pipe_is_removed() {
        let place = Place::with_pictures(&["a.png", "b.png"]);
        let dataset = place.open();
        let a = named(&dataset, "a.png").id;
        fs::remove_file(place.photos().join("a.png")).unwrap();
        pipe(&place.photos().join("a.png"));
        let again = dataset.clone();
        let changes = with_timeout(move || again.rescan().unwrap());
        assert_eq!(changes.removed, [a]);
        assert_eq!(names(&dataset), ["b.png"]);
    }
}

#[test]
fn pictures_in_sub_folders_are_offered_and_imported() {
    let place = Place::new();
    let photos = place.photos();
    for folder in ["Anna/2023", "Anna/2024", "Ben", ".thumbnails", "Notes"] {
        fs::create_dir_all(photos.join(folder)).unwrap();
    }
    picture(&photos.join("Anna/2023/a.png"), 1);
    picture(&photos.join("Anna/2024/a.png"), 2);
    picture(&photos.join("Ben/c.png"), 3);
    // A picture with such a name is also listed when its own folder is opened.
    photo(&photos.join("Ben/d.jpg_large"), 4);
    fs::write(photos.join("Ben/c.txt"), "Ben").unwrap();
    picture(&photos.join(".thumbnails/a.png"), 5);
    fs::write(photos.join("Notes/notes.pdf"), "x").unwrap();
    let dataset = place.open();
    assert!(dataset.images().is_empty());

    let found = dataset.passed_over();
    let below = [
        "Anna/2023/a.png",
        "Anna/2024/a.png",
        "Ben/c.png",
        "Ben/d.jpg_large",
    ];
    assert_eq!(
        sorted(found.below.clone()),
        below.map(|name| photos.join(name))
    );
    assert_eq!(found.folders, 3);
    let nothing_else = PassedOver {
        below: found.below.clone(),
        folders: 3,
        ..PassedOver::default()
    };
    assert_eq!(found, nothing_else);

    let imported = dataset.import(&found.below, &keep_going).unwrap();
    assert!(imported.skipped.is_empty(), "{:?}", imported.skipped);
    assert_eq!(usable(&dataset), ["a.png", "a (2).png", "c.png", "d.jpg"]);
    assert_eq!(named(&dataset, "c.png").caption, "Ben");
    for name in below {
        assert!(photos.join(name).is_file(), "{name} stays where it was");
    }
}

#[test]
fn dropping_a_folder_imports_pictures_of_its_sub_folders() {
    let place = Place::new();
    let dropped = place.path("dropped");
    fs::create_dir_all(dropped.join("Anna/2023")).unwrap();
    fs::create_dir_all(dropped.join("Ben")).unwrap();
    picture(&dropped.join("Anna/2023/a.png"), 1);
    fs::write(dropped.join("Anna/2023/a.txt"), "Anna").unwrap();
    picture(&dropped.join("Ben/b.png"), 2);
    let dataset = place.open();
    let imported = dataset.import(&[dropped], &keep_going).unwrap();
    assert!(imported.skipped.is_empty(), "{:?}", imported.skipped);
    assert_eq!(names(&dataset), ["a.png", "b.png"]);
    assert_eq!(named(&dataset, "a.png").caption, "Anna");
}

#[test]
fn a_list_above_sub_folders_captions_their_pictures() {
    let place = Place::new();
    let dropped = place.path("dropped");
    fs::create_dir_all(dropped.join("train/deeper")).unwrap();
    picture(&dropped.join("train/a.png"), 1);
    picture(&dropped.join("train/deeper/b.png"), 2);
    picture(&dropped.join("train/deeper/c.png"), 3);
    let list = r#"{"file_name": "train/a.png", "text": "first"}
{"file_name": "train\\deeper\\b.png", "text": "second"}
{"file_name": "train/deeper/c.png", "text": "from above"}"#;
    fs::write(dropped.join("metadata.jsonl"), list).unwrap();
    fs::write(
        dropped.join("train/deeper/metadata.jsonl"),
        r#"{"file_name": "c.png", "text": "from beside"}"#,
    )
    .unwrap();
    let dataset = place.open();
    let imported = dataset.import(&[dropped], &keep_going).unwrap();
    assert!(imported.skipped.is_empty(), "{:?}", imported.skipped);
    for (name, caption) in [
        ("a.png", "first"),
        ("b.png", "second"),
        ("c.png", "from beside"),
    ] {
        assert_eq!(named(&dataset, name).caption, caption, "{name}");
    }
}

#[test]
fn pictures_in_unreadable_formats_are_counted() {
    let place = Place::new();
    fs::create_dir(place.photos().join("more")).unwrap();
    for name in [
        "IMG_1.CR3",
        "IMG_2.cr3",
        "IMG_3.NEF",
        "IMG_4.dng",
        "new.jxl",
        "more/IMG_5.ARW",
        "movie.mp4",
        "notes.pdf",
        ".IMG_6.CR3",
    ] {
        fs::write(place.photos().join(name), "some content").unwrap();
    }
    let dataset = place.open();
    assert!(dataset.images().is_empty());
    let formats = ["ARW", "CR3", "DNG", "JXL", "NEF"];
    let wanted = PassedOver {
        unreadable: 6,
        formats: formats.map(str::to_owned).into(),
        ..PassedOver::default()
    };
    assert_eq!(dataset.passed_over(), wanted);
}

#[test]
fn pictures_that_are_still_in_icloud_are_counted() {
    let place = Place::new();
    fs::create_dir(place.photos().join("more")).unwrap();
    for name in [
        ".IMG_1.HEIC.icloud",
        ".IMG_2.jpg.icloud",
        ".IMG_3.DNG.icloud",
        "more/.IMG_4.HEIC.icloud",
        ".notes.pdf.icloud",
        ".DS_Store",
    ] {
        fs::write(place.photos().join(name), "bplist00").unwrap();
    }
    let dataset = place.open();
    assert!(dataset.images().is_empty());
    let wanted = PassedOver {
        in_icloud: 4,
        ..PassedOver::default()
    };
    assert_eq!(dataset.passed_over(), wanted);
}

#[test]
fn every_common_extension_of_a_jpeg_is_listed() {
    let place = Place::new();
    let all = [
        "Holiday.Jpg",
        "IMG.JPEG",
        "a.jfif",
        "b.jpe",
        "c.mpo",
        "d.JFIF",
    ];
    for (number, name) in all.iter().enumerate() {
        photo(&place.photos().join(name), number as u8);
    }
    fs::write(place.photos().join("Holiday.txt"), "by the sea").unwrap();
    let dataset = place.open();
    let listed: BTreeSet<String> = usable(&dataset).into_iter().collect();
    assert_eq!(listed, all.map(str::to_owned).into());
    assert_eq!(named(&dataset, "Holiday.Jpg").caption, "by the sea");
    assert_eq!(dataset.passed_over(), PassedOver::default());

    let other = Place::new();
    let imported = other.open().import(&[place.photos()], &keep_going).unwrap();
    assert!(imported.skipped.is_empty(), "{:?}", imported.skipped);
    let found: BTreeSet<String> = files(&other.photos()).into_iter().collect();
    assert_eq!(found.len(), all.len() + 1, "{found:?}");
    assert!(found.contains("Holiday.Jpg") && found.contains("Holiday.txt"));
}

/// Names that web sites give to pictures.
const NEAR: [&str; 4] = ["EsT3x.jpg_large", "image", "photo.jpeg!d", "wide.JPG-large"];

#[test]
fn pictures_with_nearly_correct_names_are_listed() {
    let place = Place::new();
    for (number, name) in NEAR.iter().enumerate() {
        photo(&place.photos().join(name), number as u8);
    }
    fs::write(place.photos().join("image.txt"), "found on the web").unwrap();
    for no_picture in ["README", "list.jpg_names"] {
        fs::write(place.photos().join(no_picture), "only words").unwrap();
    }
    for backup in ["old.jpg~", "old.jpg_original"] {
        photo(&place.photos().join(backup), 99);
    }
    let before = files(&place.photos());
    let dataset = place.open();
    let listed: BTreeSet<String> = usable(&dataset).into_iter().collect();
    assert_eq!(listed, NEAR.map(str::to_owned).into());
    assert_eq!(named(&dataset, "image").caption, "found on the web");
    assert_eq!(files(&place.photos()), before, "nothing is renamed");
}

#[test]
fn listed_pictures_are_not_offered_again() {
    let place = Place::new();
    for (number, name) in NEAR.iter().enumerate() {
        photo(&place.photos().join(name), number as u8);
    }
    let dataset = place.open();
    assert_eq!(dataset.images().len(), NEAR.len());
    assert_eq!(dataset.passed_over(), PassedOver::default());
}

#[test]
fn dropped_pictures_with_nearly_correct_names_get_the_usual_extension() {
    let place = Place::new();
    fs::create_dir(place.path("dropped")).unwrap();
    let paths = NEAR.map(|name| place.path("dropped").join(name));
    for (number, path) in paths.iter().enumerate() {
        photo(path, number as u8);
    }
    fs::write(place.path("dropped/image.txt"), "found on the web").unwrap();
    let dataset = place.open();
    let imported = dataset.import(&paths, &keep_going).unwrap();
    assert!(imported.skipped.is_empty(), "{:?}", imported.skipped);
    let wanted = ["EsT3x.jpg", "image.jpg", "photo.jpg", "wide.jpg"];
    let found: BTreeSet<String> = usable(&dataset).into_iter().collect();
    assert_eq!(found, wanted.map(str::to_owned).into());
    assert_eq!(named(&dataset, "image.jpg").caption, "found on the web");

    // Their folder contains the same pictures.
    let again = dataset
        .import(&[place.path("dropped")], &keep_going)
        .unwrap();
    assert!(again.images.is_empty());
    assert_eq!(again.skipped.len(), NEAR.len(), "{:?}", again.skipped);
}

#[test]
fn pictures_with_other_names_are_offered_and_renamed_on_import() {
    let place = Place::new();
    photo(&place.photos().join("download.dat"), 1);
    picture(&place.path("pixels.png"), 2);
    fs::copy(place.path("pixels.png"), place.photos().join("cat.php")).unwrap();
    fs::write(place.photos().join("words.dat"), "only words").unwrap();
    let dataset = place.open();
    assert!(dataset.images().is_empty());
    let found = dataset.passed_over();
    let wanted = ["cat.php", "download.dat"].map(|name| place.photos().join(name));
    assert_eq!(sorted(found.misnamed.clone()), wanted);
    assert!(found.below.is_empty() && found.unreadable == 0);

    let imported = dataset.import(&found.misnamed, &keep_going).unwrap();
    assert!(imported.skipped.is_empty(), "{:?}", imported.skipped);
    // The number gives each copy a different stem from its original's, so that the two don't share a caption.
    assert_eq!(usable(&dataset), ["cat (2).png", "download (2).jpg"]);
    for path in &found.misnamed {
        assert!(path.is_file(), "{path:?} stays where it was");
    }

    let other = Place::new();
    let elsewhere = other.open();
    elsewhere.import(&found.misnamed, &keep_going).unwrap();
    assert_eq!(usable(&elsewhere), ["cat.png", "download.jpg"]);
}

/// Tests of watching a folder that is replaced. Operating systems watch the folder itself and not its path, which may
/// lead to another folder after the replacement.
#[cfg(unix)]
mod watching {
    use std::sync::mpsc::{Receiver, channel};
    use std::time::Duration;

    use dataset::{Changes, Watch};

    use super::*;

    /// Far longer than any system takes to report a change; only a failing test waits this long.
    const TIMEOUT: Duration = Duration::from_secs(30);

    fn watched(dataset: &Dataset) -> (Watch, Receiver<Changes>) {
        let (sender, receiver) = channel();
        let sender = move |changes| drop(sender.send(changes));
        (dataset.watch(sender).unwrap(), receiver)
    }

    /// Waits until the dataset contains exactly these images.
    #[track_caller]
    fn wait_for(receiver: &Receiver<Changes>, dataset: &Dataset, wanted: &[&str]) {
        while names(dataset) != wanted {
            receiver
                .recv_timeout(TIMEOUT)
                .expect("the change is reported");
        }
    }

    #[test]
    fn a_recreated_folder_is_watched() {
        let place = Place::with_pictures(&["a.png", "b.png"]);
        let dataset = place.open();
        let (_watch, receiver) = watched(&dataset);
        fs::remove_dir_all(place.photos()).unwrap();
        wait_for(&receiver, &dataset, &[]);
        fs::create_dir(place.photos()).unwrap();
        picture(&place.photos().join("c.png"), 3);
        wait_for(&receiver, &dataset, &["c.png"]);
        picture(&place.photos().join("d.png"), 4);
        wait_for(&receiver, &dataset, &["c.png", "d.png"]);
    }

    #[test]
    fn a_folder_recreated_with_its_parent_is_watched_after_renewing() {
        let place = Place::new();
        let (above, folder) = (place.path("trip"), place.path("trip/photos"));
        fs::create_dir_all(&folder).unwrap();
        picture(&folder.join("a.png"), 1);
        let dataset = Dataset::open(&folder, &place.edits()).unwrap();
        let (watch, receiver) = watched(&dataset);
        fs::remove_dir_all(&above).unwrap();
        wait_for(&receiver, &dataset, &[]);

        // Nothing watches this path now.
        fs::create_dir_all(&folder).unwrap();
        picture(&folder.join("b.png"), 2);
        watch.renew();
        dataset.rescan_or_clear().unwrap();
        assert_eq!(names(&dataset), ["b.png"]);
        picture(&folder.join("c.png"), 3);
        wait_for(&receiver, &dataset, &["b.png", "c.png"]);
        fs::remove_file(folder.join("b.png")).unwrap();
        wait_for(&receiver, &dataset, &["c.png"]);
    }

    #[test]
    fn renewing_the_watch_of_an_existing_folder_loses_nothing() {
        let place = Place::with_pictures(&["a.png"]);
        let dataset = place.open();
        let (watch, receiver) = watched(&dataset);
        watch.renew();
        watch.renew();
        picture(&place.photos().join("b.png"), 2);
        wait_for(&receiver, &dataset, &["a.png", "b.png"]);
    }
}
