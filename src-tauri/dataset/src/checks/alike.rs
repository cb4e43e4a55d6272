//! Finds groups of three or more images that are alike in background or framing.

use localization::{Message, message};

use super::check::{Check, Terms};
use super::evidence::Evidence;
use super::subject::Subject;

pub(super) struct Alike;

impl Check for Alike {
    fn kind(&self) -> &'static str {
        "alike"
    }

    fn find(&self, subject: &Subject<'_>) -> Vec<Evidence> {
        subject.groups(&subject.analysis.alike, 3)
    }

    fn title(&self, evidence: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-alike", count = evidence.count())
    }

    fn reason(&self, _: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-alike-reason")
    }
}
