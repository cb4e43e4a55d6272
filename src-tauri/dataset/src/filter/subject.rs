//! The properties of an image that a filter uses.

use std::cell::OnceCell;

use imaging::Facts;

use super::pattern::fold;
use crate::text::tags;

/// An image with the properties that a filter uses.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The file's name.
    pub name: &'a str,
    /// The caption; empty if there is none.
    pub caption: &'a str,
    /// The upright size in pixels and the format, or `None` if the image is broken.
    pub facts: Option<Facts>,
    /// The file's length in bytes.
    pub bytes: u64,
    /// True if the image is left out of the training.
    pub excluded: bool,
    /// True if the image is cropped, rotated or mirrored, or has its own background colour.
    pub edited: bool,
    /// True if the trigger word is in the caption.
    pub has_trigger: bool,
    /// The caption's length in tokens. They are counted beforehand, since counting is slow.
    pub tokens: u32,
    /// The kinds of problem that the image has, such as "duplicate".
    pub problems: &'a [&'a str],
}

/// A subject with derived values. Each is computed at most once, and only if a condition needs it.
pub(super) struct FoldedSubject<'a> {
    pub(super) subject: &'a Subject<'a>,
    name: OnceCell<String>,
    caption: OnceCell<String>,
}

impl<'a> FoldedSubject<'a> {
    pub(super) fn new(subject: &'a Subject<'a>) -> FoldedSubject<'a> {
        FoldedSubject {
            subject,
            name: OnceCell::new(),
            caption: OnceCell::new(),
        }
    }

    /// Returns the name with its case folded.
    pub(super) fn name(&self) -> &str {
        self.name.get_or_init(|| fold(self.subject.name))
    }

    /// Returns the caption with its case folded.
    pub(super) fn caption(&self) -> &str {
        self.caption.get_or_init(|| fold(self.subject.caption))
    }
}

/// Returns a caption's tags, which any script's comma separates, without white space around them and without empty ones.
pub(super) fn tags(caption: &str) -> impl Iterator<Item = &str> {
    caption
        .split(tags::is_separator)
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
}
