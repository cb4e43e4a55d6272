//! Finds the words and texts that captions have in common. A word that most captions share, or a text that they repeat,
//! is learnt as part of the subject.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::text::trigger;
use crate::text::words::{fold, is_stop_word, words};

/// A word, and the number of captions that contain it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The word, in lower case.
    pub word: String,
    /// The number of captions that contain it at least once.
    pub captions: u32,
    /// The number of all captions that aren't blank.
    pub of: u32,
}

/// Returns the words that occur in more than one caption. The most frequent come first; equally frequent words are in
/// alphabetical order.
///
/// Case and punctuation don't count. English stop words, single Latin letters and the trigger word (empty for none) are
/// left out, as are misspellings of the trigger word.
pub fn dominant(captions: &[impl AsRef<str>], trigger: &str) -> Vec<Share> {
    let mut counts = BTreeMap::<String, u32>::new();
    let mut of = 0;
    for caption in captions.iter().map(AsRef::as_ref).filter(is_not_blank) {
        of += 1;
        for word in significant_words(caption, trigger) {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut shares: Vec<_> = counts
        .into_iter()
        .filter(|&(_, captions)| captions > 1)
        .map(|(word, captions)| Share { word, captions, of })
        .collect();
    // The sort is stable, so equally frequent words stay in alphabetical order.
    shares.sort_by_key(|share| std::cmp::Reverse(share.captions));
    shares
}

fn significant_words(caption: &str, trigger: &str) -> BTreeSet<String> {
    let mut excluded = trigger::find(caption, trigger);
    excluded.extend(trigger::near_misses(caption, trigger));
    words(caption)
        .filter(|(start, word)| {
            let end = start + word.len();
            !excluded
                .iter()
                .any(|place| *start < place.end && place.start < end)
        })
        .map(|(_, word)| fold(word))
        .filter(|word| !is_stop_word(word) && word.len() > 1)
        .collect()
}

/// Returns the groups of captions with the same text, as indices into `captions`. The largest group comes first, and
/// each group has at least two captions. White space around a caption doesn't count, and blank captions are in no
/// group.
pub fn identical(captions: &[impl AsRef<str>]) -> Vec<Vec<usize>> {
    let mut groups = HashMap::<&str, Vec<usize>>::new();
    for (position, caption) in captions.iter().map(AsRef::as_ref).enumerate() {
        if is_not_blank(&caption) {
            groups.entry(caption.trim()).or_default().push(position);
        }
    }
    let mut groups: Vec<_> = groups
        .into_values()
        .filter(|group| group.len() > 1)
        .collect();
    groups.sort_by_key(|group| (std::cmp::Reverse(group.len()), group.first().copied()));
    groups
}

fn is_not_blank(caption: &&str) -> bool {
    !caption.trim().is_empty()
}
