//! Finds images that, after their crop, are much taller than wide, or much wider than tall.

use localization::{Message, message};

use super::check::{Check, Terms};
use super::evidence::Evidence;
use super::remedy::Remedy;
use super::subject::Subject;

/// The ratio of the longer to the shorter side above which too little is left of the shorter one once the picture is
/// scaled to the trainer's area.
const EXTREME: f64 = 2.5;

pub(super) struct Extreme;

impl Check for Extreme {
    fn kind(&self) -> &'static str {
        "extreme"
    }

    fn find(&self, subject: &Subject<'_>) -> Vec<Evidence> {
        subject.images(|image| {
            image.size().is_some_and(|(width, height)| {
                let (width, height) = (f64::from(width), f64::from(height));
                width.max(height) > EXTREME * width.min(height)
            })
        })
    }

    fn title(&self, evidence: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-extreme", count = evidence.count())
    }

    fn reason(&self, _: &Evidence, _: &Terms<'_>) -> Message {
        message!("checks-extreme-reason")
    }

    fn remedy(&self, evidence: &Evidence, _: &Terms<'_>) -> Option<Remedy> {
        Remedy::exclude(message!("checks-leave-out"), evidence.images())
    }
}
