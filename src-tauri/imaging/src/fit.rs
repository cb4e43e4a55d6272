//! Calculates the size of scaled pictures. Pictures are scaled down to fit, never up.

use serde::{Deserialize, Serialize};

/// The part of a picture that is scaled, and its new size.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scaling {
    /// The width and height of the part of the stored picture that is kept, in pixels.
    pub part: (u32, u32),
    /// The width and height after scaling, in pixels.
    pub size: (u32, u32),
}

/// The limit for the size of a scaled picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Fit {
    /// The maximum length of the longer side, in pixels.
    Longest(u32),
    /// The maximum area, in pixels.
    Area(u64),
}

impl Fit {
    /// Returns the size in pixels to which a picture of `width` × `height` is scaled. Keeps the proportions.
    pub(crate) fn size(self, width: u32, height: u32) -> (u32, u32) {
        let (w, h) = (f64::from(width), f64::from(height));
        let scale = match self {
            Fit::Longest(side) => f64::from(side) / w.max(h),
            Fit::Area(area) => (area as f64 / (w * h)).sqrt(),
        };
        if scale >= 1.0 {
            return (width, height);
        }
        // Rounded down, so that the limit holds, but never to 0, so that a thin line doesn't vanish.
        let scaled = |side: f64| ((side * scale + 1e-6) as u32).max(1);
        (scaled(w), scaled(h))
    }
}
