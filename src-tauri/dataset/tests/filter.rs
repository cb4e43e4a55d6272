//! Tests of the images that a filter shows, and of the errors for filters that can't be parsed.

use dataset::filter::{Filter, FilterError, Subject, quoted};
use imaging::{Facts, Format};
use proptest::prelude::*;

const PROBLEMS: [&str; 3] = ["duplicate", "blur", "small"];

/// A captioned photo without any problems.
const PHOTO: Subject<'_> = Subject {
    name: "IMG_0012.HEIC",
    caption: "TOK, long hair, a Dog on the beach",
    facts: Some(Facts {
        width: 1920,
        height: 1080,
        format: Format::Heic,
    }),
    bytes: 2_100_000,
    excluded: false,
    edited: false,
    has_trigger: true,
    tokens: 12,
    problems: &[],
};

const BROKEN: Subject<'_> = Subject {
    name: "broken.png",
    caption: "",
    facts: None,
    bytes: 0,
    excluded: true,
    edited: false,
    has_trigger: false,
    tokens: 0,
    problems: &[],
};

fn parse(text: &str) -> Filter {
    Filter::parse(text, &PROBLEMS).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

fn parse_error(text: &str) -> FilterError {
    Filter::parse(text, &PROBLEMS).expect_err(text)
}

fn captioned(caption: &str) -> Subject<'_> {
    Subject { caption, ..PHOTO }
}

#[track_caller]
fn shows(text: &str, subject: &Subject<'_>) {
    assert!(parse(text).matches(subject), "{text} shows {subject:?}");
}

#[track_caller]
fn hides(text: &str, subject: &Subject<'_>) {
    assert!(!parse(text).matches(subject), "{text} hides {subject:?}");
}

#[test]
fn an_empty_filter_shows_everything() {
    for text in ["", "  \n", "()", "( ( ) )"] {
        assert!(parse(text).is_empty(), "{text:?}");
        shows(text, &PHOTO);
        shows(text, &BROKEN);
    }
    assert_eq!(Filter::default(), parse(""));
    assert!(!parse("dog").is_empty());
}

#[test]
fn a_word_is_searched_for_in_caption_and_name() {
    shows("dog", &PHOTO);
    shows("DOG", &PHOTO);
    shows("eac", &PHOTO);
    shows("img_00", &PHOTO);
    hides("cat", &PHOTO);
    shows("caption:dog", &PHOTO);
    hides("caption:img", &PHOTO);
    shows("name:img", &PHOTO);
    shows("path:img", &PHOTO);
    hides("name:dog", &PHOTO);
    shows("Caption:dog", &PHOTO);
}

#[test]
fn case_is_ignored_in_every_script() {
    for (typed, caption) in [
        ("ärger", "GROSSER ÄRGER"),
        ("ПЛЯЖ", "женщина на пляже"),
        ("οδος", "ΜΙΑ ΟΔΟΣ"),
        ("ΟΔΟΣ", "ένας οδοστρωτήρας"),
        ("istanbul", "İSTANBUL"),
        ("沙滩", "一个女人在沙滩上"),
        ("შუქი", "ᲨᲣᲥᲘ"),
        ("ǆ", "ǅ"),
        ("כלב", "כלב על החוף"),
    ] {
        shows(typed, &captioned(caption));
        shows(&format!("*{typed}"), &captioned(caption));
    }
}

#[test]
fn every_letter_is_found_in_either_case() {
    for letter in '\0'..=char::MAX {
        // "İ" is the only letter whose lower case has two characters; the second, a combining dot, is ignored.
        let small = letter.to_lowercase().next().unwrap();
        if small != letter {
            shows(&letter.to_string(), &captioned(&small.to_string()));
            shows(&small.to_string(), &captioned(&letter.to_string()));
        }
    }
}

#[test]
fn a_tag_is_matched_as_a_whole() {
    shows("tag:tok", &PHOTO);
    shows("tag:\"long hair\"", &PHOTO);
    hides("tag:long", &PHOTO);
    hides("tag:dog", &PHOTO);
    shows("tag:*dog*", &PHOTO);
    hides("tag:*dog", &PHOTO);
    shows("tag:long?hair", &PHOTO);
    shows("tag:赤い花", &captioned("犬、赤い花，庭"));
    hides("tag:*", &captioned(" , ,"));
    shows("tag:saber_(fate) dog", &captioned("dog, saber_(fate)"));
    shows("(tag:saber_(fate))", &captioned("saber_(fate)"));
    shows(r"tag:saber_\(fate\)", &captioned(r"saber_\(fate\)"));
}

#[test]
fn wildcards_stand_for_characters() {
    shows("b?ach", &PHOTO);
    hides("b?each", &PHOTO);
    shows("long*beach", &PHOTO);
    hides("beach*long", &PHOTO);
    shows("name:img_????.heic", &PHOTO);
    hides("name:img_?????.heic", &PHOTO);
    shows("tag:a*b*a?", &captioned("x, aabbab, y"));
    hides("tag:a*bb?", &captioned("x, aabbab, y"));
    shows("?沙", &captioned("在沙滩"));
    hides("?沙", &captioned("沙滩"));
    shows("*", &BROKEN);
    hides("caption:?", &BROKEN);
    shows(r"really\?", &captioned("really?"));
    hides(r"really\?", &captioned("really!"));
    shows(r"\*", &captioned("5 * 3"));
    hides(r"\*", &PHOTO);
}

#[test]
fn quotes_group_a_text() {
    shows("\"dog on\"", &PHOTO);
    hides("\"on dog\"", &PHOTO);
    shows("on dog", &PHOTO);
    shows(r#"caption:"a \"big\" dog""#, &captioned(r#"a "big" dog"#));
    shows("\"long*dog\"", &PHOTO);
    hides("\"NOT\" \"dog\"", &PHOTO);
    hides("\"-dog\"", &PHOTO);
    shows("24\"", &captioned("a 24\" disc"));
    shows("\"dog:\"", &captioned("a dog: big"));
}

#[test]
fn operators_bind_not_before_and_before_or() {
    shows("dog beach", &PHOTO);
    shows("dog AND beach", &PHOTO);
    hides("dog cat", &PHOTO);
    shows("dog OR cat", &PHOTO);
    shows("dog OR cat zebra", &PHOTO);
    hides("(dog OR cat) zebra", &PHOTO);
    hides("NOT dog", &PHOTO);
    hides("-dog", &PHOTO);
    shows("-cat -\"a cat\" -(cat OR zebra)", &PHOTO);
    shows("NOT cat dog", &PHOTO);
    hides("NOT(cat OR dog)", &PHOTO);
    shows("NOT NOT dog", &PHOTO);
    shows("--dog", &PHOTO);
    hides("-tag:tok", &PHOTO);
    shows("(cat OR dog)beach", &PHOTO);
    shows("not", &captioned("a cat that is not there"));
    shows("t-shirt", &captioned("a t-shirt"));
    hides("dog - cat", &PHOTO);
    shows("dog - cat", &captioned("dog - cat"));
}

#[test]
fn numbers_are_limits() {
    let wide = captioned("a b, c");
    for text in [
        "tokens:>11",
        "tokens:>=12",
        "tokens:<13",
        "tokens:<=12",
        "tokens:=12",
        "tokens:12",
        "tokens:!=13",
        "words:3",
        "chars:6",
        "tags:2",
        "w:<=1920",
        "h:>1079",
        "size:>2mb",
        "size:<2.2MB",
        "size:>2000k",
        "size:2100000",
        "size:<1g",
    ] {
        shows(text, &wide);
        hides(&format!("-{text}"), &wide);
    }
    for text in ["tokens:>12", "tokens:<12", "tokens:!=12", "w:<1024"] {
        hides(text, &wide);
    }
    shows("words:0 chars:0 tags:0", &captioned(" \n"));
}

#[test]
fn a_ratio_is_width_by_height() {
    let sized = |width, height| Subject {
        facts: Some(Facts {
            width,
            height,
            format: Format::Jpeg,
        }),
        ..PHOTO
    };
    shows("ratio:16:9 ratio:1.78 ratio:>=16:9 ratio:<16:8", &PHOTO);
    shows("ratio:16:9", &sized(1366, 768));
    hides("ratio:>16:9", &sized(1366, 768));
    shows("ratio:>2", &sized(2100, 1000));
    hides("ratio:>2", &sized(2000, 1000));
    shows("ratio:2:3 ratio:<1", &sized(2000, 3000));
    hides("ratio:!=1", &sized(1024, 1024));
}

#[test]
fn a_broken_image_has_no_size() {
    for text in ["w:>0", "w:<9", "h:!=5", "ratio:<1", "format:png"] {
        hides(text, &BROKEN);
    }
    shows("size:0 tokens:0", &BROKEN);
}

#[test]
fn is_and_has_match_states_and_problems() {
    for (text, photo) in [
        ("is:captioned", true),
        ("is:uncaptioned", false),
        ("is:included", true),
        ("is:excluded", false),
        ("is:broken", false),
        ("IS:Broken", false),
        ("has:trigger", true),
        ("has:problem", false),
    ] {
        assert_eq!(parse(text).matches(&PHOTO), photo, "{text}");
        assert_eq!(parse(text).matches(&BROKEN), !photo, "{text}");
    }
    let edited = Subject {
        edited: true,
        ..PHOTO
    };
    shows("is:edited", &edited);
    hides("is:edited", &PHOTO);
    let flawed = Subject {
        problems: &["blur"],
        ..PHOTO
    };
    shows("has:problem has:blur has:BLUR -has:duplicate", &flawed);
    hides("has:blur", &PHOTO);
    shows("is:uncaptioned", &captioned(" \n\t"));
}

#[test]
fn a_format_is_matched_by_any_of_its_extensions() {
    shows("format:heic format:HEIF -format:jpg", &PHOTO);
    let jpeg = Subject {
        facts: PHOTO.facts.map(|facts| Facts {
            format: Format::Jpeg,
            ..facts
        }),
        ..PHOTO
    };
    shows("format:jpg format:jpeg -format:heic", &jpeg);
}

#[test]
fn incomplete_text_is_ignored() {
    for text in [
        "dog NOT",
        "dog AND",
        "dog OR",
        "dog AND NOT",
        "dog -",
        "dog - ",
        "dog \"",
        "dog (",
        "dog -(",
        "dog tokens:",
        "dog -tokens:",
        "dog tokens:>",
        "dog tokens:!",
        "dog ratio:16:",
        "dog tag:",
        "dog tag:\"",
        "dog is:",
        "dog OR tokens:>",
        "(dog",
        "((dog OR",
        "(dog AND) ",
        "(dog (tokens:>))",
        "\"dog",
    ] {
        assert_eq!(parse(text), parse("dog"), "{text}");
    }
    assert_eq!(parse("\"a dog"), parse("\"a dog\""));
    assert_eq!(parse("tag:\"long ha"), parse("tag:\"long ha\""));
    for text in ["NOT", "-", "\"", "(", "tag:", "size:<="] {
        assert!(parse(text).is_empty(), "{text}");
    }
}

#[test]
fn a_colon_without_a_key_is_text() {
    for text in ["http://x", "16:9", ":d", "re_2:zero", "犬:猫"] {
        shows(text, &captioned(&format!("see {text} there")));
        hides(text, &PHOTO);
    }
}

#[test]
fn errors_explain_what_is_accepted() {
    #[track_caller]
    fn assert_error(text: &str, parts: &[&str]) {
        let message = parse_error(text).to_string();
        for part in parts {
            assert!(
                message.contains(part),
                "{text}: {part:?} is not in {message:?}"
            );
        }
    }
    assert_error("dog token:>5", &["“token:”", "tokens:", "tag:", "quotes"]);
    assert_error("is:xyz", &["“is:xyz”", "uncaptioned", "or edited"]);
    assert_error("has:xyz", &["“has:xyz”", "trigger", "duplicate", "small"]);
    assert_error("format:psd", &["“format:psd”", "jpeg"]);
    assert_error("tokens:>abc", &["“tokens:>abc”", "number", "tokens:>75"]);
    assert_error("size:>2xb", &["size:>2mb"]);
    assert_error("tokens:> dog", &["“tokens:>”", "tokens:>75"]);
    assert_error("caption: dog", &["“caption:”", "caption:dog"]);
    assert_error("OR dog", &["before “OR”"]);
    assert_error("dog AND OR cat", &["before “OR”"]);
    assert_error("dog AND AND cat", &["before “AND”"]);
    assert_error("(dog))", &["“)”", "“(”"]);
    for text in [
        "w:inf",
        "w:1e5",
        "w:-5",
        "w:1.2.3",
        "ratio:0:0",
        "ratio:1:0",
        "h:==3",
    ] {
        assert!(
            matches!(parse_error(text), FilterError::NotANumber { .. }),
            "{text}"
        );
    }
}

#[test]
fn depth_has_a_limit_and_length_has_none() {
    for text in ["(".repeat(10_000), "-(".repeat(10_000) + "dog"] {
        let error = parse_error(&text);
        assert!(matches!(error, FilterError::TooDeep { .. }), "{error}");
    }
    shows(&"NOT ".repeat(10_000), &BROKEN);
    shows(&("NOT ".repeat(10_000) + "dog"), &PHOTO);
    hides(&("-".repeat(10_001) + "dog"), &PHOTO);
    shows(&"dog OR ".repeat(10_000), &PHOTO);
    shows(&"(dog) ".repeat(10_000), &PHOTO);
    shows(&("(".repeat(50) + "dog" + &")".repeat(50)), &PHOTO);
}

/// Generates valid filters of all kinds.
fn query() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-c?*]{1,3}".prop_map(|word| format!("caption:{word}")),
        "[a-c?*]{1,3}",
        "\\PC{1,6}".prop_map(|text| quoted(&text)),
        "[a-c*]{1,2}".prop_map(|word| format!("tag:{word}")),
        (0..9_u8).prop_map(|count| format!("tokens:>{count}")),
        (0..9_u8).prop_map(|count| format!("words:<={count}")),
        (1..4_u8, 1..4_u8).prop_map(|(w, h)| format!("ratio:{w}:{h}")),
        Just("is:captioned".to_owned()),
        Just("has:blur".to_owned()),
        Just("format:png".to_owned()),
    ];
    word.prop_recursive(4, 16, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|x| format!("NOT ({x})")),
            (inner.clone(), inner.clone()).prop_map(|(x, y)| format!("({x}) OR {y}")),
            (inner.clone(), inner).prop_map(|(x, y)| format!("{x} ({y})")),
        ]
    })
}

/// The owned values from which a `Subject` is made, since it borrows its texts.
type Parts = (String, String, Option<(u32, u32)>, bool, u32);

fn parts() -> impl Strategy<Value = Parts> {
    (
        "[a-c, ]{0,8}",
        "[a-c.]{1,4}",
        proptest::option::of((1..4_u32, 1..4_u32)),
        any::<bool>(),
        0..9_u32,
    )
}

fn subject((caption, name, size, flag, tokens): &Parts) -> Subject<'_> {
    Subject {
        name,
        caption,
        facts: size.map(|(width, height)| Facts {
            width,
            height,
            format: if *flag { Format::Png } else { Format::Gif },
        }),
        has_trigger: *flag,
        tokens: *tokens,
        problems: if *flag { &["blur"] } else { &[] },
        ..PHOTO
    }
}

proptest! {
    #[test]
    fn any_text_is_parsed_or_refused(text in any::<String>(), parts in parts()) {
        if let Ok(filter) = Filter::parse(&text, &PROBLEMS) {
            filter.matches(&subject(&parts));
        }
    }

    #[test]
    fn any_syntax_is_parsed_or_refused(
        text in r#"([-()"\\*?:<>= a]|NOT|AND|OR|tag:|tokens:|ratio:|size:|is:|has:|9|mb){0,12}"#,
        parts in parts(),
    ) {
        if let Ok(filter) = Filter::parse(&text, &PROBLEMS) {
            filter.matches(&subject(&parts));
        }
    }

    #[test]
    fn operators_obey_boolean_laws(x in query(), y in query(), z in query(), parts in parts()) {
        let image = subject(&parts);
        let holds = |text: String| parse(&text).matches(&image);
        let (a, b, c) = (holds(x.clone()), holds(y.clone()), holds(z.clone()));
        prop_assert_eq!(holds(format!("NOT ({x})")), !a);
        prop_assert_eq!(holds(format!("-({x})")), !a);
        prop_assert_eq!(holds(format!("({x}) OR ({y})")), a || b);
        prop_assert_eq!(holds(format!("({x}) AND ({y})")), a && b);
        prop_assert_eq!(holds(format!("({x}) ({y})")), a && b);
        prop_assert_eq!(holds(format!("({x}) OR ({y}) ({z})")), a || (b && c));
        prop_assert_eq!(holds(format!("NOT ({x}) ({y})")), !a && b);
        prop_assert_eq!(holds(format!("(({x}) OR ({y}")), a || b);
    }

    #[test]
    fn quoted_text_is_found(text in "\\PC{0,12}", before in "[a-z ]{0,5}", after in "[a-z ]{0,5}") {
        let caption = format!("{before}{text}{after}");
        let image = captioned(&caption);
        shows(&quoted(&text), &image);
        shows(&format!("caption:{} beach OR caption:{0}", quoted(&text)), &image);
        hides(&format!("-{}", quoted(&text)), &image);
    }

    #[test]
    fn quoted_text_is_matched_exactly(
        text in r#"[-()"\\*?:<=aN]{1,3}|NOT|AND|OR"#,
        other in r#"[-()"\\*?:<=an]{1,3}|not|and|or"#,
    ) {
        let filter = parse(&format!("tag:{}", quoted(&text)));
        let tagged = format!("x, {text}");
        prop_assert!(filter.matches(&captioned(&tagged)));
        prop_assert_eq!(filter.matches(&captioned(&other)), text.to_lowercase() == other);
    }

    #[test]
    fn wildcards_match_like_the_reference(wild in "[ab?*]{1,7}", text in "[ab]{1,8}") {
        let (pieces, letters): (Vec<char>, Vec<char>) =
            (wild.chars().collect(), text.chars().collect());
        let whole = parse(&format!("tag:{wild}")).matches(&captioned(&text));
        prop_assert_eq!(whole, matches_reference(&pieces, &letters));
        let within = parse(&format!("caption:{wild}")).matches(&captioned(&text));
        let parts = (0..=letters.len())
            .flat_map(|from| (from..=letters.len()).map(move |to| (from, to)));
        let fitting = parts
            .into_iter()
            .any(|(from, to)| matches_reference(&pieces, &letters[from..to]));
        prop_assert_eq!(within, fitting);
    }
}

/// Matches wildcards in the simplest way, as a reference for the real implementation.
fn matches_reference(pieces: &[char], text: &[char]) -> bool {
    match (pieces, text) {
        ([], _) => text.is_empty(),
        (['*', after @ ..], _) => {
            (0..=text.len()).any(|taken| matches_reference(after, &text[taken..]))
        }
        ([piece, after @ ..], [first, rest @ ..]) => {
            (*piece == '?' || piece == first) && matches_reference(after, rest)
        }
        (_, []) => false,
    }
}
