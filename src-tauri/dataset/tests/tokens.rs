//! Tests of the token counts of captions, and of the byte offset at which CLIP stops reading.

use dataset::tokens::{CLIP_LIMIT, T5_LIMIT, reading};
use proptest::prelude::*;

/// Checks the counts against those of CLIP's own tokenizer, which include the start and end tokens.
#[test]
fn clip_is_counted_with_its_own_vocabulary() {
    let check = |caption, tokens| assert_eq!(reading(caption).clip, tokens, "{caption:?}");
    check("", 2);
    check("Hi there", 4);
    check("hello world!!!", 5);
    check("I'm fine, thanks!", 8);
    check("a photo of a cat", 7);
    check("  a\nphoto\tof a   cat ", 7);
}

#[test]
fn clip_reads_up_to_the_last_whole_word_that_fits() {
    let fits = "dog ".repeat(75);
    assert_eq!((reading(&fits).clip, reading(&fits).clip_cut), (77, None));
    let longer = format!("{fits}, cat");
    assert_eq!(
        (reading(&longer).clip, reading(&longer).clip_cut),
        (79, Some(300))
    );
    let comma = format!("{}dog, cat", "dog ".repeat(74));
    assert_eq!(reading(&comma).clip_cut, Some(74 * 4 + 3));
}

#[test]
fn a_text_without_spaces_is_cut_between_its_characters() {
    let caption = "一只坐在海边的狗在微笑".repeat(20);
    let cut = reading(&caption).clip_cut.unwrap();
    assert!(caption.is_char_boundary(cut) && 0 < cut && cut < caption.len());
    assert!(reading(&caption[..cut]).clip <= CLIP_LIMIT);
}

#[test]
fn a_very_long_word_is_counted() {
    assert!(reading(&"q".repeat(200_000)).clip > 10_000);
}

/// Checks the estimate against T5 encodings published in the tokenizer's tests and guide.
#[test]
fn the_estimate_for_t5_is_close() {
    for (text, tokens) in [
        ("The quick brown fox jumps over the lazy dog.", 13),
        (
            "Studies have been shown that owning a dog is good for you",
            15,
        ),
        ("translate English to German: The house is wonderful.", 11),
        ("A long paragraph for summarization.", 9),
        (
            "BERT is designed to pre-train deep bidirectional representations from unlabeled text by jointly conditioning on both left and right context in all layers.",
            33,
        ),
    ] {
        let about = reading(text).t5_about;
        assert!(about.abs_diff(tokens) <= 1, "{about} for {tokens}: {text}");
    }
    assert_eq!(reading("").t5_limit, T5_LIMIT);
}

proptest! {
    #[test]
    fn clip_cuts_only_captions_above_its_limit(caption in "(\\PC|[a-z]{1,9}| |\\p{Emoji}|\u{200d}|\\p{M}){0,200}") {
        let reading = reading(&caption);
        prop_assert_eq!(reading.clip_cut.is_some(), reading.clip > reading.clip_limit);
        if let Some(cut) = reading.clip_cut {
            prop_assert!(dataset::tokens::reading(&caption[..cut]).clip <= CLIP_LIMIT);
        }
    }
}
