//! The trigger word in captions: the word that the trained model will know the subject by.
//!
//! Case counts, because the trainer's own test for it is case-sensitive.

/// Whether `word` stands in `caption` by itself: "TOK" is in "a photo of TOK, smiling", but not in
/// "TOKYO" or "tok". White space around `word` doesn't count, and an empty word is in no caption.
pub fn contains(caption: &str, word: &str) -> bool {
    let word = word.trim();
    let (Some(first), Some(last)) = (word.chars().next(), word.chars().next_back()) else {
        return false;
    };
    // Every place is tried, overlapping ones too, as only one of them may stand free.
    caption.char_indices().any(|(start, _)| {
        caption[start..].strip_prefix(word).is_some_and(|after| {
            let before = caption[..start].chars().next_back();
            let after = after.chars().next();
            !joined(before, Some(first)) && !joined(Some(last), after)
        })
    })
}

/// Puts `word` in front of `caption`, unless it is in there already; the rest stays as it is.
pub fn insert(caption: &str, word: &str) -> String {
    let word = word.trim();
    if word.is_empty() || contains(caption, word) {
        caption.to_owned()
    } else if caption.trim().is_empty() {
        word.to_owned()
    } else {
        format!("{word}, {caption}")
    }
}

/// Whether two neighbours belong to one word.
fn joined(left: Option<char>, right: Option<char>) -> bool {
    let part_of_word =
        |neighbour: Option<char>| neighbour.is_some_and(|c| c.is_alphanumeric() || c == '_');
    part_of_word(left) && part_of_word(right)
}
