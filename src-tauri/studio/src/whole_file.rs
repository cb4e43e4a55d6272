//! Files that are written whole or not at all.

use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// How the names of files begin that are not whole yet.
const PREFIX: &str = ".tintype-";

/// Puts a file in the place of what is there, once all of it is on the disk. Blocks.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut new = begin(folder)?;
    new.write_all(bytes)?;
    finish(new, path)
}

/// An empty file in a folder, which vanishes unless it is finished.
pub(crate) fn begin(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    // Others may read it as far as the umask lets them; the crate's default is for the owner's eyes only.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Gives a file its name, once all of it is on the disk. Blocks.
pub(crate) fn finish(new: NamedTempFile, path: &Path) -> io::Result<()> {
    new.as_file().sync_all()?;
    new.persist(path).map_err(|error| error.error)?;
    // The name is on the disk when the folder is. Where folders can't be opened, the system sees to it.
    #[cfg(unix)]
    if let Some(folder) = path.parent()
        && let Err(error) = std::fs::File::open(folder).and_then(|folder| folder.sync_all())
    {
        tracing::debug!(%error, "a folder can't be synchronised");
    }
    Ok(())
}

/// Removes from a folder of the app's own what a write left behind that was cut off. Nothing may be written there
/// meanwhile. Blocks.
pub(crate) fn sweep(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        if let Err(error) = std::fs::remove_file(entry.path()) {
            tracing::warn!(%error, "a file that was cut off stays");
        }
    }
}
