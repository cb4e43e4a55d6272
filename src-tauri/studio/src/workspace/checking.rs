//! The checks of the open dataset: its findings, the fixes that their buttons apply, and the findings that the person
//! dismissed. The texts of the findings are in `messages`.

use std::sync::Arc;

use std::collections::BTreeSet;

use dataset::checks::{Analysis, Finding, findings};
use dataset::{Dataset, ImageId, PossibleEncoding, Revision, TextEncoding, trigger};
use localization::{message, text};

use super::Workspace;
use super::histograms::spread;
use super::memo::Memo;
use super::messages::{checklist, texts};
use super::presenter::ids_of;
use crate::error::Error;
use crate::store::Key;
use crate::view;
use crate::view::{Bar, Checks, EncodingChoice, ImagesChanged, LoraType};
use crate::workspace::preparation;

/// The last findings of the open dataset.
pub(super) type Findings = Memo<Judged, Vec<Finding>>;

/// The data from which findings are derived.
pub(super) struct Judged {
    revision: Revision,
    looks: Arc<Analysis>,
    word: String,
    area: u64,
}

impl PartialEq for Judged {
    fn eq(&self, other: &Judged) -> bool {
        self.revision == other.revision
            && Arc::ptr_eq(&self.looks, &other.looks)
            && self.word == other.word
            && self.area == other.area
    }
}

impl Workspace {
    /// Returns the checks of the open dataset.
    pub async fn checks(&self) -> Result<Checks, Error> {
        let draft = self.open_draft().await?;
        let (word, lora) = (draft.trigger_word.trim().to_owned(), draft.lora_type);
        self.edit(move |workspace, dataset| Ok(workspace.check(dataset, &word, lora)))
            .await
    }

    /// Dismisses a finding for as long as it is about the same images.
    pub async fn dismiss_finding(&self, id: String) -> Result<Checks, Error> {
        let draft = self.open_draft().await?;
        let (word, lora) = (draft.trigger_word.trim().to_owned(), draft.lora_type);
        self.edit(move |workspace, dataset| {
            workspace.0.store.change(
                Key::Dismissed(dataset.folder()),
                |findings: &mut BTreeSet<String>| {
                    findings.insert(id);
                },
            )?;
            Ok(workspace.check(dataset, &word, lora))
        })
        .await
    }

    /// Shows all dismissed findings again.
    pub async fn show_dismissed(&self) -> Result<Checks, Error> {
        let draft = self.open_draft().await?;
        let (word, lora) = (draft.trigger_word.trim().to_owned(), draft.lora_type);
        self.edit(move |workspace, dataset| {
            workspace
                .0
                .store
                .set(Key::Dismissed(dataset.folder()), &BTreeSet::<String>::new())?;
            Ok(workspace.check(dataset, &word, lora))
        })
        .await
    }

    /// Applies the fix that a finding's button names, as one undo step.
    pub async fn fix_finding(&self, id: String) -> Result<ImagesChanged, Error> {
        let word = self.trigger_word().await?;
        self.edit(move |workspace, dataset| {
            let images = dataset.images();
            let found = workspace.findings(dataset, &word);
            let finding = found.iter().find(|found| found.key(&images) == id).cloned();
            let leave_out = |ids: Vec<ImageId>| -> Result<ImagesChanged, Error> {
                let changed = dataset.set_excluded(&ids, true)?;
                Ok(workspace.0.presenter.images(dataset, ids_of(&changed)))
            };
            match finding {
                Some(Finding::Duplicates(groups)) => leave_out(
                    groups
                        .into_iter()
                        .flat_map(|group| group.into_iter().skip(1))
                        .collect(),
                ),
                Some(Finding::NoTrigger(ids) | Finding::Misspelt(ids)) => {
                    let title = message!("edits-adding-trigger", word = &word);
                    let changed = dataset.rewrite_captions(&ids, title, |caption| {
                        Some(with_trigger(caption, &word))
                    })?;
                    Ok(workspace.rewritten(dataset, &changed))
                }
                Some(
                    Finding::Blurred(ids)
                    | Finding::Small(ids)
                    | Finding::Extreme(ids)
                    | Finding::Dark(ids)
                    | Finding::Bright(ids),
                ) => leave_out(ids),
                // The finding no longer exists, or only the person can fix it.
                Some(
                    Finding::Broken(_)
                    | Finding::Alike(_)
                    | Finding::SameCaption(_)
                    | Finding::Dominant(_)
                    | Finding::Transparent(_)
                    | Finding::Uncaptioned(_)
                    | Finding::SharedCaption(_)
                    | Finding::UnusedCaption(_)
                    | Finding::GuessedEncoding(..),
                )
                | None => Ok(workspace.0.presenter.images(dataset, [])),
            }
        })
        .await
    }

    /// Decodes the captions of a finding with another encoding, as one undo step.
    pub async fn choose_encoding(
        &self,
        id: String,
        encoding: String,
    ) -> Result<ImagesChanged, Error> {
        let word = self.trigger_word().await?;
        self.edit(move |workspace, dataset| {
            let images = dataset.images();
            let found = workspace.findings(dataset, &word);
            let finding = found.iter().find(|found| found.key(&images) == id);
            let changed = match (finding, TextEncoding::named(&encoding)) {
                (Some(finding), Some(encoding)) => {
                    dataset.choose_encoding(&finding.images(), encoding)?
                }
                // The finding no longer exists.
                _ => Vec::new(),
            };
            Ok(workspace.rewritten(dataset, &changed))
        })
        .await
    }

    /// Returns all findings, including the dismissed ones.
    pub(super) fn findings(&self, dataset: &Dataset, word: &str) -> Arc<Vec<Finding>> {
        let (looks, _) = self.looks();
        let area = self.preparation().target_area;
        let judged = Judged {
            revision: dataset.revision(),
            looks: Arc::clone(&looks),
            word: word.to_owned(),
            area,
        };
        self.0
            .findings
            .answer(judged, || findings(&dataset.images(), &looks, word, area))
    }

    fn check(&self, dataset: &Dataset, word: &str, lora: LoraType) -> Checks {
        let images = dataset.images();
        let (looks, looking) = self.looks();
        let dismissed = self.0.store.get(Key::Dismissed(dataset.folder()));
        let dismissed: BTreeSet<String> = dismissed.unwrap_or_default();
        let found = self.findings(dataset, word);
        let all = found.len();
        let shown: Vec<view::Finding> = found
            .iter()
            .map(|finding| (finding.key(&images), finding))
            .filter(|(key, _)| !dismissed.contains(key))
            .map(|(key, finding)| self.draw_finding(dataset, key, finding, word))
            .collect();
        Checks {
            summary: match (shown.len(), looking) {
                (0, true) => text!("checks-looking"),
                (0, false) => text!("checks-no-suggestions"),
                (count, _) => text!("checks-suggestions", count = count),
            },
            dismissed: u32::try_from(all - shown.len()).unwrap_or(u32::MAX),
            findings: shown,
            looking,
            checklist: checklist(lora),
            spread: spread(&images, &looks, &self.preparation()),
        }
    }

    fn draw_finding(
        &self,
        dataset: &Dataset,
        id: String,
        finding: &Finding,
        word: &str,
    ) -> view::Finding {
        let texts = texts(finding, word, &preparation::square(&self.preparation()));
        let numbers = |group: &Vec<ImageId>| group.iter().map(|id| id.0).collect();
        let groups: Vec<Vec<u32>> = finding.groups().iter().map(numbers).collect();
        let words = if let Finding::Dominant(words) = finding {
            words.iter().map(bar).collect()
        } else {
            Vec::new()
        };
        view::Finding {
            id,
            title: texts.title,
            reason: texts.reason,
            groups,
            words,
            search: search(finding),
            fix: texts.fix,
            encodings: if matches!(finding, Finding::GuessedEncoding(..)) {
                let possible = dataset.possible_encodings(&finding.images());
                possible.into_iter().map(encoding_choice).collect()
            } else {
                Vec::new()
            },
        }
    }
}

/// Returns the caption with the trigger word added: in place of a probable misspelling, or else at the start.
fn with_trigger(caption: &str, word: &str) -> String {
    match trigger::near_misses(caption, word).first() {
        Some(miss) => {
            let (before, after) = (&caption[..miss.start], &caption[miss.end..]);
            format!("{before}{word}{after}")
        }
        None => trigger::insert(caption, word),
    }
}

/// The maximum number of characters of a caption that are shown with an encoding.
const LETTERS_SHOWN: usize = 80;

fn encoding_choice(possible: PossibleEncoding) -> EncodingChoice {
    // The sample begins near the first non-ASCII character, since encodings differ only in those.
    let first = possible
        .caption
        .chars()
        .position(|c| !c.is_ascii())
        .unwrap_or(0);
    let start = first.saturating_sub(LETTERS_SHOWN / 4);
    EncodingChoice {
        name: possible.encoding.name().to_owned(),
        label: possible.encoding.shown(),
        sample: possible
            .caption
            .chars()
            .skip(start)
            .take(LETTERS_SHOWN)
            .collect(),
    }
}

fn bar(share: &dataset::frequency::Share) -> Bar {
    Bar {
        label: share.word.clone(),
        count: text!("checks-share", captions = share.captions, all = share.of),
        share: share.captions as f32 / share.of.max(1) as f32,
        search: Some(format!("caption:{}", dataset::filter::quoted(&share.word))),
    }
}

/// Returns the search that shows a finding's images, if there is one.
fn search(finding: &Finding) -> Option<String> {
    match finding.kind() {
        "dominant" => None,
        "broken" => Some("is:broken".to_owned()),
        "uncaptioned" => Some("is:uncaptioned is:included".to_owned()),
        kind => Some(format!("has:{kind}")),
    }
}
