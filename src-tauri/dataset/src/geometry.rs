//! What a person did to an image's frame: turned, mirrored, cropped. Kept apart from the file,
//! which is never changed, and applied wherever the image is shown or prepared.
//!
//! How a picture lies is [`pose`]'s; what part of it is kept, [`crop`]'s; the shapes that a crop
//! can be held to, [`aspect`]'s; and where a crop would lie well, [`suggest`]'s.

mod aspect;
mod crop;
mod pose;
mod suggest;

use std::fmt;
use std::str::FromStr;

pub use aspect::Aspect;
pub use crop::{Crop, LEAST_SIDE, Rect};
pub(crate) use pose::Pose;
pub use pose::Turn;
pub use suggest::suggest_crop;

/// How the upright picture of a file is turned, then mirrored, then cropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Geometry {
    pose: Pose,
    /// Of the turned and mirrored picture; never the whole of it.
    crop: Option<Crop>,
}

/// A text that is not the text of a [`Geometry`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” doesn't say how an image is turned and cropped. Turn and crop it anew.")]
pub struct GeometryError {
    /// The text.
    pub text: String,
}

impl Geometry {
    /// Whether the picture is as it is in its file.
    pub fn is_untouched(self) -> bool {
        self == Geometry::default()
    }

    /// How far the picture is turned, before it is mirrored.
    pub fn turn(self) -> Turn {
        self.pose.turn
    }

    /// Whether the picture is mirrored, left for right.
    pub fn is_flipped(self) -> bool {
        self.pose.flip
    }

    /// The part that is kept of the turned and mirrored picture; `None` is all of it.
    pub fn crop(self) -> Option<Crop> {
        self.crop
    }

    pub(crate) fn pose(self) -> Pose {
        self.pose
    }

    /// Turns what is seen. The crop goes along, so that the same part stays in it.
    pub fn turned(self, by: Turn) -> Geometry {
        Geometry {
            pose: self.pose.turned(by),
            crop: self.crop.map(|crop| crop.turned(by)),
        }
    }

    /// Mirrors what is seen, left for right. The crop goes along.
    pub fn flipped(self) -> Geometry {
        Geometry {
            pose: self.pose.flipped(),
            crop: self.crop.map(Crop::flipped),
        }
    }

    /// Keeps this part of the turned and mirrored picture, instead of the part kept before.
    pub fn cropped(self, crop: Crop) -> Geometry {
        Geometry {
            crop: Some(crop).filter(|crop| *crop != Crop::WHOLE),
            ..self
        }
    }

    /// Turned and mirrored as it is, and not cropped.
    pub fn uncropped(self) -> Geometry {
        Geometry { crop: None, ..self }
    }

    /// The pixels of the turned picture, crop or not, for an upright one of `width` × `height`.
    /// Crops are measured against this.
    pub fn turned_size(self, width: u32, height: u32) -> (u32, u32) {
        self.pose.size((width, height))
    }

    /// The pixels that are left of an upright picture of `width` × `height`.
    pub fn size(self, width: u32, height: u32) -> (u32, u32) {
        let turned = self.turned_size(width, height);
        self.crop.map_or(turned, |crop| {
            let kept = crop.pixels(turned);
            (kept.width, kept.height)
        })
    }
}

/// `r0` for an untouched picture. The number counts quarter turns clockwise, `f` behind it says
/// mirrored, and `-c` is followed by the crop's left, top, width and height in millionths:
/// `r1f-c250000,0,500000,1000000`. Equal geometries have equal texts, and no others.
impl fmt::Display for Geometry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "r{}", self.pose.turn.quarters())?;
        if self.pose.flip {
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
            // Another spelling of the same would break comparisons of texts.
            .filter(|geometry| geometry.to_string() == text)
            .ok_or_else(|| GeometryError {
                text: text.to_owned(),
            })
    }
}

fn parse(text: &str) -> Option<Geometry> {
    let (pose, crop) = match text.split_once("-c") {
        Some((pose, crop)) => (pose, Some(Crop::parse(crop)?)),
        None => (text, None),
    };
    let turn = pose.strip_prefix('r')?;
    let quarters = turn.strip_suffix('f').unwrap_or(turn);
    let pose = Pose {
        turn: Turn::of_quarters(quarters.parse().ok()?),
        flip: turn.ends_with('f'),
    };
    let whole = Geometry { pose, crop: None };
    Some(crop.map_or(whole, |crop| whole.cropped(crop)))
}
