//! Tests of finding, inserting and removing the trigger word in captions.

use dataset::trigger::{contains, find, insert, near_misses, remove};
use proptest::prelude::*;

#[test]
fn the_word_must_be_whole_and_in_its_own_case() {
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

/// Captions in many scripts that join "TOK" to the text beside it without a space. In the last caption, a digit follows
/// "TOK".
const WITHOUT_SPACES: [&str; 16] = [
    "一张TOK的照片",
    "雪の中のTOK",
    "TOKさんの写真",
    "トークTOKカード",
    "ｶﾒﾗTOKﾃﾞｽ",
    "コーヒーTOKー",
    "TOK의 사진",
    "사진TOK",
    "ภาพของTOKที่ชายหาด",
    "รูปTOKกำลังยิ้ม",
    "ຮູບTOKຢູ່ຫາດ",
    "រូបTOKនៅឆ្នេរ",
    "ကမ်းခြေမှာTOKပုံ",
    "བོད་TOKའི་པར",
    "ㄅㄆTOKㄇ",
    "他2024年的TOK2張",
];

#[test]
fn the_word_is_found_beside_scripts_without_spaces() {
    for caption in &WITHOUT_SPACES[..15] {
        let at = caption.find("TOK").unwrap();
        let found = find(caption, "TOK");
        assert_eq!(found.first(), Some(&(at..at + 3)), "{caption}");
        assert_eq!(found.len(), 1, "{caption}");
        assert_eq!(insert(caption, "TOK"), *caption);
        assert!(near_misses(caption, "TOK").is_empty(), "{caption}");
        let typo = caption.replace("TOK", "Tok");
        assert_eq!(near_miss_texts(&typo, "TOK"), ["Tok"], "{typo}");
        let longer = caption.replace("TOK", "TOKYO");
        assert!(!contains(&longer, "TOK"), "{longer}");
        assert_eq!(remove(caption, "TOK").len(), caption.len() - 3, "{caption}");
    }
    // A digit is part of a word here, as in text with spaces.
    assert!(!contains(WITHOUT_SPACES[15], "TOK"));
    assert_eq!(near_miss_texts(WITHOUT_SPACES[15], "TOK"), ["TOK2"]);
    assert_eq!(
        near_miss_texts("一张CYBERPNK的照片", "CYBRPNK"),
        ["CYBERPNK"]
    );
}

#[test]
fn a_word_in_a_script_without_spaces_is_found_anywhere() {
    for (caption, word) in [
        ("一张小明的照片", "小明"),
        ("雪の中のさくらさん", "さくら"),
        ("사진 속의 토크는", "토크"),
        ("ภาพของสมชายที่ชายหาด", "สมชาย"),
        ("一张小明TOK的照片", "小明TOK"),
    ] {
        assert!(contains(caption, word), "{word} in {caption}");
        assert_eq!(insert(caption, word), caption);
    }
    assert!(near_misses("一张小蓝帽子的照片", "小红帽子").is_empty());
}

#[test]
fn a_letter_is_never_separated_from_its_marks() {
    assert!(!contains("ภาพกา่", "กา"), "a tone mark follows");
    assert!(!contains("TOK\u{301}", "TOK"));
    assert!(!contains("e\u{301}TOK", "TOK"));
    assert!(
        contains("❤\u{fe0f}TOK", "TOK"),
        "a sign with a mark is no letter"
    );
}

#[test]
fn the_word_is_inserted_in_front() {
    assert_eq!(insert("a dog\n on a mat ", "TOK"), "TOK, a dog\n on a mat ");
    assert_eq!(insert("TOKYO at night", "TOK"), "TOK, TOKYO at night");
    assert_eq!(insert("a photo of TOK", "TOK"), "a photo of TOK");
    assert_eq!(insert("", "TOK"), "TOK");
    assert_eq!(insert(" \n", " TOK "), "TOK");
    assert_eq!(insert("a dog", " "), "a dog");
}

#[test]
fn every_place_of_the_word_is_found() {
    assert_eq!(find("TOK and TOKYO, (TOK)", "TOK"), [0..3, 16..19]);
    assert_eq!(find("TOK, Müßiggänger, TOK", "TOK"), [0..3, 21..24]);
    assert_eq!(find("x x x x", "x x"), [0..3, 4..7]);
    assert!(find("a dog", "").is_empty());
}

#[test]
fn the_word_is_removed_with_its_punctuation() {
    let check = |caption, expected| {
        assert_eq!(remove(caption, "TOK"), expected, "{caption:?}");
    };
    check("TOK, a dog", "a dog");
    check("TOK a dog", "a dog");
    check("a photo of TOK smiling", "a photo of smiling");
    check("a photo of TOK, smiling", "a photo of, smiling");
    check("a photo of TOK.", "a photo of.");
    check("a photo of TOK", "a photo of");
    check("a dog, TOK, smiling", "a dog, smiling");
    check("a dog,TOK,smiling", "a dog,smiling");
    check("a dog, TOK", "a dog");
    check("a dog, TOK\n", "a dog\n");
    check("a dog, TOK, TOK", "a dog");
    check("a dog (TOK, smiling)", "a dog (smiling)");
    check("TOK's dog, and TOK’s cat", "dog, and cat");
    check("a dog\r\nTOK\r\na cat", "a dog\r\na cat");
    check("a dog\nTOK", "a dog");
    check("TOK,\na dog", "a dog");
    check("TOK, TOK", "");
    check("  two  spaces,TOK stay  ", "  two  spaces, stay  ");
    check("TOKYO, tok", "TOKYO, tok");
    assert_eq!(remove("a sks person here", " sks person "), "a here");
    assert_eq!(remove("a dog", ""), "a dog");
}

/// Returns the words in a caption that look like a mistyped trigger word.
fn near_miss_texts<'a>(caption: &'a str, word: &str) -> Vec<&'a str> {
    let places = near_misses(caption, word);
    places.into_iter().map(|place| &caption[place]).collect()
}

#[test]
fn the_word_in_another_case_or_joined_to_others_is_a_near_miss() {
    assert_eq!(near_miss_texts("tok, Tok and TOK", "TOK"), ["tok", "Tok"]);
    assert_eq!(
        near_miss_texts("TOK_ my_TOK TOK2 TOKs TOK_dog", "TOK"),
        ["TOK_", "my_TOK", "TOK2", "TOKs", "TOK_dog"]
    );
    assert_eq!(
        near_miss_texts("a SKS Person", "sks person"),
        ["SKS Person"]
    );
    assert_eq!(near_miss_texts("a <Tok>", "<tok>"), ["<Tok>"]);
    assert_eq!(near_miss_texts("ohwx man", "ohwx-man"), ["ohwx man"]);
}

#[test]
fn a_typo_is_a_near_miss() {
    for typo in ["CYBERPNK", "CYBRPUNK", "CYRBPNK", "CYBRPN", "cybrpnc"] {
        assert_eq!(near_miss_texts(typo, "CYBRPNK"), [typo]);
    }
    assert_eq!(
        near_miss_texts("ohx, ohwxx, OHWXX", "ohwx"),
        ["ohx", "ohwxx"]
    );
    assert_eq!(near_miss_texts("TOKK and TK", "TOK"), ["TOKK", "TK"]);
    assert_eq!(near_miss_texts("skks", "sks"), ["skks"]);
}

#[test]
fn ordinary_words_are_not_near_misses() {
    let caption = "He took a token to Tokyo, too, TOKYO, to the top. OK? TO TOOK TOP stock";
    assert_eq!(near_miss_texts(caption, "TOK"), [""; 0]);
    assert_eq!(near_miss_texts("a lens on a line, len", "LENA"), [""; 0]);
    assert_eq!(near_miss_texts("two corgis", "corgi"), [""; 0]);
    assert_eq!(near_miss_texts("it is us", "US"), [""; 0]);
    assert_eq!(near_miss_texts("a photo", ""), [""; 0]);
}

proptest! {
    #[test]
    fn an_inserted_word_is_contained(caption in "\\PC*", word in "\\PC*[^\\s\\pC]\\PC*") {
        let with = insert(&caption, &word);
        prop_assert!(contains(&with, &word));
        prop_assert_eq!(insert(&with, &word), with.clone(), "a second time changes nothing");
        if !caption.trim().is_empty() {
            prop_assert!(with.ends_with(&caption));
        }
    }

    #[test]
    fn places_do_not_overlap(caption in "(TOK|tok|[_, a-z]|\\PC){0,20}", word in "TOK|\\PC{1,4}") {
        let found = find(&caption, &word);
        prop_assert_eq!(contains(&caption, &word), !found.is_empty());
        for place in &found {
            prop_assert_eq!(&caption[place.clone()], word.trim());
        }
        let mut places = [found, near_misses(&caption, &word)].concat();
        places.sort_by_key(|place| place.start);
        prop_assert!(places.windows(2).all(|pair| pair[0].end <= pair[1].start));
        prop_assert!(places.iter().all(|place| caption.get(place.clone()).is_some()));
    }

    #[test]
    fn without_the_word_nothing_is_removed(caption in any::<String>(), word in any::<String>()) {
        if contains(&caption, &word) {
            prop_assert!(remove(&caption, &word).len() < caption.len());
        } else {
            prop_assert_eq!(remove(&caption, &word), caption);
        }
    }
}
