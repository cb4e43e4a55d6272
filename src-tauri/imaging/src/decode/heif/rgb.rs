//! Converts a codec's planes to RGB, according to the range, the position of the chroma samples and the matrix defined
//! in ITU-T H.273.

use heic_decoder::ColorInfo;
use image::{DynamicImage, ImageBuffer};
use localization::message;
use rayon::prelude::*;

use super::matrix::{Matrix, Range};
use crate::Problem;

/// The number of rows that one thread converts at a time. Neighbouring rows use the same rows of chroma, which are read
/// once per band.
const BAND: usize = 16;

/// A decoded picture's planes: one of luma and, if the picture has colour, two of chroma.
pub(super) struct Planes<'a> {
    pub width: usize,
    pub height: usize,
    pub luma_depth: u32,
    pub chroma_depth: u32,
    /// `None` if the picture has no colour.
    pub chroma: Option<Siting>,
    /// The colour labels that the codec declares.
    pub labels: ColorInfo,
    /// Reads a plane's samples.
    pub row: Row<'a>,
}

/// A function that fills a slice with samples from the start of a row. Its arguments are the index of the plane, the
/// index of the row in that plane, and the slice.
pub(super) type Row<'a> = Box<dyn Fn(usize, usize, &mut [f32]) + Sync + 'a>;

/// The positions of the chroma samples.
#[derive(Clone, Copy)]
pub(super) struct Siting {
    /// The distance between neighbouring samples in a row, in pixels.
    pub across: usize,
    /// The distance between neighbouring samples in a column, in pixels.
    pub down: usize,
    /// The position of the first sample, across and down, in pixels.
    pub origin: (f32, f32),
}

/// Converts the planes to RGB, with 8 bits per channel, or 16 if the luma samples have more than 8.
pub(super) fn colours(planes: &Planes<'_>, labels: ColorInfo) -> Result<DynamicImage, Problem> {
    let subsampled = planes
        .chroma
        .is_some_and(|chroma| (chroma.across, chroma.down) != (1, 1));
    let range = Range {
        full: labels.full_range,
        luma_depth: planes.luma_depth,
        chroma_depth: planes.chroma_depth,
    };
    let matrix = match planes.chroma {
        Some(_) => Matrix::new(labels, range, subsampled)?,
        None => Matrix::grey(range),
    };
    let size = (planes.width as u32, planes.height as u32);
    let pixels = if planes.luma_depth > 8 {
        ImageBuffer::from_raw(size.0, size.1, convert::<u16>(planes, &matrix))
            .map(DynamicImage::ImageRgb16)
    } else {
        ImageBuffer::from_raw(size.0, size.1, convert::<u8>(planes, &matrix))
            .map(DynamicImage::ImageRgb8)
    };
    pixels.ok_or_else(|| Problem::broken(message!("images-broken-size")))
}

/// Converts the luma plane to opacity, with 8 bits per sample, or 16 if the samples have more than 8.
pub(super) fn opacity(planes: &Planes<'_>, full_range: bool) -> Result<DynamicImage, Problem> {
    let range = Range {
        full: full_range,
        luma_depth: planes.luma_depth,
        chroma_depth: planes.luma_depth,
    };
    let (offset, scale) = range.luma();
    let size = (planes.width as u32, planes.height as u32);
    let pixels = if planes.luma_depth > 8 {
        ImageBuffer::from_raw(size.0, size.1, luma::<u16>(planes, offset, scale))
            .map(DynamicImage::ImageLuma16)
    } else {
        ImageBuffer::from_raw(size.0, size.1, luma::<u8>(planes, offset, scale))
            .map(DynamicImage::ImageLuma8)
    };
    pixels.ok_or_else(|| Problem::broken(message!("images-broken-size")))
}

/// A channel of a pixel.
trait Channel: Copy + Default + Send + Sync {
    const MAX: f32;
    fn of_bits(bits: u32) -> Self;

    /// Converts a value from 0 to 1. Values outside this range are clamped.
    fn of(value: f32) -> Self {
        // Adding 2²³ to a number rounds it and moves its integer part into the lowest bits. Rounding and a cast would
        // do the same, but are not compiled to vector instructions.
        const TWO_23: f32 = 8_388_608.0;
        let value = (value * Self::MAX).max(0.0).min(Self::MAX);
        Self::of_bits((value + TWO_23).to_bits() - TWO_23.to_bits())
    }
}

impl Channel for u8 {
    const MAX: f32 = 255.0;
    fn of_bits(bits: u32) -> u8 {
        bits as u8
    }
}

impl Channel for u16 {
    const MAX: f32 = 65535.0;
    fn of_bits(bits: u32) -> u16 {
        bits as u16
    }
}

fn luma<T: Channel>(planes: &Planes<'_>, offset: f32, scale: f32) -> Vec<T> {
    let mut pixels = vec![T::default(); planes.width * planes.height];
    let rows = pixels.par_chunks_mut(planes.width).enumerate();
    rows.for_each_init(
        || vec![0.0; planes.width],
        |samples, (row, pixels)| {
            (planes.row)(0, row, samples);
            for (pixel, sample) in pixels.iter_mut().zip(samples) {
                *pixel = T::of((*sample - offset) * scale);
            }
        },
    );
    pixels
}

fn convert<T: Channel>(planes: &Planes<'_>, matrix: &Matrix) -> Vec<T> {
    let mut pixels = vec![T::default(); planes.width * planes.height * 3];
    let columns = planes.chroma.map_or_else(Vec::new, |chroma| {
        neighbours(planes.width, chroma.across, chroma.origin.0)
    });
    let row_neighbours = planes.chroma.map_or_else(Vec::new, |chroma| {
        neighbours(planes.height, chroma.down, chroma.origin.1)
    });
    let bands = pixels.par_chunks_mut(planes.width * 3 * BAND).enumerate();
    bands.for_each_init(
        || Rows::new(planes, &columns),
        |rows, (band, pixels)| {
            for (line, pixels) in pixels.chunks_exact_mut(planes.width * 3).enumerate() {
                let line = band * BAND + line;
                (planes.row)(0, line, &mut rows.luma);
                if let Some(neighbours) = row_neighbours.get(line) {
                    rows.blend(*neighbours);
                }
                let [cb, cr] = &rows.chroma;
                let samples = rows.luma.iter().zip(cb).zip(cr);
                let (pixels, _) = pixels.as_chunks_mut::<3>();
                matrix.convert(pixels, samples, T::of);
            }
        },
    );
    pixels
}

/// The indices of the two samples on either side of a pixel, and the weight of the second.
#[derive(Clone, Copy)]
struct Neighbours {
    first: usize,
    second: usize,
    weight: f32,
}

fn neighbours(pixels: usize, step: usize, origin: f32) -> Vec<Neighbours> {
    let last = pixels.div_ceil(step).saturating_sub(1);
    let neighbours_of = |pixel: usize| {
        let position = ((pixel as f64 - f64::from(origin)) / step as f64).clamp(0.0, last as f64);
        let first = position.floor() as usize;
        Neighbours {
            first,
            second: (first + 1).min(last),
            weight: (position - first as f64) as f32,
        }
    };
    (0..pixels).map(neighbours_of).collect()
}

/// A row of luma and one of each chroma plane, at the picture's full width.
struct Rows<'a> {
    planes: &'a Planes<'a>,
    columns: &'a [Neighbours],
    luma: Vec<f32>,
    chroma: [Vec<f32>; 2],
    /// The last even and the last odd row of chroma that were read, at full width, with their numbers.
    cached_rows: [(Option<usize>, [Vec<f32>; 2]); 2],
    /// A row of chroma before it is interpolated to the full width.
    coded: Vec<f32>,
}

impl<'a> Rows<'a> {
    fn new(planes: &'a Planes<'a>, columns: &'a [Neighbours]) -> Rows<'a> {
        let row = || vec![0.0; planes.width];
        Rows {
            planes,
            columns,
            luma: row(),
            chroma: [row(), row()],
            cached_rows: [(None, [row(), row()]), (None, [row(), row()])],
            coded: vec![0.0; columns.last().map_or(0, |neighbours| neighbours.second + 1)],
        }
    }

    /// Interpolates between the two rows of chroma above and below a pixel row, and stores the result in `chroma`.
    fn blend(&mut self, neighbours: Neighbours) {
        self.read_row(neighbours.first);
        self.read_row(neighbours.second);
        let (first, second) = (
            &self.cached_rows[neighbours.first % 2].1,
            &self.cached_rows[neighbours.second % 2].1,
        );
        for ((chroma, first), second) in self.chroma.iter_mut().zip(first).zip(second) {
            for ((chroma, first), second) in chroma.iter_mut().zip(first).zip(second) {
                *chroma = first * (1.0 - neighbours.weight) + second * neighbours.weight;
            }
        }
    }

    fn read_row(&mut self, row: usize) {
        let (number, wide) = &mut self.cached_rows[row % 2];
        if *number == Some(row) {
            return;
        }
        *number = Some(row);
        for (plane, wide) in wide.iter_mut().enumerate() {
            (self.planes.row)(plane + 1, row, &mut self.coded);
            for (wide, neighbours) in wide.iter_mut().zip(self.columns) {
                *wide = self.coded[neighbours.first] * (1.0 - neighbours.weight)
                    + self.coded[neighbours.second] * neighbours.weight;
            }
        }
    }
}
