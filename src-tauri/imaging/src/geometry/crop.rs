//! The part of a picture that is kept.
//!
//! A crop is stored in millionths of the picture's sides. Millionths are integers, so that crops can be compared
//! exactly, and are fine enough to reproduce the edge of any pixel.

use std::fmt;

use super::orientation::{Orientation, Rotation};

/// The minimum width and height of a crop, in pixels. If a side of the picture is shorter, the minimum is the whole
/// side.
pub const MIN_SIDE: u32 = 16;

/// The full side of a picture, in the units of a crop.
const ONE: u32 = 1_000_000;

/// A part of a picture in millionths of its sides, entirely inside the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Crop {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
}

/// A part of a picture in pixels, measured from the picture's upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rect {
    /// Pixels from the left.
    pub x: u32,
    /// Pixels from the top.
    pub y: u32,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

impl Crop {
    /// The whole picture.
    pub const WHOLE: Crop = Crop {
        left: 0,
        top: 0,
        width: ONE,
        height: ONE,
    };

    /// Returns the crop for a part of a `picture` (its width and height in pixels). A part that is too small is
    /// enlarged to [`MIN_SIDE`], and a part that extends beyond the picture's edge is moved inside.
    pub fn of_pixels(part: Rect, picture: (u32, u32)) -> Crop {
        let (x, width) = inside(i64::from(part.x), i64::from(part.width), picture.0);
        let (y, height) = inside(i64::from(part.y), i64::from(part.height), picture.1);
        let (left, top) = (share(x, picture.0), share(y, picture.1));
        Crop {
            left,
            top,
            width: share(x + width, picture.0) - left,
            height: share(y + height, picture.1) - top,
        }
    }

    /// Returns the part in pixels of a `picture`. It has at least one pixel and is entirely inside.
    pub fn pixels(self, picture: (u32, u32)) -> Rect {
        let (x, width) = span(self.left, self.width, picture.0);
        let (y, height) = span(self.top, self.height, picture.1);
        Rect {
            x,
            y,
            width,
            height,
        }
    }

    /// Returns left, top, width and height, each from 0 to 1.
    pub fn fractions(self) -> [f64; 4] {
        [self.left, self.top, self.width, self.height].map(|part| f64::from(part) / f64::from(ONE))
    }

    /// Returns the crop moved by a number of pixels of the `picture`, as far as there is room.
    pub fn nudged(self, right: i32, down: i32, picture: (u32, u32)) -> Crop {
        let part = self.pixels(picture);
        Crop::at(
            i64::from(part.x) + i64::from(right),
            i64::from(part.y) + i64::from(down),
            (part.width, part.height),
            picture,
        )
    }

    /// Returns the crop of this size with the same centre as `part`, moved inside the picture if necessary.
    pub(super) fn centred_on(part: Rect, size: (u32, u32), picture: (u32, u32)) -> Crop {
        let start = |from: u32, old: u32, new: u32| {
            i64::from(from) + (i64::from(old) - i64::from(new)).div_euclid(2)
        };
        Crop::at(
            start(part.x, part.width, size.0),
            start(part.y, part.height, size.1),
            size,
            picture,
        )
    }

    pub(super) fn at(x: i64, y: i64, (width, height): (u32, u32), picture: (u32, u32)) -> Crop {
        let (x, width) = inside(x, i64::from(width), picture.0);
        let (y, height) = inside(y, i64::from(height), picture.1);
        Crop::of_pixels(
            Rect {
                x,
                y,
                width,
                height,
            },
            picture,
        )
    }

    /// Returns the crop of the same part after the picture is rotated.
    pub(super) fn rotated(self, by: Rotation) -> Crop {
        let right = ONE - self.left - self.width;
        let bottom = ONE - self.top - self.height;
        let (left, top) = match by {
            Rotation::None => (self.left, self.top),
            Rotation::Right => (bottom, self.left),
            Rotation::Half => (right, bottom),
            Rotation::Left => (self.top, right),
        };
        let (width, height) = Orientation {
            rotation: by,
            flip: false,
        }
        .size((self.width, self.height));
        Crop {
            left,
            top,
            width,
            height,
        }
    }

    /// Returns the crop of the same part after the picture is mirrored.
    pub(super) fn flipped(self) -> Crop {
        Crop {
            left: ONE - self.left - self.width,
            ..self
        }
    }

    /// Returns the crop of the same part before this orientation was applied to the picture.
    pub(crate) fn before_orientation(self, orientation: Orientation) -> Crop {
        let unflipped = if orientation.flip {
            self.flipped()
        } else {
            self
        };
        unflipped.rotated(orientation.rotation.inverse())
    }

    /// Parses the text that `Display` writes.
    pub(super) fn parse(text: &str) -> Option<Crop> {
        let mut numbers = text.split(',').map(str::parse::<u32>);
        let mut next = || numbers.next()?.ok().filter(|number| *number <= ONE);
        let crop = Crop {
            left: next()?,
            top: next()?,
            width: next()?,
            height: next()?,
        };
        let fits = |start: u32, length: u32| length > 0 && start + length <= ONE;
        (numbers.next().is_none() && fits(crop.left, crop.width) && fits(crop.top, crop.height))
            .then_some(crop)
    }
}

/// Writes left, top, width and height in millionths.
impl fmt::Display for Crop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Crop {
            left,
            top,
            width,
            height,
        } = self;
        write!(f, "{left},{top},{width},{height}")
    }
}

/// Returns the nearest start and length inside a side of `side` pixels. The length is at least [`MIN_SIDE`] if there
/// is room.
fn inside(start: i64, length: i64, side: u32) -> (u32, u32) {
    let least = MIN_SIDE.min(side);
    let length = length.clamp(i64::from(least), i64::from(side)) as u32;
    let start = start.clamp(0, i64::from(side - length)) as u32;
    (start, length)
}

fn share(pixels: u32, side: u32) -> u32 {
    let side = u64::from(side.max(1));
    ((u64::from(pixels) * u64::from(ONE) + side / 2) / side) as u32
}

/// Returns the start and length in pixels of a share of a side. Each edge is rounded separately, so that there is no
/// gap between adjacent parts.
fn span(start: u32, length: u32, side: u32) -> (u32, u32) {
    let edge = |share: u32| {
        ((u64::from(share) * u64::from(side) + u64::from(ONE / 2)) / u64::from(ONE)) as u32
    };
    let from = edge(start).min(side.saturating_sub(1));
    (from, edge(start + length).max(from + 1) - from)
}
