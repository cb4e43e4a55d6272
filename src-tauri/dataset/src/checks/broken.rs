//! Finds images whose files can't be used.

use localization::{Message, message};

use super::check::{Check, Terms};
use super::evidence::Evidence;
use super::subject::Subject;

pub(super) struct Broken;

impl Check for Broken {
    fn kind(&self) -> &'static str {
        "broken"
    }

    fn find(&self, subject: &Subject<'_>) -> Vec<Evidence> {
        let broken = subject.images.iter().filter(|image| image.facts.is_err());
        vec![Evidence::Images(broken.map(|image| image.id).collect())]
    }

    fn title(&self, evidence: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-broken", count = evidence.count())
    }

    fn reason(&self, _: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-broken-reason")
    }

    fn search(&self) -> Option<String> {
        Some("is:broken".to_owned())
    }
}
