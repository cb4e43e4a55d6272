//! Tests that hostile, damaged, unsupported and missing files produce error messages and never crashes.

use crate::pictures;

use std::path::Path;
use std::sync::mpsc::channel;

use imaging::{Edit, Preparation, Problem, Size, Thumbnails, facts, prepare};
use pictures::*;

/// Returns the problems that are reported for a picture when its header is read, when it is prepared and when its
/// thumbnail is made.
fn problems(path: &Path) -> [Option<Problem>; 3] {
    let cache = tempfile::tempdir().unwrap();
    let (sender, receiver) = channel();
    let thumbnails = Thumbnails::new(cache.path(), 1 << 20);
    thumbnails.request(
        path.to_owned(),
        Edit::default(),
        Size::Grid,
        move |result| sender.send(result).unwrap(),
    );
    [
        facts(path).err(),
        prepare(path, &Edit::default(), &Preparation::default()).err(),
        receiver.recv().unwrap().err(),
    ]
}

#[track_caller]
fn assert_problems(path: &Path, expected: impl Fn(&Problem) -> bool) {
    for problem in problems(path) {
        let problem = problem.unwrap_or_else(|| panic!("{path:?} was accepted as a picture"));
        assert!(expected(&problem), "{path:?}: {problem:?}");
    }
}

/// Returns a PNG of one bit per pixel that is valid except for its missing pixels.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |name: &[u8], content: &[u8]| {
        png.extend((content.len() as u32).to_be_bytes());
        let name_and_content = [name, content].concat();
        png.extend(&name_and_content);
        png.extend(crc(&name_and_content).to_be_bytes());
    };
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([1, 0, 0, 0, 0]);
    chunk(b"IHDR", &header);
    chunk(b"IDAT", &[0x78, 0x9C, 3, 0, 0, 0, 0, 1]);
    chunk(b"IEND", &[]);
    png
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

#[test]
fn enormous_pictures_are_refused_by_their_header() {
    let folder = tempfile::tempdir().unwrap();
    let png = write(folder.path(), "huge.png", &png_header(30_000, 30_000));
    let (width, height) = (30_000, 30_000);
    assert_problems(&png, |problem| {
        *problem == Problem::TooLarge { width, height }
    });

    let mut jpeg = jpeg(&corners(64, 64), None, None);
    let frame = jpeg
        .windows(2)
        .position(|pair| pair == [0xFF, 0xC0])
        .unwrap();
    jpeg[frame + 5..frame + 9].fill(0xFF);
    let jpeg = write(folder.path(), "huge.jpg", &jpeg);
    let (width, height) = (65_535, 65_535);
    assert_problems(&jpeg, |problem| {
        *problem == Problem::TooLarge { width, height }
    });

    let gif = save(folder.path(), "huge.gif", &corners(64, 64));
    let mut bytes = std::fs::read(&gif).unwrap();
    bytes[6..10].fill(0xFF);
    std::fs::write(&gif, bytes).unwrap();
    assert_problems(&gif, |problem| matches!(problem, Problem::TooLarge { .. }));

    let from = save(folder.path(), "from.png", &corners(64, 64));
    for name in ["huge.heic", "huge.avif"] {
        let path = heif(folder.path(), name, &from, &[]);
        let mut bytes = std::fs::read(&path).unwrap();
        let sizes: Vec<usize> = bytes
            .windows(4)
            .enumerate()
            .filter_map(|(at, name)| (name == b"ispe").then_some(at))
            .collect();
        assert!(!sizes.is_empty());
        for at in sizes {
            bytes[at + 8..at + 16].copy_from_slice(&[0, 0, 0x80, 0, 0, 0, 0x80, 0]);
        }
        std::fs::write(&path, bytes).unwrap();
        assert_problems(&path, |problem| matches!(problem, Problem::TooLarge { .. }));
    }
}

#[test]
fn an_empty_file_is_reported_as_empty() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "empty.jpg", b"");
    assert_problems(&path, |problem| *problem == Problem::Empty);
}

#[test]
fn other_files_and_unsupported_pictures_have_different_problems() {
    let folder = tempfile::tempdir().unwrap();
    let text = write(folder.path(), "text.jpg", b"hello, this is a text");
    assert_problems(&text, |problem| *problem == Problem::NotAnImage);
    let jxl = write(folder.path(), "new.jpg", b"\xFF\x0A some JPEG XL");
    assert_problems(&jxl, |problem| {
        matches!(problem, Problem::Unsupported { sentence } if sentence.to_string() == "JPEG XL can't be read.")
            && problem.to_string()
                == "JPEG XL can't be read. Save the image as JPEG or PNG and add that."
    });
}

#[test]
fn a_problem_from_a_worker_stays_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let jxl = write(folder.path(), "new.jpg", b"\xFF\x0A some JPEG XL");
    let half = save(folder.path(), "half.png", &noise(80, 60, 7));
    let whole = std::fs::read(&half).unwrap();
    std::fs::write(&half, &whole[..whole.len() / 2]).unwrap();
    for path in [jxl, half] {
        for problem in problems(&path).into_iter().flatten() {
            let sent = serde_json::to_string(&problem).unwrap();
            assert!(
                sent.contains("images-") && !sent.contains(&problem.to_string()),
                "{sent}"
            );
            let received: Problem = serde_json::from_str(&sent).unwrap();
            assert_eq!(received, problem);
            assert_eq!(received.to_string(), problem.to_string());
        }
    }
}

#[test]
fn missing_files_and_folders_are_unreadable() {
    let folder = tempfile::tempdir().unwrap();
    let unreadable = |problem: &Problem| matches!(problem, Problem::Unreadable { .. });
    assert_problems(&folder.path().join("gone.jpg"), unreadable);
    let directory = folder.path().join("folder.jpg");
    std::fs::create_dir(&directory).unwrap();
    assert_problems(&directory, unreadable);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_without_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe.jpg");
    run("mkfifo", &[pipe.to_str().unwrap()]);
    assert_problems(&pipe, |problem| {
        matches!(problem, Problem::Unreadable { .. })
    });
}

/// Saves a small file of each format.
fn one_of_each(folder: &Path) -> Vec<std::path::PathBuf> {
    let picture = noise(80, 60, 7);
    let mut files: Vec<_> = ["png", "jpg", "webp", "gif", "bmp", "tiff"]
        .iter()
        .map(|extension| save(folder, &format!("one.{extension}"), &picture))
        .collect();
    for name in ["one.heic", "one.avif"] {
        files.push(heif(folder, name, &files[0], &[]));
    }
    files
}

#[test]
fn a_truncated_file_is_reported_as_broken() {
    let folder = tempfile::tempdir().unwrap();
    for path in one_of_each(folder.path()) {
        let whole = std::fs::read(&path).unwrap();
        for part in [2, 3] {
            std::fs::write(&path, &whole[..whole.len() * part / 4]).unwrap();
            let problem = prepare(&path, &Edit::default(), &Preparation::default())
                .expect_err("a truncated picture was accepted");
            assert!(
                matches!(problem, Problem::Broken { .. }),
                "{path:?}: {problem:?}"
            );
        }
    }
}

#[test]
fn damage_anywhere_never_panics() {
    let folder = tempfile::tempdir().unwrap();
    for path in one_of_each(folder.path()) {
        let whole = std::fs::read(&path).unwrap();
        let mut random = 1u32;
        for round in 0..150 {
            let mut bytes = whole.clone();
            // The first bytes are the header, where damage has the most effect.
            let range = if round % 2 == 0 {
                bytes.len()
            } else {
                bytes.len().min(600)
            };
            for _ in 0..=round % 4 {
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                bytes[(random >> 8) as usize % range] ^= (random >> 3) as u8 | 1;
            }
            std::fs::write(&path, &bytes).unwrap();
            let result = prepare(&path, &Edit::default(), &Preparation::default());
            if let Err(problem) = result {
                assert!(!problem.to_string().is_empty());
                assert!(
                    !matches!(problem, Problem::Unreadable { .. }),
                    "{path:?}: damage was reported as unreadable: {problem}"
                );
            }
        }
    }
}

#[test]
fn a_harmless_decoder_error_is_ignored() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = jpeg(&corners(64, 64), None, None);
    // Some cameras write stray bytes before the end marker.
    let end = bytes.len() - 2;
    bytes.splice(end..end, [0x12, 0x34, 0x56]);
    let path = write(folder.path(), "stray.jpg", &bytes);
    let prepared = prepare(&path, &Edit::default(), &Preparation::default()).unwrap();
    assert_corners(&decode_jpeg(&prepared.bytes), 12, "stray bytes");
}
