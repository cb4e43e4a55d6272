//! Writes files completely or not at all.

use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// The prefix of the names of unfinished files.
const PREFIX: &str = ".tintype-";

/// Writes a file, and replaces an existing one once all of it is on the disk. Blocks.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut new = begin(folder)?;
    new.write_all(bytes)?;
    finish(new, path)
}

/// Creates an empty file in a folder, which is deleted unless it is finished.
pub(crate) fn begin(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    // Others may read the file as far as the umask allows. By default, the crate allows only the owner to read it.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Gives a file its name once all of it is on the disk. Blocks.
pub(crate) fn finish(new: NamedTempFile, path: &Path) -> io::Result<()> {
    new.as_file().sync_all()?;
    new.persist(path).map_err(|error| error.error)?;
    // The name is on the disk once the folder is synchronised. Where folders can't be opened, the system takes care of
    // it.
    #[cfg(unix)]
    if let Some(folder) = path.parent()
        && let Err(error) = std::fs::File::open(folder).and_then(|folder| folder.sync_all())
    {
        tracing::debug!(%error, "a folder can't be synchronised");
    }
    Ok(())
}

/// Removes the files that interrupted writes left in one of the app's own folders. Nothing may be written there at the
/// same time. Blocks.
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
