//! What is worth a look before paying: the findings in words, what can be done about them at a press, and those
//! that the person dismissed.

use std::collections::BTreeSet;

use dataset::checks::{Finding, findings};
use dataset::{Dataset, Image, ImageId, trigger};

use super::Desk;
use super::spread::spread;
use crate::error::Error;
use crate::preparation;
use crate::view;
use crate::view::{Advice, Bar, Checks, ImagesChanged, LoraType};
use crate::words::count;

impl Desk {
    /// The checks of the open dataset; `word` is its trigger word.
    pub(crate) async fn checks(&self, word: String, lora: LoraType) -> Result<Checks, Error> {
        self.edit(move |desk, dataset| Ok(desk.check(dataset, &word, lora)))
            .await
    }

    /// Dismisses a finding for as long as it is about the same images.
    pub(crate) async fn dismiss_finding(
        &self,
        id: String,
        word: String,
        lora: LoraType,
    ) -> Result<Checks, Error> {
        self.edit(move |desk, dataset| {
            let name = memory(dataset);
            let mut dismissed: BTreeSet<String> = desk.0.ledger.recall(&name)?;
            dismissed.insert(id);
            desk.0.ledger.remember(&name, &dismissed)?;
            Ok(desk.check(dataset, &word, lora))
        })
        .await
    }

    /// Shows everything again that was dismissed.
    pub(crate) async fn show_dismissed(
        &self,
        word: String,
        lora: LoraType,
    ) -> Result<Checks, Error> {
        self.edit(move |desk, dataset| {
            let none = BTreeSet::<String>::new();
            desk.0.ledger.remember(&memory(dataset), &none)?;
            Ok(desk.check(dataset, &word, lora))
        })
        .await
    }

    /// Does what a finding's button says, as one step that can be undone.
    pub(crate) async fn fix_finding(
        &self,
        id: String,
        word: String,
    ) -> Result<ImagesChanged, Error> {
        self.edit(move |desk, dataset| {
            let images = dataset.images();
            let found = desk.findings(&images, &word);
            let finding = found.into_iter().find(|found| found.key(&images) == id);
            let leave_out = |ids: Vec<ImageId>| -> Result<ImagesChanged, Error> {
                let changed = dataset.set_excluded(&ids, true)?;
                Ok(desk.0.drawing.images(dataset, &changed))
            };
            match finding {
                Some(Finding::Duplicates(groups)) => leave_out(
                    groups
                        .into_iter()
                        .flat_map(|group| group.into_iter().skip(1))
                        .collect(),
                ),
                Some(Finding::NoTrigger(ids) | Finding::Misspelt(ids)) => {
                    let title = format!("putting {word} into captions");
                    let changed = dataset.rewrite_captions(&ids, &title, |caption| {
                        Some(with_trigger(caption, &word))
                    })?;
                    Ok(desk.rewritten(dataset, &changed))
                }
                Some(
                    Finding::Blurred(ids)
                    | Finding::Small(ids)
                    | Finding::Extreme(ids)
                    | Finding::Dark(ids)
                    | Finding::Bright(ids),
                ) => leave_out(ids),
                // It went away in the meantime, or is for the person to look at.
                _ => Ok(desk.0.drawing.images(dataset, &[])),
            }
        })
        .await
    }

    /// Everything worth a look, what was dismissed too.
    pub(super) fn findings(&self, images: &[Image], word: &str) -> Vec<Finding> {
        let (looks, _) = self.looks();
        findings(images, &looks, word, self.preparation().target_area)
    }

    fn check(&self, dataset: &Dataset, word: &str, lora: LoraType) -> Checks {
        let images = dataset.images();
        let (looks, looking) = self.looks();
        let dismissed: BTreeSet<String> =
            self.0.ledger.recall(&memory(dataset)).unwrap_or_default();
        let found = self.findings(&images, word);
        let all = found.len();
        let shown: Vec<view::Finding> = found
            .iter()
            .map(|finding| (finding.key(&images), finding))
            .filter(|(key, _)| !dismissed.contains(key))
            .map(|(key, finding)| self.draw_finding(key, finding, word))
            .collect();
        Checks {
            summary: match (shown.len(), looking) {
                (0, true) => "Looking the pictures over…".to_owned(),
                (0, false) => "Nothing to look at".to_owned(),
                (1, _) => "1 thing to look at".to_owned(),
                (number, _) => format!("{number} things to look at"),
            },
            dismissed: u32::try_from(all - shown.len()).unwrap_or(u32::MAX),
            findings: shown,
            looking,
            checklist: checklist(lora),
            spread: spread(&images, &looks, &self.preparation()),
        }
    }

    fn draw_finding(&self, id: String, finding: &Finding, word: &str) -> view::Finding {
        let number = match finding {
            Finding::Duplicates(groups) | Finding::Alike(groups) => groups.len(),
            Finding::Dominant(words) => words.len(),
            _ => finding.images().len(),
        };
        let (title, reason) = self.words(finding, number, word);
        let groups: Vec<Vec<u32>> = match finding {
            Finding::Duplicates(groups) | Finding::Alike(groups) => groups
                .iter()
                .map(|group| group.iter().map(|id| id.0).collect())
                .collect(),
            Finding::Dominant(_) => Vec::new(),
            _ => vec![finding.images().iter().map(|id| id.0).collect()],
        };
        let words = if let Finding::Dominant(words) = finding {
            words.iter().map(bar).collect()
        } else {
            Vec::new()
        };
        view::Finding {
            id,
            title,
            reason,
            groups,
            words,
            search: search(finding),
            fix: fix(finding, word),
        }
    }

    #[expect(clippy::too_many_lines, reason = "a table of sentences")]
    fn words(&self, finding: &Finding, number: usize, word: &str) -> (String, String) {
        let images = count(number, "image");
        let (is, has) = if number == 1 {
            ("is", "has")
        } else {
            ("are", "have")
        };
        let square = preparation::square(&self.preparation());
        let (title, reason) = match finding {
            Finding::Broken(_) => (
                format!("{images} can't be used"),
                "They are not sent. Look at each for the reason, and move what is no picture away.".to_owned(),
            ),
            Finding::Duplicates(_) => (
                format!("{} shown more than once", if number == 1 { "1 picture is".to_owned() } else { format!("{number} pictures are") }),
                "What is there twice is learnt twice as hard, with its background. The best of each comes first.".to_owned(),
            ),
            Finding::Blurred(_) => (
                format!("{images} {is} blurred"),
                "The model learns blur as part of the subject. A sharp photo less is better than a soft one more.".to_owned(),
            ),
            Finding::Small(_) => (
                format!("{images} {is} smaller than {square}"),
                "The trainer works at that size; smaller images are used as they are and may teach blur.".to_owned(),
            ),
            Finding::Extreme(_) => (
                format!("{images} {is} very long or very high"),
                "Scaled to the trainer's area, little is left of their short side. Crop to what matters.".to_owned(),
            ),
            Finding::Dark(_) => (
                format!("{images} {is} mostly black"),
                "There is little to learn from what can't be seen.".to_owned(),
            ),
            Finding::Bright(_) => (
                format!("{images} {is} mostly white"),
                "There is little to learn from what is burnt out.".to_owned(),
            ),
            Finding::Alike(_) => (
                format!("{} alike in background or framing", if number == 1 { "1 group of pictures is".to_owned() } else { format!("{number} groups of pictures are") }),
                "What all of them share is learnt as part of the subject. Different places and poses make it flexible.".to_owned(),
            ),
            Finding::NoTrigger(_) => (
                format!("{} without the trigger word {word}", count(number, "caption")),
                format!("In these images the subject has no name, so less of it is learnt as {word}."),
            ),
            Finding::Misspelt(_) => (
                format!("{} the trigger word {word} in another spelling", if number == 1 { "1 caption has".to_owned() } else { format!("{number} captions have") }),
                "Case and every letter count: another spelling is another word.".to_owned(),
            ),
            Finding::SameCaption(_) => (
                "All captions are the same".to_owned(),
                "A caption says what is different in its image: what it names is not learnt as part of the subject.".to_owned(),
            ),
            Finding::Dominant(_) => (
                if number == 1 { "1 word stands in most captions".to_owned() } else { format!("{number} words stand in most captions") },
                "What most captions name is learnt together with the subject. If it belongs to the subject, leave it out of the captions.".to_owned(),
            ),
            Finding::Uncaptioned(_) => (
                format!("{images} {has} no caption"),
                "The trainer writes those itself. Its words may not fit yours.".to_owned(),
            ),
            Finding::SharedCaption(_) => (
                format!("{images} share a caption file"),
                "Only the ending of their names differs. Each goes to the trainer with the same caption; rename one to give it its own.".to_owned(),
            ),
        };
        (title, reason)
    }
}

/// Under which name the dismissed findings of a folder are remembered.
fn memory(dataset: &Dataset) -> String {
    format!("dismissed:{}", dataset.folder().display())
}

/// The caption with the trigger word: in the place of what was probably meant to be it, or in front.
fn with_trigger(caption: &str, word: &str) -> String {
    match trigger::near_misses(caption, word).first() {
        Some(miss) => {
            let (before, after) = (&caption[..miss.start], &caption[miss.end..]);
            format!("{before}{word}{after}")
        }
        None => trigger::insert(caption, word),
    }
}

fn bar(share: &dataset::frequency::Share) -> Bar {
    Bar {
        label: share.word.clone(),
        count: format!("{} of {}", share.captions, share.of),
        share: share.captions as f32 / share.of.max(1) as f32,
        search: Some(format!("caption:{}", dataset::filter::quoted(&share.word))),
    }
}

/// The search that shows a finding's images.
fn search(finding: &Finding) -> Option<String> {
    Some(match finding {
        Finding::Broken(_) => "is:broken".to_owned(),
        Finding::Uncaptioned(_) => "is:uncaptioned is:included".to_owned(),
        Finding::Dominant(_) => return None,
        _ => format!("has:{}", finding.kind()),
    })
}

/// What a finding's button does.
fn fix(finding: &Finding, word: &str) -> Option<String> {
    Some(match finding {
        Finding::Duplicates(_) => "Keep the best of each".to_owned(),
        Finding::NoTrigger(_) => format!("Put {word} in"),
        Finding::Misspelt(_) => format!("Write {word} instead"),
        Finding::Blurred(_)
        | Finding::Dark(_)
        | Finding::Bright(_)
        | Finding::Small(_)
        | Finding::Extreme(_) => "Leave out".to_owned(),
        Finding::Broken(_)
        | Finding::Alike(_)
        | Finding::SameCaption(_)
        | Finding::Dominant(_)
        | Finding::Uncaptioned(_)
        | Finding::SharedCaption(_) => return None,
    })
}

/// What no program can measure, from the trainer's guide.
fn checklist(lora: LoraType) -> Vec<Advice> {
    let items: &[(&str, &str)] = match lora {
        LoraType::Subject => &[
            (
                "Different places, expressions and light",
                "What changes from picture to picture is not learnt as part of the subject.",
            ),
            (
                "The same hair and age throughout",
                "The model averages them, and the likeness goes.",
            ),
            (
                "Few hands near the face",
                "They are learnt as part of it, and come back in every picture.",
            ),
        ],
        LoraType::Style => &[
            (
                "One style throughout",
                "Two styles are averaged into neither.",
            ),
            (
                "Many different subjects",
                "What all pictures show is learnt as part of the style.",
            ),
            (
                "Nothing that dominates",
                "A frame, a signature or one colour will be in every picture.",
            ),
        ],
    };
    let advice = |&(title, reason): &(&str, &str)| Advice {
        title: title.to_owned(),
        reason: reason.to_owned(),
    };
    items.iter().map(advice).collect()
}
