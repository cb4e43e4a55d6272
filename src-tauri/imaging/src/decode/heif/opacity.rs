//! Adds an alpha plane to its picture.

use image::imageops::FilterType;
use image::{DynamicImage, ImageBuffer, Pixel, Primitive, Rgb, Rgba};
use localization::message;

use crate::Problem;

/// Adds the opacity to the picture as its alpha channel, scaled to the picture's size if the sizes differ. If
/// `premultiplied` is true, divides the colours by the opacity.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "all others have alpha or no colour"
)]
pub(super) fn add_opacity(
    colours: DynamicImage,
    opacity: DynamicImage,
    premultiplied: bool,
) -> Result<DynamicImage, Problem> {
    let (width, height) = (colours.width(), colours.height());
    let opacity = if (opacity.width(), opacity.height()) == (width, height) {
        opacity
    } else {
        opacity.resize_exact(width, height, FilterType::Triangle)
    };
    Ok(match colours {
        DynamicImage::ImageRgb8(colours) => {
            DynamicImage::ImageRgba8(with_opacity(&colours, &opacity.into_luma8(), premultiplied))
        }
        DynamicImage::ImageRgb16(colours) => DynamicImage::ImageRgba16(with_opacity(
            &colours,
            &opacity.into_luma16(),
            premultiplied,
        )),
        _ => return Err(Problem::broken(message!("images-broken-alpha"))),
    })
}

fn with_opacity<T>(
    colours: &ImageBuffer<Rgb<T>, Vec<T>>,
    opacity: &ImageBuffer<image::Luma<T>, Vec<T>>,
    premultiplied: bool,
) -> ImageBuffer<Rgba<T>, Vec<T>>
where
    T: Primitive + Into<u64> + TryFrom<u64>,
    Rgb<T>: Pixel<Subpixel = T>,
    Rgba<T>: Pixel<Subpixel = T>,
    image::Luma<T>: Pixel<Subpixel = T>,
{
    let max: u64 = T::DEFAULT_MAX_VALUE.into();
    let mut pixels = ImageBuffer::new(colours.width(), colours.height());
    let pairs = colours.pixels().zip(opacity.pixels());
    for (pixel, (colour, opacity)) in pixels.pixels_mut().zip(pairs) {
        let opacity = opacity.0[0];
        let divisor: u64 = opacity.into();
        let [red, green, blue] = colour.0.map(|channel| {
            if !premultiplied || divisor == 0 {
                return channel;
            }
            let channel: u64 = channel.into();
            let restored = ((channel * max + divisor / 2) / divisor).min(max);
            // `restored` is at most the maximum, so the conversion doesn't fail.
            T::try_from(restored).unwrap_or(T::DEFAULT_MAX_VALUE)
        });
        *pixel = Rgba([red, green, blue, opacity]);
    }
    pixels
}
