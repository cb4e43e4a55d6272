//! Finds datasets in which at least three images have a caption, and all captions are the same.

use localization::{Message, message};

use super::check::{Check, Terms};
use super::evidence::Evidence;
use super::subject::{Subject, is_blank};

pub(super) struct SameCaption;

impl Check for SameCaption {
    fn kind(&self) -> &'static str {
        "same-caption"
    }

    fn find(&self, subject: &Subject<'_>) -> Vec<Evidence> {
        if subject.has_one_caption() {
            subject.images(|image| !is_blank(&image.caption))
        } else {
            Vec::new()
        }
    }

    fn title(&self, _: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-same-caption")
    }

    fn reason(&self, _: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-same-caption-reason")
    }
}
