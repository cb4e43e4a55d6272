//! Decodes HEIC and AVIF, which hold HEVC or AV1 pictures in the same container format (HEIF, ISO/IEC 23008-12).
//!
//! The container's own rotation, mirroring and crop are applied to the pixels here. EXIF orientation is used only if
//! the container leaves the orientation to EXIF.

mod av1;
mod bytes;
mod coded;
mod coded_header;
mod container;
mod curve;
mod derived;
mod hevc;
mod items;
mod matrix;
mod obu;
mod opacity;
mod picture;
mod rgb;
mod transformations;

use std::io::{BufRead, Cursor, Seek};

use super::{Cost, Decoded, Header};
use crate::Problem;
use crate::colour::Colour;
use coded_header::Coded;
use container::Container;
use picture::Assembler;

pub(super) fn header(file: &mut (impl BufRead + Seek)) -> Result<Header, Problem> {
    let container = container::read(file)?;
    let stored = coded::shown_size(&container, container.primary(), file)?;
    let coded = coded::headers(&container, file)?;
    Ok(Header {
        stored,
        orientation: container.exif_orientation(file),
        cost: cost(stored, &coded),
    })
}

/// Estimates the memory that decoding takes, at 18 bytes for each pixel: the planes of four-byte samples, both in tiles
/// and as a whole, and the converted pixels. The area is that of all coded pictures or of the shown picture, whichever
/// is larger.
fn cost((width, height): (u32, u32), coded: &[Coded]) -> Cost {
    let area = |width: u32, height: u32| u64::from(width) * u64::from(height);
    let all: u64 = coded
        .iter()
        .map(|header| area(header.width, header.height))
        .sum();
    Cost {
        fixed: all.max(area(width, height)) * 18,
        per_pixel: 0,
    }
}

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Problem> {
    let container = container::read(&mut Cursor::new(bytes))?;
    let picture = Assembler::new(&container, bytes).assemble()?;
    let colour = match (icc(&container), picture.labels) {
        // A profile takes precedence over code points.
        (Some(icc), _) => Colour::of_icc(Some(icc)),
        (None, Some(labels)) => Colour::Cicp {
            primaries: labels.color_primaries as u8,
            transfer: labels.transfer_characteristics as u8,
        },
        (None, None) => Colour::Srgb,
    };
    Ok(Decoded {
        pixels: picture.pixels,
        colour,
    })
}

/// Returns the ICC profile of the picture or, if it has none, of its first part, since some encoders attach the profile
/// to the tiles only.
fn icc(container: &Container) -> Option<Vec<u8>> {
    let mut id = container.primary();
    for _ in 0..coded::MAX_LEVELS {
        if let Some(icc) = container.icc(id) {
            return Some(icc.to_vec());
        }
        id = *container.parts(id).first()?;
    }
    None
}
