//! Opens regular files only. A folder may also contain pipes and devices, which can keep a reader waiting for ever or
//! return endless data.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use localization::text;

/// Opens a regular file for reading. Follows symbolic links, and never waits for another program.
///
/// # Errors
/// The system's own errors, and [`io::ErrorKind::InvalidInput`] with a reason for folders, pipes and devices.
pub fn open(path: &Path) -> io::Result<File> {
    // The kind of file is also checked before opening, because merely opening some devices has side effects.
    check_kind(&fs::metadata(path)?)?;
    let mut options = OpenOptions::new();
    options.read(true);
    // The path may name a pipe by now, and opening a pipe would wait for its writer.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    let file = options.open(path)?;
    check_kind(&file.metadata()?)?;
    Ok(file)
}

/// Reads a whole regular file of at most `limit` bytes.
///
/// # Errors
/// The errors of [`open`], and [`io::ErrorKind::FileTooLarge`] for a larger file.
pub fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    let length = file.metadata()?.len();
    let too_large = || Err(io::Error::from(io::ErrorKind::FileTooLarge));
    if length > limit {
        return too_large();
    }
    let mut bytes = Vec::with_capacity(length as usize);
    // The file may have grown in the meantime.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return too_large();
    }
    Ok(bytes)
}

fn check_kind(metadata: &Metadata) -> io::Result<()> {
    let reason = if metadata.is_file() {
        return Ok(());
    } else if metadata.is_dir() {
        text!("files-is-a-folder")
    } else {
        text!("files-is-a-device")
    };
    Err(io::Error::new(io::ErrorKind::InvalidInput, reason))
}
