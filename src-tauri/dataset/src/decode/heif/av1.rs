//! AVIF's pixels, by re_rav1d (dav1d, ported to Rust): single pictures, grids, alpha.

use heic_decoder::{AlphaPlane, ChromaSampling, ColorInfo, DecodedImage};
use image::{DynamicImage, GenericImage};
use re_rav1d::dav1d::pixel::{ChromaLocation, YUVRange};
use re_rav1d::dav1d::{Decoder, Picture, PixelLayout, PlanarImageComponent, Settings};

use super::bytes::Bytes;
use super::container::{Container, crop_window};
use super::items::Property;
use crate::Problem;
use crate::problem::MAX_PIXELS;

/// The upright pixels, and what the video stream says about their colours.
pub(super) fn decode(
    container: &Container,
    file: &[u8],
) -> Result<(DynamicImage, Option<ColorInfo>), Problem> {
    let primary = container.primary();
    let (pixels, labels) = if container.item(primary)?.kind == *b"av01" {
        let planes = coded(container, file, primary)?;
        (super::rgb(&planes)?, planes.color_info)
    } else {
        grid(container, file, primary)?
    };
    Ok((placed(container, primary, pixels)?, labels))
}

/// A picture put together from tiles of equal size (ISO/IEC 23008-12, section 6.6.2.3).
fn grid(
    container: &Container,
    file: &[u8],
    id: u32,
) -> Result<(DynamicImage, Option<ColorInfo>), Problem> {
    let layout = container.data(id, file)?;
    let mut layout = Bytes(&layout);
    layout.u8()?; // version
    let wide = layout.u8()? & 1 == 1;
    let (rows, columns) = (u32::from(layout.u8()?) + 1, u32::from(layout.u8()?) + 1);
    let (width, height) = (layout.id(wide)?, layout.id(wide)?);
    super::super::within_limits((width, height))?;
    let tiles = container.parts(id);
    if tiles.len() as u64 != u64::from(rows) * u64::from(columns) {
        return Err(Problem::broken("tiles are missing"));
    }
    let mut whole: Option<(DynamicImage, Option<ColorInfo>)> = None;
    for (tile, number) in tiles.into_iter().zip(0..) {
        let planes = coded(container, file, tile)?;
        let pixels = super::rgb(&planes)?;
        let (whole, _) = whole.get_or_insert_with(|| {
            let empty = DynamicImage::new(width, height, pixels.color());
            (empty, planes.color_info)
        });
        let (row, column) = (number / columns, number % columns);
        let (x, y) = (
            column.saturating_mul(pixels.width()),
            row.saturating_mul(pixels.height()),
        );
        // Tiles at the right and the bottom may be larger than what is left of the picture.
        let (fits_across, fits_down) = (
            pixels.width().min(width.saturating_sub(x)),
            pixels.height().min(height.saturating_sub(y)),
        );
        let pixels = pixels.crop_imm(0, 0, fits_across, fits_down);
        copy(whole, &pixels, x, y)?;
    }
    whole.ok_or_else(|| Problem::broken("tiles are missing"))
}

/// Copies a tile. Both are of the same kind, unless the file is damaged.
fn copy(whole: &mut DynamicImage, tile: &DynamicImage, x: u32, y: u32) -> Result<(), Problem> {
    match (whole, tile) {
        (DynamicImage::ImageRgb8(whole), DynamicImage::ImageRgb8(tile)) => {
            whole.copy_from(tile, x, y)
        }
        (DynamicImage::ImageRgba8(whole), DynamicImage::ImageRgba8(tile)) => {
            whole.copy_from(tile, x, y)
        }
        (DynamicImage::ImageRgb16(whole), DynamicImage::ImageRgb16(tile)) => {
            whole.copy_from(tile, x, y)
        }
        (DynamicImage::ImageRgba16(whole), DynamicImage::ImageRgba16(tile)) => {
            whole.copy_from(tile, x, y)
        }
        _ => return Err(Problem::broken("its tiles are of different kinds")),
    }
    .map_err(Problem::broken)
}

/// The container's crop, turn and mirror, in its order.
fn placed(
    container: &Container,
    id: u32,
    mut pixels: DynamicImage,
) -> Result<DynamicImage, Problem> {
    for property in container.properties(id) {
        pixels = match property {
            Property::Crop(crop) => {
                let size = (pixels.width(), pixels.height());
                let [left, top, width, height] = crop_window(crop, size)?;
                pixels.crop_imm(left, top, width, height)
            }
            Property::Turn(1) => pixels.rotate270(),
            Property::Turn(2) => pixels.rotate180(),
            Property::Turn(3) => pixels.rotate90(),
            Property::Mirror { left_right: true } => pixels.fliph(),
            Property::Mirror { left_right: false } => pixels.flipv(),
            Property::Turn(_)
            | Property::Size(..)
            | Property::Icc(_)
            | Property::Codes(_)
            | Property::Auxiliary(_)
            | Property::Other => pixels,
        };
    }
    Ok(pixels)
}

/// One coded picture with its alpha plane.
fn coded(container: &Container, file: &[u8], id: u32) -> Result<DecodedImage, Problem> {
    let picture = frame(container.data(id, file)?)?;
    let mut planes = planes(&picture);
    planes.color_info = container.codes(id).or(planes.color_info);
    if let Some((alpha, premultiplied)) = container.alpha(id) {
        let picture = frame(container.data(alpha, file)?)?;
        if (picture.width(), picture.height()) != (planes.width as u32, planes.height as u32) {
            return Err(Problem::broken("its alpha plane has another size"));
        }
        planes.alpha = Some(AlphaPlane {
            bit_depth: depth(&picture),
            samples: samples(
                &picture,
                PlanarImageComponent::Y,
                planes.width,
                planes.height,
            ),
            premultiplied,
        });
    }
    Ok(planes)
}

/// Decodes the first frame of an AV1 stream.
fn frame(stream: Vec<u8>) -> Result<Picture, Problem> {
    if stream.is_empty() {
        return Err(Problem::broken("it holds no picture"));
    }
    let mut settings = Settings::new();
    // Several pictures are decoded at once already, each on a thread of ours.
    settings.set_n_threads(1);
    settings.set_max_frame_delay(1);
    settings.set_frame_size_limit(MAX_PIXELS as u32);
    let mut decoder = Decoder::with_settings(&settings).map_err(Problem::broken)?;
    match decoder.send_data(stream, None, None, None) {
        Err(error) if !error.is_again() => return Err(Problem::broken(error)),
        _ => {}
    }
    match decoder.get_picture() {
        // The stream wasn't taken whole at first.
        Err(error) if error.is_again() => decoder
            .send_pending_data()
            .and_then(|()| decoder.get_picture()),
        done => done,
    }
    .map_err(|error| match error.is_again() {
        true => Problem::broken("it ends too early"),
        false => Problem::broken(error),
    })
}

fn planes(picture: &Picture) -> DecodedImage {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let (format, sub_x, sub_y) = match picture.pixel_layout() {
        PixelLayout::I400 => (0, 1, 1),
        PixelLayout::I420 => (1, 2, 2),
        PixelLayout::I422 => (2, 2, 1),
        PixelLayout::I444 => (3, 1, 1),
    };
    let colourless = format == 0;
    let (cb_width, cb_height) = if colourless {
        (0, 0)
    } else {
        (width.div_ceil(sub_x), height.div_ceil(sub_y))
    };
    let chroma = |component| {
        if colourless {
            return Vec::new(); // asking for a plane that isn't there would panic
        }
        samples(picture, component, cb_width, cb_height)
    };
    DecodedImage {
        alpha: None,
        width,
        height,
        bit_depth_luma: depth(picture),
        bit_depth_chroma: depth(picture),
        chroma_format_idc: format,
        color_info: Some(labels(picture)),
        chroma_sampling: sampling(picture.chroma_location(), sub_x as u32, sub_y as u32),
        y: samples(picture, PlanarImageComponent::Y, width, height),
        cb: chroma(PlanarImageComponent::U),
        cr: chroma(PlanarImageComponent::V),
        cb_width,
        cb_height,
        metadata: heic_decoder::Metadata::default(),
    }
}

fn depth(picture: &Picture) -> u32 {
    picture.bits_per_component().map_or(8, |bits| bits.0 as u32)
}

fn labels(picture: &Picture) -> ColorInfo {
    ColorInfo {
        color_primaries: picture.color_primaries() as u16,
        transfer_characteristics: picture.transfer_characteristic() as u16,
        matrix_coefficients: picture.matrix_coefficients() as u16,
        full_range: picture.color_range() == YUVRange::Full,
    }
}

/// Where the chroma samples lie; where the file doesn't say, between the pixels, as in JPEG.
fn sampling(location: ChromaLocation, sub_x: u32, sub_y: u32) -> ChromaSampling {
    let across = match location == ChromaLocation::Left || location == ChromaLocation::TopLeft {
        true => 0.0,
        false => 0.5,
    };
    let down = match location == ChromaLocation::TopLeft {
        true => 0.0,
        false => 0.5,
    };
    ChromaSampling {
        sub_x,
        sub_y,
        origin_x: across * (sub_x - 1) as f32,
        origin_y: down * (sub_y - 1) as f32,
    }
}

/// One plane's samples, without the padding behind each row.
fn samples(
    picture: &Picture,
    component: PlanarImageComponent,
    width: usize,
    height: usize,
) -> Vec<i32> {
    let plane = picture.plane(component);
    let rows = plane
        .chunks(picture.stride(component).max(1) as usize)
        .take(height);
    if depth(picture) == 8 {
        rows.flat_map(|row| &row[..width])
            .map(|sample| i32::from(*sample))
            .collect()
    } else {
        rows.flat_map(|row| row[..2 * width].chunks_exact(2))
            .map(|sample| i32::from(u16::from_ne_bytes([sample[0], sample[1]])))
            .collect()
    }
}
