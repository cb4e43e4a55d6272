//! The checks of the open dataset: its findings, the fixes that their buttons apply, and the findings that the person
//! dismissed.

use std::sync::Arc;

use std::collections::BTreeSet;

use dataset::checks::{Analysis, Change, Evidence, Finding, Terms, findings};
use dataset::{Dataset, ImageId, PossibleEncoding, Revision, TextEncoding};
use localization::text;

use super::Workspace;
use super::checklist::checklist;
use super::histograms::charts;
use super::memo::Memo;
use super::presenter::ids_of;
use crate::error::Error;
use crate::store::Key;
use crate::view;
use crate::view::{Bar, Checks, EncodingChoice, ImagesChanged, LoraType};
use crate::workspace::preparation;

/// A cache of the open dataset's findings.
pub(super) type Findings = Memo<FindingsKey, Vec<Finding>>;

/// The data from which findings are derived.
pub(super) struct FindingsKey {
    revision: Revision,
    analysis: Arc<Analysis>,
    word: String,
    area: u64,
}

impl PartialEq for FindingsKey {
    fn eq(&self, other: &FindingsKey) -> bool {
        self.revision == other.revision
            && Arc::ptr_eq(&self.analysis, &other.analysis)
            && self.word == other.word
            && self.area == other.area
    }
}

impl Workspace {
    /// Returns the checks of the open dataset.
    pub async fn checks(&self) -> Result<Checks, Error> {
        let draft = self.open_draft().await?;
        let (word, lora) = (draft.trigger_word.trim().to_owned(), draft.lora_type);
        self.with_dataset(move |workspace, dataset| Ok(workspace.check(dataset, &word, lora)))
            .await
    }

    /// Dismisses a finding for as long as it is about the same images or words.
    pub async fn dismiss_finding(&self, id: String) -> Result<Checks, Error> {
        let draft = self.open_draft().await?;
        let (word, lora) = (draft.trigger_word.trim().to_owned(), draft.lora_type);
        self.with_dataset(move |workspace, dataset| {
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
        self.with_dataset(move |workspace, dataset| {
            workspace
                .0
                .store
                .set(Key::Dismissed(dataset.folder()), &BTreeSet::<String>::new())?;
            Ok(workspace.check(dataset, &word, lora))
        })
        .await
    }

    /// Applies the fix of a finding, as one undo step. Does nothing if the finding has no fix or no longer exists.
    pub async fn fix_finding(&self, id: String) -> Result<ImagesChanged, Error> {
        let word = self.trigger_word().await?;
        self.with_dataset(move |workspace, dataset| {
            let images = dataset.images();
            let found = workspace.findings(dataset, &word);
            let finding = found.iter().find(|found| found.key(&images) == id);
            let square = preparation::square(&workspace.preparation());
            let terms = Terms {
                word: &word,
                size: &square,
            };
            match finding.and_then(|finding| finding.remedy(&terms)) {
                Some(remedy) => workspace.apply(dataset, remedy.change, &word),
                None => Ok(workspace.0.presenter.images(dataset, [])),
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
        self.with_dataset(move |workspace, dataset| {
            let images = dataset.images();
            let found = workspace.findings(dataset, &word);
            let finding = found.iter().find(|found| found.key(&images) == id);
            let changed = match (finding, TextEncoding::named(&encoding)) {
                (Some(finding), Some(encoding)) => {
                    dataset.choose_encoding(&finding.evidence().images(), encoding)?
                }
                // The finding no longer exists, or the encoding is unknown.
                _ => Vec::new(),
            };
            Ok(workspace.finish_rewrite(dataset, &changed))
        })
        .await
    }

    /// Returns all findings, including the dismissed ones.
    pub(super) fn findings(&self, dataset: &Dataset, word: &str) -> Arc<Vec<Finding>> {
        let (analysis, _) = self.analysis();
        let area = self.preparation().target_area;
        let key = FindingsKey {
            revision: dataset.revision(),
            analysis: Arc::clone(&analysis),
            word: word.to_owned(),
            area,
        };
        self.0
            .findings
            .get_or_compute(key, || findings(&dataset.images(), &analysis, word, area))
    }

    fn check(&self, dataset: &Dataset, word: &str, lora: LoraType) -> Checks {
        let images = dataset.images();
        let (analysis, is_analysing) = self.analysis();
        let dismissed = self.0.store.get(Key::Dismissed(dataset.folder()));
        let dismissed: BTreeSet<String> = dismissed.unwrap_or_default();
        let found = self.findings(dataset, word);
        let all = found.len();
        let visible: Vec<view::Finding> = found
            .iter()
            .map(|finding| (finding.key(&images), finding))
            .filter(|(key, _)| !dismissed.contains(key))
            .map(|(key, finding)| self.finding_view(dataset, key, finding, word))
            .collect();
        Checks {
            summary: match (visible.len(), is_analysing) {
                (0, true) => text!("checks-looking"),
                (0, false) => text!("checks-no-suggestions"),
                (count, _) => text!("checks-suggestions", count = count),
            },
            dismissed: u32::try_from(all - visible.len()).unwrap_or(u32::MAX),
            findings: visible,
            looking: is_analysing,
            checklist: checklist(lora),
            spread: charts(&images, &analysis, &self.preparation()),
        }
    }

    fn finding_view(
        &self,
        dataset: &Dataset,
        id: String,
        finding: &Finding,
        word: &str,
    ) -> view::Finding {
        let square = preparation::square(&self.preparation());
        let terms = Terms {
            word,
            size: &square,
        };
        let evidence = finding.evidence();
        let ids = |group: &Vec<ImageId>| group.iter().map(|id| id.0).collect();
        let words = match evidence {
            Evidence::Words(words) => words.iter().map(bar).collect(),
            Evidence::Images(_) | Evidence::Groups(_) | Evidence::Encoding(..) => Vec::new(),
        };
        let encodings = match evidence {
            Evidence::Encoding(_, ids) => {
                let possible = dataset.possible_encodings(ids).into_iter();
                possible.map(encoding_choice).collect()
            }
            Evidence::Images(_) | Evidence::Groups(_) | Evidence::Words(_) => Vec::new(),
        };
        view::Finding {
            id,
            title: finding.title(&terms).to_string(),
            reason: finding.reason(&terms).to_string(),
            groups: evidence.groups().iter().map(ids).collect(),
            words,
            search: finding.search(),
            fix: finding
                .remedy(&terms)
                .map(|remedy| remedy.label.to_string()),
            encodings,
        }
    }

    /// Applies the change of a remedy, as one undo step.
    fn apply(&self, dataset: &Dataset, change: Change, word: &str) -> Result<ImagesChanged, Error> {
        match change {
            Change::Exclude(ids) => {
                let changed = dataset.set_excluded(&ids, true)?;
                Ok(self.0.presenter.images(dataset, ids_of(&changed)))
            }
            Change::Rewrite {
                images,
                title,
                rewrite,
            } => {
                let changed = dataset
                    .rewrite_captions(&images, title, |caption| Some(rewrite(caption, word)))?;
                Ok(self.finish_rewrite(dataset, &changed))
            }
        }
    }
}

/// The maximum length, in characters, of the sample of a caption that is shown with an encoding.
const MAX_SAMPLE: usize = 80;

fn encoding_choice(possible: PossibleEncoding) -> EncodingChoice {
    // The sample begins near the first non-ASCII character, since encodings differ only in those.
    let first = possible
        .caption
        .chars()
        .position(|c| !c.is_ascii())
        .unwrap_or(0);
    let start = first.saturating_sub(MAX_SAMPLE / 4);
    EncodingChoice {
        name: possible.encoding.name().to_owned(),
        label: possible.encoding.shown(),
        sample: possible
            .caption
            .chars()
            .skip(start)
            .take(MAX_SAMPLE)
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
