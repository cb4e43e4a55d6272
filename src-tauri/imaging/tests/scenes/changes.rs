//! Changes to a picture: encoding it again, scaling, cropping, toning and blurring it, and adding grain.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{DynamicImage, Rgb, RgbImage};

use super::Random;

pub fn jpeg(picture: &RgbImage, quality: u8) -> RgbImage {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    picture.write_with_encoder(encoder).unwrap();
    image::load_from_memory(&bytes).unwrap().to_rgb8()
}

pub fn scaled(picture: &RgbImage, scale: f32) -> RgbImage {
    let side = |pixels: u32| ((pixels as f32 * scale) as u32).max(1);
    let (width, height) = (side(picture.width()), side(picture.height()));
    imageops::resize(picture, width, height, FilterType::Triangle)
}

/// Crops a picture by these fractions of its sides: left, top, right and bottom.
pub fn cropped(picture: &RgbImage, [left, top, right, bottom]: [f32; 4]) -> RgbImage {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let (x, y) = ((width * left) as u32, (height * top) as u32);
    let (width, height) = (width * (1.0 - left - right), height * (1.0 - top - bottom));
    imageops::crop_imm(picture, x, y, width as u32, height as u32).to_image()
}

/// Applies `tone` to each level of each channel (0 to 2).
pub fn toned(picture: &RgbImage, tone: impl Fn(f32, usize) -> f32) -> RgbImage {
    let mut picture = picture.clone();
    for pixel in picture.pixels_mut() {
        for channel in 0..3 {
            let level = tone(f32::from(pixel[channel]), channel);
            pixel[channel] = level.clamp(0.0, 255.0).round() as u8;
        }
    }
    picture
}

pub fn contrast(picture: &RgbImage, times: f32) -> RgbImage {
    toned(picture, |level, _| 128.0 + (level - 128.0) * times)
}

pub fn hue(picture: &RgbImage, degrees: i32) -> RgbImage {
    DynamicImage::from(picture.clone())
        .huerotate(degrees)
        .to_rgb8()
}

/// Adds film grain with a strength of about this many levels.
pub fn grain(picture: &RgbImage, strength: f32) -> RgbImage {
    let mut random = Random::new(5);
    let mut picture = picture.clone();
    for pixel in picture.pixels_mut() {
        let sum: f32 = (0..4).map(|_| random.between(-1.0, 1.0)).sum();
        pixel.0 = pixel
            .0
            .map(|level| (f32::from(level) + sum * 0.87 * strength).clamp(0.0, 255.0) as u8);
    }
    picture
}

pub fn blur(picture: &RgbImage, sigma: f32) -> RgbImage {
    imageops::blur(picture, sigma)
}

/// Blurs a picture as if the camera had moved by `length` pixels. `angle` is the direction in radians, clockwise from
/// the right.
pub fn motion_blur(picture: &RgbImage, length: f32, angle: f32) -> RgbImage {
    let (last_x, last_y) = (
        picture.width() as f32 - 1.001,
        picture.height() as f32 - 1.001,
    );
    let (down, right) = angle.sin_cos();
    let steps = length as usize;
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let mut sum = [0f32; 3];
        for step in 0..steps {
            let distance = length * ((step as f32 + 0.5) / steps as f32 - 0.5);
            let x = (x as f32 + right * distance).round().clamp(0.0, last_x);
            let y = (y as f32 + down * distance).round().clamp(0.0, last_y);
            let Rgb(colour) = *picture.get_pixel(x as u32, y as u32);
            for (sum, level) in sum.iter_mut().zip(colour) {
                *sum += f32::from(level);
            }
        }
        Rgb(sum.map(|sum| (sum / steps as f32).round() as u8))
    })
}

/// Keeps a circle sharp and blurs the rest. The centre and radius of the circle are fractions of the height.
pub fn shallow_focus(picture: &RgbImage, [x, y, radius]: [f32; 3]) -> RgbImage {
    let blurred = blur(picture, 5.0);
    let height = picture.height() as f32;
    RgbImage::from_fn(picture.width(), picture.height(), |column, row| {
        let distance = (column as f32 / height - x).hypot(row as f32 / height - y);
        let share = ((distance - radius) / 0.05).clamp(0.0, 1.0);
        let (sharp, soft) = (
            picture.get_pixel(column, row),
            blurred.get_pixel(column, row),
        );
        Rgb([0, 1, 2].map(|c| {
            (f32::from(sharp[c]) * (1.0 - share) + f32::from(soft[c]) * share).round() as u8
        }))
    })
}
