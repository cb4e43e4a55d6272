//! Measures the difference between two aligned pictures at the place where they differ most.

use crate::measures::least_squares::LeastSquares;
use crate::measures::placement::Placement;
use crate::measures::raster::{Plane, Raster, SIDE, luma};

/// The change that encoding and scaling cause in a channel of a pixel, in levels from 0 to 255.
const NOISE: f32 = 3.0;
/// The possible error of the placement, in pixels. It matters where the luma is steep.
const PLACEMENT_ERROR: f32 = 0.2;
/// The levels at which a channel may have been clipped: up to the first, and from the second.
const CLIPPED: [f32; 2] = [6.0, 249.0];
/// The size of the neighbourhood over which differences are averaged, in pixels to each side.
const NEIGHBOURHOOD: usize = 2;
/// The maximum change of a channel relative to the luma, in levels. If more than 3% of the places change by more, the
/// pictures are different ones of the same shape.
const MAX_TINT: f32 = 45.0;
/// The maximum change of the mean luma, in levels.
const MAX_LUMA_CHANGE: f32 = 70.0;
/// The range of the factor by which the contrast may change.
const CONTRAST_RANGE: [f32; 2] = [0.6, 1.67];
/// The difference between pictures that are certainly not the same.
const DIFFERENT_PICTURES: f32 = f32::INFINITY;

/// A change of colours: for each new channel, the factors of the three old channels and of the squared luma, and a
/// constant. Covers brightness, contrast, white balance, hue and saturation.
type Tone = [[f32; 5]; 3];

/// The colours of a place in both pictures.
struct Match {
    /// The index of the place in the first raster.
    index: usize,
    first: [f32; 3],
    second: [f32; 3],
}

/// Returns the difference between two pictures, or [`DIFFERENT_PICTURES`]. Encoding, scaling, cropping and toning
/// result in about 1; a moved object makes it many times larger.
pub(super) fn difference(first: &Raster, second: &Raster, placement: Placement) -> f32 {
    let matches = matches(first, second, placement);
    let Some(tone) = fit_tone(&matches) else {
        return DIFFERENT_PICTURES;
    };
    if !is_slight(&matches) {
        return DIFFERENT_PICTURES;
    }
    let (one, other) = (first.luma(), second.luma());
    let mut excess = [None; SIDE * SIDE];
    for matched in &matches {
        let (x, y) = (matched.index % SIDE, matched.index / SIDE);
        let slope = steepness(&one, x, y).max(steepness(&other, x, y));
        let tolerated = NOISE * NOISE + (PLACEMENT_ERROR * slope).powi(2);
        let squares = (0..3)
            .map(|c| tone_error(matched, &tone, c).powi(2))
            .sum::<f32>()
            / 3.0;
        excess[matched.index] = Some(squares / tolerated);
    }
    worst_neighbourhood(&excess)
}

/// Returns whether two pictures without structure have the same colours.
pub(super) fn colours_match(first: &Raster, second: &Raster) -> bool {
    let is_near = |a: [f32; 3], b: [f32; 3]| (0..3).all(|c| (a[c] - b[c]).abs() <= NOISE);
    first
        .colours()
        .zip(second.colours())
        .all(|(a, b)| is_near(a, b))
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
            let spot = placement.locate(index % SIDE, index / SIDE, SIDE)?;
            Some(Match {
                index,
                first,
                second: [0, 1, 2].map(|c| spot.sample(&channels[c])),
            })
        })
        .collect()
}

fn tone_terms(colour: [f32; 3]) -> [f32; 5] {
    let [red, green, blue] = colour.map(|level| level / 255.0 - 0.5);
    let square = luma([red, green, blue]).powi(2);
    [red, green, blue, square, 1.0]
}

/// Returns the tone that best turns the first picture's colours into the second's, or `None` if the matches don't
/// determine one. Clipped colours count less.
fn fit_tone(matches: &[Match]) -> Option<Tone> {
    let mut sums = [const { LeastSquares::<5>::new() }; 3];
    for matched in matches {
        let is_unclipped_level = |level: f32| (CLIPPED[0]..=CLIPPED[1]).contains(&level);
        let is_unclipped = matched
            .first
            .into_iter()
            .chain(matched.second)
            .all(is_unclipped_level);
        let weight = if is_unclipped { 1.0 } else { 0.1 };
        let row = tone_terms(matched.first).map(|term| term * weight);
        for (sums, level) in sums.iter_mut().zip(matched.second) {
            sums.add(&row, weight * (level / 255.0 - 0.5));
        }
    }
    let mut tone = [[0.0; 5]; 3];
    for (c, sums) in sums.iter_mut().enumerate() {
        // If there is only grey or a single colour, the undetermined factors keep the colours as they are.
        for term in 0..4 {
            sums.pull_towards(term, if term == c { 1.0 } else { 0.0 }, 0.05);
        }
        tone[c] = sums.solve()?;
    }
    Some(tone)
}

/// Returns the difference between a channel and the value that the tone predicts, in levels.
fn tone_error(matched: &Match, tone: &Tone, c: usize) -> f32 {
    let predicted: f32 = tone_terms(matched.first)
        .iter()
        .zip(tone[c])
        .map(|(a, b)| a * b)
        .sum();
    let error = ((predicted + 0.5) * 255.0).clamp(0.0, 255.0) - matched.second[c];
    // The true value of a clipped channel may have been more extreme. Only a difference that clipping doesn't explain
    // counts.
    let (first, second) = (matched.first[c], matched.second[c]);
    let [low, high] = CLIPPED;
    if first >= high || second <= low {
        error.max(0.0) * f32::from(u8::from(second < high))
    } else if first <= low || second >= high {
        error.min(0.0)
    } else {
        error
    }
}

/// Returns whether brightness, contrast and colours change no more than an edit of the same picture changes them.
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
    let tinted = matches.iter().filter(|m| tint(m) > MAX_TINT).count();
    (other - one).abs() <= MAX_LUMA_CHANGE
        && (CONTRAST_RANGE[0]..=CONTRAST_RANGE[1]).contains(&contrast)
        && tinted as f32 <= count * 0.03
}

fn steepness(plane: &Plane, x: usize, y: usize) -> f32 {
    let (right, down) = plane.slope(x, y);
    right.hypot(down)
}

/// Returns the largest mean of a neighbourhood that is entirely in both pictures.
fn worst_neighbourhood(values: &[Option<f32>; SIDE * SIDE]) -> f32 {
    let mut worst = 0f32;
    for y in NEIGHBOURHOOD..SIDE - NEIGHBOURHOOD {
        for x in NEIGHBOURHOOD..SIDE - NEIGHBOURHOOD {
            let around = (y - NEIGHBOURHOOD..=y + NEIGHBOURHOOD)
                .flat_map(|y| &values[y * SIDE + x - NEIGHBOURHOOD..=y * SIDE + x + NEIGHBOURHOOD]);
            if let Some(sum) = around.copied().sum::<Option<f32>>() {
                worst = worst.max(sum / (2 * NEIGHBOURHOOD + 1).pow(2) as f32);
            }
        }
    }
    worst
}
