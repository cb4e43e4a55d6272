//! Tests of captions that consist of tags, and of the completion of tags and words.

use dataset::tags::{add, count, looks_like_tags, move_tag, remove, remove_duplicates, split};
use dataset::vocabulary::Vocabulary;
use proptest::prelude::*;

fn texts(caption: &str) -> Vec<&str> {
    split(caption).into_iter().map(|tag| tag.text).collect()
}

#[test]
fn tags_are_separated_by_commas() {
    assert_eq!(texts(" a dog, sea ,\n1girl,, "), ["a dog", "sea", "1girl"]);
    assert_eq!(texts(" , "), [""; 0]);
    assert_eq!(count("a dog, sea ,\n1girl,, "), 3);
    assert_eq!(count(""), 0);
}

#[test]
fn commas_of_other_scripts_separate_tags() {
    assert_eq!(texts("女孩，长发， 微笑，"), ["女孩", "长发", "微笑"]);
    assert_eq!(texts("女の子、長い髪､笑顔"), ["女の子", "長い髪", "笑顔"]);
    assert_eq!(texts("قطة، كلب, بحر"), ["قطة", "كلب", "بحر"]);
    assert_eq!(count("女孩，长发，，微笑"), 3);
}

#[test]
fn tags_keep_the_commas_of_their_script() {
    assert_eq!(move_tag("女孩，长发、微笑", 2, 0), "微笑，女孩、长发");
    assert_eq!(remove("女孩，长发，微笑", 1), "女孩，微笑");
    assert_eq!(remove("女孩，长发，微笑", 0), "长发，微笑");
    assert_eq!(remove_duplicates("女孩，长发，女孩"), "女孩，长发");
    assert_eq!(add("女孩，长发", "微笑"), "女孩，长发，微笑");
    assert_eq!(add("女の子、長い髪", "笑顔"), "女の子、長い髪、笑顔");
    assert_eq!(add("قطة، كلب", "بحر"), "قطة، كلب، بحر");
    // The trailing comma determines the separator.
    assert_eq!(add("dog，", "sea"), "dog，sea");
    assert_eq!(add("女孩", "微笑"), "女孩, 微笑");
}

#[test]
fn tags_without_spaces_are_distinguished_from_sentences() {
    assert!(looks_like_tags(&[
        "1个女孩，长发，微笑，户外",
        "蓝色眼睛，黑色长发，白色连衣裙",
        "女の子、長い髪、笑顔"
    ]));
    assert!(!looks_like_tags(&[
        "一张TOK的照片，在海边",
        "一个女人站在海滩上，微笑着看着镜头，阳光明媚"
    ]));
    assert!(!looks_like_tags(&["女孩，微笑。", "猫は、寝ています。"]));
}

#[test]
fn tags_are_distinguished_from_sentences() {
    assert!(looks_like_tags(&[
        "1girl, solo, looking at viewer, a hat",
        "dog, outside",
        ""
    ]));
    assert!(looks_like_tags(&["TOK, smiling", "TOK"]));
    assert!(!looks_like_tags(&[
        "a photo of TOK, smiling",
        "TOK, a man on a bench, in the sun"
    ]));
    assert!(!looks_like_tags(&[
        "TOK seen from the side on a sandy beach at sunset, warm light from behind, the sea on the horizon"
    ]));
    assert!(!looks_like_tags(&["A dog. It sits, it waits, it barks."]));
    assert!(!looks_like_tags(&["TOK", "sea"]));
    assert!(!looks_like_tags(&[""; 0]));
}

#[test]
fn a_repeated_tag_is_removed_with_its_comma() {
    assert_eq!(
        remove_duplicates("dog, sea,  Dog,sky, SEA\n"),
        "dog, sea,sky\n"
    );
    assert_eq!(remove_duplicates("Été, été"), "Été");
    assert_eq!(remove_duplicates("dog,, sea"), "dog,, sea");
}

#[test]
fn a_moved_tag_leaves_the_separators_in_place() {
    assert_eq!(move_tag("a, b,c\n", 2, 0), "c, a,b\n");
    assert_eq!(move_tag("a, b,c\n", 0, 1), "b, a,c\n");
    assert_eq!(move_tag("a, b", 0, 2), "a, b");
    assert_eq!(move_tag("a, b", 7, 0), "a, b");
}

#[test]
fn a_tag_is_added_at_the_end_once() {
    assert_eq!(add("dog, sea\n", " sky "), "dog, sea, sky\n");
    assert_eq!(add("dog, ", "sky"), "dog, sky");
    assert_eq!(add("", "sky"), "sky");
    assert_eq!(add("dog, Sky", "sky"), "dog, Sky");
    assert_eq!(add("dog", " "), "dog");
}

#[test]
fn a_tag_is_removed_with_one_comma() {
    assert_eq!(remove("dog, sea, sky", 0), "sea, sky");
    assert_eq!(remove("dog, sea, sky", 1), "dog, sky");
    assert_eq!(remove("dog, sea, sky\n", 2), "dog, sea\n");
    assert_eq!(remove("dog,\n", 0), "\n");
    assert_eq!(remove("dog", 1), "dog");
}

fn owned(completions: &[(&str, u32)]) -> Vec<(String, u32)> {
    completions
        .iter()
        .map(|&(text, count)| (text.to_owned(), count))
        .collect()
}

#[test]
fn tags_are_completed_by_the_start_of_any_word() {
    let captions = [
        "blue eyes, Smile, sky",
        "blue eyes, smile",
        "blue sky, smile, smile",
        "Eyeliner, hat",
    ];
    let vocabulary = Vocabulary::of(&captions);
    assert_eq!(vocabulary.complete("SMI", 9), owned(&[("smile", 3)]));
    assert_eq!(
        vocabulary.complete("eye", 9),
        owned(&[("blue eyes", 2), ("Eyeliner", 1)])
    );
    assert_eq!(
        vocabulary.complete("s", 2),
        owned(&[("smile", 3), ("blue sky", 1)])
    );
    assert_eq!(vocabulary.complete("", 1), owned(&[("smile", 3)]));
    assert_eq!(vocabulary.complete("yes", 9), owned(&[]));
}

#[test]
fn sentences_are_completed_by_words() {
    let captions = [
        "A photo of TOK at the Äquator.",
        "a photo of TOK's äquator",
        "TOK in the sea",
    ];
    let vocabulary = Vocabulary::of(&captions);
    assert_eq!(vocabulary.complete("t", 9), owned(&[("TOK", 3)]));
    assert_eq!(vocabulary.complete("äq", 9), owned(&[("äquator", 2)]));
    assert_eq!(vocabulary.complete("", 9).len(), 4);
}

proptest! {
    #[test]
    fn moving_a_tag_can_be_reversed(caption in "([a-c]|\\PC|[, ，、\n]){0,20}", from in 0..6_usize, to in 0..6_usize) {
        let moved = move_tag(&caption, from, to);
        let sorted = |caption| { let mut tags = texts(caption); tags.sort(); tags };
        prop_assert_eq!(sorted(&moved), sorted(&caption));
        prop_assert_eq!(move_tag(&moved, to, from), caption);
    }

    #[test]
    fn removing_duplicates_is_idempotent(caption in "([a-cA-C]|[, \n]|\\PC){0,20}") {
        let once = remove_duplicates(&caption);
        prop_assert_eq!(remove_duplicates(&once), once.clone());
        let all: std::collections::BTreeSet<_> = texts(&caption).iter().map(|tag| tag.to_lowercase()).collect();
        prop_assert_eq!(texts(&once).len(), all.len());
    }

    #[test]
    fn an_added_tag_can_be_removed(caption in any::<String>(), tag in "[^,，、､،\\s]{1,5}") {
        let with = add(&caption, &tag);
        let (before, after) = (texts(&caption), texts(&with));
        prop_assert!(after.iter().any(|text| text.to_lowercase() == tag.to_lowercase()));
        if with != caption {
            let without = remove(&with, after.len() - 1);
            prop_assert_eq!(texts(&without), before);
        }
    }

    #[test]
    fn one_tag_is_removed(caption in "([a-c]|[, \n]|\\PC){0,20}", at in 0..4_usize) {
        let mut expected = texts(&caption);
        if at < expected.len() {
            expected.remove(at);
        }
        let without = remove(&caption, at);
        prop_assert_eq!(texts(&without), expected);
    }

    #[test]
    fn any_text_can_be_in_a_vocabulary(captions in proptest::collection::vec(any::<String>(), 0..4), prefix in "\\PC{0,2}") {
        for (text, count) in Vocabulary::of(&captions).complete(&prefix, 9) {
            prop_assert!(count as usize <= captions.len());
            prop_assert!(captions.iter().any(|caption| caption.contains(&text)));
        }
    }
}
