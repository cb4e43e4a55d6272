//! The trigger word in captions.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use dataset::trigger::{contains, insert};
use proptest::prelude::*;

#[test]
fn the_word_must_stand_by_itself_in_its_own_case() {
    let check = |caption, word, expected| {
        assert_eq!(contains(caption, word), expected, "{word:?} in {caption:?}");
    };
    check("a photo of TOK", "TOK", true);
    check("TOK, smiling", "TOK", true);
    check("(TOK)\nat the beach", "TOK", true);
    check("TOK's dog", "TOK", true);
    check("a photo of tok", "TOK", false);
    check("TOKYO at night", "TOK", false);
    check("TOKÉ", "TOK", false);
    check("my_TOK", "TOK", false);
    check("TOK2", "TOK", false);
    check("TOKYO and TOK", "TOK", true);
    check("a man, sks person", "sks person", true);
    check("x<tok>y", "<tok>", true);
    check("xx x", "x x", false);
    check("aaa aa", "aa", true);
    check("a photo", "", false);
    check("a photo", "  ", false);
    check("a photo of TOK", " TOK ", true);
}

#[test]
fn the_word_goes_in_front_and_the_rest_stays() {
    assert_eq!(insert("a dog\n on a mat ", "TOK"), "TOK, a dog\n on a mat ");
    assert_eq!(insert("TOKYO at night", "TOK"), "TOK, TOKYO at night");
    assert_eq!(insert("a photo of TOK", "TOK"), "a photo of TOK");
    assert_eq!(insert("", "TOK"), "TOK");
    assert_eq!(insert(" \n", " TOK "), "TOK");
    assert_eq!(insert("a dog", " "), "a dog");
}

proptest! {
    #[test]
    fn what_was_put_in_is_in_it(caption in "\\PC*", word in "\\PC*[^\\s\\pC]\\PC*") {
        let with = insert(&caption, &word);
        prop_assert!(contains(&with, &word));
        prop_assert_eq!(insert(&with, &word), with.clone(), "a second time changes nothing");
        if !caption.trim().is_empty() {
            prop_assert!(with.ends_with(&caption));
        }
    }
}
