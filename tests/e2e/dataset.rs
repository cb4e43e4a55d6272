//! Tests datasets of realistic photos that are dropped, imported, and changed by other programs.

use std::io::Write;

use crate::fixture::Fixture;
use crate::photos;

#[tokio::test]
async fn twenty_mixed_photos_are_shown_upright_and_the_broken_one_stops_nothing() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("holiday", 14);
    for index in 0..2 {
        photos::sideways(&folder.join(format!("sideways_{index}.jpg")), index);
        photos::heic(&folder.join(format!("phone_{index}.HEIC")), index);
    }
    photos::png_with_alpha(&folder.join("cut out 🌷.png"), 1);
    photos::broken(&folder.join("broken.jpg"));
    std::fs::write(folder.join("photo_1.txt"), "a ball on a lawn").unwrap();

    let window = fixture.open_on(&folder).await;
    window.read("[data-testid=counts]", "20 images").await;
    window.read("[data-testid=counts]", "1 captioned").await;
    window.read("[data-testid=counts]", "1 can't be used").await;
    window
        .until("every thumbnail on screen is there", async || {
            window.count("[data-testid=card][data-state=loading]").await == 0
        })
        .await;
    assert_eq!(
        window.count("[data-testid=card][data-state=broken]").await,
        1
    );

    // Portraits that are stored sideways are shown upright, and all pictures have loaded.
    let upright = "const i = document.querySelector('[data-name=\"sideways_0.jpg\"] img'); return [i.naturalWidth, i.naturalHeight]";
    let size = window.run(upright, vec![]).await;
    assert!(
        size[1].as_u64() > size[0].as_u64(),
        "the portrait lies on its side: {size}"
    );
    let shown = "return [...document.querySelectorAll('[data-testid=card][data-state=shown] img')].every(i => i.naturalWidth > 0)";
    assert_eq!(window.run(shown, vec![]).await, true);
    window.picture("dataset").await;

    // The originals are unchanged, and the app has added no files.
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 21);
    window.close().await;
}

#[tokio::test]
async fn a_zip_becomes_a_new_dataset_with_its_captions() {
    let fixture = Fixture::new().await;
    let photos = fixture.photos("source", 3);
    let zip = fixture.path("my ceramics.zip");
    let mut writer = zip::ZipWriter::new(std::fs::File::create(&zip).unwrap());
    for index in 1..=3 {
        let options = zip::write::SimpleFileOptions::default();
        writer
            .start_file(format!("folder/{index}.jpg"), options)
            .unwrap();
        writer
            .write_all(&std::fs::read(photos.join(format!("photo_{index}.jpg"))).unwrap())
            .unwrap();
    }
    writer
        .start_file("folder/2.txt", zip::write::SimpleFileOptions::default())
        .unwrap();
    // UTF-16 with a byte order mark, as some Windows programs write.
    let utf16: Vec<u8> = "\u{feff}a blåe bowl"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    writer.write_all(&utf16).unwrap();
    writer
        .start_file(
            "__MACOSX/folder/._1.jpg",
            zip::write::SimpleFileOptions::default(),
        )
        .unwrap();
    writer.write_all(b"ghost").unwrap();
    writer.finish().unwrap();

    let window = fixture.open().await;
    window.look_around().await;
    window.drop_paths(&[&zip]).await;
    window
        .read("[data-testid=counts]", "3 images · 1 captioned")
        .await;
    let made = fixture.path("Pictures/Tintype/my ceramics");
    assert_eq!(
        std::fs::read_to_string(made.join("2.txt")).unwrap(),
        "a blåe bowl"
    );
    window.close().await;
}

#[tokio::test]
async fn dropped_images_are_copied_into_a_new_dataset_and_then_into_the_open_one() {
    let fixture = Fixture::new().await;
    let photos = fixture.photos("camera", 4);
    let window = fixture.open().await;
    window.look_around().await;
    window
        .drop_paths(&[&photos.join("photo_1.jpg"), &photos.join("photo_2.jpg")])
        .await;
    window.read("[data-testid=counts]", "2 images").await;
    window.drop_paths(&[&photos.join("photo_3.jpg")]).await;
    window.read("[data-testid=counts]", "3 images").await;
    assert_eq!(
        std::fs::read_dir(&photos).unwrap().count(),
        4,
        "the originals stay"
    );
    window.close().await;
    // The next start opens the same dataset.
    let window = fixture.open().await;
    window.read("[data-testid=counts]", "3 images").await;
    window.close().await;
}

#[tokio::test]
async fn what_another_program_does_in_the_folder_shows_up() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("shared", 2);
    let window = fixture.open_on(&folder).await;
    window
        .read("[data-testid=counts]", "2 images · 0 captioned")
        .await;
    std::fs::write(folder.join("photo_2.txt"), "written elsewhere").unwrap();
    window.read("[data-testid=counts]", "1 captioned").await;
    photos::jpeg(&folder.join("photo_3.jpg"), 900, 700, 9);
    window.read("[data-testid=counts]", "3 images").await;
    std::fs::remove_file(folder.join("photo_1.jpg")).unwrap();
    window.read("[data-testid=counts]", "2 images").await;
    window.close().await;
}

/// The source of a library that accepts inotify watches but never reports a change, as on a network folder.
const SILENT_WATCH: &str = "
#include <stdint.h>
int inotify_add_watch(int fd, const char *path, uint32_t mask) {
  static int number;
  (void)fd; (void)path; (void)mask;
  return ++number;
}
";

/// Returns true if a process has an inotify watch.
fn is_watched(process: u32) -> bool {
    let files = std::fs::read_dir(format!("/proc/{process}/fdinfo")).unwrap();
    files.flatten().any(|file| {
        let about = std::fs::read_to_string(file.path()).unwrap_or_default();
        about.lines().any(|line| line.starts_with("inotify wd:"))
    })
}

#[tokio::test]
async fn what_happened_in_a_network_folder_shows_up_when_the_person_comes_back() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("share", 2);
    // Paths in `LD_PRELOAD` can't contain spaces, but the path of the person's home does.
    let place = tempfile::tempdir().unwrap();
    let (source, library) = (
        place.path().join("silent.c"),
        place.path().join("silent.so"),
    );
    std::fs::write(&source, SILENT_WATCH).unwrap();
    let built = std::process::Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .args([&library, &source])
        .status();
    assert!(built.unwrap().success());
    let library = library.display().to_string();
    let window = fixture.open_with(&[("LD_PRELOAD", &library)]).await;
    window.look_around().await;
    window.drop_paths(&[&folder]).await;
    window.see("[data-testid=card]").await;
    assert!(!is_watched(window.app()));
    let pointer = window.pointer();
    pointer.goes_away();
    std::fs::write(folder.join("photo_1.txt"), "written on another computer").unwrap();
    pointer.comes_back();
    window
        .read(
            "[data-testid=card][data-name='photo_1.jpg']",
            "written on another computer",
        )
        .await;
    window.close().await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_opened_is_said() {
    let fixture = Fixture::new().await;
    let window = fixture.open().await;
    window.look_around().await;
    window.drop_paths(&[&fixture.path("gone.zip")]).await;
    window.see("[data-testid=notice]").await;
    window.close().await;
}

#[tokio::test]
async fn what_is_dropped_and_is_no_file_here_is_said() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 2);
    let window = fixture.open_on(&folder).await;
    for (address, said) in [
        ("https://example.com/cat.jpg", "is an address on the web"),
        (
            "smb://nas/photos/cat.jpg",
            "is on another computer or device",
        ),
        ("trash:///cat.jpg", "is in the trash"),
    ] {
        window.drop_addresses(vec![address.to_owned()]).await;
        window.read("body", said).await;
    }
    window.picture("dropped-address").await;
    window.close().await;
}

#[tokio::test]
async fn names_that_are_not_unicode_are_dropped_opened_and_remembered() {
    use std::os::unix::ffi::OsStrExt;
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 2);
    let odd = |name: &[u8]| fixture.path("").join(std::ffi::OsStr::from_bytes(name));
    let (cafe, photo) = (odd(b"caf\xe9"), odd(b"th\xe9.jpg"));
    std::fs::rename(folder, &cafe).unwrap();
    photos::jpeg(&photo, 900, 700, 9);
    let window = fixture.open_on(&cafe).await;
    window.read("[data-testid=counts]", "2 images").await;
    window.drop_paths(&[&photo]).await;
    window.read("[data-testid=counts]", "3 images").await;
    window.close().await;
    let window = fixture.open().await;
    window.read("[data-testid=counts]", "3 images").await;
    window.close().await;
}
