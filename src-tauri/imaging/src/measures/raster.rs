//! A miniature of a picture, stretched to a square, in which a place is given by its share of each side.

use image::RgbImage;
use image::imageops::{self, FilterType};

/// The number of pixels on each side of the miniature.
pub(super) const SIDE: usize = 48;

/// The pixels of a miniature: red, green and blue bytes, row by row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Raster {
    bytes: Vec<u8>,
}

impl Raster {
    pub(super) fn of(pixels: &RgbImage) -> Raster {
        let side = SIDE as u32;
        // Gaussian, because a shift by a fraction of a pixel must cause only a small and smooth change.
        let small = imageops::resize(pixels, side, side, FilterType::Gaussian);
        Raster {
            bytes: small.into_raw(),
        }
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Raster> {
        (bytes.len() == SIDE * SIDE * 3).then(|| Raster {
            bytes: bytes.to_vec(),
        })
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the colours, row by row, with channels from 0 to 255.
    pub(super) fn colours(&self) -> impl Iterator<Item = [f32; 3]> {
        self.bytes
            .as_chunks::<3>()
            .0
            .iter()
            .map(|pixel| pixel.map(f32::from))
    }

    /// Returns the luma of each pixel.
    pub(super) fn luma(&self) -> Plane {
        Plane {
            side: SIDE,
            values: self.colours().map(luma).collect(),
        }
    }
}

/// Returns the luma of a colour, in the range of its channels.
pub(super) fn luma([red, green, blue]: [f32; 3]) -> f32 {
    0.299 * red + 0.587 * green + 0.114 * blue
}

/// A square array of numbers.
#[derive(Clone)]
pub(super) struct Plane {
    pub(super) side: usize,
    pub(super) values: Vec<f32>,
}

impl Plane {
    /// Returns a plane of half the side, with the mean of each block of four values.
    pub(super) fn halved(&self) -> Plane {
        let side = self.side / 2;
        let at = |x: usize, y: usize| self.values[y * self.side + x];
        let values = (0..side * side)
            .map(|i| (i % side * 2, i / side * 2))
            .map(|(x, y)| (at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1)) / 4.0)
            .collect();
        Plane { side, values }
    }

    /// Returns the slope of the values at a pixel, to the right and down, per pixel.
    pub(super) fn slope(&self, x: usize, y: usize) -> (f32, f32) {
        let last = self.side - 1;
        let at = |x: usize, y: usize| self.values[y * self.side + x];
        let rise = |from: f32, to: f32, distance: usize| (to - from) / distance.max(1) as f32;
        let (left, right) = (x.saturating_sub(1), (x + 1).min(last));
        let (up, down) = (y.saturating_sub(1), (y + 1).min(last));
        (
            rise(at(left, y), at(right, y), right - left),
            rise(at(x, up), at(x, down), down - up),
        )
    }
}
