//! What an image is, read from its header alone: cheap enough for a whole folder.

use std::path::Path;

use crate::{Format, Problem, decode, source};

/// What an image's header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Upright width in pixels.
    pub width: u32,
    /// Upright height in pixels.
    pub height: u32,
    /// The format by content.
    pub format: Format,
}

impl Facts {
    /// The area in pixels.
    pub fn area(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// Reads an image's header.
///
/// That it succeeds doesn't promise that the pixels can be decoded: they may still break off.
pub fn facts(path: &Path) -> Result<Facts, Problem> {
    let (mut file, format) = source::open(path)?;
    let header = decode::header(&mut file, format)?;
    let (width, height) = header.upright();
    Ok(Facts {
        width,
        height,
        format,
    })
}
