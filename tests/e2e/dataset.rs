//! Tests datasets of realistic photos: opening and importing dropped items, and changes by other programs.

use std::io::Write;

use crate::fixture::Fixture;
use crate::photos;

#[tokio::test]
async fn mixed_photos_are_shown_upright_despite_a_broken_one() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("holiday", 14);
    for index in 0..2 {
        photos::write_sideways_jpeg(&folder.join(format!("sideways_{index}.jpg")), index);
        photos::write_heic(&folder.join(format!("phone_{index}.HEIC")), index);
    }
    photos::write_png_with_alpha(&folder.join("cut out 🌷.png"), 1);
    photos::write_truncated_jpeg(&folder.join("broken.jpg"));
    std::fs::write(folder.join("photo_1.txt"), "a ball on a lawn").unwrap();

    let window = fixture.open_on(&folder).await;
    window
        .wait_for_text("[data-testid=counts]", "20 images")
        .await;
    window
        .wait_for_text("[data-testid=counts]", "1 captioned")
        .await;
    window
        .wait_for_text("[data-testid=counts]", "1 can't be used")
        .await;
    window
        .wait_until("every visible thumbnail is loaded", async || {
            window.count("[data-testid=card][data-state=loading]").await == 0
        })
        .await;
    assert_eq!(
        window.count("[data-testid=card][data-state=broken]").await,
        1
    );

    // Portraits that are stored sideways are shown upright, and all pictures have loaded.
    let image_size = "const i = document.querySelector('[data-name=\"sideways_0.jpg\"] img'); return [i.naturalWidth, i.naturalHeight]";
    let size = window.run(image_size, vec![]).await;
    assert!(
        size[1].as_u64() > size[0].as_u64(),
        "the portrait lies on its side: {size}"
    );
    let all_loaded = "return [...document.querySelectorAll('[data-testid=card][data-state=shown] img')].every(i => i.naturalWidth > 0)";
    assert_eq!(window.run(all_loaded, vec![]).await, true);
    window.screenshot("dataset").await;

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
        .wait_for_text("[data-testid=counts]", "3 images · 1 captioned")
        .await;
    let dataset = fixture.path("Pictures/Tintype/my ceramics");
    assert_eq!(
        std::fs::read_to_string(dataset.join("2.txt")).unwrap(),
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
    window
        .wait_for_text("[data-testid=counts]", "2 images")
        .await;
    window.drop_paths(&[&photos.join("photo_3.jpg")]).await;
    window
        .wait_for_text("[data-testid=counts]", "3 images")
        .await;
    assert_eq!(
        std::fs::read_dir(&photos).unwrap().count(),
        4,
        "the originals are unchanged"
    );
    window.close().await;
    // The next start opens the same dataset.
    let window = fixture.open().await;
    window
        .wait_for_text("[data-testid=counts]", "3 images")
        .await;
    window.close().await;
}

#[tokio::test]
async fn changes_by_another_program_appear() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("shared", 2);
    let window = fixture.open_on(&folder).await;
    window
        .wait_for_text("[data-testid=counts]", "2 images · 0 captioned")
        .await;
    std::fs::write(folder.join("photo_2.txt"), "written elsewhere").unwrap();
    window
        .wait_for_text("[data-testid=counts]", "1 captioned")
        .await;
    photos::write_jpeg(&folder.join("photo_3.jpg"), 900, 700, 9);
    window
        .wait_for_text("[data-testid=counts]", "3 images")
        .await;
    std::fs::remove_file(folder.join("photo_1.jpg")).unwrap();
    window
        .wait_for_text("[data-testid=counts]", "2 images")
        .await;
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
fn has_inotify_watch(process: u32) -> bool {
    let files = std::fs::read_dir(format!("/proc/{process}/fdinfo")).unwrap();
    files.flatten().any(|file| {
        let info = std::fs::read_to_string(file.path()).unwrap_or_default();
        info.lines().any(|line| line.starts_with("inotify wd:"))
    })
}

#[tokio::test]
async fn changes_in_a_network_folder_appear_on_focus() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("share", 2);
    // Paths in `LD_PRELOAD` can't contain spaces, but the path of the person's home does.
    let folder_without_spaces = tempfile::tempdir().unwrap();
    let (source, library) = (
        folder_without_spaces.path().join("silent.c"),
        folder_without_spaces.path().join("silent.so"),
    );
    std::fs::write(&source, SILENT_WATCH).unwrap();
    let status = std::process::Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .args([&library, &source])
        .status();
    assert!(status.unwrap().success());
    let library = library.display().to_string();
    let window = fixture.open_with(&[("LD_PRELOAD", &library)]).await;
    window.look_around().await;
    window.drop_paths(&[&folder]).await;
    window.wait_for("[data-testid=card]").await;
    assert!(!has_inotify_watch(window.app_pid()));
    let pointer = window.pointer();
    pointer.minimise_window();
    std::fs::write(folder.join("photo_1.txt"), "written on another computer").unwrap();
    pointer.restore_window();
    window
        .wait_for_text(
            "[data-testid=card][data-name='photo_1.jpg']",
            "written on another computer",
        )
        .await;
    window.close().await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_opened_is_reported() {
    let fixture = Fixture::new().await;
    let window = fixture.open().await;
    window.look_around().await;
    window.drop_paths(&[&fixture.path("gone.zip")]).await;
    window.wait_for("[data-testid=notice]").await;
    window.close().await;
}

#[tokio::test]
async fn dropped_addresses_that_are_not_local_files_are_reported() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 2);
    let window = fixture.open_on(&folder).await;
    for (address, message) in [
        ("https://example.com/cat.jpg", "is an address on the web"),
        (
            "smb://nas/photos/cat.jpg",
            "is on another computer or device",
        ),
        ("trash:///cat.jpg", "is in the trash"),
    ] {
        window.drop_addresses(vec![address.to_owned()]).await;
        window.wait_for_text("body", message).await;
    }
    window.screenshot("dropped-address").await;
    window.close().await;
}

#[tokio::test]
async fn files_with_non_unicode_names_are_dropped_and_reopened() {
    use std::os::unix::ffi::OsStrExt;
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 2);
    let path = |name: &[u8]| fixture.path("").join(std::ffi::OsStr::from_bytes(name));
    let (cafe, photo) = (path(b"caf\xe9"), path(b"th\xe9.jpg"));
    std::fs::rename(folder, &cafe).unwrap();
    photos::write_jpeg(&photo, 900, 700, 9);
    let window = fixture.open_on(&cafe).await;
    window
        .wait_for_text("[data-testid=counts]", "2 images")
        .await;
    window.drop_paths(&[&photo]).await;
    window
        .wait_for_text("[data-testid=counts]", "3 images")
        .await;
    window.close().await;
    let window = fixture.open().await;
    window
        .wait_for_text("[data-testid=counts]", "3 images")
        .await;
    window.close().await;
}
