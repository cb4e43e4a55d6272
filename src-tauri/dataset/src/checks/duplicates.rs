//! Finds images that show the same picture.

use localization::{Message, message};

use super::check::{Check, Terms};
use super::evidence::Evidence;
use super::remedy::Remedy;
use super::subject::Subject;

pub(super) struct Duplicates;

impl Check for Duplicates {
    fn kind(&self) -> &'static str {
        "duplicate"
    }

    fn find(&self, subject: &Subject<'_>) -> Vec<Evidence> {
        subject.groups(&subject.analysis.duplicates, 2)
    }

    fn title(&self, evidence: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-duplicates", count = evidence.count())
    }

    fn reason(&self, _: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-duplicates-reason")
    }

    fn remedy(&self, evidence: &Evidence, _: &Terms<'_>) -> Option<Remedy> {
        let groups = evidence.groups().into_iter();
        let others = groups.flat_map(|group| group.into_iter().skip(1));
        Remedy::exclude(message!("checks-duplicates-fix"), others.collect())
    }
}
