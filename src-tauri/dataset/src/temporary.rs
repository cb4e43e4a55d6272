//! Writes files that stay invisible to other programs until they are complete.
//!
//! A temporary file is hidden in the folder where it will be shown, so that one rename shows it. Its writer holds a
//! lock on it, which the system releases when the writer is killed. This distinguishes a left-over from a file that
//! another window is writing. Captions and arriving images are written through this module; nothing else writes into a
//! dataset. Exported zips are as well, since they must not replace anything either.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::regular;
use crate::stamp::Stamp;

pub(crate) const PREFIX: &str = ".tintype-";
pub(crate) const SUFFIX: &str = ".part";

/// A hidden file that is made visible by [`Temporary::replace`] or [`Temporary::place`], and is otherwise removed when
/// it is dropped.
pub(crate) struct Temporary {
    file: NamedTempFile,
}

/// The side of a copy that failed.
#[derive(Debug)]
pub(crate) enum FillError {
    /// The source of the copy.
    Source(io::Error),
    /// The destination folder. The next file would fail as well.
    Folder(io::Error),
}

impl Temporary {
    /// Creates an empty temporary file in `folder`.
    pub(crate) fn in_folder(folder: &Path) -> io::Result<Temporary> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).suffix(SUFFIX);
        // A dataset consists of ordinary files that other people and programs may read, as far as the umask allows; the
        // crate's default is access for the owner only.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder)?;
        if let Err(error) = file.as_file().lock() {
            tracing::debug!(%error, "this file system has no locks; left-overs will stay");
        }
        Ok(Temporary { file })
    }

    /// Returns the file's current path.
    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }

    /// Appends `bytes`.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// Appends everything from `source`, and returns the number of bytes.
    pub(crate) fn fill(&mut self, source: &mut impl Read) -> Result<u64, FillError> {
        let mut buffer = vec![0; 256 * 1024];
        let mut total = 0;
        loop {
            let read = match source.read(&mut buffer) {
                Ok(0) => return Ok(total),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(FillError::Source(error)),
            };
            self.append(&buffer[..read]).map_err(FillError::Folder)?;
            total += read as u64;
        }
    }

    /// Moves the file to `path`, where it replaces any other file, once the bytes are safely on the disk. Other
    /// programs see either the old file or the complete new one, even after a power cut.
    pub(crate) fn replace(self, path: &Path) -> io::Result<Stamp> {
        let file = self.file.as_file();
        // Not every network share or drive supports setting permissions; the text is more important.
        if let Ok(old) = fs::metadata(path)
            && let Err(error) = file.set_permissions(old.permissions())
        {
            tracing::debug!(%error, "a file's permissions can't be kept");
        }
        file.sync_all()?;
        let stamp = Stamp::from(&file.metadata()?);
        self.file.persist(path).map_err(|error| error.error)?;
        keep_rename(path);
        Ok(stamp)
    }

    /// Moves the file to `path`, which must not exist yet. If it exists, the error is [`io::ErrorKind::AlreadyExists`];
    /// every error returns the temporary file. This doesn't wait for the disk: a power cut may lose the copy, but the
    /// original still exists.
    pub(crate) fn place(self, path: &Path) -> Result<Stamp, (io::Error, Temporary)> {
        let stamp = match self.file.as_file().metadata() {
            Ok(metadata) => Stamp::from(&metadata),
            Err(error) => return Err((error, self)),
        };
        let (error, file) = match self.file.persist_noclobber(path) {
            Ok(_) => return Ok(stamp),
            Err(failed) => (failed.error, failed.file),
        };
        if error.kind() == io::ErrorKind::AlreadyExists {
            return Err((error, Temporary { file }));
        }
        // FAT and some network drives support neither a rename that refuses to overwrite nor hard links. There, an
        // empty file reserves the name and is then replaced.
        if let Err(error) = File::create_new(path) {
            return Err((error, Temporary { file }));
        }
        match file.persist(path) {
            Ok(_) => Ok(stamp),
            Err(failed) => Err((failed.error, Temporary { file: failed.file })),
        }
    }
}

impl Write for Temporary {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Makes a rename survive a power cut. Not every file system supports this; the rename has happened anyway.
fn keep_rename(path: &Path) {
    #[cfg(unix)]
    if let Some(folder) = path.parent()
        && let Err(error) = File::open(folder).and_then(|folder| folder.sync_all())
    {
        tracing::debug!(%error, "the folder could not be flushed");
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// Returns whether a file name is that of a temporary file of any process.
pub(crate) fn is_temporary(name: &str) -> bool {
    name.starts_with(PREFIX) && name.ends_with(SUFFIX)
}

/// Removes the temporary file at `path` if its writer is dead.
pub(crate) fn remove_left_over(path: &Path) {
    let abandoned = regular::open(path).is_ok_and(|file| file.try_lock().is_ok());
    if abandoned && let Err(error) = fs::remove_file(path) {
        tracing::debug!(%error, path = %path.display(), "a left-over temporary file stays");
    }
}
