//! Draws simple pictures from a seed: a sky of two colours and a sun. The most important inputs are written on the
//! pictures, so that people and tests can tell them apart.

use std::io::{self, Cursor};

use image::{ImageFormat, Rgb, RgbImage};

use crate::text_overlay;

/// A picture to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Drawing {
    /// The width in pixels.
    pub(crate) width: u32,
    /// The height in pixels.
    pub(crate) height: u32,
    /// The seed of the colours and of the sun's position.
    pub(crate) seed: u64,
    /// The size of the sun in hundredths of the default size, derived from the LoRA's scale. With 0, there is no sun.
    pub(crate) strength: u32,
    /// The lines of text on the picture. Long lines are wrapped.
    pub(crate) lines: Vec<String>,
    pub(crate) encoding: Encoding,
}

/// The file format of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Webp,
    Jpeg,
    Png,
}

impl Encoding {
    pub(crate) fn from_name(name: &str) -> Encoding {
        match name {
            "jpg" => Encoding::Jpeg,
            "png" => Encoding::Png,
            _ => Encoding::Webp,
        }
    }

    pub(crate) fn extension(self) -> &'static str {
        match self {
            Encoding::Webp => "webp",
            Encoding::Jpeg => "jpg",
            Encoding::Png => "png",
        }
    }

    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Encoding::Webp => "image/webp",
            Encoding::Jpeg => "image/jpeg",
            Encoding::Png => "image/png",
        }
    }

    fn format(self) -> ImageFormat {
        match self {
            Encoding::Webp => ImageFormat::WebP,
            Encoding::Jpeg => ImageFormat::Jpeg,
            Encoding::Png => ImageFormat::Png,
        }
    }
}

impl Drawing {
    /// Draws and encodes the picture.
    pub(crate) fn encode(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Cursor::new(Vec::new());
        self.draw()
            .write_to(&mut bytes, self.encoding.format())
            .map_err(io::Error::other)?;
        Ok(bytes.into_inner())
    }

    fn draw(&self) -> RgbImage {
        let mut picture = self.sky();
        text_overlay::write(&mut picture, &self.lines);
        picture
    }

    fn sky(&self) -> RgbImage {
        let mut random = fastrand::Rng::with_seed(self.seed);
        let mut colour = || {
            [
                random.u8(30..=220),
                random.u8(30..=220),
                random.u8(30..=220),
            ]
        };
        let (above, below, sun) = (colour(), colour(), colour());
        let (width, height) = (i64::from(self.width), i64::from(self.height));
        let (across, down) = (
            random.i64(width / 4..=width * 3 / 4),
            random.i64(height / 4..=height * 3 / 4),
        );
        let radius = width.min(height) * i64::from(self.strength) / 600;
        // The colour is the same for a whole row, so it is mixed once per row and not once per pixel.
        let rows: Vec<Rgb<u8>> = (0..self.height)
            .map(|y| Rgb(mix(above, below, y, self.height)))
            .collect();
        RgbImage::from_fn(self.width, self.height, |x, y| {
            let (from_x, from_y) = (i64::from(x) - across, i64::from(y) - down);
            if from_x * from_x + from_y * from_y < radius * radius {
                Rgb(sun)
            } else {
                rows[y as usize]
            }
        })
    }
}

/// Returns a mix of two RGB colours. The share of `to` is `part / whole`.
fn mix(from: [u8; 3], to: [u8; 3], part: u32, whole: u32) -> [u8; 3] {
    let channel = |from: u8, to: u8| {
        let mixed = (u32::from(from) * (whole - part) + u32::from(to) * part) / whole.max(1);
        u8::try_from(mixed).unwrap_or(u8::MAX)
    };
    [
        channel(from[0], to[0]),
        channel(from[1], to[1]),
        channel(from[2], to[2]),
    ]
}
