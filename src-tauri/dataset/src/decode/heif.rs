//! HEIC and AVIF: one container (HEIF, ISO/IEC 23008-12), two codecs.
//!
//! The container's own turn, mirror and crop are applied to the pixels here. EXIF orientation is
//! looked at only where the container leaves it to EXIF.

mod av1;
mod bytes;
mod coded;
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

use super::{Decoded, Header};
use crate::Problem;
use crate::colour::Colour;
pub(crate) use coded::Coded;
use container::Container;
use picture::Maker;

pub(super) fn header(file: &mut (impl BufRead + Seek)) -> Result<Header, Problem> {
    let container = container::read(file)?;
    let stored = coded::shown_size(&container, container.primary(), file)?;
    coded::all(&container, file)?;
    Ok(Header {
        stored,
        orientation: container.exif_orientation(file),
    })
}

/// What each of a file's coded pictures is by its own header, tiles and alpha planes too. Reads
/// no pixels. Refuses a file whose pictures are larger than allowed or not as large as it says.
pub(crate) fn coded(file: &mut (impl BufRead + Seek)) -> Result<Vec<Coded>, Problem> {
    let container = container::read(file)?;
    coded::all(&container, file)
}

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Problem> {
    let container = container::read(&mut Cursor::new(bytes))?;
    let picture = Maker::new(&container, bytes).make()?;
    let colour = match (icc(&container), picture.labels) {
        // A profile counts more than code points.
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

/// The ICC profile of the picture, or else of the first one that it is made of: some encoders
/// give it to the tiles only.
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
