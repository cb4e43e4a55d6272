//! HEIC's pixels, by heic-decoder, which reads the container itself and applies turn, mirror and
//! crop.

use heic_decoder::{ColorInfo, HeifError};
use image::DynamicImage;

use crate::Problem;

/// The upright pixels, and what the video stream says about their colours.
pub(super) fn decode(bytes: &[u8]) -> Result<(DynamicImage, Option<ColorInfo>), Problem> {
    let planes = heic_decoder::decode(bytes).map_err(problem)?;
    Ok((super::rgb(&planes)?, planes.color_info))
}

pub(super) fn problem(error: HeifError) -> Problem {
    match error {
        HeifError::Unsupported(what) => Problem::Unsupported {
            format: format!("This kind of HEIC ({what})"),
        },
        other @ (HeifError::Truncated { .. }
        | HeifError::NotHeif(_)
        | HeifError::MalformedBox(_)
        | HeifError::MalformedHevc(_)
        | HeifError::CabacDesync(_)
        | HeifError::LimitExceeded(_)) => Problem::broken(other),
    }
}
