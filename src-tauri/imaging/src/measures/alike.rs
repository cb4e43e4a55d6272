//! Finds distinct pictures with similar backgrounds or framing, which repeat the same scene.
//!
//! The surroundings of the subject are compared place by place, by colour and by roughness. The middle, down to the
//! lower edge, belongs to the subject and is not compared.

use rayon::prelude::*;

use super::Measures;
use super::raster::{Plane, SIDE, luma};

/// The number of cells along each side of the raster.
const CELLS: usize = 8;
/// The length of a cell's side, in pixels of the raster.
const CELL_SIDE: usize = SIDE / CELLS;
/// The number of rows of cells at the top, and of columns of cells at each side, that are background.
const MARGIN: usize = 2;

/// The maximum difference between the colours of the same place, per channel, in levels from 0 to 255. The spread of
/// the luma is added to it.
const MAX_COLOUR_DIFFERENCE: f32 = 22.0;
/// The maximum difference in exposure that is compensated for, in levels.
const MAX_EXPOSURE_DIFFERENCE: f32 = 25.0;
/// The maximum ratio between the roughness values of the same place.
const MAX_ROUGHNESS_RATIO: f32 = 2.5;
/// The minimum share of the background's cells that must be alike.
const MIN_ALIKE_SHARE: f32 = 0.7;

/// Returns clusters of distinct pictures with similar backgrounds, as ascending indices into `images`. Each cluster has
/// three or more pictures, and the largest cluster comes first. Of each group of `duplicates` (as returned by
/// [`duplicates`](super::duplicates)), only the first picture is compared.
pub fn alike(images: &[&Measures], duplicates: &[Vec<usize>]) -> Vec<Vec<usize>> {
    alike_while(images, duplicates, &|| true).unwrap_or_default()
}

/// Does the same as [`alike`], but stops and returns `None` once `wanted` returns false.
pub fn alike_while(
    images: &[&Measures],
    duplicates: &[Vec<usize>],
    wanted: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<Vec<usize>>> {
    let mut is_distinct = vec![true; images.len()];
    for &copy in duplicates
        .iter()
        .filter_map(|group| group.get(1..))
        .flatten()
    {
        is_distinct[copy] = false;
    }
    let backgrounds: Vec<(usize, Background)> = (0..images.len())
        .into_par_iter()
        .filter(|&i| is_distinct[i])
        .map(|i| (i, Background::of(images[i])))
        .collect();
    let neighbours: Option<Vec<Set>> = backgrounds
        .par_iter()
        .map(|(_, one)| {
            let is_alike = |i: &usize| one.is_like(&backgrounds[*i].1);
            wanted().then(|| Set::of((0..backgrounds.len()).filter(is_alike), backgrounds.len()))
        })
        .collect();
    let original_indices =
        |cluster: Vec<usize>| cluster.into_iter().map(|i| backgrounds[i].0).collect();
    Some(
        stars(&neighbours?)
            .into_iter()
            .map(original_indices)
            .collect(),
    )
}

/// Returns clusters, the largest first. The first cluster is the picture that is similar to the most other pictures,
/// together with these pictures. The next clusters are found in the same way among the remaining pictures, until none
/// has three. Unlike in chains of neighbours, all pictures of such a star are similar to the same picture.
fn stars(neighbours: &[Set]) -> Vec<Vec<usize>> {
    let count = neighbours.len();
    let mut remaining = Set::of(0..count, count);
    let mut stars = Vec::new();
    loop {
        let best = (0..count)
            .filter(|&i| remaining.contains(i))
            .map(|i| (neighbours[i].count_common(&remaining), i))
            .rev()
            .max_by_key(|(common, _)| *common);
        let Some((3.., centre)) = best else {
            return stars;
        };
        let star: Vec<usize> = (0..count)
            .filter(|&i| neighbours[centre].contains(i) && remaining.contains(i))
            .collect();
        for &i in &star {
            remaining.remove(i);
        }
        stars.push(star);
    }
}

/// A set of indices with one bit each, since thousands of pictures have millions of pairs.
struct Set(Vec<u64>);

impl Set {
    fn of(indices: impl Iterator<Item = usize>, count: usize) -> Set {
        let mut words = vec![0; count.div_ceil(64)];
        for index in indices {
            words[index / 64] |= 1 << (index % 64);
        }
        Set(words)
    }

    fn contains(&self, index: usize) -> bool {
        self.0[index / 64] >> (index % 64) & 1 == 1
    }

    fn remove(&mut self, index: usize) {
        self.0[index / 64] &= !(1 << (index % 64));
    }

    /// Returns how many indices are in both sets.
    fn count_common(&self, other: &Set) -> u32 {
        self.0
            .iter()
            .zip(&other.0)
            .map(|(one, other)| (one & other).count_ones())
            .sum()
    }
}

#[derive(Clone, Copy)]
struct Cell {
    colour: [f32; 3],
    /// The mean slope of the luma.
    roughness: f32,
    /// The spread of the luma within the cell. A slight move of the camera can change the colour by this much.
    spread: f32,
}

struct Background {
    cells: Vec<Cell>,
    luma: f32,
}

impl Background {
    fn of(measures: &Measures) -> Background {
        let colours: Vec<[f32; 3]> = measures.raster.colours().collect();
        let fine = measures.raster.luma();
        let cells: Vec<Cell> = (0..CELLS * CELLS)
            .map(|i| (i % CELLS, i / CELLS))
            .filter(|&(x, y)| y < MARGIN || !(MARGIN..CELLS - MARGIN).contains(&x))
            .map(|(x, y)| Cell::of(&colours, &fine, x * CELL_SIDE, y * CELL_SIDE))
            .collect();
        let luma = cells.iter().map(|cell| luma(cell.colour)).sum::<f32>() / cells.len() as f32;
        Background { cells, luma }
    }

    /// Returns whether at least [`MIN_ALIKE_SHARE`] of the cells are alike.
    fn is_like(&self, other: &Background) -> bool {
        let brightness_difference =
            (other.luma - self.luma).clamp(-MAX_EXPOSURE_DIFFERENCE, MAX_EXPOSURE_DIFFERENCE);
        let allowed_mismatches = (self.cells.len() as f32 * (1.0 - MIN_ALIKE_SHARE)) as usize;
        let pairs = self.cells.iter().zip(&other.cells);
        // The comparison stops at the first mismatch too many, so few pairs of pictures are compared completely.
        pairs
            .filter(|(one, other)| !one.is_like(other, brightness_difference))
            .nth(allowed_mismatches)
            .is_none()
    }
}

impl Cell {
    fn of(colours: &[[f32; 3]], fine: &Plane, left: usize, top: usize) -> Cell {
        let places =
            || (0..CELL_SIDE * CELL_SIDE).map(|i| (left + i % CELL_SIDE, top + i / CELL_SIDE));
        let count = (CELL_SIDE * CELL_SIDE) as f32;
        let colour =
            [0, 1, 2].map(|c| places().map(|(x, y)| colours[y * SIDE + x][c]).sum::<f32>() / count);
        let slope = |(x, y)| {
            let (right, down) = fine.slope(x, y);
            f32::hypot(right, down)
        };
        let squared_deviation =
            |(x, y): (usize, usize)| (fine.values[y * SIDE + x] - luma(colour)).powi(2);
        Cell {
            colour,
            roughness: places().map(slope).sum::<f32>() / count,
            spread: (places().map(squared_deviation).sum::<f32>() / count).sqrt(),
        }
    }

    fn is_like(&self, other: &Cell, brightness_difference: f32) -> bool {
        let tolerance = MAX_COLOUR_DIFFERENCE + self.spread.min(other.spread);
        let roughness_ratio = (self.roughness + 2.0) / (other.roughness + 2.0);
        (1.0 / MAX_ROUGHNESS_RATIO..=MAX_ROUGHNESS_RATIO).contains(&roughness_ratio)
            && (0..3).all(|c| {
                (other.colour[c] - self.colour[c] - brightness_difference).abs() <= tolerance
            })
    }
}
