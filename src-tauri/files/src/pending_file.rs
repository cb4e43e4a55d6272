//! Writes files that stay hidden until they are complete.
//!
//! A pending file has a hidden name in its destination folder, so that one rename makes it visible. Its writer holds a
//! lock on it, which the system releases when the writer ends, even if it is killed. The lock distinguishes a file that
//! another process is writing from a left-over.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile, TempDir};

use crate::{Fingerprint, regular_file};

const PREFIX: &str = ".tintype-";
const SUFFIX: &str = ".part";

/// A hidden file that is made visible by [`PendingFile::replace`] or [`PendingFile::place`], and is otherwise removed
/// when it is dropped.
#[derive(Debug)]
pub struct PendingFile {
    file: NamedTempFile,
}

/// The error of a failed copy.
#[derive(Debug)]
pub enum FillError {
    /// Reading the source failed.
    Source(io::Error),
    /// Writing to the destination folder failed. The next file would fail as well.
    Folder(io::Error),
}

impl PendingFile {
    /// Creates an empty pending file in `folder`. On Unix, the umask determines its permissions, as for ordinary files.
    ///
    /// # Errors
    /// The system's error if the folder can't be written to.
    pub fn create_in(folder: &Path) -> io::Result<PendingFile> {
        let mut builder = Builder::new();
        // By default, only the owner can read a temporary file.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        PendingFile::build(&mut builder, folder)
    }

    /// Creates an empty pending file in `folder`. On Unix, only its owner can read it.
    ///
    /// # Errors
    /// The system's error if the folder can't be written to.
    pub fn create_private_in(folder: &Path) -> io::Result<PendingFile> {
        PendingFile::build(&mut Builder::new(), folder)
    }

    fn build(builder: &mut Builder, folder: &Path) -> io::Result<PendingFile> {
        let file = builder.prefix(PREFIX).suffix(SUFFIX).tempfile_in(folder)?;
        if let Err(error) = file.as_file().lock() {
            tracing::debug!(%error, "this file system has no locks; left-overs will stay");
        }
        Ok(PendingFile { file })
    }

    /// Returns the file's current path.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Returns the open file, for reading back what was written.
    pub fn as_file_mut(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Appends `bytes`.
    ///
    /// # Errors
    /// The system's error, such as a full disk.
    pub fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// Appends everything from `source`, and returns the number of bytes.
    ///
    /// # Errors
    /// See [`FillError`].
    pub fn fill(&mut self, source: &mut impl Read) -> Result<u64, FillError> {
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
    /// programs see either the old file or the complete new one, even after a power cut. The new file gets the
    /// permissions of the old one where possible. Returns the fingerprint of the new file.
    ///
    /// # Errors
    /// The system's error. An old file is then unchanged, and the pending file is removed.
    pub fn replace(self, path: &Path) -> io::Result<Fingerprint> {
        let file = self.file.as_file();
        // Not every network share or drive supports setting permissions. Saving the content is more important.
        if let Ok(old) = fs::metadata(path)
            && let Err(error) = file.set_permissions(old.permissions())
        {
            tracing::debug!(%error, "a file's permissions can't be kept");
        }
        file.sync_all()?;
        let fingerprint = Fingerprint::from(&file.metadata()?);
        self.file.persist(path).map_err(|error| error.error)?;
        sync_folder_of(path);
        Ok(fingerprint)
    }

    /// Moves the file to `path`, where it replaces any other file, without waiting for the disk: a power cut may leave
    /// a damaged file. The permissions of an old file are not kept.
    ///
    /// # Errors
    /// The system's error. An old file is then unchanged, and the pending file is removed.
    pub fn replace_without_sync(self, path: &Path) -> io::Result<()> {
        self.file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }

    /// Moves the file to `path`, which must not exist yet, and returns its fingerprint. The method doesn't wait for the
    /// disk: a power cut may lose the file, so the caller needs another copy of its content.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] if `path` exists; otherwise the system's error. Every error is returned
    /// together with the pending file.
    pub fn place(self, path: &Path) -> Result<Fingerprint, (io::Error, PendingFile)> {
        let fingerprint = match self.file.as_file().metadata() {
            Ok(metadata) => Fingerprint::from(&metadata),
            Err(error) => return Err((error, self)),
        };
        let (error, file) = match self.file.persist_noclobber(path) {
            Ok(_) => return Ok(fingerprint),
            Err(failed) => (failed.error, failed.file),
        };
        if error.kind() == io::ErrorKind::AlreadyExists {
            return Err((error, PendingFile { file }));
        }
        // FAT and some network drives support neither a rename that refuses to overwrite nor hard links. There, an
        // empty file reserves the name and is then replaced.
        if let Err(error) = File::create_new(path) {
            return Err((error, PendingFile { file }));
        }
        match file.persist(path) {
            Ok(_) => Ok(fingerprint),
            Err(failed) => {
                // Only the empty file is removed, and no file that another program put there in the meantime.
                if fs::metadata(path).is_ok_and(|reserved| reserved.len() == 0)
                    && let Err(error) = fs::remove_file(path)
                {
                    tracing::warn!(%error, "the file that reserved a name stays");
                }
                Err((failed.error, PendingFile { file: failed.file }))
            }
        }
    }
}

impl Write for PendingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Flushes the folder of `path`, so that a rename survives a power cut. Errors are only logged, since not every file
/// system supports flushing a folder. On systems other than Unix, the function does nothing.
fn sync_folder_of(path: &Path) {
    #[cfg(unix)]
    if let Some(folder) = path.parent()
        && let Err(error) = File::open(folder).and_then(|folder| folder.sync_all())
    {
        tracing::debug!(%error, "the folder can't be flushed");
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// Writes a file, and replaces an existing one once all bytes are on the disk.
///
/// # Errors
/// The system's error. An old file is then unchanged.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut file = PendingFile::create_in(folder)?;
    file.append(bytes)?;
    file.replace(path).map(drop)
}

/// Creates an empty hidden folder in `parent`. The folder is removed when the returned value is dropped. On Unix, the
/// umask determines its permissions, as for ordinary folders.
///
/// # Errors
/// The system's error if `parent` can't be written to.
pub fn pending_folder(parent: &Path) -> io::Result<TempDir> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    builder.tempdir_in(parent)
}

/// Returns whether a name is that of a pending file or folder, of any process.
pub fn is_pending(name: &str) -> bool {
    name.starts_with(PREFIX) && name.ends_with(SUFFIX)
}

/// Removes the pending file at `path` if its writer is dead. Where the file system has no locks, the file stays.
pub fn remove_left_over(path: &Path) {
    let is_abandoned = regular_file::open(path).is_ok_and(|file| file.try_lock().is_ok());
    if is_abandoned && let Err(error) = fs::remove_file(path) {
        tracing::debug!(%error, path = %path.display(), "a left-over pending file can't be removed");
    }
}

/// Removes the pending files of dead writers from one of the app's own folders. Where the file system has no locks, all
/// writers count as dead, so nothing may be written to the folder at the same time. Earlier versions of the app wrote
/// pending files without the usual suffix, so all files with the prefix are included.
pub fn remove_left_overs_in(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        let path = entry.path();
        let is_locked = File::open(&path)
            .is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)));
        if !is_locked && let Err(error) = fs::remove_file(&path) {
            tracing::debug!(%error, path = %path.display(), "a left-over pending file can't be removed");
        }
    }
}
