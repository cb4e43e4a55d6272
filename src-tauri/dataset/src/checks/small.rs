//! Finds images that, after their crop, have a smaller area than the one that the trainer works at.

use localization::{Message, message};

use super::check::{Check, Terms};
use super::evidence::Evidence;
use super::remedy::Remedy;
use super::subject::Subject;

pub(super) struct Small;

impl Check for Small {
    fn kind(&self) -> &'static str {
        "small"
    }

    fn find(&self, subject: &Subject<'_>) -> Vec<Evidence> {
        subject.images(|image| image.is_smaller_than(subject.area))
    }

    fn title(&self, evidence: &Evidence, terms: &Terms<'_>) -> Message {
        message!("checks-small", count = evidence.count(), size = terms.size)
    }

    fn reason(&self, _: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-small-reason")
    }

    fn remedy(&self, evidence: &Evidence, _: &Terms<'_>) -> Option<Remedy> {
        Remedy::exclude(message!("checks-leave-out"), evidence.images())
    }
}
