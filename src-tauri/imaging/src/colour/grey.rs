//! Converts grey profiles to RGB profiles, since grey pixels are copied to three equal channels before their colours
//! are converted.

use moxcms::{ColorProfile, DataColorSpace, ToneReprCurve};

/// The number of entries in a computed curve.
const STEPS: usize = 4096;

/// Returns an RGB profile that shows three equal channels as the grey profile shows its only channel, or `None` if the
/// grey profile has no usable curve.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other space has the curve as it is"
)]
pub(super) fn as_rgb(profile: &ColorProfile) -> Option<ColorProfile> {
    let curve = profile.gray_trc.as_ref()?;
    let curve = match profile.pcs {
        DataColorSpace::Lab => linear_light(curve)?,
        _ => curve.clone(),
    };
    let mut rgb = ColorProfile::new_srgb();
    rgb.cicp = None;
    rgb.red_trc = Some(curve.clone());
    rgb.green_trc = Some(curve.clone());
    rgb.blue_trc = Some(curve);
    Some(rgb)
}

/// Converts a curve that yields lightness (CIELAB L*) to a curve that yields linear light, or returns `None` if the
/// curve can't be evaluated. Grey profiles whose connection space is Lab have curves that yield lightness.
fn linear_light(curve: &ToneReprCurve) -> Option<ToneReprCurve> {
    let lightness = curve.make_linear_evaluator().ok()?;
    let light = |step: usize| {
        let level = lightness.evaluate_value(step as f32 / (STEPS - 1) as f32);
        let lightness = 100.0 * level.clamp(0.0, 1.0);
        let light = if lightness > 8.0 {
            ((lightness + 16.0) / 116.0).powi(3)
        } else {
            lightness * 27.0 / 24_389.0
        };
        (light * f32::from(u16::MAX) + 0.5) as u16
    };
    Some(ToneReprCurve::Lut((0..STEPS).map(light).collect()))
}
