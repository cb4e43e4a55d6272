//! Collects the words that a dataset's captions already use, so that the same word is not written in two ways.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::text::tags;
use crate::text::words::{fold, is_stop_word, words};

/// The tags of a dataset that is written in tags, or the words of a dataset that is written in sentences, each with the
/// number of captions that contain it.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// The most used come first; equally used entries are in alphabetical order.
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    /// The most frequent spelling.
    text: String,
    folded: String,
    captions: u32,
}

impl Vocabulary {
    /// Collects the vocabulary of a dataset's captions. In sentences, English stop words and single ASCII characters
    /// are left out, since suggesting them doesn't help the person who types.
    pub fn of(captions: &[impl AsRef<str>]) -> Self {
        let in_tags = tags::looks_like_tags(captions);
        let mut spellings = BTreeMap::<String, BTreeMap<&str, u32>>::new();
        for caption in captions.iter().map(AsRef::as_ref) {
            let mut seen = BTreeSet::new();
            for text in terms(caption, in_tags) {
                let folded = fold(text);
                if seen.insert(folded.clone()) {
                    *spellings
                        .entry(folded)
                        .or_default()
                        .entry(text)
                        .or_default() += 1;
                }
            }
        }
        let mut entries: Vec<_> = spellings
            .into_iter()
            .filter_map(|(folded, spellings)| Entry::new(folded, &spellings))
            .collect();
        // The sort is stable, so equally used entries stay in alphabetical order.
        entries.sort_by_key(|entry| Reverse(entry.captions));
        Self { entries }
    }

    /// Returns at most `limit` terms that begin with `prefix`, or contain a word that does, with the number of
    /// captions that contain them. The most used terms come first; equally used terms are in alphabetical order. Case
    /// is ignored, and every term matches an empty prefix.
    pub fn complete(&self, prefix: &str, limit: usize) -> Vec<(String, u32)> {
        let prefix = fold(prefix.trim_start());
        self.entries
            .iter()
            .filter(|entry| begins_a_word(&entry.folded, &prefix))
            .take(limit)
            .map(|entry| (entry.text.clone(), entry.captions))
            .collect()
    }
}

impl Entry {
    fn new(folded: String, spellings: &BTreeMap<&str, u32>) -> Option<Self> {
        let captions = spellings.values().sum();
        // Of equally frequent spellings, `max_by_key` returns the last, which is the one in lower case.
        let (text, _) = spellings.iter().max_by_key(|&(_, &count)| count)?;
        Some(Self {
            text: (*text).to_owned(),
            folded,
            captions,
        })
    }
}

fn terms(caption: &str, in_tags: bool) -> Vec<&str> {
    if in_tags {
        tags::split(caption).iter().map(|tag| tag.text).collect()
    } else {
        words(caption)
            .map(|(_, word)| word)
            .filter(|word| word.len() > 1 && !is_stop_word(&fold(word)))
            .collect()
    }
}

fn begins_a_word(text: &str, prefix: &str) -> bool {
    text.match_indices(prefix).any(|(at, _)| {
        !text[..at]
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric)
    })
}
