//! Checks a person's images and captions against the advice of the trainer's guide, and reports what to review before
//! paying. The window provides the wording and the remedies.

use std::collections::{HashMap, HashSet};

use imaging::measures::{self, Measures};

use crate::text::frequency::{self, Share};
use crate::text::trigger;
use crate::{Image, ImageId, TextEncoding};

/// The ratio of the longer to the shorter side above which too little is left of the shorter one once the picture is
/// scaled to the trainer's area.
const EXTREME: f64 = 2.5;

/// The share of the captions that must contain a word for it to count as dominant.
const DOMINANT: f64 = 0.8;

/// The largest number of images that are compared in pairs. Among more images, only exact copies are looked for:
/// comparing all pairs would take minutes.
pub const MOST_COMPARED: usize = 10_000;

/// The findings from the pixels of a dataset's images.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Analysis {
    /// Groups of images that show the same picture, the best of each first.
    pub duplicates: Vec<Vec<ImageId>>,
    /// Groups of three or more images that are alike in background or framing.
    pub alike: Vec<Vec<ImageId>>,
    /// Images in which nothing is sharp.
    pub blurred: HashSet<ImageId>,
    /// Images that are mostly black, and dark everywhere else.
    pub dark: HashSet<ImageId>,
    /// Images that are mostly white, and bright everywhere else.
    pub bright: HashSet<ImageId>,
    /// Images with transparent parts.
    pub transparent: HashSet<ImageId>,
    /// Images whose files have colours other than sRGB.
    pub other_colours: HashSet<ImageId>,
    /// The mean luma of each image, from 0 to 1.
    pub brightness: HashMap<ImageId, f32>,
}

impl Analysis {
    /// Compares measured images. Returns `None` as soon as `wanted` returns false. Takes seconds for thousands of
    /// distinct images.
    pub fn of(
        measured: &[(ImageId, Measures)],
        wanted: &(dyn Fn() -> bool + Sync),
    ) -> Option<Analysis> {
        let those = |is: fn(&Measures) -> bool| {
            measured
                .iter()
                .filter(|(_, measures)| is(measures))
                .map(|(id, _)| *id)
                .collect()
        };
        let ids = |groups: &[Vec<usize>]| -> Vec<Vec<ImageId>> {
            groups
                .iter()
                .map(|group| group.iter().map(|&index| measured[index].0).collect())
                .collect()
        };
        let (duplicates, alike) = if measured.len() <= MOST_COMPARED {
            let measures: Vec<&Measures> = measured.iter().map(|(_, measures)| measures).collect();
            let duplicates = measures::duplicates_while(&measures, wanted)?;
            let alike = measures::alike_while(&measures, &duplicates, wanted)?;
            (duplicates, alike)
        } else {
            (exact(measured), Vec::new())
        };
        Some(Analysis {
            duplicates: ids(&duplicates),
            alike: ids(&alike),
            blurred: those(Measures::is_blurred),
            dark: those(Measures::is_too_dark),
            bright: those(Measures::is_too_bright),
            transparent: those(Measures::is_transparent),
            other_colours: those(Measures::has_other_colours),
            brightness: measured
                .iter()
                .map(|(id, measures)| (*id, measures.brightness()))
                .collect(),
        })
    }
}

/// Returns the groups of images with identical measures, as exact copies have.
fn exact(measured: &[(ImageId, Measures)]) -> Vec<Vec<usize>> {
    let mut groups: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
    for (index, (_, measures)) in measured.iter().enumerate() {
        groups.entry(measures.to_bytes()).or_default().push(index);
    }
    let mut groups: Vec<Vec<usize>> = groups
        .into_values()
        .filter(|group| group.len() > 1)
        .collect();
    groups.sort();
    groups
}

/// Something that a person should review.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// Images whose files can't be used.
    Broken(Vec<ImageId>),
    /// Groups of images that show the same picture, the best of each first.
    Duplicates(Vec<Vec<ImageId>>),
    /// Images in which nothing is sharp.
    Blurred(Vec<ImageId>),
    /// Images with a smaller area than the one that the trainer works at.
    Small(Vec<ImageId>),
    /// Images that are much taller than wide, or much wider than tall.
    Extreme(Vec<ImageId>),
    /// Images that are mostly black, and dark everywhere else.
    Dark(Vec<ImageId>),
    /// Images that are mostly white, and bright everywhere else.
    Bright(Vec<ImageId>),
    /// Groups of images that are alike in background or framing.
    Alike(Vec<Vec<ImageId>>),
    /// Images whose caption has neither the trigger word nor a probable misspelling of it.
    NoTrigger(Vec<ImageId>),
    /// Images whose caption lacks the trigger word but has a probable misspelling of it.
    Misspelt(Vec<ImageId>),
    /// All images with a caption, if there are at least three and all captions are the same.
    SameCaption(Vec<ImageId>),
    /// Words that are in at least 80 % of the captions, and may therefore be learnt as part of the subject.
    Dominant(Vec<Share>),
    /// Images with transparent parts, which are filled with a colour for the trainer.
    Transparent(Vec<ImageId>),
    /// Images without a caption, if others have one.
    Uncaptioned(Vec<ImageId>),
    /// Images that share one caption file.
    SharedCaption(Vec<ImageId>),
    /// Images with caption files besides the one that is used.
    UnusedCaption(Vec<ImageId>),
    /// Images whose captions are read in this encoding, which is not certain.
    GuessedEncoding(TextEncoding, Vec<ImageId>),
}

/// Returns all findings, the most important first. `word` is the trigger word, and `area` is the area, in pixels, that
/// the trainer works at. Except for broken files, only images that are part of the training count.
pub fn findings(images: &[Image], looks: &Analysis, word: &str, area: u64) -> Vec<Finding> {
    let included: Vec<&Image> = images.iter().filter(|image| image.is_included()).collect();
    let ids: HashSet<ImageId> = included.iter().map(|image| image.id).collect();
    let those = |is: &dyn Fn(&Image) -> bool| -> Vec<ImageId> {
        let found = included.iter().filter(|image| is(image));
        found.map(|image| image.id).collect()
    };
    let among = |set: &HashSet<ImageId>| those(&|image| set.contains(&image.id));
    let groups = |groups: &[Vec<ImageId>], least: usize| -> Vec<Vec<ImageId>> {
        let included = groups.iter().map(|group| {
            let group = group.iter().copied().filter(|id| ids.contains(id));
            group.collect::<Vec<_>>()
        });
        included.filter(|group| group.len() >= least).collect()
    };
    let captioned = those(&|image| !image.caption.trim().is_empty());
    let captions: Vec<&str> = included
        .iter()
        .map(|image| image.caption.as_str())
        .filter(|caption| !caption.trim().is_empty())
        .collect();
    let all_the_same = captions.len() > 2 && captions.iter().all(|caption| caption == &captions[0]);
    let dominant: Vec<Share> = if captions.len() > 3 && !all_the_same {
        let shares = frequency::dominant(&captions, word).into_iter();
        shares
            .filter(|share| f64::from(share.captions) >= DOMINANT * f64::from(share.of))
            .collect()
    } else {
        Vec::new()
    };
    let lacks = |image: &Image| {
        !image.caption.trim().is_empty() && !trigger::contains(&image.caption, word)
    };
    let misses =
        |image: &Image| lacks(image) && !trigger::near_misses(&image.caption, word).is_empty();
    let (no_trigger, misspelt) = if word.is_empty() {
        (Vec::new(), Vec::new())
    } else {
        (
            those(&|image| lacks(image) && !misses(image)),
            those(&misses),
        )
    };
    let broken = images.iter().filter(|image| image.facts.is_err());
    let uncaptioned = those(&|image| image.caption.trim().is_empty());
    let mut guessed: Vec<TextEncoding> = included
        .iter()
        .filter_map(|image| image.caption_guess)
        .collect();
    guessed.sort_by_key(|encoding| encoding.name());
    guessed.dedup();
    let guessed = guessed.into_iter().map(|encoding| {
        let is_it = |image: &Image| image.caption_guess == Some(encoding);
        Finding::GuessedEncoding(encoding, those(&is_it))
    });
    let found = [
        Finding::Broken(broken.map(|image| image.id).collect()),
        Finding::Duplicates(groups(&looks.duplicates, 2)),
        Finding::Misspelt(misspelt),
        Finding::NoTrigger(no_trigger),
        Finding::Blurred(among(&looks.blurred)),
        Finding::SameCaption(if all_the_same {
            captioned.clone()
        } else {
            Vec::new()
        }),
        Finding::Small(those(&|image| image.is_smaller_than(area))),
        Finding::Extreme(those(&is_extreme)),
        Finding::Dominant(dominant),
        Finding::Alike(groups(&looks.alike, 3)),
        Finding::Dark(among(&looks.dark)),
        Finding::Bright(among(&looks.bright)),
        Finding::Transparent(among(&looks.transparent)),
        Finding::SharedCaption(those(&|image| !image.caption_shared_with.is_empty())),
        Finding::UnusedCaption(those(&|image| !image.caption_files_unused.is_empty())),
        Finding::Uncaptioned(if captioned.is_empty() {
            Vec::new()
        } else {
            uncaptioned
        }),
    ];
    // An uncertain encoding comes before findings about the words of captions.
    let [broken, rest @ ..] = found;
    std::iter::once(broken)
        .chain(guessed)
        .chain(rest)
        .filter(|finding| !finding.is_empty())
        .collect()
}

/// Returns whether the image, after cropping, is much taller than wide or much wider than tall.
fn is_extreme(image: &Image) -> bool {
    image.facts.as_ref().is_ok_and(|facts| {
        let (width, height) = image.edit.geometry.size(facts.width, facts.height);
        let (width, height) = (f64::from(width), f64::from(height));
        width.max(height) > EXTREME * width.min(height)
    })
}

impl Finding {
    /// Returns the images that the finding is about, in groups that belong together.
    pub fn groups(&self) -> Vec<Vec<ImageId>> {
        match self {
            Finding::Broken(ids)
            | Finding::Blurred(ids)
            | Finding::Small(ids)
            | Finding::Extreme(ids)
            | Finding::Dark(ids)
            | Finding::Bright(ids)
            | Finding::Transparent(ids)
            | Finding::NoTrigger(ids)
            | Finding::Misspelt(ids)
            | Finding::SameCaption(ids)
            | Finding::Uncaptioned(ids)
            | Finding::SharedCaption(ids)
            | Finding::UnusedCaption(ids)
            | Finding::GuessedEncoding(_, ids) => vec![ids.clone()],
            Finding::Duplicates(groups) | Finding::Alike(groups) => groups.clone(),
            Finding::Dominant(_) => Vec::new(),
        }
    }

    /// Returns the images that the finding is about.
    pub fn images(&self) -> Vec<ImageId> {
        self.groups().concat()
    }

    /// Returns the number of groups, words or images that the finding is about.
    pub fn count(&self) -> usize {
        if let Finding::Dominant(words) = self {
            words.len()
        } else if let Finding::Duplicates(groups) | Finding::Alike(groups) = self {
            groups.len()
        } else {
            self.images().len()
        }
    }

    /// Returns a key that stays the same as long as the finding is about the same image names, or the same words.
    pub fn key(&self, images: &[Image]) -> String {
        let ids: HashSet<ImageId> = self.images().into_iter().collect();
        let mut about: Vec<&str> = if let Finding::Dominant(words) = self {
            words.iter().map(|share| share.word.as_str()).collect()
        } else {
            let concerned = images.iter().filter(|image| ids.contains(&image.id));
            concerned.map(|image| image.name.as_str()).collect()
        };
        about.sort_unstable();
        let mut hasher = blake3::Hasher::new();
        for name in about {
            hasher.update(name.as_bytes()).update(b"/");
        }
        format!("{}-{}", self.kind(), &hasher.finalize().to_hex()[..16])
    }

    /// Returns the name of the finding's kind. A search can use those in [`Finding::KINDS`] after `has:`.
    pub fn kind(&self) -> &'static str {
        match self {
            Finding::Broken(_) => "broken",
            Finding::Duplicates(_) => "duplicate",
            Finding::Blurred(_) => "blur",
            Finding::Small(_) => "small",
            Finding::Extreme(_) => "extreme",
            Finding::Dark(_) => "dark",
            Finding::Bright(_) => "bright",
            Finding::Transparent(_) => "transparent",
            Finding::Alike(_) => "alike",
            Finding::NoTrigger(_) => "no-trigger",
            Finding::Misspelt(_) => "misspelt",
            Finding::SameCaption(_) => "same-caption",
            Finding::Dominant(_) => "dominant",
            Finding::Uncaptioned(_) => "uncaptioned",
            Finding::SharedCaption(_) => "shared-caption",
            Finding::UnusedCaption(_) => "unused-caption",
            Finding::GuessedEncoding(..) => "encoding",
        }
    }

    /// The kinds that a search can name.
    pub const KINDS: &[&str] = &[
        "duplicate",
        "blur",
        "small",
        "extreme",
        "dark",
        "bright",
        "transparent",
        "alike",
        "no-trigger",
        "misspelt",
        "same-caption",
        "shared-caption",
        "unused-caption",
        "encoding",
    ];

    fn is_empty(&self) -> bool {
        self.count() == 0
    }
}
