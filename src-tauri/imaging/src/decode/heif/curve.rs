//! Transfer characteristics of ITU-T H.273, table 3, for the conversions to RGB that are computed in linear light.

/// The relation between a signal from 0 to 1 and light from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Curve {
    /// BT.709, 601 and 2020. Also used for unspecified and unsupported characteristics.
    Video,
    Srgb,
    /// Light is this power of the signal.
    Power(f32),
    /// Perceptual quantizer. A light of 1 is 10,000 cd/m².
    Pq,
    /// Hybrid log-gamma.
    Hlg,
}

/// The constants of BT.2020. BT.709 uses the same constants, rounded.
const ALPHA: f32 = 1.099_296_8;
const BETA: f32 = 0.018_053_97;

const M1: f32 = 2610.0 / 16384.0;
const M2: f32 = 2523.0 / 4096.0 * 128.0;
const C1: f32 = 3424.0 / 4096.0;
const C2: f32 = 2413.0 / 4096.0 * 32.0;
const C3: f32 = 2392.0 / 4096.0 * 32.0;

const A: f32 = 0.178_832_77;
const B: f32 = 1.0 - 4.0 * A;
const C: f32 = 0.559_910_7;

impl Curve {
    pub(super) fn of(transfer: u16) -> Curve {
        match transfer {
            4 => Curve::Power(2.2),
            5 => Curve::Power(2.8),
            8 => Curve::Power(1.0),
            13 => Curve::Srgb,
            16 => Curve::Pq,
            17 => Curve::Power(2.6),
            18 => Curve::Hlg,
            _ => Curve::Video,
        }
    }

    pub(super) fn to_light(self, signal: f32) -> f32 {
        let signal = signal.clamp(0.0, 1.0);
        match self {
            Curve::Video if signal < 4.5 * BETA => signal / 4.5,
            Curve::Video => ((signal + ALPHA - 1.0) / ALPHA).powf(1.0 / 0.45),
            Curve::Srgb if signal <= 0.040_45 => signal / 12.92,
            Curve::Srgb => ((signal + 0.055) / 1.055).powf(2.4),
            Curve::Power(power) => signal.powf(power),
            Curve::Pq => {
                let root = signal.powf(1.0 / M2);
                ((root - C1).max(0.0) / (C2 - C3 * root)).powf(1.0 / M1)
            }
            Curve::Hlg if signal <= 0.5 => signal * signal / 3.0,
            Curve::Hlg => (((signal - C) / A).exp() + B) / 12.0,
        }
    }

    pub(super) fn to_signal(self, light: f32) -> f32 {
        let light = light.clamp(0.0, 1.0);
        match self {
            Curve::Video if light < BETA => light * 4.5,
            Curve::Video => ALPHA * light.powf(0.45) - (ALPHA - 1.0),
            Curve::Srgb if light <= 0.003_130_8 => light * 12.92,
            Curve::Srgb => 1.055 * light.powf(1.0 / 2.4) - 0.055,
            Curve::Power(power) => light.powf(1.0 / power),
            Curve::Pq => {
                let power = light.powf(M1);
                ((C1 + C2 * power) / (1.0 + C3 * power)).powf(M2)
            }
            Curve::Hlg if light <= 1.0 / 12.0 => (3.0 * light).sqrt(),
            Curve::Hlg => A * (12.0 * light - B).ln() + C,
        }
    }
}
