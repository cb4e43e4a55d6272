//! Finds images that are mostly black, and dark everywhere else. [`Measures::is_too_dark`] has the thresholds.

use imaging::measures::Measures;
use localization::{Message, message};

use super::check::{Check, Terms};
use super::evidence::Evidence;
use super::remedy::Remedy;
use super::subject::Subject;

pub(super) struct Dark;

impl Check for Dark {
    fn kind(&self) -> &'static str {
        "dark"
    }

    fn find(&self, subject: &Subject<'_>) -> Vec<Evidence> {
        subject.measured(Measures::is_too_dark)
    }

    fn title(&self, evidence: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-dark", count = evidence.count())
    }

    fn reason(&self, _: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-dark-reason")
    }

    fn remedy(&self, evidence: &Evidence, _: &Terms<'_>) -> Option<Remedy> {
        Remedy::exclude(message!("checks-leave-out"), evidence.images())
    }
}
