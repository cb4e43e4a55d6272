//! The dataset as the checks see it.

use std::collections::HashSet;

use imaging::measures::Measures;

use super::analysis::Analysis;
use super::evidence::Evidence;
use crate::text::trigger;
use crate::{Image, ImageId};

/// The data that checks examine.
pub(super) struct Subject<'a> {
    /// All images.
    pub(super) images: &'a [Image],
    /// The images that are part of the training.
    pub(super) included: Vec<&'a Image>,
    pub(super) analysis: &'a Analysis,
    /// The trigger word, or "".
    pub(super) word: &'a str,
    /// The area that the trainer works at, in pixels.
    pub(super) area: u64,
}

impl<'a> Subject<'a> {
    /// Returns the included images for which `is` returns true.
    pub(super) fn ids(&self, is: impl Fn(&Image) -> bool) -> Vec<ImageId> {
        let found = self.included.iter().filter(|image| is(image));
        found.map(|image| image.id).collect()
    }

    /// Returns the included images for which `is` returns true, as evidence.
    pub(super) fn images(&self, is: impl Fn(&Image) -> bool) -> Vec<Evidence> {
        vec![Evidence::Images(self.ids(is))]
    }

    /// Returns the included images for whose measurements `is` returns true, as evidence.
    pub(super) fn measured(&self, is: impl Fn(&Measures) -> bool) -> Vec<Evidence> {
        self.images(|image| self.analysis.measures(image.id).is_some_and(&is))
    }

    /// Returns the groups reduced to their included images, as evidence. Groups with fewer than `least` included images
    /// are left out.
    pub(super) fn groups(&self, groups: &[Vec<ImageId>], least: usize) -> Vec<Evidence> {
        let ids: HashSet<ImageId> = self.included.iter().map(|image| image.id).collect();
        let included = groups.iter().map(|group| {
            let group = group.iter().copied().filter(|id| ids.contains(id));
            group.collect::<Vec<_>>()
        });
        vec![Evidence::Groups(
            included.filter(|group| group.len() >= least).collect(),
        )]
    }

    /// Returns the captions of the included images that have one.
    pub(super) fn captions(&self) -> Vec<&'a str> {
        let captions = self.included.iter().map(|image| image.caption.as_str());
        captions.filter(|caption| !is_blank(caption)).collect()
    }

    /// Returns whether at least three included images have a caption, and all these captions are the same.
    pub(super) fn has_one_caption(&self) -> bool {
        let captions = self.captions();
        captions.len() > 2 && captions.iter().all(|caption| caption == &captions[0])
    }

    /// Returns whether there is a trigger word, and the image has a caption without it.
    pub(super) fn lacks_trigger(&self, image: &Image) -> bool {
        !self.word.is_empty()
            && !is_blank(&image.caption)
            && !trigger::contains(&image.caption, self.word)
    }
}

/// Returns whether a caption is empty or has only white space.
pub(super) fn is_blank(caption: &str) -> bool {
    caption.trim().is_empty()
}
