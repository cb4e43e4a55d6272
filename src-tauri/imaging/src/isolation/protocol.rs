//! The messages between the app and a worker: JSON, preceded by its length and followed by raw bytes.

use std::io::{self, Read, Write};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::fit::Fit;
use crate::{Format, Problem};

/// The maximum length of a message in bytes, without the bytes that follow it.
const MAX_MESSAGE: u32 = 1 << 16;

/// A request to render a picture. The file's bytes follow.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    pub format: Format,
    /// The text of an [`Edit`](crate::Edit) that has a background.
    pub edit: String,
    pub fit: Fit,
    /// The memory that the picture may take, in bytes.
    pub memory: u64,
    pub processor_time: Duration,
    /// The length of the file in bytes.
    pub file: u64,
}

/// A worker's response to a request.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Response {
    /// The pixels follow, three bytes each. The sender of the request knows how many there are.
    Picture {
        converted_colours: bool,
        flattened_alpha: bool,
    },
    Problem(Problem),
}

/// Writes a message and the bytes that follow it.
pub(super) fn write(to: &mut impl Write, message: &impl Serialize, bytes: &[u8]) -> io::Result<()> {
    let message = serde_json::to_vec(message)?;
    let length = u32::try_from(message.len())
        .ok()
        .filter(|length| *length <= MAX_MESSAGE)
        .ok_or(io::ErrorKind::InvalidData)?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(&message)?;
    to.write_all(bytes)?;
    to.flush()
}

/// Reads a message.
pub(super) fn read<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<T> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    if length > MAX_MESSAGE {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut message = vec![0; length as usize];
    from.read_exact(&mut message)?;
    Ok(serde_json::from_slice(&message)?)
}

/// Reads the bytes that follow a message.
pub(super) fn read_bytes(from: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let capacity = usize::try_from(length).map_err(|_| io::ErrorKind::OutOfMemory)?;
    bytes
        .try_reserve_exact(capacity)
        .map_err(|_| io::ErrorKind::OutOfMemory)?;
    if from.take(length).read_to_end(&mut bytes)? != capacity {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}
