//! Pictures that are the same one: scaled, cropped a little, encoded anew, brightened, tinted.
//!
//! Every pair is first compared roughly. What could be the same is laid on each other and compared
//! place by place: in another picture of the same scene, something is elsewhere.

mod difference;
mod sketch;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rayon::prelude::*;

use super::placement::{Level, Placement};
use super::raster::Raster;
use super::{Measures, sort_best_first};
use difference::difference;
use sketch::Sketch;

/// How alike two sketches are that may be of the same picture.
const ROUGHLY: f32 = 0.75;

/// How well the lumas of the same picture agree at least, laid on each other.
const AGREEING: f32 = 0.9;

/// How much may differ where two pictures differ most. Cropping hard graphics comes to about 10, a
/// subject that moved by a tenth of the picture to 40 and more.
const SAME: f32 = 14.0;

/// How many pairs are compared place by place at most, those roughly most alike before others: a film's frames are
/// all alike, and would take hours.
const MOST_PAIRS: usize = 1_000_000;

/// Groups of images that show the same picture, as indices into `images`: two or more in each, the
/// best first (largest, then sharpest). Groups are in the order of their earliest image.
pub fn duplicates(images: &[&Measures]) -> Vec<Vec<usize>> {
    // Whole copies are known without comparing, and only the first of each is compared with others.
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
    let rasters: Vec<&Raster> = distinct.iter().map(|&i| &images[i].raster).collect();
    let same = same_pictures(&rasters);
    pairs.extend(same.into_iter().map(|(i, j)| (distinct[i], distinct[j])));
    let mut groups = connected(images.len(), &pairs);
    for group in &mut groups {
        sort_best_first(group, images);
    }
    groups
}

/// Two that may be the same picture.
struct Pair {
    first: u32,
    second: u32,
    /// Of their sketches, up to 1.
    alike: f32,
    /// Roughly how the second lies on the first.
    placement: Placement,
}

fn same_pictures(rasters: &[&Raster]) -> Vec<(usize, usize)> {
    let sketches: Vec<Option<Sketch>> = rasters
        .par_iter()
        .map(|raster| Sketch::of(&raster.luma().halved()))
        .collect();
    let indices = || 0..rasters.len();
    // Without structure only the colour can tell.
    let plain: Vec<usize> = indices().filter(|&i| sketches[i].is_none()).collect();
    let plain_pairs = plain
        .iter()
        .enumerate()
        .flat_map(|(place, &i)| plain[..place].iter().map(move |&j| (j, i)))
        .filter(|&(j, i)| difference::colours_match(rasters[j], rasters[i]));
    let mut pairs: Vec<Pair> = indices()
        .into_par_iter()
        .flat_map_iter(|i| (0..i).map(move |j| (j, i)))
        .filter_map(|(j, i)| {
            let (sketch, others) = (sketches[j].as_ref()?, sketches[i].as_ref()?);
            let (alike, placement) = sketch.compare(others)?;
            (alike >= ROUGHLY).then_some(Pair {
                first: j as u32,
                second: i as u32,
                alike,
                placement,
            })
        })
        .collect();
    if pairs.len() > MOST_PAIRS {
        pairs.sort_by(|one, other| other.alike.total_cmp(&one.alike));
        pairs.truncate(MOST_PAIRS);
    }
    pairs.sort_by_key(|pair| (pair.first, pair.second));
    let of_one: Vec<&[Pair]> = pairs.chunk_by(|a, b| a.first == b.first).collect();
    let mut same: Vec<(usize, usize)> = of_one
        .into_par_iter()
        .flat_map_iter(|pairs| {
            let first = rasters[pairs[0].first as usize];
            let levels = levels(first);
            let same = move |pair: &&Pair| {
                is_same(
                    first,
                    &levels,
                    rasters[pair.second as usize],
                    pair.placement,
                )
            };
            let same = pairs.iter().filter(same);
            same.map(|pair| (pair.first as usize, pair.second as usize))
        })
        .collect();
    same.extend(plain_pairs);
    same
}

/// A picture's luma, coarse to fine.
fn levels(raster: &Raster) -> [Level; 3] {
    let fine = raster.luma();
    let middle = fine.halved();
    let coarse = middle.halved();
    [coarse, middle, fine].map(Level::new)
}

fn is_same(
    first: &Raster,
    levels_of_first: &[Level; 3],
    second: &Raster,
    roughly: Placement,
) -> bool {
    placed(levels_of_first, &levels(second), roughly)
        .filter(|placement| placement.is_slight())
        .is_some_and(|placement| difference(first, second, placement) <= SAME)
}

/// How the second lies on the first. `None` as soon as it is certainly another picture: most are, and the finer the
/// resolution, the longer it takes.
fn placed(first: &[Level; 3], second: &[Level; 3], roughly: Placement) -> Option<Placement> {
    let mut placement = roughly;
    for (one, other) in first.iter().zip(second) {
        placement = placement.refined(one, other)?;
        if placement.agreement(one, other) < AGREEING {
            return None;
        }
    }
    Some(placement)
}

/// The sets of two or more that the pairs connect, each and all in rising order.
fn connected(count: usize, pairs: &[(usize, usize)]) -> Vec<Vec<usize>> {
    // The earliest of a set stands for it.
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
