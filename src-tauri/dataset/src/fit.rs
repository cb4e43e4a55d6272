//! How large a picture should become. Pictures are scaled down to fit, never up.

use serde::{Deserialize, Serialize};

/// What is scaled, and to what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scaling {
    /// Width and height of the part of the stored picture that is kept, in pixels.
    pub part: (u32, u32),
    /// Width and height that it gets, in pixels.
    pub size: (u32, u32),
}

/// The most that a scaled picture may measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Fit {
    /// Pixels of the longer side.
    Longest(u32),
    /// Pixels in all.
    Area(u64),
}

impl Fit {
    /// The size, in pixels, that a picture of this size gets. Keeps the proportions.
    pub(crate) fn size(self, width: u32, height: u32) -> (u32, u32) {
        let (w, h) = (f64::from(width), f64::from(height));
        let scale = match self {
            Fit::Longest(side) => f64::from(side) / w.max(h),
            Fit::Area(area) => (area as f64 / (w * h)).sqrt(),
        };
        if scale >= 1.0 {
            return (width, height);
        }
        // Rounded down, so that the limit holds; `max` because a thin line stays a line.
        let scaled = |side: f64| ((side * scale + 1e-6) as u32).max(1);
        (scaled(w), scaled(h))
    }
}
