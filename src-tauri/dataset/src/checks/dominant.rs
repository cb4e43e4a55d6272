//! Finds words that most captions contain, and that may therefore be learnt as part of the subject.

use localization::{Message, message};

use super::check::{Check, Terms};
use super::evidence::Evidence;
use super::subject::Subject;
use crate::text::frequency;

/// The minimum share of the captions that contain a dominant word.
const DOMINANT: f64 = 0.8;

/// The minimum number of captions for which a share is meaningful.
const MIN_CAPTIONS: usize = 4;

pub(super) struct Dominant;

impl Check for Dominant {
    fn kind(&self) -> &'static str {
        "dominant"
    }

    fn find(&self, subject: &Subject<'_>) -> Vec<Evidence> {
        let captions = subject.captions();
        if captions.len() < MIN_CAPTIONS || subject.has_one_caption() {
            return Vec::new();
        }
        let shares = frequency::dominant(&captions, subject.word).into_iter();
        let dominant =
            shares.filter(|share| f64::from(share.captions) >= DOMINANT * f64::from(share.of));
        vec![Evidence::Words(dominant.collect())]
    }

    fn title(&self, evidence: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-dominant", count = evidence.count())
    }

    fn reason(&self, _: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-dominant-reason")
    }

    fn search(&self) -> Option<String> {
        None
    }
}
