//! Measures how bright a picture is, and how much of it is black or white.

use image::RgbImage;

use super::raster::luma;

/// The luma up to which a pixel looks black.
const BLACK: f32 = 8.0;
/// The luma from which a pixel looks white.
const WHITE: f32 = 248.0;
/// The share of black pixels above which a picture may be too dark, and of white pixels above which it may be too
/// bright.
const MAX_SHARE: f32 = 0.6;

/// The exposure of a picture. All values are from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Exposure {
    /// The mean luma.
    pub(super) mean: f32,
    /// The share of pixels that are black.
    pub(super) black: f32,
    /// The share of pixels that are white.
    pub(super) white: f32,
    /// The mean luma of the pixels that are neither black nor white, or of all pixels if there are none.
    pub(super) rest: f32,
}

impl Exposure {
    pub(super) fn of(pixels: &RgbImage) -> Exposure {
        let (mut black, mut white, mut sum, mut rest) = (0.0, 0.0, 0f64, 0f64);
        for pixel in pixels.pixels() {
            let luma = luma(pixel.0.map(f32::from));
            sum += f64::from(luma);
            if luma <= BLACK {
                black += 1.0;
            } else if luma >= WHITE {
                white += 1.0;
            } else {
                rest += f64::from(luma);
            }
        }
        let all = f64::from(pixels.width()) * f64::from(pixels.height());
        let share = |count: f64| (count / all.max(1.0)) as f32;
        let rest_count = all - black - white;
        let rest = if rest_count > 0.0 {
            rest / rest_count
        } else {
            sum / all.max(1.0)
        };
        Exposure {
            mean: share(sum / 255.0),
            black: share(black),
            white: share(white),
            rest: (rest / 255.0) as f32,
        }
    }

    // The other pixels are considered too: a dark backdrop behind a lit subject is intended, and so is a white page
    // with something on it.
    pub(super) fn is_too_dark(self) -> bool {
        self.black > MAX_SHARE && self.rest < 0.25
    }

    pub(super) fn is_too_bright(self) -> bool {
        self.white > MAX_SHARE && self.rest > 0.75
    }
}
