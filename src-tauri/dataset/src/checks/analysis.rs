//! The comparison of a dataset's pictures, and their measurements.

use std::collections::HashMap;
use std::sync::Arc;

use imaging::measures::{self, Measures};

use crate::ImageId;

/// The maximum number of images that are compared in pairs. Among more images, only exact copies are found: comparing
/// all pairs would take minutes.
const MAX_COMPARED: usize = 10_000;

/// The measurements of a dataset's pictures, and the groups of similar ones.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Analysis {
    /// Groups of images that show the same picture, the best image of each group first.
    pub duplicates: Vec<Vec<ImageId>>,
    /// Groups of three or more images that are alike in background or framing.
    pub alike: Vec<Vec<ImageId>>,
    measures: HashMap<ImageId, Arc<Measures>>,
}

impl Analysis {
    /// Compares measured images. Returns `None` as soon as `is_wanted` returns false. Takes seconds for thousands of
    /// distinct images.
    pub fn of(
        measured: Vec<(ImageId, Arc<Measures>)>,
        is_wanted: &(dyn Fn() -> bool + Sync),
    ) -> Option<Analysis> {
        let ids = |groups: &[Vec<usize>]| -> Vec<Vec<ImageId>> {
            groups
                .iter()
                .map(|group| group.iter().map(|&index| measured[index].0).collect())
                .collect()
        };
        let (duplicates, alike) = if measured.len() <= MAX_COMPARED {
            let measures: Vec<&Measures> =
                measured.iter().map(|(_, measures)| &**measures).collect();
            let duplicates = measures::duplicates_while(&measures, is_wanted)?;
            let alike = measures::alike_while(&measures, &duplicates, is_wanted)?;
            (duplicates, alike)
        } else {
            (exact_copies(&measured), Vec::new())
        };
        Some(Analysis {
            duplicates: ids(&duplicates),
            alike: ids(&alike),
            measures: measured.into_iter().collect(),
        })
    }

    /// Returns the measurements of an image, or `None` if it is broken or not measured yet.
    pub fn measures(&self, id: ImageId) -> Option<&Measures> {
        self.measures.get(&id).map(|measures| &**measures)
    }
}

/// Returns groups of indices of images with identical measurements, as exact copies have.
fn exact_copies(measured: &[(ImageId, Arc<Measures>)]) -> Vec<Vec<usize>> {
    let mut groups: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
    for (index, (_, measures)) in measured.iter().enumerate() {
        groups.entry(measures.to_bytes()).or_default().push(index);
    }
    let mut groups: Vec<Vec<usize>> = groups
        .into_values()
        .filter(|group| group.len() > 1)
        .collect();
    groups.sort();
    groups
}
