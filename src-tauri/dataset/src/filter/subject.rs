//! One image as a filter looks at it.

use std::cell::OnceCell;

use super::pattern::fold;
use crate::Facts;

/// One image as a filter looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The file's name.
    pub name: &'a str,
    /// The caption; empty when there is none.
    pub caption: &'a str,
    /// Upright size in pixels and format, or `None` when the image is broken.
    pub facts: Option<Facts>,
    /// The file's length in bytes.
    pub bytes: u64,
    /// Left out of the training.
    pub excluded: bool,
    /// Cropped, turned, or with a colour of its own behind it.
    pub edited: bool,
    /// Whether the trigger word is in the caption.
    pub has_trigger: bool,
    /// The caption's length in tokens. Counting them is slow, so they are counted beforehand.
    pub tokens: u32,
    /// The kinds of problem that the image has, such as "duplicate".
    pub problems: &'a [&'a str],
}

/// A subject with what is worked out of it at most once, and only when a condition asks.
pub(super) struct Look<'a> {
    pub(super) subject: &'a Subject<'a>,
    name: OnceCell<String>,
    caption: OnceCell<String>,
}

impl<'a> Look<'a> {
    pub(super) fn at(subject: &'a Subject<'a>) -> Look<'a> {
        Look {
            subject,
            name: OnceCell::new(),
            caption: OnceCell::new(),
        }
    }

    /// The name without regard to case.
    pub(super) fn name(&self) -> &str {
        self.name.get_or_init(|| fold(self.subject.name))
    }

    /// The caption without regard to case.
    pub(super) fn caption(&self) -> &str {
        self.caption.get_or_init(|| fold(self.subject.caption))
    }
}

/// A caption's comma-separated tags, without white space around them and without empty ones.
pub(super) fn tags(caption: &str) -> impl Iterator<Item = &str> {
    caption
        .split(',')
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
}
