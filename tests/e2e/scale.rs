//! Measures the Dataset page with many images in a real window. Started by `scripts/bench window`.
//!
//! It prints a table. Slow figures don't make it fail; it fails only if something does not appear at all.

mod launch;
mod memory;
mod photo_set;

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::fixture::Fixture;
use crate::window::Window;
use launch::launched;
use memory::{Held, memory, total};
use photo_set::{PhotoSet, SETS};

/// The number of starts of each kind; the figures are their medians.
const ROUNDS: usize = 3;

/// The maximum time that any step may take with thousands of images.
const PATIENCE: Duration = Duration::from_secs(300);

/// The wait before memory is measured again. The web view keeps a picture's pixels for a minute after the picture
/// leaves the page.
const REST: Duration = Duration::from_secs(90);

/// The figures that are measured, each with its upper bound, if any, for 1,000 images of 1–2 megapixels.
const FIGURES: [(&str, &str); 12] = [
    ("window, ms", "700"),
    ("first screen, cold, ms", "1000"),
    ("first screen, cached, ms", "600"),
    ("gap between frames while scrolling, p50, ms", ""),
    ("the same, p95, ms", ""),
    ("the same, longest, ms", "70"),
    ("memory after scrolling, at once, MB", "350"),
    ("the same, after a rest, MB", "350"),
    ("find and replace: the answer, ms", ""),
    ("find and replace: the last file, ms", ""),
    // The parts of a start that grow with the number of images.
    ("reading the folder, ms", ""),
    ("all images from Rust to the page, ms", ""),
];

/// A script that returns the time of the page's first paint, in milliseconds since 1970.
const FIRST_PAINT: &str = "
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    return performance.timeOrigin + paint.startTime";

/// A script that returns the time at which every picture on screen was shown, in milliseconds since 1970.
const FIRST_SCREEN: &str = "
    const done = arguments[0];
    (function look() {
        const [mark] = performance.getEntriesByName('first-screen');
        if (mark) done(performance.timeOrigin + mark.startTime);
        else setTimeout(look, 20);
    })()";

/// A script that scrolls to the end by a fifth of a screen per frame, just slowly enough for every picture to be shown,
/// and then back and forth by half a screen per frame for five seconds. It returns the median, 95th percentile and
/// maximum of the gaps between frames, in milliseconds.
const SCROLL: &str = "
    const done = arguments[0];
    const grid = document.querySelector('image-grid');
    const end = grid.scrollHeight - grid.clientHeight;
    const gaps = [];
    let last = null, by = grid.clientHeight / 5, fastSince = null;
    requestAnimationFrame(function frame() {
        const now = performance.now();
        if (last !== null) gaps.push(now - last);
        last = now;
        if (fastSince !== null && now - fastSince >= 5000) {
            gaps.sort((a, b) => a - b);
            done([0.5, 0.95, 1].map(part => gaps[Math.ceil(part * gaps.length) - 1]));
            return;
        }
        const to = grid.scrollTop + by;
        if (to >= end) fastSince ??= now;
        if (to >= end) by = -grid.clientHeight / 2;
        if (to <= 0) by = grid.clientHeight / 2;
        grid.scrollTop = to;
        requestAnimationFrame(frame);
    })";

/// A script that edits all captions through the page's own commands. `begun` is wall-clock time, to compare with the
/// files' change times.
const REPLACE: &str = "
    const done = arguments[0];
    const { invoke } = window.__TAURI__.core;
    const edit = { kind: 'replace', find: 'a', with: 'the', regex: false, matchCase: true, wholeWord: true };
    (async () => {
        const asked = performance.now();
        const { dataset } = await invoke('app_state', {});
        const told = performance.now() - asked;
        const ids = dataset.images.map(image => image.id);
        const begun = Date.now(), start = performance.now();
        const { changed } = await invoke('edit_captions', { ids, edit });
        return { told, answer: performance.now() - start, begun, changed: changed.length };
    })().then(done, error => done({ error: JSON.stringify(error) }))";

#[tokio::test]
#[ignore = "a benchmark, started by scripts/bench window"]
async fn the_dataset_page_with_thousands_of_images() {
    let mut columns = vec![("no dataset", without_a_dataset().await)];
    // Only sets whose titles begin with this text are measured; see scripts/bench.
    let chosen = std::env::var("TINTYPE_SCALE").unwrap_or_default();
    for set in SETS.iter().filter(|set| set.title.starts_with(&chosen)) {
        columns.push((set.title, with(set).await));
        // The results so far are shown even if a later set takes too long.
        print(&columns);
    }
}

/// A value for each entry of `FIGURES`, in the same order.
type Column = [Option<f64>; FIGURES.len()];

/// Measures the lower bound: the time and memory of an empty window.
async fn without_a_dataset() -> Column {
    let fixture = Fixture::new().await;
    let (mut opened, mut held) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let window = fixture.open().await;
        opened.push(first_paint(&window).await - launched(window.app()));
        window.look_around().await;
        let all = memory(window.app());
        held.push(total(&all));
        if held.len() == ROUNDS {
            memory::print("No dataset", &all);
        }
        window.close().await;
    }
    let mut column = Column::default();
    column[0] = Some(median(opened));
    column[6] = Some(median(held));
    column
}

async fn with(set: &PhotoSet) -> Column {
    let fixture = Fixture::new().await;
    let folder = fixture.path("photos");
    set.write(&folder);
    remember(&fixture, &folder).await;

    let (mut opened, mut cold, mut cached) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        // The cache is moved, not removed: the web view's processes may still write to it.
        let aside = fixture.path(&format!("cache-{round}"));
        fs::rename(fixture.path("cache"), aside).unwrap();
        let (window, first) = start(&fixture).await;
        window.close().await;
        cold.push(first.screen);
        let (window, again) = start(&fixture).await;
        window.close().await;
        opened.push(again.window);
        cached.push(again.screen);
    }

    let (window, _) = start(&fixture).await;
    let profile =
        |when: &str, held: &[Held]| memory::print(&format!("{}, {when}", set.title), held);
    profile("before scrolling", &memory(window.app()));
    let gaps = window.run_async(SCROLL, PATIENCE).await;
    window
        .see_no("[data-testid=card][data-state=loading]")
        .await;
    let held = memory(window.app());
    profile("after scrolling", &held);
    tokio::time::sleep(REST).await;
    let rested = memory(window.app());
    profile("after a rest", &rested);
    let replaced = replace(&window, set, &folder).await;
    window.close().await;
    [
        Some(median(opened)),
        Some(median(cold)),
        Some(median(cached)),
        gaps[0].as_f64(),
        gaps[1].as_f64(),
        gaps[2].as_f64(),
        Some(total(&held)),
        Some(total(&rested)),
        Some(replaced.answer),
        Some(replaced.written),
        reading(&fixture),
        Some(replaced.told),
    ]
}

/// Opens the folder once, so that the next start opens it again.
async fn remember(fixture: &Fixture, folder: &Path) {
    let window = fixture.open_on(folder).await;
    first_screen(&window).await;
    window.close().await;
}

/// Durations from the app's launch, in milliseconds.
struct Start {
    /// Until the page is first drawn.
    window: f64,
    /// Until every picture on screen is shown.
    screen: f64,
}

async fn start(fixture: &Fixture) -> (Window, Start) {
    let window = fixture.open().await;
    let begun = launched(window.app());
    let screen = first_screen(&window).await;
    let start = Start {
        window: first_paint(&window).await - begun,
        screen: screen - begun,
    };
    (window, start)
}

/// Returns the time of the first paint in milliseconds since 1970, like `first_screen`.
async fn first_paint(window: &Window) -> f64 {
    let painted = window.run(FIRST_PAINT, Vec::new()).await;
    painted.as_f64().unwrap()
}

async fn first_screen(window: &Window) -> f64 {
    let shown = window.run_async(FIRST_SCREEN, PATIENCE).await;
    shown.as_f64().unwrap()
}

/// Durations of find and replace, in milliseconds.
struct Replaced {
    /// Until Rust has sent all images to the page. Measured before the edit.
    told: f64,
    /// From the edit's request to its response.
    answer: f64,
    /// From the edit's request until the last file is written.
    written: f64,
}

async fn replace(window: &Window, set: &PhotoSet, folder: &Path) -> Replaced {
    let answer = window.run_async(REPLACE, PATIENCE).await;
    assert_eq!(answer["changed"], set.number, "{answer}");
    let captions: Vec<PathBuf> = (0..set.number)
        .map(|number| photo_set::file(folder, number).with_extension("txt"))
        .collect();
    window
        .until_within(PATIENCE, "every caption is on the disk", async || {
            captions.iter().all(|caption| {
                fs::read_to_string(caption).is_ok_and(|text| text.starts_with("the bowl"))
            })
        })
        .await;
    let last = captions.iter().map(|caption| changed(caption));
    let last = last.fold(0.0, f64::max);
    let begun = answer["begun"].as_f64().unwrap();
    Replaced {
        told: answer["told"].as_f64().unwrap(),
        answer: answer["answer"].as_f64().unwrap(),
        written: last - begun,
    }
}

/// Returns how long the last start took to read the folder, from the app's log, in milliseconds.
fn reading(fixture: &Fixture) -> Option<f64> {
    let logs = fixture.files();
    let logs = logs
        .iter()
        .filter(|file| file.extension().is_some_and(|ending| ending == "log"));
    let log: String = logs
        .filter_map(|file| fs::read_to_string(file).ok())
        .collect();
    let (_, after) = log.rsplit_once("a folder was read milliseconds=")?;
    after.split_whitespace().next()?.parse().ok()
}

/// Returns the time at which a file was last renamed or written, in milliseconds since 1970.
fn changed(file: &Path) -> f64 {
    let file = fs::metadata(file).unwrap();
    file.ctime() as f64 * 1e3 + file.ctime_nsec() as f64 / 1e6
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn print(columns: &[(&str, Column)]) {
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
    let debug = cfg!(debug_assertions);
    println!("\n{cores} cores; debug build: {debug}; starts are medians of {ROUNDS}.");
    println!("A start counts from the launch of the app's process, which WebDriver watches.");
    println!("Cold is with an empty cache folder; the system may have the photos in memory.");
    println!("The bar is that for 1,000 of 1–2 MP.\n");
    let titles: Vec<&str> = columns.iter().map(|(title, _)| *title).collect();
    println!("| | {} | bar |", titles.join(" | "));
    println!("|---|{}---|", "---:|".repeat(columns.len()));
    for (row, (figure, bar)) in FIGURES.iter().enumerate() {
        let cells: Vec<String> = columns
            .iter()
            .map(|(_, column)| {
                column[row].map_or("–".to_owned(), |figure| format!("{figure:.0}"))
            })
            .collect();
        println!("| {figure} | {} | {bar} |", cells.join(" | "));
    }
}
