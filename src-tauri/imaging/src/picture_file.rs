//! Reads the bytes of image files and recognises their format, without decoding them.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use files::regular_file;
use localization::{Message, message};

use crate::{Format, Problem};

/// The maximum size of a file that is read, in bytes: 1 GB, far above any photo.
pub const MAX_FILE_BYTES: u64 = 1_000_000_000;

/// Opens a file for reading its header, and recognises its format.
pub(crate) fn open(path: &Path) -> Result<(BufReader<File>, Format), Problem> {
    let mut file = open_picture(path)?;
    let mut start = Vec::with_capacity(Format::SIGNATURE_BYTES);
    file.by_ref()
        .take(Format::SIGNATURE_BYTES as u64)
        .read_to_end(&mut start)
        .and_then(|_| file.seek(SeekFrom::Start(0)))
        .map_err(|error| Problem::from_read_error(&error))?;
    let format = recognise(&start)?;
    Ok((BufReader::new(file), format))
}

/// Reads a whole file of at most [`MAX_FILE_BYTES`].
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    let file = open_picture(path)?;
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    let mut bytes = Vec::with_capacity(length.min(MAX_FILE_BYTES) as usize);
    // The file may have grown in the meantime.
    file.take(MAX_FILE_BYTES)
        .read_to_end(&mut bytes)
        .map_err(|error| Problem::from_read_error(&error))?;
    Ok(bytes)
}

/// Returns the format that a file's first bytes indicate.
pub(crate) fn recognise(bytes: &[u8]) -> Result<Format, Problem> {
    if bytes.is_empty() {
        return Err(Problem::Empty);
    }
    Format::of_content(bytes).ok_or_else(|| match unsupported_format_message(bytes) {
        Some(sentence) => Problem::unsupported(sentence),
        None => Problem::NotAnImage,
    })
}

/// Opens a regular file of at most [`MAX_FILE_BYTES`].
fn open_picture(path: &Path) -> Result<File, Problem> {
    let file = regular_file::open(path).map_err(|error| Problem::Unreadable {
        reason: Message::verbatim(error.to_string()),
    })?;
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    if length > MAX_FILE_BYTES {
        return Err(Problem::unsupported(message!(
            "images-unsupported-file-size"
        )));
    }
    Ok(file)
}

/// Returns the message about a common format that isn't supported.
fn unsupported_format_message(start: &[u8]) -> Option<Message> {
    Some(match start {
        [0xFF, 0x0A, ..] | [0, 0, 0, 12, b'J', b'X', b'L', b' ', ..] => {
            message!("images-unsupported-format", format = "JPEG XL")
        }
        [0, 0, 0, 12, b'j', b'P', ..] => {
            message!("images-unsupported-format", format = "JPEG 2000")
        }
        [b'8', b'B', b'P', b'S', ..] => message!("images-unsupported-photoshop"),
        [0, 0, 1, 0, ..] => message!("images-unsupported-icon"),
        [b'F', b'U', b'J', b'I', b'F', b'I', b'L', b'M', ..] => message!("images-unsupported-raw"),
        [b'%', b'P', b'D', b'F', ..] => message!("images-unsupported-pdf"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'c', b'r', b'x', ..] => {
            message!("images-unsupported-raw")
        }
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => message!("images-unsupported-video"),
        _ if start.starts_with(b"<svg") || start.starts_with(b"<?xml") => {
            message!("images-unsupported-drawing")
        }
        _ => return None,
    })
}
