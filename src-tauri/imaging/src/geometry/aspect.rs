//! The aspect ratios that a crop can have.

use localization::text;
use serde::{Deserialize, Serialize};

use super::crop::{Crop, MIN_SIDE};

/// A ratio of width to height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Aspect {
    /// Any.
    #[default]
    Free,
    /// 1:1.
    Square,
    /// 3:4.
    Portrait,
    /// 4:3.
    Landscape,
    /// 9:16.
    Tall,
    /// 16:9.
    Wide,
}

impl Aspect {
    /// All aspects, in the order in which they are offered.
    pub const ALL: [Aspect; 6] = [
        Aspect::Free,
        Aspect::Square,
        Aspect::Portrait,
        Aspect::Landscape,
        Aspect::Tall,
        Aspect::Wide,
    ];

    /// Returns the usual notation, such as `3:4`, or the word for a free aspect.
    pub fn label(self) -> String {
        match self {
            Aspect::Free => text!("images-aspect-free"),
            Aspect::Square => "1:1".to_owned(),
            Aspect::Portrait => "3:4".to_owned(),
            Aspect::Landscape => "4:3".to_owned(),
            Aspect::Tall => "9:16".to_owned(),
            Aspect::Wide => "16:9".to_owned(),
        }
    }

    /// Returns the largest crop of this aspect in a `picture` (its width and height in pixels), centred on the
    /// `current` crop and moved inside the picture if necessary. For a free aspect, returns the current crop.
    pub fn fit(self, current: Option<Crop>, picture: (u32, u32)) -> Crop {
        let current = current.unwrap_or(Crop::WHOLE);
        if self == Aspect::Free {
            return current;
        }
        Crop::centred_on(current.pixels(picture), self.largest(picture), picture)
    }

    fn ratio(self) -> Option<(u32, u32)> {
        match self {
            Aspect::Free => None,
            Aspect::Square => Some((1, 1)),
            Aspect::Portrait => Some((3, 4)),
            Aspect::Landscape => Some((4, 3)),
            Aspect::Tall => Some((9, 16)),
            Aspect::Wide => Some((16, 9)),
        }
    }

    /// Returns the largest size of this aspect that fits into a width and height in pixels.
    fn largest(self, (width, height): (u32, u32)) -> (u32, u32) {
        let Some((ratio_width, ratio_height)) = self.ratio() else {
            return (width, height);
        };
        if u64::from(width) * u64::from(ratio_height) > u64::from(height) * u64::from(ratio_width) {
            (scaled(height, ratio_width, ratio_height), height)
        } else {
            (width, scaled(width, ratio_height, ratio_width))
        }
    }

    /// Returns the smallest size of this aspect that covers `wanted`. It is at most `room`, and if there is room, no
    /// side is shorter than [`MIN_SIDE`].
    pub(super) fn size(self, wanted: (i64, i64), room: (u32, u32)) -> (u32, u32) {
        let within = |side: i64, min: u32, max: u32| {
            side.clamp(i64::from(min.min(max)), i64::from(max)) as u32
        };
        let Some((ratio_width, ratio_height)) = self.ratio() else {
            return (
                within(wanted.0, MIN_SIDE, room.0),
                within(wanted.1, MIN_SIDE, room.1),
            );
        };
        let largest = self.largest(room);
        let min_width = MIN_SIDE.max(scaled(MIN_SIDE, ratio_width, ratio_height));
        let by_height = wanted.1 * i64::from(ratio_width) / i64::from(ratio_height);
        let width = within(wanted.0.max(by_height), min_width, largest.0);
        if width == largest.0 {
            return largest;
        }
        (width, scaled(width, ratio_height, ratio_width))
    }
}

/// Returns a side times a fraction, rounded.
fn scaled(side: u32, numerator: u32, denominator: u32) -> u32 {
    let denominator = u64::from(denominator);
    ((u64::from(side) * u64::from(numerator) + denominator / 2) / denominator) as u32
}

impl Crop {
    /// Returns the crop enlarged by a number of pixels of the `picture` on each side, or reduced if the number is
    /// negative. The result has the given aspect, and the same centre if there is room. With a fixed aspect, the number
    /// applies to the width, and the height follows.
    pub fn grown(self, by: i32, aspect: Aspect, picture: (u32, u32)) -> Crop {
        let part = self.pixels(picture);
        let grow = |side: u32| i64::from(side) + 2 * i64::from(by);
        // With a fixed aspect, `size` derives the height from the width.
        let height = if aspect == Aspect::Free {
            grow(part.height)
        } else {
            0
        };
        let size = aspect.size((grow(part.width), height), picture);
        Crop::centred_on(part, size, picture)
    }

    /// Returns the part between a fixed corner and a dragged pointer, both in pixels of the `picture`, adjusted to the
    /// given aspect and to the room in the picture.
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
        let (width, right, room_width) = drag(corner.0, pointer.0, picture.0);
        let (height, down, room_height) = drag(corner.1, pointer.1, picture.1);
        let size = aspect.size((width, height), (room_width, room_height));
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
}
