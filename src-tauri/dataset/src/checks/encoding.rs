//! Finds captions whose encoding is uncertain, by encoding.

use localization::{Message, message};

use super::check::{Check, Terms};
use super::evidence::Evidence;
use super::subject::Subject;
use crate::TextEncoding;

pub(super) struct GuessedEncoding;

impl Check for GuessedEncoding {
    fn kind(&self) -> &'static str {
        "encoding"
    }

    fn find(&self, subject: &Subject<'_>) -> Vec<Evidence> {
        let guesses = subject
            .included
            .iter()
            .filter_map(|image| image.caption_guess);
        let mut encodings: Vec<TextEncoding> = guesses.collect();
        encodings.sort_by_key(|encoding| encoding.name());
        encodings.dedup();
        let evidence = encodings.into_iter().map(|encoding| {
            let ids = subject.ids(|image| image.caption_guess == Some(encoding));
            Evidence::Encoding(encoding, ids)
        });
        evidence.collect()
    }

    fn title(&self, evidence: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-encoding", count = evidence.count())
    }

    fn reason(&self, evidence: &Evidence, _: &Terms<'_>) -> Message {
        let encoding = match evidence {
            Evidence::Encoding(encoding, _) => encoding.shown(),
            Evidence::Images(_) | Evidence::Groups(_) | Evidence::Words(_) => String::new(),
        };
        message!("checks-encoding-reason", encoding = encoding)
    }
}
