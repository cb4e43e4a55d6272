//! Tests of captions that are not in `a.txt` beside `a.jpg`: captions in `a.jpg.txt`, in `a.caption`, in a file whose
//! name has another Unicode normalisation form, or in a list such as `captions.csv`.

use crate::folders;

use std::fs;
use std::path::PathBuf;

use dataset::{CaptionError, Dataset, Imported, is_foreign};
use encoding_rs::GBK;
use folders::{Place, contents, files, keep_going, named, names, picture, zip_of};

/// A name with "é" as one character.
const COMPOSED: &str = "caf\u{e9}";
/// The same name with "é" as "e" and a combining accent.
const DECOMPOSED: &str = "cafe\u{301}";

fn write(path: PathBuf, content: impl AsRef<[u8]>) {
    fs::write(path, content).unwrap();
}

fn read(place: &Place, name: &str) -> Option<String> {
    fs::read_to_string(place.photos().join(name)).ok()
}

/// Creates a folder beside the dataset, with pictures of the given names.
fn folder_with(place: &Place, pictures: &[&str]) -> PathBuf {
    let folder = place.path("from");
    fs::create_dir(&folder).unwrap();
    for (number, name) in (1..).zip(pictures) {
        picture(&folder.join(name), number);
    }
    folder
}

/// Returns the name and caption of every image.
fn captions(dataset: &Dataset) -> Vec<(String, String)> {
    let images = dataset.images().into_iter();
    images.map(|image| (image.name, image.caption)).collect()
}

fn skip_reason(imported: &Imported, name: &str) -> String {
    let found = imported.skipped.iter().find(|(skipped, _)| skipped == name);
    let (_, reason) = found.unwrap_or_else(|| panic!("{name} is not among {:?}", imported.skipped));
    reason.to_string()
}

#[test]
fn a_caption_named_after_the_whole_file_is_read_and_saved() {
    let place = Place::with_pictures(&["a.jpg", "b.PNG"]);
    write(place.photos().join("a.jpg.txt"), "a dog");
    write(place.photos().join("b.PNG.txt"), "a cat");
    let dataset = place.open();
    assert_eq!(named(&dataset, "a.jpg").caption, "a dog");
    assert_eq!(named(&dataset, "b.PNG").caption, "a cat");
    let id = named(&dataset, "a.jpg").id;
    dataset.set_caption(id, "a black dog").unwrap();
    assert_eq!(
        files(&place.photos()),
        ["a.jpg", "a.jpg.txt", "b.PNG", "b.PNG.txt"]
    );
    assert_eq!(read(&place, "a.jpg.txt").unwrap(), "a black dog");
    dataset.set_caption(id, "").unwrap();
    assert_eq!(files(&place.photos()), ["a.jpg", "b.PNG", "b.PNG.txt"]);
    dataset.undo().unwrap().unwrap();
    dataset.flush(&keep_going).unwrap();
    assert_eq!(read(&place, "a.jpg.txt").unwrap(), "a black dog");
}

#[test]
fn sidecars_are_imported_from_folders_zips_and_alone() {
    let place = Place::new();
    let from = folder_with(&place, &["a.png", "b.png"]);
    write(from.join("a.png.txt"), "a dog");
    write(from.join("b.caption"), "a cat");
    let zip = zip_of(&place, &from);
    let wanted = [
        ("a.png".to_owned(), "a dog".to_owned()),
        ("b.png".to_owned(), "a cat".to_owned()),
    ];
    let dataset = place.open();
    let imported = dataset
        .import(std::slice::from_ref(&from), &keep_going)
        .unwrap();
    assert_eq!(imported.skipped, []);
    assert_eq!(captions(&dataset), wanted);
    assert_eq!(files(&place.photos()), ["a.png", "a.txt", "b.png", "b.txt"]);

    let other = Place::new();
    let dataset = other.open();
    assert_eq!(dataset.unpack(&zip, &keep_going).unwrap().skipped, []);
    assert_eq!(captions(&dataset), wanted);

    let bare = Place::new();
    for name in ["a.png", "b.png"] {
        fs::copy(from.join(name), bare.photos().join(name)).unwrap();
    }
    let dataset = bare.open();
    let alone = [from.join("a.png.txt"), from.join("b.caption")];
    assert_eq!(dataset.import(&alone, &keep_going).unwrap().skipped, []);
    assert_eq!(captions(&dataset), wanted);
}

#[test]
fn a_text_file_takes_precedence_over_a_caption_file() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    write(place.photos().join("a.caption"), "theirs");
    let dataset = place.open();
    assert_eq!(named(&dataset, "a.png").caption, "theirs");
    assert!(named(&dataset, "a.png").caption_files_unused.is_empty());

    write(place.photos().join("a.txt"), "mine");
    dataset.rescan().unwrap();
    let image = named(&dataset, "a.png");
    assert_eq!(image.caption, "mine");
    assert_eq!(image.caption_files_unused, ["a.caption"]);
    fs::remove_file(place.photos().join("a.caption")).unwrap();
    let changes = dataset.rescan().unwrap();
    assert_eq!(changes.changed[0].name, "a.png");
    assert!(changes.changed[0].caption_files_unused.is_empty());
}

#[test]
fn a_cleared_caption_is_not_replaced_by_another_file() {
    let place = Place::with_pictures(&["a.png"]);
    write(place.photos().join("a.txt"), "mine");
    write(place.photos().join("a.caption"), "theirs");
    let dataset = place.open();
    let id = named(&dataset, "a.png").id;
    dataset.set_caption(id, "").unwrap();
    dataset.rescan().unwrap();
    assert_eq!(named(&dataset, "a.png").caption, "");
    drop(dataset);
    let dataset = place.open();
    assert_eq!(named(&dataset, "a.png").caption, "");
    dataset.undo().unwrap().unwrap();
    dataset.flush(&keep_going).unwrap();
    assert_eq!(read(&place, "a.txt").unwrap(), "mine");
    assert_eq!(read(&place, "a.caption").unwrap(), "theirs");
}

#[test]
fn an_import_reports_unused_caption_files() {
    let place = Place::new();
    let from = folder_with(&place, &["a.png", "b.png"]);
    write(from.join("a.txt"), "mine");
    write(from.join("a.caption"), "theirs");
    // A second file with the same text is not reported.
    write(from.join("b.txt"), "a cat");
    write(from.join("b.caption"), "a cat");
    let zip = zip_of(&place, &from);
    let dataset = place.open();
    let imported = dataset.import(&[from], &keep_going).unwrap();
    assert_eq!(named(&dataset, "a.png").caption, "mine");
    assert_eq!(imported.skipped.len(), 1, "{:?}", imported.skipped);
    assert!(skip_reason(&imported, "a.caption").contains("“a.txt”"));

    let other = Place::new();
    let dataset = other.open();
    let imported = dataset.unpack(&zip, &keep_going).unwrap();
    assert_eq!(named(&dataset, "a.png").caption, "mine");
    assert!(skip_reason(&imported, "a.caption").contains("another caption"));
}

#[test]
fn images_that_share_a_caption_ignore_files_named_after_one_of_them() {
    let place = Place::with_pictures(&["a.jpg", "a.png"]);
    write(place.photos().join("a.jpg.txt"), "a dog");
    write(place.photos().join("a.png.txt"), "a cat");
    let dataset = place.open();
    for name in ["a.jpg", "a.png"] {
        let image = named(&dataset, name);
        assert_eq!(image.caption, "");
        assert_eq!(image.caption_files_unused, ["a.jpg.txt", "a.png.txt"]);
    }
    dataset
        .set_caption(named(&dataset, "a.jpg").id, "both")
        .unwrap();
    assert_eq!(read(&place, "a.txt").unwrap(), "both");
    assert_eq!(read(&place, "a.jpg.txt").unwrap(), "a dog");
}

#[test]
fn an_image_renamed_with_its_sidecar_keeps_its_history() {
    let place = Place::with_pictures(&["a.png"]);
    write(place.photos().join("a.png.txt"), "a dog");
    let dataset = place.open();
    let id = named(&dataset, "a.png").id;
    dataset.set_caption(id, "a black dog").unwrap();
    let photos = place.photos();
    fs::rename(photos.join("a.png"), photos.join("b.png")).unwrap();
    fs::rename(photos.join("a.png.txt"), photos.join("b.png.txt")).unwrap();
    dataset.rescan().unwrap();
    assert_eq!(named(&dataset, "b.png").caption, "a black dog");
    dataset.undo().unwrap().unwrap();
    dataset.flush(&keep_going).unwrap();
    assert_eq!(read(&place, "b.png.txt").unwrap(), "a dog");
}

// On macOS both forms refer to the same file.
#[cfg(not(target_os = "macos"))]
#[test]
fn names_are_paired_in_any_normalisation_form() {
    let place = Place::with_pictures(&[&format!("{DECOMPOSED}.png")]);
    write(place.photos().join(format!("{COMPOSED}.txt")), "a cup");
    let dataset = place.open();
    let image = named(&dataset, &format!("{DECOMPOSED}.png"));
    assert_eq!(image.caption, "a cup");
    dataset.set_caption(image.id, "a red cup").unwrap();
    assert_eq!(files(&place.photos()).len(), 2);

    let other = Place::new();
    let dataset = other.open();
    dataset.import(&[place.photos()], &keep_going).unwrap();
    assert_eq!(captions(&dataset)[0].1, "a red cup");

    let zip = zip_of(&place, &place.photos());
    let unpacked = Place::new();
    let dataset = unpacked.open();
    dataset.unpack(&zip, &keep_going).unwrap();
    assert_eq!(captions(&dataset)[0].1, "a red cup");
}

#[cfg(not(target_os = "macos"))]
#[test]
fn images_that_differ_only_in_normalisation_keep_their_captions() {
    let place = Place::new();
    for (number, form) in (1..).zip([COMPOSED, DECOMPOSED]) {
        picture(&place.photos().join(format!("{form}.png")), number);
        write(place.photos().join(format!("{form}.txt")), form);
    }
    let dataset = place.open();
    for form in [COMPOSED, DECOMPOSED] {
        let image = named(&dataset, &format!("{form}.png"));
        assert_eq!(image.caption, form);
        assert!(image.caption_files_unused.is_empty());
    }
}

/// Returns the names and contents of caption lists in the variants that programs write. Each list describes `a.png` as
/// a dog and `b.png` as a cat.
fn lists() -> Vec<(&'static str, Vec<u8>)> {
    let text = |text: &str| text.as_bytes().to_vec();
    let chinese =
        "image,prompt\r\na.png,一只狗坐在窗边，柔和的灯光\r\nb.png,一只猫睡在沙发上，雨天\r\n";
    vec![
        (
            "metadata.csv",
            text("\u{feff}file_name,text\r\na.png,\"a dog, \"\"Rex\"\"\"\r\nb.png,a cat\r\n"),
        ),
        (
            "captions.csv",
            text("image;caption\na.png;a dog, \"Rex\"\nb.png;a cat\n"),
        ),
        (
            "caption.tsv",
            text("Image_File\tCaption\na.png\ta dog, \"Rex\"\nb.png\ta cat"),
        ),
        // No quotes around the comma, and a column that is ignored.
        (
            "Captions.CSV",
            text("width,image_path,text\n3,./a.png,a dog, \"Rex\"\n3,b.png,a cat\n"),
        ),
        (
            "captions.jsonl",
            text(
                "{\"file_name\":\"a.png\",\"text\":\"a dog, \\\"Rex\\\"\"}\n{\"file_name\":\"b.png\",\"text\":\"a cat\"}\n",
            ),
        ),
        ("metadata.csv", GBK.encode(chinese).0.into_owned()),
    ]
}

#[test]
fn caption_lists_are_imported_with_their_images() {
    for (number, (name, content)) in lists().into_iter().enumerate() {
        let place = Place::new();
        let from = folder_with(&place, &["a.png", "b.png"]);
        write(from.join(name), &content);
        assert!(is_foreign(&from), "{name}");
        let wanted = match number {
            5 => ["一只狗坐在窗边，柔和的灯光", "一只猫睡在沙发上，雨天"],
            _ => ["a dog, \"Rex\"", "a cat"],
        };
        let texts = |dataset: &Dataset| -> Vec<String> {
            captions(dataset)
                .into_iter()
                .map(|(_, text)| text)
                .collect()
        };
        let zip = zip_of(&place, &from);
        let dataset = place.open();
        let imported = dataset
            .import(std::slice::from_ref(&from), &keep_going)
            .unwrap();
        assert_eq!(imported.skipped, [], "{name}");
        assert_eq!(texts(&dataset), wanted, "{name}");

        let other = Place::new();
        let dataset = other.open();
        assert_eq!(
            dataset.unpack(&zip, &keep_going).unwrap().skipped,
            [],
            "{name}"
        );
        assert_eq!(texts(&dataset), wanted, "{name} in a zip");

        // `a.png` is already in the dataset. The list is imported together with `b.png`.
        let third = Place::new();
        let dataset = third.open();
        fs::copy(from.join("a.png"), third.photos().join("a.png")).unwrap();
        dataset.rescan().unwrap();
        let imported = dataset
            .import(&[from.join("b.png"), from.join(name)], &keep_going)
            .unwrap();
        assert_eq!(imported.skipped, [], "{name}");
        assert_eq!(texts(&dataset), wanted, "{name} by itself");
    }
}

#[test]
fn unusable_lines_of_a_list_are_reported() {
    let place = Place::new();
    let from = folder_with(&place, &["a.png", "b.png"]);
    write(
        from.join("captions.csv"),
        "image,caption,width\na.png,a dog,3\nb.png,a cat, a mouse,3\n,nothing,3\n",
    );
    write(from.join("metadata.csv"), "camera,exposure\nX100,1/60\n");
    let dataset = place.open();
    let imported = dataset
        .import(std::slice::from_ref(&from), &keep_going)
        .unwrap();
    assert_eq!(named(&dataset, "a.png").caption, "a dog");
    assert_eq!(named(&dataset, "b.png").caption, "");
    assert!(
        skip_reason(&imported, "captions.csv").starts_with("2 lines, the first of them line 3")
    );
    assert!(skip_reason(&imported, "metadata.csv").contains("“file_name”"));

    // The list is imported without images: `a.png` already has a caption, and `z.png` is not in the dataset.
    let list = place.path("captions.csv");
    write(list.clone(), "image,caption\na.png,a wolf\nz.png,a zebra\n");
    let imported = dataset.import(&[list], &keep_going).unwrap();
    assert!(skip_reason(&imported, "a.png").contains("was kept"));
    assert!(skip_reason(&imported, "z.png").contains("No image"));
    assert_eq!(names(&dataset).len(), 2);
}

#[test]
fn names_in_a_list_may_differ_in_case_and_unicode_form() {
    let pictures = ["A.PNG", &format!("{DECOMPOSED}.png"), "c.png"];
    let list =
        format!("image,caption\na.png,a dog\n{COMPOSED}.png,a cat\nc.png,a bird\nC.png,a fish\n");
    let wanted = ["a dog", "a bird", "a cat"];
    let texts = |dataset: &Dataset| -> Vec<String> {
        let captions = captions(dataset).into_iter();
        captions.map(|(_, text)| text).collect()
    };
    let place = Place::new();
    let from = folder_with(&place, &pictures);
    write(from.join("captions.csv"), &list);
    assert!(is_foreign(&from));
    let zip = zip_of(&place, &from);
    let dataset = place.open();
    let imported = dataset
        .import(std::slice::from_ref(&from), &keep_going)
        .unwrap();
    assert_eq!(texts(&dataset), wanted);
    assert_eq!(
        skip_reason(&imported, "captions.csv"),
        "It has a caption for “C.png”, but there is no such image."
    );

    let other = Place::new();
    let dataset = other.open();
    let imported = dataset.unpack(&zip, &keep_going).unwrap();
    assert_eq!(texts(&dataset), wanted, "in a zip");
    assert_eq!(imported.skipped.len(), 1, "{:?}", imported.skipped);

    // The images are already in the dataset; only the list is imported.
    let third = Place::with_pictures(&pictures);
    let dataset = third.open();
    dataset
        .import(&[from.join("captions.csv")], &keep_going)
        .unwrap();
    assert_eq!(texts(&dataset), wanted, "by itself");
}

#[cfg(target_os = "linux")]
#[test]
fn a_list_distinguishes_images_that_differ_only_in_case() {
    let place = Place::new();
    let from = folder_with(&place, &["a.png", "A.png", "b.png", "c.png"]);
    write(
        from.join("captions.csv"),
        "image,caption\nA.png,a dog\na.PNG,a cat\n./B.png,a bird\nc.PNG,a cow\nC.png,a fish\n",
    );
    let dataset = place.open();
    let imported = dataset
        .import(std::slice::from_ref(&from), &keep_going)
        .unwrap();
    let mut texts: Vec<String> = captions(&dataset)
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    texts.sort();
    assert_eq!(texts, ["", "", "a bird", "a dog"]);
    assert_eq!(
        skip_reason(&imported, "captions.csv"),
        "It has captions for 3 images that were not found, such as “C.png”."
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_single_dropped_image_ignores_the_captions_of_its_neighbours() {
    let place = Place::new();
    let from = folder_with(&place, &["a.jpg", "a.jpg.png"]);
    write(from.join("a.jpg.txt"), "a cat");
    let dataset = place.open();
    let imported = dataset.import(&[from.join("a.jpg")], &keep_going).unwrap();
    assert_eq!((imported.skipped, imported.captions), (vec![], 0));
    let imported = dataset
        .import(&[from.join("a.jpg.png")], &keep_going)
        .unwrap();
    assert_eq!((imported.skipped, imported.captions), (vec![], 1));
    // A list's caption for a neighbour is ignored too.
    picture(&from.join("c.png"), 5);
    picture(&from.join("C.PNG"), 6);
    write(from.join("captions.csv"), "image,caption\nC.PNG,a cow\n");
    let imported = dataset.import(&[from.join("c.png")], &keep_going).unwrap();
    assert_eq!((imported.skipped, imported.captions), (vec![], 0));
    // A caption file that is named after the whole image file belongs to that image only, whatever files share its
    // stem.
    picture(&from.join("b.jpg"), 3);
    picture(&from.join("b.png"), 4);
    write(from.join("b.jpg.txt"), "a dog");
    let imported = dataset.import(&[from.join("b.jpg")], &keep_going).unwrap();
    assert_eq!((imported.skipped, imported.captions), (vec![], 1));
}

#[test]
fn a_folder_is_foreign_if_only_its_list_has_captions() {
    let place = Place::new();
    let from = folder_with(&place, &["a.png"]);
    write(from.join("metadata.csv"), "camera,exposure\nX100,1/60\n");
    assert!(!is_foreign(&from));
    write(
        from.join("captions.csv"),
        "image,caption\nother.png,a dog\n",
    );
    assert!(!is_foreign(&from));
    write(from.join("captions.csv"), "image,caption\na.png,a dog\n");
    assert!(is_foreign(&from));
    write(from.join("a.txt"), "a cat");
    assert!(!is_foreign(&from), "it has captions of its own");
}

#[test]
fn restored_images_keep_captions_of_any_name() {
    for caption in ["a.caption", "a.png.txt"] {
        let place = Place::with_pictures(&["a.png", "b.png"]);
        write(place.photos().join(caption), "a dog");
        let before = contents(&place.photos());
        let dataset = place.open();
        dataset.remove(&[named(&dataset, "a.png").id]).unwrap();
        assert_eq!(files(&place.photos()), ["b.png"]);
        // The removal can also be undone after a restart.
        drop(dataset);
        let dataset = place.open();
        assert_eq!(dataset.undo().unwrap().unwrap().missing, 0, "{caption}");
        assert_eq!(named(&dataset, "a.png").caption, "a dog");
        dataset.flush(&keep_going).unwrap();
        assert_eq!(contents(&place.photos()), before);
    }
}

#[test]
fn a_restored_image_keeps_the_caption_that_was_used() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    write(place.photos().join("a.txt"), "mine");
    write(place.photos().join("a.png.txt"), "theirs");
    let before = contents(&place.photos());
    let dataset = place.open();
    dataset.remove(&[named(&dataset, "a.png").id]).unwrap();
    assert_eq!(dataset.undo().unwrap().unwrap().missing, 0);
    dataset.flush(&keep_going).unwrap();
    let image = named(&dataset, "a.png");
    assert_eq!(image.caption, "mine");
    assert_eq!(image.caption_files_unused, ["a.png.txt"]);
    assert_eq!(contents(&place.photos()), before);
}

#[test]
fn a_cleared_caption_of_any_name_can_be_restored_after_a_restart() {
    for caption in ["a.caption", "a.png.txt"] {
        let place = Place::with_pictures(&["a.png"]);
        write(place.photos().join(caption), "a dog");
        let before = contents(&place.photos());
        {
            let dataset = place.open();
            let id = named(&dataset, "a.png").id;
            dataset.set_caption(id, "").unwrap();
            assert_eq!(files(&place.photos()), ["a.png"]);
        }
        let dataset = place.open();
        let id = named(&dataset, "a.png").id;
        let history = dataset.caption_history(id).unwrap();
        assert_eq!(history[0].text, "a dog");
        assert_eq!(dataset.undo().unwrap().unwrap().missing, 0);
        // The app ends before the caption is written.
        drop(dataset);
        let dataset = place.open();
        assert_eq!(named(&dataset, "a.png").caption, "a dog", "{caption}");
        dataset.flush(&keep_going).unwrap();
        assert_eq!(contents(&place.photos()), before);
    }
}

#[test]
fn a_caption_file_is_released_when_it_no_longer_belongs_to_the_image() {
    let place = Place::with_pictures(&["a.jpg"]);
    write(place.photos().join("a.jpg.txt"), "a dog");
    let photos = place.photos();
    let dataset = place.open();
    assert_eq!(named(&dataset, "a.jpg").caption, "a dog");
    // Now `a.jpg` and `a.png` share one caption, and the caption file is named after only one of them.
    picture(&photos.join("a.png"), 9);
    dataset.rescan().unwrap();
    for name in ["a.jpg", "a.png"] {
        assert_eq!(named(&dataset, name).caption, "");
        assert_eq!(named(&dataset, name).caption_files_unused, ["a.jpg.txt"]);
    }
    fs::remove_file(photos.join("a.png")).unwrap();
    dataset.rescan().unwrap();
    assert_eq!(named(&dataset, "a.jpg").caption, "a dog");
    // `a.jpg.png` takes precedence, because its stem is that of the caption file.
    picture(&photos.join("a.jpg.png"), 8);
    dataset.rescan().unwrap();
    assert_eq!(named(&dataset, "a.jpg").caption, "");
    assert_eq!(named(&dataset, "a.jpg.png").caption, "a dog");
    fs::remove_file(photos.join("a.jpg.png")).unwrap();
    // The image is renamed without its caption file.
    fs::rename(photos.join("a.jpg"), photos.join("a.jpeg")).unwrap();
    dataset.rescan().unwrap();
    assert_eq!(named(&dataset, "a.jpeg").caption, "");
    let id = named(&dataset, "a.jpeg").id;
    dataset.set_caption(id, "a cat").unwrap();
    assert_eq!(read(&place, "a.txt").unwrap(), "a cat");
    assert_eq!(read(&place, "a.jpg.txt").unwrap(), "a dog");
}

#[test]
fn an_imported_image_ignores_stray_captions() {
    let place = Place::new();
    let stray = [
        "photo.jpg.txt".to_owned(),
        format!("{DECOMPOSED}.txt"),
        "b.caption".to_owned(),
    ];
    for name in &stray {
        write(place.photos().join(name), "of another image");
    }
    let from = folder_with(&place, &["photo.jpg", &format!("{COMPOSED}.png"), "b.png"]);
    let dataset = place.open();
    dataset.import(&[from], &keep_going).unwrap();
    for image in dataset.images() {
        assert_eq!(image.caption, "", "{}", image.name);
    }
    drop(dataset);
    for image in place.open().images() {
        assert_eq!(image.caption, "", "{} after a restart", image.name);
    }
}

#[test]
fn undoing_leaves_no_empty_file_without_a_substitute() {
    let place = Place::with_pictures(&["a.jpg", "a.png"]);
    write(place.photos().join("a.jpg.txt"), "a dog");
    let before = contents(&place.photos());
    let dataset = place.open();
    dataset
        .set_caption(named(&dataset, "a.jpg").id, "both")
        .unwrap();
    dataset.undo().unwrap().unwrap();
    dataset.flush(&keep_going).unwrap();
    assert_eq!(contents(&place.photos()), before);
}

#[test]
fn imported_captions_of_known_images_are_reported_and_kept() {
    let place = Place::with_pictures(&["a.png"]);
    let list = place.path("captions.csv");
    write(list.clone(), "image,caption\na.png,a dog\n");
    let dataset = place.open();
    let seen = named(&dataset, "a.png");
    let imported = dataset.import(&[list], &keep_going).unwrap();
    assert_eq!(imported.captioned, [seen.id]);
    // Typed text that is based on the caption before the import must not replace the imported caption.
    let typed = dataset.type_caption(seen.id, "a cat", seen.caption_version);
    assert!(matches!(typed, Err(CaptionError::ChangedOutside)));
    assert_eq!(read(&place, "a.txt").unwrap(), "a dog");
}

#[test]
fn conflicting_captions_in_a_list_are_skipped() {
    let place = Place::with_pictures(&["a.png", "b.png"]);
    let list = place.path("metadata.csv");
    write(
        list.clone(),
        "image,caption\n1/a.png,a dog\n2/a.png,a cat\n1/b.png,a cow\n2/b.png,a cow\n",
    );
    let dataset = place.open();
    let imported = dataset.import(&[list], &keep_going).unwrap();
    assert_eq!(named(&dataset, "a.png").caption, "");
    assert_eq!(named(&dataset, "b.png").caption, "a cow");
    assert!(skip_reason(&imported, "a.png").contains("other captions"));
}

#[test]
fn an_unreadable_list_is_reported() {
    let place = Place::with_pictures(&["a.png"]);
    let list = place.path("captions.csv");
    write(list.clone(), "name,words\na.png,a dog\n");
    let dataset = place.open();
    let imported = dataset.import(&[list], &keep_going).unwrap();
    assert!(skip_reason(&imported, "captions.csv").contains("“file_name”"));
}

#[test]
fn json_lists_take_precedence() {
    let place = Place::new();
    let from = folder_with(&place, &["a.png"]);
    write(from.join("captions.csv"), "image,caption\na.png,a cat\n");
    write(
        from.join("metadata.jsonl"),
        "{\"file_name\":\"a.png\",\"text\":\"a dog\"}\n",
    );
    let zip = zip_of(&place, &from);
    let dataset = place.open();
    dataset.import(&[from], &keep_going).unwrap();
    assert_eq!(named(&dataset, "a.png").caption, "a dog");
    let other = Place::new();
    let dataset = other.open();
    dataset.unpack(&zip, &keep_going).unwrap();
    assert_eq!(named(&dataset, "a.png").caption, "a dog");
}

#[test]
fn an_ambiguous_caption_is_reported() {
    let place = Place::new();
    let from = folder_with(&place, &["a.jpg", "a.png"]);
    write(from.join("a.jpg.txt"), "a dog");
    let zip = zip_of(&place, &from);
    let dataset = place.open();
    let imported = dataset.unpack(&zip, &keep_going).unwrap();
    assert!(skip_reason(&imported, "a.jpg.txt").contains("differ only in their extension"));
    let other = Place::new();
    let dataset = other.open();
    let imported = dataset.import(&[from], &keep_going).unwrap();
    assert!(skip_reason(&imported, "a.jpg.txt").contains("differ only in their extension"));
}
