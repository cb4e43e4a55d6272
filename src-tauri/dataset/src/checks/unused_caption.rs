//! Finds images that have more caption files than the one that is used.

use localization::{Message, message};

use super::check::{Check, Terms};
use super::evidence::Evidence;
use super::subject::Subject;

pub(super) struct UnusedCaption;

impl Check for UnusedCaption {
    fn kind(&self) -> &'static str {
        "unused-caption"
    }

    fn find(&self, subject: &Subject<'_>) -> Vec<Evidence> {
        subject.images(|image| !image.caption_files_unused.is_empty())
    }

    fn title(&self, evidence: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-unused-caption", count = evidence.count())
    }

    fn reason(&self, _: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-unused-caption-reason")
    }
}
