//! Applies a picture's own crop, rotations and mirroring, in the order of their association (ISO/IEC 23008-12, section
//! 6.5).
//!
//! Other properties describe the picture before these transformations, whatever their position in the list.

use image::DynamicImage;

use super::bytes::damaged;
use super::container::Container;
use super::items::{Crop, Property};
use crate::Problem;

/// Returns the size after the transformations. `size` is the size before them.
pub(super) fn shown_size(
    container: &Container,
    id: u32,
    mut size: (u32, u32),
) -> Result<(u32, u32), Problem> {
    for property in container.properties(id) {
        if let Property::Rotation(1 | 3) = property {
            size = (size.1, size.0);
        } else if let Property::Crop(crop) = property {
            let [_, _, width, height] = window(crop, size)?;
            size = (width, height);
        }
    }
    Ok(size)
}

/// Applies the transformations to the pixels.
pub(super) fn apply(
    container: &Container,
    id: u32,
    mut pixels: DynamicImage,
) -> Result<DynamicImage, Problem> {
    for property in container.properties(id) {
        pixels = match property {
            Property::Crop(crop) => {
                let [left, top, width, height] = window(crop, (pixels.width(), pixels.height()))?;
                pixels.crop_imm(left, top, width, height)
            }
            Property::Rotation(1) => pixels.rotate270(),
            Property::Rotation(2) => pixels.rotate180(),
            Property::Rotation(3) => pixels.rotate90(),
            Property::Mirror { left_right: true } => pixels.fliph(),
            Property::Mirror { left_right: false } => pixels.flipv(),
            Property::Rotation(_)
            | Property::Size(..)
            | Property::Icc(_)
            | Property::Codes(_)
            | Property::Auxiliary(_)
            | Property::Hevc(_)
            | Property::Av1(_)
            | Property::OperatingPoint(_)
            | Property::Layer(_)
            | Property::Ignored
            | Property::Unknown => pixels,
        };
    }
    Ok(pixels)
}

/// Returns the left, top, width and height of a crop, limited to the picture. Fractions of pixels are rounded as in
/// libheif. Refuses a crop without pixels.
fn window(crop: &Crop, size: (u32, u32)) -> Result<[u32; 4], Problem> {
    let axis = |size: u32, length: (i64, i64), offset: (i64, i64)| {
        let rounded = i128::from(length.0 + length.1 / 2) / i128::from(length.1);
        // The start is (size - length) / 2 + offset, with everything over one denominator.
        let (length, offset) = (length.0, (i128::from(offset.0), i128::from(offset.1)));
        let denominator = 2 * offset.1;
        let start =
            ((i128::from(size) - rounded) * offset.1 + 2 * offset.0).div_euclid(denominator);
        let end = (start + rounded).min(i128::from(size));
        let start = start.max(0);
        (length > 0 && start < end)
            .then_some((start as u32, (end - start) as u32)) // both within the size
            .ok_or_else(damaged)
    };
    let (left, width) = axis(size.0, crop.width, crop.across)?;
    let (top, height) = axis(size.1, crop.height, crop.down)?;
    Ok([left, top, width, height])
}
