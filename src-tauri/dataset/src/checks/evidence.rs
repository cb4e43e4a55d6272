//! The images or words that a finding is about.

use crate::text::frequency::Share;
use crate::{ImageId, TextEncoding};

/// The images or words that a finding is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Evidence {
    /// Images, each by itself.
    Images(Vec<ImageId>),
    /// Groups of images. In a group of duplicates, the best image comes first.
    Groups(Vec<Vec<ImageId>>),
    /// Words of captions.
    Words(Vec<Share>),
    /// Images whose captions are read in this encoding, which is uncertain.
    Encoding(TextEncoding, Vec<ImageId>),
}

impl Evidence {
    /// Returns the images, in groups that belong together. Words have none.
    pub fn groups(&self) -> Vec<Vec<ImageId>> {
        match self {
            Evidence::Images(ids) | Evidence::Encoding(_, ids) => vec![ids.clone()],
            Evidence::Groups(groups) => groups.clone(),
            Evidence::Words(_) => Vec::new(),
        }
    }

    /// Returns the images of all groups.
    pub fn images(&self) -> Vec<ImageId> {
        self.groups().concat()
    }

    /// Returns the number of images, groups or words.
    pub fn count(&self) -> usize {
        match self {
            Evidence::Images(ids) | Evidence::Encoding(_, ids) => ids.len(),
            Evidence::Groups(groups) => groups.len(),
            Evidence::Words(words) => words.len(),
        }
    }
}
