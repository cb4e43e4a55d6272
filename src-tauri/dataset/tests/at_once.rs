//! Tests that everything the person and other programs can do in a folder works concurrently: all operations finish,
//! nothing is lost, and every step can be undone.

use crate::folders;

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroU32;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use dataset::filter::Filter;
use dataset::{CaptionError, Container, Dataset, ImageId, Layout, export};
use fastrand::Rng;
use folders::{Place, files, keep_going, named, picture};
use imaging::{Edit, Preparation, Rotation};
use localization::Message;

/// The time after which an operation counts as hanging, on any machine.
const TIMEOUT: Duration = Duration::from_secs(300);

/// Runs `work` on a new thread.
fn spawn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Receiver<T> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || drop(sender.send(work())));
    receiver
}

/// Returns the result of the work. A hang fails the test instead of blocking it.
fn join<T>(what: &str, work: &Receiver<T>) -> T {
    match work.recv_timeout(TIMEOUT) {
        Ok(outcome) => outcome,
        Err(RecvTimeoutError::Timeout) => panic!("{what} hangs"),
        Err(RecvTimeoutError::Disconnected) => panic!("{what} panicked"),
    }
}

fn wait_until(what: &str, is_done: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_done() {
        assert!(start.elapsed() < TIMEOUT, "timed out: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Creates pictures with captions in a new folder.
fn pictures(place: &Place, folder: &str, number: u8) -> Vec<PathBuf> {
    let folder = place.path(folder);
    fs::create_dir(&folder).unwrap();
    let name = folder.file_name().unwrap().to_str().unwrap();
    (0..number)
        .map(|index| {
            let path = folder.join(format!("{name} {index}.png"));
            // The colours differ, because pictures with the same pixels count as one picture.
            let seed = name
                .bytes()
                .fold(index, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte));
            let pixel = image::Rgb([seed, index, name.len() as u8]);
            image::RgbImage::from_pixel(4, 3, pixel)
                .save(&path)
                .unwrap();
            fs::write(path.with_extension("txt"), format!("new {index}")).unwrap();
            path
        })
        .collect()
}

/// Starts an import that pauses after its first image until the returned sender is dropped.
fn start_import(dataset: &Dataset, images: Vec<PathBuf>) -> (Receiver<()>, mpsc::Sender<()>) {
    let (reached, at_half_way) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let dataset = dataset.clone();
    let importing = spawn(move || {
        let halt = |done: usize, _: usize| {
            if done == 1 {
                reached.send(()).unwrap();
                let _ = released.recv();
            }
            ControlFlow::Continue(())
        };
        dataset.import(&images, &halt).unwrap();
    });
    join("the import", &at_half_way);
    (importing, release)
}

#[test]
fn typing_works_while_an_undo_waits_for_an_import() {
    let place = Place::with_pictures(&["a.png"]);
    let dataset = place.open();
    let a = named(&dataset, "a.png").id;
    dataset
        .import(&pictures(&place, "first", 1), &keep_going)
        .unwrap();
    let (importing, release) = start_import(&dataset, pictures(&place, "second", 3));
    let undoing = {
        let dataset = dataset.clone();
        spawn(move || dataset.undo().unwrap().unwrap().title.to_string())
    };
    // A step is marked as undone before the undo takes effect.
    wait_until("the undo has begun", || {
        dataset.undoable().unwrap().undo.is_none()
    });

    for text in ["a", "a d", "a dog"] {
        let dataset = dataset.clone();
        let typing = spawn(move || dataset.set_caption(a, text).unwrap());
        join("typing", &typing);
        assert_eq!(
            fs::read(place.photos().join("a.txt")).unwrap(),
            text.as_bytes()
        );
    }

    drop(release);
    join("the import", &importing);
    assert_eq!(join("the undo", &undoing), "adding 1 image");
    assert_eq!(
        files(&place.photos()),
        [
            "a.png",
            "a.txt",
            "second 0.png",
            "second 0.txt",
            "second 1.png",
            "second 1.txt",
            "second 2.png",
            "second 2.txt"
        ]
    );
    // The typing began after the import, so it is undone first.
    let undo = || dataset.undo().unwrap().unwrap().title.to_string();
    assert_eq!([undo(), undo()], ["typing", "adding 3 images"]);
    dataset.flush(&keep_going).unwrap();
    assert_eq!(files(&place.photos()), ["a.png"]);
}

#[test]
fn an_undo_does_not_wait_for_an_import() {
    let place = Place::with_pictures(&["a.png"]);
    let dataset = place.open();
    let a = named(&dataset, "a.png").id;
    dataset.set_caption(a, "a dog").unwrap();
    let (importing, release) = start_import(&dataset, pictures(&place, "new", 2));
    let undoing = {
        let dataset = dataset.clone();
        spawn(move || {
            let result = dataset.undo().unwrap().unwrap();
            dataset.flush(&keep_going).unwrap();
            result.title.to_string()
        })
    };
    assert_eq!(join("the undo", &undoing), "typing");
    assert!(!place.photos().join("a.txt").exists());
    drop(release);
    join("the import", &importing);
    let next = dataset.undoable().unwrap().undo.unwrap();
    assert_eq!(next.to_string(), "adding 2 images");
}

/// Returns the caption, exclusion and edit of each image, by name.
fn decisions(dataset: &Dataset) -> BTreeMap<String, (String, bool, Edit)> {
    let images = dataset.images().into_iter();
    images
        .map(|image| (image.name, (image.caption, image.excluded, image.edit)))
        .collect()
}

/// Undoes or redoes every step that can be undone or redone, and returns the number of steps.
fn undo_or_redo_all(dataset: &Dataset, is_undo: bool) -> usize {
    let mut steps = 0;
    loop {
        let result = if is_undo {
            dataset.undo()
        } else {
            dataset.redo()
        };
        if result.unwrap().is_none() {
            break;
        }
        steps += 1;
    }
    dataset.flush(&keep_going).unwrap();
    steps
}

/// The images that are never removed. The last has no caption at first.
const KEPT: [&str; 5] = ["a.png", "b.png", "c.png", "d.png", "z.png"];

fn random_ids(rng: &mut Rng, dataset: &Dataset) -> Vec<ImageId> {
    let images = dataset.images().into_iter();
    images
        .filter(|_| rng.bool())
        .map(|image| image.id)
        .collect()
}

/// The work of one thread. Another thread may make some of it impossible.
type Task = fn(&Place, &Dataset, &mut Rng);

fn type_captions(_: &Place, dataset: &Dataset, rng: &mut Rng) {
    for number in 0..40 {
        let image = named(dataset, KEPT[rng.usize(..4)]);
        let text = "word ".repeat(rng.usize(..4)) + &number.to_string();
        match dataset.type_caption(image.id, &text, image.caption_version) {
            Ok(_) => {}
            Err(CaptionError::ChangedOutside) if rng.bool() => {
                drop(dataset.set_caption(image.id, &text).unwrap());
            }
            Err(CaptionError::ChangedOutside) => drop(dataset.discard_typed(image.id)),
            Err(error) => panic!("{error}"),
        }
    }
}

fn undo_and_redo(_: &Place, dataset: &Dataset, rng: &mut Rng) {
    for _ in 0..30 {
        let result = if rng.u8(..3) > 0 {
            dataset.undo()
        } else {
            dataset.redo()
        };
        result.unwrap();
        dataset.flush(&keep_going).unwrap();
    }
}

fn import_images(place: &Place, dataset: &Dataset, rng: &mut Rng) {
    for round in 0..5 {
        let mut files = pictures(place, &format!("new {round}"), rng.u8(1..6));
        let stray = place.path(&format!("new {round}")).join("z.txt");
        fs::write(&stray, "stray").unwrap();
        files.push(stray);
        dataset.import(&files, &keep_going).unwrap();
    }
}

fn remove_images(_: &Place, dataset: &Dataset, rng: &mut Rng) {
    for _ in 0..4 {
        let images = dataset.images();
        let others = images
            .iter()
            .filter(|image| !KEPT.contains(&image.name.as_str()));
        let ids: Vec<ImageId> = others
            .filter(|_| rng.u8(..3) == 0)
            .map(|image| image.id)
            .collect();
        // This may fail: another thread may undo the import first, or an image may already be in the trash.
        let _ = dataset.remove(&ids);
    }
}

fn exclude_images(_: &Place, dataset: &Dataset, rng: &mut Rng) {
    for _ in 0..10 {
        dataset
            .set_excluded(&random_ids(rng, dataset), rng.bool())
            .unwrap();
    }
}

fn edit_images(_: &Place, dataset: &Dataset, rng: &mut Rng) {
    for _ in 0..10 {
        let rotate = |_, edit: Edit| Edit {
            geometry: edit.geometry.rotated(Rotation::Left),
            ..edit
        };
        dataset
            .edit_images(
                &random_ids(rng, dataset),
                Message::verbatim("rotating"),
                rotate,
            )
            .unwrap();
    }
}

fn rewrite_captions(_: &Place, dataset: &Dataset, rng: &mut Rng) {
    for _ in 0..10 {
        let put_before =
            |text: &str| (!text.is_empty() && text.len() < 100).then(|| format!("x, {text}"));
        dataset
            .rewrite_captions(
                &random_ids(rng, dataset),
                Message::verbatim("putting before"),
                put_before,
            )
            .unwrap();
        dataset.flush(&keep_going).unwrap();
    }
}

fn search_images(_: &Place, dataset: &Dataset, rng: &mut Rng) {
    let filter = Filter::parse("caption:word", &[]).unwrap();
    for _ in 0..20 {
        dataset.rescan().unwrap();
        let images = dataset.images();
        for image in &images {
            filter.matches(&dataset::filter::Subject {
                name: &image.name,
                caption: &image.caption,
                facts: image.facts.as_ref().ok().copied(),
                bytes: image.bytes,
                excluded: image.excluded,
                edited: false,
                has_trigger: false,
                tokens: 0,
                problems: &[],
            });
        }
        let image = &images[rng.usize(..images.len())];
        dataset.caption_history(image.id).unwrap();
        dataset.undoable().unwrap();
    }
}

fn export_images(place: &Place, dataset: &Dataset, _: &mut Rng) {
    for number in 0..3 {
        let layout = Layout::Kohya {
            repeats: NonZeroU32::MIN,
            words: "a dog".to_owned(),
        };
        let to = place.path(&format!("exported {number}"));
        let how = Preparation::default();
        // This may fail: all images may be excluded at this moment.
        let _ = export(
            &dataset.pairs(),
            &how,
            &layout,
            Container::Folder,
            &to,
            &|_| ControlFlow::Continue(()),
        );
    }
}

/// Reopens the dataset's folder as the window does: the dataset stays open, and its folder is scanned.
fn watch_and_rescan(_: &Place, dataset: &Dataset, _: &mut Rng) {
    for _ in 0..4 {
        // A folder remains usable without a watcher.
        let watch = dataset.watch(|_| {}).ok();
        dataset.rescan().unwrap();
        dataset.pairs();
        drop(watch);
    }
}

/// Acts as other programs do: writes captions, and adds, renames and removes images.
fn change_files(place: &Place, _: &Dataset, rng: &mut Rng) {
    let photos = place.photos();
    for number in 0..20 {
        let caption = Path::new(KEPT[rng.usize(..4)]).with_extension("txt");
        fs::write(photos.join(caption), format!("theirs {number}")).unwrap();
        let (name, to) = ("other.png", format!("other {number}.png"));
        picture(&photos.join(name), number);
        fs::rename(photos.join(name), photos.join(&to)).unwrap();
        if rng.bool() {
            // The file may be in the trash.
            let _ = fs::remove_file(photos.join(to));
        }
    }
}

/// Runs all tasks concurrently and waits until they end. Then scans the folder and writes the pending captions.
fn run_concurrently(place: Place, seed: u64, tasks: &[(&'static str, Task)]) -> (Place, Dataset) {
    let dataset = place.open();
    let watch = dataset.watch(|_| {}).ok();
    let place = std::sync::Arc::new(place);
    let running: Vec<_> = (seed..)
        .zip(tasks)
        .map(|(seed, &(what, task))| {
            let (place, dataset) = (std::sync::Arc::clone(&place), dataset.clone());
            let work = spawn(move || task(&place, &dataset, &mut Rng::with_seed(seed)));
            (what, work)
        })
        .collect();
    for (what, work) in running {
        join(&format!("{what} (seed {seed})"), &work);
    }
    drop(watch);
    dataset.rescan().unwrap();
    dataset.flush(&keep_going).unwrap();
    assert!(!dataset.has_pending());
    let place = std::sync::Arc::into_inner(place).expect("all tasks have ended");
    (place, dataset)
}

/// Checks that the state in memory is also on the disk, in the database and in the history.
fn assert_saved(place: &Place, dataset: &Dataset) {
    for image in dataset.images() {
        let file = image.path.with_extension("txt");
        let saved = fs::read_to_string(file).unwrap_or_default();
        assert_eq!(saved, image.caption, "{}", image.name);
        if !image.caption.is_empty() {
            let history = dataset.caption_history(image.id).unwrap();
            // A caption that was never changed has no history.
            let is_kept = history.iter().any(|past| past.text == image.caption);
            assert!(history.is_empty() || is_kept, "{}", image.name);
        }
    }
    assert_eq!(decisions(&place.open()), decisions(dataset));
}

fn place() -> Place {
    let place = Place::with_pictures(&KEPT);
    for name in &KEPT[..4] {
        let caption = place.photos().join(name).with_extension("txt");
        fs::write(caption, format!("at first, {name}")).unwrap();
    }
    place
}

const TASKS: [(&str, Task); 10] = [
    ("typing", type_captions),
    ("undo", undo_and_redo),
    ("import", import_images),
    ("removal", remove_images),
    ("exclusion", exclude_images),
    ("editing", edit_images),
    ("find and replace", rewrite_captions),
    ("search", search_images),
    ("export", export_images),
    ("reopening", watch_and_rescan),
];

#[test]
fn concurrent_tasks_end_and_can_be_undone() {
    for seed in [1, 20, 300] {
        let place = place();
        let at_first = decisions(&place.open());
        let files_at_first = files(&place.photos());
        let (place, dataset) = run_concurrently(place, seed, &TASKS);
        assert_saved(&place, &dataset);
        // Redoes the steps that are still undone, so that the final state includes every step.
        undo_or_redo_all(&dataset, false);
        let at_last = decisions(&dataset);
        let files_at_last = files(&place.photos());
        let steps = undo_or_redo_all(&dataset, true);
        let undone = decisions(&dataset);
        assert_eq!(undone, at_first, "seed {seed}: all is undone");
        assert_eq!(files(&place.photos()), files_at_first, "seed {seed}");
        assert_eq!(undo_or_redo_all(&dataset, false), steps, "seed {seed}");
        assert_eq!(
            decisions(&dataset),
            at_last,
            "seed {seed}: all is done again"
        );
        assert_eq!(files(&place.photos()), files_at_last, "seed {seed}");
        assert_saved(&place, &dataset);
    }
}

#[test]
fn concurrent_tasks_tolerate_other_programs() {
    for seed in [4, 50] {
        let mut tasks = TASKS.to_vec();
        tasks.push(("other programs", change_files));
        let (place, dataset) = run_concurrently(place(), seed, &tasks);
        assert_saved(&place, &dataset);
        // No step fails, although other programs have changed the files.
        undo_or_redo_all(&dataset, true);
        assert_saved(&place, &dataset);
    }
}
