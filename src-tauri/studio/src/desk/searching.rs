//! Which images a search shows, and in which order.

use std::cmp::Reverse;

use dataset::filter::{Filter, Subject};
use dataset::{Image, Preparation, tokens, trigger};

use super::Desk;
use super::draw::{PROBLEMS, problems};
use crate::error::Error;
use crate::view::{Arranged, Arrangement, Chip, Sort};

impl Desk {
    /// Arranges the open dataset's images; `word` is its trigger word.
    pub(crate) async fn arrange(
        &self,
        arrangement: Arrangement,
        word: String,
    ) -> Result<Arranged, Error> {
        self.edit(move |desk, dataset| {
            let how = desk.preparation();
            Ok(arranged(dataset.images(), &arrangement, &word, &how))
        })
        .await
    }
}

fn arranged(
    mut images: Vec<Image>,
    arrangement: &Arrangement,
    word: &str,
    how: &Preparation,
) -> Arranged {
    let all = images.len();
    let chips = chips(&images, &arrangement.search, word, how);
    let (filter, problem) = match Filter::parse(&arrangement.search, PROBLEMS) {
        Ok(filter) => (filter, None),
        Err(error) => (Filter::default(), Some(error.to_string())),
    };
    let counts_tokens = arrangement.search.contains("tokens:");
    images.retain(|image| {
        arrangement.keep == Some(image.id.0) || matches(&filter, image, word, how, counts_tokens)
    });
    sort(&mut images, arrangement.sort, how);
    if arrangement.backwards {
        images.reverse();
    }
    Arranged {
        count: (images.len() < all).then(|| format!("{} of {all}", images.len())),
        ids: images.iter().map(|image| image.id.0).collect(),
        problem,
        chips,
    }
}

/// Images come in the order of their names, which decides among equals.
fn sort(images: &mut [Image], by: Sort, how: &Preparation) {
    match by {
        Sort::Name => {}
        Sort::Date => images.sort_by_key(|image| Reverse(image.modified)),
        Sort::Size => {
            images.sort_by_key(|image| Reverse(image.facts.as_ref().map_or(0, |f| f.area())));
        }
        Sort::Caption => images.sort_by_key(|image| image.caption.chars().count()),
        Sort::Problems => images.sort_by_key(|image| Reverse(problems(image, how).len())),
    }
}

fn matches(
    filter: &Filter,
    image: &Image,
    word: &str,
    how: &Preparation,
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
        problems: &problems(image, how),
    })
}

/// Searches that find something but not everything.
fn chips(images: &[Image], search: &str, word: &str, how: &Preparation) -> Vec<Chip> {
    let mut offered = vec![
        ("No caption".to_owned(), "is:uncaptioned"),
        ("Left out".to_owned(), "is:excluded"),
        ("Can't be used".to_owned(), "is:broken"),
        ("Small".to_owned(), "has:small"),
        ("Cropped or turned".to_owned(), "is:edited"),
        ("Something to look at".to_owned(), "has:problem"),
    ];
    if !word.is_empty() {
        offered.insert(1, (format!("Without {word}"), "is:captioned -has:trigger"));
    }
    offered
        .into_iter()
        .filter_map(|(label, chip)| {
            let filter = Filter::parse(chip, PROBLEMS).ok()?;
            let count = images
                .iter()
                .filter(|image| matches(&filter, image, word, how, false))
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
