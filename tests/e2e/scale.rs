//! Measures the Dataset page with many images in a real window. Started by `scripts/bench window`.
//!
//! The benchmark prints a table. It does not fail on slow figures, only if something does not appear at all.

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
use launch::launch_time;
use memory::{ProcessMemory, app_memory, total};
use photo_set::{PhotoSet, SETS};

/// The number of starts of each kind. The figures of starts are medians.
const ROUNDS: usize = 3;

/// The maximum time that any step may take with thousands of images.
const TIMEOUT: Duration = Duration::from_secs(300);

/// The wait before memory is measured again. The web view keeps a picture's pixels for a minute after the picture
/// leaves the page.
const IDLE_TIME: Duration = Duration::from_secs(90);

/// The figures that are measured, each with its upper bound, if any, for 1,000 images of 1–2 megapixels.
const FIGURES: [(&str, &str); 12] = [
    ("window, ms", "700"),
    ("first screen, cold, ms", "1000"),
    ("first screen, cached, ms", "600"),
    ("gap between frames while scrolling, p50, ms", ""),
    ("the same, p95, ms", ""),
    ("the same, longest, ms", "70"),
    ("memory after scrolling, at once, MB", "350"),
    ("the same, after idling, MB", "350"),
    ("find and replace: the response, ms", ""),
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
    (function check() {
        const [mark] = performance.getEntriesByName('first-screen');
        if (mark) done(performance.timeOrigin + mark.startTime);
        else setTimeout(check, 20);
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

/// A script that edits all captions through the page's own commands. It returns the times for [`ReplaceTimes`] and the
/// number of changed captions. `begun` is wall-clock time, to compare with the files' change times.
const REPLACE: &str = "
    const done = arguments[0];
    const { invoke } = window.__TAURI__.core;
    const edit = { kind: 'replace', find: 'a', with: 'the', regex: false, matchCase: true, wholeWord: true };
    (async () => {
        const requested = performance.now();
        const { dataset } = await invoke('app_state', {});
        const transfer = performance.now() - requested;
        const ids = dataset.images.map(image => image.id);
        const begun = Date.now(), start = performance.now();
        const { changed } = await invoke('edit_captions', { ids, edit });
        return { transfer, response: performance.now() - start, begun, changed: changed.length };
    })().then(done, error => done({ error: JSON.stringify(error) }))";

#[tokio::test]
#[ignore = "a benchmark, started by scripts/bench window"]
async fn measure_the_dataset_page() {
    let mut columns = vec![("no dataset", measure_empty_window().await)];
    // Only sets whose titles begin with this text are measured; see scripts/bench.
    let chosen = std::env::var("TINTYPE_SCALE").unwrap_or_default();
    for set in SETS.iter().filter(|set| set.title.starts_with(&chosen)) {
        columns.push((set.title, measure_set(set).await));
        // The results so far are shown even if a later set takes too long.
        print(&columns);
    }
}

/// A value for each entry of `FIGURES`, in the same order.
type Column = [Option<f64>; FIGURES.len()];

/// Measures the lower bound: the time and memory of an empty window.
async fn measure_empty_window() -> Column {
    let fixture = Fixture::new().await;
    let (mut window_times, mut totals) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let window = fixture.open().await;
        window_times.push(first_paint(&window).await - launch_time(window.app_pid()));
        window.look_around().await;
        let processes = app_memory(window.app_pid());
        totals.push(total(&processes));
        if totals.len() == ROUNDS {
            memory::print("No dataset", &processes);
        }
        window.close().await;
    }
    let mut column = Column::default();
    column[0] = Some(median(window_times));
    column[6] = Some(median(totals));
    column
}

async fn measure_set(set: &PhotoSet) -> Column {
    let fixture = Fixture::new().await;
    let folder = fixture.path("photos");
    set.write(&folder);
    open_once(&fixture, &folder).await;

    let (mut window_times, mut cold_times, mut cached_times) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        // The cache is moved, not removed: the web view's processes may still write to it.
        let aside = fixture.path(&format!("cache-{round}"));
        fs::rename(fixture.path("cache"), aside).unwrap();
        let (window, cold) = start(&fixture).await;
        window.close().await;
        cold_times.push(cold.screen);
        let (window, cached) = start(&fixture).await;
        window.close().await;
        window_times.push(cached.window);
        cached_times.push(cached.screen);
    }

    let (window, _) = start(&fixture).await;
    let print_memory = |when: &str, memory: &[ProcessMemory]| {
        memory::print(&format!("{}, {when}", set.title), memory)
    };
    print_memory("before scrolling", &app_memory(window.app_pid()));
    let gaps = window.run_async(SCROLL, TIMEOUT).await;
    window
        .wait_until_gone("[data-testid=card][data-state=loading]")
        .await;
    let after_scrolling = app_memory(window.app_pid());
    print_memory("after scrolling", &after_scrolling);
    tokio::time::sleep(IDLE_TIME).await;
    let after_idling = app_memory(window.app_pid());
    print_memory("after idling", &after_idling);
    let replace_times = replace(&window, set, &folder).await;
    window.close().await;
    [
        Some(median(window_times)),
        Some(median(cold_times)),
        Some(median(cached_times)),
        gaps[0].as_f64(),
        gaps[1].as_f64(),
        gaps[2].as_f64(),
        Some(total(&after_scrolling)),
        Some(total(&after_idling)),
        Some(replace_times.response),
        Some(replace_times.written),
        folder_read_time(&fixture),
        Some(replace_times.transfer),
    ]
}

/// Opens the folder once, so that the next start opens it again.
async fn open_once(fixture: &Fixture, folder: &Path) {
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
    let launched = launch_time(window.app_pid());
    let screen = first_screen(&window).await;
    let start = Start {
        window: first_paint(&window).await - launched,
        screen: screen - launched,
    };
    (window, start)
}

/// Returns the time of the first paint in milliseconds since 1970, like `first_screen`.
async fn first_paint(window: &Window) -> f64 {
    let time = window.run(FIRST_PAINT, Vec::new()).await;
    time.as_f64().unwrap()
}

async fn first_screen(window: &Window) -> f64 {
    let time = window.run_async(FIRST_SCREEN, TIMEOUT).await;
    time.as_f64().unwrap()
}

/// Durations of find and replace, in milliseconds.
struct ReplaceTimes {
    /// Until Rust has sent all images to the page. Measured before the edit.
    transfer: f64,
    /// From the edit's request to its response.
    response: f64,
    /// From the edit's request until the last file is written.
    written: f64,
}

async fn replace(window: &Window, set: &PhotoSet, folder: &Path) -> ReplaceTimes {
    let response = window.run_async(REPLACE, TIMEOUT).await;
    assert_eq!(response["changed"], set.count, "{response}");
    let captions: Vec<PathBuf> = (0..set.count)
        .map(|number| photo_set::file(folder, number).with_extension("txt"))
        .collect();
    window
        .wait_until_within(TIMEOUT, "every caption is on the disk", async || {
            captions.iter().all(|caption| {
                fs::read_to_string(caption).is_ok_and(|text| text.starts_with("the bowl"))
            })
        })
        .await;
    let last = captions.iter().map(|caption| change_time(caption));
    let last = last.fold(0.0, f64::max);
    let begun = response["begun"].as_f64().unwrap();
    ReplaceTimes {
        transfer: response["transfer"].as_f64().unwrap(),
        response: response["response"].as_f64().unwrap(),
        written: last - begun,
    }
}

/// Returns the time that the last start took to read the folder, in milliseconds, from the app's log.
fn folder_read_time(fixture: &Fixture) -> Option<f64> {
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
fn change_time(file: &Path) -> f64 {
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
    println!("The limits apply to 1,000 images of 1–2 MP.\n");
    let titles: Vec<&str> = columns.iter().map(|(title, _)| *title).collect();
    println!("| | {} | limit |", titles.join(" | "));
    println!("|---|{}---|", "---:|".repeat(columns.len()));
    for (row, (figure, limit)) in FIGURES.iter().enumerate() {
        let cells: Vec<String> = columns
            .iter()
            .map(|(_, column)| {
                column[row].map_or("–".to_owned(), |figure| format!("{figure:.0}"))
            })
            .collect();
        println!("| {figure} | {} | {limit} |", cells.join(" | "));
    }
}
