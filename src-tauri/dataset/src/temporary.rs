//! Files being written: invisible to every other program until they are whole.
//!
//! A temporary file lies hidden in the folder where it will be shown, so that showing it is one
//! rename. Its writer holds a lock on it, which the system releases when the writer is killed:
//! that is how a left-over is told from a file that another window is writing right now.
//! Captions and arriving images are written through here; nothing else writes into a dataset.
//! Exported zips are as well, since they must not replace anything either.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::regular;
use crate::stamp::Stamp;

pub(crate) const PREFIX: &str = ".tintype-";
pub(crate) const SUFFIX: &str = ".part";

/// A hidden file that becomes a visible one by [`Temporary::replace`] or [`Temporary::place`], and
/// otherwise vanishes when dropped.
pub(crate) struct Temporary {
    file: NamedTempFile,
}

/// Which side of a copy failed.
#[derive(Debug)]
pub(crate) enum FillError {
    /// What was copied from.
    Source(io::Error),
    /// The folder copied into: the next file would fare no better.
    Folder(io::Error),
}

impl Temporary {
    /// Creates an empty one in `folder`.
    pub(crate) fn in_folder(folder: &Path) -> io::Result<Temporary> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).suffix(SUFFIX);
        // A dataset is ordinary files that other people and programs may read, as far as the
        // umask lets them; the crate's default is for the owner's eyes only.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder)?;
        if let Err(error) = file.as_file().lock() {
            tracing::debug!(%error, "this file system has no locks; left-overs will stay");
        }
        Ok(Temporary { file })
    }

    /// Where it is now.
    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }

    /// Appends `bytes`.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// Appends all that `source` gives; returns how many bytes that was.
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

    /// Becomes `path`, in the place of what was there, once the bytes are safely on the disk.
    /// Whoever looks sees either the old file or the whole new one, also after a power cut.
    pub(crate) fn replace(self, path: &Path) -> io::Result<Stamp> {
        let file = self.file.as_file();
        // Not every network share and not every drive lets permissions be set; the text is worth more.
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

    /// Becomes `path`, which must not exist yet ([`io::ErrorKind::AlreadyExists`], and the
    /// temporary file comes back). It doesn't wait for the disk: a power cut may cost the copy,
    /// and the original is still where it was.
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
        // FAT and some network drives know neither a rename that refuses to overwrite nor hard
        // links. There an empty file claims the name, and is replaced.
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

/// Makes a rename outlive a power cut. Not every file system can; the rename has happened anyway.
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

/// Whether a file name is that of a temporary file, whoever made it.
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
