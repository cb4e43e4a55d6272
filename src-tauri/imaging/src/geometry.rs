//! The rotation, mirroring and crop that the person applied to an image. They are stored separately from the file,
//! which is never changed, and applied wherever the image is shown or prepared.
//!
//! [`orientation`] holds the rotation and mirroring, [`crop`] the part that is kept, and [`aspect`] the aspect ratios
//! that a crop can have.

mod aspect;
mod crop;
mod orientation;

use std::fmt;
use std::str::FromStr;

use localization::{Message, message};

pub use aspect::Aspect;
pub use crop::{Crop, MIN_SIDE, Rect};
pub(crate) use orientation::Orientation;
pub use orientation::Rotation;

/// The rotation, mirroring and crop of a file's upright picture, applied in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Geometry {
    orientation: Orientation,
    /// The crop of the rotated and mirrored picture. It is never [`Crop::WHOLE`].
    crop: Option<Crop>,
}

/// The error for a text that is not the text of a [`Geometry`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct GeometryError {
    /// The text that was parsed.
    pub text: String,
}

impl GeometryError {
    /// Returns the message that the app shows.
    pub fn message(&self) -> Message {
        message!("images-no-geometry", text = &self.text)
    }
}

impl Geometry {
    /// Returns whether there is no rotation, mirroring or crop.
    pub fn is_untouched(self) -> bool {
        self == Geometry::default()
    }

    /// Returns the rotation of the picture, which is applied before the mirroring.
    pub fn rotation(self) -> Rotation {
        self.orientation.rotation
    }

    /// Returns whether the picture is mirrored horizontally.
    pub fn is_flipped(self) -> bool {
        self.orientation.flip
    }

    /// Returns the crop of the rotated and mirrored picture, or `None` if all of it is kept.
    pub fn crop(self) -> Option<Crop> {
        self.crop
    }

    pub(crate) fn orientation(self) -> Orientation {
        self.orientation
    }

    /// Rotates the picture as displayed. The crop rotates with it and so keeps the same part.
    pub fn rotated(self, by: Rotation) -> Geometry {
        Geometry {
            orientation: self.orientation.rotated(by),
            crop: self.crop.map(|crop| crop.rotated(by)),
        }
    }

    /// Mirrors the picture as displayed, horizontally. The crop is mirrored with it.
    pub fn flipped(self) -> Geometry {
        Geometry {
            orientation: self.orientation.flipped(),
            crop: self.crop.map(Crop::flipped),
        }
    }

    /// Crops the rotated and mirrored picture to this part, which replaces any earlier crop.
    pub fn cropped(self, crop: Crop) -> Geometry {
        Geometry {
            crop: Some(crop).filter(|crop| *crop != Crop::WHOLE),
            ..self
        }
    }

    /// Returns the same rotation and mirroring without a crop.
    pub fn uncropped(self) -> Geometry {
        Geometry { crop: None, ..self }
    }

    /// Returns the size in pixels of the rotated picture without its crop, for an upright picture of `width` ×
    /// `height`. Crops refer to this size.
    pub fn rotated_size(self, width: u32, height: u32) -> (u32, u32) {
        self.orientation.size((width, height))
    }

    /// Returns the size in pixels after the crop, for an upright picture of `width` × `height`.
    pub fn size(self, width: u32, height: u32) -> (u32, u32) {
        let rotated = self.rotated_size(width, height);
        self.crop.map_or(rotated, |crop| {
            let kept = crop.pixels(rotated);
            (kept.width, kept.height)
        })
    }
}

/// Writes `r0` for an untouched picture. The number counts quarter turns clockwise, an `f` after it means mirrored, and
/// `-c` is followed by the crop's left, top, width and height in millionths: `r1f-c250000,0,500000,1000000`. Two texts
/// are equal if and only if the geometries are equal.
impl fmt::Display for Geometry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "r{}", self.orientation.rotation.quarters())?;
        if self.orientation.flip {
            f.write_str("f")?;
        }
        match self.crop {
            Some(crop) => write!(f, "-c{crop}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Geometry {
    type Err = GeometryError;

    fn from_str(text: &str) -> Result<Geometry, GeometryError> {
        parse(text)
            // A second text for the same geometry would break comparisons of texts.
            .filter(|geometry| geometry.to_string() == text)
            .ok_or_else(|| GeometryError {
                text: text.to_owned(),
            })
    }
}

fn parse(text: &str) -> Option<Geometry> {
    let (orientation, crop) = match text.split_once("-c") {
        Some((orientation, crop)) => (orientation, Some(Crop::parse(crop)?)),
        None => (text, None),
    };
    let rotation = orientation.strip_prefix('r')?;
    let quarters = rotation.strip_suffix('f').unwrap_or(rotation);
    let orientation = Orientation {
        rotation: Rotation::of_quarters(quarters.parse().ok()?),
        flip: rotation.ends_with('f'),
    };
    let whole = Geometry {
        orientation,
        crop: None,
    };
    Some(crop.map_or(whole, |crop| whole.cropped(crop)))
}
