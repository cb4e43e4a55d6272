//! Finds copies of the same picture: scaled, slightly cropped, re-encoded, brightened or tinted.
//!
//! Every pair is first compared roughly. Pictures that could be the same are then aligned and compared place by place,
//! since in a different picture of the same scene, something has moved.

mod difference;
mod sketch;

use std::cell::LazyCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rayon::prelude::*;

use super::placement::{Level, Placement};
use super::raster::Raster;
use super::{Measures, sort_best_first};
use difference::difference;
use sketch::Sketch;

/// The minimum similarity, up to 1, of two sketches that may show the same picture.
const MIN_SKETCH_SIMILARITY: f32 = 0.75;

/// The minimum correlation between the lumas of the same picture, once they are aligned.
const MIN_CORRELATION: f32 = 0.9;

/// The maximum difference between copies at the place where they differ most. A graphic with hard edges and its crop
/// differ by about 10; two pictures whose subject has moved by a tenth of the picture, by 40 or more.
const MAX_DIFFERENCE: f32 = 14.0;

/// The maximum number of earlier pictures that a picture is compared with place by place. The pictures with the most
/// similar sketches are chosen. Without this limit, the frames of a film, which are all alike, would take hours.
const MAX_CANDIDATES: usize = 200;

/// Returns groups of images that show the same picture, as indices into `images`. Each group has two or more images,
/// the best one first (largest, then sharpest). Groups are in the order of their earliest image.
pub fn duplicates(images: &[&Measures]) -> Vec<Vec<usize>> {
    duplicates_while(images, &|| true).unwrap_or_default()
}

/// Does the same as [`duplicates`], but stops and returns `None` once `wanted` returns false.
pub fn duplicates_while(
    images: &[&Measures],
    wanted: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<Vec<usize>>> {
    // Pictures with equal rasters are paired without a comparison, and only the first of them is compared with other
    // pictures.
    let mut firsts: HashMap<&[u8], usize> = HashMap::new();
    let (mut pairs, mut distinct) = (Vec::new(), Vec::new());
    for (index, image) in images.iter().enumerate() {
        match firsts.entry(image.raster.as_bytes()) {
            Entry::Occupied(first) => pairs.push((*first.get(), index)),
            Entry::Vacant(place) => {
                place.insert(index);
                distinct.push(index);
            }
        }
    }
    let pictures: Vec<Picture> = distinct
        .par_iter()
        .map(|&index| Picture::of(&images[index].raster))
        .collect();
    let same: Option<Vec<Vec<(usize, usize)>>> = (0..pictures.len())
        .into_par_iter()
        .map(|i| wanted().then(|| find_earlier_copies(&pictures, i)))
        .collect();
    let same = same?.into_iter().flatten();
    pairs.extend(same.map(|(i, j)| (distinct[i], distinct[j])));
    let mut groups = connected_sets(images.len(), &pairs);
    for group in &mut groups {
        sort_best_first(group, images);
    }
    Some(groups)
}

/// A picture prepared for many comparisons; a few kilobytes.
struct Picture<'a> {
    raster: &'a Raster,
    /// `None` if the picture has no structure.
    sketch: Option<Sketch>,
    coarse: Level,
}

impl<'a> Picture<'a> {
    fn of(raster: &'a Raster) -> Self {
        let middle = raster.luma().halved();
        Picture {
            raster,
            sketch: Sketch::of(&middle),
            coarse: Level::new(middle.halved()),
        }
    }

    /// Returns the luma at the two finer resolutions, the coarser of the two first.
    fn finer_levels(&self) -> [Level; 2] {
        let fine = self.raster.luma();
        [fine.halved(), fine].map(Level::new)
    }
}

/// Returns a pair for each earlier picture that is a copy of picture `i`: its index and `i`.
fn find_earlier_copies(pictures: &[Picture], i: usize) -> Vec<(usize, usize)> {
    let picture = &pictures[i];
    let before = pictures[..i].iter().enumerate();
    let Some(sketch) = &picture.sketch else {
        // Without structure, only the colour can be compared.
        return before
            .filter(|(_, other)| other.sketch.is_none())
            .filter(|(_, other)| difference::colours_match(other.raster, picture.raster))
            .map(|(j, _)| (j, i))
            .collect();
    };
    let mut candidates: Vec<(f32, usize, Placement)> = before
        .filter_map(|(j, other)| {
            let (similarity, placement) = other.sketch.as_ref()?.compare(sketch)?;
            (similarity >= MIN_SKETCH_SIMILARITY).then_some((similarity, j, placement))
        })
        .collect();
    candidates.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
    candidates.truncate(MAX_CANDIDATES);
    // Most candidates are already ruled out at the coarse resolution.
    let finer_levels = LazyCell::new(|| picture.finer_levels());
    let same = candidates.into_iter().filter(|&(_, j, placement)| {
        let other = &pictures[j];
        refined_placement(&other.coarse, &picture.coarse, placement)
            .and_then(|placement| {
                let [middle, fine] = other.finer_levels();
                let placement = refined_placement(&middle, &finer_levels[0], placement)?;
                refined_placement(&fine, &finer_levels[1], placement)
            })
            .filter(|placement| placement.is_slight())
            .is_some_and(|placement| {
                difference(other.raster, picture.raster, placement) <= MAX_DIFFERENCE
            })
    });
    same.map(|(_, j, _)| (j, i)).collect()
}

/// Refines the placement of two pictures at this resolution. Returns `None` if they are certainly different pictures.
fn refined_placement(first: &Level, second: &Level, rough: Placement) -> Option<Placement> {
    let placement = rough.refined(first, second)?;
    (placement.agreement(first, second) >= MIN_CORRELATION).then_some(placement)
}

/// Returns the sets of two or more indices that the pairs connect. The sets and their members are in ascending order.
fn connected_sets(count: usize, pairs: &[(usize, usize)]) -> Vec<Vec<usize>> {
    // The earliest member represents its set.
    let mut first: Vec<usize> = (0..count).collect();
    let find = |first: &[usize], mut i: usize| {
        while first[i] != i {
            i = first[i];
        }
        i
    };
    for &(a, b) in pairs {
        let (a, b) = (find(&first, a), find(&first, b));
        first[a.max(b)] = a.min(b);
    }
    let mut groups = vec![Vec::new(); count];
    for i in 0..count {
        groups[find(&first, i)].push(i);
    }
    groups.retain(|group| group.len() > 1);
    groups
}
