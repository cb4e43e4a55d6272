//! Draws photos for the tests, in the formats that cameras, phones and programs produce.

use std::path::Path;
use std::process::Command;

use image::codecs::jpeg::JpegEncoder;
use image::{ImageEncoder, Rgb, RgbImage, Rgba, RgbaImage};

/// Draws a picture that differs with each seed: a sky, a ground, and a ball at some position.
pub fn draw_picture(width: u32, height: u32, seed: u32) -> RgbImage {
    let hue = (seed * 47 % 255) as u8;
    let (ball_x, ball_y) = (width * (1 + seed % 5) / 7, height * (2 + seed % 3) / 7);
    RgbImage::from_fn(width, height, |x, y| {
        let (dx, dy) = (x.abs_diff(ball_x), y.abs_diff(ball_y));
        let grain = ((x * 31 + y * 17 + seed * 7) % 13) as u8;
        if dx * dx + dy * dy < (height / 6).pow(2) {
            Rgb([230u8.saturating_sub(grain), 120, hue])
        } else if y > height * 2 / 3 {
            Rgb([90 + grain, 110, 60 + hue / 4])
        } else {
            Rgb([hue / 3 + 60 + grain, 120 + (y * 60 / height) as u8, 200])
        }
    })
}

pub fn write_jpeg(to: &Path, width: u32, height: u32, seed: u32) {
    std::fs::write(to, encode_jpeg(&draw_picture(width, height, seed), None)).unwrap();
}

/// Writes a JPEG of pseudo-random noise, which compresses badly: the file is larger than a megabyte.
pub fn write_noise_jpeg(to: &Path, seed: u32) {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let grain = RgbImage::from_fn(1200, 900, |_, _| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        Rgb([state as u8, (state >> 8) as u8, (state >> 16) as u8])
    });
    std::fs::write(to, encode_jpeg(&grain, None)).unwrap();
}

/// Writes a portrait that the camera stored on its side, with the orientation in its EXIF data.
pub fn write_sideways_jpeg(to: &Path, seed: u32) {
    // Upright, it is red at the top and blue at the bottom. As stored, red is at the left.
    let stored = RgbImage::from_fn(1600, 1200, |x, _| {
        if x < 800 {
            Rgb([200, 40, (seed % 50) as u8])
        } else {
            Rgb([20, 40, 200])
        }
    });
    std::fs::write(to, encode_jpeg(&stored, Some(6))).unwrap();
}

/// Encodes a picture as JPEG, with an EXIF orientation if one is given.
pub fn encode_jpeg(picture: &RgbImage, orientation: Option<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    if let Some(orientation) = orientation {
        encoder.set_exif_metadata(exif_data(orientation)).unwrap();
    }
    encoder
        .write_image(
            picture,
            picture.width(),
            picture.height(),
            image::ExtendedColorType::Rgb8,
        )
        .unwrap();
    bytes
}

/// Returns a TIFF header with one directory: the maker's name and the orientation.
fn exif_data(orientation: u8) -> Vec<u8> {
    let mut exif_data = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    exif_data.extend([0x01, 0x0f, 0, 2, 0, 0, 0, 4]);
    exif_data.extend(b"Cam\0");
    exif_data.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    exif_data.extend([0, 0, 0, 0]);
    exif_data
}

/// Writes a HEIC photo, the format of many phones, with `heif-enc`, which the test setup installs.
pub fn write_heic(to: &Path, seed: u32) {
    let png = to.with_extension("png.tmp.png");
    draw_picture(1200, 900, seed).save(&png).unwrap();
    let output = Command::new("heif-enc")
        .arg(&png)
        .arg("-o")
        .arg(to)
        .output();
    let output = output.expect("heif-enc is installed (scripts/setup test)");
    assert!(
        output.status.success(),
        "heif-enc: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    std::fs::remove_file(png).unwrap();
}

pub fn write_png_with_alpha(to: &Path, seed: u32) {
    let ball = RgbaImage::from_fn(1100, 1100, |x, y| {
        let inside = x.abs_diff(550).pow(2) + y.abs_diff(550).pow(2) < 400 * 400;
        if inside {
            Rgba([(seed * 30 % 255) as u8, 160, 90, 255])
        } else {
            Rgba([0, 0, 0, 0])
        }
    });
    ball.save(to).unwrap();
}

/// Writes the first 200 bytes of a photo.
pub fn write_truncated_jpeg(to: &Path) {
    let whole = encode_jpeg(&draw_picture(800, 600, 3), None);
    std::fs::write(to, &whole[..200]).unwrap();
}
