//! Tests of finding the most frequent words and the identical captions.

use dataset::frequency::{Share, dominant, identical};
use proptest::prelude::*;

fn shares(captions: &[&str], trigger: &str) -> Vec<(String, u32, u32)> {
    let in_numbers = |share: Share| (share.word, share.captions, share.of);
    dominant(captions, trigger)
        .into_iter()
        .map(in_numbers)
        .collect()
}

#[test]
fn the_trigger_word_with_a_particle_is_not_counted() {
    let captions = ["TOK의 사진", "바다의 TOK와 개", "TOK의 집"];
    let words = shares(&captions, "TOK");
    assert!(
        words.iter().all(|(word, ..)| !word.contains("tok")),
        "{words:?}"
    );
}

#[test]
fn the_most_frequent_words_are_first() {
    let captions = [
        "TOK at the beach, smiling",
        "TOK on the Beach. The beach's sand",
        "\"BEACH\", TOK with sand and a hat",
        "a portrait of tok",
        " ",
    ];
    assert_eq!(
        shares(&captions, "TOK"),
        [("beach".to_owned(), 3, 4), ("sand".to_owned(), 2, 4)]
    );
}

#[test]
fn without_a_trigger_word_every_word_counts() {
    assert_eq!(shares(&["TOK, sea", "TOK"], ""), [("tok".to_owned(), 2, 2)]);
}

#[test]
fn words_of_any_script_count() {
    assert_eq!(
        shares(&["на пляже, улыбка", "НА ПЛЯЖЕ", "بحر جميل", "بحر"], "TOK")[..2],
        [("на".to_owned(), 2, 4), ("пляже".to_owned(), 2, 4)]
    );
    assert_eq!(shares(&["犬", "犬。"], ""), [("犬".to_owned(), 2, 2)]);
}

#[test]
fn identical_captions_are_found() {
    let captions = [
        "a dog", "", "a cat", "a dog\n", "a cat", "a dog", " ", "a bird",
    ];
    assert_eq!(identical(&captions), [vec![0, 3, 5], vec![2, 4]]);
    assert!(identical(&["a", "b"]).is_empty());
}

proptest! {
    #[test]
    fn a_share_is_at_most_the_total(captions in proptest::collection::vec(any::<String>(), 0..5), trigger in "\\PC{0,4}") {
        for Share { word, captions: some, of } in dominant(&captions, &trigger) {
            prop_assert!(1 < some && some <= of && of as usize <= captions.len(), "{word}");
        }
    }
}
