//! Searches and sorts the open dataset's images.

use std::cmp::Reverse;
use std::collections::HashMap;

use dataset::checks::{self, Finding};
use dataset::filter::{Filter, Subject};
use dataset::{Image, ImageId, tokens, trigger};
use localization::text;

use super::Workspace;
use crate::error::Error;
use crate::view::{Arranged, Arrangement, Chip, Sort};

impl Workspace {
    /// Searches and sorts the open dataset's images.
    pub async fn arrange_images(&self, arrangement: Arrangement) -> Result<Arranged, Error> {
        let word = self.trigger_word().await?;
        self.with_dataset(move |workspace, dataset| {
            let images = dataset.images();
            let problems = problems(&images, &workspace.findings(dataset, &word));
            Ok(arrange(images, &arrangement, &word, &problems))
        })
        .await
    }
}

/// The kinds of problem that each image has.
type Problems = HashMap<ImageId, Vec<&'static str>>;

/// The name of the problem, for `has:` in a search, that the caption's file can't be read.
const CAPTION_FILE: &str = "caption-file";

/// The name of the problem, for `has:` in a search, that the person has to choose between two texts of a caption.
const CHOICE: &str = "choice";

fn problems(images: &[Image], findings: &[Finding]) -> Problems {
    let mut problems = Problems::new();
    for finding in findings {
        if finding.is_problem() {
            for id in finding.evidence().images() {
                problems.entry(id).or_default().push(finding.kind());
            }
        }
    }
    for image in images {
        for (applies, kind) in [
            (image.caption_problem.is_some(), CAPTION_FILE),
            (image.caption_typed.is_some(), CHOICE),
        ] {
            if applies {
                problems.entry(image.id).or_default().push(kind);
            }
        }
    }
    problems
}

fn known_problems() -> Vec<&'static str> {
    let mut kinds = checks::searchable_kinds();
    kinds.extend([CAPTION_FILE, CHOICE]);
    kinds
}

fn arrange(
    mut images: Vec<Image>,
    arrangement: &Arrangement,
    word: &str,
    problems: &Problems,
) -> Arranged {
    let all = images.len();
    let chips = chips(&images, &arrangement.search, word, problems);
    let (filter, problem) = match Filter::parse(&arrangement.search, &known_problems()) {
        Ok(filter) => (filter, None),
        Err(error) => (Filter::default(), Some(error.to_string())),
    };
    let counts_tokens = arrangement.search.contains("tokens:");
    images.retain(|image| {
        arrangement.keep == Some(image.id.0)
            || matches(&filter, image, word, problems, counts_tokens)
    });
    sort(&mut images, arrangement.sort, problems);
    if arrangement.backwards {
        images.reverse();
    }
    Arranged {
        count: (images.len() < all)
            .then(|| text!("workspace-shown", shown = images.len(), all = all)),
        ids: images.iter().map(|image| image.id.0).collect(),
        problem,
        chips,
    }
}

/// Sorts the images. They are passed in the order of their names, which the stable sort preserves among equal images.
fn sort(images: &mut [Image], by: Sort, problems: &Problems) {
    match by {
        Sort::Name => {}
        Sort::Date => images.sort_by_key(|image| Reverse(image.modified)),
        Sort::Size => {
            images.sort_by_key(|image| Reverse(image.facts.as_ref().map_or(0, |f| f.area())));
        }
        Sort::Caption => images.sort_by_key(|image| image.caption.chars().count()),
        Sort::Problems => {
            images.sort_by_key(|image| Reverse(problems.get(&image.id).map_or(0, Vec::len)))
        }
    }
}

fn matches(
    filter: &Filter,
    image: &Image,
    word: &str,
    problems: &Problems,
    counts_tokens: bool,
) -> bool {
    filter.matches(&Subject {
        name: &image.name,
        caption: &image.caption,
        facts: image.facts.as_ref().ok().copied(),
        bytes: image.bytes,
        excluded: image.excluded,
        edited: !image.edit.is_untouched(),
        has_trigger: trigger::contains(&image.caption, word),
        tokens: if counts_tokens {
            tokens::reading(&image.caption).clip
        } else {
            0
        },
        problems: problems.get(&image.id).map_or(&[], Vec::as_slice),
    })
}

/// Returns the suggested searches that find some but not all images, and the active one in any case.
fn chips(images: &[Image], search: &str, word: &str, problems: &Problems) -> Vec<Chip> {
    let mut suggestions = vec![
        (text!("workspace-chip-uncaptioned"), "is:uncaptioned"),
        (text!("workspace-chip-excluded"), "is:excluded"),
        (text!("workspace-chip-broken"), "is:broken"),
        (text!("workspace-chip-duplicates"), "has:duplicate"),
        (text!("workspace-chip-blurred"), "has:blur"),
        (text!("workspace-chip-small"), "has:small"),
        (text!("workspace-chip-edited"), "is:edited"),
        (text!("workspace-chip-suggestions"), "has:problem"),
    ];
    if !word.is_empty() {
        suggestions.insert(
            1,
            (
                text!("workspace-chip-no-trigger", word = word),
                "is:captioned -has:trigger",
            ),
        );
    }
    suggestions
        .into_iter()
        .filter_map(|(label, chip)| {
            let filter = Filter::parse(chip, &known_problems()).ok()?;
            let count = images
                .iter()
                .filter(|image| matches(&filter, image, word, problems, false))
                .count();
            let active = search.trim() == chip;
            (active || (count > 0 && count < images.len())).then(|| Chip {
                label,
                count: u32::try_from(count).unwrap_or(u32::MAX),
                search: chip.to_owned(),
                active,
            })
        })
        .collect()
}
