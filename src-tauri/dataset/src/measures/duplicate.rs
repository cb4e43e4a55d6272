//! Pictures that are the same one: scaled, cropped a little, encoded anew, brightened, tinted.
//!
//! Every pair is first compared roughly. What could be the same is laid on each other and compared
//! place by place: in another picture of the same scene, something is elsewhere.

mod difference;
mod sketch;

use rayon::prelude::*;

use super::placement::{Level, Placement};
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

/// Groups of images that show the same picture, as indices into `images`: two or more in each, the
/// best first (largest, then sharpest). Groups are in the order of their earliest image.
pub fn duplicates(images: &[&Measures]) -> Vec<Vec<usize>> {
    let compared: Vec<Compared> = images
        .par_iter()
        .map(|image| Compared::new(image))
        .collect();
    let pairs: Vec<(usize, usize)> = (0..compared.len())
        .into_par_iter()
        .flat_map_iter(|i| (0..i).map(move |j| (j, i)))
        .filter(|&(j, i)| compared[j].same_as(&compared[i]))
        .collect();
    let mut groups = connected(images.len(), &pairs);
    for group in &mut groups {
        sort_best_first(group, images);
    }
    groups
}

/// A picture made ready for being compared with many.
struct Compared<'a> {
    measures: &'a Measures,
    sketch: Option<Sketch>,
    /// Coarse to fine.
    levels: [Level; 3],
}

impl<'a> Compared<'a> {
    fn new(measures: &'a Measures) -> Self {
        let fine = measures.raster.luma();
        let middle = fine.halved();
        let coarse = middle.halved();
        Compared {
            measures,
            sketch: Sketch::of(&middle),
            levels: [coarse, middle, fine].map(Level::new),
        }
    }

    fn same_as(&self, other: &Compared) -> bool {
        let (Some(sketch), Some(others)) = (&self.sketch, &other.sketch) else {
            // Without structure only the colour can tell.
            return self.sketch.is_none()
                && other.sketch.is_none()
                && difference::colours_match(&self.measures.raster, &other.measures.raster);
        };
        let (alike, placement) = sketch.compare(others);
        alike >= ROUGHLY
            && self
                .placed(other, placement)
                .filter(|placement| placement.is_slight())
                .is_some_and(|placement| self.difference(other, placement) <= SAME)
    }

    /// How `other` lies on this one. `None` as soon as it is certainly another picture: most are,
    /// and the finer the resolution, the longer it takes.
    fn placed(&self, other: &Compared, roughly: Placement) -> Option<Placement> {
        let mut placement = roughly;
        for (one, other) in self.levels.iter().zip(&other.levels) {
            placement = placement.refined(one, other)?;
            if placement.agreement(one, other) < AGREEING {
                return None;
            }
        }
        Some(placement)
    }

    fn difference(&self, other: &Compared, placement: Placement) -> f32 {
        difference(&self.measures.raster, &other.measures.raster, placement)
    }
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
