//! The advice of the trainer's guide, checked on a person's own images and captions: what is worth a look before
//! paying. It says what it found and where; the words and the ways out are the window's.

use std::collections::{HashMap, HashSet};

use crate::frequency::{self, Share};
use crate::measures::{self, Measures};
use crate::trigger;
use crate::{Image, ImageId, TextEncoding};

/// A picture longer than this, by its sides, loses its subject when it is scaled to the trainer's area.
const EXTREME: f64 = 2.5;

/// Words that stand in fewer of the captions dominate nothing, as a share.
const DOMINANT: f64 = 0.8;

/// Among more images only exact copies are looked for: comparing all pairs would take minutes.
pub const MOST_COMPARED: usize = 10_000;

/// What pixels say about a dataset's images, together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Looks {
    /// Groups that show the same picture, the best of each first.
    pub duplicates: Vec<Vec<ImageId>>,
    /// Groups of three and more that are alike in background or framing.
    pub alike: Vec<Vec<ImageId>>,
    /// Nothing in them is sharp.
    pub blurred: HashSet<ImageId>,
    /// Mostly lost in black.
    pub dark: HashSet<ImageId>,
    /// Mostly lost in white.
    pub bright: HashSet<ImageId>,
    /// Something in them is transparent.
    pub transparent: HashSet<ImageId>,
    /// Their files' colours are others than sRGB.
    pub other_colours: HashSet<ImageId>,
    /// The mean luma, 0 to 1.
    pub brightness: HashMap<ImageId, f32>,
}

impl Looks {
    /// Compares measured images; `None` as soon as it is not wanted any more. Slow for many: seconds for thousands of
    /// distinct ones.
    pub fn of(
        measured: &[(ImageId, Measures)],
        wanted: &(dyn Fn() -> bool + Sync),
    ) -> Option<Looks> {
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
        Some(Looks {
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

/// Groups whose pixels are the very same.
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

/// Something worth a look.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// The files can't be used.
    Broken(Vec<ImageId>),
    /// Each group shows the same picture, the best first.
    Duplicates(Vec<Vec<ImageId>>),
    /// Nothing in them is sharp.
    Blurred(Vec<ImageId>),
    /// Less than the area that the trainer works at.
    Small(Vec<ImageId>),
    /// Much longer than wide, or wider than high.
    Extreme(Vec<ImageId>),
    /// Mostly lost in black.
    Dark(Vec<ImageId>),
    /// Mostly lost in white.
    Bright(Vec<ImageId>),
    /// Each group is alike in background or framing.
    Alike(Vec<Vec<ImageId>>),
    /// Captioned, without the trigger word.
    NoTrigger(Vec<ImageId>),
    /// A word that is probably meant to be the trigger word, and isn't.
    Misspelt(Vec<ImageId>),
    /// All captions, of three and more, are the same.
    SameCaption(Vec<ImageId>),
    /// Words that most captions share: they are learnt as part of the subject.
    Dominant(Vec<Share>),
    /// Something in them is transparent, and will show a colour.
    Transparent(Vec<ImageId>),
    /// Images that have no caption, where others have.
    Uncaptioned(Vec<ImageId>),
    /// Images that share one caption file.
    SharedCaption(Vec<ImageId>),
    /// Images with caption files besides the one that is used.
    UnusedCaption(Vec<ImageId>),
    /// Captions that are read in this encoding, which is not certain.
    GuessedEncoding(TextEncoding, Vec<ImageId>),
}

/// Everything worth a look, what matters most first. `word` is the trigger word, and the area what the trainer works
/// at, in pixels; only images that are part of the training count.
pub fn findings(images: &[Image], looks: &Looks, word: &str, area: u64) -> Vec<Finding> {
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

/// By what is left of it after cropping.
fn is_extreme(image: &Image) -> bool {
    image.facts.as_ref().is_ok_and(|facts| {
        let (width, height) = image.edit.geometry.size(facts.width, facts.height);
        let (width, height) = (f64::from(width), f64::from(height));
        width.max(height) > EXTREME * width.min(height)
    })
}

impl Finding {
    /// The images that it is about, in groups that belong together.
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

    /// The images that it is about.
    pub fn images(&self) -> Vec<ImageId> {
        self.groups().concat()
    }

    /// How many there are of what it is about: groups, words or images.
    pub fn count(&self) -> usize {
        if let Finding::Dominant(words) = self {
            words.len()
        } else if let Finding::Duplicates(groups) | Finding::Alike(groups) = self {
            groups.len()
        } else {
            self.images().len()
        }
    }

    /// Names it for as long as it is about the same images of the same names, or the same words.
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

    /// Its kind, as `has:` in a search names it.
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

    /// The kinds that a search may name.
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
