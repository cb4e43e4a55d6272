//! The eight ways to turn and mirror a picture.

use image::metadata::Orientation;

/// Quarter turns, clockwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Turn {
    /// No turn.
    #[default]
    None,
    /// A quarter clockwise.
    Right,
    /// Upside down.
    Half,
    /// A quarter anticlockwise.
    Left,
}

impl Turn {
    /// Returns the number of quarter turns clockwise, from 0 to 3.
    pub(super) fn quarters(self) -> u8 {
        match self {
            Turn::None => 0,
            Turn::Right => 1,
            Turn::Half => 2,
            Turn::Left => 3,
        }
    }

    /// Returns the turn for a number of quarters. Four quarters are no turn.
    pub(super) fn of_quarters(quarters: u8) -> Turn {
        match quarters % 4 {
            0 => Turn::None,
            1 => Turn::Right,
            2 => Turn::Half,
            _ => Turn::Left,
        }
    }

    /// Returns the turn that undoes this one.
    pub(super) fn back(self) -> Turn {
        Turn::of_quarters(4 - self.quarters())
    }

    fn then(self, other: Turn) -> Turn {
        Turn::of_quarters(self.quarters() + other.quarters())
    }
}

/// A turn, optionally followed by mirroring left for right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Pose {
    pub(crate) turn: Turn,
    pub(crate) flip: bool,
}

impl Pose {
    /// Returns the pose that an EXIF orientation describes.
    pub(crate) fn of(orientation: Orientation) -> Pose {
        let (turn, flip) = match orientation {
            Orientation::NoTransforms => (Turn::None, false),
            Orientation::Rotate90 => (Turn::Right, false),
            Orientation::Rotate180 => (Turn::Half, false),
            Orientation::Rotate270 => (Turn::Left, false),
            Orientation::FlipHorizontal => (Turn::None, true),
            Orientation::Rotate90FlipH => (Turn::Right, true),
            Orientation::FlipVertical => (Turn::Half, true),
            Orientation::Rotate270FlipH => (Turn::Left, true),
        };
        Pose { turn, flip }
    }

    /// Returns the same pose as an EXIF orientation.
    pub(crate) fn orientation(self) -> Orientation {
        match (self.turn, self.flip) {
            (Turn::None, false) => Orientation::NoTransforms,
            (Turn::Right, false) => Orientation::Rotate90,
            (Turn::Half, false) => Orientation::Rotate180,
            (Turn::Left, false) => Orientation::Rotate270,
            (Turn::None, true) => Orientation::FlipHorizontal,
            (Turn::Right, true) => Orientation::Rotate90FlipH,
            (Turn::Half, true) => Orientation::FlipVertical,
            (Turn::Left, true) => Orientation::Rotate270FlipH,
        }
    }

    /// Returns the pose turned further. In a mirrored pose, the turn before the mirroring changes in the opposite
    /// direction.
    pub(crate) fn turned(self, by: Turn) -> Pose {
        let beneath = if self.flip { by.back() } else { by };
        Pose {
            turn: self.turn.then(beneath),
            ..self
        }
    }

    /// Returns the pose mirrored once more.
    pub(crate) fn flipped(self) -> Pose {
        Pose {
            flip: !self.flip,
            ..self
        }
    }

    /// Returns this pose followed by another.
    pub(crate) fn then(self, next: Pose) -> Pose {
        let turned = self.turned(next.turn);
        if next.flip { turned.flipped() } else { turned }
    }

    /// Returns the size of a picture in this pose.
    pub(crate) fn size(self, (width, height): (u32, u32)) -> (u32, u32) {
        match self.turn {
            Turn::None | Turn::Half => (width, height),
            Turn::Right | Turn::Left => (height, width),
        }
    }
}
