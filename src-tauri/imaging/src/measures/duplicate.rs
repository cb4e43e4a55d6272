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

/// The minimum similarity of two sketches that may show the same picture.
const ROUGHLY: f32 = 0.75;

/// The minimum correlation between the lumas of the same picture, once they are aligned.
const AGREEING: f32 = 0.9;

/// The maximum difference at the place where two pictures differ most. Cropping a graphic with hard edges results in
/// about 10; a subject that moved by a tenth of the picture, in 40 or more.
const SAME: f32 = 14.0;

/// The maximum number of earlier pictures that a picture is compared with place by place: those whose sketches are most
/// similar. The frames of a film are all alike and would take hours.
const MOST_ALIKE: usize = 200;

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
    // Exact copies are found without a comparison, and only the first of each is compared with others.
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
        .map(|i| wanted().then(|| same_before(&pictures, i)))
        .collect();
    let same = same?.into_iter().flatten();
    pairs.extend(same.map(|(i, j)| (distinct[i], distinct[j])));
    let mut groups = connected(images.len(), &pairs);
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

    /// Returns its luma at the two finer resolutions, the coarser one first.
    fn finer(&self) -> [Level; 2] {
        let fine = self.raster.luma();
        [fine.halved(), fine].map(Level::new)
    }
}

/// Returns the pairs of a picture with the earlier pictures that are the same.
fn same_before(pictures: &[Picture], i: usize) -> Vec<(usize, usize)> {
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
    let mut alike: Vec<(f32, usize, Placement)> = before
        .filter_map(|(j, other)| {
            let (alike, placement) = other.sketch.as_ref()?.compare(sketch)?;
            (alike >= ROUGHLY).then_some((alike, j, placement))
        })
        .collect();
    alike.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
    alike.truncate(MOST_ALIKE);
    // Most candidates are already ruled out at the coarse resolution.
    let finer = LazyCell::new(|| picture.finer());
    let same = alike.into_iter().filter(|&(_, j, placement)| {
        let other = &pictures[j];
        placed(&other.coarse, &picture.coarse, placement)
            .and_then(|placement| {
                let [middle, fine] = other.finer();
                let placement = placed(&middle, &finer[0], placement)?;
                placed(&fine, &finer[1], placement)
            })
            .filter(|placement| placement.is_slight())
            .is_some_and(|placement| difference(other.raster, picture.raster, placement) <= SAME)
    });
    same.map(|(_, j, _)| (j, i)).collect()
}

/// Returns the placement of the second picture in the first at this resolution, or `None` if they are certainly
/// different pictures.
fn placed(first: &Level, second: &Level, roughly: Placement) -> Option<Placement> {
    let placement = roughly.refined(first, second)?;
    (placement.agreement(first, second) >= AGREEING).then_some(placement)
}

/// Returns the sets of two or more indices that the pairs connect. The sets and their members are in ascending order.
fn connected(count: usize, pairs: &[(usize, usize)]) -> Vec<Vec<usize>> {
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
