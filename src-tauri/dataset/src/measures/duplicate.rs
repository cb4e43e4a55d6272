//! Pictures that are the same one: scaled, cropped a little, encoded anew, brightened, tinted.
//!
//! Every pair is first compared roughly. What could be the same is laid on each other and compared
//! place by place: in another picture of the same scene, something is elsewhere.

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

/// How alike two sketches are that may be of the same picture.
const ROUGHLY: f32 = 0.75;

/// How well the lumas of the same picture agree at least, laid on each other.
const AGREEING: f32 = 0.9;

/// How much may differ where two pictures differ most. Cropping hard graphics comes to about 10, a
/// subject that moved by a tenth of the picture to 40 and more.
const SAME: f32 = 14.0;

/// With how many of those before it a picture is compared place by place at most, those roughly most alike: the frames
/// of a film are all alike, and would take hours.
const MOST_ALIKE: usize = 200;

/// Groups of images that show the same picture, as indices into `images`: two or more in each, the
/// best first (largest, then sharpest). Groups are in the order of their earliest image.
pub fn duplicates(images: &[&Measures]) -> Vec<Vec<usize>> {
    duplicates_while(images, &|| true).unwrap_or_default()
}

/// The same, as long as it is wanted.
pub(crate) fn duplicates_while(
    images: &[&Measures],
    wanted: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<Vec<usize>>> {
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

/// A picture made ready for being compared with many; a few kilobytes.
struct Picture<'a> {
    raster: &'a Raster,
    /// None where there is nothing to see.
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

    /// Its luma at the finer resolutions, the coarser first.
    fn finer(&self) -> [Level; 2] {
        let fine = self.raster.luma();
        [fine.halved(), fine].map(Level::new)
    }
}

/// The pairs of a picture with those before it that are the same one.
fn same_before(pictures: &[Picture], i: usize) -> Vec<(usize, usize)> {
    let picture = &pictures[i];
    let before = pictures[..i].iter().enumerate();
    let Some(sketch) = &picture.sketch else {
        // Without structure only the colour can tell.
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
    // Most are another picture already at the coarse look.
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

/// How the second lies on the first, seen at this resolution. `None` if it is certainly another picture.
fn placed(first: &Level, second: &Level, roughly: Placement) -> Option<Placement> {
    let placement = roughly.refined(first, second)?;
    (placement.agreement(first, second) >= AGREEING).then_some(placement)
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
