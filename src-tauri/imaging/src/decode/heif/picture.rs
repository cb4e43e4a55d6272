//! Assembles a file's picture from its parts: tiles, layers and alpha planes.

use std::io::Cursor;
use std::sync::atomic::{AtomicU64, Ordering};

use heic_decoder::ColorInfo;
use image::imageops::{self, FilterType};
use image::{DynamicImage, GenericImageView, Rgba, RgbaImage, buffer::ConvertBuffer};
use localization::message;
use rayon::prelude::*;

use super::bytes::damaged;
use super::coded::{self, MAX_LEVELS};
use super::container::Container;
use super::derived::{Grid, Overlay};
use super::{av1, hevc, opacity, rgb, transformations};
use crate::Problem;
use crate::problem::MAX_PIXELS;

/// The code of ITU-T H.273 for an unspecified value.
const UNSPECIFIED: u16 = 2;

/// Pixels, and the colour labels that their file declares.
pub(super) struct Picture {
    pub pixels: DynamicImage,
    /// `None` for an alpha plane.
    pub labels: Option<ColorInfo>,
}

/// The use of a coded picture.
#[derive(Clone, Copy)]
enum Purpose {
    /// Its colours. The code points are those of the picture that it is a part of, and are used if it declares none.
    Colours(Option<ColorInfo>),
    /// Its luma, as opacity.
    Opacity,
}

/// Decodes the parts of a picture and assembles them.
pub(super) struct Assembler<'a> {
    container: &'a Container,
    bytes: &'a [u8],
    /// The number of pixels that may still be decoded. The number is limited because a file can use the same part many
    /// times.
    remaining_pixels: AtomicU64,
}

impl<'a> Assembler<'a> {
    pub(super) fn new(container: &'a Container, bytes: &'a [u8]) -> Assembler<'a> {
        Assembler {
            container,
            bytes,
            remaining_pixels: AtomicU64::new(4 * MAX_PIXELS),
        }
    }

    /// Returns the primary picture after its transformations.
    pub(super) fn assemble(&self) -> Result<Picture, Problem> {
        self.transformed(self.container.primary(), Purpose::Colours(None), MAX_LEVELS)
    }

    fn file(&self) -> Cursor<&'a [u8]> {
        Cursor::new(self.bytes)
    }

    /// Returns a picture after its transformations.
    fn transformed(&self, id: u32, purpose: Purpose, levels: usize) -> Result<Picture, Problem> {
        let picture = self.untransformed(id, purpose, levels)?;
        Ok(Picture {
            pixels: transformations::apply(self.container, id, picture.pixels)?,
            labels: picture.labels,
        })
    }

    /// Returns a picture before its transformations, with its alpha plane.
    fn untransformed(&self, id: u32, purpose: Purpose, levels: usize) -> Result<Picture, Problem> {
        let levels = levels.checked_sub(1).ok_or_else(damaged)?;
        let size = coded::size(self.container, id, &mut self.file())?;
        let purpose = match purpose {
            Purpose::Colours(codes) => Purpose::Colours(self.container.code_points(id).or(codes)),
            Purpose::Opacity => Purpose::Opacity,
        };
        let mut picture = match &self.container.item(id)?.kind {
            b"grid" => self.grid(id, purpose, levels)?,
            b"iovl" => self.overlay(id, purpose, levels)?,
            // For a picture with a gain map (`tmap`), the first part is the picture without the map.
            b"iden" | b"tmap" => {
                let part = *self.container.parts(id).first().ok_or_else(damaged)?;
                self.transformed(part, purpose, levels)?
            }
            _ => self.coded(id, purpose)?,
        };
        picture.pixels = fit_to_size(picture.pixels, size, coded::is_layered(self.container, id))?;
        if let (Purpose::Colours(_), Some((alpha, premultiplied))) =
            (purpose, self.container.alpha(id))
        {
            let alpha = self.untransformed(alpha, Purpose::Opacity, levels)?.pixels;
            picture.pixels = opacity::add_opacity(picture.pixels, alpha, premultiplied)?;
        }
        Ok(picture)
    }

    fn coded(&self, id: u32, purpose: Purpose) -> Result<Picture, Problem> {
        let mut file = self.file();
        // A picture counts as at least 4,096 pixels, since starting to decode it has a cost of its own.
        let (width, height) = coded::size(self.container, id, &mut file)?;
        let cost = (u64::from(width) * u64::from(height)).max(1 << 12);
        let subtract = |remaining: u64| remaining.checked_sub(cost);
        if (self.remaining_pixels)
            .try_update(Ordering::Relaxed, Ordering::Relaxed, subtract)
            .is_err()
        {
            return Err(Problem::broken(message!("images-broken-parts-large")));
        }
        if self.container.item(id)?.kind == *b"av01" {
            let frame = av1::decode(self.container, id, &mut file)?;
            let planes = frame.planes();
            let full_range = planes.labels.full_range;
            pixels(&planes, purpose, full_range)
        } else {
            let decoded = hevc::decode(self.container, id, &mut file)?;
            // Encoders use the full range for opacity, but don't declare it.
            pixels(&hevc::planes(&decoded), purpose, true)
        }
    }

    fn grid(&self, id: u32, purpose: Purpose, levels: usize) -> Result<Picture, Problem> {
        let grid = Grid::read(self.container, id, &mut self.file())?;
        let tiles = self.container.parts(id);
        let (first, rest) = tiles.split_first().ok_or_else(damaged)?;
        let first = self.transformed(*first, purpose, levels)?;
        let (width, height) = first.pixels.dimensions();
        grid.check_tiles((width, height), tiles.len())?;
        let mut canvas = DynamicImage::new(grid.size.0, grid.size.1, first.pixels.color());
        let position = |number: usize| {
            let (row, column) = (number as u32 / grid.columns, number as u32 % grid.columns);
            (i64::from(column * width), i64::from(row * height))
        };
        copy_tile(&mut canvas, &first.pixels, (0, 0))?;
        // Only as many tiles as there are threads are decoded at once, since each takes memory until it is copied.
        let batch_size = rayon::current_num_threads();
        for (chunk, number) in rest.chunks(batch_size).zip((1..).step_by(batch_size)) {
            let tiles: Vec<_> = chunk
                .par_iter()
                .map(|tile| self.transformed(*tile, purpose, levels))
                .collect::<Result<_, _>>()?;
            for (tile, number) in tiles.iter().zip(number..) {
                if tile.pixels.dimensions() != (width, height) {
                    return Err(Problem::broken(message!("images-broken-tiles-sizes")));
                }
                copy_tile(&mut canvas, &tile.pixels, position(number))?;
            }
        }
        Ok(Picture {
            pixels: canvas,
            labels: first.labels,
        })
    }

    fn overlay(&self, id: u32, purpose: Purpose, levels: usize) -> Result<Picture, Problem> {
        let overlay = Overlay::read(self.container, id, &mut self.file())?;
        let (width, height) = overlay.size;
        let fill = Rgba(overlay.fill.map(|channel| (channel >> 8) as u8));
        let mut canvas = RgbaImage::from_pixel(width, height, fill);
        let mut labels = None;
        for (part, (x, y)) in self.container.parts(id).iter().zip(overlay.offsets) {
            let part = self.transformed(*part, purpose, levels)?;
            labels = labels.or(part.labels);
            let pixels = part.pixels.into_rgba8();
            imageops::overlay(&mut canvas, &pixels, i64::from(x), i64::from(y));
        }
        let pixels = match (purpose, canvas.pixels().all(|pixel| pixel.0[3] == u8::MAX)) {
            (Purpose::Opacity, _) => DynamicImage::from(canvas).into_luma8().into(),
            (Purpose::Colours(_), false) => canvas.into(),
            (Purpose::Colours(_), true) => DynamicImage::ImageRgb8(canvas.convert()),
        };
        Ok(Picture { pixels, labels })
    }
}

/// Converts a decoded picture's planes to pixels.
fn pixels(
    planes: &rgb::Planes<'_>,
    purpose: Purpose,
    full_range_opacity: bool,
) -> Result<Picture, Problem> {
    match purpose {
        Purpose::Colours(codes) => {
            let labels = labels(codes, planes.labels);
            Ok(Picture {
                pixels: rgb::colours(planes, labels)?,
                labels: Some(labels),
            })
        }
        Purpose::Opacity => Ok(Picture {
            pixels: rgb::opacity(planes, full_range_opacity)?,
            labels: None,
        }),
    }
}

/// Merges the labels of the container and the codec. The container's labels take precedence, except for unspecified
/// codes.
fn labels(codes: Option<ColorInfo>, codec: ColorInfo) -> ColorInfo {
    let Some(codes) = codes else {
        return codec;
    };
    let merge = |container: u16, codec: u16| match container {
        UNSPECIFIED => codec,
        specified => specified,
    };
    ColorInfo {
        color_primaries: merge(codes.color_primaries, codec.color_primaries),
        transfer_characteristics: merge(
            codes.transfer_characteristics,
            codec.transfer_characteristics,
        ),
        matrix_coefficients: merge(codes.matrix_coefficients, codec.matrix_coefficients),
        full_range: codes.full_range,
    }
}

/// Crops or scales the pixels to the declared size. A coded picture can have a margin that isn't shown, which is cut
/// off. A layer can be smaller than the picture that it belongs to, and is then scaled.
fn fit_to_size(
    pixels: DynamicImage,
    size: (u32, u32),
    is_layered: bool,
) -> Result<DynamicImage, Problem> {
    let current = pixels.dimensions();
    if current == size {
        Ok(pixels)
    } else if is_layered {
        Ok(pixels.resize_exact(size.0, size.1, FilterType::Triangle))
    } else if current.0 >= size.0 && current.1 >= size.1 {
        Ok(pixels.crop_imm(0, 0, size.0, size.1))
    } else {
        Err(Problem::broken(message!("images-broken-size")))
    }
}

/// Copies the part of a tile that is within the picture. Refuses a tile of another pixel type, which only a damaged
/// file has.
fn copy_tile(
    whole: &mut DynamicImage,
    tile: &DynamicImage,
    (x, y): (i64, i64),
) -> Result<(), Problem> {
    match (whole, tile) {
        (DynamicImage::ImageRgb8(whole), DynamicImage::ImageRgb8(tile)) => {
            imageops::replace(whole, tile, x, y);
        }
        (DynamicImage::ImageRgba8(whole), DynamicImage::ImageRgba8(tile)) => {
            imageops::replace(whole, tile, x, y);
        }
        (DynamicImage::ImageRgb16(whole), DynamicImage::ImageRgb16(tile)) => {
            imageops::replace(whole, tile, x, y);
        }
        (DynamicImage::ImageRgba16(whole), DynamicImage::ImageRgba16(tile)) => {
            imageops::replace(whole, tile, x, y);
        }
        (DynamicImage::ImageLuma8(whole), DynamicImage::ImageLuma8(tile)) => {
            imageops::replace(whole, tile, x, y);
        }
        (DynamicImage::ImageLuma16(whole), DynamicImage::ImageLuma16(tile)) => {
            imageops::replace(whole, tile, x, y);
        }
        _ => return Err(Problem::broken(message!("images-broken-tiles-kinds"))),
    }
    Ok(())
}
