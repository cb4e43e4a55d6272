//! A finding of a check: the images or words that it is about, its texts, and its remedy.

use std::collections::HashSet;
use std::fmt;

use localization::Message;

use super::check::{Check, Terms};
use crate::text::frequency::Share;
use crate::{Image, ImageId, TextEncoding};

/// Something that a person should review.
#[derive(Clone)]
pub struct Finding {
    check: &'static dyn Check,
    evidence: Evidence,
}

/// The images or words that a finding is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Evidence {
    /// Images, each by itself.
    Images(Vec<ImageId>),
    /// Groups of images, the best of each first.
    Groups(Vec<Vec<ImageId>>),
    /// Words of captions.
    Words(Vec<Share>),
    /// Images whose captions are read in this encoding, which is uncertain.
    Encoding(TextEncoding, Vec<ImageId>),
}

/// A change that fixes a finding.
#[derive(Clone, Debug)]
pub struct Remedy {
    /// The label of the button.
    pub label: Message,
    /// The change.
    pub change: Change,
}

/// The change that a remedy makes.
#[derive(Clone, Debug)]
pub enum Change {
    /// Leaves these images out of the training.
    Exclude(Vec<ImageId>),
    /// Rewrites the captions of these images.
    Rewrite {
        /// The images.
        images: Vec<ImageId>,
        /// The title of the step, which can be undone.
        title: Message,
        /// Returns the new text of a caption for a trigger word.
        rewrite: fn(caption: &str, word: &str) -> String,
    },
}

impl Remedy {
    /// Returns the remedy that leaves images out of the training.
    pub(super) fn exclude(label: Message, images: Vec<ImageId>) -> Option<Remedy> {
        let change = Change::Exclude(images);
        Some(Remedy { label, change })
    }
}

impl Evidence {
    /// Returns the images, in groups that belong together.
    pub fn groups(&self) -> Vec<Vec<ImageId>> {
        match self {
            Evidence::Images(ids) | Evidence::Encoding(_, ids) => vec![ids.clone()],
            Evidence::Groups(groups) => groups.clone(),
            Evidence::Words(_) => Vec::new(),
        }
    }

    /// Returns the images.
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

impl Finding {
    /// Returns the finding, or `None` if the evidence is empty.
    pub(super) fn new(check: &'static dyn Check, evidence: Evidence) -> Option<Finding> {
        (evidence.count() > 0).then_some(Finding { check, evidence })
    }

    /// Returns the images or words that the finding is about.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// Returns the name of the check.
    pub fn kind(&self) -> &'static str {
        self.check.kind()
    }

    /// Returns a key that stays the same as long as the finding is about the same image names, or the same words.
    pub fn key(&self, images: &[Image]) -> String {
        let ids: HashSet<ImageId> = self.evidence.images().into_iter().collect();
        let mut about: Vec<&str> = if let Evidence::Words(words) = &self.evidence {
            words.iter().map(|share| share.word.as_str()).collect()
        } else {
            let concerned = images.iter().filter(|image| ids.contains(&image.id));
            concerned.map(|image| image.name.as_str()).collect()
        };
        about.sort_unstable();
        let mut hasher = blake3::Hasher::new();
        for name in about {
            hasher.update(name.as_bytes()).update(b"/");
        }
        format!("{}-{}", self.kind(), &hasher.finalize().to_hex()[..16])
    }

    /// Returns the title: "3 images are blurred".
    pub fn title(&self, terms: &Terms<'_>) -> Message {
        self.check.title(&self.evidence, terms)
    }

    /// Returns the reason why the finding matters, and what to do: a sentence or two.
    pub fn reason(&self, terms: &Terms<'_>) -> Message {
        self.check.reason(&self.evidence, terms)
    }

    /// Returns the change that the finding's button makes, or `None` if only the person can fix it.
    pub fn remedy(&self, terms: &Terms<'_>) -> Option<Remedy> {
        self.check.remedy(&self.evidence, terms)
    }

    /// Returns whether a search for `has:problem` finds its images.
    pub fn is_problem(&self) -> bool {
        self.check.is_problem()
    }

    /// Returns the search that shows the finding's images, if there is one.
    pub fn search(&self) -> Option<String> {
        self.check.search()
    }
}

impl fmt::Debug for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("Finding")
            .field(&self.kind())
            .field(&self.evidence)
            .finish()
    }
}
