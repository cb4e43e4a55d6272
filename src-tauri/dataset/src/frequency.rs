//! What captions have in common: a word that most of them share is learnt as part of the subject,
//! and so is a text that they repeat.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::trigger;
use crate::words::{fold, is_stop_word, words};

/// In how many captions a word stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The word, in small letters.
    pub word: String,
    /// The captions that have it, however often.
    pub captions: u32,
    /// All captions that aren't blank.
    pub of: u32,
}

/// The words that stand in more than one caption, those in most of them first, equal ones by the
/// alphabet.
///
/// Case and punctuation don't count. Left out are English stop words, single Latin letters, and
/// the trigger word (empty for none), also where it is misspelt.
pub fn dominant(captions: &[impl AsRef<str>], trigger: &str) -> Vec<Share> {
    let mut counts = BTreeMap::<String, u32>::new();
    let mut of = 0;
    for caption in captions.iter().map(AsRef::as_ref).filter(not_blank) {
        of += 1;
        for word in telling_words(caption, trigger) {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut shares: Vec<_> = counts
        .into_iter()
        .filter(|&(_, captions)| captions > 1)
        .map(|(word, captions)| Share { word, captions, of })
        .collect();
    // Stable, so equal ones stay in the map's order.
    shares.sort_by_key(|share| std::cmp::Reverse(share.captions));
    shares
}

fn telling_words(caption: &str, trigger: &str) -> BTreeSet<String> {
    let mut left_out = trigger::find(caption, trigger);
    left_out.extend(trigger::near_misses(caption, trigger));
    words(caption)
        .filter(|(start, word)| {
            let end = start + word.len();
            !left_out
                .iter()
                .any(|place| *start < place.end && place.start < end)
        })
        .map(|(_, word)| fold(word))
        .filter(|word| !is_stop_word(word) && word.len() > 1)
        .collect()
}

/// The captions that say the same, as positions in `captions`: the largest group first, none
/// smaller than two. White space around a caption doesn't count, and blank ones are in no group.
pub fn identical(captions: &[impl AsRef<str>]) -> Vec<Vec<usize>> {
    let mut groups = HashMap::<&str, Vec<usize>>::new();
    for (position, caption) in captions.iter().map(AsRef::as_ref).enumerate() {
        if not_blank(&caption) {
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

fn not_blank(caption: &&str) -> bool {
    !caption.trim().is_empty()
}
