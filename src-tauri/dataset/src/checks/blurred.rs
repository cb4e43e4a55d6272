//! Finds images in which nothing is sharp. [`Measures::is_blurred`] has the threshold.

use imaging::measures::Measures;
use localization::{Message, message};

use super::check::{Check, Terms};
use super::evidence::Evidence;
use super::remedy::Remedy;
use super::subject::Subject;

pub(super) struct Blurred;

impl Check for Blurred {
    fn kind(&self) -> &'static str {
        "blur"
    }

    fn find(&self, subject: &Subject<'_>) -> Vec<Evidence> {
        subject.measured(Measures::is_blurred)
    }

    fn title(&self, evidence: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-blurred", count = evidence.count())
    }

    fn reason(&self, _: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-blurred-reason")
    }

    fn remedy(&self, evidence: &Evidence, _: &Terms<'_>) -> Option<Remedy> {
        Remedy::exclude(message!("checks-leave-out"), evidence.images())
    }
}
