//! A finding of a check, with its texts and its remedy.

use std::collections::HashSet;
use std::fmt;

use localization::Message;

use super::check::{Check, Terms};
use super::evidence::Evidence;
use super::remedy::Remedy;
use crate::{Image, ImageId};

/// A result of a check, which the person should review.
#[derive(Clone)]
pub struct Finding {
    check: &'static dyn Check,
    evidence: Evidence,
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

    /// Returns the name of the check's findings, such as "blur".
    pub fn kind(&self) -> &'static str {
        self.check.kind()
    }

    /// Returns a key that stays the same as long as the finding is about images with the same names, or about the same
    /// words.
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

    /// Returns the title, such as "3 images are blurred".
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

    /// Returns whether a search for `has:problem` finds the finding's images.
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
