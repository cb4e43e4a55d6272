//! Finds images without a caption, if other images have one.

use localization::{Message, message};

use super::check::{Check, Terms};
use super::evidence::Evidence;
use super::subject::{Subject, is_blank};

pub(super) struct Uncaptioned;

impl Check for Uncaptioned {
    fn kind(&self) -> &'static str {
        "uncaptioned"
    }

    fn find(&self, subject: &Subject<'_>) -> Vec<Evidence> {
        if subject.captions().is_empty() {
            return Vec::new();
        }
        subject.images(|image| is_blank(&image.caption))
    }

    fn title(&self, evidence: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-uncaptioned", count = evidence.count())
    }

    fn reason(&self, _: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-uncaptioned-reason")
    }

    fn is_problem(&self) -> bool {
        false
    }

    fn search(&self) -> Option<String> {
        Some("is:uncaptioned is:included".to_owned())
    }
}
