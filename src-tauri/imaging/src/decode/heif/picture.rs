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
    /// `None` for opacity.
    pub labels: Option<ColorInfo>,
}

/// The use of a coded picture.
#[derive(Clone, Copy)]
enum Wanted {
    /// Its colours, with the code points of the pictures that it is a part of.
    Colours(Option<ColorInfo>),
    /// Its luma, as opacity.
    Opacity,
}

/// Decodes the parts of a picture and assembles them.
pub(super) struct Maker<'a> {
    container: &'a Container,
    bytes: &'a [u8],
    /// The number of pixels that may still be decoded. It is limited because a picture can have the same part many
    /// times.
    left: AtomicU64,
}

impl<'a> Maker<'a> {
    pub(super) fn new(container: &'a Container, bytes: &'a [u8]) -> Maker<'a> {
        Maker {
            container,
            bytes,
            left: AtomicU64::new(4 * MAX_PIXELS),
        }
    }

    /// Returns the primary picture after its transformations.
    pub(super) fn make(&self) -> Result<Picture, Problem> {
        self.shown(self.container.primary(), Wanted::Colours(None), MAX_LEVELS)
    }

    fn file(&self) -> Cursor<&'a [u8]> {
        Cursor::new(self.bytes)
    }

    /// Returns a picture after its transformations.
    fn shown(&self, id: u32, wanted: Wanted, levels: usize) -> Result<Picture, Problem> {
        let picture = self.whole(id, wanted, levels)?;
        Ok(Picture {
            pixels: transformations::apply(self.container, id, picture.pixels)?,
            labels: picture.labels,
        })
    }

    /// Returns a picture before its transformations, with its alpha plane.
    fn whole(&self, id: u32, wanted: Wanted, levels: usize) -> Result<Picture, Problem> {
        let levels = levels.checked_sub(1).ok_or_else(damaged)?;
        let size = coded::size(self.container, id, &mut self.file())?;
        let wanted = match wanted {
            Wanted::Colours(codes) => Wanted::Colours(self.container.codes(id).or(codes)),
            Wanted::Opacity => Wanted::Opacity,
        };
        let mut picture = match &self.container.item(id)?.kind {
            b"grid" => self.grid(id, wanted, levels)?,
            b"iovl" => self.overlay(id, wanted, levels)?,
            // For a picture with a gain map (`tmap`), the first part is the picture without the map.
            b"iden" | b"tmap" => {
                let part = *self.container.parts(id).first().ok_or_else(damaged)?;
                self.shown(part, wanted, levels)?
            }
            _ => self.coded(id, wanted)?,
        };
        picture.pixels = fitted(picture.pixels, size, coded::is_layered(self.container, id))?;
        if let (Wanted::Colours(_), Some((alpha, premultiplied))) =
            (wanted, self.container.alpha(id))
        {
            let alpha = self.whole(alpha, Wanted::Opacity, levels)?.pixels;
            picture.pixels = opacity::attached(picture.pixels, alpha, premultiplied)?;
        }
        Ok(picture)
    }

    fn coded(&self, id: u32, wanted: Wanted) -> Result<Picture, Problem> {
        let mut file = self.file();
        // Small pictures count as more than their pixels, since starting each one has a cost.
        let (width, height) = coded::size(self.container, id, &mut file)?;
        let cost = (u64::from(width) * u64::from(height)).max(1 << 12);
        let count = |left: u64| left.checked_sub(cost);
        if (self.left)
            .try_update(Ordering::Relaxed, Ordering::Relaxed, count)
            .is_err()
        {
            return Err(Problem::broken(message!("images-broken-parts-large")));
        }
        if self.container.item(id)?.kind == *b"av01" {
            let frame = av1::decode(self.container, id, &mut file)?;
            let planes = frame.planes();
            let full_range = planes.labels.full_range;
            pixels(&planes, wanted, full_range)
        } else {
            let decoded = hevc::decode(self.container, id, &mut file)?;
            // Encoders use the full range for opacity, but don't declare it.
            pixels(&hevc::planes(&decoded), wanted, true)
        }
    }

    fn grid(&self, id: u32, wanted: Wanted, levels: usize) -> Result<Picture, Problem> {
        let grid = Grid::read(self.container, id, &mut self.file())?;
        let tiles = self.container.parts(id);
        let (first, rest) = tiles.split_first().ok_or_else(damaged)?;
        let first = self.shown(*first, wanted, levels)?;
        let (width, height) = first.pixels.dimensions();
        grid.hold_tiles((width, height), tiles.len())?;
        let mut whole = DynamicImage::new(grid.size.0, grid.size.1, first.pixels.color());
        let place = |number: usize| {
            let (row, column) = (number as u32 / grid.columns, number as u32 % grid.columns);
            (i64::from(column * width), i64::from(row * height))
        };
        put(&mut whole, &first.pixels, (0, 0))?;
        // Only as many tiles as there are threads are decoded at once, since each takes memory until it is copied.
        let at_once = rayon::current_num_threads();
        for (chunk, number) in rest.chunks(at_once).zip((1..).step_by(at_once)) {
            let tiles: Vec<_> = chunk
                .par_iter()
                .map(|tile| self.shown(*tile, wanted, levels))
                .collect::<Result<_, _>>()?;
            for (tile, number) in tiles.iter().zip(number..) {
                if tile.pixels.dimensions() != (width, height) {
                    return Err(Problem::broken(message!("images-broken-tiles-sizes")));
                }
                put(&mut whole, &tile.pixels, place(number))?;
            }
        }
        Ok(Picture {
            pixels: whole,
            labels: first.labels,
        })
    }

    fn overlay(&self, id: u32, wanted: Wanted, levels: usize) -> Result<Picture, Problem> {
        let overlay = Overlay::read(self.container, id, &mut self.file())?;
        let (width, height) = overlay.size;
        let fill = Rgba(overlay.fill.map(|channel| (channel >> 8) as u8));
        let mut canvas = RgbaImage::from_pixel(width, height, fill);
        let mut labels = None;
        for (part, (x, y)) in self.container.parts(id).iter().zip(overlay.offsets) {
            let part = self.shown(*part, wanted, levels)?;
            labels = labels.or(part.labels);
            let pixels = part.pixels.into_rgba8();
            imageops::overlay(&mut canvas, &pixels, i64::from(x), i64::from(y));
        }
        let pixels = match (wanted, canvas.pixels().all(|pixel| pixel.0[3] == u8::MAX)) {
            (Wanted::Opacity, _) => DynamicImage::from(canvas).into_luma8().into(),
            (Wanted::Colours(_), false) => canvas.into(),
            (Wanted::Colours(_), true) => DynamicImage::ImageRgb8(canvas.convert()),
        };
        Ok(Picture { pixels, labels })
    }
}

/// Converts a decoded picture's planes to pixels.
fn pixels(
    planes: &rgb::Planes<'_>,
    wanted: Wanted,
    full_range_opacity: bool,
) -> Result<Picture, Problem> {
    match wanted {
        Wanted::Colours(codes) => {
            let labels = labels(codes, planes.labels);
            Ok(Picture {
                pixels: rgb::colours(planes, labels)?,
                labels: Some(labels),
            })
        }
        Wanted::Opacity => Ok(Picture {
            pixels: rgb::opacity(planes, full_range_opacity)?,
            labels: None,
        }),
    }
}

/// Merges the labels. Those of the container take precedence over those of the codec, unless they are unspecified.
fn labels(codes: Option<ColorInfo>, codec: ColorInfo) -> ColorInfo {
    let Some(codes) = codes else {
        return codec;
    };
    let known = |container: u16, codec: u16| match container {
        UNSPECIFIED => codec,
        known => known,
    };
    ColorInfo {
        color_primaries: known(codes.color_primaries, codec.color_primaries),
        transfer_characteristics: known(
            codes.transfer_characteristics,
            codec.transfer_characteristics,
        ),
        matrix_coefficients: known(codes.matrix_coefficients, codec.matrix_coefficients),
        full_range: codes.full_range,
    }
}

/// Returns the pixels in the declared size. A coded picture can have a margin that isn't shown, and a layer can be
/// smaller than the picture that it belongs to.
fn fitted(pixels: DynamicImage, size: (u32, u32), layered: bool) -> Result<DynamicImage, Problem> {
    let own = pixels.dimensions();
    if own == size {
        Ok(pixels)
    } else if layered {
        Ok(pixels.resize_exact(size.0, size.1, FilterType::Triangle))
    } else if own.0 >= size.0 && own.1 >= size.1 {
        Ok(pixels.crop_imm(0, 0, size.0, size.1))
    } else {
        Err(Problem::broken(message!("images-broken-size")))
    }
}

/// Copies the part of a tile that is within the picture. Both have the same pixel type, unless the file is damaged.
fn put(whole: &mut DynamicImage, tile: &DynamicImage, (x, y): (i64, i64)) -> Result<(), Problem> {
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
