//! A colour space defined by a gamma, primaries, or both, as in PNG's `gAMA` and `cHRM` chunks.

use moxcms::{Chromaticity, ColorPrimaries, ColorProfile, ToneReprCurve, XyY};

/// The integer that represents a gamma or a coordinate of 1.
const UNIT: f32 = 100_000.0;

/// The chromaticities of sRGB, in the order of `cHRM`.
const SRGB: [u32; 8] = [
    31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000,
];

/// The gamma that programs write for sRGB's curve, which is not a power function: 1/2.2, times 100,000.
const SRGB_GAMMA: u32 = 45_455;

/// A colour space defined by its gamma, its primaries, or both. It is never sRGB itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Calibration {
    /// The exponent from light to samples, times 100,000. `None` means sRGB's curve.
    gamma: Option<u32>,
    /// x and y of white, red, green and blue, times 100,000.
    chromaticities: [u32; 8],
}

impl Calibration {
    /// Returns the colour space with these values, in the units of the fields, or `None` if the usable ones mean sRGB.
    pub(crate) fn new(gamma: Option<u32>, chromaticities: Option<[u32; 8]>) -> Option<Calibration> {
        // Exponents outside this range occur only in damaged files.
        let gamma = gamma.filter(|gamma| (10_000..=1_000_000).contains(gamma));
        let chromaticities = chromaticities
            .filter(is_triangle)
            .filter(|chromaticities| differ(chromaticities, &SRGB));
        // With sRGB's primaries, programs that write 1/2.2 mean sRGB's curve, not the power function.
        let gamma =
            gamma.filter(|gamma| chromaticities.is_some() || gamma.abs_diff(SRGB_GAMMA) > 1_000);
        if gamma.is_none() && chromaticities.is_none() {
            return None;
        }
        Some(Calibration {
            gamma,
            chromaticities: chromaticities.unwrap_or(SRGB),
        })
    }

    pub(super) fn profile(self) -> ColorProfile {
        let mut profile = ColorProfile::new_srgb();
        let [white, red, green, blue] = points(&self.chromaticities);
        profile.update_rgb_colorimetry(
            XyY {
                x: f64::from(white.x),
                y: f64::from(white.y),
                yb: 1.0,
            },
            ColorPrimaries { red, green, blue },
        );
        if let Some(gamma) = self.gamma {
            let curve = ToneReprCurve::Parametric(vec![UNIT / gamma as f32]);
            profile.red_trc = Some(curve.clone());
            profile.green_trc = Some(curve.clone());
            profile.blue_trc = Some(curve);
        }
        profile
    }
}

fn points(chromaticities: &[u32; 8]) -> [Chromaticity; 4] {
    let coordinate = |at: usize| chromaticities[at] as f32 / UNIT;
    [0, 2, 4, 6].map(|at| Chromaticity {
        x: coordinate(at),
        y: coordinate(at + 1),
    })
}

/// Returns whether the points are valid colours and span a triangle with white inside.
fn is_triangle(chromaticities: &[u32; 8]) -> bool {
    let points = points(chromaticities);
    let colours = points
        .iter()
        .all(|point| point.y > 0.01 && point.x + point.y < 1.01);
    let [white, red, green, blue] = points;
    let side = |from: Chromaticity, to: Chromaticity| {
        (to.x - from.x) * (white.y - from.y) - (to.y - from.y) * (white.x - from.x)
    };
    let sides = [side(red, green), side(green, blue), side(blue, red)];
    let inside = sides.iter().all(|side| *side > 0.001) || sides.iter().all(|side| *side < -0.001);
    colours && inside
}

fn differ(one: &[u32; 8], other: &[u32; 8]) -> bool {
    one.iter().zip(other).any(|(a, b)| a.abs_diff(*b) > 500)
}
