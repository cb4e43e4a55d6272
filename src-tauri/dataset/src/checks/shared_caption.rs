//! Finds images that share a caption file.

use localization::{Message, message};

use super::check::{Check, Terms};
use super::evidence::Evidence;
use super::subject::Subject;

pub(super) struct SharedCaption;

impl Check for SharedCaption {
    fn kind(&self) -> &'static str {
        "shared-caption"
    }

    fn find(&self, subject: &Subject<'_>) -> Vec<Evidence> {
        subject.images(|image| !image.caption_shared_with.is_empty())
    }

    fn title(&self, evidence: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-shared-caption", count = evidence.count())
    }

    fn reason(&self, _: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-shared-caption-reason")
    }
}
