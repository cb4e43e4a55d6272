//! Pictures and tools for the tests that examine pixels.
#![allow(dead_code, reason = "each test file uses some of it")]

use std::path::{Path, PathBuf};
use std::process::Command;

use image::metadata::Orientation;
use image::{DynamicImage, ImageEncoder, Rgb, RgbImage};

pub const RED: [u8; 3] = [220, 30, 30];
pub const GREEN: [u8; 3] = [30, 200, 30];
pub const BLUE: [u8; 3] = [30, 30, 220];
pub const YELLOW: [u8; 3] = [230, 220, 30];

/// Returns a picture of four colours: red and green at the top, blue and yellow at the bottom.
pub fn corners(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb(match (x < width / 2, y < height / 2) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => YELLOW,
        })
    })
}

/// Returns the colours in the middle of the four quarters, in the order of [`corners`].
pub fn corner_colours(picture: &RgbImage) -> [[u8; 3]; 4] {
    let (w, h) = picture.dimensions();
    [(1, 1), (3, 1), (1, 3), (3, 3)].map(|(x, y)| picture.get_pixel(w * x / 4, h * y / 4).0)
}

#[track_caller]
pub fn assert_corners(picture: &RgbImage, tolerance: u8, name: &str) {
    for (seen, expected) in corner_colours(picture)
        .iter()
        .zip([RED, GREEN, BLUE, YELLOW])
    {
        assert!(
            is_near(*seen, expected, tolerance),
            "{name}: {:?} instead of red, green, blue, yellow",
            corner_colours(picture)
        );
    }
}

pub fn is_near(a: [u8; 3], b: [u8; 3], tolerance: u8) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= tolerance)
}

/// Returns noise that no encoder can compress.
pub fn noise(width: u32, height: u32, seed: u32) -> RgbImage {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    RgbImage::from_fn(width, height, |_, _| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        Rgb([state as u8, (state >> 8) as u8, (state >> 16) as u8])
    })
}

pub fn decode_jpeg(jpeg: &[u8]) -> RgbImage {
    image::load_from_memory_with_format(jpeg, image::ImageFormat::Jpeg)
        .unwrap()
        .into_rgb8()
}

/// Returns the picture as a JPEG, with an EXIF block and an ICC profile if they are given.
pub fn jpeg(picture: &RgbImage, exif: Option<Vec<u8>>, icc: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 95);
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif).unwrap();
    }
    if let Some(icc) = icc {
        encoder.set_icc_profile(icc).unwrap();
    }
    encoder.encode_image(picture).unwrap();
    bytes
}

/// Returns an EXIF block with an orientation, a camera maker and a GPS entry.
pub fn exif(orientation: u16) -> Vec<u8> {
    let mut block = b"II*\0\x08\0\0\0".to_vec();
    block.extend(3u16.to_le_bytes());
    let mut entry = |tag: u16, kind: u16, count: u32, value: u32| {
        block.extend(tag.to_le_bytes());
        block.extend(kind.to_le_bytes());
        block.extend(count.to_le_bytes());
        block.extend(value.to_le_bytes());
    };
    entry(0x010F, 2, 12, 50); // Make
    entry(0x0112, 3, 1, u32::from(orientation));
    entry(0x8825, 4, 1, 62); // GPS
    block.extend(0u32.to_le_bytes());
    block.extend(b"SecretMaker\0");
    block.extend(1u16.to_le_bytes());
    block.extend(1u16.to_le_bytes()); // GPSLatitudeRef
    block.extend(2u16.to_le_bytes());
    block.extend(2u32.to_le_bytes());
    block.extend(b"N\0\0\0");
    block.extend(0u32.to_le_bytes());
    block
}

/// Returns the pixels that a camera with this orientation stores to show `upright`.
pub fn store_rotated(upright: &RgbImage, orientation: u16) -> RgbImage {
    let inverse = match orientation {
        6 => 8,
        8 => 6,
        own_inverse => own_inverse as u8,
    };
    let mut picture = DynamicImage::ImageRgb8(upright.clone());
    picture.apply_orientation(Orientation::from_exif(inverse).unwrap());
    picture.into_rgb8()
}

pub fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

pub fn save(folder: &Path, name: &str, picture: &RgbImage) -> PathBuf {
    let path = folder.join(name);
    picture.save(&path).unwrap();
    path
}

/// Runs a program that the tests need and returns its output.
pub fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| {
            panic!("this test needs the program {program} ({error}); scripts/setup installs it")
        });
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{program} {arguments:?} failed: {stdout}{stderr}"
    );
    stdout
}

/// Makes a HEIC or AVIF file, depending on the extension of `name`, with libheif's encoder.
pub fn heif(folder: &Path, name: &str, from: &Path, options: &[&str]) -> PathBuf {
    let path = folder.join(name);
    let mut arguments = vec!["-q", "95", "-o", path.to_str().unwrap()];
    arguments.extend(options);
    arguments.push(from.to_str().unwrap());
    run("heif-enc", &arguments);
    path
}
