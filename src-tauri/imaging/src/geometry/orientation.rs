//! The eight orientations of a picture: rotations by quarter turns, and mirroring.

use image::metadata::Orientation as ExifOrientation;

/// A rotation by quarter turns, clockwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Rotation {
    /// No rotation.
    #[default]
    None,
    /// A quarter turn clockwise.
    Right,
    /// Upside down.
    Half,
    /// A quarter turn anticlockwise.
    Left,
}

impl Rotation {
    /// Returns the number of quarter turns clockwise, from 0 to 3.
    pub(super) fn quarters(self) -> u8 {
        match self {
            Rotation::None => 0,
            Rotation::Right => 1,
            Rotation::Half => 2,
            Rotation::Left => 3,
        }
    }

    /// Returns the rotation by a number of quarter turns. Four turns are no rotation.
    pub(super) fn of_quarters(quarters: u8) -> Rotation {
        match quarters % 4 {
            0 => Rotation::None,
            1 => Rotation::Right,
            2 => Rotation::Half,
            _ => Rotation::Left,
        }
    }

    /// Returns the rotation that undoes this one.
    pub(super) fn inverse(self) -> Rotation {
        Rotation::of_quarters(4 - self.quarters())
    }

    fn then(self, other: Rotation) -> Rotation {
        Rotation::of_quarters(self.quarters() + other.quarters())
    }
}

/// A rotation, optionally followed by horizontal mirroring.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Orientation {
    pub(crate) rotation: Rotation,
    pub(crate) flip: bool,
}

impl Orientation {
    /// Returns the orientation that a file's EXIF value describes.
    pub(crate) fn of(orientation: ExifOrientation) -> Orientation {
        let (rotation, flip) = match orientation {
            ExifOrientation::NoTransforms => (Rotation::None, false),
            ExifOrientation::Rotate90 => (Rotation::Right, false),
            ExifOrientation::Rotate180 => (Rotation::Half, false),
            ExifOrientation::Rotate270 => (Rotation::Left, false),
            ExifOrientation::FlipHorizontal => (Rotation::None, true),
            ExifOrientation::Rotate90FlipH => (Rotation::Right, true),
            ExifOrientation::FlipVertical => (Rotation::Half, true),
            ExifOrientation::Rotate270FlipH => (Rotation::Left, true),
        };
        Orientation { rotation, flip }
    }

    /// Returns the same orientation as an EXIF value.
    pub(crate) fn exif(self) -> ExifOrientation {
        match (self.rotation, self.flip) {
            (Rotation::None, false) => ExifOrientation::NoTransforms,
            (Rotation::Right, false) => ExifOrientation::Rotate90,
            (Rotation::Half, false) => ExifOrientation::Rotate180,
            (Rotation::Left, false) => ExifOrientation::Rotate270,
            (Rotation::None, true) => ExifOrientation::FlipHorizontal,
            (Rotation::Right, true) => ExifOrientation::Rotate90FlipH,
            (Rotation::Half, true) => ExifOrientation::FlipVertical,
            (Rotation::Left, true) => ExifOrientation::Rotate270FlipH,
        }
    }

    /// Returns the orientation rotated further. If it is mirrored, its rotation, which comes before the mirroring,
    /// changes in the opposite direction.
    pub(crate) fn rotated(self, by: Rotation) -> Orientation {
        let applied = if self.flip { by.inverse() } else { by };
        Orientation {
            rotation: self.rotation.then(applied),
            ..self
        }
    }

    /// Returns the orientation mirrored once more.
    pub(crate) fn flipped(self) -> Orientation {
        Orientation {
            flip: !self.flip,
            ..self
        }
    }

    /// Returns this orientation followed by another.
    pub(crate) fn then(self, next: Orientation) -> Orientation {
        let rotated = self.rotated(next.rotation);
        if next.flip {
            rotated.flipped()
        } else {
            rotated
        }
    }

    /// Returns the size of a picture in this orientation.
    pub(crate) fn size(self, (width, height): (u32, u32)) -> (u32, u32) {
        match self.rotation {
            Rotation::None | Rotation::Half => (width, height),
            Rotation::Right | Rotation::Left => (height, width),
        }
    }
}
