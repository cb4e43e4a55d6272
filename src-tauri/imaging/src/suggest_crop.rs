//! Suggests where to place a crop: around the sharp parts, since photographers keep their subjects sharp.

use std::ops::Range;
use std::path::Path;

use image::RgbImage;

use crate::edit::Background;
use crate::fit::Fit;
use crate::geometry::{Aspect, Crop, Geometry, Rect};
use crate::isolation;
use crate::{Problem, picture_file};

/// The longer side of the examined picture, in pixels. At this size, subjects are visible and noise isn't.
const EXAMINED_SIDE: u32 = 320;

/// Returns the largest crop of an aspect with most of the sharp parts near its middle, in a file's picture after it is
/// rotated and mirrored. If nothing stands out, the crop is in the centre. The same picture always gives the same crop;
/// a free aspect gives the whole picture.
pub fn suggest_crop(path: &Path, geometry: Geometry, aspect: Aspect) -> Result<Crop, Problem> {
    if aspect == Aspect::Free {
        return Ok(Crop::WHOLE);
    }
    let bytes = picture_file::read(path)?;
    let format = picture_file::recognise(&bytes)?;
    let rendered = isolation::render(
        &bytes,
        format,
        geometry.uncropped(),
        Fit::Longest(EXAMINED_SIDE),
        Background::default(),
    )?;
    let rough_crop = sharpest_crop(&rendered.pixels, aspect);
    // The crop is placed again in the full-size picture, where the aspect can be met more exactly.
    Ok(aspect.fit(Some(rough_crop), rendered.cropped))
}

/// Returns the largest crop of an aspect with the sharpest middle.
fn sharpest_crop(pixels: &RgbImage, aspect: Aspect) -> Crop {
    let picture = pixels.dimensions();
    let shape = aspect.fit(None, picture).pixels(picture);
    let (columns, rows) = edges(pixels);
    let part = Rect {
        x: sharpest_span(&columns, shape.width),
        y: sharpest_span(&rows, shape.height),
        ..shape
    };
    Crop::of_pixels(part, picture)
}

/// Returns the strength of the edges in each column and in each row. It is squared, so that one sharp edge counts for
/// more than the many small steps of a blurred one.
fn edges(pixels: &RgbImage) -> (Vec<u64>, Vec<u64>) {
    let (width, height) = pixels.dimensions();
    let luma = |x: u32, y: u32| {
        let [r, g, b] = pixels.get_pixel(x, y).0.map(i64::from);
        2 * r + 5 * g + b // approximately eight times the luma
    };
    let mut columns = vec![0; width as usize];
    let mut rows = vec![0; height as usize];
    for y in 1..height {
        for x in 1..width {
            let here = luma(x, y);
            let (dx, dy) = (here - luma(x - 1, y), here - luma(x, y - 1));
            let energy = (dx * dx + dy * dy) as u64;
            columns[x as usize] += energy;
            rows[y as usize] += energy;
        }
    }
    (columns, rows)
}

/// Returns the start of the span of this length whose middle has the most edges; if there are several, of the most
/// central one.
fn sharpest_span(energy: &[u64], length: u32) -> u32 {
    let length = length as usize;
    let room = energy.len().saturating_sub(length);
    let off_centre = |start: usize| (2 * start).abs_diff(room);
    (0..=room)
        .max_by_key(|&start| {
            let score = weighted_sum(energy, start..start + length);
            (score, std::cmp::Reverse(off_centre(start)))
        })
        .map_or(0, |start| start as u32)
}

/// Returns the sum over a span, with each place weighted by its closeness to the span's middle.
fn weighted_sum(energy: &[u64], span: Range<usize>) -> u64 {
    let (first, last) = (span.start, span.end - 1);
    span.map(|place| energy[place] * (place - first).min(last - place) as u64)
        .sum()
}
