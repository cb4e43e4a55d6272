//! Finds captions that have neither the trigger word nor a probable misspelling of it.

use localization::{Message, message};

use super::check::{Check, Terms};
use super::evidence::Evidence;
use super::misspelt::is_misspelt;
use super::remedy::{Change, Remedy};
use super::subject::Subject;
use crate::text::trigger;

pub(super) struct NoTrigger;

impl Check for NoTrigger {
    fn kind(&self) -> &'static str {
        "no-trigger"
    }

    fn find(&self, subject: &Subject<'_>) -> Vec<Evidence> {
        subject.images(|image| {
            subject.lacks_trigger(image) && !is_misspelt(&image.caption, subject.word)
        })
    }

    fn title(&self, evidence: &Evidence, terms: &Terms<'_>) -> Message {
        message!(
            "checks-no-trigger",
            count = evidence.count(),
            word = terms.word
        )
    }

    fn reason(&self, _: &Evidence, terms: &Terms<'_>) -> Message {
        message!("checks-no-trigger-reason", word = terms.word)
    }

    fn remedy(&self, evidence: &Evidence, terms: &Terms<'_>) -> Option<Remedy> {
        Some(Remedy {
            label: message!("checks-no-trigger-fix", word = terms.word),
            change: Change::Rewrite {
                images: evidence.images(),
                title: message!("edits-adding-trigger", word = terms.word),
                rewrite: trigger::insert,
            },
        })
    }
}
