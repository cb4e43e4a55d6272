//! Grey profiles as RGB ones: grey pixels are spread over three equal channels before their
//! colours are converted.

use moxcms::{ColorProfile, DataColorSpace, ToneReprCurve};

/// Steps of a curve that is worked out.
const STEPS: usize = 4096;

/// The RGB profile that shows three equal channels as the grey profile shows one. `None` for one
/// without a curve that can be used.
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

/// The curve to light, from one to lightness (L* of CIELAB), which is what a grey profile gives
/// where its connection space is Lab.
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
