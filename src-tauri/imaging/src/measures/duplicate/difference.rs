//! Measures the difference between two aligned pictures at the place where they differ most.

use crate::measures::least_squares::LeastSquares;
use crate::measures::placement::Placement;
use crate::measures::raster::{Plane, Raster, SIDE, luma};

/// The change that encoding and scaling cause at a pixel, in levels of 255.
const NOISE: f32 = 3.0;
/// The possible error of the placement, in pixels. It matters where the luma is steep.
const ASTRAY: f32 = 0.2;
/// The levels at which a channel may have been clipped: up to the first, and from the second.
const LOST: [f32; 2] = [6.0, 249.0];
/// The size of the neighbourhood over which differences are averaged, in pixels to each side.
const AROUND: usize = 2;
/// The maximum change of colours, in levels. A larger change means another picture of the same shape.
const TINT: f32 = 45.0;
/// The maximum change of the mean luma, in levels, and the range of its change in contrast.
const SHIFT: f32 = 70.0;
const CONTRAST: [f32; 2] = [0.6, 1.67];
/// The difference between pictures that are certainly not the same.
const OTHER: f32 = f32::INFINITY;

/// A change of colours: for each new channel, the factors of the three old channels, of the squared luma, and of 1.
/// Covers brightness, contrast, white balance, hue and saturation.
type Tone = [[f32; 5]; 3];

/// The colours of a place in both pictures.
struct Match {
    index: usize,
    first: [f32; 3],
    second: [f32; 3],
}

/// Returns the difference between two pictures. Encoding, scaling, cropping and toning result in about 1; anything that
/// moved makes it many times larger.
pub(super) fn difference(first: &Raster, second: &Raster, placement: Placement) -> f32 {
    let matches = matches(first, second, placement);
    let Some(tone) = tone(&matches) else {
        return OTHER;
    };
    if !is_slight(&matches) {
        return OTHER;
    }
    let (one, other) = (first.luma(), second.luma());
    let mut excess = [None; SIDE * SIDE];
    for found in &matches {
        let (x, y) = (found.index % SIDE, found.index / SIDE);
        let steep = steepness(&one, x, y).max(steepness(&other, x, y));
        let tolerated = NOISE * NOISE + (ASTRAY * steep).powi(2);
        let squares = (0..3).map(|c| off(found, &tone, c).powi(2)).sum::<f32>() / 3.0;
        excess[found.index] = Some(squares / tolerated);
    }
    worst(&excess)
}

/// Returns whether two pictures without structure have the same colour.
pub(super) fn colours_match(first: &Raster, second: &Raster) -> bool {
    let near = |a: [f32; 3], b: [f32; 3]| (0..3).all(|c| (a[c] - b[c]).abs() <= NOISE);
    first
        .colours()
        .zip(second.colours())
        .all(|(a, b)| near(a, b))
}

fn matches(first: &Raster, second: &Raster, placement: Placement) -> Vec<Match> {
    let colours: Vec<[f32; 3]> = second.colours().collect();
    let channel = |c: usize| Plane {
        side: SIDE,
        values: colours.iter().map(|colour| colour[c]).collect(),
    };
    let channels = [channel(0), channel(1), channel(2)];
    first
        .colours()
        .enumerate()
        .filter_map(|(index, first)| {
            let spot = placement.place(index % SIDE, index / SIDE, SIDE)?;
            Some(Match {
                index,
                first,
                second: [0, 1, 2].map(|c| spot.of(&channels[c])),
            })
        })
        .collect()
}

fn parts(colour: [f32; 3]) -> [f32; 5] {
    let [red, green, blue] = colour.map(|level| level / 255.0 - 0.5);
    let square = luma([red, green, blue]).powi(2);
    [red, green, blue, square, 1.0]
}

/// Returns the tone that turns the first picture's colours into the second's.
fn tone(matches: &[Match]) -> Option<Tone> {
    let mut sums = [const { LeastSquares::<5>::new() }; 3];
    for found in matches {
        let kept = |level: f32| (LOST[0]..=LOST[1]).contains(&level);
        let whole = found.first.into_iter().chain(found.second).all(kept);
        let weight = if whole { 1.0 } else { 0.1 };
        let row = parts(found.first).map(|part| part * weight);
        for (sums, level) in sums.iter_mut().zip(found.second) {
            sums.add(&row, weight * (level / 255.0 - 0.5));
        }
    }
    let mut tone = [[0.0; 5]; 3];
    for (c, sums) in sums.iter_mut().enumerate() {
        // If there is only grey or a single colour, the undetermined factors keep the colours as they are.
        for part in 0..4 {
            sums.draw(part, if part == c { 1.0 } else { 0.0 }, 0.05);
        }
        tone[c] = sums.solve()?;
    }
    Some(tone)
}

/// Returns the difference between a channel and the value that the tone predicts, in levels.
fn off(found: &Match, tone: &Tone, c: usize) -> f32 {
    let explained: f32 = parts(found.first)
        .iter()
        .zip(tone[c])
        .map(|(a, b)| a * b)
        .sum();
    let off = ((explained + 0.5) * 255.0).clamp(0.0, 255.0) - found.second[c];
    // The true value of a clipped channel may have been more extreme. Only a difference that clipping doesn't explain
    // counts.
    let (first, second) = (found.first[c], found.second[c]);
    let [low, high] = LOST;
    if first >= high || second <= low {
        off.max(0.0) * f32::from(u8::from(second < high))
    } else if first <= low || second >= high {
        off.min(0.0)
    } else {
        off
    }
}

/// Returns whether brightness, contrast and colours change no more than by an edit of the same picture.
fn is_slight(matches: &[Match]) -> bool {
    let count = matches.len().max(1) as f32;
    let mean = |of: &dyn Fn(&Match) -> f32| matches.iter().map(of).sum::<f32>() / count;
    let (one, other) = (mean(&|m| luma(m.first)), mean(&|m| luma(m.second)));
    let spread = |mean_luma: f32, of: &dyn Fn(&Match) -> [f32; 3]| {
        mean(&|m| (luma(of(m)) - mean_luma).powi(2)).sqrt()
    };
    let contrast = (spread(other, &|m| m.second) + 0.5) / (spread(one, &|m| m.first) + 0.5);
    let tint = |m: &Match| {
        let (one, other) = (luma(m.first), luma(m.second));
        (0..3)
            .map(|c| ((m.second[c] - other) - (m.first[c] - one)).abs())
            .fold(0.0, f32::max)
    };
    let tinted = matches.iter().filter(|m| tint(m) > TINT).count();
    (other - one).abs() <= SHIFT
        && (CONTRAST[0]..=CONTRAST[1]).contains(&contrast)
        && tinted as f32 <= count * 0.03
}

fn steepness(plane: &Plane, x: usize, y: usize) -> f32 {
    let (right, down) = plane.slope(x, y);
    right.hypot(down)
}

/// Returns the largest mean of a neighbourhood that is entirely in both pictures.
fn worst(values: &[Option<f32>; SIDE * SIDE]) -> f32 {
    let mut worst = 0f32;
    for y in AROUND..SIDE - AROUND {
        for x in AROUND..SIDE - AROUND {
            let around = (y - AROUND..=y + AROUND)
                .flat_map(|y| &values[y * SIDE + x - AROUND..=y * SIDE + x + AROUND]);
            if let Some(sum) = around.copied().sum::<Option<f32>>() {
                worst = worst.max(sum / (2 * AROUND + 1).pow(2) as f32);
            }
        }
    }
    worst
}
