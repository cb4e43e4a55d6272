//! A change that fixes a finding.

use localization::Message;

use crate::ImageId;

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
        /// The title of the undo step.
        title: Message,
        /// Returns the new text of a caption, given the trigger word.
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
