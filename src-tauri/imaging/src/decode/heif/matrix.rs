//! Converts luma and chroma to red, green and blue with the matrix coefficients of ITU-T H.273, section 8.3.

use heic_decoder::ColorInfo;
use localization::message;

use super::curve::Curve;
use crate::Problem;

/// The numeric range of the samples.
#[derive(Clone, Copy)]
pub(super) struct Range {
    /// True if the samples use all values; false if samples of 8 bits use only 16 to 235 (luma) or 16 to 240 (chroma).
    pub full: bool,
    pub luma_depth: u32,
    pub chroma_depth: u32,
}

impl Range {
    /// Returns the offset to subtract from a luma sample, and the factor that then scales it to 0 to 1.
    pub(super) fn luma(self) -> (f32, f32) {
        scaled(self.full, self.luma_depth, 16.0, 219.0)
    }

    /// Returns the offset and the factor for a chroma sample, which is scaled to -0.5 to 0.5.
    fn chroma(self) -> (f32, f32) {
        let (_, scale) = scaled(self.full, self.chroma_depth, 16.0, 224.0);
        ((1u32 << (self.chroma_depth - 1)) as f32, scale)
    }
}

fn scaled(full: bool, depth: u32, black: f32, steps: f32) -> (f32, f32) {
    let unit = (1u32 << (depth - 8)) as f32;
    match full {
        true => (0.0, 1.0 / ((1u32 << depth) - 1) as f32),
        false => (black * unit, 1.0 / (steps * unit)),
    }
}

/// The conversion of a pixel to RGB.
pub(super) struct Matrix {
    luma: (f32, f32),
    chroma: (f32, f32),
    kind: Kind,
}

enum Kind {
    /// Red, green and blue are weighted sums of luma and chroma.
    Linear([[f32; 3]; 3]),
    /// Luma is computed from light instead of signals. `red` and `blue` are the weights of red and blue light.
    ConstantLuminance { red: f32, blue: f32, curve: Curve },
    /// ICtCp, which is based on the light that the eye's cones see. `signals` converts ICtCp to the cones' signals, and
    /// `light` converts the cones' light to RGB.
    Cones {
        signals: [[f32; 3]; 3],
        light: [[f32; 3]; 3],
        curve: Curve,
    },
    /// Reversible YCgCo in integers (YCgCo-Re and YCgCo-Ro). `max` is the maximum value of red, green and blue.
    Reversible { max: f32 },
}

impl Matrix {
    /// Returns the conversion of a picture without colour.
    pub(super) fn grey(range: Range) -> Matrix {
        Matrix {
            luma: range.luma(),
            chroma: (0.0, 0.0),
            kind: Kind::Linear([[1.0, 0.0, 0.0]; 3]),
        }
    }

    /// Returns the conversion that a picture's labels specify. `subsampled` is true if there is less chroma than luma.
    pub(super) fn new(
        labels: ColorInfo,
        range: Range,
        subsampled: bool,
    ) -> Result<Matrix, Problem> {
        let mut chroma = range.chroma();
        let mut luma = range.luma();
        let curve = Curve::of(labels.transfer_characteristics);
        let kind = match labels.matrix_coefficients {
            // The planes are green, blue and red.
            0 if subsampled => return Err(Problem::broken(message!("images-broken-colours"))),
            0 => {
                chroma = scaled(range.full, range.chroma_depth, 16.0, 219.0);
                Kind::Linear([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
            }
            1 => weighted(0.2126, 0.0722),
            4 => weighted(0.30, 0.11),
            // If nothing is declared, MIAF (7.3.6.4) and all viewers use JPEG's weights.
            2 | 5 | 6 => weighted(0.299, 0.114),
            7 => weighted(0.212, 0.087),
            8 => Kind::Linear([[1.0, -1.0, 1.0], [1.0, 1.0, 0.0], [1.0, -1.0, -1.0]]),
            9 => weighted(0.2627, 0.0593),
            10 => Kind::ConstantLuminance {
                red: 0.2627,
                blue: 0.0593,
                curve,
            },
            11 => Kind::Linear([
                [0.991_902, 0.0, 2.0],
                [1.0, 0.0, 0.0],
                [1.0 / 0.986_566, 2.0 / 0.986_566, 0.0],
            ]),
            12 => {
                let (red, blue) = weights(labels.color_primaries);
                weighted(red, blue)
            }
            13 => {
                let (red, blue) = weights(labels.color_primaries);
                Kind::ConstantLuminance { red, blue, curve }
            }
            14 => ictcp(curve),
            // The range's scale doesn't apply, since the values are integers.
            number @ (16 | 17) if range.full && !subsampled => {
                let more_bits = if number == 16 { 2 } else { 1 };
                let bits = range.luma_depth.saturating_sub(more_bits).max(1);
                (luma, chroma) = ((0.0, 1.0), (chroma.0, 1.0));
                Kind::Reversible {
                    max: ((1u32 << bits) - 1) as f32,
                }
            }
            other => {
                return Err(Problem::unsupported(message!(
                    "images-unsupported-matrix",
                    number = other.to_string()
                )));
            }
        };
        Ok(Matrix { luma, chroma, kind })
    }

    /// Converts a row. An item of `samples` holds the luma and both chroma samples of a pixel. `channel` converts a
    /// value from 0 to 1 to a channel of the output.
    #[inline]
    pub(super) fn convert<'a, T>(
        &self,
        pixels: &mut [[T; 3]],
        samples: impl Iterator<Item = ((&'a f32, &'a f32), &'a f32)>,
        channel: impl Fn(f32) -> T,
    ) {
        let (luma, chroma) = (self.luma, self.chroma);
        let samples = samples.map(|((y, cb), cr)| {
            [
                (y - luma.0) * luma.1,
                (cb - chroma.0) * chroma.1,
                (cr - chroma.0) * chroma.1,
            ]
        });
        match &self.kind {
            Kind::Linear(matrix) => {
                for (pixel, sample) in pixels.iter_mut().zip(samples) {
                    let [red, green, blue] = product(matrix, sample);
                    *pixel = [channel(red), channel(green), channel(blue)];
                }
            }
            Kind::ConstantLuminance { red, blue, curve } => {
                for (pixel, sample) in pixels.iter_mut().zip(samples) {
                    *pixel = constant_luminance(sample, *red, *blue, *curve).map(&channel);
                }
            }
            Kind::Cones {
                signals,
                light,
                curve,
            } => {
                for (pixel, sample) in pixels.iter_mut().zip(samples) {
                    let cones = product(signals, sample).map(|signal| curve.to_light(signal));
                    let rgb = product(light, cones).map(|light| curve.to_signal(light));
                    *pixel = rgb.map(&channel);
                }
            }
            Kind::Reversible { max } => {
                for (pixel, sample) in pixels.iter_mut().zip(samples) {
                    *pixel = reversible(sample).map(|value| channel(value as f32 / max));
                }
            }
        }
    }
}

#[inline(always)]
fn product(matrix: &[[f32; 3]; 3], [x, y, z]: [f32; 3]) -> [f32; 3] {
    matrix.map(|[a, b, c]| a * x + b * y + c * z)
}

/// Returns the matrix for luma with these weights of red and blue. Green has the remaining weight.
fn weighted(red: f32, blue: f32) -> Kind {
    let green = 1.0 - red - blue;
    Kind::Linear([
        [1.0, 0.0, 2.0 * (1.0 - red)],
        [
            1.0,
            -2.0 * blue * (1.0 - blue) / green,
            -2.0 * red * (1.0 - red) / green,
        ],
        [1.0, 2.0 * (1.0 - blue), 0.0],
    ])
}

/// Returns the weights of red and blue that follow from the primaries (equations 39 to 44).
fn weights(primaries: u16) -> (f32, f32) {
    // Red, green, blue and white, from table 2.
    let [r, g, b, w] = match primaries {
        4 => [(0.67, 0.33), (0.21, 0.71), (0.14, 0.08), (0.310, 0.316)],
        5 => [(0.64, 0.33), (0.29, 0.60), (0.15, 0.06), (0.3127, 0.3290)],
        6 | 7 => [(0.63, 0.34), (0.31, 0.595), (0.155, 0.07), (0.3127, 0.3290)],
        8 => [
            (0.681, 0.319),
            (0.243, 0.692),
            (0.145, 0.049),
            (0.310, 0.316),
        ],
        9 => [
            (0.708, 0.292),
            (0.170, 0.797),
            (0.131, 0.046),
            (0.3127, 0.3290),
        ],
        11 => [
            (0.680, 0.320),
            (0.265, 0.690),
            (0.150, 0.060),
            (0.314, 0.351),
        ],
        12 => [
            (0.680, 0.320),
            (0.265, 0.690),
            (0.150, 0.060),
            (0.3127, 0.3290),
        ],
        22 => [
            (0.630, 0.340),
            (0.295, 0.605),
            (0.155, 0.077),
            (0.3127, 0.3290),
        ],
        _ => [(0.64, 0.33), (0.30, 0.60), (0.15, 0.06), (0.3127, 0.3290)],
    }
    .map(|(x, y): (f32, f32)| (x, y, 1.0 - x - y));
    let cross = |a: (f32, f32, f32), b: (f32, f32, f32)| {
        (
            a.1 * b.2 - a.2 * b.1,
            a.2 * b.0 - a.0 * b.2,
            a.0 * b.1 - a.1 * b.0,
        )
    };
    let dot = |a: (f32, f32, f32), b: (f32, f32, f32)| a.0 * b.0 + a.1 * b.1 + a.2 * b.2;
    // The share of each primary in white, times its own luminance.
    let whole = w.1 * dot(r, cross(g, b));
    (
        r.1 * dot(w, cross(g, b)) / whole,
        b.1 * dot(w, cross(r, g)) / whole,
    )
}

fn constant_luminance([y, cb, cr]: [f32; 3], red: f32, blue: f32, curve: Curve) -> [f32; 3] {
    // The maximum distance of a signal below and above luma (equations 53 to 60).
    let difference = |chroma: f32, weight: f32| {
        let range = match chroma <= 0.0 {
            true => curve.to_signal(1.0 - weight),
            false => 1.0 - curve.to_signal(weight),
        };
        2.0 * chroma * range
    };
    let (b, r) = (y + difference(cb, blue), y + difference(cr, red));
    let light = curve.to_light(y) - red * curve.to_light(r) - blue * curve.to_light(b);
    [r, curve.to_signal(light / (1.0 - red - blue)), b]
}

/// Returns the conversion from ICtCp of ITU-R BT.2100, whose chroma is defined differently for HLG.
fn ictcp(curve: Curve) -> Kind {
    let (ct, cp) = match curve {
        Curve::Hlg => ([3625.0, -7465.0, 3840.0], [9500.0, -9212.0, -288.0]),
        Curve::Pq | Curve::Video | Curve::Srgb | Curve::Power(_) => {
            ([6610.0, -13613.0, 7003.0], [17933.0, -17390.0, -543.0])
        }
    };
    let per_4096 = |row: [f32; 3]| row.map(|value| value / 4096.0);
    Kind::Cones {
        signals: inverse([[0.5, 0.5, 0.0], per_4096(ct), per_4096(cp)]),
        light: inverse([
            per_4096([1688.0, 2146.0, 262.0]),
            per_4096([683.0, 2951.0, 462.0]),
            per_4096([99.0, 309.0, 3688.0]),
        ]),
        curve,
    }
}

fn inverse([a, b, c]: [[f32; 3]; 3]) -> [[f32; 3]; 3] {
    let cross = |x: [f32; 3], y: [f32; 3]| {
        [
            x[1] * y[2] - x[2] * y[1],
            x[2] * y[0] - x[0] * y[2],
            x[0] * y[1] - x[1] * y[0],
        ]
    };
    let (p, q, r) = (cross(b, c), cross(c, a), cross(a, b));
    let determinant = a[0] * p[0] + a[1] * p[1] + a[2] * p[2];
    [0, 1, 2].map(|row| [p[row], q[row], r[row]].map(|value| value / determinant))
}

fn reversible(samples: [f32; 3]) -> [i32; 3] {
    let [y, cg, co] = samples.map(|sample| sample as i32);
    let between = y - (cg >> 1);
    let blue = between - (co >> 1);
    [blue + co, cg + between, blue]
}
