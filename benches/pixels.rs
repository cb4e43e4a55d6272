//! Compares thumbnails, preparation and packing with well-known programs, as ratios.
//!
//! Run by `scripts/bench`. Photos of 12 megapixels are generated once and kept under `target/`.
//! Tintype and each peer program run alternately, in separate processes and on all cores; the
//! figures are the medians of the rounds. The wall-clock time is how long a person waits; the
//! processor time is meaningful even on a busy machine. Linux only, because the processor time is
//! read from `/proc`.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Instant;

use dataset::{PackError, PackProgress, Pair};
use imaging::{Edit, Preparation, Size, Thumbnails};
use turbojpeg::{Image, PixelFormat, Subsamp};

const PHOTOS: usize = 50;
const WIDTH: usize = 4000;
const HEIGHT: usize = 3000;
/// The size of a photo of 4000×3000 after scaling to about a megapixel.
const PREPARED: &str = "1182x886";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let option = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let folder = PathBuf::from(option("--photos").unwrap_or("target/bench-photos".into()));
    match option("--only").as_deref() {
        Some("thumbnails") => our_thumbnails(&folder),
        Some("pack") => our_pack(&folder),
        Some("memory") => our_memory(&folder),
        _ => {
            let rounds = option("--rounds").map_or(5, |rounds| rounds.parse().expect("a number"));
            compare(&folder, rounds);
        }
    }
}

fn compare(folder: &Path, rounds: usize) {
    let photos = generate_photos(folder);
    let bytes: u64 = photos.iter().map(|p| fs::metadata(p).unwrap().len()).sum();
    println!(
        "{PHOTOS} photos of {WIDTH}×{HEIGHT}, {:.1} MB each; {} cores; {rounds} rounds\n",
        bytes as f64 / 1e6 / PHOTOS as f64,
        cores()
    );
    println!("                              ours            peer            ratio (peer / ours)");
    println!("                              clock   cpu     clock   cpu     clock   cpu");
    let thumbnails = || run_ours("thumbnails", folder);
    report("thumbnails / vipsthumbnail", rounds, thumbnails, || {
        peer_thumbnails(&photos, 1)
    });
    report("  one such process per core", rounds, thumbnails, || {
        peer_thumbnails(&photos, cores())
    });
    let pack = || run_ours("pack", folder);
    report("pack / vips + zip -0", rounds, pack, || peer_pack(&photos));
    println!();
    run_ours("memory", folder);
}

/// The wall-clock time and the processor time, in seconds.
#[derive(Clone, Copy)]
struct Times {
    clock: f64,
    processor: f64,
}

fn report(name: &str, rounds: usize, ours: impl Fn() -> Times, peer: impl Fn() -> Times) {
    let pairs: Vec<(Times, Times)> = (0..rounds).map(|_| (ours(), peer())).collect();
    let median_of =
        |figure: &dyn Fn(&(Times, Times)) -> f64| median(pairs.iter().map(figure).collect());
    println!(
        "{name:28}  {:5.2} s {:5.2} s  {:5.2} s {:5.2} s  {:5.2}   {:5.2}",
        median_of(&|(ours, _)| ours.clock),
        median_of(&|(ours, _)| ours.processor),
        median_of(&|(_, peer)| peer.clock),
        median_of(&|(_, peer)| peer.processor),
        median_of(&|(ours, peer)| peer.clock / ours.clock),
        median_of(&|(ours, peer)| peer.processor / ours.processor),
    );
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// Runs `work`, and returns its wall-clock time and the processor time of the processes it starts.
fn measure(work: impl FnOnce()) -> Times {
    let (processor, clock) = (children_ticks(), Instant::now());
    work();
    Times {
        clock: clock.elapsed().as_secs_f64(),
        // A tick is a hundredth of a second on all common Linux systems.
        processor: (children_ticks() - processor) as f64 / 100.0,
    }
}

/// Returns the processor time of all ended child processes, in ticks (proc(5), fields 16 and 17 of
/// `stat`).
fn children_ticks() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields = stat.rsplit_once(") ").unwrap().1.split(' ');
    fields
        .skip(13)
        .take(2)
        .map(|field| field.parse::<u64>().unwrap())
        .sum()
}

fn run_ours(name: &str, folder: &Path) -> Times {
    measure(|| {
        let program = std::env::current_exe().unwrap();
        let mut command = Command::new(program);
        run(command.args(["--only", name, "--photos"]).arg(folder));
    })
}

fn run(command: &mut Command) {
    let status = command
        .status()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(status.success(), "{command:?}: {status}");
}

fn photos(folder: &Path) -> Vec<PathBuf> {
    (0..PHOTOS)
        .map(|number| folder.join(format!("photo{number:02}.jpg")))
        .collect()
}

fn our_thumbnails(folder: &Path) {
    let cache = tempfile::tempdir().unwrap();
    let thumbnails = Thumbnails::new(cache.path(), 1 << 30);
    let (sender, thumbnails_made) = channel();
    for photo in photos(folder) {
        let sender = sender.clone();
        thumbnails.request(photo, Edit::default(), Size::Grid, move |jpeg| {
            sender.send(jpeg.unwrap()).unwrap()
        });
    }
    assert_eq!(
        thumbnails_made
            .iter()
            .take(PHOTOS)
            .filter(|jpeg| !jpeg.is_empty())
            .count(),
        PHOTOS
    );
}

/// Runs `vipsthumbnail` in `processes` processes at once, each with its share of the photos. A
/// single process is the usual way to call it, and uses several cores for each picture. One process
/// per core is the fastest way.
fn vipsthumbnail(photos: &[PathBuf], processes: usize, size: &str, out: &Path, options: &str) {
    let format = format!("{}/%s.jpg{options}", out.display());
    thread::scope(|scope| {
        for share in photos.chunks(photos.len().div_ceil(processes)) {
            let mut command = Command::new("vipsthumbnail");
            command.args(["--size", size, "-o", &format]).args(share);
            if processes > 1 {
                command.env("VIPS_CONCURRENCY", "1");
            }
            scope.spawn(move || run(&mut command));
        }
    });
}

fn peer_thumbnails(photos: &[PathBuf], processes: usize) -> Times {
    let out = tempfile::tempdir().unwrap();
    measure(|| vipsthumbnail(photos, processes, "320", out.path(), "[Q=82,strip]"))
}

fn pairs(folder: &Path, count: usize) -> Vec<Pair> {
    photos(folder)
        .into_iter()
        .cycle()
        .take(count)
        .map(|image| Pair {
            image,
            caption: Some("a photo of TOK".to_owned()),
            edit: Edit::default(),
        })
        .collect()
}

fn continue_packing(_: PackProgress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn our_pack(folder: &Path) {
    let out = tempfile::tempdir().unwrap();
    let zip = out.path().join("out.zip");
    let packed = dataset::pack(
        &pairs(folder, PHOTOS),
        &Preparation::default(),
        &zip,
        None,
        &continue_packing,
    );
    assert_eq!(packed.unwrap().images as usize, PHOTOS);
}

fn peer_pack(photos: &[PathBuf]) -> Times {
    let out = tempfile::tempdir().unwrap();
    measure(|| {
        let options = "[Q=95,strip,subsample_mode=off]";
        vipsthumbnail(photos, cores(), PREPARED, out.path(), options);
        let mut zip = Command::new("zip");
        run(zip
            .current_dir(out.path())
            .args(["-0", "-q", "-r", "out.zip", "."]));
    })
}

/// Packs a thousand photos, and prints the peak memory use of this process, with its difference
/// from the memory use before packing.
fn our_memory(folder: &Path) {
    let out = tempfile::tempdir().unwrap();
    let zip = out.path().join("out.zip");
    let idle = read_memory("VmRSS");
    // A zip that is too large to upload is accepted, since all photos are packed before its size is
    // checked.
    match dataset::pack(
        &pairs(folder, 1000),
        &Preparation::default(),
        &zip,
        None,
        &continue_packing,
    ) {
        Ok(_) | Err(PackError::TooLarge { .. }) => {}
        Err(error) => panic!("{error}"),
    }
    let peak = read_memory("VmHWM");
    println!(
        "memory while packing 1000 photos: {:.0} MB above idle ({peak:.0} MB at its height)",
        peak - idle
    );
}

/// Returns a field of `/proc/self/status` in MB. The conversion is approximate, since the kB in the
/// file are units of 1024 bytes.
fn read_memory(field: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(field)).unwrap();
    let kilobytes: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes / 1000.0
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, |cores| cores.get())
}

/// Generates the photos that don't exist yet, and returns the paths of all photos. The photos have
/// soft shapes, edges and noise like that of a sensor, so that their JPEGs are as large as those of
/// a camera.
fn generate_photos(folder: &Path) -> Vec<PathBuf> {
    fs::create_dir_all(folder).unwrap();
    let photos = photos(folder);
    for (photo, number) in photos.iter().zip(1u32..) {
        if photo.exists() {
            continue;
        }
        let pixels = generate_pixels(number);
        let image = Image {
            pixels: pixels.as_slice(),
            width: WIDTH,
            pitch: WIDTH * 3,
            height: HEIGHT,
            format: PixelFormat::RGB,
        };
        let jpeg = turbojpeg::compress(image, 90, Subsamp::Sub2x2).unwrap();
        fs::write(photo, &jpeg).unwrap();
    }
    photos
}

fn generate_pixels(number: u32) -> Vec<u8> {
    let mut noise = number.wrapping_mul(2_654_435_761) | 1;
    let mut pixels = Vec::with_capacity(WIDTH * HEIGHT * 3);
    let phase = number as f32;
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let (u, v) = (x as f32 / WIDTH as f32, y as f32 / HEIGHT as f32);
            let sky = 200.0 - 120.0 * v;
            let hills = ((u * 9.0 + phase).sin() * 0.1 + 0.6 < v) as u8 as f32 * -70.0;
            let leaves = (u * 300.0 + phase).sin() * (v * 240.0).cos() * 25.0 * v;
            noise ^= noise << 13;
            noise ^= noise >> 17;
            noise ^= noise << 5;
            let grain = (noise >> 24) as f32 / 255.0 * 18.0 - 9.0;
            let light = sky + hills + leaves + grain;
            pixels.extend([light + 20.0 * u, light, light - 30.0 * v + 25.0].map(|c| c as u8));
        }
    }
    pixels
}
