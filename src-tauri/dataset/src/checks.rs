//! Checks a person's images and captions against the advice of the trainer's guide, and reports what to review before
//! paying.

mod alike;
mod analysis;
mod blurred;
mod bright;
mod broken;
mod check;
mod dark;
mod dominant;
mod duplicates;
mod encoding;
mod evidence;
mod extreme;
mod finding;
mod misspelt;
mod no_trigger;
mod remedy;
mod same_caption;
mod shared_caption;
mod small;
mod subject;
mod transparent;
mod uncaptioned;
mod unused_caption;

use crate::Image;
pub use analysis::Analysis;
use check::Check;
pub use check::Terms;
pub use evidence::Evidence;
pub use finding::Finding;
pub use remedy::{Change, Remedy};
use subject::Subject;

/// All checks, in the order of their findings: the most important first. An uncertain encoding precedes findings about
/// the words of captions.
static CHECKS: [&dyn Check; 17] = [
    &broken::Broken,
    &encoding::GuessedEncoding,
    &duplicates::Duplicates,
    &misspelt::Misspelt,
    &no_trigger::NoTrigger,
    &blurred::Blurred,
    &same_caption::SameCaption,
    &small::Small,
    &extreme::Extreme,
    &dominant::Dominant,
    &alike::Alike,
    &dark::Dark,
    &bright::Bright,
    &transparent::Transparent,
    &shared_caption::SharedCaption,
    &unused_caption::UnusedCaption,
    &uncaptioned::Uncaptioned,
];

/// Returns all findings, the most important first. `word` is the trigger word, or "" for none, and `area` is the area,
/// in pixels, that the trainer works at. Except for broken files, only images that are part of the training count.
pub fn findings(images: &[Image], analysis: &Analysis, word: &str, area: u64) -> Vec<Finding> {
    let subject = Subject {
        images,
        included: images.iter().filter(|image| image.is_included()).collect(),
        analysis,
        word,
        area,
    };
    CHECKS
        .iter()
        .flat_map(|&check| {
            let found = check.find(&subject).into_iter();
            found.filter_map(move |evidence| Finding::new(check, evidence))
        })
        .collect()
}

/// Returns the kinds of findings that a search can name after `has:`.
pub fn searchable_kinds() -> Vec<&'static str> {
    let kinds = CHECKS.iter().filter(|check| {
        let search = check.search();
        search.is_some_and(|search| search.strip_prefix("has:") == Some(check.kind()))
    });
    kinds.map(|check| check.kind()).collect()
}
