//! Finds images with transparent parts, which are filled with a colour for the trainer.

use imaging::measures::Measures;
use localization::{Message, message};

use super::check::{Check, Terms};
use super::evidence::Evidence;
use super::subject::Subject;

pub(super) struct Transparent;

impl Check for Transparent {
    fn kind(&self) -> &'static str {
        "transparent"
    }

    fn find(&self, subject: &Subject<'_>) -> Vec<Evidence> {
        subject.measured(Measures::is_transparent)
    }

    fn title(&self, evidence: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-transparent", count = evidence.count())
    }

    fn reason(&self, _: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-transparent-reason")
    }
}
