//! Analyses a caption for the window: finds its trigger word, length and tags, and completes the word being typed.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use dataset::tokens::reading;
use dataset::vocabulary::Vocabulary;
use dataset::{Dataset, tags, trigger};
use localization::text;

use super::Workspace;
use crate::error::Error;
use crate::view::{CaptionReading, Completion, CompletionWord, ReadKind, ReadPart};

/// The maximum number of completions that are offered.
const MAX_OFFERED: usize = 8;

impl Workspace {
    /// Returns a caption with the tag at index `from` moved to index `to`, or removed if `to` is `None`.
    pub fn move_tag(&self, caption: &str, from: usize, to: Option<usize>) -> String {
        match to {
            Some(to) => tags::move_tag(caption, from, to),
            None => tags::remove(caption, from),
        }
    }

    /// Analyses a caption that is being typed.
    pub async fn read_caption(&self, caption: String) -> Result<CaptionReading, Error> {
        let word = self.trigger_word().await?;
        self.with_dataset(move |workspace, dataset| {
            let in_tags = workspace.wording(dataset).in_tags;
            Ok(analyse(&caption, &word, in_tags))
        })
        .await
    }

    /// Returns words or tags from the dataset's captions that complete the word being typed. Returns none if fewer than
    /// two characters are typed. `before` is the caption up to the caret.
    pub async fn complete_word(&self, before: String) -> Result<Completion, Error> {
        self.with_dataset(move |workspace, dataset| {
            let wording = workspace.wording(dataset);
            let typed = if wording.in_tags {
                before.rsplit([',', '\n']).next().unwrap_or_default()
            } else {
                before
                    .rsplit(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-')
                    .next()
                    .unwrap_or_default()
            };
            let typed = typed.trim_start().to_owned();
            if typed.chars().count() < 2 {
                return Ok(Completion {
                    typed,
                    words: Vec::new(),
                });
            }
            let found = wording.vocabulary().complete(&typed, MAX_OFFERED + 1);
            let words = found
                .into_iter()
                .filter(|(text, _)| *text != typed)
                .take(MAX_OFFERED)
                .map(|(text, captions)| CompletionWord { text, captions })
                .collect();
            Ok(Completion { typed, words })
        })
        .await
    }

    fn wording(&self, dataset: &Dataset) -> Arc<Wording> {
        self.0
            .wording
            .get_or_compute(dataset.revision(), || Wording::of(dataset))
    }
}

/// The captions of a dataset that are not empty, with their style and vocabulary.
pub(super) struct Wording {
    captions: Vec<String>,
    /// True if the captions consist of tags, false if they consist of sentences.
    in_tags: bool,
    vocabulary: OnceLock<Vocabulary>,
}

impl Wording {
    fn of(dataset: &Dataset) -> Wording {
        let images = dataset.images().into_iter();
        let captions: Vec<String> = images
            .map(|image| image.caption)
            .filter(|caption| !caption.is_empty())
            .collect();
        Wording {
            in_tags: tags::looks_like_tags(&captions),
            captions,
            vocabulary: OnceLock::new(),
        }
    }

    fn vocabulary(&self) -> &Vocabulary {
        self.vocabulary
            .get_or_init(|| Vocabulary::of(&self.captions))
    }
}

fn analyse(caption: &str, word: &str, in_tags: bool) -> CaptionReading {
    let found = trigger::find(caption, word);
    let near_misses = trigger::near_misses(caption, word);
    let sentence = match (
        word.is_empty() || caption.trim().is_empty(),
        found.is_empty(),
    ) {
        (true, _) | (_, false) => None,
        _ => Some(match near_misses.first() {
            Some(miss) => text!(
                "workspace-trigger-misspelt",
                written = &caption[miss.clone()],
                word = word
            ),
            None => text!("workspace-trigger-missing", word = word),
        }),
    };
    let tokens = reading(caption);
    let length = if caption.trim().is_empty() {
        String::new()
    } else {
        text!(
            "workspace-caption-length",
            t5 = tokens.t5_about,
            t5_limit = tokens.t5_limit,
            clip = tokens.clip,
            clip_limit = tokens.clip_limit
        )
    };
    CaptionReading {
        parts: parts(caption, &found, &near_misses),
        length,
        // Flux takes the details of a caption from T5 and only its general meaning from CLIP.
        full: (tokens.t5_about as f32 / tokens.t5_limit as f32).min(1.0),
        trigger: sentence,
        tags: in_tags.then(|| {
            tags::split(caption)
                .iter()
                .map(|tag| tag.text.to_owned())
                .collect()
        }),
    }
}

fn parts(caption: &str, found: &[Range<usize>], near_misses: &[Range<usize>]) -> Vec<ReadPart> {
    let mut marked: Vec<(Range<usize>, ReadKind)> = found
        .iter()
        .map(|range| (range.clone(), ReadKind::Trigger))
        .chain(
            near_misses
                .iter()
                .map(|range| (range.clone(), ReadKind::Miss)),
        )
        .collect();
    marked.sort_by_key(|(range, _)| range.start);
    let mut parts = Vec::new();
    let mut end = 0;
    let mut push = |kind, text: &str| {
        if !text.is_empty() {
            parts.push(ReadPart {
                kind,
                text: text.to_owned(),
            });
        }
    };
    for (range, kind) in marked {
        if range.start < end {
            continue;
        }
        push(ReadKind::Plain, &caption[end..range.start]);
        push(kind, &caption[range.clone()]);
        end = range.end;
    }
    push(ReadKind::Plain, &caption[end..]);
    parts
}
