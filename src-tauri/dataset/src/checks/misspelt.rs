//! Finds captions that lack the trigger word but have a probable misspelling of it.

use localization::{Message, message};

use super::check::{Check, Terms};
use super::evidence::Evidence;
use super::remedy::{Change, Remedy};
use super::subject::Subject;
use crate::text::trigger;

pub(super) struct Misspelt;

impl Check for Misspelt {
    fn kind(&self) -> &'static str {
        "misspelt"
    }

    fn find(&self, subject: &Subject<'_>) -> Vec<Evidence> {
        subject.images(|image| {
            subject.lacks_trigger(image) && is_misspelt(&image.caption, subject.word)
        })
    }

    fn title(&self, evidence: &Evidence, terms: &Terms<'_>) -> Message {
        message!(
            "checks-misspelt",
            count = evidence.count(),
            word = terms.word
        )
    }

    fn reason(&self, _: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-misspelt-reason")
    }

    fn remedy(&self, evidence: &Evidence, terms: &Terms<'_>) -> Option<Remedy> {
        Some(Remedy {
            label: message!("checks-misspelt-fix", word = terms.word),
            change: Change::Rewrite {
                images: evidence.images(),
                title: message!("edits-adding-trigger", word = terms.word),
                rewrite: correct,
            },
        })
    }
}

/// Returns whether a caption has a probable misspelling of the trigger word.
pub(super) fn is_misspelt(caption: &str, word: &str) -> bool {
    !trigger::near_misses(caption, word).is_empty()
}

/// Returns the caption with the trigger word in place of the first misspelling, or in front if there is none.
fn correct(caption: &str, word: &str) -> String {
    match trigger::near_misses(caption, word).first() {
        Some(miss) => {
            let (before, after) = (&caption[..miss.start], &caption[miss.end..]);
            format!("{before}{word}{after}")
        }
        None => trigger::insert(caption, word),
    }
}
