//! Writes text on a picture, in a monospaced font on a dark strip at its bottom edge.

use std::convert::Infallible;

use embedded_graphics::Drawable;
use embedded_graphics::Pixel;
use embedded_graphics::draw_target::DrawTarget;
use embedded_graphics::geometry::{Dimensions, Point, Size};
use embedded_graphics::mono_font::MonoTextStyle;
use embedded_graphics::mono_font::iso_8859_1::FONT_10X20;
use embedded_graphics::pixelcolor::BinaryColor;
use embedded_graphics::primitives::Rectangle;
use embedded_graphics::text::{Baseline, Text};
use image::{Rgb, RgbImage};

/// The width and height of a character of the font, in pixels.
const CHARACTER: (u32, u32) = (10, 20);

/// The number of characters per line from which the font's scale is calculated. The scale is rounded down to a whole
/// number, so that usually more characters fit.
const MIN_CHARS_PER_LINE: u32 = 30;

/// The maximum number of lines.
const MAX_LINES: usize = 10;

/// The strip below `top` of a picture, as a canvas with the resolution of the font. Each pixel of the canvas is a
/// square of `scale` × `scale` pixels of the picture.
struct Canvas<'a> {
    picture: &'a mut RgbImage,
    scale: u32,
    top: u32,
}

impl Dimensions for Canvas<'_> {
    fn bounding_box(&self) -> Rectangle {
        let (width, height) = self.picture.dimensions();
        let size = Size::new(width / self.scale, (height - self.top) / self.scale);
        Rectangle::new(Point::zero(), size)
    }
}

impl DrawTarget for Canvas<'_> {
    type Color = BinaryColor;
    type Error = Infallible;

    fn draw_iter<I: IntoIterator<Item = Pixel<BinaryColor>>>(
        &mut self,
        pixels: I,
    ) -> Result<(), Infallible> {
        for Pixel(at, colour) in pixels {
            let (Ok(x), Ok(y)) = (u32::try_from(at.x), u32::try_from(at.y)) else {
                continue;
            };
            if colour.is_on() {
                let (x, y) = (x * self.scale, self.top + y * self.scale);
                fill(self.picture, (x, y), (self.scale, self.scale), |_| {
                    Rgb([255; 3])
                });
            }
        }
        Ok(())
    }
}

/// Writes these lines of text along the bottom of the picture, wrapped at its width. Omits lines at the end that do not
/// fit.
pub(crate) fn write(picture: &mut RgbImage, text_lines: &[String]) {
    let (width, height) = picture.dimensions();
    let scale = (width / (MIN_CHARS_PER_LINE * CHARACTER.0)).max(1);
    let chars_per_line = (width / (scale * CHARACTER.0)).saturating_sub(1).max(1) as usize;
    let mut lines = wrap(text_lines, chars_per_line);
    lines.truncate(MAX_LINES.min((height / (scale * CHARACTER.1)) as usize));
    if lines.is_empty() {
        return;
    }
    let strip = u32::try_from(lines.len()).unwrap_or(0) * scale * CHARACTER.1;
    let top = height - strip;
    fill(picture, (0, top), (width, strip), |under| {
        under.0.map(|channel| channel / 4).into()
    });
    let mut canvas = Canvas {
        picture,
        scale,
        top,
    };
    let style = MonoTextStyle::new(&FONT_10X20, BinaryColor::On);
    for (line, at) in lines.iter().zip(0..) {
        let at = Point::new(CHARACTER.0 as i32 / 2, at * CHARACTER.1 as i32);
        let Ok(_) = Text::with_baseline(line, at, style, Baseline::Top).draw(&mut canvas);
    }
}

/// Wraps lines that are longer than `max_chars` characters between words. Words longer than `max_chars` are truncated.
fn wrap(lines: &[String], max_chars: usize) -> Vec<String> {
    let mut wrapped = Vec::new();
    for line in lines {
        let mut current = String::new();
        for word in line.split_whitespace() {
            let length = current.chars().count() + 1 + word.chars().count();
            if !current.is_empty() && length > max_chars {
                wrapped.push(std::mem::take(&mut current));
            }
            if !current.is_empty() {
                current.push(' ');
            }
            current.extend(word.chars().take(max_chars));
        }
        wrapped.push(current);
    }
    wrapped
}

fn fill(
    picture: &mut RgbImage,
    (left, top): (u32, u32),
    (width, height): (u32, u32),
    colour: impl Fn(Rgb<u8>) -> Rgb<u8>,
) {
    let right = left.saturating_add(width).min(picture.width());
    let below = top.saturating_add(height).min(picture.height());
    for y in top..below {
        for x in left..right {
            let pixel = picture.get_pixel_mut(x, y);
            *pixel = colour(*pixel);
        }
    }
}
