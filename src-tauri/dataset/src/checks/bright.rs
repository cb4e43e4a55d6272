//! Finds images that are mostly white, and bright everywhere else. [`Measures::is_too_bright`] has the thresholds.

use imaging::measures::Measures;
use localization::{Message, message};

use super::check::{Check, Terms};
use super::evidence::Evidence;
use super::remedy::Remedy;
use super::subject::Subject;

pub(super) struct Bright;

impl Check for Bright {
    fn kind(&self) -> &'static str {
        "bright"
    }

    fn find(&self, subject: &Subject<'_>) -> Vec<Evidence> {
        subject.measured(Measures::is_too_bright)
    }

    fn title(&self, evidence: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-bright", count = evidence.count())
    }

    fn reason(&self, _: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-bright-reason")
    }

    fn remedy(&self, evidence: &Evidence, _: &Terms<'_>) -> Option<Remedy> {
        Remedy::exclude(message!("checks-leave-out"), evidence.images())
    }
}
