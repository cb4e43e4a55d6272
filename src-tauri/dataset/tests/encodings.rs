//! Tests of captions in older encodings: they are read correctly if the encoding is certain, never rewritten according
//! to a wrong guess, and converted to UTF-8 from the encoding that the person chooses.

use crate::folders;

use std::fs;
use std::path::{Path, PathBuf};

use dataset::{Dataset, Image, ImageId, TextEncoding};
use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
};
use folders::{Place, keep_going, named, picture, zip_of};
use localization::Message;
use proptest::prelude::*;

const SIMPLIFIED: [&str; 6] = [
    "一张TOK的照片，坐在窗边",
    "TOK在海边微笑，日落时分",
    "一个穿红色外套的女人，雪地背景",
    "TOK的正面照，柔和的灯光",
    "黑白照片，城市街道，雨天",
    "一只猫睡在沙发上",
];

const TRADITIONAL: [&str; 6] = [
    "一張TOK的照片，坐在窗邊",
    "TOK在海邊微笑，日落時分",
    "一個穿紅色外套的女人，雪地背景",
    "TOK的正面照，柔和的燈光",
    "黑白照片，城市街道，雨天",
    "一隻貓睡在沙發上",
];

const JAPANESE: [&str; 6] = [
    "窓辺に座るTOKの写真",
    "夕暮れの海辺で微笑むTOK",
    "赤いコートを着た女性、雪の背景",
    "柔らかい光の正面写真、表情は穏やか",
    "白黒写真、雨の街並み",
    "ソファーで眠る猫",
];

const KOREAN: [&str; 6] = [
    "창가에 앉아 있는 TOK 사진",
    "해변에서 웃고 있는 TOK, 해질녘",
    "빨간 코트를 입은 여자, 눈 배경",
    "부드러운 조명의 정면 사진",
    "흑백 사진, 비 오는 도시 거리",
    "소파에서 자는 고양이",
];

const RUSSIAN: [&str; 6] = [
    "фотография TOK у окна, мягкий свет",
    "TOK улыбается на берегу моря на закате",
    "женщина в красном пальто на фоне снега",
    "портрет TOK анфас, спокойное выражение лица",
    "чёрно-белая фотография, дождливая улица города",
    "кошка спит на диване",
];

const POLISH: [&str; 6] = [
    "zdjęcie TOK przy oknie, miękkie światło",
    "TOK uśmiecha się nad morzem o zachodzie słońca",
    "kobieta w czerwonym płaszczu na tle śniegu",
    "portret TOK, spokojny wyraz twarzy, źródło światła z boku",
    "czarno-białe zdjęcie, deszczowa ulica w mieście",
    "kot śpi na kanapie, żółta poduszka",
];

const FRENCH: [&str; 6] = [
    "photo de TOK près de la fenêtre",
    "TOK sourit à la plage, été, coucher de soleil",
    "une femme en manteau rouge, décor enneigé",
    "portrait de TOK, lumière tamisée, visage détendu",
    "photo en noir et blanc, rue sous la pluie, déjà le soir",
    "un chat endormi sur le canapé, à côté d’un coussin brodé",
];

/// Captions in five languages, each with an encoding that older programs use for its language.
const LEGACY: [(&Encoding, [&str; 6]); 5] = [
    (GBK, SIMPLIFIED),
    (BIG5, TRADITIONAL),
    (SHIFT_JIS, JAPANESE),
    (EUC_KR, KOREAN),
    (WINDOWS_1251, RUSSIAN),
];

/// Captions in Latin script. Their encodings are similar, so a guess between them is never certain.
const LATIN: [(&Encoding, [&str; 6]); 2] = [(WINDOWS_1250, POLISH), (WINDOWS_1252, FRENCH)];

fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = encoding.encode(text);
    assert!(!unmappable, "{text}");
    bytes.into_owned()
}

fn utf_16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Writes `01.png` and `01.txt` and so on, one pair for each caption.
fn write_pairs(folder: &Path, captions: &[Vec<u8>]) {
    for (number, caption) in (1..).zip(captions) {
        picture(&folder.join(format!("{number:02}.png")), number);
        fs::write(folder.join(format!("{number:02}.txt")), caption).unwrap();
    }
}

fn place_with(captions: &[Vec<u8>]) -> Place {
    let place = Place::new();
    write_pairs(&place.photos(), captions);
    place
}

/// Writes the pairs into a new folder beside the dataset, and returns the folder.
fn folder_with(place: &Place, captions: &[Vec<u8>]) -> PathBuf {
    let folder = place.path("from");
    fs::create_dir(&folder).unwrap();
    write_pairs(&folder, captions);
    folder
}

fn captions(images: &[Image]) -> Vec<String> {
    images.iter().map(|image| image.caption.clone()).collect()
}

fn all(dataset: &Dataset) -> Vec<ImageId> {
    dataset.images().iter().map(|image| image.id).collect()
}

/// Returns the bytes of the caption files `01.txt` to the one with this number. A missing file counts as empty.
fn files(place: &Place, number: usize) -> Vec<Vec<u8>> {
    (1..=number)
        .map(|number| fs::read(place.photos().join(format!("{number:02}.txt"))).unwrap_or_default())
        .collect()
}

#[test]
fn captions_of_one_folder_are_read_in_their_encoding() {
    for (encoding, texts) in LEGACY {
        let bytes = texts.map(|text| encoded(encoding, text));
        let place = place_with(&bytes);
        let images = place.open().images();
        assert_eq!(captions(&images), texts, "{}", encoding.name());
        for image in &images {
            assert_eq!(image.caption_guess, None, "{}", image.caption);
        }
        assert_eq!(files(&place, 6), bytes, "opening writes nothing");
    }
}

#[test]
fn captions_in_latin_script_are_read_with_a_guess() {
    for (encoding, texts) in LATIN {
        let place = place_with(&texts.map(|text| encoded(encoding, text)));
        let images = place.open().images();
        assert_eq!(captions(&images), texts, "{}", encoding.name());
        assert!(images.iter().any(|image| image.caption_guess.is_some()));
    }
}

#[test]
fn utf_16_without_a_bom_needs_no_latin_letters() {
    let texts = [
        "窓辺に座る女性の写真",
        "黑白照片城市街道雨天",
        "一张照片，坐在窗边",
    ];
    let place = place_with(&texts.map(utf_16));
    let images = place.open().images();
    assert_eq!(captions(&images), texts);
    assert!(images.iter().all(|image| image.caption_guess.is_none()));
}

#[test]
fn imported_captions_share_an_encoding() {
    for (encoding, texts) in LEGACY.into_iter().chain(LATIN) {
        let place = Place::new();
        let from = folder_with(&place, &texts.map(|text| encoded(encoding, text)));
        let dataset = place.open();
        dataset.import(&[from], &keep_going).unwrap();
        assert_eq!(captions(&dataset.images()), texts, "{}", encoding.name());
        drop(dataset);
        assert_eq!(captions(&place.open().images()), texts, "after a restart");
    }
}

#[test]
fn captions_in_a_zip_share_an_encoding() {
    for (encoding, texts) in LEGACY.into_iter().chain(LATIN) {
        let place = Place::new();
        let from = folder_with(&place, &texts.map(|text| encoded(encoding, text)));
        let zip = zip_of(&place, &from);
        let dataset = place.open();
        dataset.unpack(&zip, &keep_going).unwrap();
        assert_eq!(captions(&dataset.images()), texts, "{}", encoding.name());
    }
}

#[test]
fn a_few_captions_in_another_encoding_are_read_by_themselves() {
    let mut bytes = SIMPLIFIED.map(|text| encoded(GBK, text)).to_vec();
    bytes.push("ein schöner Hund".as_bytes().to_vec());
    bytes.push(utf_16("a dog, 一只狗"));
    let place = place_with(&bytes);
    let images = place.open().images();
    assert_eq!(images[6].caption, "ein schöner Hund");
    assert_eq!(images[7].caption, "a dog, 一只狗");
    assert_eq!(captions(&images[..6]), SIMPLIFIED);
}

#[test]
fn typing_keeps_the_encoding_where_it_can() {
    let place = place_with(&SIMPLIFIED.map(|text| encoded(GBK, text)));
    let dataset = place.open();
    let id = named(&dataset, "01.png").id;
    let longer = format!("{}，在家", SIMPLIFIED[0]);
    assert_eq!(dataset.set_caption(id, &longer).unwrap().caption, longer);
    assert_eq!(files(&place, 1)[0], encoded(GBK, &longer));
    // GBK doesn't have the film character, so the file becomes UTF-8 and keeps every character.
    let film = format!("{longer} 🎞️");
    assert_eq!(dataset.set_caption(id, &film).unwrap().caption, film);
    assert_eq!(files(&place, 1)[0], film.as_bytes());
    drop(dataset);
    assert_eq!(named(&place.open(), "01.png").caption, film);
}

#[test]
fn rewriting_keeps_the_bytes_of_captions_with_a_guessed_encoding() {
    // One word each is too little to detect an encoding.
    let texts = ["łódź", "wąż", "gęś"];
    let place = place_with(&texts.map(|text| encoded(WINDOWS_1250, text)));
    let dataset = place.open();
    let changed = dataset
        .rewrite_captions(
            &all(&dataset),
            Message::verbatim("putting before"),
            |text| Some(format!("TOK, {text}")),
        )
        .unwrap();
    assert_eq!(changed.len(), 3);
    dataset.flush(&keep_going).unwrap();
    let wanted = texts.map(|text| encoded(WINDOWS_1250, &format!("TOK, {text}")));
    assert_eq!(files(&place, 3), wanted);

    let central = TextEncoding::named("windows-1250").unwrap();
    dataset.choose_encoding(&all(&dataset), central).unwrap();
    assert_eq!(
        captions(&dataset.images()),
        ["TOK, łódź", "TOK, wąż", "TOK, gęś"]
    );
}

#[test]
fn typed_letters_survive_a_changed_guess() {
    let place = place_with(&[encoded(WINDOWS_1252, "café")]);
    let dataset = place.open();
    let image = named(&dataset, "01.png");
    assert!(image.caption_guess.is_some());
    let typed = format!("{} çà et là", image.caption);
    dataset.set_caption(image.id, &typed).unwrap();
    let polish = POLISH.map(|text| encoded(WINDOWS_1250, text));
    let from = folder_with(&place, &polish);
    for (number, text) in (1..=6).zip(&polish) {
        // These pictures differ from the existing one.
        picture(&from.join(format!("{number:02}.png")), 100 + number);
        fs::write(from.join(format!("{number:02}.txt")), text).unwrap();
    }
    dataset.import(&[from], &keep_going).unwrap();
    assert_eq!(named(&dataset, "01.png").caption, typed);
    drop(dataset);
    assert_eq!(named(&place.open(), "01.png").caption, typed);
}

#[test]
fn a_chosen_encoding_converts_the_captions_and_can_be_undone() {
    let texts = ["łódź", "wąż", "gęś"];
    let before = texts.map(|text| encoded(WINDOWS_1250, text));
    let place = place_with(&before);
    let dataset = place.open();
    let ids = all(&dataset);
    let possible = dataset.possible_encodings(&ids);
    assert_eq!(possible[0].caption, named(&dataset, "01.png").caption);
    let right = possible.iter().find(|one| one.caption == "łódź").unwrap();
    let changed = dataset.choose_encoding(&ids, right.encoding).unwrap();
    assert_eq!(changed, ids);
    assert_eq!(captions(&dataset.images()), texts);
    assert!(
        dataset
            .images()
            .iter()
            .all(|image| image.caption_guess.is_none())
    );
    // The program ends before anything is written.
    drop(dataset);
    let dataset = place.open();
    assert_eq!(captions(&dataset.images()), texts);
    dataset.flush(&keep_going).unwrap();
    assert_eq!(files(&place, 3), texts.map(|text| text.as_bytes().to_vec()));

    let undone = dataset.undo().unwrap().unwrap();
    assert_eq!(undone.missing, 0);
    dataset.flush(&keep_going).unwrap();
    assert_eq!(files(&place, 3), before);
    dataset.redo().unwrap().unwrap();
    assert_eq!(captions(&dataset.images()), texts);
}

#[test]
fn an_encoding_that_only_one_caption_distinguishes_is_offered() {
    // "é" is the same in windows-1252 and windows-1254; only the last letter of the other caption differs.
    let turkish = encoding_rs::WINDOWS_1254;
    let place = place_with(&[encoded(turkish, "café"), encoded(turkish, "taş")]);
    let dataset = place.open();
    let possible = dataset.possible_encodings(&all(&dataset));
    let captions: Vec<&str> = possible.iter().map(|one| one.caption.as_str()).collect();
    assert!(captions.contains(&"taş"), "{captions:?}");
}

#[test]
fn choosing_an_encoding_skips_undecodable_captions() {
    let before = ["schön".as_bytes().to_vec(), encoded(WINDOWS_1252, "Größe")];
    let place = place_with(&before);
    let dataset = place.open();
    // Five bytes can't be a sequence of two-byte characters.
    let wide = TextEncoding::named("UTF-16LE").unwrap();
    assert_eq!(dataset.choose_encoding(&all(&dataset), wide).unwrap(), []);
    assert!(!dataset.has_pending());
    assert_eq!(files(&place, 2), before);
}

#[test]
fn the_history_uses_the_chosen_encoding() {
    let place = place_with(&[encoded(WINDOWS_1250, "łódź"), encoded(WINDOWS_1250, "gęś")]);
    let dataset = place.open();
    let ids = all(&dataset);
    let central = TextEncoding::named("windows-1250").unwrap();
    dataset.choose_encoding(&ids, central).unwrap();
    dataset.set_caption(ids[0], "łódź na rzece").unwrap();
    let history = dataset.caption_history(ids[0]).unwrap();
    let texts: Vec<&str> = history.iter().map(|past| past.text.as_str()).collect();
    assert_eq!(texts, ["łódź na rzece", "łódź"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// For any bytes in a caption file, saving the shown text changes nothing. ASCII text that is put before it leaves
    /// the bytes unchanged, unless the encoding can't represent the shown text; then the file becomes UTF-8.
    #[test]
    fn captions_are_never_rewritten_in_another_encoding(
        bytes in prop::collection::vec(0x20_u8..=0xff, 1..40),
    ) {
        let place = place_with(std::slice::from_ref(&bytes));
        let dataset = place.open();
        let image = named(&dataset, "01.png");
        dataset.set_caption(image.id, &image.caption).unwrap();
        prop_assert_eq!(&files(&place, 1)[0], &bytes);
        if image.caption_guess.is_some() {
            let longer = format!("TOK, {}", image.caption);
            prop_assert_eq!(&dataset.set_caption(image.id, &longer).unwrap().caption, &longer);
            let now = files(&place, 1).remove(0);
            let kept = now == [b"TOK, ", bytes.as_slice()].concat();
            prop_assert!(kept || now == longer.as_bytes());
        }
    }
}

#[test]
fn a_caption_of_control_characters_is_not_taken_for_utf_16() {
    let place = Place::with_pictures(&["a.png"]);
    let dataset = place.open();
    let text = "\u{1} \u{1}\n";
    dataset
        .set_caption(named(&dataset, "a.png").id, text)
        .unwrap();
    dataset.flush(&keep_going).unwrap();
    drop(dataset);
    assert_eq!(named(&place.open(), "a.png").caption, text);
}
