//! Files that are written whole or not at all.

use std::io::{self, Write};
use std::path::Path;

/// How the names of files begin that are not whole yet.
const PREFIX: &str = ".tintype-";

/// Puts a file in the place of what is there, once all of it is on the disk. Blocks.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    // Others may read it as far as the umask lets them; the crate's default is for the owner's eyes only.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut new = builder.tempfile_in(folder)?;
    new.write_all(bytes)?;
    new.as_file().sync_all()?;
    new.persist(path).map_err(|error| error.error)?;
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
