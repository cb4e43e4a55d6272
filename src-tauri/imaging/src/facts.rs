//! Reads an image's size and format from its header alone, which is fast enough for a whole folder.

use std::io::{BufRead, Cursor, Seek};
use std::path::Path;

use crate::{Format, Problem, decode, picture_file};

/// The facts in an image's header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The width of the upright image, in pixels.
    pub width: u32,
    /// The height of the upright image, in pixels.
    pub height: u32,
    /// The format, recognised by the content.
    pub format: Format,
}

impl Facts {
    /// Returns the area in pixels.
    pub fn area(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// Reads an image's header.
///
/// Success doesn't mean that the pixels can be decoded: the file may be cut off.
pub fn facts(path: &Path) -> Result<Facts, Problem> {
    let (mut file, format) = picture_file::open(path)?;
    of_header(&mut file, format)
}

/// Reads the header of an image file's bytes, in the same way as [`facts`].
pub fn facts_of_bytes(bytes: &[u8]) -> Result<Facts, Problem> {
    of_header(&mut Cursor::new(bytes), picture_file::recognise(bytes)?)
}

fn of_header(file: &mut (impl BufRead + Seek), format: Format) -> Result<Facts, Problem> {
    let (width, height) = decode::header(file, format)?.upright_size();
    Ok(Facts {
        width,
        height,
        format,
    })
}
