//! Finds the words of a caption, in any script, and recognises the English words that only connect others.

pub(crate) mod boundary;

use unicode_segmentation::UnicodeSegmentation;

/// Returns the words of a text with their byte offsets. Punctuation and a final "'s" are not part of a word. A word
/// also ends where a script with spaces meets a script without, as between a Latin word and a Korean particle.
pub(crate) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let words = text.unicode_word_indices();
    words
        .flat_map(boundary::split_by_script)
        .map(|(start, word)| {
            let bare = ["'s", "’s", "'S", "’S"]
                .into_iter()
                .find_map(|mark| word.strip_suffix(mark));
            (start, bare.unwrap_or(word))
        })
}

/// Returns a form of the word that is the same for any case, for comparison.
pub(crate) fn fold(word: &str) -> String {
    word.to_lowercase()
}

/// Returns whether a folded word is an English article, pronoun, preposition, conjunction or auxiliary.
pub(crate) fn is_stop_word(folded: &str) -> bool {
    STOP_WORDS.contains(&folded)
}

#[rustfmt::skip]
const STOP_WORDS: &[&str] = &[
    "a", "an", "the",
    "i", "me", "my", "you", "your", "he", "him", "his", "she", "her", "hers", "it", "its", "we",
    "us", "our", "they", "them", "their", "this", "that", "these", "those", "who", "whom", "whose",
    "which", "what", "there", "here", "some", "any", "each", "both", "all", "other", "another",
    "one", "no", "not",
    "of", "in", "on", "at", "to", "by", "for", "from", "with", "without", "into", "onto", "off",
    "out", "over", "under", "up", "down", "through", "between", "behind", "beside", "near", "about",
    "above", "below", "across", "around", "against", "along", "among", "towards", "toward", "upon",
    "within", "during", "before", "after",
    "and", "or", "but", "nor", "so", "as", "if", "than", "then", "while", "when", "where", "how",
    "why", "because", "though", "although", "until",
    "is", "are", "was", "were", "be", "been", "being", "am", "has", "have", "had", "having", "do",
    "does", "did", "can", "could", "will", "would", "shall", "should", "may", "might", "must",
    "very", "too", "also", "just", "only",
];
