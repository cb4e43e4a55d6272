//! Converts high dynamic range pictures (PQ and HLG) to sRGB, for a screen without HDR.
//!
//! Light up to four fifths of reference white stays the same. Brighter light is compressed into the last fifth, so that
//! it doesn't become a flat white.

use image::{DynamicImage, Rgb, RgbImage, Rgba, RgbaImage};

/// Reference white in candela per square metre (ITU-R BT.2408, section 2.2).
const WHITE: f32 = 203.0;

/// The relation between a picture's sample values and light.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transfer {
    /// Perceptual quantizer: absolute light up to 10,000 cd/m² (SMPTE ST 2084).
    Pq,
    /// Hybrid log-gamma, for a screen of 1,000 cd/m² (ITU-R BT.2100).
    Hlg,
}

/// Converts the picture to sRGB. `primaries` is a code of table 2 in ITU-T H.273.
pub(super) fn to_srgb(pixels: DynamicImage, transfer: Transfer, primaries: u8) -> DynamicImage {
    let convert = |rgb: [u16; 3]| {
        let signal = rgb.map(|value| f32::from(value) / f32::from(u16::MAX));
        encode(compress(to_srgb_primaries(
            light(signal, transfer),
            primaries,
        )))
    };
    if pixels.color().has_alpha() {
        let pixels = pixels.into_rgba16();
        DynamicImage::ImageRgba8(RgbaImage::from_fn(
            pixels.width(),
            pixels.height(),
            |x, y| {
                let [r, g, b, alpha] = pixels.get_pixel(x, y).0;
                let [r, g, b] = convert([r, g, b]);
                Rgba([r, g, b, (alpha >> 8) as u8])
            },
        ))
    } else {
        let pixels = pixels.into_rgb16();
        DynamicImage::ImageRgb8(RgbImage::from_fn(
            pixels.width(),
            pixels.height(),
            |x, y| Rgb(convert(pixels.get_pixel(x, y).0)),
        ))
    }
}

/// Converts a signal to the screen's light, where 1 is reference white.
fn light(signal: [f32; 3], transfer: Transfer) -> [f32; 3] {
    match transfer {
        Transfer::Pq => signal.map(|value| pq(value) * 10_000.0 / WHITE),
        Transfer::Hlg => {
            let scene = signal.map(hlg);
            let [r, g, b] = scene;
            let luminance = 0.2627 * r + 0.6780 * g + 0.0593 * b;
            scene.map(|value| value * luminance.powf(0.2) * 1_000.0 / WHITE)
        }
    }
}

fn pq(signal: f32) -> f32 {
    const M1: f32 = 2610.0 / 16384.0;
    const M2: f32 = 2523.0 / 4096.0 * 128.0;
    const C1: f32 = 3424.0 / 4096.0;
    const C2: f32 = 2413.0 / 4096.0 * 32.0;
    const C3: f32 = 2392.0 / 4096.0 * 32.0;
    let root = signal.powf(1.0 / M2);
    ((root - C1).max(0.0) / (C2 - C3 * root)).powf(1.0 / M1)
}

fn hlg(signal: f32) -> f32 {
    const A: f32 = 0.178_832_77;
    const B: f32 = 1.0 - 4.0 * A;
    const C: f32 = 0.559_910_7;
    if signal <= 0.5 {
        signal * signal / 3.0
    } else {
        (((signal - C) / A).exp() + B) / 12.0
    }
}

/// Converts linear light with BT.2020 or Display P3 primaries to linear light with sRGB primaries (ITU-R BT.2087; CSS
/// Color 4, section 10). DCI-P3 is treated as Display P3, and all other primaries as sRGB's.
fn to_srgb_primaries(light: [f32; 3], primaries: u8) -> [f32; 3] {
    let matrix: [[f32; 3]; 3] = match primaries {
        9 => [
            [1.660_491, -0.587_641, -0.072_85],
            [-0.124_55, 1.132_9, -0.008_349],
            [-0.018_151, -0.100_579, 1.118_73],
        ],
        11 | 12 => [
            [1.224_94, -0.224_94, 0.0],
            [-0.042_057, 1.042_057, 0.0],
            [-0.019_638, -0.078_636, 1.098_274],
        ],
        _ => return light,
    };
    matrix.map(|row| row.iter().zip(light).map(|(m, c)| m * c).sum())
}

/// Compresses light above the knee. The hue stays the same, since all channels are scaled by the same factor.
fn compress(light: [f32; 3]) -> [f32; 3] {
    const KNEE: f32 = 0.8;
    let brightest = light.into_iter().fold(0.0, f32::max);
    if brightest <= KNEE {
        return light;
    }
    let compressed = KNEE + (1.0 - KNEE) * (1.0 - (-(brightest - KNEE) / (1.0 - KNEE)).exp());
    light.map(|value| value * compressed / brightest)
}

fn encode(light: [f32; 3]) -> [u8; 3] {
    light.map(|value| {
        let value = value.clamp(0.0, 1.0);
        let signal = if value <= 0.003_130_8 {
            12.92 * value
        } else {
            1.055 * value.powf(1.0 / 2.4) - 0.055
        };
        (signal * 255.0 + 0.5) as u8
    })
}
