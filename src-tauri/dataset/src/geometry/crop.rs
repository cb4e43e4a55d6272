//! The part of a picture that is kept.
//!
//! In millionths of the picture's sides: whole numbers, so that two crops are equal or not, and
//! fine enough that any pixel's edge comes back as it was.

use std::fmt;

use super::aspect::Aspect;
use super::pose::{Pose, Turn};

/// The shortest side of a crop, in pixels. Where the picture itself is smaller, its own side.
pub const LEAST_SIDE: u32 = 16;

/// One, in the units of a crop.
const ONE: u32 = 1_000_000;

/// A part of a picture that lies wholly in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Crop {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
}

/// A part of a picture in pixels, from its upper left corner.
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
    /// All of the picture.
    pub const WHOLE: Crop = Crop {
        left: 0,
        top: 0,
        width: ONE,
        height: ONE,
    };

    /// A part of a `picture` (its width and height in pixels). What is too small is enlarged to
    /// [`LEAST_SIDE`], and what hangs over the picture's edge is moved inside.
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

    /// The part in pixels of a `picture`; at least one pixel, and wholly inside.
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

    /// Left, top, width and height, each from 0 to 1.
    pub fn fractions(self) -> [f64; 4] {
        [self.left, self.top, self.width, self.height].map(|part| f64::from(part) / f64::from(ONE))
    }

    /// Moved by so many pixels of the `picture`, as far as there is room.
    pub fn nudged(self, right: i32, down: i32, picture: (u32, u32)) -> Crop {
        let part = self.pixels(picture);
        Crop::at(
            i64::from(part.x) + i64::from(right),
            i64::from(part.y) + i64::from(down),
            (part.width, part.height),
            picture,
        )
    }

    /// Larger by so many pixels of the `picture` at the left and at the right, or smaller where
    /// that is negative, round the same centre and in this aspect, as far as there is room.
    pub fn grown(self, by: i32, aspect: Aspect, picture: (u32, u32)) -> Crop {
        let part = self.pixels(picture);
        let grow = |side: u32| i64::from(side) + 2 * i64::from(by);
        // Held to a shape, the width decides.
        let height = if aspect == Aspect::Free {
            grow(part.height)
        } else {
            0
        };
        let size = aspect.size((grow(part.width), height), picture);
        Crop::round(part, size, picture)
    }

    /// The part between a corner that stays and a pointer that is dragged, both in pixels of the
    /// `picture`, in this aspect and as far as there is room.
    pub fn between(
        corner: (u32, u32),
        pointer: (i32, i32),
        aspect: Aspect,
        picture: (u32, u32),
    ) -> Crop {
        let corner = (corner.0.min(picture.0), corner.1.min(picture.1));
        let drag = |from: u32, to: i32, side: u32| {
            let length = i64::from(to) - i64::from(from);
            let forward = length > 0 || (length == 0 && from < side);
            (
                length.abs(),
                forward,
                if forward { side - from } else { from },
            )
        };
        let (width, right, room_across) = drag(corner.0, pointer.0, picture.0);
        let (height, down, room_along) = drag(corner.1, pointer.1, picture.1);
        let size = aspect.size((width, height), (room_across, room_along));
        let start = |from: u32, forward: bool, side: u32| {
            i64::from(from) - if forward { 0 } else { i64::from(side) }
        };
        Crop::at(
            start(corner.0, right, size.0),
            start(corner.1, down, size.1),
            size,
            picture,
        )
    }

    /// Of this size, with the same centre as `part`, moved inside.
    pub(super) fn round(part: Rect, size: (u32, u32), picture: (u32, u32)) -> Crop {
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

    fn at(x: i64, y: i64, (width, height): (u32, u32), picture: (u32, u32)) -> Crop {
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

    /// Where the part comes to lie when the picture is turned.
    pub(super) fn turned(self, by: Turn) -> Crop {
        let right = ONE - self.left - self.width;
        let bottom = ONE - self.top - self.height;
        let (left, top) = match by {
            Turn::None => (self.left, self.top),
            Turn::Right => (bottom, self.left),
            Turn::Half => (right, bottom),
            Turn::Left => (self.top, right),
        };
        let (width, height) = Pose {
            turn: by,
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

    /// Where the part comes to lie when the picture is mirrored.
    pub(super) fn flipped(self) -> Crop {
        Crop {
            left: ONE - self.left - self.width,
            ..self
        }
    }

    /// Where the part lay before the picture was brought into this pose.
    pub(crate) fn before(self, pose: Pose) -> Crop {
        let unflipped = if pose.flip { self.flipped() } else { self };
        unflipped.turned(pose.turn.back())
    }

    /// Four numbers with commas between, as they are displayed.
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

/// Left, top, width and height in millionths.
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

/// The nearest start and length that lie within a side and are not too short.
fn inside(start: i64, length: i64, side: u32) -> (u32, u32) {
    let least = LEAST_SIDE.min(side);
    let length = length.clamp(i64::from(least), i64::from(side)) as u32;
    let start = start.clamp(0, i64::from(side - length)) as u32;
    (start, length)
}

fn share(pixels: u32, side: u32) -> u32 {
    let side = u64::from(side.max(1));
    ((u64::from(pixels) * u64::from(ONE) + side / 2) / side) as u32
}

/// The pixels from one share of a side to the other. Both edges are rounded by themselves, so
/// that parts which touch have no pixel between them.
fn span(start: u32, length: u32, side: u32) -> (u32, u32) {
    let edge = |share: u32| {
        ((u64::from(share) * u64::from(side) + u64::from(ONE / 2)) / u64::from(ONE)) as u32
    };
    let from = edge(start).min(side.saturating_sub(1));
    (from, edge(start + length).max(from + 1) - from)
}
