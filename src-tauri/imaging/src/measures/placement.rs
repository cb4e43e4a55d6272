//! Finds the position of one picture in another of the same scene, by shifting and stretching it until the two agree
//! best.

use super::least_squares::LeastSquares;
use super::raster::Plane;

/// The position of one picture in another. A place at `share` of a side in one picture is at `scale * share + shift` in
/// the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placement {
    /// Across and down.
    pub(super) scale: [f32; 2],
    /// Across and down, as shares of the side.
    pub(super) shift: [f32; 2],
}

/// The number of refinements of the placement at each resolution.
const STEPS: usize = 3;

/// The maximum distance between the centres, as a share of the side: twice the distance that cutting 6% off one edge
/// causes.
const MAX_SHIFT: f32 = 0.065;

/// The maximum scale of one picture relative to the other. Cutting 8% off each edge causes less.
const MAX_SCALE: f32 = 1.2;

/// A picture's luma at one resolution, and its slope at each pixel, to the right and down.
pub(super) struct Level {
    luma: Plane,
    slopes: Vec<(f32, f32)>,
}

impl Level {
    pub(super) fn new(luma: Plane) -> Level {
        let side = luma.side;
        let slopes = (0..side * side)
            .map(|i| luma.slope(i % side, i / side))
            .collect();
        Level { luma, slopes }
    }
}

impl Placement {
    /// Returns the placement that shows the part of the first picture from `from` to `to` (shares of each side) as the
    /// whole second picture.
    pub(super) fn of_part(from: [f32; 2], to: [f32; 2]) -> Placement {
        let scale = [1.0 / (to[0] - from[0]), 1.0 / (to[1] - from[1])];
        Placement {
            scale,
            shift: [-from[0] * scale[0], -from[1] * scale[1]],
        }
    }

    pub(super) fn inverse(self) -> Placement {
        let scale = self.scale.map(|scale| 1.0 / scale);
        Placement {
            scale,
            shift: [-self.shift[0] * scale[0], -self.shift[1] * scale[1]],
        }
    }

    /// Returns the place of pixel `(x, y)` of one raster in the other, or `None` if it is outside.
    pub(super) fn locate(self, x: usize, y: usize, side: usize) -> Option<Spot> {
        let across = self.locate_on_axis(0, x, side)?;
        let down = self.locate_on_axis(1, y, side)?;
        Some(Spot { across, down })
    }

    fn locate_on_axis(self, axis: usize, pixel: usize, side: usize) -> Option<(usize, f32)> {
        let share = (pixel as f32 + 0.5) / side as f32;
        let place = (self.scale[axis] * share + self.shift[axis]) * side as f32 - 0.5;
        // A place at most half a pixel beyond the centre of an outer pixel still counts as that pixel.
        let last = (side - 1) as f32;
        if !(-0.5..=last + 0.5).contains(&place) {
            return None;
        }
        let place = place.clamp(0.0, last - 1e-3);
        Some((place as usize, place.fract()))
    }

    /// Returns whether one picture can be the other with a little cut off. Larger shifts and scales are found only for
    /// pictures that are uniform along a side, such as a sky above a field, where many positions agree.
    pub(super) fn is_slight(self) -> bool {
        (0..2).all(|axis| {
            let middle = self.scale[axis] * 0.5 + self.shift[axis] - 0.5;
            middle.abs() < MAX_SHIFT && (1.0 / MAX_SCALE..MAX_SCALE).contains(&self.scale[axis])
        })
    }

    /// Returns this placement, refined so that `second` agrees best with `first`, apart from brightness and contrast.
    /// Returns `None` if the two overlap or agree too little to tell.
    pub(super) fn refined(mut self, first: &Level, second: &Level) -> Option<Placement> {
        for _ in 0..STEPS {
            self = self.step(first, second)?;
        }
        Some(self)
    }

    /// Returns how well the two agree in this placement, apart from brightness and contrast: their correlation.
    pub(super) fn agreement(self, first: &Level, second: &Level) -> f32 {
        let side = first.luma.side;
        let [mut count, mut a, mut b, mut aa, mut bb, mut ab] = [0f32; 6];
        for (i, &one) in first.luma.values.iter().enumerate() {
            let Some(spot) = self.locate(i % side, i / side, side) else {
                continue;
            };
            let (one, other) = (one - 128.0, spot.sample(&second.luma) - 128.0);
            (count, a, b) = (count + 1.0, a + one, b + other);
            (aa, bb, ab) = (aa + one * one, bb + other * other, ab + one * other);
        }
        let spread = (count * aa - a * a) * (count * bb - b * b);
        (count * ab - a * b) / spread.max(f32::EPSILON).sqrt()
    }

    /// Makes one Gauss–Newton step, with the slopes of `first` in place of those of `second`.
    fn step(self, first: &Level, second: &Level) -> Option<Placement> {
        let side = first.luma.side;
        let mut sums = LeastSquares::<6>::new();
        let mut count = 0;
        for y in 0..side {
            for x in 0..side {
                let Some(spot) = self.locate(x, y, side) else {
                    continue;
                };
                let (right, down) = first.slopes[y * side + x];
                let (u, v) = (x as f32 / side as f32 - 0.5, y as f32 / side as f32 - 0.5);
                let value = first.luma.values[y * side + x];
                let row = [-right * u, -right, -down * v, -down, value - 128.0, 1.0];
                sums.add(&row, spot.sample(&second.luma) - 128.0);
                count += 1;
            }
        }
        if count * 2 < side * side {
            return None;
        }
        // All changes are pulled towards 0. Otherwise, the placement would drift along an axis on which the picture has
        // no detail.
        for i in 0..4 {
            sums.pull_towards(i, 0.0, count as f32 * if i % 2 == 0 { 0.05 } else { 0.2 });
        }
        let [width_change, right, height_change, down, gain, _] = sums.solve()?;
        if gain < 0.2 {
            return None;
        }
        let part = |pixels: f32| (pixels / gain / side as f32).clamp(-0.05, 0.05);
        let (width_change, height_change) = (part(width_change), part(height_change));
        Some(Placement {
            scale: [self.scale[0] + width_change, self.scale[1] + height_change],
            shift: [
                self.shift[0] + part(right) - width_change * 0.5,
                self.shift[1] + part(down) - height_change * 0.5,
            ],
        })
    }
}

/// A place between pixels. For each axis: the index of the pixel before the place, and the distance from there as a
/// fraction of a pixel.
#[derive(Clone, Copy)]
pub(super) struct Spot {
    across: (usize, f32),
    down: (usize, f32),
}

impl Spot {
    /// Returns the value at this place, interpolated between the surrounding pixels.
    pub(super) fn sample(self, plane: &Plane) -> f32 {
        let (x, right) = self.across;
        let (y, below) = self.down;
        let i = y * plane.side + x;
        let row = |i: usize| plane.values[i] + right * (plane.values[i + 1] - plane.values[i]);
        let (upper, lower) = (row(i), row(i + plane.side));
        upper + below * (lower - upper)
    }
}
