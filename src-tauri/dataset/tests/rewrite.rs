//! Tests of edits of many captions at once.

use dataset::rewrite::{Preview, Rewrite, RewriteError, Segment};
use dataset::trigger::contains;
use proptest::prelude::*;

fn before(text: &str) -> Rewrite {
    Rewrite::Before { text: text.into() }
}

fn after(text: &str) -> Rewrite {
    Rewrite::After { text: text.into() }
}

/// Returns a literal, case-insensitive find and replace.
fn replace(find: &str, with: &str) -> Rewrite {
    Rewrite::Replace {
        find: find.into(),
        with: with.into(),
        regex: false,
        match_case: false,
        whole_word: false,
    }
}

fn pattern(find: &str, with: &str) -> Rewrite {
    Rewrite::Replace {
        find: find.into(),
        with: with.into(),
        regex: true,
        match_case: true,
        whole_word: false,
    }
}

fn whole_word(find: &str, with: &str) -> Rewrite {
    Rewrite::Replace {
        find: find.into(),
        with: with.into(),
        regex: false,
        match_case: true,
        whole_word: true,
    }
}

/// The trigger word that most tests use.
const WORD: &str = "TOK";

/// Returns the edited caption, or the unchanged one if the edit has no effect.
fn edited(rewrite: &Rewrite, caption: &str) -> String {
    let result = rewrite.compile(WORD).unwrap().apply(caption);
    result.unwrap_or_else(|| caption.to_owned())
}

fn error(rewrite: &Rewrite) -> RewriteError {
    rewrite.compile(WORD).unwrap_err()
}

#[test]
fn text_is_inserted_before_or_after_as_typed() {
    assert_eq!(edited(&before("TOK, "), "a dog"), "TOK, a dog");
    assert_eq!(edited(&before("TOK, "), "TOK, a dog"), "TOK, TOK, a dog");
    assert_eq!(edited(&before("TOK"), "\na dog"), "TOK\na dog");
    assert_eq!(edited(&after(", smiling"), "a dog"), "a dog, smiling");
    assert_eq!(edited(&after("."), "a dog  "), "a dog  .");
    assert_eq!(
        edited(&after(", smiling"), "a dog\r\n"),
        "a dog, smiling\r\n"
    );
}

#[test]
fn separators_are_trimmed_beside_a_blank_caption() {
    assert_eq!(edited(&before("TOK, "), ""), "TOK");
    assert_eq!(edited(&before("TOK, "), " \n"), "TOK");
    assert_eq!(edited(&after(", smiling"), ""), "smiling");
    assert_eq!(edited(&after(", "), ""), "");
}

#[test]
fn case_is_ignored_unless_it_must_match() {
    assert_eq!(
        edited(&replace("dog", "cat"), "A Dog, a DOG"),
        "A cat, a cat"
    );
    assert_eq!(edited(&replace("ÉTÉ", "hiver"), "un été"), "un hiver");
    assert_eq!(edited(&whole_word("dog", "cat"), "Dog dog"), "Dog cat");
    assert_eq!(edited(&replace("photo of ", ""), "a photo of TOK"), "a TOK");
}

#[test]
fn a_whole_word_is_not_a_part_of_another() {
    assert_eq!(
        edited(&whole_word("cat", "dog"), "cat cats bobcat, cat."),
        "dog cats bobcat, dog."
    );
    assert_eq!(
        edited(&whole_word("(cat)", "dog"), "a (cat) here"),
        "a dog here"
    );
    assert_eq!(edited(&whole_word("été", "x"), "étés été"), "étés x");
}

#[test]
fn a_whole_word_is_found_beside_scripts_without_spaces() {
    let check = |find: &str, caption: &str, expected: &str| {
        assert_eq!(edited(&whole_word(find, "<>"), caption), expected, "{find}");
    };
    check(
        "TOK",
        "一张TOK的照片，TOKYO的TOK",
        "一张<>的照片，TOKYO的<>",
    );
    check("TOK", "TOK의 TOK ภาพTOKที่", "<>의 <> ภาพ<>ที่");
    check("照片", "一张TOK的照片", "一张TOK的<>");
    check("一张", "一张TOK的照片", "<>TOK的照片");
    check("张TOK的", "一张TOK的照片", "一<>照片");
    check("กา", "กากา่", "<>กา่");
    check("é", "的é的 été", "的<>的 été");

    let both = |find: &str, with: &str, match_case| Rewrite::Replace {
        find: find.into(),
        with: with.into(),
        regex: true,
        match_case,
        whole_word: true,
    };
    // As in text with spaces, the first alternative that ends at a word boundary matches.
    let either = both("to|toks?", "($0)", false);
    assert_eq!(
        edited(&either, "to TOK toks tokyo"),
        "(to) (TOK) (toks) tokyo"
    );
    assert_eq!(
        edited(&either, "的to的TOK的toks的tokyo"),
        "的(to)的(TOK)的(toks)的tokyo"
    );
    let group = both(r"(?<sign>\p{Han}+)(TOK)", "$2$sign", true);
    assert_eq!(edited(&group, "一张TOK的照片"), "TOK一张的照片");
    assert_eq!(edited(&both(r"\w+", "x", true), "一张TOK, é"), "x, x");
    assert_eq!(edited(&both(r".\W*", "x", true), "张TOK"), "xTOK");
    assert_eq!(
        edited(&both(r"(?m)^\w", "x", true), "张TOK\n李TOK"),
        "xTOK\nxTOK"
    );
    let changes = whole_word("TOK", "x").compile(WORD).unwrap();
    assert_eq!(changes.preview("一张TOK的TOK").unwrap().changes, 2);
}

#[test]
fn a_literal_search_has_no_special_characters() {
    assert_eq!(edited(&replace("a.b", "$1 ${x}"), "axb a.b"), "axb $1 ${x}");
    assert_eq!(edited(&replace("\\d", "x"), "1 \\d"), "1 x");
}

#[test]
fn groups_can_be_used_in_the_replacement() {
    let swap = pattern(r"(\w+) and (?<other>\w+)", "${other} and $1");
    assert_eq!(edited(&swap, "cat and dog"), "dog and cat");
    assert_eq!(edited(&pattern(r"(\d+) usd", "$$$1"), "5 usd"), "$5");
    assert_eq!(edited(&pattern("(?m)^", "- "), "a\nb"), "- a\n- b");
    assert_eq!(edited(&pattern(r"\p{Han}+", "?"), "a 犬 b"), "a ? b");
}

#[test]
fn an_invalid_pattern_is_reported_with_its_position() {
    let RewriteError::Pattern { position, reason } = error(&pattern("été (dog", "")) else {
        panic!("an unclosed group is a mistake in the pattern");
    };
    assert_eq!(position, 5);
    assert!(reason.contains("unclosed group"), "{reason}");
    let text = error(&pattern("é*+[z-a]", "")).to_string();
    assert!(text.contains("character 5"), "{text}");
    assert!(matches!(
        error(&pattern(r"ab\p{Nothing}", "")),
        RewriteError::Pattern { position: 3, .. }
    ));
}

#[test]
fn invalid_rewrites_are_refused() {
    assert_eq!(error(&replace("", "x")), RewriteError::NothingToFind);
    assert_eq!(error(&pattern("", "x")), RewriteError::NothingToFind);
    assert_eq!(
        error(&pattern(r"(\w{500}){500}", "")),
        RewriteError::PatternTooLarge
    );
    for (with, group) in [("$2", "2"), ("$1st", "1st"), ("$$ ${nam}", "nam")] {
        let group = group.to_owned();
        assert_eq!(
            error(&pattern("(?<name>a)", with)),
            RewriteError::NoSuchGroup { group }
        );
    }
    let without_word = Rewrite::InsertTrigger.compile(" ");
    assert_eq!(without_word.unwrap_err(), RewriteError::NoTriggerWord);
}

#[test]
fn errors_are_sentences() {
    let text = error(&pattern("a", "$1")).to_string();
    assert!(text.contains("${1}") && text.contains("$$"), "{text}");
    let text = error(&pattern(r"(\w{500}){500}", "")).to_string();
    assert!(text.contains("{1,10}"), "{text}");
}

#[test]
fn repeated_tags_are_removed() {
    assert_eq!(
        edited(&Rewrite::UniqueTags, "dog,  Sea, DOG , sea\n"),
        "dog,  Sea \n"
    );
}

#[test]
fn a_tag_is_added_if_missing() {
    let add = Rewrite::AddTag {
        tag: " sea ".into(),
    };
    assert_eq!(edited(&add, "dog, sunset"), "dog, sunset, sea");
    assert_eq!(edited(&add, "dog,\n"), "dog, sea");
    assert_eq!(edited(&add, "Sea, dog"), "Sea, dog");
    assert_eq!(edited(&add, ""), "sea");
}

#[test]
fn a_tag_is_renamed_or_removed() {
    let change = |tag: &str, to: &str| Rewrite::ChangeTag {
        tag: tag.into(),
        to: to.into(),
    };
    let rename = change("dog", "a black dog");
    assert_eq!(edited(&rename, "DOG, sea, dogs"), "a black dog, sea, dogs");
    assert_eq!(edited(&rename, "dog, sea, dog"), "a black dog, sea");
    assert_eq!(edited(&rename, "a dog, sea"), "a dog, sea", "another tag");
    assert_eq!(edited(&rename, "dog, A black dog"), "A black dog");
    assert_eq!(edited(&change("Dog", "dog"), "Dog, sea"), "dog, sea");

    let remove = change("dog", " ");
    assert_eq!(edited(&remove, "dog, sea"), "sea");
    assert_eq!(edited(&remove, "Dog,dog, sea, dog,sand"), "sea,sand");
    assert_eq!(edited(&remove, "dog, dog"), "");
    assert_eq!(
        error(&change("dog, sea", "")),
        RewriteError::SeveralTags,
        "nothing is such a tag"
    );
    assert_eq!(
        error(&change("dog", "sea, sand")),
        RewriteError::SeveralTags
    );
    assert_eq!(error(&change("", "sea")), RewriteError::NoTag);
}

#[test]
fn the_trigger_word_is_inserted_and_removed() {
    let (insert, remove) = (Rewrite::InsertTrigger, Rewrite::RemoveTrigger);
    assert_eq!(edited(&insert, "a dog"), "TOK, a dog");
    assert_eq!(edited(&insert, "a photo of TOK"), "a photo of TOK");
    assert_eq!(edited(&insert, ""), "TOK");
    assert_eq!(edited(&remove, "a dog, TOK, at TOK's sea"), "a dog, at sea");
}

#[test]
fn a_caption_can_be_cleared_and_set() {
    let set = Rewrite::Set {
        text: "a dog".into(),
    };
    assert_eq!(edited(&Rewrite::Clear, "a dog"), "");
    assert_eq!(edited(&set, "a cat\n"), "a dog");
    assert_eq!(edited(&set, ""), "a dog");
}

#[test]
fn a_rewrite_without_effect_is_no_change() {
    for (rewrite, caption) in [
        (replace("cat", "dog"), "a bird"),
        (whole_word("dog", "dog"), "a dog"),
        (before(""), "a dog"),
        (Rewrite::Clear, ""),
        (Rewrite::UniqueTags, "a, b"),
    ] {
        let compiled = rewrite.compile(WORD).unwrap();
        assert_eq!(compiled.apply(caption), None, "{rewrite:?}");
        assert_eq!(compiled.preview(caption), None, "{rewrite:?}");
    }
}

#[test]
fn a_change_can_be_previewed() {
    let preview = replace("dog", "cat")
        .compile(WORD)
        .unwrap()
        .preview("a dog and a Dog")
        .unwrap();
    let expected = Preview {
        changes: 2,
        segments: vec![
            Segment::Kept("a "),
            Segment::Removed("dog"),
            Segment::Added("cat".into()),
            Segment::Kept(" and a "),
            Segment::Removed("Dog"),
            Segment::Added("cat".into()),
        ],
    };
    assert_eq!(preview, expected);
}

/// Generates captions that often contain the text that the edits search for.
fn caption() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("TOK".to_owned()),
        Just("tok".to_owned()),
        Just(", ".to_owned()),
        Just(" ".to_owned()),
        Just("\r\n".to_owned()),
        Just("👩‍👩‍👧 e\u{301} שלום".to_owned()),
        "[a-c ,]{1,4}",
        "\\PC{1,4}",
        any::<String>(),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn rewrite() -> impl Strategy<Value = Rewrite> {
    let text = || prop_oneof!["[a-c,. ]{0,3}", "\\PC{0,3}"];
    prop_oneof![
        text().prop_map(|text| Rewrite::Before { text }),
        text().prop_map(|text| Rewrite::After { text }),
        (text(), text(), any::<[bool; 3]>()).prop_map(
            |(find, with, [regex, match_case, whole_word])| Rewrite::Replace {
                find,
                with,
                regex,
                match_case,
                whole_word,
            }
        ),
        Just(pattern("(?i)(t?)(.)|$", "$2$1")),
        Just(Rewrite::UniqueTags),
        text().prop_map(|tag| Rewrite::AddTag { tag }),
        ("[a-c ]{1,2}", text()).prop_map(|(tag, to)| Rewrite::ChangeTag { tag, to }),
        Just(Rewrite::InsertTrigger),
        Just(Rewrite::RemoveTrigger),
        Just(Rewrite::Clear),
        text().prop_map(|text| Rewrite::Set { text }),
    ]
}

proptest! {
    #[test]
    fn the_preview_equals_the_result(
        rewrite in rewrite(),
        word in prop_oneof!["TOK", "\\PC{1,3}"],
        caption in caption(),
    ) {
        if let Ok(compiled) = rewrite.compile(&word) {
            let preview = compiled.preview(&caption);
            let text = |wanted: fn(&Segment<'_>) -> bool| preview.as_ref().map(|preview| {
                preview.segments.iter().filter(|s| wanted(s)).map(Segment::text).collect::<String>()
            });
            prop_assert_eq!(text(|s| !matches!(s, Segment::Removed(_))), compiled.apply(&caption));
            if let Some(old) = text(|s| !matches!(s, Segment::Added(_))) {
                prop_assert_eq!(old, caption);
            }
        }
    }

    #[test]
    fn an_inserted_trigger_word_can_be_removed(caption in caption(), word in "[A-Zäß]{1,5}") {
        let edited = |rewrite: Rewrite, caption: &str| {
            let compiled = rewrite.compile(&word).unwrap();
            compiled.apply(caption).unwrap_or_else(|| caption.to_owned())
        };
        let with = edited(Rewrite::InsertTrigger, &caption);
        let without = edited(Rewrite::RemoveTrigger, &with);
        prop_assert!(contains(&with, &word));
        prop_assert!(!contains(&without, &word), "{without:?}");
        if !contains(&caption, &word) && !caption.trim().is_empty() {
            prop_assert_eq!(without, caption.trim_start(), "but for white space at the start");
        }
    }
}
